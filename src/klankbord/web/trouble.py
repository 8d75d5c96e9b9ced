"""A database that is away or a disk that is full, told as a page: for that, nobody is looked up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from fastapi import Request
from starlette.responses import Response

from klankbord.store.trouble import FAULTS, trouble_of
from klankbord.web.door import Visit
from klankbord.web.pages.error.view import ErrorView

SOON_S = 5
"""After so long it is worth trying again."""

_log = logging.getLogger(__name__)
F = TypeVar("F", bound=Exception)


def told(request: Request, fault: Exception) -> Response:
    """What is the matter, as a page that needs no database.

    Raises:
        Exception: the fault itself, where it is no trouble that passes.
    """
    error = trouble_of(fault)
    if error is None:
        raise fault
    _log.warning("trouble: %s", type(error).__name__, exc_info=fault)
    here = Visit(request, request.app.state.site, None)
    answer = here.page(ErrorView.of(error, here.translate), error.http_status)
    answer.headers["retry-after"] = str(SOON_S)
    return answer


def steady(handler: Callable[[Request, F], Response]) -> Callable[[Request, F], Response]:
    """How an error is told, where telling it needs a database that may be away."""

    @wraps(handler)
    def steadily(request: Request, error: F) -> Response:
        try:
            return handler(request, error)
        except FAULTS as fault:
            return told(request, fault)

    return steadily
