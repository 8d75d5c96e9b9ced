"""From the pieces that a source gives to turns: clean, in order, and joined only where asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from klankbord.conversation.conversation import Turn, Word

_SPACES = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
_UNWANTED = (0x00AD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Marks that show nothing and can hide or turn text: zero-width, soft hyphen, bidi overrides."""

_KEPT = (
    dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_UNWANTED, "")
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)


def clean(text: str) -> str:
    """A text as we keep it: NFC, one line, single spaces, nothing that cannot be seen.

    Later steps count on NFC: it lets them fold case and accents letter for letter, so that a
    place in the folded text is a place in this one.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.translate(_KEPT))
    return " ".join(text.split())


def assemble(
    pieces: Iterable[Turn], join_gap_ms: int | None = None, *, keep_empty: bool = False
) -> tuple[Turn, ...]:
    """Turns from the pieces of a source: cleaned, without empty ones, in order of start.

    With `join_gap_ms`, pieces of one party that follow each other within that gap become one
    turn, unless somebody else starts before the later one does: overlapping speech of two
    parties is never joined. Where any piece has no start, the order of the source stands.
    """
    turns = [_cleaned(piece) for piece in pieces]
    turns = [turn for turn in turns if turn.text or keep_empty]
    if all(turn.start_ms is not None for turn in turns):
        turns.sort(key=lambda turn: turn.start_ms or 0)
    if join_gap_ms is None:
        return tuple(turns)
    joined: list[Turn] = []
    for turn in turns:
        if joined and _joins(joined[-1], turn, join_gap_ms):
            joined[-1] = _join(joined[-1], turn)
        else:
            joined.append(turn)
    return tuple(joined)


def from_words(words: Sequence[tuple[str, Word]], gap_ms: int) -> list[Turn]:
    """Pieces from single words with their speakers: a new one at another speaker or a gap."""
    groups: list[list[tuple[str, Word]]] = []
    for speaker, word in words:
        if groups and _continues(groups[-1][-1], (speaker, word), gap_ms):
            groups[-1].append((speaker, word))
        else:
            groups.append([(speaker, word)])
    return [_piece(group) for group in groups]


def _continues(before: tuple[str, Word], after: tuple[str, Word], gap_ms: int) -> bool:
    if before[0] != after[0]:
        return False
    end, start = before[1].end_ms, after[1].start_ms
    return end is None or start is None or start - end < gap_ms


def _piece(group: list[tuple[str, Word]]) -> Turn:
    words = tuple(word for _, word in group)
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    return Turn(
        start_ms=min(starts, default=None),
        end_ms=max(ends) if starts and ends else None,
        party=group[0][0],
        text=" ".join(word.text.strip() for word in words),
        words=words,
    )


def _cleaned(piece: Turn) -> Turn:
    words = tuple(replace(word, text=clean(word.text)) for word in piece.words)
    return replace(piece, text=clean(piece.text), words=tuple(w for w in words if w.text))


def _joins(before: Turn, after: Turn, gap_ms: int) -> bool:
    if before.party != after.party or before.end_ms is None or after.start_ms is None:
        return False
    return after.start_ms - before.end_ms <= gap_ms


def _join(before: Turn, after: Turn) -> Turn:
    ends = [end for end in (before.end_ms, after.end_ms) if end is not None]
    return replace(
        before,
        end_ms=max(ends) if after.end_ms is not None else None,
        text=f"{before.text} {after.text}",
        words=before.words + after.words,
    )
