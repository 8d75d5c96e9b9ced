"""Something is not there, not allowed or not right: one sentence, and a way on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors import KlankbordError
from klankbord.i18n import Translate
from klankbord.web.manual import help_for


@dataclass(frozen=True)
class ErrorView:
    """An error as its reader is told; `help` is where to read on, where it sends them there."""

    template: ClassVar[str] = "error/page.html"
    sentence: str
    help: str

    @classmethod
    def of(cls, error: KlankbordError, translate: Translate) -> ErrorView:
        """The view of an error."""
        sentence = error.say(translate)
        return cls(sentence, help_for(sentence))
