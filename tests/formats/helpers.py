"""What tests of formats share: reading a text as a file, and telling what was read."""

import json
from typing import Any

import pytest

from klankbord import formats
from klankbord.conversation import Conversation
from klankbord.errors import Refused
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions


def read_all(
    written: str | bytes, name: str = "gesprek.x", **options: Any
) -> tuple[Conversation, ...]:
    """The conversations in a file with these contents."""
    data = written if isinstance(written, bytes) else written.encode()
    return formats.read(Document(name, data), ReadOptions(**options))


def read(written: str | bytes, name: str = "gesprek.x", **options: Any) -> Conversation:
    """The one conversation in a file with these contents."""
    (conversation,) = read_all(written, name, **options)
    return conversation


def read_json(value: Any, **options: Any) -> Conversation:
    """The one conversation in a JSON file with this value."""
    return read(json.dumps(value), **options)


def refusal(written: str | bytes) -> Refused:
    """Why a file with these contents is refused."""
    with pytest.raises(Refused) as fault:
        read_all(written, "gesprek.x")
    assert fault.value.say().startswith("gesprek.x")
    return fault.value


def texts(conversation: Conversation) -> list[str]:
    """Who said what: `Lotte: Goed.`"""
    names = {party.id: party.name for party in conversation.parties}
    return [f"{names[turn.party]}: {turn.text}" for turn in conversation.turns]


def lines(conversation: Conversation) -> list[str]:
    """When who said what, in ms: `0-900 Lotte: Goed.`"""
    return [
        f"{turn.start_ms}-{turn.end_ms} {said}"
        for turn, said in zip(conversation.turns, texts(conversation), strict=True)
    ]


def names(conversation: Conversation) -> list[str]:
    """The names of the parties."""
    return [party.name for party in conversation.parties]


def sides(conversation: Conversation) -> dict[str, str]:
    """The side of each party, by name."""
    return {party.name: party.side.value for party in conversation.parties}


def notes(conversation: Conversation) -> tuple[str, ...]:
    """What was inferred while reading."""
    return conversation.provenance.notes
