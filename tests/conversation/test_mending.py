"""What people mend: each edit does what it says, and leaves a conversation whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.edits import edits, mended, unlike

from klankbord.conversation import Conversation, Party, Side, Turn, Word
from klankbord.conversation.mending import (
    Edit,
    Give,
    GiveAll,
    Join,
    Merge,
    Rename,
    Reword,
    Seat,
    SetSide,
    Split,
)
from klankbord.conversation.turns import words_in_place
from klankbord.errors import (
    CannotMend,
    NameMissing,
    NameTooLong,
    NoCut,
    NoNextTurn,
    NoSuchParty,
    NoSuchTurn,
    NothingSaid,
    SameParty,
    TurnTooLong,
)
from klankbord.testing import conversations, corpora, talk

TALK = talk(
    """
    0:00-0:10 Lotte: Hoe gaat het nu met de koelcel?
    0:04-0:05 Karel: Ja.
    0:10-0:12 Lotte: Vertel.
    0:12-0:20 Karel: Die doet het niet. En dat kost ons geld.
    """,
    seller="Lotte",
)
LOTTE, KAREL = (party.id for party in TALK.parties)


def said(conversation: Conversation) -> list[tuple[str, int | None, int | None, str]]:
    return [
        (conversation.party(t.party).name, t.start_ms, t.end_ms, t.text) for t in conversation.turns
    ]


def timed(text: str, start: int = 0, each: int = 500) -> Turn:
    """A turn whose words take half a second each."""
    spans = [(start + each * n, start + each * (n + 1), w) for n, w in enumerate(text.split())]
    return Turn(start, spans[-1][1], "a", text, tuple(Word(*span) for span in spans))


def one(turn: Turn) -> Conversation:
    return Conversation("x", (Party("a", "Anna"), Party("b", "Bert")), (turn,))


def word_times(turn: Turn) -> list[tuple[str, int | None, int | None]]:
    return [(word.text, word.start_ms, word.end_ms) for word in turn.words]


# ── who ───────────────────────────────────────────────────────────────────────────────────────


def test_a_party_gets_another_name_and_nothing_else_changes() -> None:
    after = Rename(KAREL, "  Karel   Vermeulen ").apply(TALK)
    assert [party.name for party in after.parties] == ["Lotte", "Karel Vermeulen"]
    assert after.turns == TALK.turns


def test_a_party_sits_on_another_side() -> None:
    after = SetSide(KAREL, Side.OTHER).apply(TALK)
    assert [party.side for party in after.parties] == [Side.SELLER, Side.OTHER]


def test_who_sells_is_put_on_the_other_channel_and_what_is_known_of_both_goes_along() -> None:
    known = Rename(KAREL, "Karel Vermeulen").apply(TALK)
    before = replace(
        known, parties=tuple(replace(p, number=p.name) for p in known.parties)
    ).with_sides({LOTTE: Side.SELLER, KAREL: Side.CUSTOMER})
    swap = Seat(KAREL, LOTTE, ("verkoper", "klant"))
    after = swap.apply(before)
    assert [(p.id, p.name, p.side, p.number) for p in after.parties] == [
        (LOTTE, "Karel Vermeulen", Side.CUSTOMER, "Karel Vermeulen"),
        (KAREL, "Lotte", Side.SELLER, "Lotte"),
    ]
    assert after.turns == before.turns
    assert swap.apply(after) == after
    assert Seat(LOTTE, KAREL).apply(after) == before
    assert swap.facts(before) == {"name": "Lotte"}


def test_who_sells_is_put_on_a_channel_of_which_nobody_knew_whose_it_was() -> None:
    unknown = TALK.with_sides({LOTTE: Side.UNKNOWN, KAREL: Side.UNKNOWN})
    after = Seat(KAREL, LOTTE, ("verkoper", "")).apply(unknown)
    assert [(p.name, p.side.value) for p in after.parties] == [
        ("Lotte", "customer"),
        ("verkoper", "seller"),
    ]
    with pytest.raises(SameParty):
        Seat(KAREL, KAREL).apply(unknown)


def test_a_turn_is_given_to_another() -> None:
    after = Give(2, LOTTE).apply(TALK)
    assert [name for name, *_ in said(after)] == ["Lotte", "Lotte", "Lotte", "Karel"]


def test_a_turn_is_given_to_somebody_new() -> None:
    after = Give(4, name="Els").apply(TALK)
    assert [name for name, *_ in said(after)] == ["Lotte", "Karel", "Lotte", "Els"]
    assert len({party.id for party in after.parties}) == 3
    assert after.parties[2].side is Side.UNKNOWN


def test_all_turns_are_given_and_the_party_stays() -> None:
    after = GiveAll(KAREL, name="Els").apply(TALK)
    assert [name for name, *_ in said(after)] == ["Lotte", "Els", "Lotte", "Els"]
    assert [party.name for party in after.parties] == ["Lotte", "Karel", "Els"]


def test_two_parties_become_one_that_keeps_what_is_known_of_either() -> None:
    more = Give(4, name="Spreker 3").apply(TALK)
    more = replace(more, parties=(*more.parties[:2], replace(more.parties[2], email="k@x.nl")))
    after = Merge(more.parties[2].id, KAREL).apply(more)
    assert after.turns == TALK.turns
    assert after.parties == (TALK.parties[0], replace(TALK.parties[1], email="k@x.nl"))


# ── what ──────────────────────────────────────────────────────────────────────────────────────


def test_words_that_stay_keep_their_times_and_a_misheard_one_gets_that_of_what_was_heard() -> None:
    turn = timed("dat kost twaalf honderd euro")
    after = Reword(1, " Dat  kost twintig honderd euro. ").apply(one(turn)).turns[0]
    assert after.text == "Dat kost twintig honderd euro."
    assert [t[1:] for t in word_times(after)] == [t[1:] for t in word_times(turn)]
    assert (after.start_ms, after.end_ms) == (turn.start_ms, turn.end_ms)


def test_how_sure_a_recogniser_was_goes_with_the_word_that_it_heard() -> None:
    turn = timed("dat kost twaalf honderd euro")
    turn = replace(turn, words=tuple(replace(word, confidence=0.5) for word in turn.words))
    after = Reword(1, "Dat kost twintig honderd euro.").apply(one(turn)).turns[0]
    assert [word.confidence for word in after.words] == [0.5, 0.5, None, 0.5, 0.5]


def test_words_in_the_place_of_others_share_their_time_by_their_letters() -> None:
    after = Reword(1, "een bestelbus extra").apply(one(timed("een bestel bus extra"))).turns[0]
    assert word_times(after)[1] == ("bestelbus", 500, 1500)
    after = Reword(1, "een be stelbus extra").apply(one(timed("een bestelbus extra"))).turns[0]
    assert word_times(after)[1:3] == [("be", 500, 611), ("stelbus", 611, 1000)]


def test_words_that_are_added_have_no_times() -> None:
    after = Reword(1, "dat kost wel geld").apply(one(timed("dat kost geld"))).turns[0]
    assert word_times(after) == [
        *[("dat", 0, 500), ("kost", 500, 1000)],
        *[("wel", None, None), ("geld", 1000, 1500)],
    ]


def test_a_source_without_timed_words_gets_none() -> None:
    assert Reword(1, "Anders").apply(TALK).turns[0].words == ()


def test_the_same_text_is_no_edit() -> None:
    assert Reword(1, TALK.turns[0].text).apply(TALK) is TALK


def test_a_turn_of_a_very_long_text_is_reworded_in_a_moment() -> None:
    turn = replace(timed("a " * 20_000), text="a " * 20_000)
    after = Reword(1, "b " + "a " * 20_000 + "c").apply(one(turn)).turns[0]
    assert len(after.words) == 20_002


# ── where ─────────────────────────────────────────────────────────────────────────────────────


def test_a_turn_is_split_at_the_time_of_its_words() -> None:
    turn = replace(timed("ja hoor dan", 1000), end_ms=3000)
    after = Split(1, 3).apply(one(turn))
    assert said(after) == [("Anna", 1000, 1500, "ja"), ("Anna", 1500, 3000, "hoor dan")]
    assert word_times(after.turns[0]) + word_times(after.turns[1]) == word_times(turn)


def test_a_silence_between_the_words_is_in_neither_half() -> None:
    turn = timed("ja hoor")
    late = replace(turn, end_ms=9000, words=(turn.words[0], Word(8000, 8500, "hoor")))
    after = Split(1, 3).apply(one(late))
    assert [(t.start_ms, t.end_ms) for t in after.turns] == [(0, 500), (8000, 9000)]


def test_a_word_cut_in_two_shares_its_time() -> None:
    after = Split(1, 2).apply(one(timed("goedja")))
    assert [word_times(turn) for turn in after.turns] == [[("go", 0, 166)], [("edja", 166, 500)]]


def test_without_timed_words_a_turn_is_split_by_its_letters() -> None:
    after = Split(4, len("Die doet het niet.")).apply(TALK)
    cut = 12_000 + 8000 * 18 // (18 + 21)
    assert said(after)[3:] == [
        ("Karel", 12_000, cut, "Die doet het niet."),
        ("Karel", cut, 20_000, "En dat kost ons geld."),
    ]


def test_with_starts_alone_a_turn_is_split_before_the_next() -> None:
    source = talk("0:00 Anna: Een twee.\n0:10 Bert: Drie vier.", seller="Anna")
    after = Split(1, 4).apply(source)
    assert [(t.start_ms, t.end_ms) for t in after.turns] == [
        (0, None),
        (3750, None),
        (10_000, None),
    ]
    last = Split(2, 4).apply(source).turns
    assert [(t.start_ms, t.end_ms) for t in last] == [(0, None), (10_000, None), (10_000, None)]


def test_without_times_a_turn_is_split_in_its_place() -> None:
    source = talk("Anna: Een twee.\nBert: Drie vier.", seller="Anna")
    assert [t.text for t in Split(1, 4).apply(source).turns] == ["Een", "twee.", "Drie vier."]


def test_the_second_half_stands_where_it_begins() -> None:
    after = Split(1, len("Hoe gaat het nu")).apply(TALK)
    assert [t.text for t in after.turns][:3] == ["Hoe gaat het nu", "Ja.", "met de koelcel?"]


def test_a_turn_is_joined_with_the_next_of_the_same_party() -> None:
    after = Join(1).apply(TALK)
    assert said(after)[0] == ("Lotte", 0, 12_000, "Hoe gaat het nu met de koelcel? Vertel.")
    assert [t.text for t in after.turns[1:]] == ["Ja.", "Die doet het niet. En dat kost ons geld."]


def test_what_is_split_can_be_joined_again() -> None:
    assert Join(1).apply(Split(1, 15).apply(TALK)) == TALK
    whole = one(timed("ja hoor dan"))
    assert Join(1).apply(Split(1, 3).apply(whole)) == whole


# ── what cannot be ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (Rename(LOTTE, " \u200b "), NameMissing),
        (Rename(LOTTE, "x" * 101), NameTooLong),
        (Rename("niemand", "Els"), NoSuchParty),
        (SetSide("niemand", Side.SELLER), NoSuchParty),
        (Reword(1, " \u200b "), NothingSaid),
        (Reword(1, "x" * 100_001), TurnTooLong),
        (Reword(0, "Ja."), NoSuchTurn),
        (Reword(5, "Ja."), NoSuchTurn),
        (Split(1, 0), NoCut),
        (Split(1, -4), NoCut),
        (Split(2, 3), NoCut),
        (Split(2, 900), NoCut),
        (Join(3), NoNextTurn),
        (Join(-1), NoSuchTurn),
        (Give(1, "niemand"), NoSuchParty),
        (Give(1), NameMissing),
        (GiveAll(LOTTE, LOTTE), SameParty),
        (Merge(LOTTE, LOTTE), SameParty),
        (Merge(LOTTE, "niemand"), NoSuchParty),
    ],
)
def test_what_cannot_be_is_refused(edit: Edit, error: type[Exception]) -> None:
    with pytest.raises(error):
        edit.apply(TALK)


# ── laws ──────────────────────────────────────────────────────────────────────────────────────


@given(st.data())
def test_after_any_edits_nothing_said_is_lost_and_the_conversation_is_whole(
    data: st.DataObject,
) -> None:
    for conversation in data.draw(corpora(2, 12)):
        kinds = ("rename", "side", "split", "join", "give", "give_all", "merge")
        after = data.draw(mended(conversation, kinds=kinds))
        words = [" ".join(t.text for t in each.turns).split() for each in (conversation, after)]
        assert sorted(words[0]) == sorted(words[1])
        assert (after.bears.starts, after.bears.ends) == (
            conversation.bears.starts,
            conversation.bears.ends,
        )


@given(st.data())
def test_an_edit_shows_no_overlap_in_a_source_that_knows_none_and_takes_none_away(
    data: st.DataObject,
) -> None:
    conversation = data.draw(conversations(most_turns=12))
    assert data.draw(mended(conversation)).bears.overlap == conversation.bears.overlap


@given(st.data())
def test_an_edit_tells_of_what_it_changes(data: st.DataObject) -> None:
    conversation = data.draw(conversations(most_turns=6))
    edit = data.draw(edits(conversation))
    try:
        after = edit.apply(conversation) if edit else conversation
    except CannotMend:
        return
    if edit and after != conversation:
        assert edit.facts(conversation)
        assert all(isinstance(fact, str | int | None) for fact in edit.facts(conversation).values())


@given(st.data())
def test_words_stay_within_their_turn_and_cover_its_text(data: st.DataObject) -> None:
    after = data.draw(mended(data.draw(unlike())))
    for turn in after.turns:
        assert [w.text for w in turn.words] in ([], turn.text.split())
        assert [turn.text[a:b] for a, b, _ in words_in_place(turn)] == turn.text.split()
        for word in turn.words:
            if word.start_ms is not None and word.end_ms is not None:
                assert turn.start_ms is not None
                assert turn.end_ms is not None
                assert turn.start_ms <= word.start_ms <= word.end_ms <= turn.end_ms
