"""Who has the floor: the columns on turns that every measure of turn-taking is made of.

A **lane** is a side where the sides are known, else a party. A **backchannel** claims no floor:
it consists of a listener's words alone, answers no question and does not open the speaker's own
next turn. Every other turn is **substantive**. See `columns` in the manual for each column.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.conversation.frames import SIDE, Frames
from klankbord.dialogue.rows import (
    NONE,
    Flags,
    Ints,
    ends_last,
    first_rows,
    latest,
    latest_other,
    next_same,
    nullable,
    running_max,
)
from klankbord.language.folding import MARK

Array: TypeAlias = npt.NDArray[Any]

OPENS_WITHIN_MS = 1000
"""Listener's words open a turn where the very next turn is the same speaker's, this soon."""
ANSWER_MARGIN_MS = 300
"""An answer may start this long before the question ends; without times it comes right after."""
INTERRUPTION_MS = 300
"""By how much an interruption cuts into the other's turn, and within which they did not go on."""

VERY_SHORT_MS = 700
"""A voice of which no words are known claims no floor where it is shorter than this."""

RUN_GAP_MS = 3000
"""A silence of one's own from which a new run begins."""

AFTER_QUESTION = " .…'\"”’)"
QUESTION = r"\?(?:[\s\"'”’).!?…\]]|$)"
"""A question mark at the end of something said; the one in an address is none."""
SENTENCE_END = r"[.?!…][\"'”’)]*(?:\s|$)"
LAST_MARK = r"[.?!…]$"
WORD = r"[^\s—–]*[\p{L}\p{N}][^\s—–]*"
SUMS = (
    *("speech_ms", "seller_ms", "customer_ms"),
    *("said", "seller_words", "customer_words", "customers"),
)
"""The quantities of a call that are 0 where nobody says anything."""


def with_floor(frames: Frames, cues: pl.DataFrame) -> Frames:
    """The frames with the floor's columns on `turns` and the sums of it on `calls`.

    Args:
        frames: calls, parties and turns.
        cues: hits by `row` of turns (see `language.find_cues`).

    On `turns` come: row, lane, speech_ms, words_said, wordless, question, fillers, backchannel,
    substantive, prior (row of the last substantive turn in another lane: of several people on
    one side, the turn that ends last) and prior_side,
    floor_change, continues, fto_ms, gap_ms, overlap_ms, interrupts, silence_from_ms, silence_after
    (the row of the turn so far that ends last), silence_ms.
    On `calls`: start_ms, call_ms, speech_ms, seller_ms, customer_ms, said, seller_words,
    customer_words, punctuation, customers.
    """
    turns = _with_words(frames, cues)
    rows = _Rows.of(turns, frames.calls)
    start, end, first = rows.start, rows.end, rows.first
    substantive = ~_backchannels(turns, rows)
    other = _last_of_another_lane(rows, np.ones(len(start), bool))
    prior = _last_of_another_lane(rows, substantive)
    before = latest(substantive, first)
    change = substantive & (before != NONE) & (rows.lane[before] != rows.lane)
    fto = start - end[other]

    heard = running_max(end, first)
    last = np.append(first[1:] != first[:-1], True) if len(first) else first
    until = np.where(last, np.maximum(heard, rows.call_end), np.roll(start, -1))
    side_before = turns["side"].gather(np.maximum(prior, 0))

    turns = turns.with_columns(
        lane=pl.Series(rows.lane, dtype=pl.UInt32),
        speech_ms=pl.Series(end - start),
        backchannel=pl.Series(~substantive),
        substantive=pl.Series(substantive),
        prior=nullable(prior, prior != NONE).cast(pl.UInt32),
        prior_side=nullable(side_before, prior != NONE),
        floor_change=pl.Series(change),
        fto_ms=nullable(fto, rows.timed & (other != NONE)),
        gap_ms=nullable(start - end[prior], rows.timed & (prior != NONE)),
        continues=pl.Series(_continues(rows, substantive)),
        overlap_ms=np.where(rows.timed & (other != NONE), np.clip(-fto, 0, end - start), 0),
        interrupts=pl.Series(rows.timed & _interrupts(prior, substantive, rows)),
        silence_from_ms=nullable(heard, rows.timed),
        silence_after=_silence_after(rows),
        silence_ms=np.where(rows.timed, np.maximum(until - heard, 0), 0),
    ).drop("listening", "asks")
    return Frames(_with_sums(frames, turns), frames.parties, turns)


def _with_words(frames: Frames, cues: pl.DataFrame) -> pl.DataFrame:
    """Turns with what their words show: how many, whether they ask, how many fillers."""
    turns, c = frames.turns, pl.col
    fillers = cues.filter(c.cue == "filler").group_by("row").agg(fillers=pl.len().cast(pl.Int64))
    listening = cues.filter(c.cue == "backchannel")["row"].unique()
    said = turns["text"].str.replace_all(MARK, " ")
    return (
        turns.with_columns(
            row=pl.int_range(pl.len(), dtype=pl.UInt32),
            words_said=said.str.count_matches(WORD).cast(pl.Int64),
            question=said.str.contains(QUESTION),
            asks=said.str.strip_chars_end(AFTER_QUESTION).str.ends_with("?"),
        )
        .join(fillers, on="row", how="left", maintain_order="left")
        .with_columns(
            c.fillers.fill_null(0),
            wordless=(c.words_said == 0) & (c.text != ""),
            listening=c.row.is_in(listening.implode()),
        )
    )


@dataclass(frozen=True)
class _Rows:
    """The turns as plain arrays: where each belongs, and when it sounds."""

    first: Array
    """The row at which the call begins."""
    lane: Array
    party: Array
    start: Array
    """0 where there is no time."""
    end: Array
    """The start, where the call does not bear ends: what lasts no one knows how long, lasts 0."""
    timed: Array
    """The call bears ends."""
    call_end: Array
    """The recording's end where it is known, else 0."""

    @classmethod
    def of(cls, turns: pl.DataFrame, calls: pl.DataFrame) -> _Rows:
        place = calls["call"].search_sorted(turns["call"]).to_numpy()
        side = turns["side"].to_physical().to_numpy()
        party = turns["party"].to_numpy().astype(np.int64)
        sides = calls["sides"].to_numpy()[place]
        timed = calls["ends"].to_numpy()[place]
        start = turns["start_ms"].fill_null(0).to_numpy()
        return cls(
            first=first_rows(turns["call"].to_numpy()),
            lane=np.where(sides, side, party + len(SIDE.categories)),
            party=party,
            start=start,
            end=np.where(timed, turns["end_ms"].fill_null(0).to_numpy(), start),
            timed=timed,
            call_end=calls["end_ms"].fill_null(0).to_numpy()[place],
        )


def _backchannels(turns: pl.DataFrame, rows: _Rows) -> Array:
    """Which turns claim no floor: marks alone, or listener's words that neither answer nor open."""
    wordless = turns["wordless"].to_numpy()
    listening = turns["listening"].to_numpy() & ~wordless
    claims = ~(listening | wordless)

    asked = latest_other(rows.lane, claims, rows.first)
    asks = turns["asks"].to_numpy()
    open_still = latest(claims, rows.first) == asked  # nobody has answered it yet
    at_once = latest(np.ones(len(claims), bool), rows.first) == asked
    in_time = np.where(rows.timed, rows.start >= rows.end[asked] - ANSWER_MARGIN_MS, at_once)
    answers = (asked != NONE) & asks[asked] & open_still & in_time

    following = np.roll(np.arange(len(claims)), -1)
    same = (rows.first[following] == rows.first) & (rows.party[following] == rows.party)
    soon = rows.timed & (rows.start[following] - rows.end < OPENS_WITHIN_MS)
    opens = same & (following > 0) & claims[following] & soon
    unwritten = rows.timed & (turns["text"] == "").to_numpy()
    brief = unwritten & (rows.end - rows.start < VERY_SHORT_MS)
    result: Array = wordless | brief | (listening & ~answers & ~opens)
    return result


def _last_of_another_lane(rows: _Rows, mask: Flags) -> Ints:
    """For each row, the last turn in another lane: of the lane that came last, what ends last."""
    late = latest_other(rows.lane, mask, rows.first)
    lane = rows.first * (1 << 16) + rows.lane
    last = ends_last(lane, np.where(rows.timed, rows.end, 0), mask)
    return np.where(late != NONE, last[late], NONE)


def _silence_after(rows: _Rows) -> pl.Series:
    """For each turn, the row of the turn so far that ends last; null without ends."""
    last = ends_last(rows.first, rows.end, np.ones(len(rows.end), bool))
    return nullable(last, rows.timed).cast(pl.UInt32)


def _continues(rows: _Rows, substantive: Flags) -> Flags:
    """Which turns go on where the same speaker's turn just before left off (in under 3 s)."""
    before = latest(substantive, rows.first)
    same = (before != NONE) & (rows.party[before] == rows.party)
    soon = ~rows.timed | (rows.start - rows.end[before] < RUN_GAP_MS)
    result: Flags = substantive & same & soon
    return result


def _interrupts(prior: Array, substantive: Array, rows: _Rows) -> Array:
    """Which turns cut in on the other side's turn, which then stops first and does not go on."""
    start, end = rows.start, rows.end
    speaker = rows.first * (1 << 16) + rows.party
    following = next_same(speaker, substantive)
    goes_on = following[prior]
    while np.any(early := (goes_on != NONE) & (start[goes_on] < start)):
        goes_on = np.where(
            early, following[goes_on], goes_on
        )  # that began before, and is no answer
    resumed = (goes_on != NONE) & (start[goes_on] <= end + INTERRUPTION_MS)
    cuts_in = (start > start[prior]) & (end[prior] - start >= INTERRUPTION_MS)
    stops_first = end[prior] < end
    result: Array = substantive & (prior != NONE) & cuts_in & stops_first & ~resumed
    return result


def ends_sentence(texts: pl.Series) -> pl.Series:
    """Which texts have the end of a sentence in them."""
    at_end = texts.str.contains(LAST_MARK)  # most have, and a last letter is quickly seen
    others = (~at_end).arg_true()
    return at_end.scatter(others, texts.gather(others).str.contains(SENTENCE_END))


def _with_sums(frames: Frames, turns: pl.DataFrame) -> pl.DataFrame:
    """Calls with the quantities that measures divide by; 0 each where nobody says anything."""
    c = pl.col
    by_seller, by_customer = c.side == "seller", c.side == "customer"
    turns = turns.with_columns(ends_sentence=ends_sentence(turns["text"]))
    sums = turns.group_by("call", maintain_order=True).agg(
        first_ms=c.start_ms.first(),
        last_ms=pl.max_horizontal(c.end_ms.max(), c.start_ms.max()),
        speech_ms=c.speech_ms.sum(),
        seller_ms=c.speech_ms.filter(by_seller).sum(),
        customer_ms=c.speech_ms.filter(by_customer).sum(),
        said=c.words_said.sum(),
        seller_words=c.words_said.filter(by_seller).sum(),
        customer_words=c.words_said.filter(by_customer).sum(),
        punctuation=c.ends_sentence.any(),
        customers=c.party.filter(by_customer).n_unique(),
    )
    begin = pl.when("starts").then("first_ms")
    last = pl.max_horizontal("last_ms", "end_ms")
    calls = frames.calls.join(sums, on="call", how="left", maintain_order="left")
    return calls.with_columns(
        pl.col(*SUMS).fill_null(0),
        c.punctuation.fill_null(value=False),
        start_ms=begin,
        call_ms=(last - begin).fill_null(0),
    ).drop("first_ms", "last_ms")
