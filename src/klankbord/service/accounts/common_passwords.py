"""Passwords that so many people have that they are tried first: words, and rows of keys.

Whatever has digits or signs before or after one of these words, or has the word twice, is as
common: `Welkom2026!`, `wachtwoord123`.
"""

from __future__ import annotations

import re

WORDS = frozenset(
    """
    wachtwoord welkom geheim geheimpje hallo hallohallo zomer winter lente herfst voorjaar najaar
    januari februari maart april mei juni juli augustus september oktober november december
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vakantie liefde schatje schat
    lieverd prinses knuffel vriendin ikhouvanjou voetbal ajax feyenoord psv nederland holland
    amsterdam rotterdam utrecht belgie vlaanderen antwerpen brussel oranje hetgeheim toegang
    inloggen beheerder verkoop verkoper verkopen kantoor computer bedrijf klant
    password passwort passw0rd welcome letmein admin administrator qwerty qwertyuiop qwertyui
    azerty azertyuiop asdfgh asdfghjkl zxcvbnm qwertyqwerty abc abcd abcdef abcdefg abcdefgh
    abcdefghij iloveyou monkey dragon football baseball princess sunshine shadow master superman
    batman michael jordan charlie hello secret login access trustno google facebook summer spring
    autumn january february march may june july august october monday friday sunday company office
    sales changeme default test testtest testing guest user root iamgod whatever starwars pokemon
    """.split()
)
_DIGITS = re.compile(r"[\d\W_]+")
_SWAPPED = str.maketrans("@013457$!", "aoieastsi")
_ROWS = ("01234567890123456789", "09876543210987654321", "qwertyuiopasdfghjklzxcvbnm")
_ROWS_HIGH = ("1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qazwsxedcrfvtgbyhnujmikolp")


def is_common(password: str) -> bool:
    """Whether a password is a common word with digits and signs around it, or a row of keys.

    >>> [is_common(one) for one in ("Welkom2026!", "P@ssw0rd12", "drie gele fietsen")]
    [True, True, False]
    """
    text = password.casefold()
    bare = "".join(c for c in text if c.isalnum())
    if any(bare in row for row in (*_ROWS, *_ROWS_HIGH)) or _period(bare) <= 3:  # noqa: PLR2004
        return True
    swapped = _trimmed(text).translate(_SWAPPED)
    return any(_once(_DIGITS.sub("", one)) in WORDS for one in (text, swapped))


def _trimmed(text: str) -> str:
    """Without the digits and signs at both ends, save one that may stand for a letter."""
    return re.sub(r"^[\d\W_]+|[\d\W_]+$", "", text)


def _once(text: str) -> str:
    """A word that stands there several times, once."""
    return text[: _period(text)]


def _period(text: str) -> int:
    """After so many letters a text is the same again; its length where it never is."""
    return (text + text).find(text, 1) if text else 0
