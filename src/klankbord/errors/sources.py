"""What is set of a source of calls and cannot be, and what keeps a watched folder shut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.files import Refused
from klankbord.errors.forms import Mistake
from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_

__all__ = [
    "CdrColumns",
    "CdrOutside",
    "DayUnclear",
    "DigitsBetween",
    "EveryBetween",
    "ExtensionOfNobody",
    "ExtensionsUnclear",
    "FolderClosed",
    "LeastBetween",
    "NoFolder",
    "NoRoots",
    "NoSuchSource",
    "NotBetween",
    "OutsideFolder",
    "OutsideLine",
    "OutsideRoots",
    "PatternBroken",
    "PatternMissing",
    "PatternNamesNothing",
    "PatternNamesOther",
    "PatternTooLong",
    "SecretMissing",
    "SecretTooShort",
    "SourceNameMissing",
    "SourceOfNobody",
    "SourceTaken",
    "StillBetween",
    "StillWritten",
    "ZoneUnknown",
]


@dataclass(eq=False)
class StillWritten(KlankbordError):
    """A file that changed while it was being copied; it is tried again later."""

    sentence: ClassVar[str] = N_(
        "{file}: hier wordt nog in geschreven; Klankbord probeert het later vanzelf opnieuw."
    )
    file: str


@dataclass(eq=False)
class SourceOfNobody(KlankbordError):
    """A call of nobody of us, at a source whose calls go to somebody who left; it waits."""

    sentence: ClassVar[str] = N_(
        "{source}: wie de rest krijgt, werkt hier niet meer; kies bij deze bron iemand anders, "
        "want gesprekken waarin niemand wordt herkend wachten daarop."
    )
    source: str


@dataclass(eq=False)
class OutsideFolder(Refused):
    """A name that leads out of the watched folder, by a link or by dots."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is een koppeling of staat buiten de map; zet het bestand zelf in de map."
    )


@dataclass(eq=False)
class FolderClosed(UsageError):
    """The watched folder cannot be looked into."""

    sentence: ClassVar[str] = N_(
        "De map {folder} kan niet gelezen worden ({reason}); kijk of Klankbord erbij mag."
    )
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    folder: str
    reason: str


@dataclass(eq=False)
class NoRoots(Mistake):
    """Nothing in the settings says which folders may be watched."""

    sentence: ClassVar[str] = N_(
        "Nog geen enkele map mag gevolgd worden; wie Klankbord draait, zet die in de instelling "
        "‘watched_roots’."
    )
    field: ClassVar[str] = "folder"


@dataclass(eq=False)
class OutsideRoots(Mistake):
    """A folder that is in none of those that the settings allow."""

    sentence: ClassVar[str] = N_("Deze map mag niet gevolgd worden; kies er een in {roots}.")
    field: ClassVar[str] = "folder"
    roots: str


@dataclass(eq=False)
class NoFolder(Mistake):
    """There is no such folder."""

    sentence: ClassVar[str] = N_("Deze map is er niet, of Klankbord mag er niet in; kijk hem na.")
    field: ClassVar[str] = "folder"


@dataclass(eq=False)
class SourceNameMissing(Mistake):
    """A source without a name."""

    sentence: ClassVar[str] = N_("Vul een naam voor de bron in.")
    field: ClassVar[str] = "name"


@dataclass(eq=False)
class SourceTaken(Mistake):
    """Another source has this name."""

    sentence: ClassVar[str] = N_("Er is al een bron die zo heet.")
    field: ClassVar[str] = "name"


@dataclass(eq=False)
class SecretTooShort(Mistake):
    """A secret that somebody could guess."""

    sentence: ClassVar[str] = N_("Neem een geheim van minstens {least} tekens.")
    field: ClassVar[str] = "secret"
    least: int


@dataclass(eq=False)
class SecretMissing(Mistake):
    """A source that signs what it sends, put on without its secret."""

    sentence: ClassVar[str] = N_("Vul eerst het geheim in; zonder kan iedereen iets aanleveren.")
    field: ClassVar[str] = "secret"


@dataclass(eq=False)
class PatternMissing(Mistake):
    """A watched folder without a pattern for its names."""

    sentence: ClassVar[str] = N_("Vul minstens één patroon in; elke regel is er een.")
    field: ClassVar[str] = "patterns"


@dataclass(eq=False)
class PatternTooLong(Mistake):
    """A pattern of more signs than any name needs, or too many of them."""

    sentence: ClassVar[str] = N_(
        "Hoogstens {limit} patronen van elk {length} tekens; maak ze korter."
    )
    field: ClassVar[str] = "patterns"
    limit: int
    length: int


@dataclass(eq=False)
class PatternBroken(Mistake):
    """A pattern that is no regular expression, or one that could take for ever."""

    sentence: ClassVar[str] = N_(
        "Dit patroon klopt niet: ‘{pattern}’ ({problem}). Vooruit- of terugkijken en "
        "terugverwijzen (\\1) kan niet."
    )
    field: ClassVar[str] = "patterns"
    pattern: str
    problem: str


@dataclass(eq=False)
class PatternNamesNothing(Mistake):
    """A pattern without any part that tells something of a call."""

    sentence: ClassVar[str] = N_(
        "Dit patroon haalt niets uit een naam: ‘{pattern}’; zet om een deel (?P<id>…), of een van "
        "{names}."
    )
    field: ClassVar[str] = "patterns"
    pattern: str
    names: str


@dataclass(eq=False)
class PatternNamesOther(Mistake):
    """A pattern that names a part by a name that means nothing here."""

    sentence: ClassVar[str] = N_(
        "Wat ‘{part}’ is in het patroon ‘{pattern}’ weet Klankbord niet; kies uit {names}."
    )
    field: ClassVar[str] = "patterns"
    part: str
    pattern: str
    names: str


@dataclass(eq=False)
class ZoneUnknown(Mistake):
    """No time zone has this name."""

    sentence: ClassVar[str] = N_(
        "Deze tijdzone bestaat niet; schrijf bijvoorbeeld Europe/Amsterdam."
    )
    field: ClassVar[str] = "zone"


@dataclass(eq=False)
class NotBetween(Mistake):
    """A number out of its bounds; a class below for each field that it may be of."""

    sentence: ClassVar[str] = N_("Vul een heel getal in van {least} tot en met {most}.")
    field: ClassVar[str] = "number"
    least: int
    most: int


@dataclass(eq=False)
class DigitsBetween(NotBetween):
    """Of how many digits an extension is."""

    field: ClassVar[str] = "own_digits"


@dataclass(eq=False)
class OutsideLine(Mistake):
    """What is dialled for an outside line, and is more than a few digits."""

    sentence: ClassVar[str] = N_(
        "Dit kies je niet voor een buitenlijn; schrijf hoogstens {limit} cijfers, meestal 0 of 9."
    )
    field: ClassVar[str] = "outside"
    limit: int


@dataclass(eq=False)
class LeastBetween(NotBetween):
    """How short a call may be."""

    field: ClassVar[str] = "least_s"


@dataclass(eq=False)
class StillBetween(NotBetween):
    """For how long a file is to be unchanged."""

    field: ClassVar[str] = "still_s"


@dataclass(eq=False)
class EveryBetween(NotBetween):
    """How often a folder is looked at."""

    field: ClassVar[str] = "every_s"


@dataclass(eq=False)
class CdrOutside(Mistake):
    """The name of the file of call records leads out of the folder, or is none."""

    sentence: ClassVar[str] = N_("Noem een bestand in de map zelf, zonder .. of / vooraan.")
    field: ClassVar[str] = "cdr_file"


@dataclass(eq=False)
class CdrColumns(Mistake):
    """The columns of the call records are not told so that a recording can be found in them."""

    sentence: ClassVar[str] = N_(
        "Zeg in welke kolom staat bij welke opname een regel hoort: id of recording, elk met een "
        "naam of een nummer vanaf 1."
    )
    field: ClassVar[str] = "cdr_columns"


@dataclass(eq=False)
class ExtensionsUnclear(Mistake):
    """A line of extensions that is none."""

    sentence: ClassVar[str] = N_(
        "Deze regel is niet duidelijk: ‘{line}’; schrijf toestel = e-mailadres van een collega."
    )
    field: ClassVar[str] = "extensions"
    line: str


@dataclass(eq=False)
class ExtensionOfNobody(Mistake):
    """A line of extensions with an e-mail address that nobody here has."""

    sentence: ClassVar[str] = N_("Dit adres heeft hier niemand: ‘{email}’; nodig die eerst uit.")
    field: ClassVar[str] = "extensions"
    email: str


@dataclass(eq=False)
class DayUnclear(Mistake):
    """A day that is none."""

    sentence: ClassVar[str] = N_("Vul een dag in als 2026-11-20, of laat dit leeg.")
    field: ClassVar[str] = "since"


@dataclass(eq=False)
class NoSuchSource(UsageError):
    """The command line names a source that is not there."""

    sentence: ClassVar[str] = N_("Er is geen bron die ‘{name}’ heet; er zijn: {names}.")
    name: str
    names: str
