"""The words of a turn that a comment is about, marked in what is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from klankbord.report.transcript import TurnRow
from klankbord.service.calls.comments import Commented


@dataclass(frozen=True)
class Said:
    """A piece of what is said in a turn; `noted` where a comment is about it.

    `cue` is the name of what was recognised in it, or "".
    """

    text: str
    cue: str
    noted: bool


def words_of(
    rows: Sequence[TurnRow], comments: Iterable[Commented]
) -> Mapping[int, tuple[Said, ...]]:
    """What is said in each turn that has words with a comment, in pieces, by its number."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for one in comments:
        if one.place and one.on_some:
            own = spans.setdefault(one.place.turn, [])
            own.append((one.place.start_char, one.place.end_char))
    return {number: tuple(_said(rows[number - 1], own)) for number, own in spans.items()}


def _said(row: TurnRow, spans: Sequence[tuple[int, int]]) -> list[Said]:
    """The pieces of a turn, cut further where words with a comment begin and end."""
    edges = sorted({edge for span in spans for edge in span})
    found, at = [], 0
    for piece in row.pieces:
        end = at + len(piece.text)
        cuts = [at, *(edge for edge in edges if at < edge < end), end]
        for first, last in pairwise(cuts):
            noted = any(start <= first < stop for start, stop in spans)
            text = piece.text[first - at : last - at]
            found.append(Said(text, piece.cue, noted))
        at = end
    return found
