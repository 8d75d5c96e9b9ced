"""Everything that can go wrong, as classes that take facts and speak one sentence.

Sentences are Dutch and translatable (`say`); `exit_code` is what the command line ends with,
`http_status` what a page or endpoint answers. A fault in somebody's file is a `Refused`: it names
the file, the place in it where that is known, and how to mend it.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from klankbord.i18n import N_, Translate, translator

_WHY = {
    errno.ENOENT: N_("het bestaat niet"),
    errno.EISDIR: N_("het is een map"),
    errno.ENOTDIR: N_("wat ervoor staat is geen map"),
    errno.EEXIST: N_("wat ervoor staat is geen map"),
    errno.EACCES: N_("geen toegang"),
    errno.EPERM: N_("geen toegang"),
    errno.EROFS: N_("hier mag alleen gelezen worden"),
    errno.ENOSPC: N_("de schijf is vol"),
    errno.ENAMETOOLONG: N_("de naam is te lang"),
}


_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What steers a terminal, breaks a line, turns a text round or is no letter at all."""


def visible(text: str) -> str:
    """A text from outside (the name of a file) as it can be shown within one line."""
    return _UNSEEN.sub("\ufffd", text)


def why(fault: OSError) -> str:
    """Why the system refuses, as a Dutch sentence to translate; in its own words where rare."""
    return _WHY.get(fault.errno or 0) or fault.strerror or type(fault).__name__


def quoted(names: Iterable[str]) -> str:
    """Names as they can be typed after an option: "Maes, Lotte", "Karel"."""
    return ", ".join(f'"{name}"' for name in names) or "–"


@dataclass(eq=False)
class KlankbordError(Exception):
    """Any error that Klankbord itself raises; its facts are its fields."""

    sentence: ClassVar[str] = N_("Er ging iets mis.")
    exit_code: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def facts(self, translate: Translate) -> dict[str, Any]:  # noqa: ARG002 (for subclasses)
        """The values that fill the sentence, in the reader's language."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def say(self, translate: Translate | None = None) -> str:
        """The error as one sentence, Dutch unless a translation is given."""
        translate = translate or translator("nl")
        facts = self.facts(translate).items()
        told = {name: visible(fact) if isinstance(fact, str) else fact for name, fact in facts}
        return translate(self.sentence).format(**told)

    def __str__(self) -> str:
        return self.say()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), tuple(getattr(self, field.name) for field in fields(self))


# ── what was asked for ────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class UsageError(KlankbordError):
    """The question cannot be answered as it was put."""

    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 400


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
    file: str
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


@dataclass(eq=False)
class BadSetting(UsageError):
    """A setting has a value that it cannot have; `allowed` is what it can."""

    sentence: ClassVar[str] = N_("{file}: de instelling ‘{key}’ klopt niet; kies {allowed}.")
    file: str
    key: str
    allowed: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """What it can be, in the reader's language."""
        return super().facts(translate) | {"allowed": translate(self.allowed)}


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
    file: str
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


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
    file: str
    cue: str
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


# ── what was given: a file that is refused ────────────────────────────────────────────────────


@dataclass(eq=False)
class Refused(KlankbordError):
    """A file that is not taken in; nothing of it is kept."""

    exit_code: ClassVar[int] = 3
    http_status: ClassVar[int] = 422
    file: str


@dataclass(eq=False)
class FileMissing(Refused):
    """There is no such file, or it may not be read."""

    sentence: ClassVar[str] = N_("{file}: kan dit bestand niet openen ({reason}).")
    http_status: ClassVar[int] = 404
    reason: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The reason in the reader's language."""
        return super().facts(translate) | {"reason": translate(self.reason)}


@dataclass(eq=False)
class NothingFound(Refused):
    """The folder holds no file at all, or nothing but our own reports."""

    sentence: ClassVar[str] = N_("{file}: in deze map staat geen enkel transcript.")


@dataclass(eq=False)
class EmptyFile(Refused):
    """There is nothing in the file."""

    sentence: ClassVar[str] = N_("{file}: dit bestand is leeg; bewaar het transcript opnieuw.")


@dataclass(eq=False)
class TooLarge(Refused):
    """The file is larger than the setting `max_file_mb` allows."""

    sentence: ClassVar[str] = N_(
        "{file}: dit bestand is groter dan de grens van {limit_mb} MB; "
        "splits het of verhoog max_file_mb."
    )
    http_status: ClassVar[int] = 413
    limit_mb: int


@dataclass(eq=False)
class TooManyLines(Refused):
    """The text has more lines than any transcript."""

    sentence: ClassVar[str] = N_(
        "{file}: {lines} regels is meer dan de grens van {limit}; splits het bestand."
    )
    http_status: ClassVar[int] = 413
    lines: int
    limit: int


@dataclass(eq=False)
class TooManyTurns(Refused):
    """The transcript has more turns than the setting `max_turns` allows."""

    sentence: ClassVar[str] = N_(
        "{file}: {turns} beurten is meer dan de grens van {limit}; "
        "splits het gesprek of verhoog max_turns."
    )
    http_status: ClassVar[int] = 413
    turns: int
    limit: int


@dataclass(eq=False)
class TooManyParties(Refused):
    """More people speak in the transcript than in any conversation."""

    sentence: ClassVar[str] = N_(
        "{file}: {parties} deelnemers is meer dan de grens van {limit}; "
        "kijk of hier wel namen voor de tekst staan."
    )
    http_status: ClassVar[int] = 413
    parties: int
    limit: int


@dataclass(eq=False)
class NotText(Refused):
    """The file is no transcript but a recording, a document or another binary file."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is geen transcript maar {kind}; "
        "bewaar het transcript als vtt, srt, json of platte tekst."
    )
    kind: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The kind of file, translated."""
        return super().facts(translate) | {"kind": translate(self.kind)}


@dataclass(eq=False)
class NotYetRead(Refused):
    """The file is known by name, but is not (yet) read as a transcript."""

    sentence: ClassVar[str] = N_("{file}: dit is {kind}, en dat leest Klankbord niet; {mend}.")
    kind: str
    mend: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """What the file is and what to do instead, translated."""
        return super().facts(translate) | {
            "kind": translate(self.kind),
            "mend": translate(self.mend),
        }


@dataclass(eq=False)
class NotUnderstood(Refused):
    """No format recognises the file."""

    sentence: ClassVar[str] = N_(
        "{file}: dit bestand lijkt op geen enkel transcript dat Klankbord kent "
        "(regel 1: ‘{start}’); ‘klankbord formats’ toont wat wel kan."
    )
    start: str


@dataclass(eq=False)
class NoTurns(Refused):
    """The format is understood, but nobody says anything in it."""

    sentence: ClassVar[str] = N_("{file}: hier zegt niemand iets; bewaar het transcript opnieuw.")


@dataclass(eq=False)
class BadLine(Refused):
    """A line of a text format that cannot be read."""

    sentence: ClassVar[str] = N_("{file}, regel {line}: {problem} (‘{text}’); {mend}.")
    line: int
    text: str
    problem: str
    mend: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The problem and the mend, translated."""
        return super().facts(translate) | {
            "problem": translate(self.problem),
            "mend": translate(self.mend),
        }


@dataclass(eq=False)
class BadKey(Refused):
    """A value of a JSON format that cannot be read; `key` is its path (turns[3].start_ms)."""

    sentence: ClassVar[str] = N_("{file}, bij {key}: {problem}; {mend}.")
    key: str
    problem: str
    mend: str

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The problem and the mend, translated."""
        return super().facts(translate) | {
            "problem": translate(self.problem),
            "mend": translate(self.mend),
        }
