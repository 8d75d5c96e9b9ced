"""To the tables and back, without loss."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from klankbord.conversation import Conversation, Party, Provenance, Side, Turn, Word
from klankbord.conversation.frames import (
    BEARS,
    CALLS,
    PARTIES,
    TURNS,
    from_frames,
    to_frames,
)
from klankbord.testing import corpora, talk

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
OFTEN_NONE = st.none() | ANY_TEXT
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.datetimes(timezones=ZONES) | st.datetimes()


@st.composite
def words(draw: st.DrawFn) -> tuple[Word, ...]:
    found = []
    for text, start, length in draw(
        st.lists(
            st.tuples(ANY_TEXT, st.none() | st.integers(0, 2**40), st.none() | st.integers(0, 900)),
            max_size=3,
        )
    ):
        end = None if start is None or length is None else start + length
        found.append(Word(start, end, text))
    return tuple(found)


@st.composite
def dressed(draw: st.DrawFn, bare: Conversation) -> Conversation:
    """A conversation of `klankbord.testing`, with everything that it may have besides."""
    return replace(
        bare,
        id=draw(ANY_TEXT),
        parties=tuple(
            replace(p, name=draw(ANY_TEXT), email=draw(OFTEN_NONE), number=draw(OFTEN_NONE))
            for p in bare.parties
        ),
        turns=tuple(replace(turn, text=draw(ANY_TEXT), words=draw(words())) for turn in bare.turns),
        title=draw(ANY_TEXT),
        when=draw(st.none() | MOMENTS),
        direction=draw(ANY_TEXT),
        type=draw(ANY_TEXT),
        laughter=draw(st.none() | st.booleans()),
        provenance=Provenance(
            draw(ANY_TEXT),
            draw(ANY_TEXT),
            tuple(draw(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=2))),
            tuple(draw(st.lists(ANY_TEXT, max_size=2))),
        ),
    )


CORPORA = corpora(most_calls=4, most_turns=6).flatmap(
    lambda corpus: st.tuples(*(dressed(bare) for bare in corpus))
)


@given(CORPORA)
def test_nothing_is_lost_on_the_way_to_the_tables_and_back(
    corpus: tuple[Conversation, ...],
) -> None:
    back = from_frames(to_frames(corpus))
    assert back == list(corpus)
    assert [c.when and c.when.utcoffset() for c in back] == [
        c.when and c.when.utcoffset() for c in corpus
    ]


@given(CORPORA)
def test_what_a_call_bears_stands_in_the_table(corpus: tuple[Conversation, ...]) -> None:
    calls = to_frames(corpus).calls
    for row, conversation in zip(calls.iter_rows(named=True), corpus, strict=True):
        assert {name: row[name] for name in BEARS} == {
            name: getattr(conversation.bears, name) for name in BEARS
        }


@given(CORPORA)
def test_rows_stand_in_order_of_call_and_turn_with_their_side(
    corpus: tuple[Conversation, ...],
) -> None:
    frames = to_frames(corpus)
    rows = frames.turns.select("call", "turn", "side", "text").rows()
    assert rows == [
        (call, number, conversation.party(turn.party).side.value, turn.text)
        for call, conversation in enumerate(corpus)
        for number, turn in enumerate(conversation.turns, 1)
    ]


@given(CORPORA)
def test_rows_in_another_order_of_calls_make_the_same_conversations(
    corpus: tuple[Conversation, ...],
) -> None:
    frames = to_frames(corpus)
    turned = replace(frames, calls=frames.calls.sort("call", descending=True))
    assert from_frames(turned) == list(corpus)[::-1]


def test_no_conversations_are_empty_tables_of_the_same_shape() -> None:
    frames = to_frames([])
    assert frames.calls.schema == pl.Schema(CALLS)
    assert frames.parties.schema == pl.Schema(PARTIES)
    assert frames.turns.schema == pl.Schema(TURNS)
    assert from_frames(frames) == []


def test_the_tables_have_the_shape_that_is_promised() -> None:
    frames = to_frames([talk("0:00-0:04 Anna: Hoe gaat het?", seller="Anna")])
    assert frames.calls.schema == pl.Schema(CALLS)
    assert frames.parties.schema == pl.Schema(PARTIES)
    assert frames.turns.schema == pl.Schema(TURNS)


def test_a_call_of_which_every_word_is_timed_survives() -> None:
    turns = (Turn(0, 900, "p1", "Ja hoor.", (Word(0, 300, "Ja"), Word(300, 900, "hoor."))),)
    conversation = Conversation("woorden", (Party("p1", "Anna"),), turns)
    assert conversation.bears.words
    assert from_frames(to_frames([conversation])) == [conversation]


def test_a_conversation_in_which_nobody_speaks_survives() -> None:
    silent = Conversation("stil", (Party("p1", "Anna", Side.OTHER),), ())
    assert from_frames(to_frames([silent])) == [silent]


def test_the_zone_of_when_is_kept() -> None:
    evening = datetime(2026, 11, 19, 20, 4, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    kept = from_frames(to_frames([replace(talk("Anna: Ja."), when=evening)]))[0].when
    assert kept == evening
    assert kept.utcoffset() == timedelta(hours=1)
    assert kept.astimezone(UTC).hour == 19


def test_times_that_are_not_known_stay_so() -> None:
    turns = Turn(None, None, "p1", "Ja."), Turn(0, None, "p1", "Nee.", (Word(None, None, "Nee."),))
    conversation = Conversation("gesprek", (Party("p1", "Anna"),), turns)
    frames = to_frames([conversation])
    assert frames.turns["end_ms"].to_list() == [None, None]
    assert from_frames(frames)[0].turns == turns
