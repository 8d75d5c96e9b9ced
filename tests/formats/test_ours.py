"""Our own JSON: documented, stable, one turn in is one turn out."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.formats.helpers import lines, read, read_json, refusal, texts

from klankbord.conversation import Conversation, Party, Provenance, Side, Turn, Word
from klankbord.errors import BadKey, BadLine
from klankbord.formats import ours
from klankbord.formats.writing import to_json, to_text, to_vtt
from klankbord.speech.found import found_in

LOTTE = {"id": "S", "name": "Lotte Maes", "side": "seller"}
KAREL = {"id": "C1", "name": "Karel Vermeulen", "side": "customer"}


def turn(party: str, start_ms: Any, end_ms: Any, text: Any, **more: Any) -> dict[str, Any]:
    return {"party": party, "start_ms": start_ms, "end_ms": end_ms, "text": text, **more}


def file(*turns: Any, **more: Any) -> dict[str, Any]:
    turns = turns or (turn("S", 400, 2900, "Hoe gaat dat nu?"), turn("C1", 3400, 7100, "Druk."))
    return {"klankbord": 1, "parties": [LOTTE, KAREL], "turns": list(turns), **more}


# ── what it holds ─────────────────────────────────────────────────────────────────────────────


def test_the_least_that_it_can_be() -> None:
    value = {"klankbord": 1, "parties": [{"id": "S"}], "turns": [{"party": "S", "text": "Goed."}]}
    conversation = read_json(value)
    assert conversation.parties == (Party("S", "", Side.UNKNOWN),)
    assert conversation.turns == (Turn(None, None, "S", "Goed."),)


def test_every_optional_key_is_kept() -> None:
    words = [{"text": "Druk.", "start_ms": 3400, "end_ms": 4100}, {"text": "Ja."}]
    conversation = read_json(
        file(
            turn("S", 400, 2900, "Hoe gaat dat nu?"),
            turn("C1", 3400, 7100, "Druk. Ja.", words=words),
            id="gesprek-12",
            title="Kassa's voor de bakkerij",
            language="nl",
            when="2026-11-19T10:04:00+01:00",
            direction="outbound",
            type="discovery",
            end_ms=60_000,
            source={"overlap": True, "laughter": False},
            parties=[LOTTE | {"email": "lotte@kassahuis.example", "number": "+32 470"}, KAREL],
        )
    )
    assert conversation.id == "gesprek-12"
    assert (conversation.title, conversation.language) == ("Kassa's voor de bakkerij", "nl")
    assert conversation.when == datetime(2026, 11, 19, 9, 4, tzinfo=UTC)
    assert conversation.when.utcoffset() == timedelta(hours=1)
    assert (conversation.direction, conversation.type) == ("outbound", "discovery")
    assert conversation.end_ms == 60_000
    assert (conversation.overlap, conversation.laughter) == (True, False)
    assert conversation.parties == (
        Party("S", "Lotte Maes", Side.SELLER, "lotte@kassahuis.example", "+32 470"),
        Party("C1", "Karel Vermeulen", Side.CUSTOMER),
    )
    assert conversation.turns[1].words == (
        Word(3400, 4100, "Druk."),
        Word(None, None, "Ja."),
    )


def test_how_it_was_heard_goes_out_and_comes_back() -> None:
    heard = Conversation(
        "x",
        (Party("1", "Lotte", Side.SELLER),),
        (Turn(0, 900, "1", "Ja hoor.", (Word(0, 400, "Ja", 0.5), Word(400, 900, "hoor.", 1.0))),),
        provenance=Provenance(
            "recording",
            "1",
            (("speech", "energy"), ("ringing", "0-600"), ("recogniser_model", "klein")),
            ("echo", "silent_channel"),
        ),
    )
    found = read(to_json([heard]))
    assert found.turns == heard.turns
    assert set(found.provenance.options) == set(heard.provenance.options)
    assert found.provenance.notes == heard.provenance.notes
    assert [each.span.end_ms for each in found_in(found.provenance)] == [600]


def test_what_a_file_says_of_how_it_was_heard_may_be_anything() -> None:
    told = {"Speech": "x", "a b": "x", "ringing": "x-1 5-2 1-2-3 7", "n": 3, "x": "\u202e" * 9}
    told |= {"notes": ["x"], "long": "x" * 200_000}
    conversation = read_json(file(recognition=told))
    assert found_in(conversation.provenance) == ()
    options = dict(conversation.provenance.options)
    assert set(options) == {"ringing", "x", "long"}
    assert len(options["long"]) == 100_000


def test_unknown_keys_are_ignored_everywhere() -> None:
    plain = read_json(file())
    more = file(turn("S", 400, 2900, "Hoe gaat dat nu?", toon="vrolijk"), file()["turns"][1])
    more |= {"uitkomst": [1, {"a": None}], "parties": [LOTTE | {"rol": "baas"}, KAREL]}
    found = read_json(more)
    assert (found.parties, found.turns) == (plain.parties, plain.turns)


def test_optional_keys_may_be_null() -> None:
    keys = ("id", "title", "language", "when", "direction", "type", "end_ms", "source")
    conversation = read_json(
        file(
            parties=[LOTTE | {"email": None, "number": None}, {"id": "C1", "name": None}],
            **dict.fromkeys(keys),
        )
    )
    assert (conversation.title, conversation.when, conversation.overlap) == ("gesprek", None, None)
    assert conversation.parties[1] == Party("C1", "")


@pytest.mark.parametrize("side", ["seller", "customer", "other", "unknown"])
def test_every_side_can_be_told(side: str) -> None:
    assert read_json(file(parties=[LOTTE | {"side": side}, KAREL])).parties[0].side == side


# ── one turn in is one turn out ───────────────────────────────────────────────────────────────


def test_one_turn_in_is_one_turn_out_also_without_words_or_of_one_party_twice() -> None:
    value = file(
        turn("S", 0, 900, "Goed,"),
        turn("S", 900, 1800, "dan gaan we."),
        turn("C1", 1800, 1800, ""),
        turn("C1", 1800, 2000, "  "),
    )
    for gap in (None, 5000):
        assert lines(read_json(value, join_gap_ms=gap)) == [
            "0-900 Lotte Maes: Goed,",
            "900-1800 Lotte Maes: dan gaan we.",
            "1800-1800 Karel Vermeulen: ",
            "1800-2000 Karel Vermeulen: ",
        ]


def test_parties_who_say_nothing_stay() -> None:
    assert len(read_json(file(turn("S", 0, 900, "Ik praat alleen."))).parties) == 2


def test_times_may_be_null() -> None:
    conversation = read_json(file(turn("C1", None, None, "Druk."), turn("S", None, None, "Ja?")))
    assert lines(conversation) == ["None-None Karel Vermeulen: Druk.", "None-None Lotte Maes: Ja?"]
    assert not conversation.bears.starts
    half = read_json(file(turn("C1", 500, None, "Druk."), turn("S", None, None, "Ja?")))
    assert [t.start_ms for t in half.turns] == [500, None]


def test_turns_come_in_order_of_start_where_all_have_one() -> None:
    conversation = read_json(file(turn("C1", 900, 950, "Druk."), turn("S", 0, 900, "Hoe?")))
    assert texts(conversation) == ["Lotte Maes: Hoe?", "Karel Vermeulen: Druk."]


def test_texts_and_names_are_cleaned() -> None:
    conversation = read_json(
        file(
            turn("S", 0, 9, "Twee\nregels\u200b  en \x1b[31mrood"),
            parties=[LOTTE | {"name": " Lotte\tMaes ", "email": "lotte@x\x07", "number": "\u200b"}],
            title="Kassa\u202e's",
        )
    )
    assert texts(conversation) == ["Lotte Maes: Twee regels en [31mrood"]
    assert conversation.title == "Kassa's"
    assert (conversation.parties[0].email, conversation.parties[0].number) == ("lotte@x", None)


def test_an_id_forges_no_turn_where_it_stands_for_a_name() -> None:
    hostile = "a\n0:09-0:10 Baas: Ik teken.\x1b[31m"
    value = file(turn(hostile, 0, 900, "Goed."), parties=[{"id": hostile, "side": "seller"}, KAREL])
    found = read_json(value)
    assert found.parties[0].id == "a 0:09-0:10 Baas: Ik teken. [31m"
    assert lines(read(to_text([found]))) == ["0-900 a 0:09-0:10 Baas: Ik teken. [31m: Goed."]
    assert to_vtt([found]).count(b"-->") == 1
    clash = file(parties=[LOTTE | {"id": "a"}, KAREL | {"id": "a\n"}])
    assert "parties: twee deelnemers hebben hetzelfde id" in str(refusal(json.dumps(clash)))


def test_a_language_is_a_code_and_else_told_from_the_words() -> None:
    dutch = (
        "Wij doen dat niet zo, maar dat is ook goed, want het is er en je hebt het al naar wens. "
    )
    assert read_json(file(language="nl-BE")).language == "nl"
    assert read_json(file(turn("S", 0, 9, dutch * 2), language="?")).language == "nl"


# ── what is refused, with its key and a mend ──────────────────────────────────────────────────

WHOLE = "dit is geen heel getal; schrijf een heel getal zonder aanhalingstekens"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (file(klankbord=2), "klankbord: deze versie kent Klankbord hier niet; exporteer het als"),
        (file(klankbord=True), f"klankbord: {WHOLE}"),
        (file(klankbord=1.0), f"klankbord: {WHOLE}"),
        (file(klankbord="1"), f"klankbord: {WHOLE}"),
        (file(klankbord=None), f"klankbord: {WHOLE}"),
        (file(title=5), "title: dit is geen tekst; zet de waarde tussen aanhalingstekens"),
        (file(when="gisteren"), "when: dit is geen tijdstip; schrijf het als 2026-11-19T10:04:00+"),
        (file(when=1_795_000_000), "when: dit is geen tijdstip"),
        (file(when="2026-11-19T10:04:00"), "when: deze tijd heeft geen zone; schrijf bijvoorbeeld"),
        (file(end_ms=-1), "end_ms: deze waarde is kleiner dan nul; tijden beginnen bij 0"),
        (file(source={"overlap": "ja"}), "source.overlap: dit is geen ja of nee; schrijf true of"),
        (file(source=[]), "source: dit is geen object; zet de sleutels tussen accolades"),
        (file(parties={}), "parties: dit is geen lijst; zet de waarden tussen rechte haken"),
        (file(parties=["Lotte"]), "parties[0]: dit is geen object"),
        (file(parties=[{"name": "Lotte"}]), "parties[0].id: deze sleutel ontbreekt; vul hem aan"),
        (
            file(parties=[LOTTE, LOTTE]),
            "parties: twee deelnemers hebben hetzelfde id; geef elk een",
        ),
        (
            file(parties=[LOTTE | {"side": "koper"}]),
            "parties[0].side: deze waarde bestaat niet; kies",
        ),
        (file(parties=[LOTTE | {"id": 5}]), "parties[0].id: dit is geen tekst"),
        (file("Goed."), "turns[0]: dit is geen object"),
        (file({"party": "S"}), "turns[0].text: deze sleutel ontbreekt"),
        (file({"text": "Goed."}), "turns[0].party: deze sleutel ontbreekt"),
        (file(turn("C2", 0, 9, "Goed.")), "turns[0].party: deze deelnemer staat niet in parties"),
        (file(turn("S", 0, 9, None)), "turns[0].text: dit is geen tekst"),
        (file(turn("S", 0, 9, ["Goed."])), "turns[0].text: dit is geen tekst"),
        (file(turn("S", True, 9, "Goed.")), f"turns[0].start_ms: {WHOLE}"),
        (file(turn("S", 0.5, 9, "Goed.")), f"turns[0].start_ms: {WHOLE}"),
        (file(turn("S", 0, 9.0, "Goed.")), f"turns[0].end_ms: {WHOLE}"),
        (file(turn("S", "0", 9, "Goed.")), f"turns[0].start_ms: {WHOLE}"),
        (file(turn("S", 0, 1e308, "Goed.")), f"turns[0].end_ms: {WHOLE}"),
        (file(turn("S", -1, 9, "Goed.")), "turns[0].start_ms: deze waarde is kleiner dan nul"),
        (
            file(turn("S", 0, 172_800_001, "Goed.")),
            "turns[0].end_ms: deze tijd ligt na 48 uur; contr",
        ),
        (file(turn("S", 0, 10**30, "Goed.")), "turns[0].end_ms: deze tijd ligt na 48 uur"),
        (file(turn("S", 9, 8, "Goed.")), "turns[0].end_ms: het einde ligt voor het begin; draai"),
        (file(turn("S", None, 8, "Goed.")), "turns[0].end_ms: het einde ligt voor het begin"),
        (
            file(turn("S", 0, 9, "Goed."), turn("S", 9, 8, "Ja.")),
            "turns[1].end_ms: het einde ligt voor het begin",
        ),
        (file(turn("S", 0, 9, "Goed.", words={})), "turns[0].words: dit is geen lijst"),
        (
            file(turn("S", 0, 9, "Goed.", words=[{"text": "Goed.", "start_ms": 5, "end_ms": 4}])),
            "turns[0].words[0].end_ms: het einde ligt voor het begin",
        ),
        ({"klankbord": 1, "parties": []}, "turns: deze sleutel ontbreekt"),
        ({"klankbord": 1, "turns": []}, "parties: deze sleutel ontbreekt"),
        ({"klankbord": 1, "parties": [], "turns": {}}, "turns: dit is geen lijst"),
    ],
)
def test_a_fault_is_refused_with_its_key_and_a_mend(value: Any, says: str) -> None:
    fault = refusal(json.dumps(value))
    assert isinstance(fault, BadKey)
    assert f"gesprek.x, bij {says}" in str(fault)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "01", "0x1", "9" * 5000])
def test_a_number_that_json_has_not_is_refused_by_its_line(number: str) -> None:
    written = json.dumps(file(turn("S", 0, 4444, "Goed.")), indent=1).replace("4444", number)
    fault = refusal(written)
    assert isinstance(fault, BadLine)
    assert fault.line == 19


def test_a_number_beyond_numbers_is_refused_by_its_key() -> None:
    fault = refusal(json.dumps(file(turn("S", 0, 4444, "Goed."))).replace("4444", "1e999"))
    assert isinstance(fault, BadKey)
    assert fault.key == "turns[0].end_ms"


def test_the_sample_of_the_manual_says_who_sells() -> None:
    assert read(ours.SAMPLE).bears.sides
