"""Passwords: what they must be, and how they are kept (argon2id).

Hashing takes a tenth of a second and much memory on purpose. It is never done within a
transaction, and only so many at a time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from klankbord.errors import (
    Mistake,
    PasswordCommon,
    PasswordGuessable,
    PasswordTelling,
    PasswordTooLong,
    PasswordTooShort,
    TooBusy,
)
from klankbord.service.accounts.common_passwords import is_common

LEAST = 10
MOST = 200
AT_ONCE = 3
"""How many are hashed at a time; each takes 64 MB."""
WAIT_S = 10.0
SHORTEST_NAME = 4
"""A name of fewer letters stands within too many words to be a clue."""

_HASHER = PasswordHasher()
_ROOM = BoundedSemaphore(AT_ONCE)


def password_mistake(password: str, known: Iterable[str]) -> Mistake | None:
    """What is wrong with a new password; `known` is what others know: name and e-mail address."""
    text = _normal(password)
    if len(text) < LEAST:
        return PasswordTooShort(LEAST)
    if len(password) > MOST or len(text) > MOST:
        return PasswordTooLong(MOST)
    if len(set(text)) == 1 or _bare(text) in set(_guesses(known)):
        return PasswordGuessable()
    if is_common(text):
        return PasswordCommon()
    if any(name in _bare(text) for name in _telling(known)):
        return PasswordTelling()
    return None


def hash_password(password: str) -> str:
    """A password as it is kept.

    Raises:
        TooBusy: too many others are waiting for the same.
    """
    with _room():
        return _HASHER.hash(_normal(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether a password is the one that is kept.

    Without a kept one it takes the same work, and is never right: an answer tells nobody by its
    delay whether there is an account.

    Raises:
        TooBusy: too many others are waiting for the same.
    """
    if len(password) > MOST:
        password = ""  # none is so long; it costs what every other costs
    with _room():
        nobodys = _nobodys()
        try:
            right = _HASHER.verify(kept or nobodys, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a kept password was hashed with other parameters than those of now."""
    return _HASHER.check_needs_rehash(kept)


@contextmanager
def _room() -> Iterator[None]:
    if not _ROOM.acquire(timeout=WAIT_S):
        raise TooBusy
    try:
        yield
    finally:
        _ROOM.release()


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")


def _normal(password: str) -> str:
    """The same letters whatever keyboard they come from."""
    return unicodedata.normalize("NFKC", password)


def _bare(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _guesses(known: Iterable[str]) -> Iterator[str]:
    for fact in known:
        yield _bare(fact)
        yield _bare(fact.partition("@")[0])


def _telling(known: Iterable[str]) -> Iterator[str]:
    """What no password may hold: the name before the @, and ours."""
    yield "klankbord"
    for fact in known:
        name = _bare(fact.partition("@")[0]) if "@" in fact else ""
        if len(name) >= SHORTEST_NAME:
            yield name
