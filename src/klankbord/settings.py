"""Settings: from the environment (KLANKBORD_…), else from a file, else the default.

The file is the one that KLANKBORD_CONFIG names, else `klankbord.toml` in the working folder, else
`~/.config/klankbord/klankbord.toml`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from klankbord.errors import BadSetting


class Settings(BaseSettings):
    """Everything that can be set. The manual's page of settings is made from this class."""

    model_config = SettingsConfigDict(
        env_prefix="KLANKBORD_", env_file=None, extra="forbid", frozen=True
    )

    language: Literal["nl", "en"] = Field(
        default="nl", description="The language in which Klankbord speaks to its reader."
    )
    sellers: tuple[str, ...] = Field(
        default=(), description="Names of your own people: whoever goes by one of them sells."
    )
    own_domains: tuple[str, ...] = Field(
        default=(), description="Your own e-mail domains: whoever has an address there sells."
    )
    join_gap_ms: int | None = Field(
        default=None,
        ge=0,
        le=10_000,
        description="Join one speaker's segments (VTT, SRT, Whisper) over gaps up to this, in ms.",
    )
    max_file_mb: int = Field(default=50, ge=1, le=2000, description="The largest file, in MB.")
    max_turns: int = Field(
        default=50_000, ge=1, le=1_000_000, description="The longest transcript, in turns."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment goes before what is given from the file."""
        return env_settings, init_settings


def load_settings(file: Path | None = None) -> Settings:
    """The settings in force.

    Raises:
        BadSetting: the file or the environment has a value that cannot be, or a key that is none.
    """
    path = file or _file()
    try:
        return Settings(**(_read(path) if path else {}))
    except ValidationError as faults:
        fault = faults.errors(include_url=False)[0]
        key = ".".join(map(str, fault["loc"]))
        raise BadSetting(str(path or "KLANKBORD_*"), key, fault["msg"]) from None


def _file() -> Path | None:
    named = os.environ.get("KLANKBORD_CONFIG")
    places = (
        [Path(named)]
        if named
        else [
            Path("klankbord.toml"),
            Path.home() / ".config" / "klankbord" / "klankbord.toml",
        ]
    )
    return next((place for place in places if place.is_file()), Path(named) if named else None)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadSetting(str(path), "-", str(fault)) from None
