"""What recognises words and tells voices apart on this machine, as far as it is at hand.

Which engine and which models, the settings say. Where they are not there, a recording is heard
all the same, and its turns have no words: nothing is fetched unasked.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from klankbord.errors import UsageError
from klankbord.settings import Settings

if TYPE_CHECKING:
    from klankbord.speech.engines import Wanted
    from klankbord.speech.recognition import Options, Recogniser
    from klankbord.speech.speakers.asking import Speakers

_log = logging.getLogger(__name__)


def recogniser_for(settings: Settings) -> Recogniser | None:
    """What recognises words, ready to be given sound; None where it is not at hand."""
    try:
        return _loaded(wanted(settings))
    except UsageError as missing:
        _log.info("no words: %s", missing.say())
        return None


def speakers_for(settings: Settings, count: int = 0) -> Speakers | None:
    """What tells the voices on one channel apart; None where its models are not at hand.

    `count` is how many people speak, 0 where that is to be found.
    """
    try:
        return find_speakers(settings, count)
    except UsageError as missing:
        _log.info("voices are not told apart: %s", missing.say())
        return None


def find_speakers(settings: Settings, count: int) -> Speakers:
    """What tells the voices on one channel apart, of so many people.

    Raises:
        UsageError: a model is not there.
    """
    from klankbord.speech.model_files import Apart, find_apart
    from klankbord.speech.speakers.asking import Speakers

    changes = find_apart(Apart.CHANGES, settings.speaker_changes, settings.models)
    voices = find_apart(Apart.VOICES, settings.speaker_voices, settings.models)
    return Speakers(changes.path, voices.path, count, f"{changes.label}, {voices.label}")


def wanted(settings: Settings) -> Wanted:
    """The recogniser that the settings ask for."""
    from klankbord.speech.engines import Engine, Wanted
    from klankbord.speech.many import cores

    return Wanted(
        Engine(settings.recogniser),
        settings.recogniser_model,
        settings.models,
        settings.recogniser_url,
        settings.recogniser_key.get_secret_value(),
        cores(),
    )


def options(settings: Settings, language: str) -> Options:
    """What is asked of a recogniser: the language, and the words and names of one's own."""
    from klankbord.speech.recognition import Options
    from klankbord.speech.vocabulary import fitted

    own: list[str] = []
    if settings.own_words:
        from klankbord.language.packs import read_pack

        pack = read_pack(settings.own_words, language or settings.language)
        own = [phrase for cue in pack.cues.values() for phrase in cue.phrases]
    return Options(language, fitted([*settings.sellers, *own]))


@lru_cache(maxsize=1)
def _loaded(asked: Wanted) -> Recogniser:
    """Loading takes seconds and memory: a process does it once."""
    from klankbord.speech.engines import load

    return load(asked)
