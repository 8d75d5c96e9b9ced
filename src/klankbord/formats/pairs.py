"""Two TextGrids of one call, a file a speaker: one conversation on one clock."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from klankbord.conversation import Conversation
from klankbord.conversation.assembly import assemble, clean
from klankbord.errors import NotAPair, TooManyTurns
from klankbord.formats import read, textgrid
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.voices import side_of
from klankbord.language.detection import detect_language

_LAST = re.compile(r"(.*?)[ ._-]*([^ ._-]+)", re.DOTALL)
"""A file's name as what both share, and what its last part tells: `zaterdag_klant`."""


def pairs_in(files: Sequence[Path]) -> list[tuple[Path, Path]]:
    """The TextGrids among files that are two by two of one call, by their names.

    Two in one folder are a pair where they share all but the last part of their names, and no
    third one does.
    """
    calls: dict[tuple[Path, str], list[Path]] = {}
    for file in files:
        shared, last = _parts(file.name)
        if file.suffix.lower() == ".textgrid" and shared and last:
            calls.setdefault((file.parent, shared), []).append(file)
    return [(found[0], found[1]) for found in calls.values() if len(found) == 2]  # noqa: PLR2004


def read_pair(one: Document, other: Document, options: ReadOptions | None = None) -> Conversation:
    """The conversation in two TextGrids whose times count from the same moment.

    Whoever has the same name in both (`Speaker`) is called after the file.

    Raises:
        NotAPair: one of them is no TextGrid, or both are the same file.
        Refused: one of them is too large or faulty.
    """
    options = options or ReadOptions()
    for document, beside in ((one, other), (other, one)):
        if document.data == beside.data or not textgrid.recognises(document):
            raise NotAPair(document.name, beside.name)
    gap = options.join_gap_ms
    apart = replace(options, join_gap_ms=None)  # joined below, where the other speaks too
    (first,), (second,) = read(one, apart), read(other, apart)
    shared = {p.name for p in first.parties} & {p.name for p in second.parties}
    first, second = _called(first, one, shared, "1"), _called(second, other, shared, "2")
    turns = assemble((*first.turns, *second.turns), gap)
    if len(turns) > options.max_turns:
        raise TooManyTurns(one.name, len(turns), options.max_turns)
    notes = dict.fromkeys((*first.provenance.notes, *second.provenance.notes))
    return replace(
        first,
        id=hashlib.sha256(one.data + other.data).hexdigest()[:16],
        title=clean(_parts(one.name)[0]) or first.title,
        parties=(*first.parties, *second.parties),
        turns=turns,
        language=detect_language(turn.text[:2000] for turn in turns[:1000]),
        end_ms=max(first.end_ms or 0, second.end_ms or 0),
        overlap=True,
        provenance=replace(
            first.provenance,
            options=() if gap is None else (("join_gap_ms", str(gap)),),
            notes=tuple(notes),
        ),
    )


def _called(found: Conversation, document: Document, shared: set[str], mark: str) -> Conversation:
    """The conversation with ids of its own, and names that the other file has not."""
    ids = {party.id: f"{party.id}-{mark}" for party in found.parties}
    last = _parts(document.name)[1]
    names = (last if party.name in {*shared, ""} else party.name for party in found.parties)
    parties = tuple(
        replace(party, id=ids[party.id], name=name, side=side_of(name))
        for party, name in zip(found.parties, names, strict=True)
    )
    turns = tuple(replace(turn, party=ids[turn.party]) for turn in found.turns)
    return replace(found, parties=parties, turns=turns)


def _parts(name: str) -> tuple[str, str]:
    match = _LAST.fullmatch(PurePath(name).stem)
    return (match[1], clean(match[2])) if match else ("", "")
