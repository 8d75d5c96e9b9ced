"""What a check looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from klankbord.errors import KlankbordError, visible
from klankbord.i18n import LANGUAGES, Translate, translator
from klankbord.settings import Settings
from klankbord.store.database import Database

REASON = "reason"
"""The fact that is a Dutch sentence itself, to be translated (see `errors.why`)."""


class State(StrEnum):
    """How it is with something: right, worth a look, or wrong."""

    GOOD = "good"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """What a check found: a sentence, and how to mend it where that is needed.

    Attributes:
        state: how it is.
        said: a Dutch sentence, to be filled with the facts.
        mend: what to do, in the same way; "" where there is nothing to do.
        facts: what fills both.
    """

    state: State
    said: str
    mend: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def say(self, translate: Translate) -> str:
        """The sentence, in the reader's language."""
        return self._filled(self.said, translate)

    def how(self, translate: Translate) -> str:
        """How to mend it, in the reader's language; "" where there is nothing to mend."""
        return self._filled(self.mend, translate) if self.mend else ""

    def _filled(self, text: str, translate: Translate) -> str:
        told = {name: _told(name, fact, translate) for name, fact in self.facts.items()}
        return translate(text).format(**told)


def _told(name: str, fact: object, translate: Translate) -> object:
    """A fact in the reader's language: an error speaks itself, a reason is a sentence of ours.

    What was kept of an error has its sentence in each language.
    """
    if isinstance(fact, Mapping):
        language = next(one for one in LANGUAGES if translator(one) is translate)
        return visible(str(fact.get(language, "")))
    if isinstance(fact, KlankbordError):
        return fact.say(translate)
    if isinstance(fact, str):
        return visible(translate(fact) if name == REASON else fact)
    return fact


@dataclass(frozen=True)
class Installation:
    """An installation as it is found; nothing of it is made or changed by looking.

    Attributes:
        settings: those in force.
        file: the file they come from; None where there is none.
        database: opened; None where it is not there, or does not answer.
        refusal: what the database says, where it does not answer.
        now: the time.
        try_mail: whether the server of mail may be called.
    """

    settings: Settings
    file: Path | None
    database: Database | None
    refusal: str
    now: datetime
    try_mail: bool = False


Check = Callable[[Installation], Finding | None]
"""Look at one thing; None where it does not apply."""


def good(said: str, **facts: object) -> Finding:
    """It is right."""
    return Finding(State.GOOD, said, "", facts)


def note(said: str, mend: str, **facts: object) -> Finding:
    """It works, and is worth a look."""
    return Finding(State.NOTE, said, mend, facts)


def fault(said: str, mend: str, **facts: object) -> Finding:
    """It does not work, or not for long."""
    return Finding(State.FAULT, said, mend, facts)
