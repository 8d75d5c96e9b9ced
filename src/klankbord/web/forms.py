"""A form that was not taken is shown again: with what stood in it, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from klankbord.errors import NotTaken
from klankbord.i18n import Translate

_NUMBER = re.compile(r"[0-9]{1,18}")
"""As large as a database can count."""


@dataclass(frozen=True)
class Field:
    """A field of a form; a password never has a value."""

    value: str = ""
    mistake: str = ""


@dataclass(frozen=True)
class Option:
    """One of the choices of a field."""

    value: str
    text: str
    chosen: bool


def fields_of(values: Mapping[str, str], wrong: NotTaken | None, _: Translate) -> dict[str, Field]:
    """The fields of a form by their names; every mistake must be of one of them.

    Raises:
        NotTaken: something is wrong that no field of this form can tell.
    """
    told = {m.field: m.say(_) for m in (wrong.mistakes if wrong else ())}
    if wrong and not told.keys() <= values.keys():
        raise wrong
    return {name: Field(value, told.get(name, "")) for name, value in values.items()}


def options_of(texts: Mapping[str, str], chosen: Iterable[str]) -> tuple[Option, ...]:
    """The choices of a field: what is sent, by what is read."""
    picked = set(chosen)
    return tuple(Option(value, text, value in picked) for value, text in texts.items())


def numbers(values: Iterable[str]) -> set[int]:
    """The numbers among what was sent; whatever else is left out."""
    return {int(value) for value in values if _NUMBER.fullmatch(value)}
