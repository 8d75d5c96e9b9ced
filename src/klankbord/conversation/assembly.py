"""From the pieces that a source gives to turns: clean, in order, and joined only where asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from klankbord.conversation.conversation import Turn, Word

_SPACES = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
_UNWANTED = (
    *(0x00AD, 0x180E, 0x200B, 0xFEFF),  # soft hyphen, zero-width
    *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F)),  # bidi marks and overrides
    *range(0x2060, 0x2070),  # joiners, invisible operators, bidi isolates
    *range(0xFFF9, 0xFFFC),  # annotations between the lines
    *range(0xE0000, 0xE0080),  # tags: whole sentences that nobody sees
)
"""Marks that show nothing and can hide or turn text. The joiners of Arabic and emoji stay."""

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
    groups: list[list[Turn]] = []
    until: int | None = None
    for turn in turns:
        gap = None if until is None or turn.start_ms is None else turn.start_ms - until
        if groups and groups[-1][0].party == turn.party and gap is not None and gap <= join_gap_ms:
            groups[-1].append(turn)
        else:
            groups.append([turn])
            until = None
        until = None if turn.end_ms is None else max(turn.end_ms, until or 0)
    return tuple(_joined(group) if len(group) > 1 else group[0] for group in groups)


def from_words(words: Sequence[tuple[str, Word]], gap_ms: int | None = None) -> list[Turn]:
    """Pieces from single words with their speakers: a new one at another speaker.

    With `gap_ms`, also where no word is for so long.
    """
    groups: list[list[tuple[str, Word]]] = []
    until: int | None = None
    for speaker, word in words:
        gap = None if until is None or word.start_ms is None else word.start_ms - until
        near = gap is None or gap_ms is None or gap < gap_ms
        if groups and groups[-1][-1][0] == speaker and near:
            groups[-1].append((speaker, word))
        else:
            groups.append([(speaker, word)])
            until = None
        until = until if word.end_ms is None else word.end_ms
    return [_piece(group) for group in groups]


def _piece(group: list[tuple[str, Word]]) -> Turn:
    words = tuple(word for _, word in group)
    starts = [word.start_ms for word in words if word.start_ms is not None]
    ends = [word.end_ms for word in words if word.end_ms is not None]
    return Turn(
        start_ms=min(starts, default=None),
        end_ms=max(ends) if ends and max(ends) >= max(starts) else None,
        party=group[0][0],
        text=" ".join(word.text.strip() for word in words),
        words=words,
    )


def _cleaned(piece: Turn) -> Turn:
    text = clean(piece.text)
    if text == piece.text and not piece.words:
        return piece
    words = tuple(replace(word, text=clean(word.text)) for word in piece.words)
    return replace(piece, text=text, words=tuple(w for w in words if w.text))


def _joined(group: list[Turn]) -> Turn:
    ends = [turn.end_ms for turn in group if turn.end_ms is not None]
    return replace(
        group[0],
        end_ms=max(ends) if len(ends) == len(group) else None,
        text=" ".join(turn.text for turn in group if turn.text),
        words=tuple(word for turn in group for word in turn.words),
    )
