"""Which trained models are at work here, with their versions and how right they were found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from statistics import median
from urllib.parse import urlsplit

from klankbord.errors import UsageError
from klankbord.language.packs import HERE, PACKS
from klankbord.language.precision import ENOUGH, precisions
from klankbord.settings import Settings


@dataclass(frozen=True)
class ActModel:
    """What finds in the words of one language what is said and done.

    Attributes:
        language: of the calls.
        version: the beginning of the SHA-256 of its files.
        acts: how many it finds.
        middle: of 100 hits of an act so many are right, in the middle of all acts.
        weak: how many acts are right less than half of the time.
    """

    language: str
    version: str
    acts: int
    middle: int
    weak: int


@dataclass(frozen=True)
class Models:
    """Every trained model; a name has its version behind an @ where that is known.

    Attributes:
        acts: what finds acts in words.
        words: what recognises words, "" where it is not on this machine.
        host: the server that does it instead, "" where none does.
        voice: what finds speech in sound.
        speakers: what tells the voices on one channel apart; none where it is not here.
    """

    acts: tuple[ActModel, ...]
    words: str
    host: str
    voice: str
    speakers: tuple[str, ...]


def models_of(settings: Settings) -> Models:
    """The models that these settings ask for, as far as they are here."""
    from klankbord.speech import silero
    from klankbord.speech.engines import Engine
    from klankbord.speech.model_files import find_model

    engine = Engine(settings.recogniser)
    at_server = engine is Engine.SERVER
    words, folder = settings.recogniser_model, settings.models
    if not at_server:
        try:
            words = find_model(engine, words, folder).label
        except UsageError:
            words = ""
    return Models(
        acts=tuple(_act_model(language) for language in PACKS),
        words=words,
        host=(urlsplit(settings.recogniser_url).hostname or "") if at_server else "",
        voice=f"Silero VAD@{silero.VERSION}",
        speakers=_speakers(settings),
    )


def _speakers(settings: Settings) -> tuple[str, ...]:
    """Both of them, or none: one alone tells nobody apart."""
    from klankbord.speech.model_files import Apart, find_apart

    wanted = {Apart.CHANGES: settings.speaker_changes, Apart.VOICES: settings.speaker_voices}
    try:
        return tuple(find_apart(part, one, settings.models).label for part, one in wanted.items())
    except UsageError:
        return ()


@cache
def _act_model(language: str) -> ActModel:
    digest = sha256()
    for file in sorted((HERE / language).glob("*.npz")):
        digest.update(file.read_bytes())
    right = [share for act, share in precisions(language).items() if ":" not in act]
    return ActModel(
        language=language,
        version=digest.hexdigest()[:8],
        acts=len(right),
        middle=round(100 * median(right)),
        weak=sum(share < ENOUGH for share in right),
    )
