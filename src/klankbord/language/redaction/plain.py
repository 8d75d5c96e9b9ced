"""Digits and letters of any script or width as plain ones, letter for letter.

'０６' and '٠٦' are numbers as much as '06' is. What stands for one letter stays one, so that a
place in the plain text is the same place in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_STRANGE = re.compile(r"[^\x00-\u02ff]")
"""Beyond Latin: superscripts such as the ² of m² are before it, and are no digits here."""
_SMALL = ("<super>", "<sub>")


def plain(text: str) -> str:
    """The text with plain digits and letters; as long as it was.

    >>> plain("０６－１２ of ٠٦")
    '06-12 of 06'
    """
    return text if text.isascii() else _STRANGE.sub(_one, text)


def _one(found: re.Match[str]) -> str:
    return _plain(found[0])


@cache
def _plain(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    if unicodedata.decomposition(letter).startswith(_SMALL):
        return letter
    made = unicodedata.normalize("NFKC", letter)
    return made if len(made) == 1 else letter
