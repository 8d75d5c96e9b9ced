"""A turn said otherwise, cut in two, or joined with another; its words keep their times.

A word that stays keeps its time. Words in the place of others share the time of those, by their
letters: that stretch of sound is what they were said in. Words that are only added have none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate

from klankbord.conversation.assembly import clean
from klankbord.conversation.conversation import Turn, Word

LONG = 1000
"""Words from which comparing leaves out the most frequent ones, lest it take forever."""


def words_in_place(turn: Turn) -> list[tuple[int, int, Word]]:
    """The words of a turn's text, each as [start, end) of the text and with what times it has."""
    places = (match.span() for match in re.finditer(r"\S+", turn.text))
    words = _retimed(turn.text, turn.words)
    return [(*place, word) for place, word in zip(places, words, strict=True)]


def reword(turn: Turn, text: str) -> Turn:
    """The turn with another text (clean, see `assembly.clean`)."""
    return replace(turn, text=text, words=_retimed(text, turn.words) if turn.words else ())


def cut(turn: Turn, at: int, until_ms: int | None) -> tuple[Turn, Turn]:
    """The turn as two, cut before the letter `at`; neither half may be empty.

    The second begins with its first timed word; without such words, at a moment in proportion to
    the letters. Where the turn's own end is unknown, `until_ms` (the start of the next turn) does
    for that proportion, and the halves have no ends either.
    """
    texts = clean(turn.text[:at]), clean(turn.text[at:])
    words = _retimed(" ".join(texts), turn.words) if turn.words else ()
    count = len(texts[0].split())
    first, second = words[:count], words[count:]
    if turn.start_ms is None:
        return (
            replace(turn, text=texts[0], words=first),
            replace(turn, text=texts[1], words=second),
        )
    said = max((w.end_ms for w in first if w.end_ms is not None), default=None)
    begun = min((w.start_ms for w in second if w.start_ms is not None), default=said)
    if begun is None:
        until_ms = until_ms if turn.end_ms is None else turn.end_ms
        begun = _share(turn.start_ms, until_ms, *map(len, texts))
    begun = max(begun, turn.start_ms)
    if turn.end_ms is not None:
        begun = min(begun, turn.end_ms)
        said = begun if said is None else said
    if said is not None:
        said = min(max(said, turn.start_ms), begun)
    return (
        replace(turn, end_ms=said, text=texts[0], words=first),
        replace(turn, start_ms=begun, text=texts[1], words=second),
    )


def join(turn: Turn, following: Turn) -> Turn:
    """Both turns as one of the first one's party, until the last end of both."""
    start, end = turn.start_ms, following.end_ms
    if end is not None:
        end = max(end, turn.end_ms or 0)
    words = [*_words(turn), *_words(following)] if turn.words or following.words else []
    return replace(
        turn,
        end_ms=None if start is None or end is None or end < start else end,
        text=clean(f"{turn.text} {following.text}"),
        words=tuple(words),
    )


def _words(turn: Turn) -> tuple[Word, ...]:
    return turn.words or tuple(Word(None, None, text) for text in turn.text.split())


def _retimed(text: str, words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a text, with the times that the words of an earlier text give them."""
    texts = text.split()
    old, new = [_key(word.text) for word in words], [_key(each) for each in texts]
    # Most of a long turn stays as it is; comparing is for what lies between.
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    between = slice(head, len(old) - tail), slice(head, len(new) - tail)
    long = max(len(old), len(new)) - head - tail > LONG
    matcher = SequenceMatcher(None, old[between[0]], new[between[1]], autojunk=long)
    made = _named(words[:head], texts)
    for _, a, b, c, d in matcher.get_opcodes():
        here, there = words[head + a : head + b], texts[head + c : head + d]
        made += _named(here, there) if len(here) == len(there) else _shared(here, there)
    made += _named(words[len(old) - tail :], texts[len(new) - tail :])
    return tuple(made)


def _named(words: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    return [_as_said(word, text) for word, text in zip(words, texts, strict=False)]


def _as_said(word: Word, text: str) -> Word:
    """The word with its text as it was mended; of another word nobody tells how sure it is."""
    sure = word.confidence if _key(word.text) == _key(text) else None
    return replace(word, text=text, confidence=sure)


def _shared(words: Sequence[Word], texts: Sequence[str]) -> list[Word]:
    """Texts in the time of the words whose place they take."""
    start = min((w.start_ms for w in words if w.start_ms is not None), default=None)
    end = max((w.end_ms for w in words if w.end_ms is not None), default=None)
    if start is None or end is None or end < start:
        return [Word(None, None, text) for text in texts]
    ends = list(accumulate(map(len, texts), initial=0))
    moments = [_share(start, end, done, ends[-1] - done) for done in ends]
    return [Word(*span) for span in zip(moments, moments[1:], texts, strict=False)]


def _share(start_ms: int, end_ms: int | None, done: int, left: int) -> int:
    """The moment between both at which `done` letters are said and `left` are not."""
    if end_ms is None or end_ms <= start_ms:
        return start_ms
    return start_ms + (end_ms - start_ms) * done // max(done + left, 1)


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many they begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _key(word: str) -> str:
    return re.sub(r"\W+", "", word).casefold() or word
