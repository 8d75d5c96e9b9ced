"""Klankbord's own JSON: what any tool can write in an afternoon, and what we export."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from klankbord.conversation import Conversation, Party, Side, Turn, Word
from klankbord.conversation.assembly import clean
from klankbord.errors import BadKey
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Ms, Shape, checked, ordered
from klankbord.i18n import N_

ID = "klankbord"
NAME = N_("Klankbord-JSON")
ABOUT = ""
SAMPLE = """\
{
  "klankbord": 1,
  "title": "Kassa's voor de bakkerij",
  "language": "nl",
  "when": "2026-11-19T10:04:00+01:00",
  "direction": "outbound",
  "type": "discovery",
  "parties": [
    {"id": "S", "name": "Lotte Maes", "side": "seller", "email": "lotte@kassahuis.example"},
    {"id": "C1", "name": "Karel Vermeulen", "side": "customer"}
  ],
  "turns": [
    {"party": "S", "start_ms": 400, "end_ms": 2900, "text": "Hoe gaat dat nu, op een zaterdag?"},
    {"party": "C1", "start_ms": 3400, "end_ms": 7100, "text": "Druk. De rij staat tot op straat."}
  ]
}
"""


NOTES = "notes"
"""The key under `recognition` of what the reader must know, as codes."""
MOST, LONGEST = 50, 100_000
_NAME = re.compile(r"\b[a-z][a-z_]{0,39}\b")


class OurWord(Shape):
    """A timed word, and how sure a recogniser was of it."""

    text: str
    start_ms: Ms | None = None
    end_ms: Ms | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None


class OurTurn(Shape):
    """A turn; without times, start_ms and end_ms are null."""

    party: str
    start_ms: Ms | None = None
    end_ms: Ms | None = None
    text: str
    words: tuple[OurWord, ...] = Field(default=(), strict=False)


class OurParty(Shape):
    """Somebody who takes part; an empty name is a speaker who is not known by name."""

    id: str
    name: str | None = None
    side: Side = Side.UNKNOWN
    email: str | None = None
    number: str | None = None


class OurSource(Shape):
    """What the source can bear, where that does not show from the turns themselves."""

    overlap: bool | None = None
    laughter: bool | None = None


class OurFile(Shape):
    """The whole file. Keys that are not named here are ignored; optional ones may be null."""

    klankbord: int
    id: str | None = None
    title: str | None = None
    language: str | None = None
    when: AwareDatetime | None = None
    direction: str | None = None
    type: str | None = None
    end_ms: Ms | None = None
    source: OurSource | None = None
    recognition: dict[str, Any] | None = None
    parties: tuple[OurParty, ...] = Field(strict=False)
    turns: tuple[OurTurn, ...] = Field(strict=False)


def recognises(document: Document) -> bool:
    """An object with the key klankbord."""
    return isinstance(document.json, dict) and "klankbord" in document.json


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; one turn in the file is one turn out.

    Raises:
        BadKey: a key is missing or wrong, a turn belongs to nobody, or an end precedes its start.
    """
    file = checked(OurFile, document)
    if file.klankbord != 1:
        problem = N_("deze versie kent Klankbord hier niet")
        raise BadKey(document.name, "klankbord", problem, N_("exporteer het als versie 1"))
    _check(file, document)
    return (build(document, options, _draft(file), format_id=ID, as_given=True),)


def _check(file: OurFile, document: Document) -> None:
    """Refuse what no shape can: ids that clash, turns of nobody, spans that run back."""
    ids = {clean(party.id) for party in file.parties}
    if len(ids) < len(file.parties):
        problem = N_("twee deelnemers hebben hetzelfde id")
        raise BadKey(document.name, "parties", problem, N_("geef elk een eigen id"))
    for number, turn in enumerate(file.turns):
        key = f"turns[{number}]"
        if clean(turn.party) not in ids:
            problem = N_("deze deelnemer staat niet in parties")
            raise BadKey(document.name, f"{key}.party", problem, N_("voeg hem daar toe"))
        ordered(document, f"{key}.end_ms", turn.start_ms, turn.end_ms)
        for place, word in enumerate(turn.words):
            ordered(document, f"{key}.words[{place}].end_ms", word.start_ms, word.end_ms)


def _draft(file: OurFile) -> Draft:
    source = file.source or OurSource()
    return Draft(
        pieces=[
            Turn(
                t.start_ms,
                t.end_ms,
                clean(t.party),
                t.text,
                tuple(Word(w.start_ms, w.end_ms, w.text, w.confidence) for w in t.words),
            )
            for t in file.turns
        ],
        parties=[_party(party) for party in file.parties],
        id=file.id or "",
        title=file.title or "",
        language=file.language or "",
        when=file.when,
        direction=file.direction or "",
        type=file.type or "",
        end_ms=file.end_ms,
        overlap=source.overlap,
        laughter=source.laughter,
        options=_recognition(file),
        notes=_notes(file),
    )


def _recognition(file: OurFile) -> dict[str, str]:
    """What heard and recognised it, as options of a provenance: short names, and texts."""
    told = file.recognition or {}
    known = {
        name: clean(value)[:LONGEST]
        for name, value in told.items()
        if _NAME.fullmatch(name) and isinstance(value, str) and name not in {NOTES, "digest"}
    }
    return dict(list(known.items())[:MOST])


def _notes(file: OurFile) -> list[str]:
    told = (file.recognition or {}).get(NOTES, "")
    return _NAME.findall(told)[:MOST] if isinstance(told, str) else []


def _party(party: OurParty) -> Party:
    return Party(
        id=clean(party.id),
        name=clean(party.name or ""),
        side=party.side,
        email=clean(party.email or "") or None,
        number=clean(party.number or "") or None,
    )
