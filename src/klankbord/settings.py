"""Settings: from the environment (KLANKBORD_…), else from a file, else the default.

Where the file stands, `settings_file` says.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import from_json
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from klankbord.errors import BadSetting, BrokenSettings, SettingsMissing, UnknownSetting, why
from klankbord.i18n import N_
from klankbord.settings_file import PREFIX, find_file


def _separated(value: Any) -> Any:
    """A list as the environment has it: as JSON, or with ; between its items."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return from_json(value)
    return tuple(item.strip() for item in value.split(";") if item.strip())


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_separated)]
"""Texts: a list in the file, and in the environment JSON or "Maes, Lotte; De Wit, Jan"."""


LEAST_TOKEN = 16
"""So many characters at least has a key that opens something of ours."""
_ADDRESS = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f]+@[^\s@<>\"(),:;\\\[\]\x00-\x1f]+")


class Settings(BaseSettings):
    """Everything that can be set. The manual's page of settings is made from this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=None, extra="forbid", frozen=True)

    language: Literal["nl", "en"] = Field(
        default="nl", description=N_("De taal waarin Klankbord je aanspreekt.")
    )
    sellers: Listed = Field(
        default=(),
        description=N_(
            "Namen van je eigen mensen: wie zo heet, verkoopt; de anderen zijn dan klant."
        ),
    )
    own_domains: Listed = Field(
        default=(),
        description=N_(
            "Je eigen e-maildomeinen: wie daar een adres heeft, verkoopt; "
            "de anderen zijn dan klant."
        ),
    )
    own_words: Path | None = Field(
        default=None,
        description=N_("Een bestand met je eigen woorden: producten, concurrenten, zinnen."),
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
    data: Path = Field(
        default=Path("klankbord-data"),
        description=N_("De map waarin gesprekken, opnamen en database bewaard worden."),
    )
    database: str = Field(
        default="",
        description=N_(
            "Het adres van een PostgreSQL-database (postgresql://…); "
            "leeg is SQLite in de gegevensmap."
        ),
    )
    host: str = Field(default="127.0.0.1", description=N_("Waar de pagina's te vinden zijn."))
    port: int = Field(default=8321, ge=1, le=65535, description=N_("De poort van de pagina's."))
    public_url: str = Field(
        default="",
        description=N_(
            "Het adres waarop je team Klankbord opent (https://…), als er een proxy voor staat."
        ),
    )
    max_sound_mb: int = Field(
        default=500, ge=1, le=10_000, description=N_("De grootste opname, in MB.")
    )
    max_turns: int = Field(
        default=50_000, ge=1, le=1_000_000, description=N_("Het langste transcript, in beurten.")
    )
    smtp_host: str = Field(
        default="",
        description=N_("De mailserver waarlangs Klankbord post verstuurt; leeg is geen post."),
    )
    smtp_port: int = Field(
        default=587, ge=1, le=65535, description=N_("De poort van de mailserver.")
    )
    smtp_user: str = Field(
        default="", description=N_("Waarmee Klankbord bij de mailserver inlogt; leeg is niet.")
    )
    smtp_password: SecretStr = Field(
        default=SecretStr(""), description=N_("Het wachtwoord bij de mailserver.")
    )
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        validate_default=True,
        description=N_(
            "Hoe de verbinding met de mailserver versleuteld is; "
            "`none` kan alleen zonder wachtwoord."
        ),
    )
    mail_from: str = Field(
        default="",
        validate_default=True,
        description=N_("Het adres waarvan de post komt; nodig als er een mailserver is."),
    )

    recogniser: Literal["onnx-asr", "faster-whisper", "server"] = Field(
        default="onnx-asr",
        description=N_("Wat in opnamen de woorden herkent: een model hier, of een server."),
    )
    recogniser_model: str = Field(
        default="",
        description=N_(
            "Welk model: een naam (zie `klankbord models list`), of de map waarin een model "
            "staat; leeg is het gewone."
        ),
    )
    models: Path = Field(
        default=Path("klankbord-models"),
        description=N_("De map waarin modellen bewaard worden."),
    )
    models_host: str = Field(
        default="https://huggingface.co",
        description=N_("Waar modellen vandaan komen die je bij naam ophaalt."),
    )
    recogniser_url: str = Field(
        default="",
        description=N_(
            "Het adres van de server die herkent zoals OpenAI dat doet (https://…/v1); "
            "naar geen ander adres gaat geluid."
        ),
    )
    recogniser_key: SecretStr = Field(
        default=SecretStr(""),
        validate_default=True,
        description=N_(
            "De sleutel waar die server om vraagt; alleen over https, of hier op de machine."
        ),
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        description=N_("Vanaf welk belang iets in het logboek van de server komt."),
    )
    log_format: Literal["human", "json"] = Field(
        default="human",
        description=N_("Hoe dat logboek eruitziet: om te lezen, of een JSON-regel per melding."),
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description=N_(
            "De sleutel waarmee Prometheus de cijfers over de dienst ophaalt (/metrics), minstens "
            "16 tekens; leeg is: niemand."
        ),
    )

    speaker_changes: str = Field(
        default="",
        description=N_(
            "Het model dat op één kanaal hoort waar de spreker wisselt: een naam, een bestand of "
            "een map; leeg is het gewone."
        ),
    )
    speaker_voices: str = Field(
        default="",
        description=N_(
            "Het model dat hoort of twee stemmen dezelfde zijn: een naam, een bestand of een map; "
            "leeg is het gewone."
        ),
    )

    api_per_minute: int = Field(
        default=300,
        ge=1,
        le=100_000,
        description=N_("Hoeveel er per minuut met één sleutel van de API gevraagd kan worden."),
    )

    watched_roots: Listed = Field(
        default=(),
        description=N_(
            "Mappen waarin een beheerder opnamen mag laten volgen, met alles eronder; "
            "leeg is geen enkele."
        ),
    )

    private_hours: int = Field(
        default=24,
        ge=0,
        le=168,
        description=N_(
            "Zoveel uur ziet alleen de verkoper zelf een gesprek dat vanzelf binnenkwam of dat een "
            "ander toevoegde, en kan het privé noemen; 0 is niet."
        ),
    )

    @field_validator("recogniser_url", "models_host")
    @classmethod
    def _need_an_address(cls, value: str) -> str:
        """An address of the web, whole, and without a password in it."""
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            msg = "no address"
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("recogniser_key")
    @classmethod
    def _keep_the_key(cls, value: SecretStr, others: ValidationInfo) -> SecretStr:
        """No key goes over a line that anybody can read."""
        parts = urlsplit(others.data.get("recogniser_url") or "")
        here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if value.get_secret_value() and parts.scheme == "http" and not here:
            msg = "a key needs an encrypted line"
            raise ValueError(msg)
        return value

    @field_validator("metrics_token")
    @classmethod
    def _need_a_long_one(cls, value: SecretStr) -> SecretStr:
        """No token that can be guessed."""
        if 0 < len(value.get_secret_value()) < LEAST_TOKEN:
            msg = "too short"
            raise ValueError(msg)
        return value

    @field_validator("smtp_security")
    @classmethod
    def _keep_the_password(cls, value: str, others: ValidationInfo) -> str:
        """No password goes over a line that anybody can read."""
        if value == "none" and others.data.get("smtp_user"):
            msg = "a password needs an encrypted line"
            raise ValueError(msg)
        return value

    @field_validator("mail_from")
    @classmethod
    def _need_a_sender(cls, value: str, others: ValidationInfo) -> str:
        """Who sends has an address, and that is one line."""
        if (value or others.data.get("smtp_host")) and not _ADDRESS.fullmatch(value):
            msg = "no address"
            raise ValueError(msg)
        return value

    @property
    def address(self) -> str:
        """Where people find the pages, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, self.host)  # noqa: S104
        if ":" in host and not host.startswith("["):
            host = f"[{host}]"
        return f"http://{host}:{self.port}"

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
        BadSetting: the file or the environment has a value that cannot be.
        UnknownSetting: the file has a key that is none.
        SettingsMissing: the file cannot be read.
        BrokenSettings: the file is no TOML.
    """
    path = file or find_file()
    try:
        return Settings(**(_read(path) if path else {}))
    except ValidationError as faults:
        fault = faults.errors(include_url=False)[0]
        key = ".".join(map(str, fault["loc"]))
        if fault["type"] == "extra_forbidden":
            names = ", ".join(Settings.model_fields)
            raise UnknownSetting(_where(key, path), key, names) from None
        raise BadSetting(_where(key, path), key, _allowed(str(fault["loc"][0]))) from None


_SORTS = {
    "mail_from": N_("een e-mailadres"),
    "recogniser_url": N_("een adres dat met https:// begint"),
    "models_host": N_("een adres dat met https:// begint"),
    "recogniser_key": N_("een sleutel die over https gaat, of naar deze machine zelf"),
    "metrics_token": N_("minstens 16 tekens, of leeg"),
}
"""What a setting can be of which its type does not tell."""


def _allowed(name: str) -> str:
    """What a setting can be; to be translated where it is a sentence."""
    field = Settings.model_fields[name]
    if get_origin(field.annotation) is Literal:
        return ", ".join(get_args(field.annotation))
    if name in _SORTS:
        return _SORTS[name]
    limits = {type(limit).__name__: limit for limit in field.metadata}
    if {"Ge", "Le"} <= limits.keys():
        return f"{limits['Ge'].ge}–{limits['Le'].le}"
    if field.annotation is Path or Path in get_args(field.annotation):
        return N_("de naam van een bestand")
    if field.annotation in {str, SecretStr}:
        return N_("een tekst")
    return N_("een lijst van teksten")


def _where(key: str, path: Path | None) -> str:
    """Where a setting stands: its name in the environment, which goes first, or the file."""
    name = f"{PREFIX}{key.partition('.')[0]}".upper()
    return name if path is None or name in map(str.upper, os.environ) else str(path)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    text = ""
    try:
        text = path.read_text("utf-8")
        return tomllib.loads(text)
    except OSError as fault:
        raise SettingsMissing(str(path), why(fault)) from None
    except UnicodeDecodeError:
        raise SettingsMissing(str(path), N_("de tekst is geen UTF-8")) from None
    except tomllib.TOMLDecodeError as fault:
        place = re.search(r"at line (\d+)", str(fault))
        line = int(place[1]) if place else text.count("\n") + 1
        raise BrokenSettings(str(path), line) from None
