"""A long recording in pieces that a recogniser can take, and the words of those in one row again.

Pieces are cut where nobody speaks. Who speaks on for longer than a piece may be is cut all the
same, and then both pieces have the seconds around the cut: the words of the two are laid side by
side there, and joined at a word that both have heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from klankbord.speech.recognition import SpokenWord, Words
from klankbord.speech.spans import Span

LONGEST_MS = 25_000
"""What every engine can take at once; Whisper's window is half a minute."""
APART_MS = 1_500
"""A silence from this length on is cut: recognisers make up words in long ones."""
AIR_MS = 200
"""So much silence a piece has around its speech, where there is as much."""
SHARED_MS = 2_000
"""What two pieces of one stretch of speech have in common."""
NEAR_MS = 400
"""So far apart may two recognisings put the same word."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of one voice's sound; the one after it `overlaps` where both hold the same speech."""

    lane: int
    start_ms: int
    end_ms: int
    overlaps: bool = False
    """It begins within speech, in the last seconds of the piece before it."""

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.end_ms - self.start_ms


def pieces_of(
    spans: Sequence[Span], lane: int, length_ms: int, longest_ms: int = LONGEST_MS
) -> list[Piece]:
    """The pieces in which one voice is recognised, in order.

    Args:
        spans: when it speaks, in order and apart.
        lane: whose voice it is.
        length_ms: of the recording.
        longest_ms: of a piece without the air around it; over twice SHARED_MS.
    """
    groups: list[Span] = []
    for span in spans:
        last = groups[-1] if groups else None
        near = last is not None and span.start_ms - last.end_ms < APART_MS
        if last is not None and near and span.end_ms - last.start_ms <= longest_ms:
            groups[-1] = Span(last.start_ms, span.end_ms)
        else:
            groups.append(span)
    pieces: list[Piece] = []
    for group, air in zip(groups, _aired(groups, length_ms), strict=True):
        cut = _cut(group, longest_ms)
        edges = [(span.start_ms, span.end_ms) for span in cut]
        edges[0] = (air.start_ms, edges[0][1])
        edges[-1] = (edges[-1][0], air.end_ms)
        pieces += [Piece(lane, *edge, overlaps=n > 0) for n, edge in enumerate(edges)]
    return pieces


def in_one_row(pieces: Sequence[Piece], found: Sequence[Words]) -> Words:
    """The words of one voice, with times in the recording, none lost and none twice.

    Args:
        pieces: of that voice, in order.
        found: the words of each, with times in the piece.
    """
    row: list[SpokenWord] = []
    before: Piece | None = None
    for piece, words in zip(pieces, found, strict=True):
        placed = [_placed(word, piece) for word in words]
        if piece.overlaps and before is not None:
            row = _joined(row, placed, Span(piece.start_ms, before.end_ms))
        else:
            row += placed
        before = piece
    return tuple(row)


def _aired(groups: Sequence[Span], length_ms: int) -> list[Span]:
    """The groups with silence around them; what lies between two is shared out."""
    befores = [0, *(group.end_ms for group in groups[:-1])]
    afters = [*(group.start_ms for group in groups[1:]), length_ms]
    aired = []
    for n, group in enumerate(groups):
        before, after = group.start_ms - befores[n], afters[n] - group.end_ms
        before = before // 2 if n else before
        after = after // 2 if n < len(groups) - 1 else after
        start = group.start_ms - min(max(before, 0), AIR_MS)
        aired.append(Span(start, group.end_ms + min(max(after, 0), AIR_MS)))
    return aired


def _cut(span: Span, longest_ms: int) -> list[Span]:
    """A span as stretches of equal length that overlap, each no longer than may be."""
    if span.length_ms <= longest_ms:
        return [span]
    count = -(-(span.length_ms - SHARED_MS) // (longest_ms - SHARED_MS))
    step = (span.length_ms - SHARED_MS) / count
    starts = [span.start_ms + round(n * step) for n in range(count)]
    ends = [*(start + SHARED_MS for start in starts[1:]), span.end_ms]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def _placed(word: SpokenWord, piece: Piece) -> SpokenWord:
    start = min(word.start_ms + piece.start_ms, piece.end_ms)
    end = min(word.end_ms + piece.start_ms, piece.end_ms)
    return SpokenWord(start, end, word.text, word.confidence)


def _joined(
    earlier: Sequence[SpokenWord], later: Sequence[SpokenWord], shared: Span
) -> list[SpokenWord]:
    """The words of two pieces: the first's up to a word that both heard, and on from there.

    That is the one nearest to the middle of what they share, far from where either was cut. Where
    they agree on no word, the first has the first half of what they share and the second the rest.
    """
    middle = (shared.start_ms + shared.end_ms) // 2
    both = _agreed(
        [n for n, word in enumerate(earlier) if word.end_ms > shared.start_ms],
        [n for n, word in enumerate(later) if word.start_ms < shared.end_ms],
        earlier,
        later,
    )
    if not both:
        first = [word for word in earlier if word.middle_ms < middle]
        return first + [word for word in later if word.middle_ms >= middle]
    one, other = min(both, key=lambda pair: abs(earlier[pair[0]].middle_ms - middle))
    return [*earlier[: one + 1], *later[other + 1 :]]


def _agreed(
    ones: Sequence[int],
    others: Sequence[int],
    earlier: Sequence[SpokenWord],
    later: Sequence[SpokenWord],
) -> list[tuple[int, int]]:
    """The pairs of words that are one: the same letters, and each the other's nearest in time."""

    def apart(one: int, other: int) -> int:
        return abs(earlier[one].middle_ms - later[other].middle_ms)

    same = [
        (one, other)
        for one in ones
        for other in others
        if _bare(earlier[one].text) == _bare(later[other].text) and apart(one, other) <= NEAR_MS
    ]
    nearest_of_one: dict[int, tuple[int, int]] = {}
    nearest_of_other: dict[int, tuple[int, int]] = {}
    for pair in sorted(same, key=lambda pair: apart(*pair)):
        nearest_of_one.setdefault(pair[0], pair)
        nearest_of_other.setdefault(pair[1], pair)
    return [pair for pair in nearest_of_one.values() if nearest_of_other[pair[1]] == pair]


def _bare(text: str) -> str:
    """A word without what a cut can change of it: its capital and its marks."""
    return "".join(letter for letter in text.casefold() if letter.isalnum()) or text
