"""What keeps a recogniser from turning speech into words: its library, its model, its server."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from klankbord.errors.files import Refused
from klankbord.errors.tree import KlankbordError, UsageError
from klankbord.i18n import N_
from klankbord.installing import install_command

__all__ = [
    "ModelBroken",
    "ModelForOther",
    "ModelMissing",
    "ModelNotFetched",
    "NoRecogniserServer",
    "RecognitionMissing",
    "ServerOdd",
    "ServerRefuses",
    "ServerSilent",
    "TranscriptThere",
    "UnknownModel",
]


@dataclass(eq=False)
class RecognitionMissing(UsageError):
    """The library of a recogniser is not installed."""

    sentence: ClassVar[str] = N_(
        "Om woorden te herkennen is {name} nodig. Zo komt het erbij: ‘{command}’."
    )
    name: str
    command: str = field(default_factory=partial(install_command, "recognition"))


@dataclass(eq=False)
class ModelMissing(UsageError):
    """A model is named that is not on this machine."""

    sentence: ClassVar[str] = N_(
        "Het model {name} staat niet op deze machine; haal het op met ‘klankbord models fetch’, "
        "of noem in je instellingen (recogniser_model) de map waarin een model staat."
    )
    name: str


@dataclass(eq=False)
class UnknownModel(UsageError):
    """A model is asked for by a name that none has."""

    sentence: ClassVar[str] = N_("Een model {name} kent Klankbord niet; kies uit {names}.")
    name: str
    names: str


@dataclass(eq=False)
class ModelForOther(UsageError):
    """A model is given to an engine that cannot use it."""

    sentence: ClassVar[str] = N_("Het model {name} is niet voor {told}; kies uit {names}.")
    name: str
    told: str
    names: str


@dataclass(eq=False)
class ModelBroken(UsageError):
    """A folder that holds no whole model, or none that tells when a word was said."""

    sentence: ClassVar[str] = N_(
        "Het model in {file} is niet te gebruiken: {reason}; haal het opnieuw op of kies een ander."
    )
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    file: str
    reason: str


@dataclass(eq=False)
class ModelNotFetched(KlankbordError):
    """A model could not be brought in; what was there is left as it was."""

    sentence: ClassVar[str] = N_(
        "Het model {name} is niet opgehaald bij {host}: {reason}. Zonder internet kan het ook zo: "
        "haal het op een andere machine op en zet de map hier als {file}."
    )
    http_status: ClassVar[int] = 502
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    name: str
    host: str
    reason: str
    file: str


@dataclass(eq=False)
class NoRecogniserServer(UsageError):
    """The server is to recognise, and none is named."""

    sentence: ClassVar[str] = N_(
        "Welke server moet de woorden herkennen? Zet zijn adres in je instellingen "
        "(recogniser_url), met /v1 erachter als hij dat wil."
    )


@dataclass(eq=False)
class ServerSilent(KlankbordError):
    """The server that recognises gives no answer, or not in time."""

    sentence: ClassVar[str] = N_(
        "De herkenner op {host} antwoordt niet: {reason}; kijk of hij draait en probeer het "
        "opnieuw. Wat al herkend was, is bewaard."
    )
    http_status: ClassVar[int] = 502
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    host: str
    reason: str


@dataclass(eq=False)
class ServerRefuses(KlankbordError):
    """The server that recognises says no."""

    sentence: ClassVar[str] = N_(
        "De herkenner op {host} weigert: {reason}; kijk je instellingen na (recogniser_url, "
        "recogniser_key, recogniser_model)."
    )
    http_status: ClassVar[int] = 502
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    host: str
    reason: str


@dataclass(eq=False)
class ServerOdd(KlankbordError):
    """The server that recognises answers what cannot be."""

    sentence: ClassVar[str] = N_(
        "De herkenner op {host} antwoordt iets wat niet kan: {reason}; kies een server of een "
        "model dat tijden per woord geeft (verbose_json)."
    )
    http_status: ClassVar[int] = 502
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    host: str
    reason: str


@dataclass(eq=False)
class TranscriptThere(Refused):
    """Where the words of a recording are to be written, something stands already."""

    sentence: ClassVar[str] = N_(
        "{file}: het transcript zou in {other} komen, maar daar staat al iets; verplaats dat "
        "eerst of geef het een andere naam."
    )
    other: str
