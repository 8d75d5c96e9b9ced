"""What replies to what, and what of it is taken up: the columns between turns.

The floor says what a turn follows (`prior`); the links say what follows a turn (`reply`), in which
run it lies, and which content lemmas of the run before it a turn takes up.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from klankbord.conversation.frames import Frames
from klankbord.dialogue.rows import NONE, Flags, Ints, first_rows, latest_other, nullable
from klankbord.dialogue.spans import run_numbers

OUR_SIDES = 2
"""The first two sides are seller and customer."""
REPLY_WORDS = 4
"""A shorter reply cannot be asked to take anything up."""


def with_links(frames: Frames, lemmas: pl.DataFrame) -> Frames:
    """The frames with the links' columns on `turns`.

    Args:
        frames: with the floor (see `floor.with_floor`).
        lemmas: the content lemmas of the turns (see `language.lemmas.content_lemmas`).

    On `turns` come: utterance (number of the substantive turn with the pieces that go on where
    it left off, see `continues`), run (number of the run of a substantive turn), run_ms (from its
    first start to its last end), reply (row of the next substantive turn in another lane),
    takes_up (how many content lemmas it shares with the run before it, of the other lane) and
    takes_up_by_chance (the same with the run before another reply of the same side in the same
    call: what sharing comes to where nothing is replied to); all null where there is none.
    """
    turns = frames.turns
    held = turns["substantive"].to_numpy()
    run = _runs(turns, frames.calls, held)
    prior = turns["prior"].fill_null(0).to_numpy().astype(np.int64)
    replies = held & turns["prior"].is_not_null().to_numpy()
    shared = _Shared(lemmas, run)
    utterance = np.cumsum(held & ~turns["continues"].to_numpy())
    elsewhere = _elsewhere(turns, replies, prior, utterance)
    reply = _replies(turns, held)
    return Frames(
        frames.calls,
        frames.parties,
        turns.with_columns(
            utterance=nullable(utterance, held).cast(pl.UInt32),
            run=nullable(run, held).cast(pl.UInt32),
            run_ms=_run_lengths(turns, run, held),
            reply=nullable(reply, reply != NONE).cast(pl.UInt32),
            takes_up=nullable(shared.with_runs(run[prior], replies), replies).cast(pl.Int64),
            takes_up_by_chance=nullable(
                shared.with_runs(run[np.maximum(elsewhere, 0)], elsewhere != NONE),
                elsewhere != NONE,
            ).cast(pl.Int64),
        ),
    )


def _runs(turns: pl.DataFrame, calls: pl.DataFrame, held: Flags) -> Ints:
    """The number of each turn's run, NONE where it is in none."""
    run = np.full(turns.height, NONE, dtype=np.int64)
    run[held] = run_numbers(turns.filter(pl.Series(held)), calls)
    return run


def _run_lengths(turns: pl.DataFrame, run: Ints, held: Flags) -> pl.Series:
    """How long the run of each turn lasts; null where the source bears no ends."""
    if not held.any():
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, turns.height)
    starts = turns["start_ms"].fill_null(0).to_numpy()[held]
    ends = starts + turns["speech_ms"].to_numpy()[held]
    edges = np.flatnonzero(np.r_[True, run[held][1:] != run[held][:-1]])
    length = np.maximum.reduceat(ends, edges) - starts[edges]
    return nullable(length[run], held & turns["silence_from_ms"].is_not_null().to_numpy())


def _replies(turns: pl.DataFrame, held: Flags) -> Ints:
    """For each turn, the row of the next substantive turn in another lane, else NONE."""
    count = turns.height
    backwards = first_rows(turns["call"].to_numpy()[::-1])
    found = latest_other(turns["lane"].to_numpy()[::-1].astype(np.int64), held[::-1], backwards)
    return np.where(found == NONE, NONE, count - 1 - found)[::-1]


class _Shared:
    """Which lemmas are in which run, and how many of them a turn shares."""

    def __init__(self, lemmas: pl.DataFrame, run: Ints) -> None:
        self.row = lemmas["row"].to_numpy().astype(np.int64)
        self.lemma = lemmas["lemma"].to_numpy().astype(np.int64)
        self.most = int(self.lemma.max(initial=0)) + 1
        self.size = len(run)
        self.in_runs = np.sort(run[self.row] * self.most + self.lemma, kind="stable")

    def with_runs(self, run: Ints, rows: Flags) -> Ints:
        """For each turn of `rows`, how many of its lemmas are in the run given for it."""
        wanted = rows[self.row]
        row = self.row[wanted]
        keys = run[row] * self.most + self.lemma[wanted]
        place = np.searchsorted(self.in_runs, keys)
        known = np.append(self.in_runs, -1)[place] == keys
        return np.bincount(row[known], minlength=self.size)


def _elsewhere(turns: pl.DataFrame, replies: Flags, prior: Ints, utterance: Ints) -> Ints:
    """For each reply, what the reply halfway round its call and side replies to, else NONE.

    A reply is all its pieces, of REPLY_WORDS or more together. Halfway round is far off, and the
    same each time; with a call's only reply there is none.
    """
    said = np.where(replies, turns["words_said"].to_numpy(), 0)
    long = np.bincount(utterance, weights=said) >= REPLY_WORDS
    rows = np.flatnonzero(replies & turns["floor_change"].to_numpy() & long[utterance])
    sides = turns["side"].to_physical().to_numpy().astype(np.int64)
    rows = rows[sides[prior[rows]] < OUR_SIDES]
    first, side = first_rows(turns["call"].to_numpy())[rows], sides[rows]
    order = np.lexsort((rows, side, first))
    rows, group = rows[order], first[order] * 8 + side[order]
    begin = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(rows) else np.zeros(0, int)
    size = np.diff(np.r_[begin, len(rows)])
    of = np.repeat(np.arange(len(begin)), size)
    place = np.arange(len(rows)) - begin[of]
    other = begin[of] + (place + size[of] // 2) % np.maximum(size[of], 1)
    of_whole = np.full(len(long), NONE)
    of_whole[utterance[rows]] = np.where(size[of] > 1, prior[rows[other]], NONE)
    return np.where(replies, of_whole[utterance], NONE)
