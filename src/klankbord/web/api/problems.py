"""What goes wrong, as a problem document (RFC 9457): our sentence, in the reader's language."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

from klankbord.errors import (
    AskedTooMuch,
    KlankbordError,
    UploadBusy,
    UploadElsewhere,
    UploadsUnfinished,
)
from klankbord.i18n import translator

KIND = "application/problem+json"
UNKNOWN = 401


def problem(error: KlankbordError, language: str, **more: Any) -> JSONResponse:
    """An error as an answer; `more` are members of it besides."""
    status = error.http_status
    told = {
        "type": f"urn:klankbord:{_name(type(error))}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.say(translator(language)),
    }
    return JSONResponse(told | more, status, headers=_headers(error), media_type=KIND)


def _name(error: type[KlankbordError]) -> str:
    """KeyLacks → key-lacks."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", error.__name__).lower()


def _headers(error: KlankbordError) -> dict[str, str]:
    if error.http_status == UNKNOWN:
        return {"www-authenticate": "Bearer"}
    if isinstance(error, AskedTooMuch | UploadBusy | UploadsUnfinished):
        return {"retry-after": str(error.seconds)}
    if isinstance(error, UploadElsewhere):
        return {"upload-offset": str(error.offset)}
    return {}
