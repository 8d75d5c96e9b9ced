"""Finding the cues of a language in turns: one pass over all texts for all phrases together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

import ahocorasick_rs as aho
import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.language.blocks import Block
from klankbord.language.folding import fold
from klankbord.language.packs import Cue, Pack, load_pack, read_own
from klankbord.language.wording import (
    NO_LETTER_AFTER,
    NO_LETTER_BEFORE,
    apart,
    begins_as,
    begins_with,
    forms,
    heard_as,
    spellings,
    with_te,
)

Array: TypeAlias = npt.NDArray[Any]
_Spans: TypeAlias = tuple[Array, Array, Array]
"""Cue, start and end of each hit."""

BLOCK = 4096
"""Texts looked at together."""
APART = 40
"""How many letters may stand between a verb and its particle."""
SHORT_LITERAL = 2
WORDS_BETWEEN = 2
UNDONE_WITHIN = 60
"""A word undoes a hit that follows it within so many words, and so many letters."""

SCHEMA: dict[str, Any] = {
    "row": pl.UInt32,
    "cue": pl.String,
    "start_char": pl.UInt32,
    "end_char": pl.UInt32,
}


def find_cues(texts: pl.Series, languages: pl.Series, own: Path | None = None) -> pl.DataFrame:
    """Every hit of every cue that words alone decide, each text by the pack of its own language.

    Args:
        texts: the turns' texts (NFC).
        languages: the language of each, of the same length.
        own: the file with an organisation's own words (see `packs.read_own`).

    Returns:
        `row` (place in `texts`), `cue`, `start_char`, `end_char` (half-open, in the original),
        in order of row, start and cue.
    """
    found = []
    for language in languages.unique():
        rows = (languages == language).arg_true()
        matcher = _matcher(language, own)
        if matcher is not None and len(rows):
            hits = matcher.hits(texts.gather(rows))
            found.append(hits.with_columns(row=rows.gather(hits["row"])))
    if not found:
        return pl.DataFrame(schema=SCHEMA)
    return (
        pl.concat(found)
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort("row", "start_char", "cue", maintain_order=True)
    )


def find_cue(texts: pl.Series, cue: Cue, language: str) -> pl.DataFrame:
    """Every hit of one cue, in texts of one language; with columns and order as `find_cues`.

    Much quicker than finding all: of most texts it is enough that they lack the cue's words.
    """
    matcher = Matcher(Pack(language, {cue.name: cue}), for_notes=cue.for_notes)
    rows = matcher.holding(texts).arg_true()
    hits = matcher.hits(texts.gather(rows))
    return hits.with_columns(rows.gather(hits["row"]).alias("row")).sort("row", "start_char")


def find_in_note(text: str, language: str) -> pl.DataFrame:
    """The hits of the cues for notes in what a person wrote, with columns as `find_cues` has."""
    matcher = _note_matcher(language)
    return matcher.hits(pl.Series([text])) if matcher else pl.DataFrame(schema=SCHEMA)


@dataclass(frozen=True)
class _Wording:
    """One wording that is looked for: as it stands, or as the literal of a pattern."""

    cue: int
    literal: str
    opens: bool = False
    """The word may begin before it."""
    goes_on: bool = False
    """The word may go on after it."""
    pattern: re.Pattern[str] | None = None

    heard: str = ""
    """The pattern is of a name as it may be heard; this is it without what stands around it."""

    @cached_property
    def leads(self) -> bool:
        """All that its pattern matches begins with its literal."""
        return self.pattern is not None and begins_with(self.pattern.pattern, self.literal)

    @property
    def stands_alone(self) -> bool:
        """A pattern's literal of one or two letters is a word, or every turn would hold it."""
        short = len(self.literal) <= SHORT_LITERAL and self.literal.isalpha()
        return self.pattern is not None and not self.goes_on and short


class Matcher:
    """The wordings of a pack, compiled."""

    def __init__(self, pack: Pack, *, for_notes: bool = False) -> None:
        cues = [cue for cue in pack.cues.values() if cue.for_notes == for_notes]
        spoken = [cue for cue in cues if not (cue.whole or cue.learned)]
        self.names = [cue.name for cue in spoken]
        self.wordings = [
            w for k, cue in enumerate(spoken) for w in _wordings(k, cue, pack.language)
        ]
        self.letters = {  # a letter alone would be found in every word
            k: ord(w.literal)
            for k, w in enumerate(self.wordings)
            if w.stands_alone and len(w.literal) == 1
        }
        self.sought = [k for k in range(len(self.wordings)) if k not in self.letters]
        literals = [self.wordings[k].literal for k in self.sought]
        quickest = aho.Implementation.DFA
        self.literals = aho.AhoCorasick(literals, implementation=quickest) if literals else None
        self.whole = [(cue, _whole(cue)) for cue in cues if cue.whole]
        self.spoken = len(self.names)
        self.names += [cue.name for cue, _ in self.whole]
        self.undone = {k: _undone(cue) for k, cue in enumerate(spoken) if cue.not_after}
        self.cue_of = np.array([w.cue for w in self.wordings], dtype=np.int64)
        self.opens = np.array([w.opens for w in self.wordings], dtype=bool)
        self.goes_on = np.array([w.goes_on for w in self.wordings], dtype=bool)
        self.stands_alone = np.array([w.stands_alone for w in self.wordings], dtype=bool)
        self.by_pattern = np.array([w.pattern is not None for w in self.wordings], dtype=bool)

    def hits(self, texts: pl.Series) -> pl.DataFrame:
        """The hits in these texts; `row` is the place in `texts`."""
        every = texts.to_list()
        found = [NOTHING]
        for begin in range(0, len(every), BLOCK):
            block = Block.of(every[begin : begin + BLOCK])
            spans = [self._spoken(block)]
            for number, (cue, pattern) in enumerate(self.whole, self.spoken):
                start, end = _whole_hits(cue, pattern, block)
                spans.append((np.full(len(start), number), start, end))
            of, start, end = (np.concatenate(column) for column in zip(*spans, strict=True))
            row = block.row_of(start)
            edge = block.begins[row]
            found.append(np.stack([row + begin, of, start - edge, end - edge]))
        row, of, start, end = np.concatenate(found, axis=1)
        names = pl.Series(self.names, dtype=pl.String).gather(of)
        return pl.DataFrame(
            {"row": row, "cue": names, "start_char": start, "end_char": end}, schema=SCHEMA
        )

    def holding(self, texts: pl.Series) -> pl.Series:
        """Which texts may have a hit: those with a literal in them, and those not all in ASCII.

        The latter fold to something else than their lower case.
        """
        literals = {w.literal for w in self.wordings if not w.heard}
        literals |= {fold(phrase) for cue, _ in self.whole for phrase in cue.phrases}
        literals |= {literal.replace("'", "`") for literal in literals}
        found = texts.str.contains_any(sorted(literals), ascii_case_insensitive=True)
        # Two letters, with which a name begins that may be heard, would be found in most texts.
        if names := {w.heard.replace("'", "'`") for w in self.wordings if w.heard}:
            found |= texts.str.contains(f"(?i){'|'.join(sorted(names))}")
        return found | (texts.str.len_bytes() != texts.str.len_chars())

    def _spoken(self, block: Block) -> _Spans:
        """The hits of the cues that are words within a turn."""
        wording, start, end = self._literals(block)
        if not len(wording):
            return wording, start, end
        edges = ~block.solid[start - 1] & ~block.solid[end]
        stands = edges | ~self.stands_alone[wording]
        wording, start, end = wording[stands], start[stands], end[stands]
        patterned = self.by_pattern[wording]
        spans = [
            self._phrases(block.letters, wording[~patterned], start[~patterned], end[~patterned]),
            self._patterns(block, wording[patterned], start[patterned]),
        ]
        cue, start, end = (np.concatenate(columns) for columns in zip(*spans, strict=True))
        if self.undone:
            stands = self._stands(block, cue, start)
            cue, start, end = cue[stands], start[stands], end[stands]
        # Of hits of one cue that lie within each other, the longest stands.
        order = np.lexsort((-end, start, cue))
        cue, start, end = cue[order], start[order], end[order]
        far = end + cue * len(block.folded)
        longest = np.r_[True, far[1:] > np.maximum.accumulate(far)[:-1]][: len(far)]
        return cue[longest], start[longest], end[longest]

    def _literals(self, block: Block) -> _Spans:
        """The wording, start and end of each literal that is there."""
        if self.literals is None:
            return _spans(())
        found = self.literals.find_matches_as_indexes(block.folded, overlapping=True)
        wording, start, end = _spans(found)
        wording = np.array(self.sought, dtype=np.int64)[wording]
        if not self.letters:
            return wording, start, end
        letters = block.letters
        alone = 1 + np.flatnonzero(letters[1:-1] & ~letters[:-2] & ~letters[2:])
        places = [alone[block.codes[alone] == code] for code in self.letters.values()]
        which = np.repeat(list(self.letters), [len(at) for at in places])
        at = np.concatenate(places)
        return np.r_[wording, which], np.r_[start, at], np.r_[end, at + 1]

    def _phrases(self, letters: Array, wording: Array, start: Array, end: Array) -> _Spans:
        """Phrases that stand at the edges of words, or fill the word that they may be part of."""
        opens, goes_on = self.opens[wording], self.goes_on[wording]
        keep = (~letters[start - 1] | opens) & (~letters[end] | goes_on)
        wording, start, end = wording[keep], start[keep], end[keep]
        if self.opens.any() or self.goes_on.any():
            gaps = np.flatnonzero(~letters)
            begin = gaps[np.searchsorted(gaps, start) - 1] + 1
            stop = gaps[np.searchsorted(gaps, end)]
            start = np.where(opens[keep], begin, start)
            end = np.where(goes_on[keep], stop, end)
        return self.cue_of[wording], start, end

    def _patterns(self, block: Block, wording: Array, start: Array) -> _Spans:
        """What the patterns match in the turns that hold their literals."""
        size = len(block.begins)
        keys = np.unique(wording * size + block.row_of(start))
        starts, ends = block.begins.tolist(), (block.begins - 1).tolist()
        found: list[tuple[int, int, int]] = []
        for number, place in zip((keys // size).tolist(), (keys % size).tolist(), strict=True):
            one = self.wordings[number]
            matches = _matches(one, block.folded, starts[place], ends[place + 1])
            found.extend((one.cue, m.start(), m.end()) for m in matches if m.end() > m.start())
        return _spans(found)

    def _stands(self, block: Block, cue: Array, start: Array) -> Array:
        """Which hits are not undone by a word shortly before them."""
        stands = np.ones(len(cue), dtype=bool)
        maybe = np.flatnonzero(np.isin(cue, list(self.undone)))
        edge = block.begins[block.row_of(start[maybe])]
        for place, number, at, begin in zip(
            maybe.tolist(), cue[maybe].tolist(), start[maybe].tolist(), edge.tolist(), strict=True
        ):
            before = max(begin, at - UNDONE_WITHIN)
            stands[place] = not self.undone[number].search(block.folded, before, at)
        return stands


NOTHING = np.zeros((4, 0), dtype=np.int64)


def _spans(found: Sequence[tuple[int, int, int]]) -> _Spans:
    numbers = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found))
    one, start, end = numbers.reshape(-1, 3).T
    return one, start, end


def _matches(one: _Wording, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What a wording's pattern matches from start to end."""
    assert one.pattern is not None
    if not one.leads:
        yield from one.pattern.finditer(text, start, end)
        return
    # Much quicker: looking at the places of the literal alone, not at every letter.
    while (start := text.find(one.literal, start, end)) >= 0:
        if match := one.pattern.match(text, start, end):
            yield match
        start = match.end() if match else start + 1


def _wordings(number: int, cue: Cue, language: str) -> Iterator[_Wording]:
    """Everything to look for of one cue."""
    for phrase in cue.phrases:
        bare = phrase.strip("*")
        for spelling in spellings(bare, language):
            yield _Wording(number, spelling, phrase.startswith("*"), phrase.endswith("*"))
        if cue.also_heard and (heard := heard_as(bare)):
            name = heard.removeprefix(NO_LETTER_BEFORE).removesuffix(NO_LETTER_AFTER)
            for literal in begins_as(bare):
                yield _Wording(number, literal, goes_on=True, pattern=_compiled(heard), heard=name)
    for pattern in cue.patterns:
        yield _Wording(number, fold(pattern.literal), pattern=_compiled(pattern.match))
    for lemma in cue.lemmas:
        for form in (*forms(lemma, language), *with_te(lemma, language)):
            yield _Wording(number, form)
        for form, particle in apart(lemma, language):
            words = (
                rf"(?<![\w-]){re.escape(form)}(?: [^.!?;:\n]{{0,{APART}}}?)? {particle}(?![\w-])"
            )
            yield _Wording(number, form, pattern=_compiled(words))


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern for a turn within all turns: ^ and $ are where a turn begins and ends."""
    return re.compile(pattern, re.MULTILINE)


def _undone(cue: Cue) -> re.Pattern[str]:
    words = "|".join(re.escape(fold(word)) for word in cue.not_after)
    return re.compile(rf"(?<![\w-])(?:{words})(?:[\s,]+[\w'-]+){{0,{WORDS_BETWEEN}}}[\s,]*\Z")


@cache
def _matcher(language: str, own: Path | None) -> Matcher | None:
    pack = read_own(own, language) if own else load_pack(language)
    return Matcher(pack) if pack.cues else None


@cache
def _note_matcher(language: str) -> Matcher | None:
    pack = load_pack(language)
    return Matcher(pack, for_notes=True) if pack.cues else None


_MARK = r"[\[(*][^\])*]*[\])*]"
_GAP = rf"(?:[\s,.!;:…'\"-]|{_MARK})"


def _whole(cue: Cue) -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(fold(p)) for p in cue.phrases), key=len, reverse=True))
    more = f"{{0,{cue.most_words - 1}}}"  # no more than can be, or a long turn takes for ever
    return re.compile(rf"{_GAP}*(?:{words})(?:{_GAP}+(?:{words})){more}{_GAP}*")


def _words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in re.sub(_MARK, " ", text).split())


def _whole_hits(cue: Cue, pattern: re.Pattern[str], block: Block) -> tuple[Array, Array]:
    """Where the texts begin and end that are such a cue."""
    short = _short(block, cue.most_words)
    start, end = block.begins[short], block.begins[short + 1] - 1
    holds = np.array(
        [
            pattern.fullmatch(block.folded, begin, until) is not None
            and _words(block.folded[begin:until]) <= cue.most_words
            for begin, until in zip(start.tolist(), end.tolist(), strict=True)
        ],
        dtype=bool,
    )
    return start[holds], end[holds]


def _short(block: Block, words: int) -> Array:
    """The texts that may hold so many words, marks left out: those with marks, and short ones."""
    open_air = (block.codes[:-1] == ord(" ")) | (block.codes[:-1] == ord("\n"))
    begins = 1 + np.flatnonzero(open_air & block.letters[1:])
    count = np.bincount(block.row_of(begins), minlength=len(block.begins))
    marks = np.flatnonzero(np.isin(block.codes, [ord(mark) for mark in "[(*"]))
    count[block.row_of(marks)] = 0
    return np.flatnonzero(count[:-1] <= words)
