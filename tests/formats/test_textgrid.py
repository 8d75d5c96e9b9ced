"""Praat's TextGrids, one or a pair."""

from pathlib import Path

import pytest
from tests.formats.helpers import lines, names, notes, read, refusal, sides

from klankbord.errors import BadLine, NotAPair, NoTurns, TooManyTurns
from klankbord.formats import textgrid
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.pairs import pairs_in, read_pair

HEAD = '"ooTextFile"\n"TextGrid"\n0 9.5 <exists> '


def tier(name: str, *intervals: tuple[float, float, str], kind: str = "IntervalTier") -> str:
    said = "".join(f'{start}\n{end}\n"{text}"\n' for start, end, text in intervals)
    return f'"{kind}" "{name}"\n0 9.5 {len(intervals)}\n{said}'


def grid(*tiers: str) -> str:
    return f"{HEAD}{len(tiers)}\n" + "".join(tiers)


TWO = grid(
    tier("Lotte", (0, 0.4, ""), (0.4, 2.9, "Hoe gaat dat nu?"), (2.9, 9.5, " ")),
    tier("Karel", (2.5, 2.7, "Hm."), (3.4, 7.1, 'Druk, ""hé"".')),
)


def test_a_tier_is_a_speaker_and_an_interval_with_text_a_turn() -> None:
    found = read(TWO)
    assert lines(found) == [
        "400-2900 Lotte: Hoe gaat dat nu?",
        "2500-2700 Karel: Hm.",
        '3400-7100 Karel: Druk, "hé".',
    ]
    assert (found.end_ms, found.overlap) == (9500, True)


def test_the_long_and_the_short_form_say_the_same() -> None:
    long = textgrid.SAMPLE
    short = (
        'File type = "ooTextFile short"\n"TextGrid"\n\n0\n7.4\n<exists>\n2\n'
        '"IntervalTier"\n"Lotte"\n0\n7.4\n2\n0\n0.4\n""\n0.4\n2.9\n'
        '"Hoe gaat dat nu, op een zaterdag?"\n'
        '"IntervalTier"\n"Karel"\n0\n7.4\n1\n3.4\n7.1\n"Druk. De rij staat tot op straat."\n'
    )
    assert read(short).turns == read(long).turns
    assert names(read(short)) == names(read(long))


def test_remarks_and_numbers_in_brackets_are_for_people() -> None:
    noted = TWO.replace("<exists>", '<exists> ! "niets" 7\n tiers [3]: ')
    assert lines(read(noted)) == lines(read(TWO))


def test_points_and_sounds_are_left_out_and_that_is_said() -> None:
    points = '"TextTier" "klik" 0 9.5 1\n3.1 "klik"\n'
    found = read(grid(points, tier("Lotte - phones", (0, 1, "u")), tier("Lotte", (0, 1, "Nu"))))
    assert lines(found) == ["0-1000 Lotte: Nu"]
    assert notes(found) == ("tiers_left_out",)


def test_words_alone_are_turns_and_beside_turns_left_out() -> None:
    words = tier("Lotte - words", (0, 0.3, "Hoe"), (0.3, 0.6, "dan?"), (2, 2.3, "Nou?"))
    alone = read(grid(words))
    assert lines(alone) == ["0-600 Lotte: Hoe dan?", "2000-2300 Lotte: Nou?"]
    assert alone.bears.words
    assert lines(read(grid(words, tier("Lotte", (0, 1, "Hoe dan?"))))) == ["0-1000 Lotte: Hoe dan?"]


def test_a_tier_called_after_a_role_gives_the_side() -> None:
    found = read(grid(tier("agent", (0, 1, "Hoe?")), tier("Customer", (1, 2, "Zo."))))
    assert sides(found) == {"agent": "seller", "Customer": "customer"}


def test_silence_is_no_transcript() -> None:
    assert isinstance(refusal(grid(tier("Lotte", (0, 1, "")))), NoTurns)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("7.1", "3.3", "regel 21: dit is geen tijd"),
        ("7.1", "172801", "regel 21: dit is geen tijd"),
        ("7.1", "nan", "regel 22: hier hoort een getal"),
        ("7.1", "1e400", "regel 21: dit getal is te groot"),
        ('"Hm."', "Hm.", "hier hoort een tekst tussen aanhalingstekens"),
        ("9.5 2\n", "9.5 2.5\n", "regel 16: dit is geen aantal"),
        ("9.5 2\n", "9.5 -2\n", "regel 16: dit is geen aantal"),
        ('"Druk, ""hé""."\n', "", "hier hoort een tekst tussen aanhalingstekens"),
    ],
)
def test_what_is_wrong_is_refused_by_its_line(old: str, new: str, says: str) -> None:
    assert old in TWO
    fault = refusal(new.join(TWO.rsplit(old, 1)))
    assert isinstance(fault, BadLine)
    assert says in str(fault)
    assert "bewaar het opnieuw in Praat" in str(fault)


# ── a pair ────────────────────────────────────────────────────────────────────────────────────


def half(name: str, *tiers: str) -> Document:
    return Document(f"map/{name}.TextGrid", grid(*tiers).encode())


AGENT = half("zaterdag_agent", tier("Speaker", (0, 1, "Hoe gaat"), (1.1, 2, "dat nu?")))
OTHER = half("zaterdag_klant", tier("Speaker", (1.5, 1.7, "Hm."), (3, 4, "Druk.")))


def test_two_files_of_a_call_are_one_conversation() -> None:
    found = read_pair(AGENT, OTHER)
    assert lines(found) == [
        "0-1000 agent: Hoe gaat",
        "1100-2000 agent: dat nu?",
        "1500-1700 klant: Hm.",
        "3000-4000 klant: Druk.",
    ]
    assert sides(found) == {"agent": "seller", "klant": "unknown"}
    assert (found.title, found.overlap, found.end_ms) == ("zaterdag", True, 9500)
    assert found.id not in {read_pair(OTHER, AGENT).id, read(AGENT.data).id}


def test_names_of_their_own_stay() -> None:
    one, other = half("a_1", tier("Lotte", (0, 1, "Hoe?"))), half("a_2", tier("", (1, 2, "Zo.")))
    assert lines(read_pair(one, other)) == ["0-1000 Lotte: Hoe?", "1000-2000 2: Zo."]


def test_pieces_are_joined_where_the_other_does_not_speak() -> None:
    found = read_pair(AGENT, OTHER, ReadOptions(join_gap_ms=5000))
    assert lines(found)[:1] == ["0-2000 agent: Hoe gaat dat nu?"]
    assert lines(found)[1:] == ["1500-4000 klant: Hm. Druk."]
    assert dict(found.provenance.options) == {"join_gap_ms": "5000"}


def test_what_is_no_pair_is_refused() -> None:
    for other in (AGENT, Document("x.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nJa.\n")):
        with pytest.raises(NotAPair, match="geen paar met"):
            read_pair(AGENT, other)


def test_the_limit_is_of_both_together() -> None:
    with pytest.raises(TooManyTurns):
        read_pair(AGENT, OTHER, ReadOptions(max_turns=3))


def test_pairs_are_found_by_name() -> None:
    files = [
        Path("a/zaterdag_agent.TextGrid"),
        Path("b/zaterdag_klant.TextGrid"),
        Path("a/zaterdag_klant.textgrid"),
        Path("a/zaterdag_klant.wav"),
        Path("a/drie-1.TextGrid"),
        Path("a/drie-2.TextGrid"),
        Path("a/drie-3.TextGrid"),
        Path("a/alleen.TextGrid"),
    ]
    assert pairs_in(files) == [(files[0], files[2])]
