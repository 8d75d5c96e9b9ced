"""What was agreed on with the works council, and cannot be changed by one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.forms import Mistake
from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_

__all__ = [
    "AwaitsSecond",
    "InviteAsSeller",
    "OwnChange",
    "PackChanged",
    "PdfMissing",
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
class InviteAsSeller(Mistake):
    """Who may see calls was agreed on, and somebody would come in who sees them at once."""

    sentence: ClassVar[str] = N_(
        "Wie er meekijkt, is afgesproken. Nodig die collega eerst uit als verkoper en zonder "
        "beheer; verander daarna de rol, dan kijkt een tweede mee."
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
        'Voor een PDF is nog iets nodig ({reason}): pip install "klankbord[pdf]" en, op Debian, '
        "apt install libpango-1.0-0 libpangoft2-1.0-0. Of open de HTML in je browser en kies "
        "Afdrukken → Opslaan als PDF."
    )
    http_status: ClassVar[int] = 501
    reason: str
