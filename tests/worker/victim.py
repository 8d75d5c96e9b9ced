"""A worker and a server in processes of their own, to be killed."""

from __future__ import annotations

import threading

from klankbord.service.site import open_site
from klankbord.settings import Settings
from klankbord.web.app import create_app
from klankbord.web.server import listen, serve
from klankbord.worker.loop import work_on


def run_worker(settings: Settings, lease_s: float) -> None:
    """What `klankbord worker` does, until it is killed."""
    work_on(open_site(settings), threading.Event(), lease_s)


def run_server(settings: Settings) -> None:
    """What `klankbord serve` does for its pages and the API, until it is killed."""
    with listen(settings) as socket:
        serve(create_app(open_site(settings)), socket)
