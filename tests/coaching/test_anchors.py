"""A mark stays on its words, whatever is mended around them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.edits import mended, unlike

from klankbord.coaching import anchors
from klankbord.coaching.anchors import Anchor, Place, anchor_of, find_places
from klankbord.conversation import Conversation, Party, Turn, Word
from klankbord.conversation.mending import Give, Join, Reword, Split
from klankbord.language.folding import fold
from klankbord.testing import conversations, corpora, talk

TALK = talk(
    """
    0:00-0:04 Lotte: Hoe gaat het nu met de koelcel?
    0:04-0:05 Karel: Ja.
    0:05-0:12 Lotte: En wat doet dat met de zaak, Karel?
    0:12-0:20 Karel: Die doet het niet. En dat kost ons geld.
    2:00-2:01 Karel: Ja.
    9:00-9:09 Lotte: Dan bel ik u maandag. Dat kost ons geld noch tijd.
    """,
    seller="Lotte",
)
UNTIMED = talk(
    """
    Lotte: Hoe gaat het?
    Karel: Ja.
    Lotte: Echt waar?
    Karel: Ja.
    """,
    seller="Lotte",
)


def stands(conversation: Conversation, anchor: Anchor) -> tuple[int, str] | None:
    """The turn and the words at which a mark stands."""
    (place,) = find_places(conversation, [anchor])
    return (place.turn, words_at(conversation, place)) if place else None


def words_at(conversation: Conversation, place: Place) -> str:
    return conversation.turns[place.turn - 1].text[place.start_char : place.end_char]


# ── where ─────────────────────────────────────────────────────────────────────────────────────


def test_a_selection_is_kept_by_its_time_its_words_and_some_before() -> None:
    text = TALK.turns[3].text
    anchor = anchor_of(TALK, 4, text.index("dat kost"), text.index("."))
    assert anchor_of(TALK, 4, text.index("dat"), len(text)) == Anchor(
        12_000, "dat kost ons geld.", "de zaak, Karel? Die doet het niet. En"
    )
    assert anchor.start_ms == 12_000


def test_where_words_are_timed_a_selection_has_the_time_of_its_first() -> None:
    words = tuple(Word(400 * n, 400 * n + 300, w) for n, w in enumerate("ja dat kost geld".split()))
    timed = Conversation("x", (Party("a", "A"),), (Turn(0, 1600, "a", "ja dat kost geld", words),))
    assert anchor_of(timed, 1, 7, 11) == Anchor(800, "kost", "ja dat")
    assert anchor_of(timed, 1).start_ms == 0


@pytest.mark.parametrize("turn", [0, -1, 7])
def test_there_is_no_anchor_on_a_turn_that_is_not_there(turn: int) -> None:
    with pytest.raises(IndexError):
        anchor_of(TALK, turn)


def test_of_the_same_words_those_at_the_time_are_meant() -> None:
    assert stands(TALK, Anchor(4000, "Ja.")) == (2, "Ja")
    assert stands(TALK, Anchor(120_500, "ja")) == (5, "Ja")
    assert stands(TALK, Anchor(540_000, "Dat kost ons geld")) == (6, "Dat kost ons geld")


def test_without_times_those_after_the_same_words_are_meant() -> None:
    assert anchor_of(UNTIMED, 4) == Anchor(None, "Ja.", "Hoe gaat het? Ja. Echt waar?")
    assert [stands(UNTIMED, anchor_of(UNTIMED, turn)) for turn in (2, 4)] == [(2, "Ja"), (4, "Ja")]


def test_case_accents_and_points_are_no_matter() -> None:
    assert stands(TALK, Anchor(0, "HOE gáát het, nu")) == (1, "Hoe gaat het nu")


def test_words_whose_time_is_off_are_found_where_they_are() -> None:
    assert stands(TALK, Anchor(0, "dan bel ik u maandag")) == (6, "Dan bel ik u maandag")


def test_a_word_that_is_said_all_the_time_is_not_looked_for_far_away() -> None:
    mended = Reword(5, "Jazeker, hoor.").apply(TALK)
    assert stands(mended, Anchor(120_000, "Ja.")) == (5, "")


def test_a_mended_word_leaves_the_mark_on_the_others() -> None:
    mended = Reword(4, "Zij doet het niet. En dat kost hun bakken geld.").apply(TALK)
    assert stands(mended, anchor_of(TALK, 4)) == (4, "doet het niet. En dat kost hun bakken geld")


def test_where_the_words_are_gone_the_mark_stands_at_their_time() -> None:
    mended = Reword(4, "Wij bakken brood, mevrouw.").apply(TALK)
    assert stands(mended, anchor_of(TALK, 4)) == (4, "")
    assert stands(TALK, Anchor(60_000, "iets heel anders")) == (4, "")


def test_a_mark_is_lost_where_words_and_time_are_gone() -> None:
    assert stands(UNTIMED, Anchor(None, "iets heel anders")) is None
    assert stands(UNTIMED, Anchor(4000, "iets heel anders")) is None
    assert stands(replace(TALK, turns=()), Anchor(4000, "Ja.")) is None


def test_a_mark_on_no_words_stands_at_its_signs_or_its_time() -> None:
    silent = talk("0:00-0:04 Anna: Ja?\n0:05-0:06 Bert: …\n0:07-0:09 Anna: Goed.")
    assert stands(silent, anchor_of(silent, 2)) == (2, "…")
    assert stands(silent, Anchor(7000, "")) == (3, "")


def test_words_cut_over_two_turns_are_marked_where_they_begin() -> None:
    cut = Split(4, len("Die doet het niet. En dat")).apply(TALK)
    given = Give(5, cut.turns[0].party).apply(cut)
    for conversation in (cut, given):
        assert stands(conversation, anchor_of(TALK, 4)) == (4, "Die doet het niet. En dat")


def test_words_that_end_up_within_a_longer_turn_are_found_there() -> None:
    joined = Join(4).apply(Give(5, TALK.turns[3].party).apply(TALK))
    assert stands(joined, anchor_of(TALK, 5)) == (4, "Ja")


def test_many_marks_are_found_at_once() -> None:
    anchors = [anchor_of(TALK, turn) for turn in range(1, 7)]
    assert [place and place.turn for place in find_places(TALK, anchors)] == [1, 2, 3, 4, 5, 6]
    assert find_places(TALK, []) == []


# ── how much work it is ───────────────────────────────────────────────────────────────────────


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of `anchors` some work runs through: the same on every machine."""
    count, before = 0, sys.gettrace()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        if frame.f_code.co_filename != anchors.__file__:
            return None
        count += event == "line"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("nee hoor ja", "ja nee wel goed"),
        ("nee hoor ja", "ja nee"),
        ("ja", "ja ja ja nee"),
        ("ja ja ja", "ja ja ja"),
        ("ja nee", "ja nee ja wel"),
    ],
)
def test_twice_as_long_a_call_is_no_more_than_twice_the_work(said: str, quote: str) -> None:
    def work(turns: int) -> int:
        spoken = tuple(Turn(1000 * n, 1000 * n + 900, "a", said) for n in range(turns))
        conversation = Conversation("x", (Party("a", "A"),), spoken)
        return lines_run(lambda: find_places(conversation, [Anchor(5000, quote, "en toen")]))

    assert work(800) <= 2.1 * work(400)


def test_words_cut_over_turns_far_apart_are_one_mark() -> None:
    cut = talk(
        "A: dat is\nB: ja\nA: de hele\nB: de prijs\nA: prijs per maand\nB: dat is", seller="A"
    )
    assert stands(cut, Anchor(None, "dat is de hele prijs per maand")) == (1, "dat is")
    assert stands(cut, Anchor(None, "dat is de hele prijs per jaar")) is None


# ── laws ──────────────────────────────────────────────────────────────────────────────────────


@st.composite
def marked(draw: st.DrawFn, conversation: Conversation) -> Anchor:
    """A mark on some words of a turn, or on all of it."""
    turn = draw(st.integers(1, len(conversation.turns)))
    text = conversation.turns[turn - 1].text
    edges = [0, *(place for place, letter in enumerate(text) if letter == " "), len(text)]
    start, end = sorted(draw(st.tuples(*(st.sampled_from(edges),) * 2)))
    assume(start < end)
    return anchor_of(conversation, turn, start, end)


@given(st.data())
def test_a_mark_stands_on_the_words_that_it_was_put_on(data: st.DataObject) -> None:
    for conversation in data.draw(corpora(2, 12)):
        for number, turn in enumerate(conversation.turns, 1):
            anchor = anchor_of(conversation, number)
            (place,) = find_places(conversation, [anchor])
            if any(letter.isalnum() for letter in turn.text):
                assert place
                assert _words(words_at(conversation, place)) == _words(turn.text)


@given(st.data())
def test_renaming_parties_moves_no_mark(data: st.DataObject) -> None:
    conversation = data.draw(conversations(most_turns=10))
    assume(conversation.turns)
    anchor = data.draw(marked(conversation))
    after = data.draw(mended(conversation, kinds=("rename", "side")))
    assert find_places(after, [anchor]) == find_places(conversation, [anchor])


@given(st.data())
def test_splitting_and_joining_keeps_a_mark_on_its_first_word(data: st.DataObject) -> None:
    conversation = data.draw(unlike())
    assume(conversation.turns)
    anchor = data.draw(marked(conversation))
    after = data.draw(mended(conversation, kinds=("split", "join")))
    (place,) = find_places(after, [anchor])
    assert place
    said = words_at(after, place).split()
    assert said == anchor.quote.split()[: len(said)] != []


@given(st.data())
def test_whatever_is_mended_a_mark_stands_on_its_words_or_at_their_time(
    data: st.DataObject,
) -> None:
    conversation = data.draw(unlike())
    assume(conversation.turns)
    anchor = data.draw(marked(conversation))
    after = data.draw(mended(conversation))
    (place,) = find_places(after, [anchor])
    wanted = set(anchor.quote.split())
    together = max(len(wanted & set(turn.text.split())) for turn in after.turns)
    if place and place.on_words:
        assert wanted & set(words_at(after, place).split())
    elif anchor.start_ms is None:
        assert place is None
        assert 2 * together < len(wanted)
    else:
        assert place
        assert place.start_char == place.end_char


@given(st.data(), st.sampled_from((1, 700, 61_000)))
def test_a_later_start_changes_nothing(data: st.DataObject, later: int) -> None:
    conversation = data.draw(conversations(most_turns=10))
    assume(conversation.turns)
    anchor = data.draw(marked(conversation))
    assert anchor.start_ms is not None
    after = data.draw(mended(conversation, most=3))
    turns = tuple(
        replace(t, start_ms=(t.start_ms or 0) + later, end_ms=(t.end_ms or 0) + later)
        for t in after.turns
    )
    shifted = replace(after, turns=turns)
    moved = replace(anchor, start_ms=anchor.start_ms + later)
    assert find_places(shifted, [moved]) == find_places(after, [anchor])


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold(text)).split()
