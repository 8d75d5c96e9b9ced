"""Conversations out, and in again."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.helpers import lines, names, read, sides, texts

from klankbord.conversation import Conversation, Party, Side, Turn, Word
from klankbord.conversation.assembly import clean
from klankbord.errors import CannotExport, UnknownWriter
from klankbord.formats.writing import (
    TABLES,
    WRITERS,
    to_csv,
    to_json,
    to_parquet,
    to_text,
    to_vtt,
    writer_for,
)
from klankbord.testing import conversations, talk

SAID = talk(
    """
    # titel: Kassa's
    # verkoper: Lotte
    0:00-0:02.5 Lotte: Hoe gaat dat nu?
    0:03-0:07.1 Karel: Druk & <vers>.
    """
)


# ── as they look ──────────────────────────────────────────────────────────────────────────────


def test_our_json_as_it_looks() -> None:
    assert json.loads(to_json([SAID])) == {
        "klankbord": 1,
        "title": "Kassa's",
        "language": "nl",
        "id": SAID.id,
        "parties": [
            {"id": "p1", "name": "Lotte", "side": "seller"},
            {"id": "p2", "name": "Karel", "side": "customer"},
        ],
        "turns": [
            {"party": "p1", "start_ms": 0, "end_ms": 2500, "text": "Hoe gaat dat nu?"},
            {"party": "p2", "start_ms": 3000, "end_ms": 7100, "text": "Druk & <vers>."},
        ],
    }


def test_vtt_as_it_looks() -> None:
    assert to_vtt([SAID]).decode() == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:02.500\n<v Lotte>Hoe gaat dat nu?</v>\n\n"
        "00:00:03.000 --> 00:00:07.100\n<v Karel>Druk &amp; &lt;vers&gt;.</v>\n"
    )


def test_text_as_it_looks() -> None:
    assert to_text([SAID]).decode() == (
        "# titel: Kassa's\n# taal: nl\n# verkoper: Lotte\n# klant: Karel\n"
        "0:00-0:02.500 Lotte: Hoe gaat dat nu?\n"
        "0:03-0:07.100 Karel: Druk & <vers>.\n"
    )


def test_text_without_times_as_it_looks() -> None:
    untimed = talk("Lotte: Hoe gaat dat nu?\nKarel: Druk.")
    named = replace(untimed, title="", language="")
    assert to_text([named]).decode() == "Lotte: Hoe gaat dat nu?\nKarel: Druk.\n"


def test_csv_as_it_looks() -> None:
    rows = list(csv.reader(io.StringIO(to_csv([SAID]).decode())))
    assert rows == [
        ["conversation", "title", "turn", "name", "side", "start_ms", "end_ms", "text"],
        [SAID.id, "Kassa's", "1", "Lotte", "seller", "0", "2500", "Hoe gaat dat nu?"],
        [SAID.id, "Kassa's", "2", "Karel", "customer", "3000", "7100", "Druk & <vers>."],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_starts_a_formula(start: str) -> None:
    formula = f"{start}HYPERLINK(1)"
    turn = Turn(0, 9, "p1", formula)
    hostile = Conversation(formula, (Party("p1", formula),), (turn,), title=formula)
    (row,) = list(csv.DictReader(io.StringIO(to_csv([hostile]).decode(), newline="")))
    for column in ("conversation", "title", "name", "text"):
        assert row[column] == f"'{formula}"


def test_parquet_keeps_words_and_times_that_are_not_known(tmp_path: Path) -> None:
    word = Word(0, None, "Ja.", 0.75)
    turns = Turn(0, None, "p1", "Ja.", (word,)), Turn(None, None, "p1", "=Nee.")
    (tmp_path / "uit.parquet").write_bytes(
        to_parquet([Conversation("x", (Party("p1", "Lotte", Side.SELLER),), turns)])
    )
    table = pl.read_parquet(tmp_path / "uit.parquet")
    kept = {"text": "Ja.", "start_ms": 0, "end_ms": None, "confidence": 0.75}
    assert table["words"].to_list() == [[kept], None]
    assert table["start_ms"].to_list() == [0, None]
    assert table["text"].to_list() == ["Ja.", "=Nee."]


def test_tables_hold_any_number_of_conversations_and_tell_them_apart() -> None:
    other = replace(SAID, id="twee", title="Twee")
    for ending in TABLES:
        assert WRITERS[ending]([])
    table = pl.read_parquet(io.BytesIO(to_parquet([SAID, other])))
    assert table["conversation"].to_list() == [SAID.id, SAID.id, "twee", "twee"]
    assert table["turn"].to_list() == [1, 2, 1, 2]


def test_a_writer_is_chosen_by_its_ending() -> None:
    assert writer_for("uit.VTT", ".VTT") is to_vtt
    with pytest.raises(UnknownWriter, match=r"uit\.docx.*\.json, \.vtt, \.txt, \.csv, \.parquet"):
        writer_for("uit.docx", ".docx")


@pytest.mark.parametrize("untimed", ["Lotte: Druk?\nKarel: Ja.", "0:00 Lotte: Druk?"])
def test_without_ends_there_is_no_vtt(untimed: str) -> None:
    with pytest.raises(CannotExport, match=r"zonder tijden.*kies \.txt"):
        to_vtt([talk(untimed)])


# ── names that could be read otherwise ────────────────────────────────────────────────────────


def spoken(*named: str, text: str = "Let op: dit.", timed: bool = True) -> Conversation:
    """Everybody says the same thing twice."""
    parties = tuple(Party(f"p{number}", name) for number, name in enumerate(named, 1))
    turns = tuple(
        Turn(number * 1000, number * 1000 + 900, party.id, text)
        for number, party in enumerate(parties * 2)
    )
    if not timed:
        turns = tuple(replace(turn, start_ms=None, end_ms=None) for turn in turns)
    return Conversation("gesprek", parties, turns, title="Kassa's")


HARD = [
    "Sales: Lotte",
    "Maes, Lotte (Kassahuis)",
    "[Lotte]",
    "[SPEAKER_00]",
    "12",
    "0:04 Lotte",
    "http://kassa.example",
    "Let op",
    "van",
    "- Lotte",
    "# Lotte",
    "# titel: x",
    "<v Lotte>",
    "Lotte & Zn. <lotte@kassa.example>",
    "a > b",
    "{Lotte}",
    "Een naam van veel meer dan zeven woorden lang, echt waar",
    "Lotte;",
    "WEBVTT",
    "/Lotte",
    "?",
    "&amp;",
]


@pytest.mark.parametrize("timed", [True, False], ids=["timed", "untimed"])
@pytest.mark.parametrize("name", HARD)
def test_a_hard_name_survives_text(name: str, *, timed: bool) -> None:
    conversation = spoken(name, "Karel", timed=timed).with_sides({"p1": Side.SELLER})
    back = read(to_text([conversation]))
    assert lines(back) == lines(conversation)
    assert sides(back) == sides(conversation)


@pytest.mark.parametrize("name", HARD)
def test_a_hard_name_survives_vtt(name: str) -> None:
    conversation = spoken(name, "Karel")
    assert lines(read(to_vtt([conversation]))) == lines(conversation)


@pytest.mark.parametrize(
    "text",
    [
        "Karel: zei ik.",
        "-->",
        "00:01.000 --> 00:02.000",
        "(pauze)",
        "# titel: x",
        "<i>",
        "&lt;",
        "&",
        '"ja": nee',
        "1",
        "</v><v Karel>",
        "0:00-0:04 Karel: Ja.",
        "?: ja",
        "WEBVTT",
        "NOTE x",
    ],
)
@pytest.mark.parametrize("name", ["Lotte", ""])
def test_a_hard_text_survives(text: str, name: str) -> None:
    conversation = spoken(name, "Karel", text=text)
    for writer in (to_vtt, to_text):
        assert lines(read(writer([conversation]))) == lines(conversation)
    untimed = spoken(name, "Karel", text=text, timed=False)
    assert lines(read(to_text([untimed]))) == lines(untimed)


@pytest.mark.parametrize("text", ["Karel: ja.", "(pauze)", "Let op: dit."])
def test_a_lone_speaker_without_a_name_stays_without(text: str) -> None:
    conversation = spoken("", text=text)
    for writer in (to_vtt, to_text):
        assert texts(read(writer([conversation]))) == [f": {text}"] * 2


def test_two_of_one_name_stay_two() -> None:
    conversation = spoken("Jan", "Jan", "Jan (2)").with_sides({"p1": Side.SELLER})
    for writer in (to_vtt, to_text):
        assert names(read(writer([conversation]))) == ["Jan", "Jan (2)", "Jan (2) (2)"]
    assert list(sides(read(to_text([conversation]))).values()) == ["seller", "unknown", "unknown"]


def test_speakers_without_a_name_are_told_apart_by_their_id() -> None:
    two = spoken("", "")
    for writer in (to_vtt, to_text):
        assert names(read(writer([two]))) == ["p1", "p2"]
    seller = spoken("", "Karel").with_sides({"p1": Side.SELLER, "p2": Side.CUSTOMER})
    assert sides(read(to_text([seller]))) == {"p1": "seller", "Karel": "customer"}


def test_a_name_too_long_to_read_is_cut() -> None:
    conversation = spoken("L" * 200, "L" * 300)
    back = read(to_text([conversation]))
    assert [name[:70] for name in names(back)] == ["L" * 70, "L" * 70]
    assert len({*names(back)}) == 2
    assert [turn.text for turn in back.turns] == ["Let op: dit."] * 4


def test_a_side_of_nobody_known_stays_unknown_beside_a_seller() -> None:
    conversation = spoken("Lotte", "Jan", "Tolk", "Karel").with_sides(
        {"p1": Side.SELLER, "p3": Side.OTHER, "p4": Side.CUSTOMER}
    )
    assert sides(read(to_text([conversation]))) == sides(conversation)


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

ONE_LINE = st.text(st.characters(codec="utf-8"), max_size=20).map(clean)
NAMES = st.lists(
    ONE_LINE.filter(lambda name: name and '"' not in name), min_size=4, max_size=4, unique=True
)


@st.composite
def written(draw: st.DrawFn, *, timed: bool = True) -> Conversation:
    """A conversation as reading makes them: clean names and texts, each party with its own."""
    bare = draw(conversations(timed=timed, most_turns=8))
    own = draw(NAMES)
    text = ONE_LINE.filter(bool)
    return replace(
        bare,
        parties=tuple(replace(p, name=name) for p, name in zip(bare.parties, own, strict=False)),
        turns=tuple(replace(turn, text=draw(text)) for turn in bare.turns),
        title=draw(ONE_LINE),
        when=draw(st.none() | st.just(datetime(2026, 11, 19, 10, 4, tzinfo=UTC))),
    )


def heard(conversation: Conversation) -> dict[str, str]:
    """The sides of those who speak."""
    speaking = {turn.party for turn in conversation.turns}
    return {p.name: p.side.value for p in conversation.parties if p.id in speaking}


@pytest.mark.parametrize("name", ["//", "//Karel", "////", "Karel //"])
def test_a_name_may_begin_as_noscribe_marks_one(name: str) -> None:
    assert names(read(to_vtt([spoken(name)]))) == [name]


SPOKEN = written().filter(lambda c: bool(c.turns))
UNTIMED = written(timed=False).filter(lambda c: bool(c.turns) and bool(c.title))


@given(SPOKEN | UNTIMED)
def test_json_loses_nothing(conversation: Conversation) -> None:
    back = read(to_json([conversation]))
    expected = replace(
        conversation,
        title=conversation.title or "gesprek",
        language=conversation.language or back.language,
        provenance=back.provenance,
    )
    assert back == expected
    assert back.bears == expected.bears


@given(SPOKEN)
def test_vtt_keeps_turns_and_names(conversation: Conversation) -> None:
    assert lines(read(to_vtt([conversation]))) == lines(conversation)


@given(SPOKEN | UNTIMED)
def test_text_keeps_turns_names_and_sides(conversation: Conversation) -> None:
    back = read(to_text([conversation]))
    assert lines(back) == lines(conversation)
    assert heard(back) == heard(conversation)
    assert (back.title, back.when) == (conversation.title or "gesprek", conversation.when)
    assert back.end_ms == conversation.end_ms


@given(st.lists(SPOKEN, max_size=3))
def test_a_table_has_a_row_a_turn(corpus: list[Conversation]) -> None:
    turns = [turn for conversation in corpus for turn in conversation.turns]
    table = pl.read_parquet(io.BytesIO(to_parquet(corpus)))
    assert table["text"].to_list() == [turn.text for turn in turns]
    rows = list(csv.DictReader(io.StringIO(to_csv(corpus).decode(), newline="")))
    assert len(rows) == len(turns)
