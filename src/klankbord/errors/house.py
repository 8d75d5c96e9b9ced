"""The installation and its doors: no database, not there, not allowed, not done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.forms import BadForm
from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_

__all__ = [
    "AlreadySetUp",
    "BadBackup",
    "GaveUp",
    "JobUnknown",
    "JobUnreadable",
    "LinkGone",
    "NewerStore",
    "NoDatabase",
    "NoPort",
    "NotAllowed",
    "NotEmpty",
    "NotFound",
    "NotFromHere",
    "NotSignedIn",
    "NotThere",
    "NothingGiven",
    "SetUpElsewhere",
    "TooBusy",
    "TooMuchAtOnce",
    "UnknownPerson",
    "WentWrong",
]


@dataclass(eq=False)
class NoDatabase(UsageError):
    """The address of the database is none, or nothing answers there."""

    sentence: ClassVar[str] = N_(
        "Geen database op {address} ({reason}); zie de instelling ‘database’."
    )
    address: str
    reason: str


@dataclass(eq=False)
class NotThere(UsageError):
    """There is no installation where one is asked for; nothing was made there."""

    sentence: ClassVar[str] = N_(
        "Hier staat geen Klankbord: {where}. Noem met --data de map die `klankbord serve` "
        "gebruikt, of begin daar met `klankbord serve`."
    )
    where: str


@dataclass(eq=False)
class NoPort(UsageError):
    """The pages cannot be put where the settings say."""

    sentence: ClassVar[str] = N_(
        "Op {host}:{port} kan Klankbord niet open ({reason}); "
        "kies iets anders met --host of --port."
    )
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    host: str
    port: int
    reason: str


@dataclass(eq=False)
class NewerStore(UsageError):
    """A later version of Klankbord has been at this store."""

    sentence: ClassVar[str] = N_(
        "Deze gegevens zijn van een nieuwere Klankbord ({version}); installeer die versie."
    )
    version: str


@dataclass(eq=False)
class UnknownPerson(UsageError):
    """Nobody of the house has this e-mail address."""

    sentence: ClassVar[str] = N_("Niemand hier heeft het adres {email}; nodig eerst iemand uit.")
    email: str


@dataclass(eq=False)
class NotEmpty(UsageError):
    """A backup is restored into an empty store only."""

    sentence: ClassVar[str] = N_(
        "Hier staan al gegevens; zet een reservekopie terug in een lege gegevensmap."
    )


@dataclass(eq=False)
class BadBackup(UsageError):
    """The file is no backup of this version of Klankbord, or it is damaged."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is geen (hele) reservekopie van deze Klankbord; neem een andere."
    )
    file: str


@dataclass(eq=False)
class NotFound(UsageError):
    """It is not there, or not for this person to see; which of the two is not told."""

    sentence: ClassVar[str] = N_("Hier is niets (meer), of het is niet van jou.")
    http_status: ClassVar[int] = 404


@dataclass(eq=False)
class NotAllowed(UsageError):
    """Somebody may not do this."""

    sentence: ClassVar[str] = N_("Dat kan alleen iemand anders; vraag het je beheerder.")
    http_status: ClassVar[int] = 403


@dataclass(eq=False)
class NotSignedIn(UsageError):
    """Nobody is signed in, or not any more."""

    sentence: ClassVar[str] = N_("Log eerst in.")
    http_status: ClassVar[int] = 401


@dataclass(eq=False)
class NotFromHere(UsageError):
    """A form was sent from another site, or from a page of before the last sign-in."""

    sentence: ClassVar[str] = N_(
        "Deze pagina is verlopen; ga terug, ververs de pagina en probeer het opnieuw."
    )
    http_status: ClassVar[int] = 403


@dataclass(eq=False)
class LinkGone(UsageError):
    """The link of an invitation or for a new password has ended, was used, or never was."""

    sentence: ClassVar[str] = N_("Deze link werkt niet meer; vraag je beheerder om een nieuwe.")
    http_status: ClassVar[int] = 404


@dataclass(eq=False)
class AlreadySetUp(UsageError):
    """There are people already; they let others in."""

    sentence: ClassVar[str] = N_("Klankbord is hier al ingericht; log in.")
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class SetUpElsewhere(UsageError):
    """Whoever sets Klankbord up where others reach it must have the link that was printed."""

    sentence: ClassVar[str] = N_(
        "Zet Klankbord op met de link die `klankbord serve` toonde toen het startte; "
        "zo kan niemand anders je voor zijn."
    )
    http_status: ClassVar[int] = 403


@dataclass(eq=False)
class TooBusy(KlankbordError):
    """More people sign in at once than can be served."""

    sentence: ClassVar[str] = N_("Het is even druk; probeer het zo nog eens.")
    http_status: ClassVar[int] = 503


@dataclass(eq=False)
class NothingGiven(BadForm):
    """A form for files without a file."""

    sentence: ClassVar[str] = N_("Kies eerst een of meer bestanden.")


@dataclass(eq=False)
class TooMuchAtOnce(UsageError):
    """The files of one form are larger together than may be sent at once."""

    sentence: ClassVar[str] = N_(
        "Samen zijn deze bestanden groter dan {limit_mb} MB; geef ze in een paar keer."
    )
    http_status: ClassVar[int] = 413
    limit_mb: int


@dataclass(eq=False)
class WentWrong(KlankbordError):
    """A fault of ours or of the machine, in work that will be tried again."""

    sentence: ClassVar[str] = N_(
        "Er ging iets mis, niet door je bestand; Klankbord probeert het zo vanzelf opnieuw."
    )


@dataclass(eq=False)
class JobUnreadable(KlankbordError):
    """What a job was to do cannot be read any more: its row was damaged, or changed by hand."""

    sentence: ClassVar[str] = N_(
        "Werk {job} ({kind}) is niet te lezen: de rij in de database is beschadigd. Geef wat erbij "
        "hoorde opnieuw; je beheerder ziet het ook bij `klankbord doctor`."
    )
    job: int
    kind: str


@dataclass(eq=False)
class JobUnknown(KlankbordError):
    """Work that a newer version planned, and that this one cannot do."""

    sentence: ClassVar[str] = N_(
        "Werk {job} is van een soort die deze versie niet kent ({kind}). Werk Klankbord bij, en "
        "probeer het dan opnieuw."
    )
    job: int
    kind: str


@dataclass(eq=False)
class GaveUp(KlankbordError):
    """Work that failed so often that it is not tried again by itself."""

    sentence: ClassVar[str] = N_(
        "Het lukte {attempts} keer niet, niet door je bestand; probeer het later opnieuw, "
        "of vraag je beheerder om in het logboek van de server te kijken."
    )
    attempts: int
