"""What was agreed on with the works council, and cannot be changed by one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from klankbord.errors.forms import Mistake
from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_
from klankbord.installing import install_command

__all__ = [
    "AwaitsSecond",
    "InviteAsSeller",
    "LockedTogether",
    "NoSecond",
    "OwnChange",
    "PackChanged",
    "PdfMissing",
    "SecondRests",
    "WishStale",
]


@dataclass(eq=False)
class AwaitsSecond(UsageError):
    """A change to what was agreed on: it is noted, and waits for somebody else."""

    sentence: ClassVar[str] = N_(
        "Dit is afgesproken ({name}), dus het verandert pas als iemand anders het goedkeurt. Je "
        "vraag staat klaar bij Beheer → Ondernemingsraad."
    )
    translated: ClassVar[tuple[str, ...]] = ("name",)
    http_status: ClassVar[int] = 409
    name: str


@dataclass(eq=False)
class OwnChange(UsageError):
    """Nobody approves what they asked for themselves."""

    sentence: ClassVar[str] = N_(
        "Je vroeg dit zelf; een andere beheerder of iemand van de ondernemingsraad keurt het goed."
    )
    http_status: ClassVar[int] = 403


@dataclass(eq=False)
class SecondRests(UsageError):
    """Somebody else could have made them the second, or could be them, a moment ago."""

    sentence: ClassVar[str] = N_(
        "Je koos kort geleden een wachtwoord via een link, kreeg een ander e-mailadres of mag pas "
        "net goedkeuren. Over {hours} uur kun je goedkeuren; vraag het tot dan aan een ander."
    )
    http_status: ClassVar[int] = 403
    hours: int


@dataclass(eq=False)
class WishStale(UsageError):
    """What was asked about is something else by now than it was then."""

    sentence: ClassVar[str] = N_(
        "Wat hier veranderd zou worden, is intussen al anders. Keur deze vraag niet goed en vraag "
        "het opnieuw; dan is te zien wat er nu staat."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class NoSecond(UsageError):
    """What is locked wants two who can approve; there would be one."""

    sentence: ClassVar[str] = N_(
        "Op slot kan alleen als er minstens twee mensen zijn die kunnen goedkeuren. Maak eerst "
        "een tweede beheerder, of laat iemand voor de ondernemingsraad meelezen."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class LockedTogether(UsageError):
    """Who sees and who approves stays locked for as long as anything else is."""

    sentence: ClassVar[str] = N_(
        "Wie meekijkt en wie er voor de ondernemingsraad zit, blijft op slot zolang er iets anders "
        "op slot is: anders maakt een beheerder een tweede voor zichzelf. Laat eerst de rest los."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class InviteAsSeller(Mistake):
    """Who may see calls was agreed on, and somebody would come in who sees or is seen at once."""

    sentence: ClassVar[str] = N_(
        "Wie er meekijkt bij wie, is afgesproken. Nodig die collega eerst uit als verkoper, zonder "
        "team en zonder beheer; verander dat daarna, dan kijkt een tweede mee."
    )
    field: ClassVar[str] = "role"


@dataclass(eq=False)
class PackChanged(UsageError):
    """Between asking and approving, something of the pack changed."""

    sentence: ClassVar[str] = N_(
        "Er is intussen iets veranderd in het dossier. Weiger deze vraag, lees het opnieuw, en "
        "laat het nog eens afspreken."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class PdfMissing(KlankbordError):
    """What makes a PDF is not installed."""

    sentence: ClassVar[str] = N_(
        "Voor een PDF is nog iets nodig ({reason}). Open de HTML in je browser en kies "
        "Afdrukken → Opslaan als PDF, of zet het erbij: ‘{command}’, en op Debian "
        "‘apt install libpango-1.0-0 libpangoft2-1.0-0’."
    )
    http_status: ClassVar[int] = 501
    reason: str
    command: str = field(default_factory=partial(install_command, "pdf"))
