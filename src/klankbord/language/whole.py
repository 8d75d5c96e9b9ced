"""Cues that are a whole turn: their phrases, marks such as (lacht), and nothing else."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from klankbord.language.blocks import Block
from klankbord.language.folding import fold
from klankbord.language.packs import Cue

Array: TypeAlias = npt.NDArray[Any]

_MARK = r"[\[(*][^\])*]*[\])*]"
_MARKS = re.compile(_MARK)
_GAP = rf"(?:[\s,.!;:…'\"-]|{_MARK})"


def whole(cue: Cue) -> re.Pattern[str]:
    """The pattern of a turn that is all cue."""
    words = "|".join(sorted((re.escape(fold(p)) for p in cue.phrases), key=len, reverse=True))
    more = f"{{0,{cue.most_words - 1}}}"  # no more than can be, or a long turn takes for ever
    return re.compile(rf"{_GAP}*(?:{words})(?:{_GAP}+(?:{words})){more}{_GAP}*")


def _has_words(text: str, most: int) -> bool:
    """Whether the text has at most so many words, marks left out."""
    words = _MARKS.sub(" ", text).split()
    return len(words) <= most or sum(any(map(str.isalnum, word)) for word in words) <= most


def whole_hits(cue: Cue, pattern: re.Pattern[str], block: Block) -> tuple[Array, Array]:
    """Where the texts begin and end that are such a cue."""
    short = _short(block, cue.most_words)
    start, end = block.begins[short], block.begins[short + 1] - 1
    holds = np.array(
        [
            pattern.fullmatch(block.folded, begin, until) is not None
            and _has_words(block.folded[begin:until], cue.most_words)
            for begin, until in zip(start.tolist(), end.tolist(), strict=True)
        ],
        dtype=bool,
    )
    return start[holds], end[holds]


def _short(block: Block, words: int) -> Array:
    """The texts that may hold so many words, marks left out: those with marks, and short ones."""
    start, _ = block.words
    before = block.codes[start - 1]
    begins = ((before == ord(" ")) | (before == ord("\n"))) & block.solid[start]
    count = np.bincount(block.row[begins], minlength=len(block.texts))
    count[block.row_of(block.opens)] = 0
    return np.flatnonzero(count <= words)
