"""What is told of a measure, in two languages: `about/<id>.toml`, one file a measure."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "about"


@dataclass(frozen=True)
class About:
    """A measure in its reader's language.

    Attributes:
        name: what stands before the figure.
        purpose: what it is for.
        counts: how it counts, and from when it is unknown.
        misleads: what it cannot see.
        origin: where it comes from.
        kinds: the label of each kind.
        moments: what each sort of its moments is, where it has several.
    """

    name: str
    purpose: str
    counts: str
    misleads: str
    origin: str
    kinds: dict[str, str]
    moments: dict[str, str]


@dataclass(frozen=True)
class Example:
    """A small talk in the plain notation, and the value of each kind that it gives.

    `acts` are the acts that its turns do (by the turn's number, as text), where it needs any.
    """

    talk: str
    expect: dict[str, float]
    acts: dict[str, list[str]]


def about(measure: str, language: str) -> About:
    """What is told of a measure in a language (nl, en)."""
    texts = _file(measure)[language]
    return About(**{"kinds": {}, "moments": {}} | texts)


def example(measure: str) -> Example:
    """The example of a measure; its value without kinds stands under ""."""
    file = _file(measure)
    expect = {"" if kind == "value" else kind: value for kind, value in file["expect"].items()}
    return Example(file["example"], expect, file.get("acts", {}))


@cache
def _file(measure: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{measure}.toml").read_text("utf-8"))
