"""The file of settings: where it stands, and the one setting that even --help needs.

It is the one that KLANKBORD_CONFIG names, else `klankbord.toml` in the working folder, else
`~/.config/klankbord/klankbord.toml`. What is in it is checked in `settings`, which takes longer
to import than --help may last.
"""

from __future__ import annotations

import os
from pathlib import Path

from klankbord.i18n import LANGUAGES

PREFIX = "KLANKBORD_"
"""How the name of a setting begins in the environment, whatever its case."""


def find_file() -> Path | None:
    """The file of settings; None where there is none."""
    named = os.environ.get("KLANKBORD_CONFIG")
    if named:
        return Path(named)
    places = Path("klankbord.toml"), Path.home() / ".config" / "klankbord" / "klankbord.toml"
    return next((place for place in places if place.is_file()), None)


def spoken_language() -> str:
    """The language of the settings, before they are checked; Dutch where they cannot be read."""
    name = f"{PREFIX}language".upper()
    language = next((text for key, text in os.environ.items() if key.upper() == name), None)
    if language is None:
        language = _language_in(find_file())
    return language if language in LANGUAGES else LANGUAGES[0]


def _language_in(path: Path | None) -> str:
    if path is None:
        return ""
    import tomllib

    try:
        return str(tomllib.loads(path.read_text("utf-8")).get("language", ""))
    except (OSError, ValueError):  # `settings` says what is wrong with it
        return ""
