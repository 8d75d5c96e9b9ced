"""Finding the cues of a language in turns: one pass over all texts for all phrases together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import ahocorasick_rs as aho
import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.language.folding import fold
from klankbord.language.packs import Cue, Pack, load_pack, read_own
from klankbord.language.wording import apart, begins_as, forms, heard_as, spellings, with_te

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
        self.literals = aho.AhoCorasick(literals) if literals else None
        self.whole = [(cue, _whole(cue)) for cue in cues if cue.whole]
        self.undone = {k: _undone(cue) for k, cue in enumerate(spoken) if cue.not_after}
        self.cue_of = np.array([w.cue for w in self.wordings], dtype=np.int64)
        self.opens = np.array([w.opens for w in self.wordings], dtype=bool)
        self.goes_on = np.array([w.goes_on for w in self.wordings], dtype=bool)
        self.stands_alone = np.array([w.stands_alone for w in self.wordings], dtype=bool)
        self.by_pattern = np.array([w.pattern is not None for w in self.wordings], dtype=bool)

    def hits(self, texts: pl.Series) -> pl.DataFrame:
        """The hits in these texts; `row` is the place in `texts`."""
        joined = "\n" + "\n".join(texts.to_list()) + "\n"
        folded = fold(joined)
        lengths = texts.str.len_chars().cast(pl.Int64).to_numpy()
        begins = 1 + np.r_[0, np.cumsum(lengths + 1)]
        parts = [self._spoken_hits(folded, begins)]
        parts += [_whole_hits(cue, pattern, folded, begins) for cue, pattern in self.whole]
        return pl.concat(parts)

    def _spoken_hits(self, folded: str, begins: Array) -> pl.DataFrame:
        if self.literals is None:
            return pl.DataFrame(schema=SCHEMA)
        letters = _is_letter(folded)
        found = self.literals.find_matches_as_indexes(folded, overlapping=True)
        wording, start, end = np.array(found, dtype=np.int64).reshape(-1, 3).T
        wording = np.array(self.sought, dtype=np.int64)[wording]
        if self.letters:
            alone = self._letters_alone(folded, letters)
            wording, start, end = (
                np.r_[a, b] for a, b in zip((wording, start, end), alone, strict=True)
            )
        if not len(wording):
            return pl.DataFrame(schema=SCHEMA)
        solid = letters & (_codes(folded) != ord("-"))
        edges = ~solid[start - 1] & ~solid[end]
        stands = edges | ~self.stands_alone[wording]
        wording, start, end = wording[stands], start[stands], end[stands]
        patterned = self.by_pattern[wording]
        spans = [
            self._phrases(letters, wording[~patterned], start[~patterned], end[~patterned]),
            self._patterns(folded, wording[patterned], start[patterned], begins),
        ]
        cue, start, end = (np.concatenate(columns) for columns in zip(*spans, strict=True))
        if self.undone:
            stands = self._stands(folded, cue, start, begins)
            cue, start, end = cue[stands], start[stands], end[stands]
        # Of hits of one cue that lie within each other, the longest stands.
        order = np.lexsort((-end, start, cue))
        cue, start, end = cue[order], start[order], end[order]
        far = end + cue * len(folded)
        longest = np.r_[True, far[1:] > np.maximum.accumulate(far)[:-1]][: len(far)]
        cue, start, end = cue[longest], start[longest], end[longest]
        row = np.searchsorted(begins, start, side="right") - 1
        return pl.DataFrame(
            {
                "row": row,
                "cue": pl.Series(self.names).gather(cue),
                "start_char": start - begins[row],
                "end_char": end - begins[row],
            },
            schema=SCHEMA,
        )

    def _letters_alone(self, folded: str, letters: Array) -> _Spans:
        """Where the one-letter literals are words."""
        codes = _codes(folded)
        alone = 1 + np.flatnonzero(letters[1:-1] & ~letters[:-2] & ~letters[2:])
        found = {k: alone[codes[alone] == code] for k, code in self.letters.items()}
        start = np.concatenate(list(found.values()))
        return np.repeat(list(found), [len(at) for at in found.values()]), start, start + 1

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

    def _patterns(self, folded: str, wording: Array, start: Array, begins: Array) -> _Spans:
        """What the patterns match in the turns that hold their literals."""
        row = np.searchsorted(begins, start, side="right") - 1
        keys = np.sort(wording * len(begins) + row)
        keys = keys[np.r_[True, keys[1:] != keys[:-1]][: len(keys)]]
        starts, ends = begins.tolist(), (begins - 1).tolist()
        found: list[tuple[int, int, int]] = []
        for number, place in zip(
            (keys // len(begins)).tolist(), (keys % len(begins)).tolist(), strict=True
        ):
            one = self.wordings[number]
            assert one.pattern is not None
            matches = one.pattern.finditer(folded, starts[place], ends[place + 1])
            found.extend((one.cue, m.start(), m.end()) for m in matches if m.end() > m.start())
        cue, begin, end = np.array(found, dtype=np.int64).reshape(-1, 3).T
        return cue, begin, end

    def _stands(self, folded: str, cue: Array, start: Array, begins: Array) -> Array:
        """Which hits are not undone by a word shortly before them."""
        edge = begins[np.searchsorted(begins, start, side="right") - 1]
        return np.array(
            [
                number not in self.undone
                or not self.undone[number].search(folded, max(begin, at - UNDONE_WITHIN), at)
                for number, at, begin in zip(
                    cue.tolist(), start.tolist(), edge.tolist(), strict=True
                )
            ],
            dtype=bool,
        )


def _wordings(number: int, cue: Cue, language: str) -> Iterator[_Wording]:
    """Everything to look for of one cue."""
    for phrase in cue.phrases:
        bare = phrase.strip("*")
        for spelling in spellings(bare, language):
            yield _Wording(number, spelling, phrase.startswith("*"), phrase.endswith("*"))
        if cue.also_heard and (heard := heard_as(bare)):
            for literal in begins_as(bare):
                yield _Wording(number, literal, goes_on=True, pattern=_compiled(heard))
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


def _codes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _is_letter(text: str) -> Array:
    """For each character, whether it belongs to a word: letters, digits, a hyphen between them."""
    codes = _codes(text)
    known = _known_letters()
    letters = known[np.minimum(codes, len(known) - 1)]
    beyond = np.flatnonzero(codes >= len(known))
    letters[beyond] = [text[place].isalnum() for place in beyond]
    letters[1:-1] |= (codes[1:-1] == ord("-")) & letters[:-2] & letters[2:]
    return letters


@cache
def _known_letters() -> Array:
    return np.array([chr(code).isalnum() for code in range(0x3000)])


_MARK = r"[\[(*][^\])*]*[\])*]"
_GAP = rf"(?:[\s,.!;:…'\"-]|{_MARK})"


def _whole(cue: Cue) -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(fold(p)) for p in cue.phrases), key=len, reverse=True))
    more = f"{{0,{cue.most_words - 1}}}"  # no more than can be, or a long turn takes for ever
    return re.compile(rf"{_GAP}*(?:{words})(?:{_GAP}+(?:{words})){more}{_GAP}*")


def _words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in re.sub(_MARK, " ", text).split())


def _whole_hits(cue: Cue, pattern: re.Pattern[str], folded: str, begins: Array) -> pl.DataFrame:
    length = np.diff(begins) - 1
    spans = enumerate(zip(begins[:-1].tolist(), (begins[1:] - 1).tolist(), strict=True))
    rows = [
        row
        for row, (start, end) in spans
        if pattern.fullmatch(folded, start, end) and _words(folded[start:end]) <= cue.most_words
    ]
    return pl.DataFrame(
        {
            "row": rows,
            "cue": [cue.name] * len(rows),
            "start_char": [0] * len(rows),
            "end_char": length[rows] if rows else [],
        },
        schema=SCHEMA,
    )
