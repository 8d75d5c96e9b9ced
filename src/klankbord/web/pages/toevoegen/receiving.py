"""Files as they come in: one whose bytes are the body of a request, or many in one form.

Both are counted while they stream, and no body is read before it is known who sends it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from typing import TypeVar

from anyio import CapacityLimiter, from_thread, to_thread
from anyio.lowlevel import RunVar
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from klankbord.errors import BadForm, NotFromHere, TooMuchAtOnce
from klankbord.service.intake.adding import Given, Received, receive
from klankbord.store.files import CHUNK
from klankbord.web.door import Visit, same_token

AT_ONCE = 12
"""So many files stream in at once, and no more; pages have threads of their own."""
MOST_FILES = 500
MOST_FIELDS = 50

T = TypeVar("T")
_limiter: RunVar[CapacityLimiter] = RunVar("klankbord_uploads")


async def receive_body(here: Visit, name: str) -> Received:
    """Keep the file that is the body of a request.

    Raises:
        NotFromHere: the page's token is not in a header.
        BadForm: the sender left halfway.
    """
    if "x-form-token" not in here.request.headers:  # that it is the right one, `checked` says
        raise NotFromHere
    return await _aside(lambda: _keep(here, name))


async def receive_form(here: Visit) -> tuple[FormData, list[Given]]:
    """The fields and the files of a form with its token; the files end with the form.

    Raises:
        NotFromHere: the page's token is not in it.
        TooMuchAtOnce: together the files are too large.
        BadForm: it is no such form, or the sender left halfway.
    """
    limit_mb = here.site.settings.max_sound_mb + here.site.settings.max_file_mb
    body = _counted(here.request, limit_mb)
    parser = MultiPartParser(
        here.request.headers, body, max_files=MOST_FILES, max_fields=MOST_FIELDS
    )
    try:
        form = await parser.parse()
    except (MultiPartException, ClientDisconnect, KeyError, UnicodeDecodeError):
        raise BadForm from None
    if not same_token(here, str(form.get("form_token", ""))):
        await form.close()
        raise NotFromHere
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    return form, [Given(one.filename or "", _read(one)) for one in files]


async def _aside(work: Callable[[], T]) -> T:
    """Do something slow in one of the threads for files."""
    limiter = _limiter.get(None)
    if limiter is None:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
    return await to_thread.run_sync(work, limiter=limiter)


def _keep(here: Visit, name: str) -> Received:
    chunks = _pulled(here.request)
    try:
        received = receive(here.site, here.actor, Given(name, chunks))
        if received.refusal is not None:
            _drain(chunks, here.site.settings.max_sound_mb * 1_000_000)
    except ClientDisconnect:
        raise BadForm from None
    return received


def _pulled(request: Request) -> Iterator[bytes]:
    """The body of a request, pulled piece by piece from a thread."""
    stream = request.stream()
    while (chunk := from_thread.run(anext, stream, None)) is not None:
        yield chunk


def _drain(chunks: Iterator[bytes], most: int) -> None:
    """Let a browser finish sending, within bounds: it reads no answer before."""
    for chunk in chunks:
        most -= len(chunk)
        if most < 0:
            return


async def _counted(request: Request, limit_mb: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit_mb * 1_000_000:
            raise TooMuchAtOnce(limit_mb)
        yield chunk


def _read(file: UploadFile) -> Iterator[bytes]:
    while chunk := file.file.read(CHUNK):
        yield chunk
