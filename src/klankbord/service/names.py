"""What people fill in about themselves and each other, cleaned and checked."""

from __future__ import annotations

import re
import unicodedata

from klankbord.errors import (
    BadEmail,
    BadForm,
    Mistake,
    Mistakes,
    NameMissing,
    NameTooLong,
    OrganisationMissing,
    OrganisationTooLong,
    TeamNameMissing,
    TeamNameTooLong,
)
from klankbord.i18n import LANGUAGES

LONGEST = 100
LONGEST_EMAIL = 254
ROLES = ("seller", "coach")
_EMAIL = re.compile(
    r"[^\s@<>\"(),:;\\\[\]]{1,64}@[^\s@<>\"(),:;\\\[\]_.]+(\.[^\s@<>\"(),:;\\\[\]_.]+)+"
)


def clean(text: str) -> str:
    """A text of one line: composed, without what cannot be seen, with single spaces."""
    composed = unicodedata.normalize("NFC", text)
    seen = (c if unicodedata.category(c)[0] != "C" else " " for c in composed)
    return " ".join("".join(seen).split())


def email_of(text: str) -> str:
    """An e-mail address as it is kept and compared."""
    return clean(text).casefold()


def name_mistake(name: str) -> Mistake | None:
    """What is wrong with a cleaned name of a person."""
    return _mistake(name, NameMissing, NameTooLong)


def organisation_mistake(name: str) -> Mistake | None:
    """What is wrong with a cleaned name of an organisation."""
    return _mistake(name, OrganisationMissing, OrganisationTooLong)


def team_mistake(name: str) -> Mistake | None:
    """What is wrong with a cleaned name of a team."""
    return _mistake(name, TeamNameMissing, TeamNameTooLong)


def email_mistake(email: str) -> Mistake | None:
    """What is wrong with a cleaned e-mail address."""
    right = len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email)
    return None if right else BadEmail()


def refuse(*mistakes: Mistake | None) -> None:
    """Refuse a form in which something is wrong.

    Raises:
        Mistakes: all that is.
    """
    found = tuple(mistake for mistake in mistakes if mistake is not None)
    if found:
        raise Mistakes(found)


def need_choice(value: str, choices: tuple[str, ...]) -> None:
    """Refuse what no list of ours offers.

    Raises:
        BadForm: it is none of the choices.
    """
    if value not in choices:
        raise BadForm


def need_language(language: str) -> None:
    """Refuse a language that Klankbord does not speak.

    Raises:
        BadForm: it is none of them.
    """
    need_choice(language, LANGUAGES)


def need_role(role: str) -> None:
    """Refuse a role that is none.

    Raises:
        BadForm: it is none of them.
    """
    need_choice(role, ROLES)


def _mistake(name: str, missing: type[Mistake], too_long: type[NameTooLong]) -> Mistake | None:
    if not name:
        return missing()
    return too_long(LONGEST) if len(name) > LONGEST else None
