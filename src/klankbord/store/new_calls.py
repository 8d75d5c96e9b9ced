"""A call as the rows that it will be: made of a conversation, before any transaction begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from klankbord.conversation import Conversation, Side
from klankbord.language.folding import fold
from klankbord.language.searching import folded_words
from klankbord.store.documents import to_document
from klankbord.store.made import Made


@dataclass(frozen=True)
class Source:
    """What a call came from: the file by its SHA-256, which of its conversations, its sound."""

    hash: str
    part: int
    sound: str | None = None
    number: str = ""
    made: Made | None = None
    """What is unreadable in it, where it was looked through;"""
    before: frozenset[str] = frozenset()
    """and the files in which that is still to be read or heard, to be forgotten."""
    was: str = ""
    """The recording as it was given, where `sound` is that with silences."""
    by_itself: bool = False
    """Whether it came by itself, so that nobody gave it."""


@dataclass(frozen=True)
class NewCall:
    """A call as the rows that it will be, made before any transaction begins."""

    source: Source
    row: dict[str, Any]
    parties: Sequence[dict[str, Any]]
    document: bytes

    @property
    def key(self) -> tuple[str, int]:
        """What it is there once by: its file, and its place in that."""
        return self.source.hash, self.source.part

    @property
    def owner(self) -> int:
        """Whose it will be."""
        return int(self.row["owner_id"])

    @property
    def uploader(self) -> int:
        """Who gave it."""
        return int(self.row["uploader_id"])


def new_call(conversation: Conversation, source: Source, owner: int, uploader: int) -> NewCall:
    """The rows of a call that is to be kept."""
    row = columns_of(conversation) | {
        "owner_id": owner,
        "uploader_id": uploader,
        "source": source.hash,
        "source_part": source.part,
        "sound": source.sound,
        "number": source.number or _number(conversation),
        "revision": 1,
    }
    return NewCall(source, row, parties_of(conversation), to_document(conversation))


def parties_of(conversation: Conversation) -> list[dict[str, Any]]:
    """The rows of a conversation's parties, but for the number of the call."""
    return [
        {
            "party": place,
            "name": party.name,
            "side": party.side.value,
            "email": party.email,
            "number": party.number,
            "folded": fold(party.name),
        }
        for place, party in enumerate(conversation.parties)
    ]


def columns_of(conversation: Conversation) -> dict[str, Any]:
    """The columns of a call that its conversation tells."""
    of_customers = [p.name for p in conversation.parties if p.side is Side.CUSTOMER and p.name]
    return {
        "title": conversation.title,
        "customers": ", ".join(of_customers),
        "folded": folded_words(conversation.title, *of_customers),
        "language": conversation.language,
        "started_at": conversation.when.astimezone(UTC) if conversation.when else None,
        "direction": conversation.direction,
        "type": conversation.type,
        "length_ms": _length(conversation),
    }


def _length(conversation: Conversation) -> int | None:
    ends = [turn.end_ms or turn.start_ms or 0 for turn in conversation.turns]
    if not conversation.bears.starts:
        return conversation.end_ms
    return max([conversation.end_ms or 0, *ends])


def _number(conversation: Conversation) -> str:
    of_customers = (p.number for p in conversation.parties if p.side is Side.CUSTOMER)
    return next((number for number in of_customers if number), "")
