"""A piece of what is made on the spot, for players that ask for it in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

CHUNK = 1 << 16
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def in_range(file: IO[bytes], asked: str | None, kind: str, headers: dict[str, str]) -> Response:
    """What was made (closed when it is sent), whole or the one range of bytes that is asked for."""
    size = file.seek(0, 2)
    wanted = part_of(asked or "", size)
    told = headers | {"accept-ranges": "bytes", "content-encoding": "identity"}
    if wanted is not None and not wanted:
        file.close()
        return Response(status_code=416, headers={"content-range": f"bytes */{size}"})
    sent = range(size) if wanted is None else wanted
    told["content-length"] = str(len(sent))
    if wanted is not None:
        told["content-range"] = f"bytes {sent.start}-{sent.stop - 1}/{size}"
    return StreamingResponse(
        _chunks(file, sent),
        200 if wanted is None else 206,
        media_type=kind,
        headers=told,
        background=BackgroundTask(file.close),
    )


def part_of(asked: str, size: int) -> range | None:
    """The bytes that a Range header asks for; None for all of them, or where it asks otherwise.

    >>> part_of("bytes=2-", 10), part_of("bytes=-3", 10), part_of("bytes=2-3,5-6", 10)
    (range(2, 10), range(7, 10), None)
    """
    found = _RANGE.fullmatch(asked)
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    return range(int(first), min(int(last) + 1, size) if last else size)


def _chunks(file: IO[bytes], sent: range) -> Iterator[bytes]:
    with file:
        file.seek(sent.start)
        left = len(sent)
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
