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

__all__ = [
    "KlankbordError",
    "UsageError",
    "quoted",
    "visible",
    "why",
]

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
    errno.EADDRINUSE: N_("daar draait al iets"),
    errno.EADDRNOTAVAIL: N_("dat adres is niet van deze machine"),
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
    translated: ClassVar[tuple[str, ...]] = ()
    """The facts that are Dutch themselves, and told in the reader's language."""

    def facts(self, translate: Translate) -> dict[str, Any]:
        """The values that fill the sentence, in the reader's language."""
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        return facts | {name: translate(facts[name]) for name in self.translated}

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


@dataclass(eq=False)
class UsageError(KlankbordError):
    """The question cannot be answered as it was put."""

    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 400
