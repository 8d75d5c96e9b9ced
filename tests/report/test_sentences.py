"""Each sentence in a talk of which it is true, with its turns; and where it is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from tests.report.helpers import measured

from klankbord.dialogue.acts import LABELS
from klankbord.language import precision
from klankbord.measures import Family
from klankbord.report.sentences import MOST, MOST_TURNS, Sentence, sentences
from klankbord.samples import SAMPLES, read_sample
from klankbord.testing import talk

Acts = Mapping[str, Sequence[str]]


@pytest.fixture
def sure(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The precision of each cue, in every language: just enough, until a test says otherwise."""
    told = dict.fromkeys(LABELS, precision.ENOUGH)
    monkeypatch.setattr(precision, "precisions", lambda _language: told)
    return told


def said(text: str, acts: Acts, family: Family, language: str = "nl") -> tuple[Sentence, ...]:
    found = sentences(measured(talk(text), acts), 0, language)
    return found.get(family, ())


def texts(text: str, acts: Acts, family: Family) -> list[str]:
    return [sentence.text for sentence in said(text, acts, family)]


@dataclass(frozen=True)
class Case:
    """A talk with its acts, the sentence it gives, the turns and the cues that it stands on."""

    name: str
    family: Family
    talk: str
    dutch: str
    english: str
    turns: tuple[int, ...] = ()
    acts: Acts = field(default_factory=dict)
    cues: tuple[str, ...] = ()


FIVE = """
# verkoper: Anna
Karel: Bij ons scheurt die mal telkens.
Anna: Hoe komt het dat zo'n mal scheurt?
Karel: Dat hangt af van de pers en van de ploeg.
Anna: Wij leveren ook aan een bakker.
Karel: Die heeft geen pers.
Anna: Nee, die heeft een oven.
Karel: Een oven scheurt ook niet.
Anna: Een oven scheurt wel eens.
Karel: Dan gaat de zaak dicht.
Anna: En gaat jullie zaak dan dicht?
"""
CLOSING = """
# verkoper: Anna
Karel: Wij gooien elke week brood weg.
Anna: Zal ik hem dan in orde maken?
Karel: De stroom is hier te zwak.
"""
KEEN = """
# verkoper: Anna
Karel: Wat een prachtige machine!
Anna: Geweldig dat je dat zegt!
Karel: Ongelooflijk, ja.
"""
OBJECTIONS = """
# verkoper: Anna
Karel: Dat is een hoop geld voor een bel.
Anna: Ja, maar hij gaat twintig jaar mee.
Karel: Mijn vrouw moet er niks van hebben.
Anna: Wat zit haar dwars?
Karel: Van de huurbaas mag het ook niet.
Anna: Zal ik hem eens laten horen?
"""
OBJECTING: Acts = {
    "1": ["objection"],
    "2": ["counter"],
    "3": ["objection"],
    "4": ["explores_objection"],
    "5": ["objection"],
}
DRIVEN = """
# verkoper: Anna
Anna: Vertel eens.
Karel: We zitten hier goed, hij zit om de hoek.
Anna: En wij?
Karel: Jullie hebben één nummer voor alles.
"""
PRICED = """
# verkoper: Anna
Anna: Voor die vloer kom ik op vierduizend euro.
Karel: Dat valt me vies tegen.
Anna: Dan doe ik de plinten er gratis bij.
Karel: Hoe lang zijn jullie bezig?
Anna: Twee dagen. Voor vierduizend is alles klaar.
Anna: En als je nu tekent, gaat er nog honderd euro af.
"""

CASES = (
    Case(
        "the customer's share and longest story",
        Family.ATTENTION,
        """
        # verkoper: Anna
        0:00-0:48 Anna: Vertel eens hoe dat nu gaat.
        0:49-1:39 Karel: Wij hebben drie ploegen en die werken door.
        1:42-2:04 Karel: En dan staat de pers stil.
        """,
        "De kant van de klant had 60 % van de spreektijd, hooguit 50 s aan één stuk.",
        "The customer’s side had 60% of the talking time, 50 s at most in one go.",
        (2,),
    ),
    Case(
        "a story of two turns leads to both",
        Family.ATTENTION,
        """
        # verkoper: Anna
        0:00-0:48 Anna: Vertel eens hoe dat nu gaat.
        0:49-1:39 Karel: Wij hebben drie ploegen en die werken door.
        1:40-2:02 Karel: En dan staat de pers stil.
        """,
        "De kant van de klant had 60 % van de spreektijd, hooguit 1:13 aan één stuk.",
        "The customer’s side had 60% of the talking time, 1:13 at most in one go.",
        (2, 3),
    ),
    Case(
        "nobody interrupts: the hum in between is none",
        Family.ATTENTION,
        """
        # verkoper: Anna
        0:00-0:10 Anna: Dag Karel.
        0:09-0:09.5 Karel: Hm.
        0:11-0:20 Karel: Dag.
        0:19.8-0:30 Anna: Zo.
        """,
        "Niemand viel de ander in de rede.",
        "Nobody interrupted the other.",
    ),
    Case(
        "the seller interrupts",
        Family.ATTENTION,
        """
        # verkoper: Anna
        0:00-0:10 Karel: Wij hebben drie ploegen.
        0:08-0:12 Anna: Maar wij.
        0:13-0:20 Karel: En een pers.
        0:18-0:25 Anna: Wij ook.
        0:26-0:30 Karel: Goed.
        """,
        "De verkoper viel de klant 2 keer in de rede, de klant nooit.",
        "The seller interrupted the customer 2×; the customer never interrupted the seller.",
        (2, 4),
    ),
    Case(
        "the customer interrupts",
        Family.ATTENTION,
        """
        # verkoper: Anna
        0:00-0:10 Anna: Wij hebben drie ploegen.
        0:08-0:12 Karel: Maar wij niet.
        0:13-0:20 Anna: En een pers.
        """,
        "De klant viel de verkoper 1 keer in de rede, de verkoper nooit.",
        "The customer interrupted the seller 1×; the seller never interrupted the customer.",
        (2,),
    ),
    Case(
        "both interrupt",
        Family.ATTENTION,
        """
        # verkoper: Anna
        0:00-0:10 Anna: Wij hebben drie ploegen.
        0:08-0:12 Karel: Maar wij niet.
        0:13-0:20 Anna: En een pers.
        0:21-0:30 Karel: Die staat stil.
        0:28-0:35 Anna: Wij hebben er twee.
        0:36-0:40 Karel: Zo.
        0:41-0:50 Karel: En dan de ploeg.
        0:48-0:55 Anna: Die van ons is groot.
        """,
        "De verkoper viel de klant 2 keer in de rede, de klant de verkoper 1 keer.",
        "The seller interrupted the customer 2×, and the customer interrupted the seller 1×.",
        (2, 5, 8),
    ),
    Case(
        "words of the customer come back",
        Family.ATTENTION,
        FIVE,
        "In 3 van de 5 antwoorden klonken woorden van de klant terug; "
        "bij willekeurige antwoorden is dat 20 %.",
        "In 3 of the 5 replies the customer's own words came back; "
        "with replies picked at random that is 20%.",
        (1, 2),
    ),
    Case(
        "a question first",
        Family.POWER,
        """
        # verkoper: Anna
        Anna: Goedemorgen.
        Karel: Dag Anna.
        Anna: Wat maakte dat je belde?
        """,
        "De eerste zet van de verkoper was een vraag aan de klant.",
        "The seller’s first move was a question to the customer.",
        (3,),
        {"1": ["greeting"], "2": ["greeting"], "3": ["open_question"]},
        ("open_question", "closed_question"),
    ),
    Case(
        "oneself first",
        Family.POWER,
        """
        # verkoper: Anna
        Anna: Wij doen al veertig jaar daken.
        Karel: Zo.
        Anna: Wat maakte dat je belde?
        """,
        "De eerste zet van de verkoper was geen vraag aan de klant.",
        "The seller’s first move was no question to the customer.",
        (1,),
        {"1": ["self_focus"], "3": ["open_question"]},
        ("open_question", "closed_question"),
    ),
    Case(
        "questions of both",
        Family.POWER,
        """
        # verkoper: Anna
        Anna: Wie gaan ermee werken?
        Karel: De twee van de balie. Wat kost dat?
        Anna: Wat hebben zij nodig? En wanneer?
        """,
        "Beurten met een vraag: verkoper 2, klant 1.",
        "Turns with a question: seller 2, customer 1.",
    ),
    Case(
        "answers: one given back",
        Family.POWER,
        """
        # verkoper: Anna
        0:00-0:04 Karel: Wat kost zo'n koelcel?
        0:04.2-0:10 Anna: Waar wil je hem zetten?
        0:11-0:15 Karel: Achter de winkel. Halen jullie de oude op?
        0:17-0:20 Anna: Ja, op dezelfde dag.
        0:21-0:24 Karel: En de stroom?
        0:24.3-0:28 Anna: Die sluiten wij aan.
        """,
        "Beurten van de klant met een vraag waarna de verkoper sprak: 3; herkend als eerst "
        "teruggegeven: 1.",
        "Turns of the customer with a question after which the seller spoke: 3; recognised as "
        "given back first: 1.",
        (1, 2),
        {"2": ["gives_back"]},
        ("gives_back",),
    ),
    Case(
        "answers: none given back, so all of them",
        Family.POWER,
        """
        # verkoper: Anna
        0:00-0:04 Karel: Wat kost zo'n koelcel?
        0:04.2-0:10 Anna: Drieduizend euro.
        0:11-0:15 Karel: Halen jullie de oude op?
        0:17-0:20 Anna: Ja, op dezelfde dag.
        """,
        "Beurten van de klant met een vraag waarna de verkoper sprak: 2.",
        "Turns of the customer with a question after which the seller spoke: 2.",
        (1, 2, 3, 4),
        {},
        ("gives_back",),
    ),
    Case(
        "a rebuff, and what came before it",
        Family.POWER,
        """
        # verkoper: Anna
        Karel: Met Karel.
        Anna: Wij zijn de grootste in koelcellen.
        Karel: Nee, dank je.
        """,
        "De klant hield het gesprek zelf af; kijk wat daarvoor gezegd werd.",
        "The customer turned the conversation down; look at what was said just before.",
        (2, 3),
        {"3": ["rebuff"]},
        ("rebuff",),
    ),
    Case(
        "enthusiasm, too little of the customer's to say whose it was",
        Family.ECSTASY,
        KEEN,
        "Herkend als enthousiast, in beurten: verkoper 1, klant 1.",
        "Recognised as enthusiastic, in turns: seller 1, customer 1.",
        (2, 3),
        {"2": ["enthusiasm"], "3": ["enthusiasm"]},
        ("enthusiasm",),
    ),
    Case(
        "enthusiasm, and how much of it came after the seller's",
        Family.ECSTASY,
        KEEN,
        "Herkend als enthousiast, in beurten: verkoper 1, klant 2, waarvan 1 vlak na de verkoper.",
        "Recognised as enthusiastic, in turns: seller 1, customer 2, 1 of them right "
        "after the seller.",
        (1, 2, 3),
        {"1": ["enthusiasm"], "2": ["enthusiasm"], "3": ["enthusiasm"]},
        ("enthusiasm",),
    ),
    Case(
        "enthusiasm of the seller alone",
        Family.ECSTASY,
        KEEN,
        "Herkend als enthousiast, in beurten: verkoper 1, klant 0.",
        "Recognised as enthusiastic, in turns: seller 1, customer 0.",
        (2,),
        {"2": ["enthusiasm"]},
        ("enthusiasm",),
    ),
    Case(
        "closing before one of three steps: an obstacle that comes later came too late",
        Family.ECSTASY,
        CLOSING,
        "Toen de verkoper wilde afsluiten, hoorde Klankbord nog niets over: wat in de weg staat.",
        "When the seller wanted to close, Klankbord had heard nothing yet about: "
        "what stands in the way.",
        (2,),
        {"1": ["need", "decision_process"], "2": ["closing"], "3": ["obstacle"]},
        ("closing",),
    ),
    Case(
        "one driver",
        Family.ECSTASY,
        DRIVEN,
        "De klant zei in eigen woorden waarom: bij het oude blijven.",
        "The customer said in their own words why: staying as they are.",
        (2,),
        {"2": ["driver_stated:stay"], "3": ["driver_probe:move_to_us"]},
        ("driver_stated:stay",),
    ),
    Case(
        "a step that the customer agrees to",
        Family.ECSTASY,
        """
        # verkoper: Anna
        Karel: Ik wil het eerst eens zien draaien.
        Anna: Zal ik woensdag om tien uur langskomen?
        Karel: Woensdag tien uur is goed.
        """,
        "Herkend: een voorstel voor een volgende stap, waar de klant op inging.",
        "Recognised: a next step was proposed, and the customer went along with it.",
        (2, 3),
        {"2": ["next_step_proposal"], "3": ["next_step_commit"]},
        ("next_step_proposal", "next_step_commit"),
    ),
    Case(
        "a step that nobody agrees to",
        Family.ECSTASY,
        """
        # verkoper: Anna
        Anna: Zal ik woensdag om tien uur langskomen?
        Karel: Dat moet ik nog zien.
        """,
        "Klankbord herkende geen volgende stap waar de klant ja op zei.",
        "Klankbord recognised no next step that the customer said yes to.",
        (),
        {"1": ["next_step_proposal"]},
        ("next_step_proposal", "next_step_commit"),
    ),
    Case(
        "three objections, each met another way: what was argued with",
        Family.CONNECTION,
        OBJECTIONS,
        "Herkend als een bezwaar dat de verkoper tegensprak: 1 keer.",
        "Recognised as an objection that the seller argued with: 1×.",
        (1, 2),
        OBJECTING,
        ("objection", "counter", "explores_objection"),
    ),
    Case(
        "the need first",
        Family.CONNECTION,
        """
        # verkoper: Anna
        Anna: Waar loop je tegenaan?
        Karel: Het deeg is elke ochtend anders.
        Anna: Onze rijskast houdt de temperatuur gelijk.
        """,
        "Een behoefte van de klant kwam eerder ter sprake dan het aanbod.",
        "A need of the customer’s came up before the offer did.",
        (2, 3),
        {"2": ["need"], "3": ["product"]},
        ("need", "product"),
    ),
    Case(
        "the offer first",
        Family.CONNECTION,
        """
        # verkoper: Anna
        Anna: Onze rijskast houdt de temperatuur gelijk.
        Karel: Het deeg is hier elke ochtend anders.
        """,
        "Het aanbod kwam ter sprake voordat Klankbord een behoefte van de klant hoorde.",
        "The offer came up before Klankbord heard a need of the customer’s.",
        (2, 1),
        {"1": ["product"], "2": ["need"]},
        ("need", "product"),
    ),
    Case(
        "new ground",
        Family.CONNECTION,
        """
        # verkoper: Anna
        Anna: Je zoekt een grotere oven, toch?
        Karel: Ja, deze is te klein geworden.
        Anna: Waarvoor wil je hem gebruiken?
        Karel: Voor het brood. De cursussen doe ik met de oude.
        Anna: En hoe staat het met de leerlingen?
        Karel: De leerlingen! Die kunnen het nachtwerk doen.
        Anna: Een leerling mag hier dus bakken?
        Karel: Met een leerling erbij is de oude oven genoeg.
        """,
        "Woorden die pas in de tweede helft opkwamen en die beiden overnamen: 1.",
        "Words that only came up in the second half and that both took over: 1.",
        (5, 6),
    ),
    Case(
        "a price before any need",
        Family.LEARNING,
        """
        # verkoper: Anna
        Anna: Een nieuw dak kost achtduizend euro.
        Karel: Het lekt al drie winters.
        """,
        "De verkoper noemde een prijs voordat Klankbord een behoefte van de klant hoorde.",
        "The seller named a price before Klankbord heard a need of the customer’s.",
        (2, 1),
        {"1": ["price"], "2": ["need"]},
        ("price", "need"),
    ),
    Case(
        "a price after a need",
        Family.LEARNING,
        """
        # verkoper: Anna
        Karel: Het lekt al drie winters.
        Anna: Een nieuw dak kost achtduizend euro.
        """,
        "De verkoper noemde pas een prijs nadat de klant een behoefte noemde.",
        "The seller named a price only after the customer had named a need.",
        (1, 2),
        {"1": ["need"], "2": ["price"]},
        ("price", "need"),
    ),
    Case(
        "two discounts, one after an objection",
        Family.LEARNING,
        PRICED,
        "Herkend als praten over korting door de verkoper, na een eigen prijs: 2 keer, waarvan 1 "
        "na bezwaar of vraag.",
        "Recognised as the seller’s talk of a discount, after a price of their own: 2×, 1 of them "
        "after an objection or request.",
        (1, 3, 5, 6),
        {
            "1": ["price"],
            "2": ["objection"],
            "3": ["discount"],
            "5": ["price"],
            "6": ["discount"],
        },
        ("discount", "price"),
    ),
)
each = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@each
@pytest.mark.usefixtures("sure")
def test_a_sentence_says_what_was_seen_and_leads_to_it(case: Case) -> None:
    assert Sentence(case.dutch, case.turns) in said(case.talk, case.acts, case.family)
    english = said(case.talk, case.acts, case.family, "en")
    assert Sentence(case.english, case.turns) in english


@each
def test_a_sentence_is_left_out_where_a_cue_is_too_often_wrong(
    case: Case, sure: dict[str, float]
) -> None:
    for cue in case.cues:
        sure[cue] = precision.ENOUGH - 0.01
        assert case.dutch not in texts(case.talk, case.acts, case.family), cue
        sure[cue] = precision.ENOUGH
    sure.clear()
    assert (case.dutch in texts(case.talk, case.acts, case.family)) == (not case.cues)


@each
@pytest.mark.usefixtures("sure")
def test_without_sides_nothing_is_said(case: Case) -> None:
    nobody = case.talk.replace("# verkoper: Anna", "")
    assert not any(sentences(measured(talk(nobody), case.acts), 0, "nl").values())


@each
@pytest.mark.usefixtures("sure")
def test_in_a_language_without_cues_what_stands_on_cues_is_left_out(case: Case) -> None:
    german = "# taal: de\n" + "\n".join(line.strip() for line in case.talk.splitlines())
    for text in texts(german, case.acts, case.family):
        assert (
            text.startswith("De kant van de klant had")
            or "in de rede" in text
            or "met een vraag: " in text
        )


def test_with_all_drivers_each_way_is_named(sure: dict[str, float]) -> None:
    acts = {"2": ["driver_stated:stay"], "4": ["driver_stated:move_to_us"]}
    assert said(DRIVEN, acts, Family.ECSTASY)[0] == Sentence(
        "De klant zei in eigen woorden waarom: bij het oude blijven, met jou in zee gaan.", (2, 4)
    )
    sure["driver_stated:move_to_us"] = 0.1
    assert said(DRIVEN, acts, Family.ECSTASY)[0] == Sentence(
        "De klant zei in eigen woorden waarom: bij het oude blijven.", (2,)
    )


def test_of_skipped_steps_those_that_are_sure_are_named(sure: dict[str, float]) -> None:
    acts = {"2": ["closing"]}
    every = "wat de klant nodig heeft, wat in de weg staat, hoe de klant beslist."
    assert texts(CLOSING, acts, Family.ECSTASY)[0].endswith(f"over: {every}")
    sure["obstacle"] = 0.1
    assert texts(CLOSING, acts, Family.ECSTASY)[0].endswith(
        "over: wat de klant nodig heeft, hoe de klant beslist."
    )
    sure |= {"need": 0.1, "decision_process": 0.1}
    assert "Toen" not in texts(CLOSING, acts, Family.ECSTASY)[0]


@pytest.mark.usefixtures("sure")
@pytest.mark.parametrize(
    ("family", "text", "acts", "missing"),
    [
        # too short, no ends, and a source that never shows overlap
        (
            Family.ATTENTION,
            "0:00-0:50 Anna: Kijk.\n0:50-1:59 Karel: Ja, dat is zo.",
            {},
            "De kant van de klant had",
        ),
        (
            Family.ATTENTION,
            "0:00 Anna: Kijk.\n5:00 Karel: Ja, dat is zo.",
            {},
            "De kant van de klant had",
        ),
        (Family.ATTENTION, "0:00-2:00 Anna: Kijk.\n2:00-4:00 Karel: Zo.", {}, "in de rede"),
        # four replies
        (Family.ATTENTION, FIVE.rsplit("Anna", 1)[0].replace("# verkoper: Anna", ""), {}, "In "),
        # nothing but a greeting, no question, an answer without times, no rebuff
        (
            Family.POWER,
            "Anna: Dag.\nKarel: Dag.",
            {"1": ["greeting"], "2": ["greeting"]},
            "De eerste zet",
        ),
        (Family.POWER, "Anna: Vertel.\nKarel: Wij persen.", {}, "met een vraag: "),
        (
            Family.POWER,
            "Karel: Wat kost dat?\nAnna: Veel.",
            {"2": ["gives_back"]},
            "waarna de verkoper sprak",
        ),
        (Family.POWER, "Anna: Vertel.\nKarel: Wij persen.", {}, "hield het gesprek"),
        # nobody is enthusiastic, nobody closes, nothing is stated
        (Family.ECSTASY, "Anna: Vertel.\nKarel: Wij persen.", {}, "enthousiast"),
        (Family.ECSTASY, "Anna: Vertel.\nKarel: Wij persen.", {"2": ["obstacle"]}, "afsluiten"),
        (
            Family.ECSTASY,
            "Anna: Vertel.\nKarel: Wij persen.",
            {"1": ["driver_probe:stay"]},
            "eigen woorden",
        ),
        # all steps were spoken about
        (
            Family.ECSTASY,
            "Karel: Vertel.\nAnna: Zal ik tekenen?",
            {"1": ["need", "objection", "decision_process"], "2": ["closing"]},
            "afsluiten",
        ),
        # one objection, no offer, no new word
        (
            Family.CONNECTION,
            "Karel: Dat is duur.\nAnna: Nee hoor.",
            {"1": ["objection"], "2": ["counter"]},
            "bezwaar",
        ),
        # objections that were explored
        (
            Family.CONNECTION,
            OBJECTIONS.replace("# verkoper: Anna", ""),
            {"1": ["objection"], "2": ["explores_objection"], "3": ["objection"]},
            "bezwaar",
        ),
        (Family.CONNECTION, "Karel: Het lekt.\nAnna: Zo.", {"1": ["need"]}, "behoefte"),
        (Family.CONNECTION, "Karel: Het lekt.\nAnna: Zo.", {}, "tweede helft"),
        # the customer names a price, and a discount comes before the price
        (
            Family.LEARNING,
            "Karel: Kost het duizend?\nAnna: Zo ongeveer.",
            {"1": ["price"]},
            "prijs",
        ),
        (
            Family.LEARNING,
            "Anna: Er gaat tien procent af.\nAnna: Dat wordt duizend.",
            {"1": ["discount"], "2": ["price"]},
            "korting",
        ),
    ],
)
def test_where_there_is_nothing_to_tell_by_there_is_no_sentence(
    family: Family, text: str, acts: Acts, missing: str
) -> None:
    assert [case for case in CASES if case.family == family and missing in case.dutch]
    lines = "\n".join(["# verkoper: Anna", *text.strip().splitlines()])
    assert not [told for told in texts(lines, acts, family) if missing in told]


@pytest.mark.usefixtures("sure")
def test_a_next_step_nobody_proposed_leads_nowhere() -> None:
    (told,) = said("# verkoper: Anna\nAnna: Vertel.\nKarel: Dag.", {}, Family.ECSTASY)
    assert told.turns == ()


@pytest.mark.usefixtures("sure")
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_of_a_call_a_few_sentences_that_lead_to_turns_of_it(name: str, language: str) -> None:
    sample = read_sample(name)
    found = sentences(measured(sample), 0, language)
    assert any(found.values())
    for told in found.values():
        assert len(told) <= MOST
        for sentence in told:
            assert len(sentence.turns) <= MOST_TURNS
            assert set(sentence.turns) <= set(range(1, len(sample.turns) + 1))
            assert "{" not in sentence.text


@pytest.mark.usefixtures("sure")
def test_a_turn_is_linked_once() -> None:
    assert said(CLOSING, {"2": ["closing"]}, Family.ECSTASY)[0].turns == (2,)
    both = {"2": ["driver_stated:stay", "driver_stated:move_to_us"]}
    assert said(DRIVEN, both, Family.ECSTASY)[0].turns == (2,)
    acts = {"1": ["price"], "3": ["discount"], "6": ["discount"]}
    assert said(PRICED, acts, Family.LEARNING)[-1].turns == (1, 3, 6)


@pytest.mark.usefixtures("sure")
def test_words_that_came_back_lead_to_words_that_came_back() -> None:
    """Not to the story, of which the words did not: that is the next moment of the measure."""
    story = "0:00-0:20 Karel: Onze brug is dicht.\n0:21-0:25 Anna: Wij leveren ook aan bakkers.\n"
    at = 30
    lines = []
    for line in FIVE.strip().splitlines()[1:]:
        lines.append(f"0:{at}-0:{at + 1} {line}")
        at += 2
    text = "# verkoper: Anna\n" + story + "\n".join(lines)
    moments = measured(talk(text)).moments.filter(measure="uptake")
    assert moments.select("turn", "to_turn").rows() == [(3, 4), (1, 2)]
    (told,) = said(text, {}, Family.ATTENTION)[-1:]
    assert "klonken woorden van de klant terug" in told.text
    assert told.turns == (3, 4)


@pytest.mark.usefixtures("sure")
def test_the_rebuff_comes_first_and_a_fourth_sentence_is_kept() -> None:
    text = """
    # verkoper: Anna
    0:00-0:04 Anna: Wat maakte dat je belde?
    0:05-0:09 Karel: Wat kost zo'n koelcel?
    0:10-0:14 Anna: Drieduizend euro.
    0:15-0:19 Karel: Nee, dank je.
    """
    acts = {"1": ["open_question"], "4": ["rebuff"]}
    assert texts(text, acts, Family.POWER) == [
        "De klant hield het gesprek zelf af; kijk wat daarvoor gezegd werd.",
        "De eerste zet van de verkoper was een vraag aan de klant.",
        "Beurten met een vraag: verkoper 1, klant 1.",
        "Beurten van de klant met een vraag waarna de verkoper sprak: 1.",
    ]


@pytest.mark.usefixtures("sure")
def test_the_next_step_is_kept_after_three_others() -> None:
    acts = {"1": ["enthusiasm"], "2": ["closing", "next_step_proposal"], "3": ["next_step_commit"]}
    acts["1"].append("driver_stated:stay")
    told = texts(CLOSING, acts, Family.ECSTASY)
    assert len(told) == MOST
    assert told[-1] == "Herkend: een voorstel voor een volgende stap, waar de klant op inging."


@pytest.mark.usefixtures("sure")
@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        (
            """
            # verkoper: Anna
            0:00-0:10 Karel: Dat is zo.
            0:09-0:20 Lies: Ja, dat is zo.
            0:21-0:21 Anna: Zo.
            """,
            {"seller": None, "customer": "too_few"},
        ),
        (
            """
            # verkoper: Anna, Lies
            0:00-0:10 Anna: Dat is zo.
            0:09-0:20 Lies: Ja, dat is zo.
            0:21-0:21 Karel: Zo.
            """,
            {"seller": "too_few", "customer": None},
        ),
    ],
)
def test_of_interruptions_nothing_is_said_unless_both_are_known(
    text: str, unknown: dict[str, str | None]
) -> None:
    found = measured(talk(text)).readings.filter(measure="interruptions")
    assert dict(found.select("kind", "unknown").rows()) == unknown
    assert not [told for told in texts(text, {}, Family.ATTENTION) if "in de rede" in told]
