"""How an extra of Klankbord is added here: from a package, or from the folder it was cloned to."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from shlex import quote
from urllib.parse import unquote, urlsplit

OURSELVES = "klankbord"


def install_command(*extras: str, prefix: str = sys.prefix, folder: Path | None = None) -> str:
    """What somebody types to add extras, or to install Klankbord anew without any.

    `folder` is where the source stands that is run; it is looked up where it is not given.
    """
    folder = folder or cloned_to()
    wanted = f"[{','.join(extras)}]" if extras else ""
    if folder is None:
        return f"pip install --upgrade {quote(OURSELVES + wanted)}"
    pip = Path(prefix) / "bin" / "pip"
    if pip.is_relative_to(folder):
        pip = pip.relative_to(folder)
    return f"cd {quote(str(folder))} && {quote(str(pip))} install --editable {quote('.' + wanted)}"


def cloned_to() -> Path | None:
    """The folder of the source that is run, where it is run from one; None for a package."""
    told = metadata.distribution(OURSELVES).read_text("direct_url.json")
    found = json.loads(told) if told else {}
    if not found.get("dir_info", {}).get("editable"):
        return None
    return Path(unquote(urlsplit(found["url"]).path))
