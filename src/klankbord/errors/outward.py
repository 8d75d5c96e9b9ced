"""What goes out over the network, and what comes in by a webhook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.files import Refused
from klankbord.errors.forms import BadForm, Mistake
from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_

__all__ = [
    "AnswerRefuses",
    "BadDelivery",
    "BadOutlet",
    "BadTarget",
    "FetchInTheOpen",
    "FetchInside",
    "FetchNotNamed",
    "FetchedPage",
    "HostNotNamed",
    "NoAnswer",
    "NotFetched",
    "NotOverHttps",
    "NotTheFile",
    "OutOfTime",
    "OutletInside",
    "OwnNetwork",
    "Replayed",
    "RuleStopped",
    "SearchMissing",
    "TargetNotNamed",
    "Unsigned",
]


@dataclass(eq=False)
class HostNotNamed(UsageError):
    """Klankbord goes nowhere but where an admin said that it may."""

    sentence: ClassVar[str] = N_(
        "Klankbord mag niet naar {host}; een beheerder kan dat adres noemen bij Beheer → Uitgaand."
    )
    host: str


@dataclass(eq=False)
class OwnNetwork(UsageError):
    """The name leads into the organisation's own network, or to this very machine."""

    sentence: ClassVar[str] = N_(
        "{host} staat in je eigen netwerk of op deze machine; daar gaat Klankbord alleen heen "
        "als een beheerder dat bij Beheer → Uitgaand met zoveel woorden toestaat."
    )
    host: str


@dataclass(eq=False)
class NotOverHttps(UsageError):
    """A line that anybody can read, to a host that was not named with http://."""

    sentence: ClassVar[str] = N_(
        "{host} vraagt om een verbinding zonder versleuteling; gebruik https, of laat een "
        "beheerder het adres met http:// ervoor noemen."
    )
    host: str


@dataclass(eq=False)
class NoAnswer(KlankbordError):
    """A server does not answer, or breaks off; another time it may."""

    sentence: ClassVar[str] = N_("{host} geeft geen (heel) antwoord: {reason}.")
    http_status: ClassVar[int] = 503
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    host: str
    reason: str


@dataclass(eq=False)
class AnswerRefuses(KlankbordError):
    """A server answers, with something else than what was asked for."""

    sentence: ClassVar[str] = N_("{host} antwoordt met {status}.")
    http_status: ClassVar[int] = 503
    host: str
    status: int


@dataclass(eq=False)
class NotTheFile(UsageError):
    """A page comes where a recording or a transcript was asked for: often one to sign in."""

    sentence: ClassVar[str] = N_(
        "{host} geeft geen opname of transcript maar een webpagina; "
        "kijk na of de bron de juiste sleutel heeft."
    )
    host: str


@dataclass(eq=False)
class NotFetched(Refused):
    """A recording or a transcript that is not brought here from where it is."""

    host: str


@dataclass(eq=False)
class FetchNotNamed(NotFetched):
    """Of `HostNotNamed`, for a file."""

    sentence: ClassVar[str] = N_(
        "{file} is niet opgehaald: Klankbord mag niet naar {host}. Een beheerder kan dat adres "
        "noemen bij Beheer → Uitgaand."
    )


@dataclass(eq=False)
class FetchInside(NotFetched):
    """Of `OwnNetwork`, for a file."""

    sentence: ClassVar[str] = N_(
        "{file} is niet opgehaald: {host} staat in je eigen netwerk of op deze machine. Een "
        "beheerder kan dat bij Beheer → Uitgaand met zoveel woorden toestaan."
    )


@dataclass(eq=False)
class FetchInTheOpen(NotFetched):
    """Of `NotOverHttps`, for a file."""

    sentence: ClassVar[str] = N_(
        "{file} is niet opgehaald: {host} vraagt om een verbinding zonder versleuteling. Gebruik "
        "https, of laat een beheerder het adres met http:// ervoor noemen."
    )


@dataclass(eq=False)
class FetchedPage(NotFetched):
    """Of `NotTheFile`, for a file."""

    sentence: ClassVar[str] = N_(
        "{file} is niet opgehaald: {host} geeft een webpagina. Kijk na of de bron de juiste "
        "sleutel heeft."
    )


@dataclass(eq=False)
class BadOutlet(Mistake):
    """What an admin named is no host."""

    sentence: ClassVar[str] = N_(
        "Schrijf een adres zonder pad, zoals haken.bedrijf.nl, *.zoom.us of "
        "http://centrale.intern:8080; een * kan alleen vooraan, en niet met http:// "
        "of in je eigen netwerk."
    )
    field: ClassVar[str] = "host"


@dataclass(eq=False)
class OutletInside(Mistake):
    """A host lies in the organisation's own network, and that was not said."""

    sentence: ClassVar[str] = N_(
        "{host} ligt in je eigen netwerk. Kruis dat hieronder aan, anders komt Klankbord er niet. "
        "Is het daar zonder versleuteling, zet er dan http:// voor."
    )
    field: ClassVar[str] = "host"
    host: str


@dataclass(eq=False)
class BadTarget(Mistake):
    """A webhook cannot go to such an address."""

    sentence: ClassVar[str] = N_(
        "Schrijf een heel adres, zoals https://haken.bedrijf.nl/klankbord, zonder wachtwoord erin."
    )
    field: ClassVar[str] = "url"


@dataclass(eq=False)
class TargetNotNamed(Mistake):
    """A webhook to a host that no admin named."""

    sentence: ClassVar[str] = N_(
        "Naar {host} mag Klankbord nog niet; een beheerder kan dat adres noemen bij "
        "Beheer → Uitgaand."
    )
    field: ClassVar[str] = "url"
    host: str


@dataclass(eq=False)
class SearchMissing(Mistake):
    """A rule without a search."""

    sentence: ClassVar[str] = N_("Kies een van je bewaarde zoekopdrachten.")
    field: ClassVar[str] = "search"


@dataclass(eq=False)
class RuleStopped(UsageError):
    """A rule that is at rest, or whose maker makes no rules any more."""

    sentence: ClassVar[str] = N_("Deze regel staat uit, of wie hem maakte mag dat niet meer.")


@dataclass(eq=False)
class Unsigned(UsageError):
    """A webhook that is not from whom it says: no signature, another one, or for another text."""

    sentence: ClassVar[str] = N_("De handtekening klopt niet.")
    http_status: ClassVar[int] = 401


@dataclass(eq=False)
class OutOfTime(UsageError):
    """A webhook of too long ago, or from a clock that is wrong."""

    sentence: ClassVar[str] = N_("De handtekening is niet van nu; kijk na of de klok gelijk loopt.")
    http_status: ClassVar[int] = 401


@dataclass(eq=False)
class Replayed(UsageError):
    """The very same webhook came before."""

    sentence: ClassVar[str] = N_("Dit is al eens aangekomen.")
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class BadDelivery(BadForm):
    """A webhook that is signed, and that says nothing that can be read."""

    sentence: ClassVar[str] = N_("Dit is niet te lezen: {reason}.")
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    reason: str
