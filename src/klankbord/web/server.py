"""Putting the application on a port."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from klankbord.errors import NoPort, why
from klankbord.service.running.loopback import is_loopback
from klankbord.settings import Settings

GOODBYE_S = 10
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
    """Where people find the pages; where they listen everywhere, the address in the network."""
    everywhere = settings.host in {"0.0.0.0", "::"}  # noqa: S104
    if settings.public_url or not everywhere:
        return settings.address
    return f"http://{_own_address()}:{settings.port}"


def port_of(settings: Settings) -> int:
    """The port that browsers know."""
    return urlsplit(settings.public_url).port or settings.port


def is_open(settings: Settings) -> bool:
    """Whether others than who sits at this machine can reach the pages."""
    return bool(settings.public_url) or not is_loopback(settings.host)


def _own_address() -> str:
    """The address by which this machine goes out; its name where it has no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(("192.0.2.1", 9))  # an address of nobody; nothing is sent
            return str(way_out.getsockname()[0])
        except OSError:
            return socket.gethostname()


def serve(app: FastAPI, on: socket.socket) -> None:
    """Answer requests until SIGTERM or SIGINT. What is asked for is not logged: it is private.

    Raises:
        SystemExit: a signal came; whatever runs beside the pages is then ended too.
    """
    leave_when_told()  # the server takes it first, and hands it on
    settle()
    config = uvicorn.Config(
        app,
        log_config=None,  # it writes to the log of the service, which begins before it
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GOODBYE_S,
    )
    uvicorn.Server(config).run(sockets=[on])


def settle() -> None:
    """Leave what is loaded by now out of the search for garbage.

    That search stops every page that is being made: over all that is loaded, for 0.1 s.
    """
    gc.collect()
    gc.freeze()


def leave_when_told() -> None:
    """Let SIGTERM and SIGINT end this process in peace, whatever it is at."""
    for wish in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wish, _leave)


def _leave(*_: object) -> None:
    raise SystemExit(0)
