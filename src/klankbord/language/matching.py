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

from klankbord.language.blocks import Block, blocks, read
from klankbord.language.folding import fold
from klankbord.language.packs import Cue, Pack, load_pack, read_own
from klankbord.language.whole import whole, whole_hits
from klankbord.language.wording import (
    NO_LETTER_AFTER,
    NO_LETTER_BEFORE,
    apart,
    begins_as,
    begins_with,
    forms,
    heard_as,
    opens_as,
    spellings,
    with_te,
)

Array: TypeAlias = npt.NDArray[Any]
_Spans: TypeAlias = tuple[Array, Array, Array]
"""Cue, start and end of each hit."""

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
    reader = CueReader(own)
    read(texts, languages, reader)
    return reader.hits()


class CueReader:
    """Reads texts for the cues of their language (see `find_cues`)."""

    def __init__(self, own: Path | None = None) -> None:
        self.own = own
        self.found: list[pl.DataFrame] = []

    def read(self, language: str, rows: Array, block: Block) -> None:
        """Take in some texts."""
        matcher = _matcher(language, self.own)
        if matcher is not None:
            self.found.append(matcher.hits_in(block, rows))

    def hits(self) -> pl.DataFrame:
        """The hits in all texts that were read."""
        found = pl.concat(self.found) if self.found else pl.DataFrame(schema=SCHEMA)
        return found.sort("row", "start_char", "cue", maintain_order=True)


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

    name: str = ""
    """The name of which the pattern is, as it may be heard."""

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
        self.whole = [(cue, whole(cue)) for cue in cues if cue.whole]
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
        rows = np.arange(len(texts))
        found = [self.hits_in(block, rows[some]) for some, block in blocks(texts.to_list())]
        return pl.concat(found) if found else pl.DataFrame(schema=SCHEMA)

    def hits_in(self, block: Block, rows: Array) -> pl.DataFrame:
        """The hits in the texts of a block; `rows` are the rows that these have."""
        spans = [self._spoken(block)]
        for number, (cue, pattern) in enumerate(self.whole, self.spoken):
            start, end = whole_hits(cue, pattern, block)
            spans.append((np.full(len(start), number), start, end))
        of, start, end = (np.concatenate(column) for column in zip(*spans, strict=True))
        row = block.row_of(start)
        edge = block.begins[row]
        names = pl.Series(self.names, dtype=pl.String).gather(of)
        return pl.DataFrame(
            {"row": rows[row], "cue": names, "start_char": start - edge, "end_char": end - edge},
            schema=SCHEMA,
        )

    def holding(self, texts: pl.Series) -> pl.Series:
        """Which texts may have a hit: those with a literal in them, and those not all in ASCII.

        The latter fold to something else than their lower case.
        """
        literals = {w.literal for w in self.wordings if not w.name}
        literals |= {fold(phrase) for cue, _ in self.whole for phrase in cue.phrases}
        names = sorted({w.name for w in self.wordings if w.name})
        # The first letters of names that may be heard are in few texts: only there it is worth
        # while to look for the names themselves.
        openings = {opening for name in names for opening in opens_as(name)}
        found = _contains(texts, literals | openings)
        if names:
            maybe = found.arg_true()
            some = texts.gather(maybe)
            holds = _contains(some, literals) | some.str.contains(_heard_in_ascii(names))
            found = found.scatter(maybe, holds)
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
        """What the patterns match: at their literals, or anywhere in the turns that hold these."""
        found: list[tuple[int, int, int]] = []
        for number in np.unique(wording).tolist():
            one = self.wordings[number]
            places = start[wording == number]
            rows = block.row_of(places)
            if not one.leads:
                rows = np.unique(rows)
                places = block.begins[rows]
            ends = block.begins[rows + 1] - 1
            matches = _matches(one, block.folded, places.tolist(), ends.tolist())
            found.extend((one.cue, *m.span()) for m in matches if m.end() > m.start())
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


def _contains(texts: pl.Series, literals: set[str]) -> pl.Series:
    """Which texts contain one of these, in either case; another apostrophe is the same."""
    either = literals | {literal.replace("'", "`") for literal in literals}
    return texts.str.contains_any(sorted(either), ascii_case_insensitive=True)


def _heard_in_ascii(names: Sequence[str]) -> str:
    """A pattern for texts that are not folded, without what may stand around a name."""
    heard = [heard_as(name) or "" for name in names]
    bare = [one.removeprefix(NO_LETTER_BEFORE).removesuffix(NO_LETTER_AFTER) for one in heard]
    return f"(?i){'|'.join(bare)}".replace("'", "'`")


def _spans(found: Sequence[tuple[int, int, int]]) -> _Spans:
    numbers = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found))
    one, start, end = numbers.reshape(-1, 3).T
    return one, start, end


def _matches(
    one: _Wording, text: str, places: list[int], ends: list[int]
) -> Iterator[re.Match[str]]:
    """What a wording's pattern matches: where its literals are, or from where turns begin."""
    assert one.pattern is not None
    after = 0
    for place, end in zip(places, ends, strict=True):
        if not one.leads:
            yield from one.pattern.finditer(text, place, end)
        elif place >= after and (match := one.pattern.match(text, place, end)):
            after = match.end()
            yield match


def _wordings(number: int, cue: Cue, language: str) -> Iterator[_Wording]:
    """Everything to look for of one cue."""
    for phrase in cue.phrases:
        bare = phrase.strip("*")
        for spelling in spellings(bare, language):
            yield _Wording(number, spelling, phrase.startswith("*"), phrase.endswith("*"))
        if cue.also_heard and (heard := heard_as(bare)):
            for literal in begins_as(bare):
                yield _Wording(number, literal, goes_on=True, pattern=_compiled(heard), name=bare)
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
