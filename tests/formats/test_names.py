"""Which beginnings of lines are names can only be told from all lines together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.formats.names import Names, candidates, split_quoted


def split(*lines: str) -> list[tuple[str, str]]:
    names = Names(lines)
    return [names.split(line) for line in lines]


def test_a_name_stands_before_the_first_colon_and_a_space() -> None:
    assert split("Lotte: Goed: zo.", "Karel:Ja: nee.", "Karel Maes: 10:30.") == [
        ("Lotte", "Goed: zo."),
        ("Karel:Ja", "nee."),
        ("Karel Maes", "10:30."),
    ]


def test_a_longer_name_is_taken_where_it_always_follows() -> None:
    said = ["Sales: Lotte: Goed.", "Sales: Lotte: Ja.", "Karel: Let op: nu."]
    assert split(*said) == [
        ("Sales: Lotte", "Goed."),
        ("Sales: Lotte", "Ja."),
        ("Karel", "Let op: nu."),
    ]
    assert split(*said, "Sales: goed dan.")[0] == ("Sales", "Lotte: Goed.")


def test_half_of_the_lines_must_have_a_name() -> None:
    half = ["Lotte: Goed.", "Ja.", "Karel: Zo.", "Nee."]
    assert split(*half)[0] == ("Lotte", "Goed.")
    assert split(*half, "Tja.")[0] == ("", "Lotte: Goed.")


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        (["Let op: dit is een test.", "Goed."], False),
        (["Let op: dit is een test.", "Lotte: Goed."], False),
        (["Lotte: Goed.", "Ja."], False),
        (["Lotte: Goed.", "Karel de Wit: Ja."], True),
        (["Lotte: Goed.", "Karel: Ja.", "Jan: Nee."], True),
        (["lotte: Goed.", "karel: Ja.", "lotte: Zo."], True),
        (["lotte: Goed.", "karel: Ja.", "jan: Nee.", "lotte: Zo."], False),
        (["[Lotte]: Goed.", "[Karel]: Ja.", "Let op: nu."], False),
    ],
)
def test_names_in_doubt_come_back_or_all_look_like_names(lines: list[str], named: bool) -> None:  # noqa: FBT001
    assert Names(lines, doubtful=True).used == named
    assert Names(lines).used


def test_no_lines_have_no_names() -> None:
    assert not Names([]).used
    assert Names([]).split("Lotte: Goed.") == ("", "Lotte: Goed.")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Lotte: Goed.", ["Lotte"]),
        ("Lotte:", ["Lotte"]),
        ("Sales: Lotte: Goed.", ["Sales", "Sales: Lotte"]),
        ("10:30 is goed", []),
        ("10: 30", []),
        (": Goed.", []),
        ("http: x", []),
        ("www.kassa.example: x", []),
        ("?: Goed: ja.", ["?"]),
        ("Zij: ?: ja.", ["Zij", "Zij: ?"]),
        ("a" * 80 + ": Goed.", ["a" * 80]),
        ("a" * 82 + ": Goed.", []),
        ("a: " * 50, ["a", "a: a", "a: a: a", "a: a: a: a"]),
    ],
)
def test_candidates_are_the_beginnings_that_could_be_names(line: str, found: list[str]) -> None:
    assert candidates(line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('"Sales: Lotte": Goed.', ("Sales: Lotte", "Goed.")),
        ('"Lotte":Goed.', ("Lotte", "Goed.")),
        ("[Lotte]: Goed.", ("Lotte", "Goed.")),
        ("[Lotte] Goed.", ("Lotte", "Goed.")),
        ("[Lotte]", ("Lotte", "")),
        ("[Lotte]:", ("Lotte", "")),
        ("[00:01] Goed.", None),
        ("[]: Goed.", None),
        ('"": Goed.', None),
        ('"Lotte" zei ze: Goed.', None),
        ("Lotte: [lacht] Goed.", None),
    ],
)
def test_quoted_and_bracketed_names_are_whole(line: str, found: tuple[str, str] | None) -> None:
    assert split_quoted(line) == found


@given(st.lists(st.text("ab: ?\"[]'1", max_size=12), max_size=6))
def test_no_letter_is_lost_between_name_and_text(lines: list[str]) -> None:
    names = Names(lines)
    for line in lines:
        name, text = names.split(line)
        kept = "".join(c for c in name + text if c in "ab'1")
        assert kept == "".join(c for c in line if c in "ab'1")
