"""What was asked for and cannot be: a name, a setting, a place to write to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.tree import UsageError
from klankbord.i18n import N_

__all__ = [
    "AmbiguousSeller",
    "BadPack",
    "BadSetting",
    "BrokenSettings",
    "CannotExport",
    "CannotWrite",
    "OneFile",
    "SettingsMissing",
    "UnknownCue",
    "UnknownMeasure",
    "UnknownSeller",
    "UnknownSetting",
    "UnknownWriter",
]


@dataclass(eq=False)
class UnknownSeller(UsageError):
    """Nobody in the conversation goes by the name (or names) given as the seller's."""

    sentence: ClassVar[str] = N_(
        "{file}: niemand heet hier {name}; kies met --seller uit: {names}."
    )
    file: str
    name: str
    names: str


@dataclass(eq=False)
class AmbiguousSeller(UnknownSeller):
    """More than one party goes by the name that was given as the seller's."""

    sentence: ClassVar[str] = N_(
        "{file}: meer dan één spreker past bij {name}; geef de hele naam: {names}."
    )


@dataclass(eq=False)
class UnknownCue(UsageError):
    """There is no cue with this name."""

    sentence: ClassVar[str] = N_("Er is geen cue ‘{name}’; bedoelde je {close}?")
    name: str
    close: str


@dataclass(eq=False)
class UnknownMeasure(UsageError):
    """There is no measure with this id."""

    sentence: ClassVar[str] = N_("Er is geen maat ‘{id}’; bedoelde je {close}?")
    id: str
    close: str


@dataclass(eq=False)
class UnknownWriter(UsageError):
    """The name of the file to write does not end in a format that can be written."""

    sentence: ClassVar[str] = N_("{file}: kies een uitvoer die eindigt op {endings}.")
    file: str
    endings: str


@dataclass(eq=False)
class OneFile(UsageError):
    """Several conversations do not go into the one file that was named."""

    sentence: ClassVar[str] = N_(
        "{file}: {calls} gesprekken gaan niet in één bestand; geef een map."
    )
    file: str
    calls: int


@dataclass(eq=False)
class CannotExport(UsageError):
    """The conversation has no times, and the format to write cannot do without."""

    sentence: ClassVar[str] = N_("{title}: zonder tijden kan dit geen vtt worden; kies .txt.")
    title: str


@dataclass(eq=False)
class CannotWrite(UsageError):
    """The place to write to cannot be written."""

    sentence: ClassVar[str] = N_("{file}: kan hier niet schrijven ({reason}).")
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    file: str
    reason: str


@dataclass(eq=False)
class BadSetting(UsageError):
    """A setting has a value that it cannot have; `allowed` is what it can."""

    sentence: ClassVar[str] = N_("{file}: de instelling ‘{key}’ klopt niet; kies {allowed}.")
    translated: ClassVar[tuple[str, ...]] = ("allowed",)
    file: str
    key: str
    allowed: str


@dataclass(eq=False)
class UnknownSetting(UsageError):
    """There is no setting with this name."""

    sentence: ClassVar[str] = N_("{file}: de instelling ‘{key}’ bestaat niet; kies uit: {names}.")
    file: str
    key: str
    names: str


@dataclass(eq=False)
class SettingsMissing(UsageError):
    """The file of settings is not there, or cannot be read."""

    sentence: ClassVar[str] = N_("{file}: kan deze instellingen niet lezen ({reason}).")
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    file: str
    reason: str


@dataclass(eq=False)
class BrokenSettings(UsageError):
    """The file of settings is no TOML."""

    sentence: ClassVar[str] = N_(
        "{file}, regel {line}: dit is geen geldige TOML; zet tekst tussen aanhalingstekens."
    )
    file: str
    line: int


@dataclass(eq=False)
class BadPack(UsageError):
    """A cue pack holds what no pack can; `cue` is the cue and key, or - for the file itself."""

    sentence: ClassVar[str] = N_("{file}: cue ‘{cue}’ klopt niet: {reason}.")
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    file: str
    cue: str
    reason: str
