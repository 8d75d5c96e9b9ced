"""What a report shows of a call: figures and what they rest on, moments, notices, sentences."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from klankbord.conversation import Conversation, Side
from klankbord.language import find_cues
from klankbord.language.packs import PACKS, load_pack
from klankbord.measures import CATALOGUE, Family
from klankbord.measures.measuring import measure
from klankbord.report import basis
from klankbord.report.catalogue import find_measure
from klankbord.report.cue_names import CUE_NAMES, DIRECTION_NAMES, cue_name
from klankbord.report.figures import Figure, Shelf, Value
from klankbord.report.sentences import sentences
from klankbord.report.view import ReportView, view_of
from klankbord.samples import SAMPLES, read_sample
from klankbord.testing import talk


def view(conversation: Conversation, language: str = "nl") -> ReportView:
    return view_of(measure([conversation]), conversation, 0, language)


def figures(view: ReportView) -> dict[str, Figure]:
    every = [*view.strip, *(figure for question in view.questions for figure in question.figures)]
    return {figure.id: figure for figure in every}


def reading(**facts: Any) -> dict[str, Any]:
    return {"part": None, "whole": None, "n": 0, "value": 0.0} | facts


@pytest.mark.parametrize(
    ("measure_id", "row", "value", "rests"),
    [
        ("question-balance", reading(part=26, whole=44, value=0.59), "59 %", "26 van 44"),
        ("question-balance", reading(part=2, whole=3, value=2 / 3), "2 van 3", ""),
        ("talk-share", reading(part=9_000, whole=151_000, value=0.06), "6 %", "9,0 s van 2:31"),
        ("word-share", reading(part=812, whole=1624, value=0.5), "50 %", "812 van 1.624"),
        ("interactivity", reading(part=7, whole=750_000, value=0.56), "0,56 / min", "7× in 12:30"),
        (
            "filler-rate",
            reading(part=3, whole=1200, value=0.25),
            "0,25 / 100",
            "3× in 1.200 woorden",
        ),
        (
            "speech-rate",
            reading(part=400, whole=120_000, value=200),
            "200 / min",
            "400 woorden in 2:00",
        ),
        ("patience", reading(n=54, value=600), "0,6 s", "de middelste van 54"),
        ("opening-up", reading(n=1, value=600), "0,6 s", "de enige"),
        ("longest-story", reading(n=12, value=52_000), "52 s", "de langste van 12"),
        ("evenness", reading(n=1, value=0.9), "0,90", ""),
        ("absent-silences", reading(part=3, value=3), "3", ""),
    ],
)
def test_a_value_says_what_it_rests_on(
    measure_id: str, row: dict[str, Any], value: str, rests: str
) -> None:
    assert basis.told(row, find_measure(measure_id), "nl") == (value, rests)


def test_a_value_says_what_it_rests_on_in_english() -> None:
    row = reading(part=26, whole=44, value=0.59)
    assert basis.told(row, find_measure("question-balance"), "en") == ("59%", "26 of 44")


@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_share_rests_on_is_time_where_it_is_time(name: str) -> None:
    turns = len(read_sample(name).turns)
    for figure in figures(view(read_sample(name))).values():
        (declared,) = (m for m in CATALOGUE if m.id == figure.id)
        if declared.unit.name != "share" or not isinstance(declared.whole, pl.Expr):
            continue
        for value in figure.values:
            out_of = (value.basis or "0").rsplit(" ", 1)[-1].replace(".", "")
            assert ":" in out_of or not out_of.isdigit() or int(out_of) <= 50 * turns, figure.id


def test_of_two_picks_each_says_which_it_is() -> None:
    found = figures(view(read_sample("museum")))
    assert [moment.name for moment in found["patience"].moments] == ["kortste", "langste"]
    assert {(m.name, m.label) for m in found["speech-rate"].moments} == {
        ("snelste", "verkoper"),
        ("snelste", "klant"),
        ("langzaamste", "verkoper"),
        ("langzaamste", "klant"),
    }
    assert [m.name for m in found["interactivity"].moments] == ["langste zonder wisseling"]
    assert {m.name for m in found["question-rate"].moments} == {""}


def test_what_is_both_the_fastest_and_the_slowest_stands_there_once() -> None:
    words = " ".join(["woord"] * 150)
    short = talk(f"0:00-0:29 A: {words}\n0:29-1:09 A: {words}\n1:10-1:12 B: Ja.", seller="A")
    found = figures(view(short))["speech-rate"].moments
    places = [(m.clock, m.length, m.label) for m in found]
    assert len(places) == len(set(places)) > 0


def test_voices_are_told_out_of_how_many_there_were() -> None:
    quiet = talk(
        "0:00-0:05 Anna: Wat moet er gebeuren?\n0:06-0:16 Karel: De kosten omlaag.\n"
        "0:17-0:30 Fatima: En rust op de vloer.",
        seller="Anna",
    )
    voices = figures(view(quiet))["perspectives"]
    assert [value.text for value in voices.values] == ["0 van 2"]
    assert voices in [f for q in view(quiet).questions for f in q.shelf.shown]


def test_figures_with_little_to_tell_are_put_together() -> None:
    told = next(iter(figures(view(read_sample("museum"))).values())).about
    zero = Value("", "0", "", known=True, zero=True)
    why = Value("", "te weinig om te zeggen", "", known=False)
    shown = Figure("a", (Value("", "3", "", known=True),), (), told)
    half = Figure("b", (zero, why), (), told)
    none, unknown, other = (
        Figure(i, (v,), (), told) for i, v in zip("cde", (zero, why, why), strict=True)
    )
    shelf = Shelf.of((unknown, none, shown, half, other))
    assert shelf.shown == (shown, half)
    assert shelf.none == (none,)
    assert [(group.reason, group.figures) for group in shelf.unknown] == [
        ("te weinig om te zeggen", (unknown, other))
    ]


def test_a_row_of_many_kinds_shows_those_that_were_counted() -> None:
    told = next(iter(figures(view(read_sample("museum"))).values())).about
    kinds = [Value(k, "0", "", known=True, zero=k != "b") for k in "abc"]
    assert Figure("x", tuple(kinds), (), told).brief == (kinds[1],)
    assert Figure("x", tuple(kinds[:2]), (), told).brief == tuple(kinds[:2])


def test_names_can_be_typed_as_they_stand() -> None:
    notices = view(talk("0:00-0:05 Maes, Lotte: Dag.\n0:05-0:09 Bram: Dag.")).notices
    assert 'Niet bekend is wie verkoopt; kies met --seller uit: "Maes, Lotte", "Bram".' in notices


def test_where_everybody_sells_what_lacks_is_a_customer() -> None:
    conversation = talk("0:00-0:05 Anna: Dag.\n0:05-0:09 Bram: Dag.")
    sellers = {party.id: Side.SELLER for party in conversation.parties}
    notices = view(conversation.with_sides(sellers)).notices
    assert notices[0] == "Niemand is hier de klant; cijfers per kant ontbreken daarom."


def test_where_the_others_have_no_name_the_page_says_so() -> None:
    conversation = talk("0:00-0:05 Anna: Dag.\n0:05-0:09 ?: Dag.", seller="Anna")
    assert view(conversation).notices[0] == (
        "De andere sprekers hebben geen naam, en zonder klant ontbreken cijfers per kant; "
        "geef ze een naam in de bron."
    )
    assert "The other speakers have no name" in view(conversation, "en").notices[0]


def test_one_turn_is_one_turn() -> None:
    assert "1 beurt" in view(talk("Anna: Dag.")).facts
    assert "1 turn" in view(talk("Anna: Dag."), "en").facts


def test_sentences_stand_with_their_question() -> None:
    assert sentences(measure([read_sample("museum")]), 0, "nl").keys() <= set(Family)


def test_every_cue_has_its_name_in_both_languages() -> None:
    cues = {cue for pack in PACKS for cue in load_pack(pack).cues} | {"interruption"}
    assert cues == set(CUE_NAMES)
    for names in zip(*CUE_NAMES.values(), strict=True):
        assert len(set(names)) == len(names)


def test_a_driver_says_which_way() -> None:
    assert cue_name("driver_stated", "nl", "stay") == "drijfveer (blijven zoals het is)"
    assert cue_name("objection", "nl") == "bezwaar"
    assert cue_name("objection", "en", "") == "objection"
    assert cue_name("own_thing", "en") == "own thing"
    assert set(DIRECTION_NAMES) == {"stay", "move_to_us", "move_elsewhere"}


def test_what_is_quoted_is_in_the_language_of_the_talk() -> None:
    dutch = read_sample("museum")
    assert (view(dutch, "en").language, view(dutch, "en").spoken) == ("en", "nl")
    assert view(replace(dutch, language="de")).spoken == "de"


def test_go_ahead_in_a_sample_is_no_hesitation() -> None:
    text = read_sample("koelcel").turns[7].text
    assert text.startswith("Voilà.")
    assert "filler" not in find_cues(pl.Series([text]), pl.Series(["nl"]))["cue"].to_list()
