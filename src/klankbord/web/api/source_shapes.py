"""What the API tells of sources, of what arrived from them, and of what is being sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from klankbord.web.api.shapes import WHEN, Shape, shown


class SourceShape(Shape):
    """Where calls come from by themselves."""

    example: ClassVar[Mapping[str, Any]] = {
        "id": 1,
        "kind": "upload",
        "name": "Telefooncentrale",
        "enabled": True,
    }
    model_config = shown(example)

    id: int
    kind: str
    name: str
    enabled: bool


class SourceList(Shape):
    """All sources."""

    example: ClassVar[Mapping[str, Any]] = {"items": [SourceShape.example]}
    model_config = shown(example)

    items: list[SourceShape]


State = Literal["sending", "waiting", "fetching", "held", "kept", "left_out", "refused"]
"""As an arrival has it; `held` is kept and seen by nobody, until it is told how the party knew."""


class ArrivalShape(Shape):
    """A call that a source offered, and what became of it."""

    example: ClassVar[Mapping[str, Any]] = {
        "id": 8,
        "key": "pbx-2026-000123",
        "state": "kept",
        "reason": "",
        "sentence": "",
        "calls": [17],
        "received_at": WHEN,
        "changed_at": WHEN,
    }
    model_config = shown(example)

    id: int
    key: str = Field(description="The source's own id of the call.")
    state: State
    reason: str = Field(description="Why it is no call, as a code.")
    sentence: str = Field(description="The same, as a sentence.")
    calls: list[int] = Field(description="The calls that came of it, or the one it already was.")
    received_at: datetime
    changed_at: datetime


class ArrivalList(Shape):
    """Some arrivals from a source, the newest first."""

    example: ClassVar[Mapping[str, Any]] = {"items": [ArrivalShape.example], "next_cursor": None}
    model_config = shown(example)

    items: list[ArrivalShape]
    next_cursor: str | None


class SentFile(Shape):
    """How far a file is."""

    example: ClassVar[Mapping[str, Any]] = {"offset": 65536, "length": None, "sha256": None}
    model_config = shown(example)

    offset: int = Field(description="So many bytes are here.")
    length: int | None = Field(description="So many there are in all, once all are here.")
    sha256: str | None = Field(description="Of the whole file, once it is here.")


class UploadShape(Shape):
    """A call that is being sent, and what became of it."""

    example: ClassVar[Mapping[str, Any]] = {
        "id": "u17",
        "clientUniqueId": "pbx-2026-000123",
        "state": "sending",
        "until": None,
        "reason": "",
        "sentence": "",
        "calls": [],
        "files": {"media": SentFile.example},
    }
    model_config = shown(example)

    id: str = Field(description="What the addresses of its files have in them.")
    clientUniqueId: str  # noqa: N815 (the name that senders know)
    state: State
    until: datetime | None = Field(
        description="Of what is held: when it is removed, unless it is told how the party knew."
    )
    reason: str
    sentence: str
    calls: list[int] = Field(description="The calls that came of it, or the one it already was.")
    files: dict[str, SentFile]
