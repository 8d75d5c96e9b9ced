"""What a conversation is, what its source can bear, and what it refuses to be."""

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given

from klankbord.conversation import Conversation, Party, Provenance, Side, Turn, Word
from klankbord.testing import conversations, talk

LOTTE = Party("p1", "Lotte", Side.SELLER)
KAREL = Party("p2", "Karel", Side.CUSTOMER)


def conversation(*turns: Turn, **more: Any) -> Conversation:
    return Conversation("gesprek", (LOTTE, KAREL), turns, **more)


# ── what the source can bear ──────────────────────────────────────────────────────────────────


def test_sides_are_known_with_a_seller_and_a_customer() -> None:
    said = """
        0:00-0:02 Lotte: Hoe gaat dat nu?
        0:02-0:04 Karel: Druk.
    """
    assert not talk(said).bears.sides
    assert talk(said, seller="Lotte").bears.sides


@pytest.mark.parametrize("sides", [("seller", "seller"), ("seller", "other"), ("customer",) * 2])
def test_sides_are_not_known_with_one_of_them_missing(sides: tuple[str, str]) -> None:
    both = replace(LOTTE, side=Side(sides[0])), replace(KAREL, side=Side(sides[1]))
    assert not Conversation("gesprek", both, (Turn(0, 1, "p1", "Ja."),)).bears.sides


def test_a_talk_without_times_bears_no_starts_ends_or_overlap() -> None:
    bears = talk("""
        Lotte: Hoe gaat dat nu?
        Karel: Druk.
    """).bears
    assert (bears.starts, bears.ends, bears.overlap, bears.words) == (False,) * 4


def test_a_talk_with_starts_alone_bears_no_ends() -> None:
    bears = talk("""
        0:00 Lotte: Hoe gaat dat nu?
        0:02 Karel: Druk.
    """).bears
    assert (bears.starts, bears.ends, bears.overlap) == (True, False, False)


def test_one_turn_without_a_start_takes_starts_and_ends_away() -> None:
    turns = Turn(0, 900, "p1", "Ja."), Turn(None, None, "p2", "Nee.")
    assert (conversation(*turns).bears.starts, conversation(*turns).bears.ends) == (False, False)


def test_one_turn_without_an_end_takes_ends_away_and_leaves_starts() -> None:
    turns = Turn(0, 900, "p1", "Ja."), Turn(900, None, "p2", "Nee.")
    assert (conversation(*turns).bears.starts, conversation(*turns).bears.ends) == (True, False)


def test_overlap_is_seen_where_two_parties_speak_at_once() -> None:
    assert talk("""
        0:00-0:04 Lotte: Dat is dus eigenlijk
        0:03-0:05 Karel: Wacht even.
    """).bears.overlap


def test_overlap_is_not_seen_where_one_party_overlaps_itself_or_turns_only_touch() -> None:
    assert not talk("""
        0:00-0:04 Lotte: Dat is dus
        0:03-0:05 Lotte: Dat is dus eigenlijk
        0:05-0:06 Karel: Wacht even.
    """).bears.overlap


def test_overlap_is_seen_with_a_long_turn_from_before_the_last_one() -> None:
    assert talk("""
        0:00-0:20 Lotte: Dat is een lang verhaal
        0:02-0:03 Lotte: Ja.
        0:10-0:11 Karel: Wacht even.
    """).bears.overlap


def test_a_turn_without_length_overlaps_nothing() -> None:
    assert not talk("""
        0:00-0:04 Lotte: Dat is dus
        0:03-0:03 Karel: (lacht)
        0:04-0:05 Karel: Wacht even.
    """).bears.overlap


def test_what_is_declared_goes_before_what_is_seen() -> None:
    apart = Turn(0, 900, "p1", "Ja."), Turn(900, 1800, "p2", "Nee.")
    at_once = Turn(0, 900, "p1", "Ja."), Turn(500, 1800, "p2", "(lacht)")
    assert conversation(*apart, overlap=True, laughter=True).bears.overlap
    assert conversation(*apart, laughter=True).bears.laughter
    assert not conversation(*at_once, overlap=False).bears.overlap
    assert not conversation(*at_once, laughter=False).bears.laughter


def test_no_declaration_makes_overlap_known_without_ends() -> None:
    assert not conversation(Turn(0, None, "p1", "Ja."), overlap=True).bears.overlap


def test_words_are_known_where_every_turn_has_one_with_a_time() -> None:
    timed = Turn(0, 900, "p1", "Ja hoor.", (Word(0, 300, "Ja"), Word(None, None, "hoor.")))
    bare = Turn(900, 1800, "p2", "Nee.", (Word(None, None, "Nee."),))
    assert conversation(timed).bears.words
    assert not conversation(timed, bare).bears.words
    assert not conversation(timed, replace(bare, words=())).bears.words
    assert not conversation(replace(timed, end_ms=None)).bears.words


@pytest.mark.parametrize(
    "laugh", ["(lacht)", "Ja [gelach] zo is dat", "*grinnikt*", "(Karel lacht)", "<laughter>"]
)
def test_laughter_is_seen_where_the_transcript_marks_it(laugh: str) -> None:
    assert conversation(Turn(0, 900, "p2", laugh)).bears.laughter


@pytest.mark.parametrize("no_laugh", ["Dat is om te lachen.", "(zucht)", "lacht", "haha", ""])
def test_a_word_about_laughing_is_no_laughter(no_laugh: str) -> None:
    assert not conversation(Turn(0, 900, "p2", no_laugh)).bears.laughter


@given(conversations())
def test_seen_overlap_is_what_a_look_at_every_pair_sees(talked: Conversation) -> None:
    pairs = [
        (before, after)
        for place, after in enumerate(talked.turns)
        for before in talked.turns[:place]
        if before.party != after.party and after.start_ms != after.end_ms
    ]
    seen = any((after.start_ms or 0) < (before.end_ms or 0) for before, after in pairs)
    assert replace(talked, overlap=None).bears.overlap == seen


# ── what is refused ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (-1, 5, "start_ms is negative: -1"),
        (5, 4, "end_ms 4 does not follow start_ms 5"),
        (None, 4, "end_ms 4 does not follow start_ms None"),
        (0, -1, "end_ms -1"),
    ],
)
def test_a_span_that_cannot_be_is_refused(start: int | None, end: int | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Turn(start, end, "p1", "Ja.")
    with pytest.raises(ValueError, match=says):
        Word(start, end, "Ja.")


def test_a_span_may_be_empty() -> None:
    assert Turn(5, 5, "p1").end_ms == 5


def test_two_parties_cannot_share_an_id() -> None:
    with pytest.raises(ValueError, match="two parties share an id"):
        Conversation("gesprek", (LOTTE, replace(KAREL, id="p1")), ())


def test_a_turn_cannot_belong_to_nobody() -> None:
    with pytest.raises(ValueError, match=r"turns of nobody: \['p9'\]"):
        conversation(Turn(0, 900, "p9", "Ja."))


def test_turns_cannot_go_back_in_time() -> None:
    with pytest.raises(ValueError, match="not in order of start"):
        conversation(Turn(900, 950, "p1", "Ja."), Turn(0, 900, "p2", "Nee."))


def test_a_recording_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="end_ms is negative"):
        conversation(end_ms=-1)


def test_with_a_time_missing_the_order_of_the_source_stands() -> None:
    turns = Turn(900, 950, "p1", "Ja."), Turn(None, None, "p2", "Nee."), Turn(0, 9, "p1", "Goed.")
    assert conversation(*turns).turns == turns


def test_a_conversation_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        conversation().title = "anders"  # type: ignore[misc]


# ── small helps ───────────────────────────────────────────────────────────────────────────────


def test_a_party_is_found_by_its_id() -> None:
    assert conversation().party("p2") is KAREL


def test_with_sides_sets_only_what_it_names() -> None:
    changed = conversation().with_sides({"p2": Side.OTHER})
    assert [party.side for party in changed.parties] == [Side.SELLER, Side.OTHER]
    assert conversation().with_sides({}) == conversation()


def test_what_is_not_told_of_a_conversation_is_empty() -> None:
    bare = conversation()
    assert (bare.title, bare.language, bare.when, bare.end_ms) == ("", "", None, None)
    assert bare.provenance == Provenance("value")
