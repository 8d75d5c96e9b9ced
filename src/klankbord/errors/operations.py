"""What an installation meets that is nobody's fault who asks: no database, no room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_

__all__ = [
    "DatabaseAway",
    "DiskFull",
    "OlderBackup",
]


@dataclass(eq=False)
class DatabaseAway(KlankbordError):
    """The database does not answer just now; what is in it is not touched."""

    sentence: ClassVar[str] = N_(
        "Klankbord kan even niet bij zijn gegevens; er is niets weg. Probeer het zo nog eens, en "
        "wat je net stuurde ook."
    )
    http_status: ClassVar[int] = 503


@dataclass(eq=False)
class DiskFull(KlankbordError):
    """There is no room where the database or the files are."""

    sentence: ClassVar[str] = N_(
        "De schijf van Klankbord is vol. Wat je net stuurde, is niet bewaard; wat er al was wel. "
        "Zeg het je beheerder, en probeer het daarna nog eens."
    )
    http_status: ClassVar[int] = 507


@dataclass(eq=False)
class OlderBackup(UsageError):
    """A backup of an older version goes where there is nothing yet, not even empty tables."""

    sentence: ClassVar[str] = N_(
        "{file}: deze reservekopie is van een oudere Klankbord ({version}); die kan alleen naar "
        "een map of database waar nog niets staat. Kies een nieuwe, en start `klankbord serve` "
        "daar pas na het terugzetten."
    )
    file: str
    version: str
