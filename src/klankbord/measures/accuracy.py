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


def accuracy(measure: str, language: str) -> str:
    """What is known of how right a measure is, in the reader's language; "" where nothing is."""
    told = _file()["measure"].get(measure, {})
    return str(told.get(language, ""))


def tried_on(spoken: str, language: str) -> str:
    """On which conversations in a language the acts of `precise` were tried."""
    return str(_file()["acts"][spoken][language])


def precise(acts: tuple[str, ...], spoken: str) -> tuple[Act, ...]:
    """How often each act is right in a language, of calls that the model had not seen."""
    known = precisions(spoken)
    return tuple(Act(cue, round(100 * known[cue])) for cue in acts if cue in known)


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
