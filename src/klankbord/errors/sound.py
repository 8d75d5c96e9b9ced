"""What was given as a recording and is none, or none that can be listened to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from klankbord.errors.files import Refused
from klankbord.errors.tree import UsageError
from klankbord.i18n import N_
from klankbord.installing import install_command

__all__ = [
    "ChannelsDiffer",
    "NoSound",
    "NoVoices",
    "PairHasChannels",
    "SoundEmpty",
    "SoundRefused",
    "SoundTooLong",
    "SoundUnreadable",
    "SoundUnusual",
    "SpeechMissing",
    "UnknownSeat",
]


@dataclass(eq=False)
class SoundRefused(Refused):
    """A recording that cannot be listened to; the file itself is left as it is."""


@dataclass(eq=False)
class NoSound(SoundRefused):
    """The file is no recording of any kind that we know, whatever its name says."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is geen opname die Klankbord kent; bewaar die als wav, mp3, ogg, flac of m4a."
    )


@dataclass(eq=False)
class SoundEmpty(SoundRefused):
    """A recording without a single moment of sound in it."""

    sentence: ClassVar[str] = N_(
        "{file}: in deze opname zit geen geluid; haal die opnieuw uit je telefooncentrale."
    )


@dataclass(eq=False)
class SoundUnreadable(SoundRefused):
    """A recording that breaks off in its head, or is not what its head says."""

    sentence: ClassVar[str] = N_(
        "{file}: deze opname is beschadigd en niet te lezen; bewaar die opnieuw als wav, mp3 of "
        "flac."
    )


@dataclass(eq=False)
class SoundTooLong(SoundRefused):
    """A recording that goes on for longer than any call."""

    sentence: ClassVar[str] = N_(
        "{file}: deze opname duurt langer dan {hours} uur; knip die in stukken."
    )
    http_status: ClassVar[int] = 413
    hours: int


@dataclass(eq=False)
class SoundUnusual(SoundRefused):
    """A recording with more channels, or sampled otherwise, than that of a talk."""

    sentence: ClassVar[str] = N_(
        "{file}: {channels} kanalen van {rate} Hz is geen opname van een gesprek; "
        "bewaar die opnieuw, met hoogstens acht kanalen van 4000 tot 192000 Hz."
    )
    channels: int
    rate: int


@dataclass(eq=False)
class ChannelsDiffer(SoundRefused):
    """More or fewer channels than were told who is on."""

    sentence: ClassVar[str] = N_(
        "{file}: deze opname heeft {channels} kanalen en er is van {told} gezegd wie erop zit; "
        "noem er precies zoveel als er zijn."
    )
    channels: int
    told: int


@dataclass(eq=False)
class PairHasChannels(SoundRefused):
    """A file of a pair holds more than one voice already."""

    sentence: ClassVar[str] = N_(
        "{file}: dit bestand hoort met een ander bij één gesprek, maar heeft zelf {channels} "
        "kanalen; geef het alleen, of geef van elk kanaal een eigen bestand."
    )
    channels: int


@dataclass(eq=False)
class UnknownSeat(UsageError):
    """A channel is given to somebody who is on no side."""

    sentence: ClassVar[str] = N_(
        "Wie is {name} op een kanaal? Kies voor elk kanaal seller, customer, other of unknown, "
        "met komma’s ertussen."
    )
    name: str


@dataclass(eq=False)
class NoVoices(SoundRefused):
    """A recording in which nobody was found to speak."""

    sentence: ClassVar[str] = N_("{file}: in deze opname is niemand te horen die spreekt.")


@dataclass(eq=False)
class SpeechMissing(UsageError):
    """What listening to recordings needs is not installed."""

    sentence: ClassVar[str] = N_(
        "Om naar deze opname te luisteren is {name} nodig, en dat staat hier nog niet. "
        "Wie Klankbord draait, zet het erbij: ‘{command}’."
    )
    name: str
    command: str = field(default_factory=partial(install_command, "speech"))
