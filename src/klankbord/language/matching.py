"""Finding the cues of a language in turns: one pass over all texts for all phrases together."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, TypeAlias

import ahocorasick_rs as aho
import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.language.folding import fold
from klankbord.language.packs import Cue, Pack, load_pack

Array: TypeAlias = npt.NDArray[Any]

SCHEMA: dict[str, Any] = {
    "row": pl.UInt32,
    "cue": pl.String,
    "start_char": pl.UInt32,
    "end_char": pl.UInt32,
}


def find_cues(texts: pl.Series, languages: pl.Series) -> pl.DataFrame:
    """Every hit of every cue, each text by the pack of its own language.

    Args:
        texts: the turns' texts (NFC).
        languages: the language of each, of the same length.

    Returns:
        `row` (place in `texts`), `cue`, `start_char`, `end_char` (half-open, in the original),
        in order of row, start and cue.
    """
    found = []
    for language in languages.unique():
        rows = (languages == language).arg_true()
        matcher = _matcher(language)
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


class Matcher:
    """The phrases of a pack, compiled."""

    def __init__(self, pack: Pack) -> None:
        spoken = [cue for cue in pack.cues.values() if not cue.whole]
        self.names = [cue.name for cue in spoken]
        pairs = [(fold(p), k) for k, cue in enumerate(spoken) for p in cue.phrases]
        self.cue_of_phrase = np.array([k for _, k in pairs], dtype=np.int64)
        self.phrases = aho.AhoCorasick([phrase for phrase, _ in pairs]) if pairs else None
        self.whole = [(cue, _whole(cue)) for cue in pack.cues.values() if cue.whole]

    def hits(self, texts: pl.Series) -> pl.DataFrame:
        """The hits in these texts; `row` is the place in `texts`."""
        joined = "\n" + "\n".join(texts.to_list()) + "\n"
        folded = fold(joined)
        lengths = texts.str.len_chars().cast(pl.Int64).to_numpy()
        begins = 1 + np.r_[0, np.cumsum(lengths + 1)]
        parts = [self._phrase_hits(folded, begins)]
        parts += [_whole_hits(cue, pattern, folded, begins) for cue, pattern in self.whole]
        return pl.concat(parts)

    def _phrase_hits(self, folded: str, begins: Array) -> pl.DataFrame:
        if self.phrases is None:
            return pl.DataFrame(schema=SCHEMA)
        found = self.phrases.find_matches_as_indexes(folded, overlapping=True)
        if not found:
            return pl.DataFrame(schema=SCHEMA)
        phrase, start, end = np.array(found, dtype=np.int64).T
        letters = _is_letter(folded)
        keep = ~letters[start - 1] & ~letters[end]
        phrase, start, end = phrase[keep], start[keep], end[keep]
        cue = self.cue_of_phrase[phrase]
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


@cache
def _matcher(language: str) -> Matcher | None:
    pack = load_pack(language)
    return Matcher(pack) if pack.cues else None


def _is_letter(text: str) -> Array:
    """For each character, whether it belongs to a word: letters, digits, a hyphen between them."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
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
_WORD = re.compile(r"\S*[^\W_]\S*")
_GAP = rf"(?:[\s,.!;:…'\"-]|{_MARK})"


def _whole(cue: Cue) -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(fold(p)) for p in cue.phrases), key=len, reverse=True))
    more = f"{{0,{cue.most_words - 1}}}"  # no more than can be, or a long turn takes for ever
    return re.compile(rf"{_GAP}*(?:{words})(?:{_GAP}+(?:{words})){more}{_GAP}*")


def _words(text: str) -> int:
    return len(_WORD.findall(re.sub(_MARK, " ", text)))


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
