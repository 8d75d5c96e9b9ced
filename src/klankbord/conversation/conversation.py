"""Conversation, Turn, Word and Party.

Times are whole milliseconds from the start of the recording, start in and end out. A time that
the source does not give is None, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Self


class Side(StrEnum):
    """On whose side somebody sits."""

    SELLER = "seller"
    CUSTOMER = "customer"
    OTHER = "other"
    """Known, and neither: an interpreter, a voice menu."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part; an empty name is a speaker whom the source does not name."""

    id: str
    name: str
    side: Side = Side.UNKNOWN
    email: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Timed:
    """Anything with a span of time: [start_ms, end_ms), either end possibly unknown."""

    start_ms: int | None
    end_ms: int | None

    def __post_init__(self) -> None:
        if self.start_ms is not None and self.start_ms < 0:
            msg = f"start_ms is negative: {self.start_ms}"
            raise ValueError(msg)
        if self.end_ms is not None and (self.start_ms is None or self.end_ms < self.start_ms):
            msg = f"end_ms {self.end_ms} does not follow start_ms {self.start_ms}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Word(Timed):
    """One word of a turn, with its times where the source has them.

    `confidence` is how sure a recogniser was of it, 0 to 1; None where none says.
    """

    text: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Turn(Timed):
    """What one party says in one go. `party` is the id of a party; `words` may be empty."""

    party: str = ""
    text: str = ""
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Bears:
    """What a source can bear; a measure that needs more is unknown, never guessed."""

    sides: bool
    """It is known who sells and who buys (at least one of each)."""
    starts: bool
    ends: bool
    overlap: bool
    """Turns of two parties may overlap; a source that never lets them says nothing on that."""
    words: bool
    """Every turn has timed words."""
    laughter: bool


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a conversation came from: format (or engine), version, options, and what to know."""

    format: str
    version: str = "1"
    options: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    """Codes of what was inferred while reading (see `formats.notes`), for the page to say."""


LAUGHTER = re.compile(
    r"[\[(<*]\s*(?:\w+\s+)?(?:lach\w*|gelach|laugh\w*|grinni?k\w*|giechel\w*|chuckl\w*)\s*[\])>*]",
    re.IGNORECASE,
)
"""Laughter as transcripts mark it: (lacht), [laughter], *lacht*."""


@dataclass(frozen=True)
class Conversation:
    """One conversation, ordered by start. `end_ms` is the recording's end, where that is known.

    Raises:
        ValueError: a turn belongs to nobody, two parties share an id, a start goes back, or the
            end is negative.
    """

    id: str
    parties: tuple[Party, ...]
    turns: tuple[Turn, ...]
    title: str = ""
    language: str = ""
    """ISO 639-1 (nl, en), or empty where neither the source says nor the words show it."""
    when: datetime | None = None
    direction: str = ""
    type: str = ""
    end_ms: int | None = None
    overlap: bool | None = None
    """Declared by the format; None where it does not say."""
    laughter: bool | None = None
    provenance: Provenance = field(default_factory=lambda: Provenance("value"))

    def __post_init__(self) -> None:
        ids = [party.id for party in self.parties]
        if len(set(ids)) != len(ids):
            msg = f"two parties share an id: {ids}"
            raise ValueError(msg)
        if strangers := {turn.party for turn in self.turns} - set(ids):
            msg = f"turns of nobody: {sorted(strangers)}"
            raise ValueError(msg)
        starts = [turn.start_ms for turn in self.turns if turn.start_ms is not None]
        if len(starts) == len(self.turns) and starts != sorted(starts):
            msg = "turns are not in order of start"
            raise ValueError(msg)
        if self.end_ms is not None and self.end_ms < 0:
            msg = f"end_ms is negative: {self.end_ms}"
            raise ValueError(msg)

    @cached_property
    def bears(self) -> Bears:
        """What the source can bear: as declared, else as seen."""
        sides = {party.side for party in self.parties}
        starts = all(turn.start_ms is not None for turn in self.turns)
        ends = starts and all(turn.end_ms is not None for turn in self.turns)
        return Bears(
            sides={Side.SELLER, Side.CUSTOMER} <= sides,
            starts=starts,
            ends=ends,
            overlap=ends and (self._overlaps() if self.overlap is None else self.overlap),
            words=ends and all(has_timed_words(turn) for turn in self.turns),
            laughter=self._laughs() if self.laughter is None else self.laughter,
        )

    def party(self, party_id: str) -> Party:
        """The party with this id."""
        return next(party for party in self.parties if party.id == party_id)

    def with_sides(self, sides: dict[str, Side]) -> Self:
        """The same conversation, with the side of each party id in `sides` set."""
        parties = (replace(p, side=sides.get(p.id, p.side)) for p in self.parties)
        return replace(self, parties=tuple(parties))

    def _overlaps(self) -> bool:
        # Turns stand in order of start, so until two overlap only the latest end matters.
        speaking, until = "", 0
        for turn in self.turns:
            start, end = turn.start_ms or 0, turn.end_ms or 0
            if end == start:
                continue  # without length it sounds through nobody
            if start < until and turn.party != speaking:
                return True
            if end >= until:
                speaking, until = turn.party, end
        return False

    def _laughs(self) -> bool:
        return any(LAUGHTER.search(turn.text) for turn in self.turns)


def has_timed_words(turn: Turn) -> bool:
    """Whether the words of a turn tell when they were said; some recognisers miss a few."""
    return any(word.start_ms is not None for word in turn.words)
