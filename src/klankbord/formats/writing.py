"""Conversations out: our JSON, WebVTT, text, CSV and Parquet."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from klankbord.conversation import Conversation, Party, Turn
from klankbord.conversation.frames import to_frames
from klankbord.conversation.time import format_clock
from klankbord.errors import CannotExport, UnknownWriter

Writer = Callable[[Sequence[Conversation]], bytes]


def to_json(conversations: Sequence[Conversation]) -> bytes:
    """One conversation as our own JSON; nothing of it is lost but its provenance."""
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
    """One conversation as WebVTT, each turn a cue with its voice.

    Raises:
        CannotExport: the conversation has no times.
    """
    conversation = _one(conversations)
    if not conversation.bears.ends:
        raise CannotExport(conversation.title)
    names = {party.id: party.name for party in conversation.parties}
    parts = ["WEBVTT"]
    for turn in conversation.turns:
        name = html.escape(names[turn.party].replace(">", ""), quote=False)
        voice = f"<v {name}>" if name else ""
        end = "</v>" if name else ""
        text = html.escape(turn.text, quote=False)
        timing = f"{_vtt_time(turn.start_ms or 0)} --> {_vtt_time(turn.end_ms or 0)}"
        parts.append(f"{timing}\n{voice}{text}{end}")
    return ("\n\n".join(parts) + "\n").encode()


def to_text(conversations: Sequence[Conversation]) -> bytes:
    """One conversation in our plain notation; without times where it has none."""
    conversation = _one(conversations)
    names = {party.id: _quoted(party.name) for party in conversation.parties}
    lines = [] if conversation.bears.starts is False else _headers(conversation)
    for turn in conversation.turns:
        when = f"{_clock(turn)} " if conversation.bears.starts else ""
        lines.append(f"{when}{names[turn.party]}: {turn.text}")
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
    words = [{"text": w.text, "start_ms": w.start_ms, "end_ms": w.end_ms} for w in turn.words]
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


def _quoted(name: str) -> str:
    name = name.replace('"', "'") or "?"
    return f'"{name}"' if ":" in name else name


def _headers(conversation: Conversation) -> list[str]:
    sides = {
        side: ", ".join(_listed(p.name) for p in conversation.parties if p.side == side and p.name)
        for side in ("seller", "customer", "other")
    }
    headers = {
        "titel": conversation.title,
        "taal": conversation.language,
        "wanneer": conversation.when.isoformat() if conversation.when else "",
        "richting": conversation.direction,
        "soort": conversation.type,
        "verkoper": sides["seller"],
        "klant": sides["customer"],
        "ander": sides["other"],
        "einde": ""
        if conversation.end_ms is None
        else format_clock(conversation.end_ms, exact=True),
    }
    return [f"# {key}: {value}" for key, value in headers.items() if value]


def _listed(name: str) -> str:
    name = name.replace('"', "'")
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
