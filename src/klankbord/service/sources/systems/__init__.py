"""Ready-made settings of phone systems, one TOML a system, each with names that prove it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from klankbord.i18n import N_
from klankbord.service.sources.watch_config import FolderConfig

FOLDER = Path(__file__).parent
ORDER = ("freepbx", "asterisk", "3cx", "freeswitch", "wazo", "ringcentral", "own")
"""As they are offered; a test compares them with the files."""
NAMES: dict[str, str] = {
    "freepbx": N_("FreePBX of Issabel"),
    "asterisk": N_("Asterisk (MixMonitor)"),
    "3cx": N_("3CX"),
    "freeswitch": N_("FreeSWITCH of FusionPBX"),
    "wazo": N_("Wazo"),
    "ringcentral": N_("RingCentral (export)"),
    "own": N_("Iets anders"),
}


@dataclass(frozen=True)
class Example:
    """A name, and what it gives; nothing where it is to fit no pattern."""

    name: str
    gives: dict[str, Any] | None


@dataclass(frozen=True)
class System:
    """A phone system: its settings to begin with, and names that prove them."""

    id: str
    settings: dict[str, Any]
    examples: tuple[Example, ...]

    @property
    def folder(self) -> str:
        """Where it keeps its recordings by itself; "" where that differs."""
        return str(self.settings.get("folder", ""))

    @property
    def cdr(self) -> dict[str, Any]:
        """How its call records are laid out; they are read only where somebody asks for it."""
        return dict(self.settings.get("cdr", {}))

    def config(self, folder: str, **told: Any) -> FolderConfig:
        """The settings of a folder that begins by this system."""
        facts = {key: value for key, value in self.settings.items() if key != "cdr"}
        return FolderConfig(**(facts | {"folder": folder, "system": self.id} | told))


@cache
def systems() -> dict[str, System]:
    """All systems, in the order in which they are offered."""
    return {name: _read(FOLDER / f"{name}.toml") for name in ORDER}


def _read(path: Path) -> System:
    with path.open("rb") as file:
        told = tomllib.load(file)
    examples = tuple(Example(one["name"], one.get("gives")) for one in told.pop("example"))
    return System(path.stem, told, examples)
