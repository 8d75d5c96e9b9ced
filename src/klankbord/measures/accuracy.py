"""How right measures are, where that was tried on conversations that people labelled or timed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from klankbord.language.precision import precisions

FILE = Path(__file__).with_name("accuracy.toml")


@dataclass(frozen=True)
class Act:
    """Something said or done that a model finds in words; `right` is how many of 100 hits are."""

    cue: str
    right: int


@dataclass(frozen=True)
class Counted:
    """So many were right out of so many; `of` says what those are, in the reader's language."""

    right: int
    out_of: int
    of: str

    @property
    def percent(self) -> int:
        """How many of 100."""
        return round(100 * self.right / self.out_of)


def counted(measure: str, language: str) -> Counted | None:
    """How often a measure was right; None where that was not counted for the measure itself."""
    told = _file()["measure"].get(measure)
    if told is None:
        return None
    right, out_of = told["right"]
    return Counted(right, out_of, told["of"][language])


def accuracy(measure: str, language: str) -> str:
    """What is known of how right a measure is, in the reader's language; "" where nothing is."""
    told = _file()["measure"].get(measure, {})
    return str(told.get(language, ""))


def tried_on(spoken: str, language: str) -> str:
    """On which conversations in a language the acts of `precise` were tried."""
    return str(_file()["acts"][spoken][language])


def calls_tried(spoken: str) -> int:
    """On how many conversations that was."""
    return int(_file()["acts"][spoken]["calls"])


def precise(acts: tuple[str, ...], spoken: str) -> tuple[Act, ...]:
    """How often each act is right in a language, of calls that the model had not seen."""
    known = precisions(spoken)
    return tuple(Act(cue, round(100 * known[cue])) for cue in acts if cue in known)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
