"""What is asked of consent, objections and private calls, and cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.files import Refused
from klankbord.errors.forms import Mistake
from klankbord.errors.sources import NotBetween
from klankbord.errors.tree import UsageError
from klankbord.i18n import N_

__all__ = [
    "CallKeptOut",
    "NotTold",
    "NoticeMissing",
    "NoticeOrDemand",
    "NoticeTooLong",
    "NumberThere",
    "NumberTooBroad",
    "NumberUnclear",
    "PartyUnclear",
    "ToldMissing",
    "TooLateForPrivate",
    "TooManyNumbers",
    "WaitBetween",
]


@dataclass(eq=False)
class NoticeMissing(Mistake):
    """It is said how parties are told, and not by which text."""

    sentence: ClassVar[str] = N_("Schrijf op wat de ander dan hoort of leest, woord voor woord.")
    field: ClassVar[str] = "text"


@dataclass(eq=False)
class NoticeOrDemand(Mistake):
    """A source that is on would neither tell its parties anything nor demand that they knew."""

    sentence: ClassVar[str] = N_(
        "Schrijf bij Toestemming op wat iedereen bij deze bron hoort of leest, of bewaar alleen "
        "gesprekken waarvan de ander wist dat ze werden opgenomen. Zonder een van beide kan deze "
        "bron niet aan staan."
    )
    field: ClassVar[str] = "text"


@dataclass(eq=False)
class NoticeTooLong(Mistake):
    """A text by which somebody is told that is longer than anybody listens to."""

    sentence: ClassVar[str] = N_("Deze tekst is te lang; hoogstens {limit} tekens.")
    field: ClassVar[str] = "text"
    limit: int


@dataclass(eq=False)
class WaitBetween(NotBetween):
    """How many hours consent may come afterwards."""

    field: ClassVar[str] = "wait_h"


@dataclass(eq=False)
class ToldMissing(Mistake):
    """It is to be noted that somebody was told, and not how."""

    sentence: ClassVar[str] = N_("Kies hoe de ander het wist.")
    field: ClassVar[str] = "how"


@dataclass(eq=False)
class PartyUnclear(Mistake):
    """Neither a telephone number nor an e-mail address."""

    sentence: ClassVar[str] = N_(
        "Dit is geen telefoonnummer en geen e-mailadres; schrijf bijvoorbeeld 06 12345678, "
        "+32 470 12 34 56 of naam@bedrijf.nl."
    )
    field: ClassVar[str] = "party"


@dataclass(eq=False)
class NumberUnclear(Mistake):
    """What is to go on a list of numbers, and is none."""

    sentence: ClassVar[str] = N_(
        "Dit is geen telefoonnummer; schrijf bijvoorbeeld 06 12345678, of 020 555 1* voor alle "
        "nummers die zo beginnen."
    )
    field: ClassVar[str] = "number"


@dataclass(eq=False)
class NumberTooBroad(Mistake):
    """A beginning that far too many numbers have."""

    sentence: ClassVar[str] = N_(
        "Zo beginnen te veel nummers; schrijf er minstens {limit} cijfers van."
    )
    field: ClassVar[str] = "number"
    limit: int


@dataclass(eq=False)
class NumberThere(Mistake):
    """A number that is on the list already."""

    sentence: ClassVar[str] = N_("Dit nummer staat al op de lijst.")
    field: ClassVar[str] = "number"


@dataclass(eq=False)
class TooManyNumbers(Mistake):
    """A list that is full."""

    sentence: ClassVar[str] = N_("De lijst is vol: hoogstens {limit} nummers.")
    field: ClassVar[str] = "number"
    limit: int


@dataclass(eq=False)
class TooLateForPrivate(UsageError):
    """A call is called private when its time for that is over, or that was never needed."""

    sentence: ClassVar[str] = N_(
        "De tijd om dit gesprek privé te noemen is om; verwijderen kan nog wel, onder ‘Verwijder "
        "dit gesprek’."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class CallKeptOut(Refused):
    """A call with somebody with whom none is kept."""

    sentence: ClassVar[str] = N_(
        "{file}: dit gesprek is niet bewaard, want met wie het is wordt niets bewaard."
    )


@dataclass(eq=False)
class NotTold(Refused):
    """A call given by hand of which nobody noted yet that the other party knew."""

    sentence: ClassVar[str] = N_(
        "{file}: dit gesprek is niet bewaard, want nergens staat dat de ander van de opname wist. "
        "Wist die het wel? Voeg het dan opnieuw toe en vul in hoe. Wacht het gesprek nog bij een "
        "collega, dan is dat aan die collega."
    )
