"""The conversation as a report shows it: exact rows of one small call, and what is marked."""

from dataclasses import replace

from tests.report.helpers import measured, small_view

from klankbord.report.transcript import Hit, Piece, TurnRow, count_hits, turn_rows
from klankbord.testing import talk


def test_the_rows_of_a_small_call() -> None:
    def row(number: int, clock: str, name: str, text: str, **more: object) -> TurnRow:
        plain = {"hums": False, "goes_on": False, "silence": "", "notes": ()} | more
        side = "seller" if name == "Anna" else "customer"
        return TurnRow(number, clock, name, side, (Piece(text, ""),), **plain)  # type: ignore[arg-type]

    turns = small_view().turns
    assert (turns[0].start_ms, turns[0].end_ms) == (60_000, 210_000)
    assert tuple(replace(turn, start_ms=None, end_ms=None) for turn in turns) == (
        row(1, "1:00", "Anna", "Kijk, zo werkt het.", notes=("Langste eigen stuk",)),
        row(2, "2:00", "Karel", "Hm-hm.", hums=True),
        row(
            *(3, "3:28", "Karel", "Ja maar, wij doen dat anders."),
            goes_on=True,
            notes=(
                "Langste klantverhaal",
                "In de rede gevallen (door klant)",
                "Balans door het gesprek",
            ),
        ),
        row(4, "5:36", "Karel", "En nog iets.", silence="6,0 s"),
        row(5, "6:01", "Karel", "Dat is alles.", goes_on=True),
        row(6, "6:30", "Anna", "Dank je."),
    )


def test_a_silence_is_shown_from_just_over_four_seconds_on() -> None:
    rows = rows_of("0:00-0:05 Anna: Dag.\n0:09-0:10 Anna: Nou.\n0:14.001-0:15 Anna: Ja.", {})
    assert [(row.goes_on, row.silence) for row in rows] == [
        (False, ""),
        (True, ""),
        (False, "4,0 s"),
    ]


def test_without_times_a_turn_goes_on_and_has_no_clock() -> None:
    rows = rows_of("Anna: Dag.\nAnna: Nou.\n?: Ja.", {})
    assert [(row.clock, row.name, row.goes_on) for row in rows] == [
        ("", "Anna", False),
        ("", "Anna", True),
        ("", "onbekende spreker", False),
    ]


def test_of_hits_that_overlap_the_first_is_marked() -> None:
    hits = [
        Hit(1, 4, "b", "b"),
        Hit(3, 6, "c", "c"),
        Hit(4, 5, "d", "d"),
        Hit(7, 9, "e", "e"),
    ]
    (row,) = rows_of("0:00-0:05 Anna: abcdefghij", {1: hits})
    assert row.pieces == (
        Piece("a", ""),
        Piece("bcd", "b"),
        Piece("e", "d"),
        Piece("fg", ""),
        Piece("hi", "e"),
        Piece("j", ""),
    )
    assert row.acts == ()


def test_a_turn_without_words_says_how_long_it_was() -> None:
    conversation = talk("0:00-0:05 Anna: Dag.")
    (turn,) = conversation.turns
    empty = replace(conversation, turns=(replace(turn, text=""),))
    rows = turn_rows(empty, measured(empty).turns, [], {}, "nl")
    assert [row.pieces for row in rows] == [(Piece("(5,0 s)", ""),)]
    untimed = replace(empty, turns=(replace(turn, text="", start_ms=None, end_ms=None),))
    rows = turn_rows(untimed, measured(untimed).turns, [], {}, "nl")
    assert [row.pieces for row in rows] == [(Piece("", ""),)]


def rows_of(text: str, hits: dict[int, list[Hit]]) -> list[TurnRow]:
    conversation = talk(text, seller="Anna")
    turns = measured(conversation).turns
    return list(turn_rows(conversation, turns, [], hits, "nl"))


def test_what_a_whole_turn_does_is_a_label_and_words_are_marked() -> None:
    text = "Eh, dat is te duur."
    (row,) = rows_of(
        f"0:00-0:05 Anna: {text}",
        {
            1: [
                Hit(0, len(text), "objection", "bezwaar"),
                Hit(0, 2, "filler", "aarzeling"),
                Hit(0, len(text), "price", "prijs"),
                Hit(0, len(text), "objection", "bezwaar"),
            ]
        },
    )
    assert row.acts == ("bezwaar", "prijs")
    assert [(piece.text, piece.cue) for piece in row.pieces] == [
        ("Eh", "aarzeling"),
        (", dat is te duur.", ""),
    ]


def test_a_listening_signal_that_is_drawn_as_one_has_no_label() -> None:
    hit = Hit(0, 3, "backchannel", "luistersignaal")
    rows = rows_of(
        "0:00-0:05 Anna: Zo zit het dus.\n0:02-0:03 Bram: Hm.\n0:06-0:08 Anna: En dan.",
        {2: [hit]},
    )
    assert rows[1].hums
    assert rows[1].acts == ()
    assert rows[1].pieces[0].cue == ""


def test_cues_are_counted_by_their_names_with_their_turns() -> None:
    def hit(name: str) -> Hit:
        return Hit(0, 1, name, name)

    found = count_hits({4: [hit("a")], 2: [hit("b"), hit("a"), hit("a")]})
    assert [(row.name, row.count, row.turns) for row in found] == [("a", 3, (2, 4)), ("b", 1, (2,))]
