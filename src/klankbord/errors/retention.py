"""What is asked of keeping, holding and erasing, and cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.forms import Mistake
from klankbord.errors.sources import NotBetween
from klankbord.errors.tree import UsageError
from klankbord.i18n import N_

__all__ = [
    "BackupsBetween",
    "BadErasedList",
    "CoachingSoundBetween",
    "CoachingSoundLonger",
    "CoachingTextBetween",
    "CountUnsure",
    "FoundChanged",
    "HeldForDispute",
    "LeftBetween",
    "LibrarySoundBetween",
    "LibrarySoundLonger",
    "LibraryTextBetween",
    "OtherInstallation",
    "ReasonMissing",
    "ReasonTooLong",
    "RestoreUnfinished",
    "SeveralMeant",
    "WhoUnclear",
]


@dataclass(eq=False)
class HeldForDispute(UsageError):
    """Something of a call is to go of which nothing may go."""

    sentence: ClassVar[str] = N_(
        "Dit gesprek wordt vastgehouden: er loopt een geschil, en tot dat voorbij is gaat er niets "
        "van weg. Vraag het aan een beheerder."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class CoachingSoundBetween(NotBetween):
    """How many days recordings are kept."""

    field: ClassVar[str] = "coaching_sound"


@dataclass(eq=False)
class CoachingTextBetween(NotBetween):
    """How many days calls are kept."""

    field: ClassVar[str] = "coaching_text"


@dataclass(eq=False)
class LibrarySoundBetween(NotBetween):
    """How many days recordings in the library are kept."""

    field: ClassVar[str] = "library_sound"


@dataclass(eq=False)
class LibraryTextBetween(NotBetween):
    """How many days calls in the library are kept."""

    field: ClassVar[str] = "library_text"


@dataclass(eq=False)
class LeftBetween(NotBetween):
    """How many days what never became a call is kept."""

    field: ClassVar[str] = "left"


@dataclass(eq=False)
class BackupsBetween(NotBetween):
    """How many days the house keeps backups."""

    field: ClassVar[str] = "backups"


@dataclass(eq=False)
class CoachingSoundLonger(Mistake):
    """The sound of calls would be kept longer than the calls."""

    sentence: ClassVar[str] = N_("Het geluid kan niet langer blijven dan de tekst.")
    field: ClassVar[str] = "coaching_sound"


@dataclass(eq=False)
class LibrarySoundLonger(CoachingSoundLonger):
    """The same in the library."""

    field: ClassVar[str] = "library_sound"


@dataclass(eq=False)
class ReasonMissing(Mistake):
    """A call is to be kept longer, and nobody says why."""

    sentence: ClassVar[str] = N_("Schrijf in één zin op waarom.")
    field: ClassVar[str] = "reason"


@dataclass(eq=False)
class ReasonTooLong(Mistake):
    """A reason that is a story."""

    sentence: ClassVar[str] = N_("Houd het bij {limit} tekens.")
    field: ClassVar[str] = "reason"
    limit: int


@dataclass(eq=False)
class WhoUnclear(Mistake):
    """Neither a number, nor an e-mail address, nor a name."""

    sentence: ClassVar[str] = N_(
        "Vul een telefoonnummer, een e-mailadres of een hele naam in; van een naam minstens "
        "{least} letters."
    )
    field: ClassVar[str] = "who"
    least: int


@dataclass(eq=False)
class SeveralMeant(Mistake):
    """More than one number or address, which may be of more than one person."""

    sentence: ClassVar[str] = N_(
        "Hier staan meer nummers of adressen. Vul er één in, en zoek de andere daarna."
    )
    field: ClassVar[str] = "who"


@dataclass(eq=False)
class FoundChanged(UsageError):
    """What was shown before erasing is no longer what there is."""

    sentence: ClassVar[str] = N_(
        "Er is intussen iets bijgekomen of weggegaan. Er is niets gewist; zoek opnieuw en kijk wat "
        "er nu is."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class CountUnsure(Mistake):
    """Much is to be erased, and the count that was typed is another.

    `things` are calls and what stands beside calls; what hangs on a call is no thing apart.
    """

    sentence: ClassVar[str] = N_(
        "Dit is veel. Typ het aantal ({things}: gesprekken en wat ernaast staat bij elkaar) over, "
        "zodat het geen vergissing is."
    )
    field: ClassVar[str] = "count"
    things: int


@dataclass(eq=False)
class BadErasedList(UsageError):
    """The list of what was erased cannot be read."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is geen lijst van wat gewist is; neem het bestand erased.jsonl uit de "
        "gegevensmap, of een latere reservekopie. Er is niets teruggezet."
    )
    file: str


@dataclass(eq=False)
class OtherInstallation(UsageError):
    """The list of what was erased is of another Klankbord than the backup."""

    sentence: ClassVar[str] = N_(
        "{file}: deze lijst van wat gewist is, hoort bij een andere Klankbord dan de reservekopie; "
        "ermee zou iets anders gewist worden. Neem erased.jsonl uit de gegevensmap van deze "
        "Klankbord. Er is niets teruggezet."
    )
    file: str


@dataclass(eq=False)
class RestoreUnfinished(UsageError):
    """A backup is put back, and what was erased since is not erased again yet."""

    sentence: ClassVar[str] = N_(
        "Hier is een reservekopie teruggezet, maar wat sindsdien gewist is, is nog niet opnieuw "
        "gewist. Voer `klankbord restore` nog eens uit met dezelfde reservekopie; dat gaat verder "
        "waar het ophield. Tot dan gaat Klankbord niet open."
    )
    http_status: ClassVar[int] = 409
