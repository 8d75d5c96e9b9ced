"""`klankbord worker`: one more worker beside the one that `klankbord serve` runs."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import TextIO

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command("worker", help=_("Doe het werk dat klaarstaat: gesprekken lezen en meten."))
@click.option(
    "--data", type=click.Path(path_type=Path), help=_("De map waarin alles bewaard wordt.")
)
@click.option(
    "--lease",
    "lease_s",
    type=click.FloatRange(0.5, 3600),
    default=30.0,
    show_default=True,
    help=_("Na zoveel seconden zonder levensteken neemt een ander het werk over."),
)
@click.option("--until-closed", is_flag=True, hidden=True)
def command(data: Path | None, lease_s: float, until_closed: bool) -> None:  # noqa: FBT001
    """Work until SIGTERM or SIGINT; with `until_closed`, until stdin is closed as well."""
    import signal
    import sys

    from klankbord.cli.common import settings_for
    from klankbord.service.running.logs import begin_log
    from klankbord.service.site import open_site
    from klankbord.worker.loop import work_on

    stop = Event()
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, lambda *_: stop.set())
    if until_closed:
        Thread(target=_wait_for_end, args=(sys.stdin, stop), daemon=True).start()
    settings = settings_for(data=data)
    begin_log(settings)
    site = open_site(settings)
    try:
        work_on(site, stop, lease_s)
    finally:
        site.close()


def _wait_for_end(stream: TextIO, stop: Event) -> None:
    stream.read()
    stop.set()
