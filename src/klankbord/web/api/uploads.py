"""Calls sent to Klankbord: told first, then their files, whole or in pieces that go on."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from anyio import fail_after
from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.concurrency import contextmanager_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from klankbord.errors import BadQuestion, UploadBroken, UploadRangeBad
from klankbord.i18n import translator
from klankbord.service.sources.admitting import calls_of, say_reason
from klankbord.service.sources.arriving import (
    LONGEST_KEY,
    Arriving,
    ArrivingParty,
    Text,
    ToldConsent,
)
from klankbord.service.sources.uploading import (
    Sent,
    Span,
    begin_upload,
    end_receiving,
    look_at_upload,
    receiving,
)
from klankbord.web.api.asked import Moment
from klankbord.web.api.door import Caller, Sender
from klankbord.web.api.source_shapes import SentFile, State, UploadShape

router = APIRouter(tags=["uploads"])
IDLE_S = 60
"""After so long without a byte the sender is gone; what came stays, and they may go on."""
LARGEST = 10**15
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_END = re.compile(r"bytes \*/([1-9][0-9]{0,14})")
_DIGEST = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:,|$)")
Role = Literal["media", "transcript"]
WAYS: dict[str, Literal["", "in", "out"]] = {"": "", "inbound": "in", "outbound": "out"}
DIGEST, OWN_ID = "Repr-Digest", "clientUniqueId"
UploadId = Annotated[
    str,
    Path(
        pattern=r"^u[1-9][0-9]{0,17}$",
        description="What telling of the call gave.",
        examples=["u17"],
    ),
]
Name = Annotated[str, Query(max_length=300, description="The file's name, to know it by.")]
Range = Annotated[
    str | None,
    Header(
        description="`bytes 0-999/5000`: which piece of the whole it is; "
        "`bytes */5000`, without a body: all was sent."
    ),
]
Digest = Annotated[
    str | None,
    Header(description="`sha-256=:…:`, of the whole file; where told, it is checked at the end."),
]
BYTES: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
OTHER: dict[int | str, dict[str, Any]] = {
    400: {"description": "A piece that does not say its place, or does not fill it."},
    409: {"description": "Other facts or bytes than before, or a piece that does not go on."},
    413: {"description": "Larger than it may be."},
}


class NewCall(BaseModel):
    """What is told of a call that is going to be sent."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "clientUniqueId": "pbx-2026-000123",
                    "actualStart": "2026-11-20T09:04:00+01:00",
                    "direction": "outbound",
                    "primaryUser": "lotte@kassahuis.example",
                    "parties": [
                        {"name": "Lotte Maes", "side": "seller"},
                        {"name": "Bert Bos", "number": "+31201234567", "side": "customer"},
                    ],
                    "channels": "seller,customer",
                    "files": ["media"],
                }
            ]
        },
    )

    clientUniqueId: str = Field(  # noqa: N815 (the name that senders know)
        min_length=1,
        max_length=LONGEST_KEY,
        description="Your own id of it; sent twice, it is one.",
    )
    actualStart: Moment = Field(description="When it began.")  # noqa: N815
    direction: Literal["", "inbound", "outbound"] = Field(default="", description="Who called.")
    parties: Annotated[tuple[ArrivingParty, ...], Field(max_length=50)] = Field(
        default=(), description="Who takes part."
    )
    primaryUser: Text = Field(  # noqa: N815
        default="", description="Who of you: an e-mail address, or an extension."
    )
    number: Text = Field(default="", description="Of the other party.")
    type: Text = Field(default="", description="The type of call.")
    title: Text = Field(default="", description="What it is to be called.")
    language: Literal["", "nl", "en"] = Field(default="", description="What is spoken.")
    channels: Literal["", "seller,customer", "customer,seller"] = Field(
        default="", description="Who sits on each channel of the recording."
    )
    consent: ToldConsent | None = Field(
        default=None, description="How, when and by which text the other party was told."
    )
    files: Annotated[tuple[Role, ...], Field(max_length=2)] = Field(
        default=(), description="Which files come; without it, the first is all."
    )

    def arriving(self) -> Arriving:
        """The same, as every source tells it.

        Raises:
            BadQuestion: the id is not of one line.
        """
        try:
            return Arriving(
                key=self.clientUniqueId,
                when=self.actualStart,
                direction=WAYS[self.direction],
                parties=self.parties,
                primary_user=self.primaryUser,
                number=self.number,
                type=self.type,
                title=self.title,
                language=self.language,
                channels=self.channels,
                consent=self.consent,
            )
        except ValueError:
            raise BadQuestion(OWN_ID) from None


@router.post(
    "/calls",
    status_code=201,
    response_model=UploadShape,
    responses={200: {"description": "It was told before.", "model": UploadShape}, 409: OTHER[409]},
)
def tell(who: Sender, told: NewCall) -> Response:
    """Tell of a call; its files come next. The same id again is the same call."""
    files = tuple(sorted(set(told.files)))
    sent, new = begin_upload(who.site, who.key, told.arriving(), files)
    answer = answer_of(who, sent, 201 if new else 200)
    answer.headers["location"] = f"{who.request.scope['root_path']}/uploads/u{sent.upload.id}"
    return answer


@router.get("/uploads/{id}", response_model=UploadShape)
def look(who: Sender, id: UploadId) -> Response:  # noqa: A002 (its name in the address)
    """How far a call is that is being sent; and once it arrived, what became of it."""
    return answer_of(who, look_at_upload(who.site, who.key, int(id[1:])))


@router.head("/calls/{id}/media")
def media_offset(who: Sender, id: UploadId) -> Response:  # noqa: A002
    """How far a recording is: `Upload-Offset`, and `Upload-Length` once it is whole."""
    return _offset(who, id, "media")


@router.head("/calls/{id}/transcript")
def transcript_offset(who: Sender, id: UploadId) -> Response:  # noqa: A002
    """How far a transcript is: `Upload-Offset`, and `Upload-Length` once it is whole."""
    return _offset(who, id, "transcript")


@router.put("/calls/{id}/media", response_model=UploadShape, responses=OTHER, openapi_extra=BYTES)
async def media(
    who: Sender,
    request: Request,
    id: UploadId,  # noqa: A002
    name: Name = "",
    content_range: Range = None,
    repr_digest: Digest = None,
) -> Response:
    """The recording of a call: whole, or a piece of it."""
    return await _take(who, request, id, "media", name, _span(request, content_range, repr_digest))


@router.put(
    "/calls/{id}/transcript", response_model=UploadShape, responses=OTHER, openapi_extra=BYTES
)
async def transcript(
    who: Sender,
    request: Request,
    id: UploadId,  # noqa: A002
    name: Name = "",
    content_range: Range = None,
    repr_digest: Digest = None,
) -> Response:
    """The transcript of a call, in any format that Klankbord reads: whole, or a piece of it."""
    span = _span(request, content_range, repr_digest)
    return await _take(who, request, id, "transcript", name, span)


async def _take(
    who: Caller, request: Request, number: str, role: Role, name: str, span: Span
) -> Response:
    coming = receiving(who.site, who.key, int(number[1:]), role, name, span)
    async with contextmanager_in_threadpool(coming) as taken:
        try:
            async for chunk in _chunks(request):
                await run_in_threadpool(taken.take, chunk)
        except (ClientDisconnect, TimeoutError):
            raise UploadBroken from None
        sent = await run_in_threadpool(end_receiving, taken)
    answer = answer_of(who, sent)
    answer.headers["upload-offset"] = str(sent.files.get(role, (0, None))[0])
    return answer


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """The body, as it comes; at most so long without a byte."""
    stream = request.stream()
    while True:
        with fail_after(IDLE_S):
            chunk = await anext(stream, None)
        if chunk is None:
            return
        if chunk:
            yield chunk


def _span(request: Request, told: str | None, digest: str | None) -> Span:
    """Which bytes a request brings.

    Raises:
        UploadRangeBad: it does not say so, or as cannot be.
        BadQuestion: the digest is none that we know.
    """
    found = _DIGEST.search(digest or "")
    if digest and not found:
        raise BadQuestion(DIGEST)
    try:
        sha256 = b64decode(found[1], validate=True).hex() if found else ""
    except (NoBase64, ValueError):
        raise BadQuestion(DIGEST) from None
    length = _length(request)
    if told is None:
        return Span(0, length, length, sha256)
    if end := _END.fullmatch(told.strip()):
        total = int(end[1])
        return Span(total, total, total, sha256)
    place = _RANGE.fullmatch(told.strip())
    if place is None:
        raise UploadRangeBad
    first, last, total = map(int, place.groups())
    if not first <= last < total or (length is not None and length != last + 1 - first):
        raise UploadRangeBad
    return Span(first, last + 1, total, sha256)


def _length(request: Request) -> int | None:
    told = request.headers.get("content-length", "")
    if not (told.isascii() and told.isdigit()):
        return None
    return min(int(told[:18]), LARGEST)


def _offset(who: Caller, number: str, role: Role) -> Response:
    sent = look_at_upload(who.site, who.key, int(number[1:]))
    here, whole = sent.files.get(role, (0, None))
    told = {"upload-offset": str(here), "cache-control": "no-store"}
    return Response(headers=told if whole is None else told | {"upload-length": str(whole)})


def _state(sent: Sent) -> State:
    if sent.arrival is None:
        return "sending"
    return "held" if sent.until else sent.arrival.outcome


def answer_of(who: Caller, sent: Sent, status: int = 200) -> Response:
    """How far a call is that is being sent."""
    arrival, language = sent.arrival, who.actor.language
    shape = UploadShape(
        id=f"u{sent.upload.id}",
        clientUniqueId=sent.upload.key,
        state=_state(sent),
        until=sent.until,
        reason=arrival.reason if arrival else "",
        sentence=say_reason(arrival, translator(language), language) if arrival else "",
        calls=calls_of(arrival) if arrival else [],
        files={
            role: SentFile(
                offset=here, length=whole, sha256=sent.upload.files.get(role, {}).get("hash")
            )
            for role, (here, whole) in sent.files.items()
        },
    )
    return JSONResponse(shape.model_dump(mode="json"), status)
