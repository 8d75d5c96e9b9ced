"""Can others read the settings in which there is a password?"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import SecretStr

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, good, note
from klankbord.settings import Settings

_OTHERS = 0o077


def check_secrecy(looked: Installation) -> Finding:
    """The file of settings."""
    if looked.file is None:
        return good(N_("Er is geen bestand met instellingen; de omgeving en de standaard gelden."))
    shown = str(looked.file)
    secrets = secrets_in(looked.file)
    if secrets and os.name != "nt" and looked.file.stat().st_mode & _OTHERS:
        return note(
            N_(
                "Anderen op deze machine kunnen {file} lezen, en daar staat een geheim in: {names}."
            ),
            N_("Houd het voor jezelf: chmod 600 {file}"),
            file=shown,
            names=", ".join(secrets),
        )
    return good(N_("De instellingen staan in {file}."), file=shown)


def secrets_in(file: Path) -> list[str]:
    """The settings in a file that nobody else may know."""
    told = tomllib.loads(file.read_text("utf-8"))
    secret = {n for n, field in Settings.model_fields.items() if field.annotation is SecretStr}
    return sorted(secret & told.keys())
