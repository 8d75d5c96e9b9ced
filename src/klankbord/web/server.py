"""Putting the application on a port."""

from __future__ import annotations

import errno
import os
import signal
import socket

import uvicorn
from fastapi import FastAPI

from klankbord.errors import NoPort, why
from klankbord.settings import Settings

GOODBYE_S = 5
"""So long a page that is being sent may take when the server is to stop."""


def listen(settings: Settings) -> socket.socket:
    """The port of the settings, taken.

    Raises:
        NoPort: it is not free, or the host is none of this machine.
    """
    try:
        family, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, socket.SOCK_STREAM)
        if os.name != "nt":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
    except socket.gaierror:
        unknown = OSError(errno.EADDRNOTAVAIL, "")
        raise NoPort(settings.host, settings.port, why(unknown)) from None
    except OSError as fault:
        raise NoPort(settings.host, settings.port, why(fault)) from None
    return taken


def address_of(settings: Settings) -> str:
    """Where people find the pages."""
    if settings.public_url:
        return settings.public_url
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{host}:{settings.port}"


def serve(app: FastAPI, on: socket.socket) -> None:
    """Answer requests until SIGTERM or SIGINT. What is asked for is not logged: it is private.

    Raises:
        SystemExit: a signal came; whatever runs beside the pages is then ended too.
    """
    for wish in (signal.SIGTERM, signal.SIGINT):  # the server takes it first, and hands it on
        signal.signal(wish, _leave)
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_S,
    )
    uvicorn.Server(config).run(sockets=[on])


def _leave(*_: object) -> None:
    raise SystemExit(0)
