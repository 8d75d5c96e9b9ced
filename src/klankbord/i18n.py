"""Two languages for the reader: Dutch is the source, English is translated by gettext."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

LANGUAGES = ("nl", "en")
"""The languages in which Klankbord speaks to its reader, the source language first."""

LOCALE_DIR = Path(__file__).parent / "locale"

Translate = Callable[[str], str]
"""From a Dutch sentence to the reader's language."""


def N_(sentence: str) -> str:  # noqa: N802 (the name that gettext's extractors know)
    """Mark a Dutch sentence for translation where the reader's language is not known yet."""
    return sentence


@cache
def translator(language: str) -> Translate:
    """Return the function that turns Dutch sentences into `language` (nl or en)."""
    found = gettext.translation(
        "klankbord", LOCALE_DIR, [language], fallback=language == LANGUAGES[0]
    )
    # Of an empty text, gettext gives what the catalogue says of itself.
    return lambda sentence: found.gettext(sentence) if sentence else ""
