"""Cue packs: what to listen for in one language, as data (`nl/cues.toml`, `en/cues.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PACKS = ("nl", "en")
"""The languages that have a cue pack."""


@dataclass(frozen=True)
class Cue:
    """One cue of a pack.

    A cue hits each of its `phrases`, bounded by anything but letters, digits and a hyphen between
    them; of hits within each other the longest stands. A `whole` cue hits a turn of at most
    `most_words` words that consists of its phrases, marks such as (lacht), and nothing else.
    `yes` and `no` are sentences that must and must not hit.
    """

    name: str
    meaning: str
    phrases: tuple[str, ...]
    whole: bool = False
    most_words: int = 5
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The cues of one language, by name."""

    language: str
    cues: dict[str, Cue]


@cache
def load_pack(language: str) -> Pack:
    """The pack of a language; one without cues for a language that has none."""
    if language not in PACKS:
        return Pack(language, {})
    entries = tomllib.loads((HERE / language / "cues.toml").read_text("utf-8"))
    return Pack(language, {name: _cue(name, entry) for name, entry in entries.items()})


def _cue(name: str, entry: dict[str, Any]) -> Cue:
    lists = ("phrases", "yes", "no")
    facts: dict[str, Any] = {
        key: tuple(value) if key in lists else value for key, value in entry.items()
    }
    return Cue(name=name, **facts)
