"""Conversations out: our JSON, WebVTT, text, CSV and Parquet."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from klankbord.conversation import Conversation, Party, Provenance, Side, Turn
from klankbord.conversation.frames import to_frames
from klankbord.conversation.time import format_clock
from klankbord.errors import CannotExport, UnknownWriter
from klankbord.formats.names import LONGEST_NAME, candidates
from klankbord.formats.ours import NOTES
from klankbord.formats.plain import speaker

Writer = Callable[[Sequence[Conversation]], bytes]


def to_json(conversations: Sequence[Conversation]) -> bytes:
    """One conversation as our own JSON; of its provenance only how it was heard is kept."""
    text = json.dumps(as_our_json(_one(conversations)), ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def as_our_json(conversation: Conversation) -> dict[str, Any]:
    """The value of our own JSON; optional keys stand there only where they say something."""
    optional = {
        "id": conversation.id,
        "when": conversation.when and conversation.when.isoformat(),
        "direction": conversation.direction,
        "type": conversation.type,
        "end_ms": conversation.end_ms,
        "source": _set(overlap=conversation.overlap, laughter=conversation.laughter),
        "recognition": _recognition(conversation.provenance),
    }
    return {
        "klankbord": 1,
        "title": conversation.title,
        "language": conversation.language,
        **{key: value for key, value in optional.items() if value not in (None, "", {})},
        "parties": [_party(party) for party in conversation.parties],
        "turns": [_turn(turn) for turn in conversation.turns],
    }


def to_vtt(conversations: Sequence[Conversation]) -> bytes:
    """One conversation as WebVTT, each turn a cue with its voice; empty turns say nothing there.

    Raises:
        CannotExport: the conversation has no times.
    """
    conversation = _one(conversations)
    if not conversation.bears.ends:
        raise CannotExport(conversation.title)
    names = _names(conversation)
    parts = ["WEBVTT"]
    for turn in conversation.turns:
        name = names[turn.party]
        name = f"//{name}" if name.startswith("//") else name  # // has a meaning there
        voice = html.escape(f"v {name}".rstrip(), quote=False)
        text = html.escape(turn.text, quote=False)
        timing = f"{_vtt_time(turn.start_ms or 0)} --> {_vtt_time(turn.end_ms or 0)}"
        parts.append(f"{timing}\n<{voice}>{text}</v>")
    return ("\n\n".join(parts) + "\n").encode()


def to_text(conversations: Sequence[Conversation]) -> bytes:
    """One conversation in our plain notation; without times where any turn has no start."""
    conversation = _one(conversations)
    names = _names(conversation)
    lines = _headers(conversation, names)
    for turn in conversation.turns:
        when = f"{_clock(turn)} " if conversation.bears.starts else ""
        lines.append(f"{when}{_line(names[turn.party], turn.text)}")
    return ("\n".join(lines) + "\n").encode()


def to_csv(conversations: Sequence[Conversation]) -> bytes:
    """The turns of all conversations as a table; a cell never starts a formula."""
    table = _flat(conversations).drop("words")
    strings = pl.selectors.string()
    safe = strings.str.replace(r"^([=+\-@\t\r])", "'${1}")
    return table.with_columns(safe).write_csv().encode()


def to_parquet(conversations: Sequence[Conversation]) -> bytes:
    """The turns of all conversations as a Parquet table, words included."""
    buffer = io.BytesIO()
    _flat(conversations).write_parquet(buffer)
    return buffer.getvalue()


WRITERS: dict[str, Writer] = {
    ".json": to_json,
    ".vtt": to_vtt,
    ".txt": to_text,
    ".csv": to_csv,
    ".parquet": to_parquet,
}
"""What can be written, by the ending of the file's name."""

TABLES = frozenset({".csv", ".parquet"})
"""The ones that hold any number of conversations."""


def writer_for(file: str, ending: str) -> Writer:
    """The writer for an ending (.json).

    Raises:
        UnknownWriter: there is none.
    """
    if ending.lower() not in WRITERS:
        raise UnknownWriter(file, ", ".join(WRITERS))
    return WRITERS[ending.lower()]


def _one(conversations: Sequence[Conversation]) -> Conversation:
    (conversation,) = conversations
    return conversation


def _recognition(provenance: Provenance) -> dict[str, str]:
    """How a conversation was heard and recognised; nothing of one that was read."""
    told = dict(provenance.options)
    if "speech" not in told:
        return {}
    return told | ({NOTES: " ".join(provenance.notes)} if provenance.notes else {})


def _set(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _party(party: Party) -> dict[str, Any]:
    return {
        "id": party.id,
        "name": party.name,
        "side": party.side.value,
        **_set(email=party.email, number=party.number),
    }


def _turn(turn: Turn) -> dict[str, Any]:
    words = [
        {"text": w.text, "start_ms": w.start_ms, "end_ms": w.end_ms} | _set(confidence=w.confidence)
        for w in turn.words
    ]
    return {
        "party": turn.party,
        "start_ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "text": turn.text,
        **({"words": words} if words else {}),
    }


def _vtt_time(ms: int) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _clock(turn: Turn) -> str:
    start = format_clock(turn.start_ms or 0, exact=True)
    return start if turn.end_ms is None else f"{start}-{format_clock(turn.end_ms, exact=True)}"


def _names(conversation: Conversation) -> dict[str, str]:
    """What to call each party, so that no two are one: by name, or by id where it has none.

    A single speaker of whom nothing is known stays without a name.
    """
    unnamed = [party for party in conversation.parties if not party.name]
    names: dict[str, str] = {}
    for party in conversation.parties:
        unknown = unnamed == [party] and party.side is Side.UNKNOWN
        name = "" if unknown else _name(party)
        number = 1
        while name in names.values():
            number += 1
            name = f"{_name(party)} ({number})"
        names[party.id] = name
    return names


def _name(party: Party) -> str:
    name = (party.name or party.id).replace('"', "'")
    return name[: LONGEST_NAME - len(" (999)")].strip() or "–"


def _line(name: str, text: str) -> str:
    """A name and what was said, the name quoted where it could be read otherwise."""
    line = f"{name or '?'}: {text}"
    plain = name != "?" and speaker(line) == name and len(candidates(line)) == 1
    return (line if plain or not name else f'"{name}": {text}').rstrip()


def _headers(conversation: Conversation, names: dict[str, str]) -> list[str]:
    speaking = {turn.party for turn in conversation.turns}
    sides = {
        side: ", ".join(
            _listed(names[party.id])
            for party in conversation.parties
            if party.side is side and party.id in speaking and names[party.id]
        )
        for side in Side
    }
    headers = {
        "titel": conversation.title,
        "taal": conversation.language,
        "wanneer": conversation.when.isoformat() if conversation.when else "",
        "richting": conversation.direction,
        "soort": conversation.type,
        "verkoper": sides[Side.SELLER],
        "klant": sides[Side.CUSTOMER],
        "ander": sides[Side.OTHER],
        "onbekend": sides[Side.UNKNOWN] if sides[Side.SELLER] else "",
        "einde": ""
        if conversation.end_ms is None
        else format_clock(conversation.end_ms, exact=True),
    }
    return [f"# {key}: {value}" for key, value in headers.items() if value]


def _listed(name: str) -> str:
    return f'"{name}"' if "," in name or ";" in name else name


def _flat(conversations: Sequence[Conversation]) -> pl.DataFrame:
    frames = to_frames(conversations)
    calls = frames.calls.select("call", conversation="id", title="title")
    parties = frames.parties.select("call", "party", name="name")
    return (
        frames.turns.join(calls, on="call", how="left", maintain_order="left")
        .join(parties, on=["call", "party"], how="left", maintain_order="left")
        .select(
            "conversation",
            "title",
            "turn",
            "name",
            pl.col.side.cast(pl.String),
            "start_ms",
            "end_ms",
            "text",
            "words",
        )
    )
