"""Plain text, and all that looks like it and is none."""

import pytest
from tests.formats.helpers import names, notes, read, refusal, sides, texts

from klankbord.errors import BadLine, NotUnderstood, NotYetRead

# ── what is a talk ────────────────────────────────────────────────────────────────────────────


def test_a_talk_has_no_times() -> None:
    conversation = read("Lotte: Hoe gaat dat nu?\nKarel: Druk: tot op straat.\nLotte: En dan?\n")
    assert texts(conversation) == [
        "Lotte: Hoe gaat dat nu?",
        "Karel: Druk: tot op straat.",
        "Lotte: En dan?",
    ]
    assert not conversation.bears.starts
    assert conversation.provenance.format == "plain"


def test_a_line_without_a_name_goes_on_with_the_turn_above_it() -> None:
    conversation = read(
        "Lotte:\nHoe gaat dat nu,\nop zaterdag?\n\nKarel:\nDruk, heel druk.\n\nLotte:\nEn dan?\n"
    )
    assert texts(conversation) == [
        "Lotte: Hoe gaat dat nu, op zaterdag?",
        "Karel: Druk, heel druk.",
        "Lotte: En dan?",
    ]


@pytest.mark.parametrize("head", ["# titel: Kassa's\n", "Jan: Dag.\nMaes, Lotte: Dag.\n"])
@pytest.mark.parametrize("name", ["Karel 10:30", "Karel (0:05)", "Karel 2026-11-19", "Karel 3/4"])
def test_a_name_with_a_time_beside_it_gives_no_turn_away(head: str, name: str) -> None:
    said = f"{name}: Goed hoor. Prijs: 20 euro."
    fault = refusal(f"{head}Maes, Lotte: Hallo.\n\n{said}\nMaes, Lotte: Ja.\nJan: Zo.\n")
    assert isinstance(fault, BadLine)
    assert fault.text == said
    assert "hier staat een tijd bij de naam" in str(fault)


@pytest.mark.parametrize(
    "more",
    [
        "En dat is dan wat ik hem toen gezegd heb: nee.",
        "Note: dat staat in de map.",
        "- Karel: die komt straks.",
        "Om tien ervoor. Prijs: 20 euro.",
        "En wij zijn er die dag pas om 10:30: te laat.",
    ],
)
def test_a_line_with_a_colon_and_no_name_goes_on_and_that_is_said(more: str) -> None:
    conversation = read(f"Lotte: Hallo.\n{more}\nKarel: Goed.\nLotte: Ja.\n")
    assert texts(conversation)[0] == f"Lotte: Hallo. {more}"
    assert notes(conversation) == ("colons_in_turn",)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Maes, Lotte (Kassahuis)", "Vermeulen, Karel"),
        ("Spreker 1", "Spreker 2"),
        ("SPEAKER_00", "SPEAKER_01"),
        ("lotte", "karel"),
        ("Mevrouw de Wit-van den Berg", "Dr. d'Hondt"),
        ('"Sales: Lotte"', '"Klant: Karel"'),
        ("[Lotte]", "[Karel]"),
        ("Lotte | Kassahuis", "Karel/Bakkerij"),
        ("?", "Lotte"),
        ("李明", "王芳"),
    ],
)
def test_names_of_many_kinds_are_names(one: str, two: str) -> None:
    conversation = read(f"{one}: Druk?\n{two}: Ja, heel druk.\n{one}: En dan?\n{two}: Tja.\n")
    bare = ["" if name == "?" else name.strip('"[]') for name in (one, two)]
    assert names(conversation) == bare


def test_a_talk_without_full_stops_is_a_talk_too() -> None:
    conversation = read(
        "Lotte: hoe gaat dat nu bij jullie op een zaterdag\nKarel: ja\n"
        "Lotte: en wat doe je dan als de rij tot op straat staat\nKarel: hm hm\n"
    )
    assert len(conversation.turns) == 4


def test_two_lines_can_be_a_talk_where_they_are_sentences() -> None:
    assert names(read("Lotte: Druk?\nKarel: Ja.\n")) == ["Lotte", "Karel"]


def test_nobody_sells_until_somebody_says_so() -> None:
    assert set(sides(read("Lotte: Druk?\nKarel: Ja.\nLotte: En dan?")).values()) == {"unknown"}


def test_our_headers_go_for_a_talk_without_times_too() -> None:
    conversation = read(
        "# titel: Kassa's\n# verkoper: Lotte\n# opgenomen door Jan\n\n"
        "Lotte: druk\nKarel: \nLotte: ja\n"
    )
    assert conversation.title == "Kassa's"
    assert sides(conversation) == {"Lotte": "seller", "Karel": "customer"}
    assert texts(conversation) == ["Lotte: druk", "Karel: ", "Lotte: ja"]


def test_a_header_of_a_talk_without_times_can_be_wrong_too() -> None:
    assert "regel 1: niemand heet hier zo" in str(refusal("# klant: Piet\nLotte: Druk?\n"))


def test_further_down_a_line_with_a_hash_is_text() -> None:
    assert texts(read("Lotte: Druk?\nKarel: Ja.\n# titel: nee\nLotte: Goed.")) == [
        "Lotte: Druk?",
        "Karel: Ja. # titel: nee",
        "Lotte: Goed.",
    ]


# ── what is none ──────────────────────────────────────────────────────────────────────────────

NONE = {
    "prose": """
        Zaterdagochtend stond de rij tot op straat. Karel keek op de klok: half tien.
        Nog twee uur, dacht hij. Toen ging de bel.

        Lotte kwam binnen met een map onder haar arm.
    """,
    "prose_with_a_colon_in_each_line": """
        Dit is wat ik bedoel: de winkel was te klein.
        Daarom had hij maar één wens: een tweede kassa.
        Zij wist het ook: dat zou nog even duren.
    """,
    "two_lines_of_prose": """
        Let op: dit wordt druk.
        En dan nog iets: de kassa is stuk.
    """,
    "licence": """
        Vrije licentie, versie 2

        Copyright (c) 2026 De Bakkers

        Hierbij wordt toestemming gegeven, kosteloos, aan eenieder die een kopie verkrijgt:
        1. om deze te gebruiken;
        2. om deze te verspreiden.

        GEEN GARANTIE: deze software wordt geleverd zoals ze is.
    """,
    "readme": """
        # Kassa

        Een kassa voor bakkers.

        ## Installeren

        Nodig: Python 3.11 of nieuwer.

        Let op: eerst dit, dan dat.
    """,
    "readme_with_a_title_as_ours": """
        # Titel: Kassa

        Een kassa voor bakkers. Nodig: Python.
    """,
    "yaml": """
        name: bouwen
        on: push
        jobs:
          toetsen:
            runs-on: debian
            steps:
              - name: ophalen
                uses: checkout
              - name: toetsen
                run: make test
    """,
    "nested_yaml_of_sentences": """
        kassa:
          naam: De kassa bij de deur van de winkel.
          staat: Open van negen tot zes, elke dag.
        bon:
          naam: De bon die de klant meekrijgt.
          staat: Er moet papier bij, morgen.
    """,
    "flat_yaml": """
        naam: kassa
        versie: 3
        taal: nl
        poort: 8080
    """,
    "records": """
        Naam: Jan Peeters
        Telefoon: 0470 12 34 56
        Naam: Lotte Maes
        Telefoon: 0470 65 43 21
        Naam: Karel
        Telefoon: geen
    """,
    "two_pairs": """
        naam: Jan
        leeftijd: 30
    """,
    "three_pairs": """
        Naam: Jan
        Leeftijd: 30
        Plaats: Gent
    """,
    "email": """
        Van: Lotte Maes <lotte@kassahuis.example>
        Aan: Karel Vermeulen <karel@bakkerij.example>
        Onderwerp: Onze afspraak van zaterdag
        Datum: 19 november 2026

        Dag Karel,

        Dank voor het gesprek. Ik stuur je nog een voorstel.
    """,
    "email_in_english": """
        From: Lotte Maes
        Sent: Thursday
        To: Karel Vermeulen
        Subject: Saturday

        Hi Karel, thanks.
    """,
    "email_headers": """
        Received: van post.example door kassa.example; zaterdag.
        Received: van kassa.example door thuis.example; zaterdag.
        Message-ID: <12@post.example>
        Subject: Onze afspraak.
        Date: 19 november.
    """,
    "log": """
        2026-11-19 10:04:01 INFO server: gestart op poort 8080 en klaar.
        2026-11-19 10:04:01 INFO server: wacht op wie er komt, en dan verder.
        2026-11-19 10:04:02 WARN winkel: de rij staat tot op straat, al een uur.
        2026-11-19 10:04:02 WARN winkel: en het wordt alleen maar drukker, zo te zien.
    """,
    "log_with_levels": """
        INFO: gestart op poort 8080 en klaar voor wie er komt.
        ERROR: de lade wil niet open en niemand weet waarom.
        INFO: opnieuw geprobeerd en nu gaat het wel goed.
        ERROR: de lade wil weer niet open, het is wat.
    """,
    "log_with_levels_in_brackets": """
        [INFO] gestart op poort 8080 en klaar voor wie er komt.
        [ERROR] de lade wil niet open en niemand weet waarom.
        [INFO] opnieuw geprobeerd en nu gaat het wel goed.
        [ERROR] de lade wil weer niet open, het is wat.
    """,
    "syslog": """
        Nov 19 10:04:01 winkel kassa[12]: lade open gegaan na drie keer proberen.
        Nov 19 10:04:01 winkel kassa[12]: lade weer dicht gegaan, gelukkig maar.
        Nov 19 10:04:02 winkel bon: geen papier meer in de houder, zo te zien.
        Nov 19 10:04:02 winkel bon: nu wel, er is papier bijgelegd, dank u.
    """,
    "chat": """
        19/11/26, 10:04 - Lotte: Ben je er al? Ik sta buiten.
        19/11/26, 10:04 - Karel: Bijna, nog vijf minuten rijden.
        19/11/26, 10:04 - Lotte: Goed, ik wacht hier wel even.
        19/11/26, 10:04 - Karel: Tot zo dan, bij de ingang.
    """,
    "csv": """
        naam,beurt,tekst
        Lotte,1,"Hoe gaat dat nu: goed?"
        Karel,2,Druk.
        Lotte,3,En dan?
    """,
    "semicolons": """
        naam;tekst
        Lotte;Hoe gaat dat nu?
        Karel;Druk.
    """,
    "python": """
        def lade(open: bool) -> None:
            if open:
                print("De lade is open.")
            else:
                print("De lade is dicht.")

        class Kassa:
            naam: str
            prijs: int
    """,
    "python_of_branches": """
        if lade:
            sluit()
        else:
            open()
        if lade:
            sluit()
        else:
            open()
    """,
    "css": """
        body { color: black; }
        a { color: blue; }
        p { margin: 0; }
    """,
    "recipe": """
        Nodig: 500 g bloem, 7 g gist en een snuf zout.
        Vooraf: zet de oven op 230 graden en wacht tot die heet is.
        Kneden: tien minuten, met de hand of met een machine.
        Rijzen: een uur onder een doek, op een warme plaats.
    """,
    "minutes": """
        Besluit: de kassa komt er, in de tweede week van december.
        Actie: Lotte stuurt het voorstel nog deze week naar Karel.
        Besluit: de oude lade gaat weg, naar de kringloop in Gent.
        Actie: Karel ruimt de hoek leeg voor het einde van de maand.
    """,
    "monologue": """
        Lotte: Hoe gaat dat nu?
        Lotte: En dan?
        Lotte: Ja.
    """,
    "bullets": """
        - Lotte: belt zaterdag nog eens terug.
        - Karel: zoekt de papieren op.
        - Lotte: stuurt het voorstel door.
        - Karel: leest het na.
    """,
    "html": """
        <p>Lotte: Hoe gaat dat nu?</p>
        <p>Karel: Druk.</p>
        <p>Lotte: En dan?</p>
    """,
    "one_word": "Goed",
    "one_line": "Lotte: Goed.",
}


@pytest.mark.parametrize("written", NONE.values(), ids=NONE.keys())
def test_what_only_looks_like_a_talk_is_refused(written: str) -> None:
    from textwrap import dedent

    text = dedent(written).strip() + "\n"
    fault = refusal(text)
    assert isinstance(fault, NotUnderstood)
    assert "lijkt op geen enkel transcript" in str(fault)
    assert "bewaar het gesprek als vtt, srt of txt" in str(fault)
    assert text[:20].strip().split("\n", maxsplit=1)[0] in str(fault)


@pytest.mark.parametrize(
    "written",
    [
        "10:04:01\tLotte:\tBen je er al?\n10:04:20\tKarel:\tBijna.\n",
        "Lotte:\tBen je er al?\nKarel:\tBijna.\nLotte:\tGoed.\n",
        "Naam\tTekst\nLotte\tDruk?\n",
    ],
)
def test_a_chat_with_tabs_is_refused(written: str) -> None:
    assert isinstance(refusal(written), NotYetRead | NotUnderstood)


def test_what_is_read_without_names_is_noted() -> None:
    conversation = read("?: Druk?\nKarel: Ja, heel druk.\n?: En dan?\nKarel: Tja.\n")
    assert notes(conversation) == ("unnamed_speakers",)
