"""A conversation with marks in the place of what is to be unreadable.

Numbers are given in pieces ('nul zes' – 'ja' – 'twaalf'), so what a party says is searched as one
text as long as nobody else says more than a few words between. What stood in a mark's place goes
with its words; the mark is one word with the time of all of them, so that a figure which counts
words counts one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from klankbord.conversation import Conversation, Turn, Word
from klankbord.conversation.turns import words_in_place
from klankbord.language.folding import fold
from klankbord.language.redaction.finding import BEFORE, find
from klankbord.language.redaction.kinds import FOUND, Kind, Span, mark_of, marks_in
from klankbord.language.redaction.spoken import is_number

BETWEEN = 4
"""So many words that are no numbers others may say in the middle of one."""
LONG = 16
"""A turn of more words is no repeating of a number."""
_SIGNS = ".,;:!?…()[]'\"‘’“”„«»"
"""What stands around words, and is none of them."""
PAD_MS = 150
"""So far beyond words sound is silenced: recognisers are seldom closer than that."""


@dataclass(frozen=True)
class Hidden:
    """What a mark stands for, in a turn (from 1): its words, and when they were said.

    Where its words have no times (not `exact`) they are those of the whole turn, or None.
    """

    turn: int
    kind: Kind
    mark: str
    text: str
    start_ms: int | None
    end_ms: int | None
    exact: bool


@dataclass(frozen=True)
class Redacted:
    """A conversation with its marks, and what they stand for."""

    conversation: Conversation
    hidden: tuple[Hidden, ...] = ()

    @property
    def silences(self) -> tuple[tuple[int, int], ...]:
        """The stretches of sound in which it is said, as [start, end) in ms, apart and in order."""
        return silences_of(self.hidden)

    @property
    def still_heard(self) -> int:
        """Of how many nobody knows when they were said, so that their sound stays."""
        return sum(one.start_ms is None or one.end_ms is None for one in self.hidden)


def redact(conversation: Conversation, kinds: Collection[Kind] = FOUND) -> Redacted:
    """The conversation, in which nothing of these kinds is to be read any more."""
    spans: dict[int, list[tuple[Span, str]]] = {}
    marks = _Marks(conversation)
    for stream in _streams(conversation.turns):
        for at, span in _found(conversation.turns, stream, kinds):
            spans.setdefault(at, []).append((span, marks.mark(span)))
    made = _with_marks(conversation, spans)
    found = [s for s in find(conversation.title, kinds) if s.kind is not Kind.PHONE]
    return replace(made, conversation=_titled(made.conversation, found, marks))


def hide(conversation: Conversation, turn: int, start: int, end: int) -> Redacted:
    """The conversation without the words of [start, end) of a turn (from 1), marked by hand.

    Whole words are taken; the comma after one stays.

    Raises:
        IndexError: there is no such turn, or no word there.
    """
    if turn < 1:
        raise IndexError(turn)
    text = conversation.turns[turn - 1].text
    places = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    own = [(first, last) for first, last in places if first < end and last > start]
    if not own:
        raise IndexError(start)
    first, last = _bare(text, own[0][0], own[-1][1])
    span = Span(first, last, Kind.HAND, fold(text[first:last]))
    return _with_marks(conversation, {turn - 1: [(span, _Marks(conversation).mark(span))]})


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) without the signs around it; where there is nothing else, as it is."""
    said = text[start:end]
    first = start + len(said) - len(said.lstrip(_SIGNS))
    last = end - len(said) + len(said.rstrip(_SIGNS))
    return (first, last) if first < last else (start, end)


def veil(text: str, hidden: Iterable[Hidden], *, quote: bool = True) -> str:
    """Some words that were taken from a conversation, with the marks that stand in it now.

    What is hidden may lie partly within a `quote`, which breaks off somewhere; in what somebody
    wrote it stands whole, or not at all.
    """
    for one in sorted(hidden, key=lambda one: -len(one.text)):
        text = _veiled(text, one.text.split(), one.mark, quote=quote)
    return text


def _veiled(text: str, gone: Sequence[str], mark: str, *, quote: bool) -> str:
    places = [found.span() for found in re.finditer(r"\S+", text)]
    keys, own = [_key(text[start:end]) for start, end in places], [_key(word) for word in gone]
    made: list[str] = []
    at = until = 0
    while at < len(places):
        count = _alike(keys, own, at, quote=quote)
        if count:
            first, last = _bare(text, places[at][0], places[at + count - 1][1])
            made += [text[until:first], mark]
            until = last
        at += count or 1
    return "".join([*made, text[until:]])


def _alike(keys: Sequence[str], own: Sequence[str], at: int, *, quote: bool) -> int:
    """How many words from here on are hidden: all of it, or what a quote breaks off."""
    if keys[at : at + len(own)] == own:
        return len(own)
    if not quote:
        return 0
    left = len(keys) - at
    if left < len(own) and keys[at:] == own[:left] and _tells(own[:left]):
        return left
    if at == 0:
        for count in range(len(own) - 1, 0, -1):
            if keys[:count] == own[-count:] and _tells(own[-count:]):
                return count
    return 0


def _tells(words: Sequence[str]) -> bool:
    """Whether a part of something hidden says anything of it: a figure, or several words."""
    return len(words) > 1 or any(letter.isdigit() or letter == "@" for letter in words[0])


def _key(word: str) -> str:
    return fold(word.strip(_SIGNS))


class _Marks:
    """The marks of a call: the same thing gets the same one, whoever says it."""

    def __init__(self, conversation: Conversation) -> None:
        texts = [conversation.title, *(turn.text for turn in conversation.turns)]
        there = {mark.value for text in texts if "‹" in text for mark in marks_in(text)}
        self._taken = there
        self._given: dict[tuple[Kind, str], str] = {}

    def mark(self, span: Span) -> str:
        key = span.kind, span.value
        if key not in self._given:
            number = 1
            while (mark := mark_of(span.kind, number)) in self._taken:
                number += 1
            self._taken.add(mark)
            self._given[key] = mark
        return self._given[key]


def _streams(turns: Sequence[Turn]) -> Iterator[list[int]]:
    """Turns of one party that are searched as one text: others say next to nothing between."""
    going: dict[str, list[int]] = {}
    between: dict[str, int] = {}
    for at, turn in enumerate(turns):
        plain = _plain_words(turn.text)
        for party in [party for party in going if party != turn.party]:
            between[party] += plain
            if between[party] > BETWEEN:
                yield going.pop(party)
        going.setdefault(turn.party, []).append(at)
        between[turn.party] = 0
    yield from going.values()


def _plain_words(text: str) -> int:
    """How many words of a text are no numbers; of a long one, how many it has."""
    words = text.split()
    return len(words) if len(words) > LONG else sum(not is_number(word) for word in words)


def _found(
    turns: Sequence[Turn], stream: Sequence[int], kinds: Collection[Kind]
) -> Iterator[tuple[int, Span]]:
    """What is found in a stream, in each turn that has a part of it."""
    texts = [turns[at].text for at in stream]
    starts = [0]
    for text in texts[:-1]:
        starts.append(starts[-1] + len(text) + 1)

    def hint(place: int) -> str:
        own = bisect_right(starts, place) - 1
        at, local = stream[own], place - starts[own]
        earlier = " ".join(turn.text for turn in turns[max(at - 3, 0) : at])
        return f"{earlier} {texts[own][:local]}"[-BEFORE:]

    for span in find("\n".join(texts), kinds, hint):
        for own in range(bisect_right(starts, span.start) - 1, bisect_right(starts, span.end - 1)):
            start = max(span.start - starts[own], 0)
            end = min(span.end - starts[own], len(texts[own]))
            if texts[own][start:end].strip():
                yield stream[own], replace(span, start=start, end=end)


def _with_marks(conversation: Conversation, spans: dict[int, list[tuple[Span, str]]]) -> Redacted:
    turns = list(conversation.turns)
    hidden: list[Hidden] = []
    for at in sorted(spans):
        turns[at], own = _marked(turns[at], sorted(spans[at]))
        hidden += [replace(one, turn=at + 1) for one in own]
    return Redacted(replace(conversation, turns=tuple(turns)), tuple(hidden))


def _marked(turn: Turn, spans: Sequence[tuple[Span, str]]) -> tuple[Turn, list[Hidden]]:
    """A turn with a mark in the place of each span, and what those stand for."""
    tokens = words_in_place(turn)
    texts: list[str] = []
    words: list[Word] = []
    hidden: list[Hidden] = []
    at = 0
    for group in _groups(tokens, spans):
        first, last, own = group
        texts += [turn.text[start:end] for start, end, _ in tokens[at:first]]
        words += [word for *_, word in tokens[at:first]]
        start_ms, end_ms, exact = _times(turn, tokens, first, last)
        texts.append(_put(turn.text, tokens[first][0], tokens[last][1], own))
        known = (start_ms, end_ms) if exact else (None, None)
        words.append(Word(*known, texts[-1]))
        hidden += [
            Hidden(0, s.kind, mark, turn.text[s.start : s.end], start_ms, end_ms, exact)
            for s, mark in own
        ]
        at = last + 1
    texts += [turn.text[start:end] for start, end, _ in tokens[at:]]
    words += [word for *_, word in tokens[at:]]
    kept = tuple(words) if turn.words else ()
    return replace(turn, text=" ".join(texts), words=kept), hidden


Token = tuple[int, int, Word]


def _groups(
    tokens: Sequence[Token], spans: Sequence[tuple[Span, str]]
) -> Iterator[tuple[int, int, list[tuple[Span, str]]]]:
    """The words that each span lies in, from first to last; spans that share one, together."""
    starts = [start for start, _, _ in tokens]
    going: tuple[int, int, list[tuple[Span, str]]] | None = None
    for span, mark in spans:
        first = max(bisect_right(starts, span.start) - 1, 0)
        last = max(bisect_right(starts, span.end - 1) - 1, first)
        if going and first <= going[1]:
            going = going[0], max(last, going[1]), [*going[2], (span, mark)]
            continue
        if going:
            yield going
        going = first, last, [(span, mark)]
    if going:
        yield going


def _put(text: str, start: int, end: int, spans: Iterable[tuple[Span, str]]) -> str:
    """[start, end) of a text with the marks in it."""
    made, at = [], start
    for span, mark in spans:
        made += [text[at : span.start], mark]
        at = span.end
    return "".join([*made, text[at:end]]).strip()


def _times(
    turn: Turn, tokens: Sequence[Token], first: int, last: int
) -> tuple[int | None, int | None, bool]:
    """When these words were said: by their own times, or else those of the whole turn."""
    timed = [word for *_, word in tokens[first : last + 1] if word.start_ms is not None]
    if not timed:
        return turn.start_ms, turn.end_ms, False
    start, end = timed[0].start_ms, timed[-1].end_ms
    if tokens[first][2].start_ms is None:
        before = [word.end_ms for *_, word in tokens[:first] if word.end_ms is not None]
        start = before[-1] if before else turn.start_ms
    if tokens[last][2].end_ms is None:
        after = [word.start_ms for *_, word in tokens[last + 1 :] if word.start_ms is not None]
        end = after[0] if after else turn.end_ms
    return start, end if end is None or start is None else max(end, start), True


def silences_of(hidden: Iterable[Hidden]) -> tuple[tuple[int, int], ...]:
    """The stretches of sound in which it is said, as [start, end) in ms, apart and in order."""
    return tuple(_merged(hidden))


def _merged(hidden: Iterable[Hidden]) -> Iterator[tuple[int, int]]:
    known = sorted(
        (max(one.start_ms - PAD_MS, 0), one.end_ms + PAD_MS)
        for one in hidden
        if one.start_ms is not None and one.end_ms is not None
    )
    going: tuple[int, int] | None = None
    for start, end in known:
        if going and start <= going[1]:
            going = going[0], max(end, going[1])
            continue
        if going:
            yield going
        going = start, end
    if going:
        yield going


def _titled(conversation: Conversation, spans: Sequence[Span], marks: _Marks) -> Conversation:
    """The title without what is found in it, but for telephone numbers: calls are known by them."""
    if not spans:
        return conversation
    title = conversation.title
    put = _put(title, 0, len(title), ((span, marks.mark(span)) for span in spans))
    return replace(conversation, title=put)
