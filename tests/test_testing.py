"""What we ship for tests: talks in the plain notation, and random ones that reach enough."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from tests.dialogue.twins import PlainCall, PlainTurn

from klankbord.conversation import Conversation, Side
from klankbord.testing import conversations, corpora, talk

quickly = settings(
    max_examples=2000,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_a_talk_with_times() -> None:
    conversation = talk("""
        # verkoper: Anna
        0:00-0:04 Anna: Hoe gaat het?
        0:05 Karel: Goed.
    """)
    assert [p.side for p in conversation.parties] == [Side.SELLER, Side.CUSTOMER]
    first, second = conversation.turns
    assert (first.start_ms, first.end_ms, first.text) == (0, 4000, "Hoe gaat het?")
    assert (second.start_ms, second.end_ms) == (5000, None)
    assert conversation.language == "nl"


def test_a_talk_without_times() -> None:
    conversation = talk("Anna: How are you?\nKarel: Fine.", seller="Karel", language="en")
    assert [p.side for p in conversation.parties] == [Side.CUSTOMER, Side.SELLER]
    assert [turn.start_ms for turn in conversation.turns] == [None, None]
    assert conversation.language == "en"


REACHED_BY_A_TURN: dict[str, Callable[[PlainTurn], bool]] = {
    "a backchannel": lambda t: t.backchannel and t.listens,
    "marks alone": lambda t: t.only_marks,
    "listener's words that claim the floor": lambda t: t.listens and t.substantive,
    "an interruption": lambda t: t.interrupts,
    "an overlap": lambda t: t.overlap_ms > 0,
    "a start 300 ms before the other ends": lambda t: t.gap_ms == -300 and t.substantive,
    "a start with the other": lambda t: t.prior is not None and t.start_ms == t.prior.start_ms,
    "a gap of 4 s": lambda t: t.gap_ms == 4000 and t.substantive,
    "a gap over 4 s": lambda t: t.gap_ms == 4001 and t.substantive,
    "a gap since more than a backchannel": lambda t: None is not t.gap_ms != t.fto_ms,
    "one behind who ended last": lambda t: t.prior is not None and t.turn - t.prior.turn > 2,
    "a silence": lambda t: t.silence_ms > 4000,
    "a filler": lambda t: t.fillers > 1,
    "a question of another side": lambda t: t.question and t.side == "other",
    "a turn of no side": lambda t: t.side == "unknown" and t.lane == "unknown",
}


@pytest.mark.parametrize("what", REACHED_BY_A_TURN)
def test_random_talks_reach_turns_with(what: str) -> None:
    reached = REACHED_BY_A_TURN[what]
    find(conversations(), lambda one: any(map(reached, PlainCall(one).turns)), settings=quickly)


def _breaks_after_three_seconds(call: PlainCall) -> bool:
    return len(call.runs()) > len(call.stretches())


REACHED_BY_A_CALL: dict[str, Callable[[PlainCall], bool]] = {
    "a run that breaks": _breaks_after_three_seconds,
    "a run of several turns": lambda call: any(len(run.turns) > 2 for run in call.runs()),
    "a run over 60 s": lambda call: any((run.span_ms or 0) > 60_000 for run in call.runs()),
    "early, late and neither": lambda call: len({run.third for run in call.runs()}) == 3,
    "two minutes of speech": lambda call: call.speech_ms >= 120_000,
    "a steep step": lambda call: any((w.step or 0) >= 0.2 for w in call.windows()),
    "a window of silence": lambda call: any(w.share is None for w in call.windows()),
    "customers among themselves": lambda call: any(
        span.side == "customer" and len(span.turns) > 2 and span.people > 1
        for span in call.stretches()
    ),
    "no punctuation": lambda call: bool(call.said) and not call.punctuation,
    "no overlap": lambda call: bool(call.turns) and not call.overlap,
    "nobody who says anything": lambda call: not call.turns,
    "a recording that ends later": lambda call: any(t.silence_ms for t in call.turns[-1:]),
}


@pytest.mark.parametrize("what", REACHED_BY_A_CALL)
def test_random_talks_reach_calls_with(what: str) -> None:
    reached = REACHED_BY_A_CALL[what]
    find(conversations(), lambda one: reached(PlainCall(one)), settings=quickly)


REACHED_BY_A_SOURCE: dict[str, Callable[[Conversation], bool]] = {
    "no sides": lambda one: not one.bears.sides,
    "starts and no ends": lambda one: one.bears.starts and not one.bears.ends,
    "no starts": lambda one: not one.bears.starts,
    "an end that lacks": lambda one: (
        one.bears.starts and len({turn.end_ms is None for turn in one.turns}) == 2
    ),
    "a start that lacks": lambda one: len({turn.start_ms is None for turn in one.turns}) == 2,
}


@pytest.mark.parametrize("what", REACHED_BY_A_SOURCE)
def test_random_corpora_reach_sources_with(what: str) -> None:
    reached = REACHED_BY_A_SOURCE[what]
    find(corpora(), lambda calls: any(map(reached, calls)), settings=quickly)
