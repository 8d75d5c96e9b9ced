"""The API: its keys, its questions, and calls that are sent to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.forms import Mistake
from klankbord.errors.tree import UsageError
from klankbord.i18n import N_

__all__ = [
    "AskedTooMuch",
    "BadCursor",
    "BadQuestion",
    "FiguresFolded",
    "KeyForNothing",
    "KeyLacks",
    "KeyNameMissing",
    "KeyNameTooLong",
    "KeyRefused",
    "NoKey",
    "QuestionNoJson",
    "QuestionNoObject",
    "QuestionTooLarge",
    "SourceOff",
    "TooManyKeys",
    "UploadBroken",
    "UploadBusy",
    "UploadDamaged",
    "UploadDiffers",
    "UploadElsewhere",
    "UploadRangeBad",
    "UploadsUnfinished",
    "WrongMethod",
]


@dataclass(eq=False)
class NoKey(UsageError):
    """A question to the API without a key; a cookie is none."""

    sentence: ClassVar[str] = N_(
        "Stuur je sleutel mee, als ‘Authorization: Bearer kb_…’; je maakt er een bij "
        "Instellingen → Sleutels."
    )
    http_status: ClassVar[int] = 401


@dataclass(eq=False)
class KeyRefused(UsageError):
    """A key that never was, that ended, or whose maker may not use it any more."""

    sentence: ClassVar[str] = N_(
        "Deze sleutel geldt niet (meer): hij is ingetrokken, verlopen of verkeerd overgenomen. "
        "Maak een nieuwe bij Instellingen → Sleutels."
    )
    http_status: ClassVar[int] = 401


@dataclass(eq=False)
class KeyLacks(UsageError):
    """A key that was made for something else."""

    sentence: ClassVar[str] = N_(
        "Deze sleutel is hier niet voor gemaakt; maak er een die ‘{scope}’ mag."
    )
    http_status: ClassVar[int] = 403
    scope: str


@dataclass(eq=False)
class AskedTooMuch(UsageError):
    """More was asked with one key within a minute than may be."""

    sentence: ClassVar[str] = N_(
        "Met deze sleutel is deze minuut te veel gevraagd; probeer het over {seconds} s weer."
    )
    http_status: ClassVar[int] = 429
    seconds: int


@dataclass(eq=False)
class BadQuestion(UsageError):
    """A question to the API has what it cannot have; `names` are the names of that."""

    sentence: ClassVar[str] = N_("Dit klopt niet in je vraag: {names}. Zie /api/v1/openapi.json.")
    http_status: ClassVar[int] = 422
    names: str


@dataclass(eq=False)
class QuestionNoJson(UsageError):
    """The body of a question to the API is no JSON; `at` is the first character that cannot be."""

    sentence: ClassVar[str] = N_(
        "Dit is geen geldige JSON: bij teken {at} klopt het niet meer. Zie /api/v1/openapi.json."
    )
    http_status: ClassVar[int] = 422
    at: int


@dataclass(eq=False)
class QuestionNoObject(UsageError):
    """The body of a question to the API is JSON, and no object."""

    sentence: ClassVar[str] = N_(
        "Dit is JSON, maar geen object met velden. Zie /api/v1/openapi.json."
    )
    http_status: ClassVar[int] = 422


@dataclass(eq=False)
class QuestionTooLarge(UsageError):
    """More than a question to the API can be; only files may be larger."""

    sentence: ClassVar[str] = N_(
        "Dit is te veel voor één vraag; een opname of transcript heeft een eigen adres."
    )
    http_status: ClassVar[int] = 413


@dataclass(eq=False)
class BadCursor(UsageError):
    """A cursor that no answer gave."""

    sentence: ClassVar[str] = N_(
        "Deze cursor is niet van hier; neem ‘next_cursor’ uit het vorige antwoord, ongewijzigd."
    )
    http_status: ClassVar[int] = 422


@dataclass(eq=False)
class WrongMethod(UsageError):
    """An address of the API that is there, asked in a way that it does not know."""

    sentence: ClassVar[str] = N_("Zo kan dit adres niet gebruikt worden; zie /api/v1/openapi.json.")
    http_status: ClassVar[int] = 405


@dataclass(eq=False)
class FiguresFolded(UsageError):
    """The figures of one's own call that was flagged, before one looked oneself."""

    sentence: ClassVar[str] = N_(
        "Je bewaarde dit gesprek om te bespreken: de cijfers komen als jij eerst zelf gekeken "
        "hebt, op de pagina van het gesprek."
    )
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class UploadDiffers(UsageError):
    """The same id again, with other facts or other bytes than before; what was there stays."""

    sentence: ClassVar[str] = N_(
        "‘{key}’ is er al, met andere gegevens; wat er was blijft staan. Geef een ander gesprek "
        "een ander clientUniqueId."
    )
    http_status: ClassVar[int] = 409
    key: str


@dataclass(eq=False)
class UploadElsewhere(UsageError):
    """A piece that does not begin where the file was left; `offset` is where that is, in bytes."""

    sentence: ClassVar[str] = N_(
        "Dit stuk sluit niet aan: er zijn {offset} bytes binnen. Ga daar verder."
    )
    http_status: ClassVar[int] = 409
    offset: int


@dataclass(eq=False)
class UploadBusy(UsageError):
    """The same file comes in by another line, which may be one that fell silent."""

    sentence: ClassVar[str] = N_(
        "Dit bestand komt al binnen langs een andere verbinding; probeer het over {seconds} s weer."
    )
    http_status: ClassVar[int] = 409
    seconds: int = 60


@dataclass(eq=False)
class UploadsUnfinished(UsageError):
    """As many calls are half here as there can be; those given up make room by themselves."""

    sentence: ClassVar[str] = N_(
        "Er staan al {limit} gesprekken open waarvan nog niet alles binnen is. Maak er eerst een "
        "af, of probeer het over {seconds} s weer; wat zes uur stil ligt, maakt vanzelf plaats."
    )
    http_status: ClassVar[int] = 429
    limit: int
    seconds: int = 600


@dataclass(eq=False)
class UploadDamaged(UsageError):
    """All of a file is there and it is not what its digest says; it was thrown away."""

    sentence: ClassVar[str] = N_(
        "Wat er binnenkwam is niet het bestand van ‘Repr-Digest’; het is weggegooid. Stuur het "
        "opnieuw."
    )
    http_status: ClassVar[int] = 422


@dataclass(eq=False)
class UploadRangeBad(UsageError):
    """A piece without its place in the whole, or with one that it does not fill."""

    sentence: ClassVar[str] = N_(
        "Zeg bij een stuk waar het hoort: ‘Content-Range: bytes 0-999/5000’, en stuur precies "
        "zoveel bytes."
    )
    http_status: ClassVar[int] = 400


@dataclass(eq=False)
class UploadBroken(UsageError):
    """The sender stopped halfway; what came is kept."""

    sentence: ClassVar[str] = N_("Er kwam minder dan beloofd; ga verder waar je was.")
    http_status: ClassVar[int] = 400


@dataclass(eq=False)
class SourceOff(UsageError):
    """Calls for a source that takes none at the moment."""

    sentence: ClassVar[str] = N_("De bron ‘{name}’ staat uit; je beheerder kan hem aanzetten.")
    http_status: ClassVar[int] = 409
    name: str


@dataclass(eq=False)
class KeyNameMissing(Mistake):
    """A key of which nobody will know what it is for."""

    sentence: ClassVar[str] = N_("Zeg waar de sleutel voor is.")
    field: ClassVar[str] = "name"


@dataclass(eq=False)
class KeyNameTooLong(Mistake):
    """More letters than fit."""

    sentence: ClassVar[str] = N_("Houd het onder de {limit} tekens.")
    field: ClassVar[str] = "name"
    limit: int


@dataclass(eq=False)
class KeyForNothing(Mistake):
    """A key that may be used for nothing."""

    sentence: ClassVar[str] = N_("Kies minstens één ding dat de sleutel mag.")
    field: ClassVar[str] = "scopes"


@dataclass(eq=False)
class TooManyKeys(Mistake):
    """More keys than anybody keeps apart."""

    sentence: ClassVar[str] = N_("Je hebt al {limit} sleutels; trek er eerst een in.")
    field: ClassVar[str] = "name"
    limit: int
