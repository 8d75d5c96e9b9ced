"""How often a hit of a cue was right on labelled calls that it was not trained on."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
ENOUGH = 0.5
"""A cue that is right less often may be shown as a hit, but feeds no sentence of a report."""


@cache
def precisions(language: str) -> dict[str, float]:
    """The precision of each cue of a language (`<language>/precision.json`, by `make train`)."""
    file = HERE / language / "precision.json"
    found: dict[str, float] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return found


def is_sure(cue: str, language: str) -> bool:
    """Whether a cue is right often enough for a sentence to stand on it.

    Where there is nothing to tell by, it is not.
    """
    return precisions(language).get(cue, 0.0) >= ENOUGH
