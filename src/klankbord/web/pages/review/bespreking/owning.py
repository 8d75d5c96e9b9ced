"""Whose was what: the questions to both, beside what the call itself shows of it."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.i18n import N_, Translate
from klankbord.report.sentences import Facts
from klankbord.service.learning.review_room import Room

EARLY = N_("De prijs viel voordat er een behoefte van de klant gehoord was.")
AFTER = N_("Na de prijs kwam er korting.")
BOTH = N_("De prijs viel voordat er een behoefte gehoord was, en daarna kwam er korting.")
TO_COACH = N_("Wat had {name} van jou nodig gehad om het anders te kunnen doen?")


@dataclass(frozen=True)
class Seen:
    """What the call shows that both should know before they say whose it was.

    `trigger` are the seller's words just before the first rebuff, `price` says that it was named
    early or was followed by a discount; each "" where nothing of the kind was found.
    """

    trigger: str
    price: str
    to_coach: str


def seen_of(room: Room, language: str, _: Translate) -> Seen:
    """What was found in the call, where that may be relied on."""
    if room.measured is None:
        return Seen("", "", "")
    facts = Facts(room.measured, 0, language)
    price = _price(facts)
    name = room.review.person
    return Seen(
        trigger=_trigger(room, facts),
        price=_(price),
        to_coach=_(TO_COACH).format(name=name) if price else "",
    )


def _price(facts: Facts) -> str:
    early = bool(facts.value("price-before-need")) and facts.stands("price-before-need")
    given = sum(facts.part("discount-after-price", kind) for kind in ("unasked", "after_objection"))
    after = bool(given) and facts.stands("discount-after-price")
    return {(True, True): BOTH, (True, False): EARLY, (False, True): AFTER}.get((early, after), "")


def _trigger(room: Room, facts: Facts) -> str:
    """The seller's words just before the first rebuff."""
    if not facts.stands("rebuff"):
        return ""
    for row in facts.moments:
        if row["measure"] == "rebuff" and row["turn"]:
            turn = room.conversation.turns[row["turn"] - 1]
            said_by = room.conversation.party(turn.party).side.value
            return " ".join(turn.text.split()) if said_by == "seller" else ""
    return ""
