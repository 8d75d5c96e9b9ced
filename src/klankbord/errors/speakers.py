"""What keeps speakers on one channel from being told apart: the library, a model, time, memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from klankbord.errors.sound import SoundRefused
from klankbord.errors.tree import UsageError
from klankbord.i18n import N_
from klankbord.installing import install_command

__all__ = [
    "SpeakerModelMissing",
    "SpeakersMissing",
    "SpeakersStopped",
    "SpeakersTooLong",
    "SpeakersTooSlow",
]


@dataclass(eq=False)
class SpeakersMissing(UsageError):
    """The library that tells speakers apart is not installed."""

    sentence: ClassVar[str] = N_(
        "Om sprekers op één kanaal uit elkaar te houden is {name} nodig. Zo komt het erbij: "
        "‘{command}’."
    )
    name: str
    command: str = field(default_factory=partial(install_command, "speakers"))


@dataclass(eq=False)
class SpeakerModelMissing(UsageError):
    """A model that tells speakers apart is named, and is not on this machine."""

    sentence: ClassVar[str] = N_(
        "Het model {name} staat niet op deze machine; haal het op met ‘klankbord models fetch’, "
        "of noem in je instellingen ({key}) het bestand of de map waarin het staat."
    )
    name: str
    key: str


@dataclass(eq=False)
class SpeakersTooLong(SoundRefused):
    """A recording of which telling speakers apart would take too much memory."""

    sentence: ClassVar[str] = N_(
        "{file}: sprekers uit elkaar houden kan op één kanaal tot {hours} uur; knip de opname in "
        "stukken, of luister zonder dat de sprekers apart komen."
    )
    http_status: ClassVar[int] = 413
    hours: int


@dataclass(eq=False)
class SpeakersTooSlow(SoundRefused):
    """Telling speakers apart took longer than it may."""

    sentence: ClassVar[str] = N_(
        "{file}: sprekers uit elkaar houden duurde langer dan {minutes} minuten en is gestopt; "
        "probeer het als de machine het minder druk heeft, of kies kleinere modellen."
    )
    minutes: int


@dataclass(eq=False)
class SpeakersStopped(SoundRefused):
    """Telling speakers apart broke off; the recording is left as it is."""

    sentence: ClassVar[str] = N_(
        "{file}: sprekers uit elkaar houden is gestopt: {reason}; probeer het opnieuw of met "
        "andere modellen. De opname is ongemoeid."
    )
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    reason: str
