"""The coarser grains: stretches and runs of the floor, and the people who take part.

A **stretch** is everything substantive that one lane says until another lane takes the floor.
A **run** is the same, broken where the lane itself is silent for three seconds or more.
Both are one row each, with `turn` and `to_turn` (first and last turn), `row` (of the first),
start_ms, end_ms, span_ms (from first start to last end), words_said, turns, people,
questions (turns that ask) and sends (a turn in it informs, advises or pitches). Pieces of
one speaker that follow within three seconds count as one turn, as captions cut them anywhere.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from klankbord.dialogue.floor import RUN_GAP_MS
from klankbord.dialogue.rows import Flags, Ints, running_max


def stretches(turns: pl.DataFrame) -> pl.DataFrame:
    """Stretches of the floor; `until_ms` is where the next one of the call begins."""
    held = turns.filter(pl.col.substantive)
    table = _spans(held, stretch_numbers(held))
    following = pl.col.start_ms.shift(-1)
    same = pl.col.call == pl.col.call.shift(-1)
    return table.with_columns(
        opens=(pl.col.call != pl.col.call.shift(1)).fill_null(value=True),
        until_ms=pl.when(same).then(following).otherwise(pl.col.end_ms),
    )


def runs(turns: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """Runs; `third` is first_third or last_third by where in the call the run starts."""
    held = turns.filter(pl.col.substantive)
    table = _spans(held, run_numbers(held, calls)).join(
        calls.select("call", pl.col.start_ms.alias("call_start"), "call_ms"),
        on="call",
        how="left",
        maintain_order="left",
    )
    into = 3 * (pl.col.start_ms - pl.col.call_start)
    return table.with_columns(
        third=pl.when(into < pl.col.call_ms)
        .then(pl.lit("first_third"))
        .when(into >= 2 * pl.col.call_ms)
        .then(pl.lit("last_third"))
    )


def people(turns: pl.DataFrame) -> pl.DataFrame:
    """One row a party that speaks: its side, speech_ms, words_said, substantive turns (`turns`).

    `turn`, `start_ms` and `end_ms` are those of its turn of most words. On the customer's side,
    `evenness_of_side` (0 to 1) says how evenly that side's speech is spread over its people
    (Pielou's index: entropy over the logarithm of their number), null where fewer than two
    speak; `evenness` is the same on one row a call, so that it is counted once.
    """
    c = pl.col
    longest = c.words_said.arg_max()
    table = turns.group_by("call", "party", "side", maintain_order=True).agg(
        row=c.row.get(longest),
        turn=c.turn.get(longest),
        start_ms=c.start_ms.get(longest),
        end_ms=c.end_ms.get(longest),
        speech_ms=c.speech_ms.sum(),
        words_said=c.words_said.sum(),
        turns=(c.substantive & ~c.continues).sum(),
    )
    customer = (c.side == "customer") & (c.speech_ms > 0)
    of_side = c.speech_ms.filter(customer)
    even = of_side.entropy(base=np.e) / of_side.len().log()
    sides = table.group_by("call", maintain_order=True).agg(
        evenness_of_side=pl.when(of_side.len() > 1).then(even),
        first=c.party.filter(customer).first(),
    )
    return table.join(sides, on="call", how="left", maintain_order="left").with_columns(
        evenness=pl.when(c.party == c.first).then(c.evenness_of_side)
    )


def stretch_numbers(held: pl.DataFrame) -> Ints:
    """The number of the stretch of each substantive turn, from 0, over all calls."""
    call, lane = held["call"].to_numpy(), held["lane"].to_numpy()
    new = (call[1:] != call[:-1]) | (lane[1:] != lane[:-1])
    return _numbered(new, len(call))


def run_numbers(held: pl.DataFrame, calls: pl.DataFrame) -> Ints:
    """The number of the run of each substantive turn, from 0, over all calls."""
    stretch = stretch_numbers(held)
    start = held["start_ms"].fill_null(0).to_numpy()
    end = start + held["speech_ms"].to_numpy()
    place = calls["call"].search_sorted(held["call"]).to_numpy()
    timed = calls["ends"].to_numpy()[place]
    silent = start[1:] - running_max(end, stretch)[:-1] >= RUN_GAP_MS
    new = (stretch[1:] != stretch[:-1]) | (silent & timed[1:])
    return _numbered(new, len(stretch))


def _numbered(new: Flags, length: int) -> Ints:
    result: Ints = np.append(0, np.cumsum(new))[:length]
    return result


def _spans(held: pl.DataFrame, group: Ints) -> pl.DataFrame:
    c = pl.col
    return (
        held.group_by(pl.Series("span", group), maintain_order=True)
        .agg(
            c.call.first(),
            c.side.first(),
            c.lane.first(),
            c.row.first(),
            c.turn.first(),
            c.start_ms.first(),
            c.end_ms.max(),
            c.words_said.sum(),
            to_turn=c.turn.last(),
            questions=c.question.sum(),
            sends=c.sends.any(),
            # The first piece counts, also where it continues a turn of another span.
            turns=(~c.continues).sum() + c.continues.first(),
            people=c.party.n_unique(),
        )
        .with_columns(span_ms=c.end_ms - c.start_ms)
    )
