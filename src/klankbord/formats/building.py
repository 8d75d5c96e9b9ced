"""From what a reader found to a conversation: the checks and defaults that all formats share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from klankbord.conversation import Conversation, Party, Provenance, Side, Turn, Word
from klankbord.conversation.assembly import assemble, clean
from klankbord.errors import NoTurns, TooManyParties, TooManyTurns
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.language.detection import detect_language

LATEST_MS = 48 * 3_600_000
"""No recording is longer; a later time is a fault in the file."""
MOST_PARTIES = 500

_LANGUAGES = {
    **dict.fromkeys(("dutch", "flemish", "nederlands", "vlaams", "dut", "nld"), "nl"),
    **dict.fromkeys(("english", "engels", "eng"), "en"),
    **dict.fromkeys(("french", "frans", "fra", "fre"), "fr"),
    **dict.fromkeys(("german", "duits", "deu", "ger"), "de"),
}


@dataclass
class Draft:
    """What a reader found in a file."""

    pieces: list[Turn] = field(default_factory=list)
    parties: list[Party] = field(default_factory=list)
    id: str = ""
    title: str = ""
    language: str = ""
    when: datetime | None = None
    direction: str = ""
    type: str = ""
    end_ms: int | None = None
    overlap: bool | None = None
    laughter: bool | None = None
    options: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _ids: dict[str, str] = field(default_factory=dict)
    _more: dict[int, list[str]] = field(default_factory=dict)

    def note(self, code: str) -> None:
        """Note what was inferred (see `formats.notes`), once."""
        if code not in self.notes:
            self.notes.append(code)

    def say(
        self,
        party: str,
        start_ms: int | None,
        end_ms: int | None,
        text: str,
        words: tuple[Word, ...] = (),
    ) -> None:
        """Add what a party said.

        Some tools write an end before the start: that piece is kept without length, and noted.
        """
        if start_ms is not None and end_ms is not None and end_ms < start_ms:
            self.note("backward_times")
            end_ms = start_ms
        self.pieces.append(Turn(start_ms, end_ms, party, text, words))

    def go_on(self, text: str) -> None:
        """Add to what was said last."""
        self._more.setdefault(len(self.pieces) - 1, []).append(text)

    def said(self) -> list[Turn]:
        """All pieces, with what was added to them."""
        pieces = list(self.pieces)
        for place, more in self._more.items():
            text = " ".join((pieces[place].text, *more))
            pieces[place] = replace(pieces[place], text=text)
        return pieces

    def knows(self, name: str) -> bool:
        """Whether a party with this name has joined in."""
        return clean(name) in self._ids

    def speaker(self, name: str, side: Side = Side.UNKNOWN) -> str:
        """The id of the party with this name, who joins in if not there yet.

        An empty name stands for speakers whom the source does not name.
        """
        name = clean(name)
        if name not in self._ids:
            self._ids[name] = f"p{len(self.parties) + 1}"
            self.parties.append(Party(id=self._ids[name], name=name, side=side))
        return self._ids[name]


def build(
    document: Document,
    options: ReadOptions,
    draft: Draft,
    *,
    format_id: str,
    segments: bool = False,
    as_given: bool = False,
) -> Conversation:
    """The conversation of a draft.

    Args:
        document: the file.
        options: how the reader was asked to read.
        draft: what it found.
        format_id: its id, for the provenance.
        segments: the format gives segments, which the options may join into turns.
        as_given: one piece is one turn, also where it has no words.

    Raises:
        NoTurns: nobody says anything.
        TooManyTurns: more than the options allow.
        TooManyParties: more than any conversation has.
    """
    gap = options.join_gap_ms if segments else None
    turns = assemble(draft.said(), gap, keep_empty=as_given)
    if not turns:
        raise NoTurns(document.name)
    if len(turns) > options.max_turns:
        raise TooManyTurns(document.name, len(turns), options.max_turns)
    if len(draft.parties) > MOST_PARTIES:
        raise TooManyParties(document.name, len(draft.parties), MOST_PARTIES)
    speaking = {turn.party for turn in turns}
    parties = tuple(p for p in draft.parties if as_given or p.id in speaking or p.name)
    notes = list(draft.notes)
    if document.encoding == "cp1252":
        notes.append("windows_1252")
    if any(not party.name and party.id in speaking for party in parties):
        notes.append("unnamed_speakers")
    language = language_code(draft.language) or detect_language(_beginnings(turns))
    joined = {"join_gap_ms": str(gap)} if gap is not None else {}
    return Conversation(
        id=clean(draft.id) or document.digest,
        parties=parties,
        turns=turns,
        title=clean(draft.title) or clean(document.stem),
        language=language,
        when=draft.when,
        direction=clean(draft.direction),
        type=clean(draft.type),
        end_ms=draft.end_ms,
        overlap=draft.overlap,
        laughter=draft.laughter,
        provenance=Provenance(
            format=format_id,
            options=tuple(sorted((draft.options | joined).items())),
            notes=tuple(notes),
        ),
    )


def _beginnings(turns: tuple[Turn, ...]) -> Iterator[str]:
    """Enough of what is said to tell the language by."""
    return (turn.text[:2000] for turn in turns[:1000])


def language_code(text: str) -> str:
    """The ISO 639-1 code that a name (Dutch), a tag (nl-BE) or a longer code (nld) stands for.

    Empty where it stands for none.
    """
    first = re.split(r"[-_]", text.strip().lower(), maxsplit=1)[0]
    code = _LANGUAGES.get(first, first)
    return code if re.fullmatch(r"[a-z]{2}", code) else ""
