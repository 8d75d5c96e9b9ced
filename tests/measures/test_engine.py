"""The engine on tiny measures, made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import pytest
from polars import col as c
from polars import lit, when
from tests.dialogue.staged import Staged
from tests.dialogue.staged import measured as measured_staged

from klankbord.conversation import Conversation
from klankbord.measures import CATALOGUE
from klankbord.measures.measure import (
    COUNT,
    ENDS,
    MS,
    OVERLAP,
    PER_100_WORDS,
    PER_MINUTE,
    SHARE,
    SIDES,
    STARTS,
    Family,
    Measure,
    Moments,
)
from klankbord.measures.measuring import Measured, pool
from klankbord.measures.moments import MOMENTS
from klankbord.measures.readings import READINGS
from klankbord.measures.rows import Catalogue
from klankbord.testing import talk

TALK = talk("""
    # verkoper: Anna
    # ander: Tolk
    0:00-0:10 Anna: Hoe doen jullie dat nu?
    0:10-0:40 Karel: Met de hand, al twintig jaar.
    0:40-0:50 Tolk: By hand.
    0:50-1:00 Anna: Met de hand?
    1:00-1:20 Karel: Met de hand.
""")
UNTIMED = talk("Anna: Hoe doen jullie dat nu?\nKarel: Met de hand.")
NOBODY = talk("# verkoper: Anna\n0:00-0:10 Anna: Hallo?\n0:20-0:20 Karel: (lacht)")

BOTH = ("seller", "customer")


def a_measure(**declared: Any) -> Measure:
    always: dict[str, Any] = {"id": "proef", "family": Family.TURN_TAKING, "unit": COUNT}
    return Measure(**always | declared)


def measure(conversations: Iterable[Conversation], catalogue: Catalogue) -> Measured:
    """Measured where nobody does anything."""
    nothing = frozenset[str]()
    corpus = [Staged(one, (nothing,) * len(one.turns)) for one in conversations]
    return measured_staged(corpus, catalogue)


def measured(of: Measure, *conversations: Conversation) -> Measured:
    return measure(conversations or (TALK,), Catalogue((of,)))


def reading(of: Measure, *conversations: Conversation, kind: str = "") -> dict[str, Any]:
    return measured(of, *conversations).readings.filter(c.kind == kind).to_dicts()[0]


def turns_of(result: Measured) -> list[int]:
    return result.moments["turn"].to_list()


def test_a_count_is_its_part_and_has_no_whole() -> None:
    told = reading(a_measure(part=c.question))
    assert (told["part"], told["whole"], told["value"], told["n"]) == (2, None, 2, 2)
    assert told["sample"] is told["unknown"] is None


def test_a_part_may_be_a_number_and_where_it_is_null_it_is_nothing() -> None:
    assert reading(a_measure(part=c.words_said))["part"] == 19
    seconds = when(c.side == "seller").then(c.speech_ms / 1000)
    assert reading(a_measure(part=seconds))["part"] == 20


def test_every_kind_gets_a_reading_also_where_nothing_counts() -> None:
    of = a_measure(part=c.question, kinds=BOTH, kind=c.side)
    assert measured(of).readings["kind"].to_list() == list(BOTH)
    assert reading(of, kind="seller")["part"] == 2
    assert reading(of, kind="customer")["part"] == 0


def test_a_row_of_no_kind_counts_for_none() -> None:
    long = when(c.speech_ms > 15_000).then(lit("lang")).when(c.speech_ms > 5_000).then(None)
    of = a_measure(part=lit(value=True), kinds=("lang", "kort"), kind=long, moments=(Moments(),))
    assert reading(of, kind="lang")["part"] == 2
    assert reading(of, kind="kort")["part"] == 0
    assert turns_of(measured(of)) == [2, 5]


def test_the_whole_may_be_a_quantity_of_the_call() -> None:
    told = reading(a_measure(part=c.question, whole="call_ms", unit=PER_MINUTE))
    assert (told["part"], told["whole"], told["value"]) == (2, 80_000, 1.5)


def test_the_whole_may_be_another_quantity_for_each_kind() -> None:
    wholes = {"seller": "seller_words", "customer": "customer_words"}
    of = a_measure(part=c.words_said, whole=wholes, kinds=BOTH, kind=c.side, unit=PER_100_WORDS)
    assert reading(of, kind="seller")["whole"] == 8
    assert reading(of, kind="customer")["whole"] == 9
    assert reading(of, kind="customer")["value"] == 100


def test_a_whole_of_rows_is_summed_over_the_call_and_not_a_kind() -> None:
    of = a_measure(part=c.speech_ms, whole=c.speech_ms, kinds=BOTH, kind=c.side, unit=SHARE)
    assert reading(of, kind="seller")["value"] == 0.25
    assert reading(of, kind="customer")["value"] == 0.625


def test_a_rate_over_nothing_is_unknown() -> None:
    told = reading(a_measure(part=c.question, whole="customer_words", unit=PER_MINUTE), NOBODY)
    assert (told["part"], told["whole"], told["value"]) == (None, None, None)
    assert told["unknown"] == "too_few"


@pytest.mark.parametrize(
    ("declared", "fewest", "counts"),
    [
        ({"unit": COUNT}, 0, "part"),
        ({"unit": PER_MINUTE, "whole": "call_ms"}, 0, "part"),
        ({"unit": SHARE, "whole": c.question}, 1, "whole"),
        ({"unit": SHARE, "whole": "call_ms", "least": 7}, 7, "whole"),
        ({"unit": PER_MINUTE, "whole": "call_ms", "occasions": "whole"}, 0, "whole"),
        ({"unit": SHARE, "whole": "call_ms", "occasions": "part"}, 1, "part"),
    ],
)
def test_what_the_fewest_occasions_are(declared: dict[str, Any], fewest: int, counts: str) -> None:
    of = a_measure(part=c.question, **declared)
    assert of.fewest == fewest
    assert of.counts_whole == (counts == "whole")
    told = reading(of)
    assert told["n"] == (told["whole"] if counts == "whole" else 2)


def test_a_sample_needs_one_value() -> None:
    assert a_measure(sample=c.speech_ms).fewest == 1
    told = reading(a_measure(sample=c.speech_ms, unit=MS, needs=(SIDES,)), TALK)
    assert told["n"] == 5
    told = reading(a_measure(sample=when(c.side == "unknown").then(c.speech_ms)))
    assert (told["unknown"], told["n"]) == ("too_few", 0)


@pytest.mark.parametrize(("least", "unknown"), [(2, None), (3, "too_few")])
def test_under_its_least_a_reading_is_unknown_and_tells_nothing(
    least: int, unknown: str | None
) -> None:
    of = a_measure(part=c.question, whole="call_ms", least=least, moments=(Moments(),))
    told = reading(of)
    assert told["unknown"] == unknown
    hidden = unknown is not None
    assert (told["part"] is None, told["whole"] is None, told["value"] is None) == (hidden,) * 3
    assert told["n"] == 2
    assert turns_of(measured(of)) == ([] if hidden else [1, 4])


@pytest.mark.parametrize(("least", "unknown"), [(80_000, None), (80_001, "too_few")])
def test_the_least_of_a_share_is_about_its_whole(least: int, unknown: str | None) -> None:
    of = a_measure(part=c.speech_ms, whole="speech_ms", unit=SHARE, least=least)
    assert reading(of)["unknown"] == unknown


def test_of_kinds_one_may_be_unknown_and_the_other_not() -> None:
    of = a_measure(part=c.question, kinds=BOTH, kind=c.side, least=1, moments=(Moments(),))
    assert reading(of, kind="seller")["unknown"] is None
    assert reading(of, kind="customer")["unknown"] == "too_few"
    assert turns_of(measured(of)) == [1, 4]


def test_a_sample_keeps_its_values_in_order_and_leaves_null_out() -> None:
    own = when(c.side != "other").then(c.speech_ms)
    told = reading(a_measure(sample=own, unit=MS))
    assert told["sample"] == [10_000, 30_000, 10_000, 20_000]
    assert (told["n"], told["value"], told["part"], told["whole"]) == (4, 15_000, None, None)
    assert reading(a_measure(sample=own, statistic="max"))["value"] == 30_000


def test_a_sample_is_kept_a_kind() -> None:
    of = a_measure(sample=c.speech_ms, kinds=("customer", "seller"), kind=c.side)
    assert reading(of, kind="customer")["sample"] == [30_000, 20_000]
    assert reading(of, kind="seller")["sample"] == [10_000, 10_000]


def test_a_sample_too_small_is_not_told() -> None:
    told = reading(a_measure(sample=c.speech_ms, least=6))
    assert (told["sample"], told["value"], told["n"]) == (None, None, 5)


@pytest.mark.parametrize(
    ("needs", "unknown"),
    [
        ((SIDES, ENDS), "no_sides"),
        ((ENDS, SIDES), "no_ends"),
        ((STARTS, ENDS, OVERLAP), "no_starts"),
        ((), "too_few"),
    ],
)
def test_the_first_need_that_lacks_is_told(needs: tuple[str, ...], unknown: str) -> None:
    of = a_measure(part=c.question, needs=needs, least=99)
    assert reading(of, UNTIMED)["unknown"] == unknown


def test_one_call_may_lack_what_another_bears() -> None:
    of = a_measure(part=c.question, needs=(SIDES,), moments=(Moments(),))
    result = measured(of, UNTIMED, TALK)
    assert result.readings["unknown"].to_list() == ["no_sides", None]
    assert result.moments["call"].to_list() == [1, 1]


def test_moments_are_the_rows_that_counted() -> None:
    result = measured(a_measure(part=c.question, moments=(Moments(),)))
    assert result.moments.rows() == [
        (0, "proef", "", "", 1, None, 0, 10_000, "Hoe doen jullie dat nu?"),
        (0, "proef", "", "", 4, None, 50_000, 60_000, "Met de hand?"),
    ]
    assert result.moments.schema == MOMENTS
    sampled = a_measure(sample=when(c.side == "customer").then(c.speech_ms), moments=(Moments(),))
    assert turns_of(measured(sampled)) == [2, 5]


def test_moments_may_be_other_rows_and_null_is_none_of_them() -> None:
    rows = when(c.side != "other").then(c.speech_ms >= 20_000)
    result = measured(a_measure(part=c.question, moments=(Moments(rows=rows),)))
    assert turns_of(result) == [2, 5]


def test_of_equals_the_earliest_is_the_highest() -> None:
    def highest(count: int, top: pl.Expr) -> list[int]:
        pick = Moments(rows=lit(value=True), top=top, count=count)
        return turns_of(measured(a_measure(part=c.question, moments=(pick,))))

    assert highest(1, c.speech_ms) == [2]
    assert highest(1, -c.speech_ms) == [1]
    assert highest(2, -c.speech_ms) == [1, 3]
    assert highest(9, c.speech_ms) == [1, 2, 3, 4, 5]


def test_the_highest_are_told_in_order_of_time_and_null_is_not_among_them() -> None:
    top = when(c.turn != 2).then(c.speech_ms)
    pick = Moments(rows=lit(value=True), top=top, count=2)
    assert turns_of(measured(a_measure(part=c.question, moments=(pick,)))) == [1, 5]


def test_the_highest_are_taken_a_call_and_a_kind() -> None:
    pick = Moments(top=c.speech_ms)
    of = a_measure(sample=c.speech_ms, kinds=BOTH, kind=c.side, moments=(pick,))
    result = measured(of, TALK, TALK)
    told = list(result.moments.select("call", "kind", "turn").iter_rows())
    assert told == [
        *((0, "seller", 1), (0, "customer", 2)),
        *((1, "seller", 1), (1, "customer", 2)),
    ]


def test_several_picks_follow_each_other() -> None:
    picks = (Moments(top=c.speech_ms), Moments(top=-c.speech_ms))
    result = measured(a_measure(sample=c.speech_ms, moments=picks))
    assert turns_of(result) == [2, 1]


def test_moments_may_be_of_another_grain() -> None:
    pick = Moments(of="runs", rows=c.span_ms >= 20_000, kind=c.side)
    of = a_measure(part=c.words_said, kinds=BOTH, kind=c.side, moments=(pick,))
    told = measured(of).moments.select("kind", "turn", "to_turn", "start_ms", "end_ms").rows()
    assert told == [
        ("customer", 2, 2, 10_000, 40_000),
        ("customer", 5, 5, 60_000, 80_000),
    ]


def test_moments_may_have_times_of_their_own() -> None:
    pick = Moments(start=c.start_ms - c.gap_ms, end=c.start_ms)
    result = measured(a_measure(part=c.question & (c.turn > 1), moments=(pick,)))
    assert result.moments.select("start_ms", "end_ms").rows() == [(50_000, 50_000)]


def spans_of(of: Measure) -> list[tuple[Any, ...]]:
    return measured(of).moments.select("turn", "to_turn", "start_ms", "end_ms", "quote").rows()


def row_of(turn: int | None) -> pl.Expr:
    """The row of a turn of TALK, for every row."""
    return lit(None if turn is None else turn - 1, dtype=pl.UInt32)


FOURTH = c.turn == 4


def test_a_moment_may_begin_with_an_earlier_turn() -> None:
    of = a_measure(part=FOURTH, moments=(Moments(since=row_of(2)),))
    assert spans_of(of) == [(2, 4, 10_000, 60_000, "Met de hand, al twintig jaar.")]


def test_a_moment_may_end_with_a_later_turn() -> None:
    of = a_measure(part=FOURTH, moments=(Moments(until=row_of(5)),))
    assert spans_of(of) == [(4, 5, 50_000, 80_000, "Met de hand?")]


def test_a_moment_may_begin_and_end_with_other_turns() -> None:
    of = a_measure(part=FOURTH, moments=(Moments(since=row_of(1), until=row_of(5)),))
    assert spans_of(of) == [(1, 5, 0, 80_000, "Hoe doen jullie dat nu?")]


@pytest.mark.parametrize("pick", [Moments(since=row_of(None)), Moments(until=row_of(None))])
def test_where_there_is_no_other_turn_a_moment_is_its_own(pick: Moments) -> None:
    of = a_measure(part=FOURTH, moments=(pick,))
    assert spans_of(of) == [(4, None, 50_000, 60_000, "Met de hand?")]


def test_a_moment_that_begins_with_its_own_turn_is_that_turn() -> None:
    of = a_measure(part=FOURTH, moments=(Moments(since=c.row),))
    assert spans_of(of) == [(4, None, 50_000, 60_000, "Met de hand?")]


def test_some_moments_begin_with_another_turn_and_some_do_not() -> None:
    of = a_measure(part=c.question, moments=(Moments(since=when(FOURTH).then(row_of(3))),))
    assert [row[:2] for row in spans_of(of)] == [(1, None), (3, 4)]


def test_a_start_that_is_given_stands() -> None:
    pick = Moments(since=row_of(2), start=lit(45_000))
    of = a_measure(part=FOURTH, moments=(pick,))
    assert spans_of(of)[0][:4] == (2, 4, 45_000, 60_000)


def test_a_moment_does_not_end_before_its_own_turn_does() -> None:
    said = talk("# verkoper: A\n0:00-0:50 A: Kijk.\n0:10-0:20 B: Wat?\n0:30-0:40 B: Dat.")
    of = a_measure(part=c.turn == 1, moments=(Moments(until=row_of(2)),))
    (moment,) = measured(of, said).moments.select("turn", "to_turn", "start_ms", "end_ms").rows()
    assert moment == (1, 2, 0, 50_000)


def test_other_turns_are_those_of_the_moments_own_call() -> None:
    of = a_measure(part=FOURTH, moments=(Moments(since=c.row - 1, until=c.row + 1),))
    told = measured(of, TALK, TALK).moments.select("call", "turn", "to_turn", "quote").rows()
    assert told == [(0, 3, 5, "By hand."), (1, 3, 5, "By hand.")]


def test_moments_of_another_grain_may_end_with_a_turn() -> None:
    pick = Moments(of="runs", rows=c.turn == 2, until=row_of(5))
    of = a_measure(part=c.question, moments=(pick,))
    assert spans_of(of) == [(2, 5, 10_000, 80_000, "Met de hand, al twintig jaar.")]


def test_a_measure_may_be_of_another_grain() -> None:
    assert reading(a_measure(of="people", part=c.turns >= 2))["part"] == 2
    assert reading(a_measure(of="stretches", part=~c.opens))["part"] == 4


def test_a_version_is_told() -> None:
    assert reading(a_measure(part=c.question, version=3))["version"] == 3


def test_all_measures_of_a_grain_are_one_select() -> None:
    catalogue = Catalogue(
        (
            a_measure(id="een", part=c.question),
            a_measure(id="twee", part=c.question, moments=(Moments(of="runs", rows=c.turns > 1),)),
            a_measure(id="drie", of="runs", sample=c.span_ms),
        )
    )
    names = {grain: [s.meta.output_name() for s in of] for grain, of in catalogue.selects.items()}
    assert names == {
        "turns": ["een|part", "twee|part"],
        "runs": ["twee|0.rows", "drie|sample"],
    }
    assert [m.id for m in catalogue] == ["een", "twee", "drie"]
    assert (len(catalogue), catalogue[1].id) == (3, "twee")


@pytest.mark.parametrize("conversations", [(), (TALK,)])
def test_no_measures_give_tables_without_rows(conversations: tuple[Conversation, ...]) -> None:
    result = measure(conversations, Catalogue(()))
    assert result.readings.height == result.moments.height == 0
    assert result.readings.drop("value", "unit").schema == READINGS
    assert result.moments.schema == MOMENTS


def test_no_calls_give_no_readings() -> None:
    result = measure((), CATALOGUE)
    assert result.readings.height == result.moments.height == 0
    assert pool(result.readings).height == 0


def test_pooled_readings_of_no_known_call_are_unknown() -> None:
    of = Catalogue((a_measure(part=c.question, needs=(SIDES,)),))
    (row,) = pool(measure((UNTIMED, UNTIMED), of).readings, of).to_dicts()
    assert (row["unknown"], row["part"], row["value"]) == ("no_calls", None, None)
    assert (row["calls"], row["of"]) == (0, 2)


def test_pooled_readings_say_of_how_many_calls() -> None:
    of = Catalogue((a_measure(part=c.question, whole="call_ms", unit=PER_MINUTE, needs=(SIDES,)),))
    (row,) = pool(measure((TALK, UNTIMED, TALK), of).readings, of).to_dicts()
    assert (row["calls"], row["of"], row["unknown"]) == (2, 3, None)
    assert (row["part"], row["whole"], row["value"]) == (4, 160_000, 1.5)


def test_a_pooled_sample_is_all_values_together() -> None:
    of = Catalogue((a_measure(sample=c.speech_ms, unit=MS),))
    (row,) = pool(measure((TALK, NOBODY), of).readings, of).to_dicts()
    assert row["sample"] == [10_000, 30_000, 10_000, 10_000, 20_000, 10_000, 0]
    assert (row["n"], row["value"], row["part"], row["whole"]) == (7, 10_000, None, None)
