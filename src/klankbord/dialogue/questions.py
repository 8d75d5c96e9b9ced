"""Which turns ask something, also where a recogniser has left out every question mark.

Where a call has punctuation, a question mark says it. Where it has none, a small linear model
does (`language.model`): the words of the turn, those of the piece that the same speaker said just
before it, those with which the other goes on, and who speaks next, and how soon.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.dialogue.floor import ends_sentence
from klankbord.dialogue.rows import NONE, first_rows, latest, latest_other, next_same
from klankbord.language.model import Model, load_model, weighed

Flags: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]
Sums: TypeAlias = npt.NDArray[np.float32]
Array: TypeAlias = npt.NDArray[Any]

LABEL = "asks"
SAME_BREATH_MS = 1500
"""A piece that the same speaker says this soon after another belongs to it."""
SOON_MS = (0, 300, 800)
"""Bounds of how long it takes until somebody else speaks."""

RELATIONS = (
    *("own_next", "other_next", "other_before", "goes_on", "own_piece", "timed"),
    *("cut_off", "at_once", "soon", "late"),
)
"""How a turn lies to others: the same speaker's or another's turn comes next; another's came
before; the speaker `goes_on` within a second and a half; an `own_piece` came just before; and, of
a `timed` call, when the other starts: before the end (`cut_off`), `at_once`, `soon` or `late`."""


def asks(turns: pl.DataFrame, languages: pl.Series) -> pl.Series:
    """Whether each turn asks something.

    Args:
        turns: call, party, start_ms, end_ms and text, in order of call; no more is needed.
        languages: the language of each turn. Without punctuation, a turn in a language that has
            no model asks nothing.

    Returns:
        A boolean column `asks`, a row a turn.
    """
    result = turns["text"].str.contains("?", literal=True).to_numpy() & is_punctuated(turns)
    for language in languages.unique().drop_nulls().sort().to_list():
        rows = np.flatnonzero((languages == language).fill_null(value=False).to_numpy())
        result[rows] |= how_surely(turns[rows], language) > 0
    return pl.Series(LABEL, result)


def how_surely(turns: pl.DataFrame, language: str) -> Sums:
    """By how much each turn of a call without punctuation asks, in log odds over the threshold.

    Not-a-number for turns of calls with punctuation, and in a language that has no model.
    """
    result = np.full(turns.height, np.nan, np.float32)
    model = load_model(language, LABEL)
    rows = np.flatnonzero(~is_punctuated(turns))
    if model is not None and len(rows):
        result[rows] = over_threshold(model, turns[rows]) * float(model.unit[0])
    return result


def is_punctuated(turns: pl.DataFrame) -> Flags:
    """Whether each turn is of a call with a sentence's end in it."""
    ends = ends_sentence(turns["text"]).to_numpy()
    first = first_rows(turns["call"].to_numpy().astype(np.int64))
    result: Flags = np.bincount(first, weights=ends, minlength=len(first))[first] > 0
    return result


def over_threshold(model: Model, turns: pl.DataFrame) -> Sums:
    """For each turn, by how much its score is over the threshold, in steps of the model's unit."""
    said = model.scores(turns["text"])
    piece, reply, relation = context(turns)
    scores = said.own + weighed(relation, model.relation)
    scores += np.where((piece != NONE)[:, None], said.prior[piece], 0)
    scores += np.where((reply != NONE)[:, None], said.next[reply], 0)
    over: Sums = (scores - model.threshold)[:, 0]
    return over


def context(turns: pl.DataFrame) -> tuple[Ints, Ints, Sums]:
    """For each turn: its own piece just before, the other's next turn, and RELATIONS.

    Rows of the two are NONE where there is none.
    """
    count = turns.height
    every = np.ones(count, bool)
    call = turns["call"].to_numpy().astype(np.int64)
    party = turns["party"].to_numpy().astype(np.int64)
    first = first_rows(call)
    timed = (turns["start_ms"].is_not_null() & turns["end_ms"].is_not_null()).to_numpy()
    start = turns["start_ms"].fill_null(0).to_numpy()
    end = turns["end_ms"].fill_null(0).to_numpy()
    speaker = first * (1 << 16) + party
    following = next_same(speaker, every)
    before = np.full(count, NONE)
    before[following[following != NONE]] = np.flatnonzero(following != NONE)
    # Looked at from the end, the last turn of another is the next one.
    size = np.bincount(first, minlength=count)[first] if count else first
    mirror = first_rows(call[::-1])
    back = latest_other(party[::-1], every, mirror)[::-1]
    reply = np.where(back != NONE, count - 1 - back, NONE)
    last = first + size - 1
    at = np.arange(count)
    follows = np.minimum(at + 1, count - 1)
    own_next = (at < last) & (party[follows] == party)
    adjacent = before == at - 1
    breath = start - end[before] < SAME_BREATH_MS
    joined = (before != NONE) & np.where(timed & timed[before], breath, adjacent)
    piece = np.where(joined, before, NONE)
    resumes = start[following] - end < SAME_BREATH_MS
    goes_on = (following != NONE) & np.where(timed & timed[following], resumes, own_next)
    earlier = latest(every, first)
    known = timed & (reply != NONE)
    known &= timed[reply]
    gap = start[reply] - end
    columns = {
        "own_next": own_next,
        "other_next": (at < last) & ~own_next,
        "other_before": (earlier != NONE) & (party[earlier] != party),
        "goes_on": goes_on,
        "own_piece": joined,
        "timed": known,
        "cut_off": known & (gap < SOON_MS[0]),
        "at_once": known & (gap >= SOON_MS[0]) & (gap < SOON_MS[1]),
        "soon": known & (gap >= SOON_MS[1]) & (gap < SOON_MS[2]),
        "late": known & (gap >= SOON_MS[2]),
    }
    relation = np.stack([columns[name] for name in RELATIONS], axis=1).astype(np.float32)
    return piece, reply, relation
