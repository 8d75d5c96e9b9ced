"""Every shared column and grain against its slow twin, on random talks of every sort."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dialogue.staged import Staged, busy, grains_of, staged_corpora, staged_talk
from tests.dialogue.twins import PlainCall, PlainSpan, PlainTurn, pettitt

from klankbord.dialogue import shift
from klankbord.dialogue.acts import LABELS

slowly = settings(max_examples=60, deadline=None)

Rows = list[dict[str, Any]]


class Both:
    """Conversations with what the fast code and the twins make of them."""

    def __init__(self, corpus: list[Staged]) -> None:
        self.grains = grains_of(corpus)
        self.twins = [PlainCall(one.talk, one.acts) for one in corpus]

    def of(self, grain: str) -> list[tuple[PlainCall, Rows]]:
        """Of each conversation the twin, and the rows of the fast table."""
        table: pl.DataFrame = getattr(self.grains, grain)
        rows: dict[int, Rows] = {call: [] for call in range(len(self.twins))}
        for row in table.iter_rows(named=True):
            rows[row["call"]].append(row)
        return [(twin, rows[call]) for call, twin in enumerate(self.twins)]


def at(turn: PlainTurn | None, first: int) -> int | None:
    """The row of a turn in a table in which its call begins at `first`."""
    return turn.turn - 1 + first if turn else None


@slowly
@given(staged_corpora())
def test_turns(corpus: list[Staged]) -> None:
    both = Both(corpus)
    check_turns(both)
    check_lanes(both)
    check_links(both)
    check_course(both)
    check_sums_of_calls(both)


@slowly
@given(staged_corpora())
def test_spans(corpus: list[Staged]) -> None:
    both = Both(corpus)
    check_stretches(both)
    check_runs(both)
    check_people(both)


@slowly
@given(staged_corpora(most_calls=5))
def test_time(corpus: list[Staged]) -> None:
    both = Both(corpus)
    check_bins(both)
    check_windows(both)


@slowly
@given(staged_corpora())
def test_what_a_call_has_and_lacks(corpus: list[Staged]) -> None:
    both = Both(corpus)
    check_steps(both)
    check_drivers(both)
    check_terms(both)


def test_busy_talks() -> None:
    """The same on talks in which what chance seldom gives does occur."""
    both = Both([busy(seed) for seed in range(100)])
    for check in (check_turns, check_lanes, check_links, check_course, check_sums_of_calls):
        check(both)
    for check in (check_stretches, check_runs, check_people, check_steps, check_drivers):
        check(both)
    check_terms(both)


def near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, abs=1e-6)


def check_turns(both: Both) -> None:
    same = (
        *("turn", "party", "side", "start_ms", "end_ms", "text", "words_said", "question"),
        *("fillers", "backchannel", "substantive", "floor_change", "speech_ms", "fto_ms"),
        *("gap_ms", "overlap_ms", "interrupts", "silence_from_ms", "silence_ms", "continues"),
        *("self_words", "you_words", "laughs", "spoken_notice", "sends"),
        "known_of_customer",
    )
    for call, rows in both.of("turns"):
        first = rows[0]["row"] if rows else 0
        assert [row["row"] - first for row in rows] == list(range(len(rows)))
        for plain, row in zip(call.turns, rows, strict=True):
            assert {name: row[name] for name in same} == {n: getattr(plain, n) for n in same}
            assert {act for act in LABELS if row[act]} == plain.acts
            assert (row["wordless"], row["interruption"]) == (plain.only_marks, plain.interrupts)
            assert row["prior"] == at(plain.prior, first)
            assert row["silence_after"] == at(plain.silence_after, first)
            assert row["prior_side"] == (plain.prior and plain.prior.side)


def check_lanes(both: Both) -> None:
    """A lane's number means nothing; that two turns are in one lane does."""
    for call, rows in both.of("turns"):
        pairs = {(turn.lane, row["lane"]) for turn, row in zip(call.turns, rows, strict=True)}
        assert len(pairs) == len(dict(pairs)) == len({fast for _, fast in pairs})


def check_links(both: Both) -> None:
    """A run's number means nothing, nor an utterance's; that two turns are in one does."""
    for call, rows in both.of("turns"):
        first = rows[0]["row"] if rows else 0
        pairs, pieces = set(), set()
        for plain, row in zip(call.turns, rows, strict=True):
            assert row["reply"] == at(plain.reply, first)
            assert row["run_ms"] == plain.run_ms
            assert row["takes_up"] == plain.takes_up
            assert row["takes_up_by_chance"] == plain.takes_up_by_chance
            if plain.run:
                pairs.add((id(plain.run), row["run"]))
                pieces.add((id(plain.utterance), row["utterance"]))
            else:
                assert row["run"] is row["utterance"] is None
        for same in (pairs, pieces):
            assert len(same) == len(dict(same)) == len({fast for _, fast in same})


def check_course(both: Both) -> None:
    flags = (
        *("opens", "opening", "closes", "first_product", "first_price", "first_rebuff"),
        "starts_laughing",
    )
    links = (
        *("need_row", "obstacle_row", "decision_row", "own_price_row", "price_row"),
        *("known_row", "step_row", "echo_row", "priced_row", "objected_row"),
    )
    for call, rows in both.of("turns"):
        first = rows[0]["row"] if rows else 0
        for plain, row in zip(call.turns, rows, strict=True):
            assert {name: row[name] for name in flags} == {n: getattr(plain, n) for n in flags}
            wanted = {name: at(getattr(plain, name), first) for name in links}
            assert {name: row[name] for name in links} == wanted


def check_sums_of_calls(both: Both) -> None:
    same = (
        *("start_ms", "call_ms", "speech_ms", "seller_ms", "customer_ms", "said"),
        *("seller_words", "customer_words", "punctuation", "customers"),
        *("sides", "starts", "ends", "overlap"),
    )
    for call, (row,) in both.of("calls"):
        assert {name: row[name] for name in same} == {name: getattr(call, name) for name in same}
        assert row["two_customers"] == (call.customers >= 2)
        assert row["cues"] == call.knows_words
        assert row["questions"] == (call.knows_words or call.punctuation)
        assert row["closings"] == any(turn.closes for turn in call.turns)
        call.runs()
        assert (row["before_ms"], row["after_ms"]) == (call.before_ms, call.after_ms)


def span(plain: PlainSpan, first: int) -> dict[str, Any]:
    return {
        "row": plain.turns[0].turn - 1 + first,
        "turn": plain.turns[0].turn,
        "to_turn": plain.turns[-1].turn,
        "side": plain.side,
        "start_ms": plain.start_ms,
        "end_ms": plain.end_ms,
        "span_ms": plain.span_ms,
        "words_said": plain.words_said,
        "turns": plain.count,
        "people": plain.people,
        "questions": plain.questions,
        "sends": plain.sends,
    }


def check_stretches(both: Both) -> None:
    first = 0
    for call, rows in both.of("stretches"):
        for plain, row in zip(call.stretches(), rows, strict=True):
            wanted = span(plain, first) | {"opens": plain.opens, "until_ms": plain.until_ms}
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


def check_runs(both: Both) -> None:
    first = 0
    for call, rows in both.of("runs"):
        for plain, row in zip(call.runs(), rows, strict=True):
            wanted = span(plain, first) | {
                "third": plain.third,
                "shift": plain.shift,
                "turns_it": plain.turns_it,
            }
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


def check_people(both: Both) -> None:
    first = 0
    for call, rows in both.of("people"):
        for plain, row in zip(call.people(), rows, strict=True):
            wanted = {
                "party": plain.party,
                "side": plain.side,
                "row": plain.longest.turn - 1 + first,
                "turn": plain.longest.turn,
                "start_ms": plain.longest.start_ms,
                "end_ms": plain.longest.end_ms,
                "speech_ms": plain.speech_ms,
                "words_said": plain.words_said,
                "turns": plain.turns,
                "evenness_of_side": near(plain.evenness_of_side),
                "evenness": near(plain.evenness),
            }
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


def check_steps(both: Both) -> None:
    first = 0
    for call, rows in both.of("steps"):
        for plain, row in zip(call.steps(), rows, strict=True):
            told = {"step": plain.step, "skipped": plain.skipped}
            wanted = told | turn_columns(plain.closing, first)
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


def check_drivers(both: Both) -> None:
    first = 0
    for call, rows in both.of("drivers"):
        for plain, row in zip(call.drivers(), rows, strict=True):
            wanted = {"state": plain.state} | turn_columns(plain.turn, first)
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


def turn_columns(turn: PlainTurn | None, first: int) -> dict[str, Any]:
    return {
        "row": at(turn, first),
        "turn": turn and turn.turn,
        "start_ms": turn and turn.start_ms,
        "end_ms": turn and turn.end_ms,
    }


def check_terms(both: Both) -> None:
    """A lemma's number means nothing."""
    first = 0
    for call, rows in both.of("terms"):
        wanted = [
            turn_columns(plain.first, first) | {"to_turn": plain.to_turn, "end_ms": plain.end_ms}
            for plain in call.terms()
        ]
        told = [{name: row[name] for name in ("to_turn", *turn_columns(None, 0))} for row in rows]
        assert sorted(told, key=_as_items) == sorted(wanted, key=_as_items)
        assert len({row["lemma"] for row in rows}) == len(rows)
        first += len(call.turns)


def _as_items(row: dict[str, Any]) -> str:
    """A row to sort by, in whatever order its columns stand."""
    return str(sorted(row.items()))


NEW_GROUND = staged_talk("""
    # verkoper: Anna de Boer
    Anna de Boer: Wat brengt u hier, meneer?
    Karel: De vestigingen, en de boer.
    Anna de Boer: En verder?
    Karel: Daar is het koud.
    Anna de Boer: Koud, zegt u?
    Karel: Heel koud.
    Anna de Boer: Misschien past een huurcontract op maandag, bij de boer.
    Karel: Een huurcontract, op maandag, met een boer?
    Anna de Boer: Huurcontracten, ja, per maandag, over vestigingen. (lacht) (lacht)
    Karel: (lacht) Dan ook met de boer: zo'n huurcontract, maandag. Twintig vestigingen.
    Anna de Boer: (lacht) Twintig vestigingen, twintig boeren.
    Karel: (lacht) Twintig.
""")


def test_new_ground_is_late_of_both_and_no_day_name_number_or_mark() -> None:
    ((call, rows),) = Both([NEW_GROUND]).of("terms")
    assert [term.lemma for term in call.terms()] == ["huurcontract"]
    assert [(row["turn"], row["to_turn"]) for row in rows] == [(7, 8)]


def run_table(calls: list[list[tuple[str, int]]]) -> pl.DataFrame:
    """Runs of so many words, a second each."""
    return pl.DataFrame(
        [
            {"call": call, "side": side, "words_said": words, "start_ms": 1000 * number}
            for call, runs in enumerate(calls)
            for number, (side, words) in enumerate(runs)
        ],
        schema={
            "call": pl.UInt32,
            "side": pl.String,
            "words_said": pl.Int64,
            "start_ms": pl.Int64,
        },
    )


@st.composite
def turned(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Runs that become longer or shorter, or do not."""
    sides = st.sampled_from(("customer", "customer", "seller"))
    parts = [
        draw(st.lists(st.tuples(sides, st.integers(*words)), max_size=14))
        for words in ((0, 6), draw(st.sampled_from(((0, 6), (4, 20), (30, 40)))))
    ]
    runs = [run for part in parts for run in part]
    return runs[::-1] if draw(st.booleans()) else runs


@settings(max_examples=200, deadline=None)
@given(st.lists(turned(), max_size=5))
def test_shift_is_pettitts(calls: list[list[tuple[str, int]]]) -> None:
    runs = run_table(calls)
    found = shift.points(runs)
    wanted = []
    first = 0
    for call, own in enumerate(calls):
        customer = [(place, words) for place, (side, words) in enumerate(own) if side == "customer"]
        place = pettitt([words for _, words in customer])
        if place is not None:
            number = customer[place][0]
            wanted.append((call, first + number, 1000 * number))
        first += len(own)
    assert found.rows() == wanted
    told = shift.with_shift(runs, found)
    turned_at = {call: row for call, row, _ in wanted}
    for row, run in enumerate(told.iter_rows(named=True)):
        turn = turned_at.get(run["call"])
        assert run["turns_it"] == (row == turn)
        state = None if turn is None else "before" if row < turn else "after"
        assert run["shift"] == (state if run["side"] == "customer" else None)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ([1] * 6 + [9] * 6, 6),
        ([9] * 6 + [1] * 6, 6),
        ([1] * 5 + [9] * 5, None),
        ([1] * 4 + [9] * 5, None),  # fewer than ten runs
        ([5] * 20, None),
        ([1, 9] * 10, None),
        ([1] * 3 + [9] * 8, None),  # chance does as much more often than once in twenty
        ([1] * 5 + [9] * 9, 5),
    ],
)
def test_shift_stands_out_from_chance(words: list[int], place: int | None) -> None:
    assert pettitt(words) == place
    found = shift.points(run_table([[("customer", n) for n in words]]))
    assert found["at"].to_list() == ([] if place is None else [place])


@slowly
@given(staged_corpora(most_calls=4))
def test_every_column_is_of_its_own_call(corpus: list[Staged]) -> None:
    """What a call's rows say does not hang on the calls before it."""
    linked = (
        *("prior", "reply", "need_row", "obstacle_row", "decision_row", "own_price_row"),
        *("price_row", "known_row", "step_row", "echo_row", "priced_row", "objected_row", "row"),
        "silence_after",
    )
    numbered = ("call", "run", "utterance")
    together = grains_of(corpus).turns
    for call, one in enumerate(corpus):
        alone = grains_of([one]).turns
        own = together.filter(pl.col.call == call)
        first = own["row"].min() or 0
        moved = own.with_columns(pl.col(*linked) - first).drop(numbered)
        assert moved.rows() == alone.drop(numbered).rows()


def test_who_is_renamed_takes_new_ground_away() -> None:
    named = NEW_GROUND.talk.parties[1]
    parties = (NEW_GROUND.talk.parties[0], replace(named, name="Karel Huurcontract"))
    other = NEW_GROUND.as_talk(replace(NEW_GROUND.talk, parties=parties))
    assert grains_of([other]).terms.height == 0


@pytest.mark.parametrize(("between", "agreed"), [(7, True), (8, False)])
def test_a_step_is_agreed_to_within_eight_turns(between: int, agreed: bool) -> None:  # noqa: FBT001
    lines = ["# verkoper: Anna", "Anna: Zullen we vrijdag bellen?"]
    lines += ["Karel: Nou, dat weet ik nog niet zo."] * between
    lines += ["Karel: Ja, dat is goed, vrijdag."]
    last = {f"t{between + 2}": "next_step_commit"}
    ((call, rows),) = Both([staged_talk("\n".join(lines), t1="next_step_proposal", **last)]).of(
        "turns"
    )
    assert (call.turns[-1].step_row is not None) == agreed
    assert rows[-1]["step_row"] == (0 if agreed else None)


def opening(turn: PlainTurn | None, first: int) -> dict[str, Any]:
    """A row and a number: row 0, which has no number, where nobody speaks."""
    return {"row": turn.turn - 1 + first if turn else 0, "turn": turn.turn if turn else None}


def check_bins(both: Both) -> None:
    first = 0
    for call, rows in both.of("bins"):
        for plain, row in zip(call.bins(), rows, strict=True):
            wanted = {
                "bin": plain.bin,
                "side": plain.side,
                "start_ms": plain.start_ms,
                "end_ms": plain.end_ms,
                "speech_ms": plain.speech_ms,
                "words_said": near(plain.words_said),
                **opening(plain.first, first),
            }
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)


def check_windows(both: Both) -> None:
    first = 0
    for call, rows in both.of("windows"):
        for plain, row in zip(call.windows(), rows, strict=True):
            wanted = {
                "start_ms": plain.start_ms,
                "end_ms": plain.end_ms,
                "seller_ms": plain.seller_ms,
                "customer_ms": plain.customer_ms,
                "share": plain.share,
                "imbalance": near(plain.imbalance),
                "step": plain.step,
                **opening(plain.first, first),
            }
            assert {name: row[name] for name in wanted} == wanted
        first += len(call.turns)
