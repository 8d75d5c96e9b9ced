"""Four sales calls, written for Klankbord: the demo, the manual's examples, the tests' talks."""

from __future__ import annotations

from pathlib import Path

from klankbord.conversation import Conversation
from klankbord.formats import read_file

SAMPLES = ("koelcel", "bestelbussen", "museum", "warehouse")
FOLDER = Path(__file__).parent


def read_sample(name: str) -> Conversation:
    """One of the sample calls."""
    (conversation,) = read_file(FOLDER / f"{name}.json")
    return conversation


def read_samples() -> list[Conversation]:
    """All sample calls: three Dutch ones, then the English one."""
    return [read_sample(name) for name in SAMPLES]
