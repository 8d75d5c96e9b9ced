"""What holds for every measure, whatever is said: laws over random talks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.dialogue.staged import (
    Staged,
    all_staged,
    busy,
    grains_of,
    measured,
    staged_corpora,
)

from klankbord.conversation import Conversation, Side, Turn
from klankbord.measures import CATALOGUE
from klankbord.measures.measuring import Measured, pool
from klankbord.testing import conversations

slowly = settings(max_examples=30, deadline=None)
c = pl.col

Reading = dict[str, Any]
Readings = dict[tuple[str, str], Reading]

SWAPPED = {Side.SELLER: Side.CUSTOMER, Side.CUSTOMER: Side.SELLER}
OF_BOTH_SIDES = [m.id for m in CATALOGUE if m.kinds == ("seller", "customer")]


def by_measure_and_kind(readings: pl.DataFrame, call: int = 0) -> Readings:
    own = readings.filter(c.call == call).drop("call")
    return {(row.pop("measure"), row.pop("kind")): row for row in own.iter_rows(named=True)}


def moments_of(measured: Measured, call: int, *measures: str) -> pl.DataFrame:
    table = measured.moments.filter(c.call == call).drop("call")
    return table.filter(c.measure.is_in(measures)) if measures else table


def moved(conversation: Conversation, by_ms: int) -> Conversation:
    """The same conversation, later."""

    def later(ms: int | None) -> int | None:
        return None if ms is None else ms + by_ms

    turns = tuple(
        replace(turn, start_ms=later(turn.start_ms), end_ms=later(turn.end_ms))
        for turn in conversation.turns
    )
    return replace(conversation, turns=turns, end_ms=later(conversation.end_ms))


def renamed(conversation: Conversation) -> Conversation:
    """The same conversation with other names, ids and addresses."""
    ids = {
        p.id: f"partij-{len(conversation.parties) - n}" for n, p in enumerate(conversation.parties)
    }
    return replace(
        conversation,
        id="y",
        title="anders",
        parties=tuple(
            replace(p, id=ids[p.id], name=f"{p.name} de Boer", email="x@y.example")
            for p in conversation.parties
        ),
        turns=tuple(replace(turn, party=ids[turn.party]) for turn in conversation.turns),
    )


@slowly
@given(staged_corpora())
def test_renaming_the_parties_changes_nothing(corpus: list[Staged]) -> None:
    before, after = measured(corpus), measured([one.as_talk(renamed(one.talk)) for one in corpus])
    assert_frame_equal(before.readings, after.readings)
    assert_frame_equal(before.moments, after.moments)


@slowly
@given(staged_corpora(), st.integers(1, 10**7))
def test_a_later_start_changes_no_reading_and_moves_every_moment(
    corpus: list[Staged], by_ms: int
) -> None:
    later_on = [one.as_talk(moved(one.talk, by_ms)) for one in corpus]
    before, after = measured(corpus), measured(later_on)
    assert_frame_equal(before.readings, after.readings)
    later = before.moments.with_columns(c("start_ms", "end_ms") + by_ms)
    assert_frame_equal(later, after.moments)


@slowly
@given(all_staged(st.lists(conversations(seats=("SC", "CS")), min_size=1, max_size=6)))
def test_swapped_sides_swap_what_is_measured_of_each(corpus: list[Staged]) -> None:
    """Measures of one side alone (patience, absent silences, uptake) have no counterpart."""
    other_way = [
        one.as_talk(one.talk.with_sides({p.id: SWAPPED[p.side] for p in one.talk.parties}))
        for one in corpus
    ]
    before, after = measured(corpus), measured(other_way)
    for call in range(len(corpus)):
        own = by_measure_and_kind(before.readings, call)
        swapped = by_measure_and_kind(after.readings, call)
        for name in OF_BOTH_SIDES:
            assert own[name, "seller"] == swapped[name, "customer"], name
            assert own[name, "customer"] == swapped[name, "seller"], name
        assert own["longest-monologue", ""] == swapped["longest-story", ""]
        assert own["longest-story", ""] == swapped["longest-monologue", ""]
        of_neither = ("interactivity", "silence-share", "evenness", "group-takes-over")
        for name in (*of_neither, "new-ground"):
            assert own[name, ""] == swapped[name, ""], name
        mirrored = own["power-curve", ""]["sample"]
        shares = None if mirrored is None else pytest.approx([1 - share for share in mirrored])
        assert swapped["power-curve", ""]["sample"] == shares

        moments = moments_of(before, call, *OF_BOTH_SIDES)
        kinds = {"seller": "customer", "customer": "seller"}
        assert_frame_equal(
            moments.with_columns(c.kind.replace(kinds)),
            moments_of(after, call, *OF_BOTH_SIDES),
            check_row_order=False,
        )
        assert_frame_equal(
            moments_of(before, call, "longest-monologue").drop("measure"),
            moments_of(after, call, "longest-story").drop("measure"),
        )


@slowly
@given(staged_corpora(most_calls=4))
def test_calls_together_are_measured_as_each_alone(corpus: list[Staged]) -> None:
    together = measured(corpus)
    for call, one in enumerate(corpus):
        alone = measured([one])
        own = together.readings.filter(c.call == call).with_columns(call=pl.lit(0, pl.UInt32))
        assert_frame_equal(own, alone.readings)
        assert_frame_equal(moments_of(together, call), moments_of(alone, 0))


@slowly
@given(staged_corpora(), st.randoms(use_true_random=False))
def test_the_order_of_the_calls_means_nothing(corpus: list[Staged], random: Random) -> None:
    order = list(range(len(corpus)))
    random.shuffle(order)
    before, after = measured(corpus), measured([corpus[place] for place in order])
    for new, old in enumerate(order):
        assert_frame_equal(
            after.readings.filter(c.call == new).drop("call"),
            before.readings.filter(c.call == old).drop("call"),
        )
        assert_frame_equal(moments_of(after, new), moments_of(before, old))


@slowly
@given(staged_corpora(most_calls=4))
def test_the_same_conversation_twice_is_measured_the_same_twice(corpus: list[Staged]) -> None:
    found = measured([*corpus, corpus[0]])
    last = len(corpus)
    assert by_measure_and_kind(found.readings, 0) == by_measure_and_kind(found.readings, last)
    assert_frame_equal(moments_of(found, 0), moments_of(found, last))


@slowly
@given(staged_corpora())
def test_every_call_gets_a_reading_for_every_kind(corpus: list[Staged]) -> None:
    readings = measured(corpus).readings
    told = list(readings.select("call", "measure", "kind").iter_rows())
    wanted = {(call, m.id, k) for call in range(len(corpus)) for m in CATALOGUE for k in m.kinds}
    assert len(told) == len(wanted)
    assert set(told) == wanted


@slowly
@given(staged_corpora())
def test_what_is_unknown_has_no_figure_and_what_is_known_has_one(
    corpus: list[Staged],
) -> None:
    sampled = {m.id for m in CATALOGUE if m.sample is not None}
    divided = {m.id for m in CATALOGUE if m.whole is not None}
    for row in measured(corpus).readings.iter_rows(named=True):
        known = row["unknown"] is None
        assert (row["sample"] is not None) == (known and row["measure"] in sampled)
        assert (row["part"] is not None) == (known and row["measure"] not in sampled)
        assert (row["whole"] is not None) == (known and row["measure"] in divided)
        # A rate over nothing, as of the fillers of one who says no word, is no number.
        assert (row["value"] is not None) == (known and row["whole"] != 0)


OF_ONE_KIND = ("answers", "objections", "drivers")
"""Whatever counts is of one of the kinds."""


def as_found(corpus: list[Staged]) -> list[Staged]:
    """With acts as a model finds them: a listener's turn does nothing."""
    turns = grains_of(corpus).turns
    found = []
    for call, one in enumerate(corpus):
        listens = turns.filter(c.call == call)["backchannel"]
        told = zip(listens, one.acts, strict=True)
        acts = (frozenset[str]() if silent else done for silent, done in told)
        found.append(Staged(one.talk, tuple(acts)))
    return found


@slowly
@given(staged_corpora())
def test_a_share_is_no_more_than_its_whole(corpus: list[Staged]) -> None:
    shares = {m.id for m in CATALOGUE if m.is_share}
    known = measured(as_found(corpus)).readings.filter(c.unknown.is_null())
    for row in known.filter(c.measure.is_in(shares)).iter_rows(named=True):
        assert row["value"] is None or 0 <= row["value"] <= 1 + 1e-9, row
    sums = (
        known.filter(c.measure.is_in(OF_ONE_KIND))
        .group_by("call", "measure")
        .agg(c.part.sum(), c.whole.first())
    )
    assert (sums["part"] == sums["whole"]).all()


def added(readings: Sequence[Reading], name: str) -> Any:
    values = [reading[name] for reading in readings if reading[name] is not None]
    return pytest.approx(sum(values)) if values else None


def chained(readings: Sequence[Reading]) -> Any:
    known = [reading["sample"] for reading in readings if reading["sample"] is not None]
    return [value for values in known for value in values] if known else None


@slowly
@given(staged_corpora(most_calls=4))
def test_readings_pool_by_adding(corpus: list[Staged]) -> None:
    readings = measured(corpus).readings
    calls = [by_measure_and_kind(readings, call) for call in range(len(corpus))]
    pooled = pool(readings)
    assert pooled.height == sum(len(m.kinds) for m in CATALOGUE)
    for row in pooled.iter_rows(named=True):
        every = [call[row["measure"], row["kind"]] for call in calls]
        known = [reading for reading in every if reading["unknown"] is None]
        assert row["calls"] == len(known)
        assert row["of"] == len(corpus)
        assert row["unknown"] == (None if known else "no_calls")
        assert row["n"] == sum(reading["n"] for reading in known)
        for name in ("part", "whole"):
            assert row[name] == added(known, name), row
        assert row["sample"] == chained(known), row


@slowly
@given(st.integers(0, 10_000))
def test_what_is_pooled_alone_keeps_its_value(seed: int) -> None:
    readings = measured([busy(seed)]).readings
    same = ("measure", "kind", "part", "whole", "sample", "value", "unit")
    pooled = pool(readings).filter(c.calls == 1)
    assert_frame_equal(pooled.select(same), readings.filter(c.unknown.is_null()).select(same))


PER_TIME = ("interactivity", "question-rate", "group-takes-over")
"""So many a minute or an hour of the call: as many, over more time."""
BY_PLACE = ("opening-up", "power-curve", "imbalance")
"""By where in the call: other thirds, and windows more."""


@slowly
@given(staged_corpora(), st.integers(1, 500_000))
def test_silence_added_at_the_end_changes_only_what_is_about_the_whole_call(
    corpus: list[Staged], more_ms: int
) -> None:
    before = measured(corpus)
    ends = before.calls.select((c.start_ms + c.call_ms).fill_null(0)).to_series()
    longer = [
        one.as_talk(replace(one.talk, end_ms=end + more_ms))
        for one, end in zip(corpus, ends, strict=True)
    ]
    after = measured(longer)

    since_shift = (c.measure == "shift-questions") & (c.kind == "after")
    stands = ~c.measure.is_in((*PER_TIME, *BY_PLACE, "silence-share")) & ~since_shift
    assert_frame_equal(before.readings.filter(stands), after.readings.filter(stands))
    # The last half minute of a call may last longer; every other moment stays where it was.
    assert_frame_equal(
        before.moments.filter(stands).drop("end_ms"), after.moments.filter(stands).drop("end_ms")
    )

    for call, one in enumerate(corpus):
        if not one.talk.turns:
            continue
        own = by_measure_and_kind(before.readings, call)
        new = by_measure_and_kind(after.readings, call)
        for key in [k for k in own if k[0] in PER_TIME or k == ("shift-questions", "after")]:
            if own[key]["unknown"] is None:
                assert new[key]["unknown"] is None
                assert new[key]["part"] == own[key]["part"]
                assert new[key]["whole"] == own[key]["whole"] + more_ms
        silence, more = own["silence-share", ""], new["silence-share", ""]
        if silence["unknown"] is None:
            assert more["part"] == silence["part"] + more_ms
            assert more["whole"] == silence["whole"] + more_ms
        curve, longer_curve = own["power-curve", ""], new["power-curve", ""]
        if curve["unknown"] is None:
            assert longer_curve["sample"][: curve["n"]] == curve["sample"]
        told = [own["opening-up", third]["n"] for third in ("first_third", "last_third")]
        now = [new["opening-up", third]["n"] for third in ("first_third", "last_third")]
        assert now[0] >= told[0]
        assert now[1] <= told[1]


LONG_MS = 4000


def with_listening(talk: Conversation) -> tuple[Conversation, list[int]]:
    """A listener says hm-hm a second into every long turn in which nobody else starts early.

    Also given: the places of the turns that were there.
    """
    turns: list[Turn] = []
    kept: list[int] = []
    first, second = (party.id for party in talk.parties)
    for number, turn in enumerate(talk.turns, 1):
        kept.append(len(turns))
        turns.append(turn)
        start, end = turn.start_ms or 0, turn.end_ms or 0
        until = end if number == len(talk.turns) else talk.turns[number].start_ms or 0
        if end - start >= LONG_MS <= until - start and len(turn.text.split()) > 3:
            listener = second if turn.party == first else first
            turns.append(Turn(start + 1000, start + 1300, listener, "Hm-hm"))
    return replace(talk, turns=tuple(turns)), kept


@slowly
@given(all_staged(st.lists(conversations(seats=("SC",)), min_size=1, max_size=6)))
def test_listening_takes_no_floor(corpus: list[Staged]) -> None:
    # That these sources bear overlap is told, so that the overlap with hm-hm adds no knowledge.
    corpus = [one.as_talk(replace(one.talk, overlap=True, language="nl")) for one in corpus]
    heard = [with_listening(one.talk) for one in corpus]
    assume(any(len(talk.turns) > len(kept) for talk, kept in heard))
    also_heard = []
    for one, (talk, kept) in zip(corpus, heard, strict=True):
        done = [frozenset[str]()] * len(talk.turns)
        for place, acts in zip(kept, one.acts, strict=True):
            done[place] = acts
        also_heard.append(Staged(talk, tuple(done)))
    before, after = measured(corpus), measured(also_heard)

    columns = (
        *("backchannel", "floor_change", "interrupts", "gap_ms", "prior_side", "continues"),
        *("run_ms", "takes_up", "takes_up_by_chance"),
    )
    for call, (talk, kept) in enumerate(heard):
        turns = after.turns.filter(c.call == call)
        added_ones = [place for place in range(len(talk.turns)) if place not in kept]
        assert turns["backchannel"].gather(added_ones).all()
        assert_frame_equal(
            turns.select(columns)[kept],
            before.turns.filter(c.call == call).select(columns),
        )
    for grain in ("runs", "stretches"):
        spans = ("call", "side", "start_ms", "end_ms", "span_ms", "words_said", "turns")
        assert_frame_equal(_table(corpus, grain, spans), _table(also_heard, grain, spans))
    unmoved = c.measure.is_in(
        (
            *("longest-monologue", "longest-story", "interactivity", "patience"),
            *("absent-silences", "opening-up", "question-rate", "question-balance"),
            *("uptake", "uptake-by-chance", "follow-ups", "redirects", "repeat-requests"),
            *("opens-with-question", "answers", "told-after", "rebuff", "shift", "drivers"),
            *("steps-skipped", "objections", "reflections", "need-before-product"),
            *("price-before-need", "discount-after-price", "competitor-talk"),
        )
    )
    assert_frame_equal(before.readings.filter(unmoved), after.readings.filter(unmoved))


def _table(corpus: list[Staged], grain: str, columns: Iterable[str]) -> pl.DataFrame:
    table: pl.DataFrame = getattr(grains_of(corpus), grain)
    return table.select(columns)


@slowly
@given(staged_corpora())
def test_every_moment_lies_in_its_call_and_quotes_its_turn(corpus: list[Staged]) -> None:
    found = measured(corpus)
    known = {
        (row["call"], row["measure"], row["kind"])
        for row in found.readings.filter(c.unknown.is_null()).iter_rows(named=True)
    }
    for moment in found.moments.iter_rows(named=True):
        talk = corpus[moment["call"]].talk
        assert (moment["call"], moment["measure"], moment["kind"]) in known
        assert 1 <= moment["turn"] <= len(talk.turns)
        assert moment["turn"] <= (moment["to_turn"] or moment["turn"]) <= len(talk.turns)
        assert moment["quote"] == talk.turns[moment["turn"] - 1].text
        if talk.bears.starts:
            begin, end = _span(talk)
            assert begin <= moment["start_ms"]
            if moment["end_ms"] is not None:
                assert moment["start_ms"] <= moment["end_ms"] <= end
        if talk.bears.ends:
            assert moment["end_ms"] is not None


def _span(talk: Conversation) -> tuple[int, int]:
    """From the first word to the last, or to the recording's end."""
    times = [ms for turn in talk.turns for ms in (turn.start_ms, turn.end_ms) if ms is not None]
    return min(times), max(*times, talk.end_ms or 0)
