"""What was given: a file that is refused, with the place in it and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.tree import KlankbordError
from klankbord.i18n import N_

__all__ = [
    "BadKey",
    "BadLine",
    "EmptyFile",
    "FileMissing",
    "NoTurns",
    "NotAPair",
    "NotText",
    "NotUnderstood",
    "NotYetRead",
    "NothingFound",
    "Refused",
    "SoundForMany",
    "SoundTwice",
    "TooLarge",
    "TooManyLines",
    "TooManyParties",
    "TooManyTurns",
    "UnknownHere",
]


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
    translated: ClassVar[tuple[str, ...]] = ("reason",)
    reason: str


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
    translated: ClassVar[tuple[str, ...]] = ("kind",)
    kind: str


@dataclass(eq=False)
class NotYetRead(Refused):
    """The file is known by name, but is not (yet) read as a transcript."""

    sentence: ClassVar[str] = N_("{file}: dit is {kind}, en dat leest Klankbord niet; {mend}.")
    translated: ClassVar[tuple[str, ...]] = ("kind", "mend")
    kind: str
    mend: str


@dataclass(eq=False)
class NotUnderstood(Refused):
    """No format recognises the file."""

    sentence: ClassVar[str] = N_(
        "{file}: dit bestand lijkt op geen enkel transcript dat Klankbord kent "
        "(regel 1: ‘{start}’); bewaar het gesprek als vtt, srt of txt."
    )
    start: str


@dataclass(eq=False)
class NoTurns(Refused):
    """The format is understood, but nobody says anything in it."""

    sentence: ClassVar[str] = N_("{file}: hier zegt niemand iets; bewaar het transcript opnieuw.")


@dataclass(eq=False)
class UnknownHere(Refused):
    """Nobody in the transcript goes by the name that was told to be the seller's, or several do."""

    sentence: ClassVar[str] = N_("{file}: wie is hier {name}? Vul in wie verkoopt: {names}.")
    name: str
    names: str


@dataclass(eq=False)
class SoundTwice(Refused):
    """A second recording came with the same transcript."""

    sentence: ClassVar[str] = N_(
        "{file}: deze opname is niet bewaard, want bij dit gesprek hoort er al een: {other}; "
        "geef er maar een van beide."
    )
    other: str


@dataclass(eq=False)
class SoundForMany(Refused):
    """A recording with a transcript that holds several conversations."""

    sentence: ClassVar[str] = N_(
        "{file}: hierin staan {calls} gesprekken, en een opname hoort bij één; "
        "geef elk gesprek in een eigen bestand."
    )
    calls: int


@dataclass(eq=False)
class NotAPair(Refused):
    """Two files that were given as one call are not two TextGrids of it."""

    sentence: ClassVar[str] = N_(
        "{file}: dit is geen paar met {other}; geef twee TextGrids van één gesprek."
    )
    other: str


@dataclass(eq=False)
class BadLine(Refused):
    """A line of a text format that cannot be read."""

    sentence: ClassVar[str] = N_("{file}, regel {line}: {problem} (‘{text}’); {mend}.")
    translated: ClassVar[tuple[str, ...]] = ("problem", "mend")
    line: int
    text: str
    problem: str
    mend: str


@dataclass(eq=False)
class BadKey(Refused):
    """A value of a JSON format that cannot be read; `key` is its path (turns[3].start_ms)."""

    sentence: ClassVar[str] = N_("{file}, bij {key}: {problem}; {mend}.")
    translated: ClassVar[tuple[str, ...]] = ("problem", "mend")
    key: str
    problem: str
    mend: str
