"""Our plain notation, as tests, the manual and bug reports have it."""

from datetime import UTC, datetime

import pytest
from tests.formats.helpers import lines, names, notes, read, refusal, sides, texts

from klankbord.errors import AmbiguousSeller, BadLine, NotUnderstood, UnknownSeller

# ── turns ─────────────────────────────────────────────────────────────────────────────────────


def test_a_line_is_a_time_a_name_and_what_was_said() -> None:
    conversation = read(
        "0:00-0:02.5 Lotte: Hoe gaat dat nu?\n"
        "00:03 - 0:07,1 Karel Vermeulen: Druk.\n"
        "1:00:00–1:00:01.250 Lotte: Tja: zo gaat dat.\n"
    )
    assert lines(conversation) == [
        "0-2500 Lotte: Hoe gaat dat nu?",
        "3000-7100 Karel Vermeulen: Druk.",
        "3600000-3601250 Lotte: Tja: zo gaat dat.",
    ]


def test_a_start_alone_is_enough() -> None:
    conversation = read("0:00 Lotte: Hoe gaat dat nu?\n0:03 Karel: Druk.\n")
    assert lines(conversation) == ["0-None Lotte: Hoe gaat dat nu?", "3000-None Karel: Druk."]
    assert (conversation.bears.starts, conversation.bears.ends) == (True, False)


def test_a_line_without_a_time_goes_on_with_the_turn_above_it() -> None:
    conversation = read(
        "0:00-0:04 Lotte: Hoe gaat dat\n  nu,\n\nop zaterdag: druk?\n0:05-0:06 Karel: Ja.\n"
    )
    assert texts(conversation) == ["Lotte: Hoe gaat dat nu, op zaterdag: druk?", "Karel: Ja."]
    assert notes(conversation) == ("colons_in_turn",)


def test_a_speaker_without_a_time_gives_no_turn_away() -> None:
    fault = refusal("0:00 Lotte: Druk?\n0:01 Karel: Ja.\nLotte: En dan?\n0:05 Karel: Tja.\n")
    assert isinstance(fault, BadLine)
    assert fault.line == 3
    assert "deze spreker heeft geen tijd" in str(fault)


def test_one_turn_in_is_one_turn_out() -> None:
    said = "0:00-0:01 Lotte: Goed,\n0:01-0:02 Lotte: dan.\n0:02-0:02 Karel:\n"
    assert len(read(said, join_gap_ms=5000).turns) == 3


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Maes, Lotte (Kassahuis)", "Maes, Lotte (Kassahuis)"),
        ('"Sales: Lotte"', "Sales: Lotte"),
        ('"Van: aan: cc"', "Van: aan: cc"),
        ('"12"', "12"),
        ("[Lotte]", "Lotte"),
        ("Lotte | Kassahuis", "Lotte | Kassahuis"),
        ("Dr. J.P. d'Hondt-de Wit", "Dr. J.P. d'Hondt-de Wit"),
    ],
)
def test_names_may_have_commas_and_quoted_ones_colons(written: str, name: str) -> None:
    conversation = read(f"0:00-0:01 {written}: Goed: zo.\n0:01-0:02 Karel: Ja.\n")
    assert texts(conversation) == [f"{name}: Goed: zo.", "Karel: Ja."]


def test_a_space_before_the_colon_of_any_kind_is_no_part_of_name_or_text() -> None:
    assert texts(read("0:00 Lotte : Goed.\n0:01 Karel\u00a0: Ja.\n")) == [
        "Lotte: Goed.",
        "Karel: Ja.",
    ]


def test_a_question_mark_is_a_speaker_without_a_name() -> None:
    conversation = read(
        '0:00 ?: Let op: dit.\n0:01 Lotte: Ja.\n0:02 ?: Let op: dat.\n0:03 "?": Nee.'
    )
    assert texts(conversation) == [": Let op: dit.", "Lotte: Ja.", ": Let op: dat.", "?: Nee."]
    assert notes(conversation) == ("unnamed_speakers",)


def test_without_names_nobody_has_one() -> None:
    assert texts(read("0:00 Goed dan, dat is dus: nee\n0:01 Ja hoor\n0:02 Goed\n")) == [
        ": Goed dan, dat is dus: nee",
        ": Ja hoor",
        ": Goed",
    ]


# ── headers ───────────────────────────────────────────────────────────────────────────────────

TURNS = "0:00-0:02 Lotte Maes: Druk?\n0:02-0:03 Karel: Ja.\n0:03-0:04 De tolk: Oui.\n"


def test_headers_in_dutch() -> None:
    conversation = read(
        "# titel: Kassa's: voor de bakkerij\n# taal: nl\n# wanneer: 2026-11-19T10:04:00+01:00\n"
        "# richting: outbound\n# soort: discovery\n# einde: 1:00\n"
        "# verkoper: Lotte\n# ander: De tolk\n" + TURNS
    )
    assert (conversation.title, conversation.language) == ("Kassa's: voor de bakkerij", "nl")
    assert conversation.when == datetime(2026, 11, 19, 9, 4, tzinfo=UTC)
    assert (conversation.direction, conversation.type) == ("outbound", "discovery")
    assert conversation.end_ms == 60_000
    assert sides(conversation) == {"Lotte Maes": "seller", "Karel": "customer", "De tolk": "other"}


def test_headers_in_english_and_in_capitals() -> None:
    conversation = read(
        "#Title: Tills\n# LANGUAGE:nl\n# when: 2026-11-19T09:04:00Z\n# direction: inbound\n"
        "# type: demo\n# end: 0:10\n# Seller: lotte maes\n# other: tolk\n# unknown: karel\n"
        + TURNS.replace("De tolk", "Tolk")
    )
    assert (conversation.title, conversation.language, conversation.end_ms) == (
        "Tills",
        "nl",
        10_000,
    )
    assert (conversation.direction, conversation.type) == ("inbound", "demo")
    assert sides(conversation) == {"Lotte Maes": "seller", "Karel": "unknown", "Tolk": "other"}


def test_a_customer_named_alone_says_nothing_of_the_rest() -> None:
    assert sides(read("# klant: Karel\n" + TURNS)) == {
        "Lotte Maes": "unknown",
        "Karel": "customer",
        "De tolk": "unknown",
    }


def test_several_names_stand_between_commas_and_quoted_where_they_have_one() -> None:
    conversation = read(
        '# verkoper: "Maes, Lotte"; Jan\n# ander: "Tolk: Frans", \n'
        '0:00 Maes, Lotte: Druk?\n0:01 Jan: Ja?\n0:02 Karel: Nee.\n0:03 "Tolk: Frans": Non.\n'
    )
    assert list(sides(conversation).values()) == ["seller", "seller", "customer", "other"]


def test_other_lines_with_a_hash_are_remarks() -> None:
    conversation = read(
        "# Opgenomen op zaterdag\n# kleur: blauw\n#\n# titel: Een\n" + TURNS + "# titel: Twee\n"
    )
    assert conversation.title == "Een"
    assert len(conversation.turns) == 3


def test_headers_without_a_value_say_nothing() -> None:
    conversation = read("# titel:\n# wanneer:\n# einde: \n# verkoper:\n" + TURNS, "Zaterdag.txt")
    assert (conversation.title, conversation.when, conversation.end_ms) == ("Zaterdag", None, None)
    assert set(sides(conversation).values()) == {"unknown"}


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("# wanneer: gisteren", "dit is geen tijdstip met een zone"),
        ("# when: 2026-11-19T10:04:00", "dit is geen tijdstip met een zone"),
        ("# when: 2026-11-19T10:04:00+01:00:30", "dit is geen tijdstip met een zone"),
        ("# einde: straks", "dit is geen tijd"),
        ("# einde: 48:00:01", "dit is geen tijd"),
        ("# klant: Piet", "niemand heet hier zo"),
        ("# ander: Piet", "niemand heet hier zo"),
    ],
)
def test_a_header_that_cannot_be_is_refused_with_its_line(header: str, says: str) -> None:
    fault = refusal(f"# titel: Kassa's\n{header}\n{TURNS}")
    assert isinstance(fault, BadLine)
    assert fault.line == 2
    assert f"gesprek.x, regel 2: {says} (‘{header}’); schrijf" in str(fault)


def test_a_header_cannot_steer_a_terminal() -> None:
    assert sides(read("# verkoper:\x1b Lotte\u200b Maes\n" + TURNS))["Lotte Maes"] == "seller"
    with pytest.raises(UnknownSeller, match=r'"\[31mPiet"'):
        read("# verkoper: \x1b[31mPiet\n" + TURNS)


def test_a_customer_whose_name_two_share_is_refused() -> None:
    fault = refusal("# klant: Karel\n0:00 Karel Maes: Ja.\n0:01 Karel de Wit: Nee.\n")
    assert "meer dan één spreker past hierbij" in str(fault)


def test_a_seller_who_does_not_speak_is_unknown_and_one_of_two_ambiguous() -> None:
    with pytest.raises(
        UnknownSeller, match=r'gesprek\.x.*"Piet".*"Lotte Maes", "Karel", "De tolk"'
    ):
        read("# verkoper: Piet\n" + TURNS)
    with pytest.raises(AmbiguousSeller):
        read("# verkoper: Karel\n0:00 Karel Maes: Ja.\n0:01 Karel de Wit: Nee.\n")


# ── what is refused ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "time",
    ["0:60", "0:00-0:61", "1:60:00", "0:5", "0:05-0:9", "0:00-", "48:00:01", "0:00-49:00:00"],
)
def test_a_time_that_is_none_is_refused_with_its_line(time: str) -> None:
    fault = refusal(f"0:00-0:01 Lotte: Druk?\n\n{time} Karel: Ja.\n")
    assert isinstance(fault, BadLine)
    assert str(fault) == (
        f"gesprek.x, regel 3: dit is geen tijd (‘{time} Karel: Ja.’); "
        "schrijf minuten:seconden, tot 48 uur."
    )


def test_a_continued_line_may_start_with_a_score() -> None:
    assert texts(read("0:00 Lotte: Zij hebben\n3:1 gewonnen, zeg.\n")) == [
        "Lotte: Zij hebben 3:1 gewonnen, zeg."
    ]


def test_an_end_before_its_start_is_refused() -> None:
    fault = refusal("0:05-0:04 Lotte: Druk?\n")
    assert "regel 1: het einde ligt voor het begin" in str(fault)
    assert "draai begin en einde om" in str(fault)


@pytest.mark.parametrize("first", ["Lotte: Goed.", "- 0:00 Lotte: Goed.", "Een gesprek"])
def test_a_file_that_starts_otherwise_is_another_file(first: str) -> None:
    assert isinstance(refusal(f"{first}\n{TURNS}"), NotUnderstood)


@pytest.mark.parametrize("first", ["10:04\tLotte:\tGoed.", "10:04 Lotte:\tGoed."])
def test_a_chat_with_tabs_is_no_notation(first: str) -> None:
    assert "nalezen" not in str(refusal(f"{first}\n{first}\n"))


def test_names_are_those_that_speak() -> None:
    assert names(read(TURNS)) == ["Lotte Maes", "Karel", "De tolk"]
