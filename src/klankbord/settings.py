"""Settings: from the environment (KLANKBORD_…), else from a file, else the default.

The file is the one that KLANKBORD_CONFIG names, else `klankbord.toml` in the working folder, else
`~/.config/klankbord/klankbord.toml`.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import from_json
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from klankbord.errors import BadSetting
from klankbord.i18n import N_

PREFIX = "KLANKBORD_"


def _separated(value: Any) -> Any:
    """A list as the environment has it: as JSON, or with ; between its items."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return from_json(value)
    return tuple(item.strip() for item in value.split(";") if item.strip())


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)]
"""Texts: a list in the file, and in the environment JSON or "Maes, Lotte; De Wit, Jan"."""


class Settings(BaseSettings):
    """Everything that can be set. The manual's page of settings is made from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=None, extra="forbid", frozen=True)

    language: Literal["nl", "en"] = Field(
        default="nl", description=N_("De taal waarin Klankbord je aanspreekt.")
    )
    sellers: Listed = Field(
        default=(), description=N_("Namen van je eigen mensen: wie zo heet, verkoopt.")
    )
    own_domains: Listed = Field(
        default=(), description=N_("Je eigen e-maildomeinen: wie daar een adres heeft, verkoopt.")
    )
    join_gap_ms: int | None = Field(
        default=None,
        ge=0,
        le=10_000,
        description=N_(
            "Voeg stukken van één spreker (vtt, srt, Whisper) samen over gaten tot zoveel ms."
        ),
    )
    max_file_mb: int = Field(
        default=50, ge=1, le=2000, description=N_("Het grootste bestand, in MB.")
    )
    max_turns: int = Field(
        default=50_000, ge=1, le=1_000_000, description=N_("Het langste transcript, in beurten.")
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
        raise BadSetting(_where(key, path), key, fault["msg"]) from None


def _where(key: str, path: Path | None) -> str:
    """Where a setting stands: its name in the environment, which goes first, or the file."""
    name = f"{PREFIX}{key.partition('.')[0]}".upper()
    return name if path is None or name in map(str.upper, os.environ) else str(path)


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
