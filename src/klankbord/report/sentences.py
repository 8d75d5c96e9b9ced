"""What stands at the top of each question: up to four sentences that say it in words.

A sentence is made from readings by a rule, stands on their moments, and is left out where a
reading is unknown or where a cue that it needs was right less than half of the time on calls kept
apart (`language.precision`). It tells what happened; it grades nobody and predicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

import polars as pl

from klankbord.i18n import N_, Translate, translator
from klankbord.language.precision import is_sure
from klankbord.measures import CATALOGUE, Family
from klankbord.measures.measuring import Measured
from klankbord.report.values import duration, number, value_text

MEASURES = {measure.id: measure for measure in CATALOGUE}
MOST = 4
"""So many sentences a question at most."""


@dataclass(frozen=True)
class Sentence:
    """What was seen, in a sentence, and the turns that bear it out."""

    text: str
    turns: tuple[int, ...] = ()


class Facts:
    """The readings and moments of one call, as rules ask for them."""

    def __init__(self, measured: Measured, call: int, language: str) -> None:
        self.readings = {
            (row["measure"], row["kind"]): row
            for row in measured.readings.filter(pl.col.call == call).iter_rows(named=True)
        }
        self.moments = measured.moments.filter(pl.col.call == call).rows(named=True)
        self.language = language
        self.spoken: str = measured.calls.filter(pl.col.call == call)["language"][0]
        self._: Translate = translator(language)

    def value(self, measure: str, kind: str = "") -> float | None:
        """The value of a reading, None where it is unknown."""
        row = self.readings.get((measure, kind))
        return None if row is None or row["unknown"] is not None else row["value"]

    def part(self, measure: str, kind: str = "") -> float:
        """The part of a reading, 0 where it is unknown."""
        row = self.readings.get((measure, kind))
        return 0 if row is None or row["part"] is None else float(row["part"])

    def whole(self, measure: str, kind: str = "") -> float:
        """The whole of a reading, 0 where it is unknown."""
        row = self.readings.get((measure, kind))
        return 0 if row is None or row["whole"] is None else float(row["whole"])

    def turns(self, measure: str, kind: str | None = None) -> tuple[int, ...]:
        """The turns of a measure's moments, with those that they play up to."""
        found = (
            turn
            for row in self.moments
            if row["measure"] == measure and kind in (None, row["kind"])
            for turn in (row["turn"], row["to_turn"])
            if turn
        )
        return tuple(dict.fromkeys(found))[:MOST_TURNS]

    def told(self, value: float, unit: str) -> str:
        """A value as the reader's language writes it."""
        return value_text(value, unit, self.language)

    def count(self, value: float) -> str:
        """A whole number."""
        return number(round(value), self.language, "0")

    def share(self, part: float, whole: float) -> str:
        """So many of so many."""
        return self._(N_("{part} van de {whole}")).format(
            part=self.count(part), whole=self.count(whole)
        )

    def stands(self, measure: str) -> bool:
        """Whether what a measure rests on may feed a sentence in the language of the call."""
        return MEASURES[measure].is_sure(self.spoken)

    def sure(self, *cues: str) -> bool:
        """Whether each of these cues may feed a sentence in the language of the call."""
        return all(is_sure(cue, self.spoken) for cue in cues)

    def say(self, text: str, turns: tuple[int, ...] = (), **facts: str) -> Sentence:
        """A sentence, translated and filled in."""
        return Sentence(self._(text).format(**facts), turns)


MOST_TURNS = 4
Rule = Callable[[Facts], Iterator[Sentence]]


def sentences(measured: Measured, call: int, language: str) -> dict[Family, tuple[Sentence, ...]]:
    """The sentences of each question about one call; a family that has none may be left out.

    Args:
        measured: the calls.
        call: the number in the frames of the one to speak of.
        language: nl or en, the reader's.
    """
    facts = Facts(measured, call, language)
    return {family: tuple(islice(rule(facts), MOST)) for family, rule in RULES.items()}


_INTERRUPTIONS = {
    (False, False): N_("Niemand viel de ander in de rede."),
    (True, False): N_("De verkoper viel de klant {seller} keer in de rede, de klant nooit."),
    (False, True): N_("De klant viel de verkoper {customer} keer in de rede, de verkoper nooit."),
    (True, True): N_(
        "De verkoper viel de klant {seller} keer in de rede, de klant de verkoper {customer} keer."
    ),
}


def _attention(facts: Facts) -> Iterator[Sentence]:
    talk = facts.value("talk-share", "customer")
    story = facts.value("longest-story")
    if talk is not None and story is not None:
        yield facts.say(
            N_("De kant van de klant had {share} van de spreektijd, hooguit {long} aan één stuk."),
            facts.turns("longest-story"),
            share=facts.told(talk, "share"),
            long=duration(int(story), facts.language),
        )
    if None not in (facts.value("interruptions", side) for side in ("seller", "customer")):
        cuts = [facts.part("interruptions", side) for side in ("seller", "customer")]
        yield facts.say(
            _INTERRUPTIONS[bool(cuts[0]), bool(cuts[1])],
            facts.turns("interruptions"),
            seller=facts.count(cuts[0]),
            customer=facts.count(cuts[1]),
        )
    uptake, chance = facts.value("uptake"), facts.value("uptake-by-chance")
    if uptake is not None and chance is not None:
        yield facts.say(
            N_(
                "In {share} antwoorden klonken woorden van de klant terug; bij willekeurige "
                "antwoorden is dat {chance}."
            ),
            facts.turns("uptake")[:2],
            share=facts.share(facts.part("uptake"), facts.whole("uptake")),
            chance=facts.told(chance, "share"),
        )


def _power(facts: Facts) -> Iterator[Sentence]:
    if facts.part("rebuff") and facts.stands("rebuff"):
        yield facts.say(
            N_("De klant hield het gesprek zelf af; kijk wat daarvoor gezegd werd."),
            facts.turns("rebuff"),
        )
    opens = facts.value("opens-with-question")
    if opens is not None and facts.stands("opens-with-question"):
        yield facts.say(
            N_("De eerste zet van de verkoper was een vraag aan de klant.")
            if opens
            else N_("De eerste zet van de verkoper was geen vraag aan de klant."),
            facts.turns("opens-with-question"),
        )
    seller = facts.value("question-balance", "seller")
    if seller is not None:
        asked = facts.part("question-balance", "seller")
        yield facts.say(
            N_("Beurten met een vraag: verkoper {seller}, klant {customer}."),
            (),
            seller=facts.count(asked),
            customer=facts.count(facts.part("question-balance", "customer")),
        )
    if facts.value("answers", "at_once") is not None and facts.stands("answers"):
        given = facts.part("answers", "given_back")
        yield facts.say(
            N_(
                "Beurten van de klant met een vraag waarna de verkoper sprak: {all}; herkend als "
                "eerst teruggegeven: {back}."
            )
            if given
            else N_("Beurten van de klant met een vraag waarna de verkoper sprak: {all}."),
            facts.turns("answers", "given_back") or facts.turns("answers"),
            all=facts.count(facts.whole("answers", "at_once")),
            back=facts.count(given),
        )


SKIPPED = {
    "needs": N_("wat de klant nodig heeft"),
    "obstacles": N_("wat in de weg staat"),
    "decision": N_("hoe de klant beslist"),
}
SKIPPED_CUES = {"needs": ("need",), "obstacles": ("obstacle",), "decision": ("decision_process",)}
WAYS = {
    "stay": N_("bij het oude blijven"),
    "move_to_us": N_("met jou in zee gaan"),
    "move_elsewhere": N_("iets anders kiezen"),
}


def _ecstasy(facts: Facts) -> Iterator[Sentence]:
    seller, customer = (facts.part("enthusiasm", side) for side in ("seller", "customer"))
    known = facts.value("enthusiasm", "seller") is not None
    if known and (seller or customer) and facts.stands("enthusiasm"):
        echo = facts.part("ecstasy")
        text = N_("Herkend als enthousiast, in beurten: verkoper {seller}, klant {customer}.")
        if customer and facts.value("ecstasy") is not None:
            text = N_(
                "Herkend als enthousiast, in beurten: verkoper {seller}, klant {customer}, waarvan "
                "{echo} vlak na de verkoper."
            )
        yield facts.say(
            text,
            facts.turns("enthusiasm"),
            seller=facts.count(seller),
            customer=facts.count(customer),
            echo=facts.count(echo),
        )
    if facts.value("steps-skipped", "needs") is not None and facts.sure("closing"):
        skipped = [
            step
            for step in SKIPPED
            if facts.value("steps-skipped", step) and facts.sure(*SKIPPED_CUES[step])
        ]
        if skipped:
            yield facts.say(
                N_("Toen de verkoper wilde afsluiten, hoorde Klankbord nog niets over: {steps}."),
                facts.turns("steps-skipped"),
                steps=", ".join(facts._(SKIPPED[step]) for step in skipped),
            )
    stated = [
        way
        for way in WAYS
        if facts.value("drivers", f"{way}_stated") and facts.sure(f"driver_stated:{way}")
    ]
    if stated:
        yield facts.say(
            N_("De klant zei in eigen woorden waarom: {ways}."),
            tuple(
                dict.fromkeys(t for way in stated for t in facts.turns("drivers", f"{way}_stated"))
            ),
            ways=", ".join(facts._(WAYS[way]) for way in stated),
        )
    if facts.value("next-step") is not None and facts.stands("next-step"):
        agreed = facts.value("next-step")
        yield facts.say(
            N_("Herkend: een voorstel voor een volgende stap, waar de klant op inging.")
            if agreed
            else N_("Klankbord herkende geen volgende stap waar de klant ja op zei."),
            facts.turns("next-step"),
        )


def _connection(facts: Facts) -> Iterator[Sentence]:
    # Of what was found as not argued with, more than half was no such thing.
    argued = facts.part("objections", "argued")
    if argued and facts.stands("objections"):
        yield facts.say(
            N_("Herkend als een bezwaar dat de verkoper tegensprak: {n} keer."),
            facts.turns("objections", "argued"),
            n=facts.count(argued),
        )
    first = facts.value("need-before-product")
    if first is not None and facts.stands("need-before-product"):
        yield facts.say(
            N_("Een behoefte van de klant kwam eerder ter sprake dan het aanbod.")
            if first
            else N_(
                "Het aanbod kwam ter sprake voordat Klankbord een behoefte van de klant hoorde."
            ),
            facts.turns("need-before-product"),
        )
    new = facts.part("new-ground")
    if new:
        yield facts.say(
            N_("Woorden die pas in de tweede helft opkwamen en die beiden overnamen: {n}."),
            facts.turns("new-ground"),
            n=facts.count(new),
        )


def _learning(facts: Facts) -> Iterator[Sentence]:
    early = facts.value("price-before-need")
    if early is not None and facts.stands("price-before-need"):
        yield facts.say(
            N_("De verkoper noemde een prijs voordat Klankbord een behoefte van de klant hoorde.")
            if early
            else N_("De verkoper noemde pas een prijs nadat de klant een behoefte noemde."),
            facts.turns("price-before-need"),
        )
    unasked, asked = (
        facts.part("discount-after-price", kind) for kind in ("unasked", "after_objection")
    )
    if (unasked or asked) and facts.stands("discount-after-price"):
        yield facts.say(
            N_(
                "Herkend als praten over korting door de verkoper, na een eigen prijs: {all} keer, "
                "waarvan {asked} na bezwaar of vraag."
            ),
            facts.turns("discount-after-price"),
            all=facts.count(unasked + asked),
            asked=facts.count(asked),
        )


RULES: dict[Family, Rule] = {
    Family.ATTENTION: _attention,
    Family.POWER: _power,
    Family.ECSTASY: _ecstasy,
    Family.CONNECTION: _connection,
    Family.LEARNING: _learning,
}
