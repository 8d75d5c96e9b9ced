"""All checks, and what they find; each looks at one thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from klankbord.errors import NoDatabase, UsageError
from klankbord.i18n import N_
from klankbord.service.running.doctor.address import check_address
from klankbord.service.running.doctor.agreed import check_agreed
from klankbord.service.running.doctor.backups import check_backups
from klankbord.service.running.doctor.clock import check_clock
from klankbord.service.running.doctor.database import check_database, check_tables
from klankbord.service.running.doctor.disk import check_disk
from klankbord.service.running.doctor.environment import check_environment
from klankbord.service.running.doctor.finding import Check, Finding, Installation, State, fault
from klankbord.service.running.doctor.folder import check_folder
from klankbord.service.running.doctor.mail import check_mail
from klankbord.service.running.doctor.packages import check_extras, check_packages
from klankbord.service.running.doctor.python import check_python
from klankbord.service.running.doctor.recogniser import check_recogniser
from klankbord.service.running.doctor.scrubbed import check_scrubbed
from klankbord.service.running.doctor.secrecy import check_secrecy
from klankbord.service.running.doctor.sound import check_sound
from klankbord.service.running.doctor.sources import check_sources
from klankbord.service.running.doctor.sqlite import check_sqlite, check_wal
from klankbord.service.running.doctor.watched import check_watched
from klankbord.service.running.doctor.workers import check_work, check_workers
from klankbord.service.site import as_it_is, is_there
from klankbord.settings import Settings, load_settings
from klankbord.settings_file import find_file

CHECKS: dict[str, Check] = {
    "python": check_python,
    "packages": check_packages,
    "extras": check_extras,
    "settings": check_secrecy,
    "environment": check_environment,
    "folder": check_folder,
    "disk": check_disk,
    "sqlite": check_sqlite,
    "database": check_database,
    "tables": check_tables,
    "wal": check_wal,
    "clock": check_clock,
    "address": check_address,
    "mail": check_mail,
    "recogniser": check_recogniser,
    "sound": check_sound,
    "watched": check_watched,
    "sources": check_sources,
    "workers": check_workers,
    "work": check_work,
    "backups": check_backups,
    "scrubbed": check_scrubbed,
    "agreed": check_agreed,
}
"""Every check by its name, in the order in which things rest on each other."""
Found = dict[str, Finding]


def examine(
    now: datetime, *, data: Path | None = None, file: Path | None = None, try_mail: bool = False
) -> Found:
    """What every check finds; where the settings cannot be read, only that."""
    file = file or find_file()
    try:
        settings = load_settings(file)
    except UsageError as refusal:
        mend = N_("Verbeter het; alle instellingen staan in de hulp.")
        return {"settings": fault("{refusal}", mend, refusal=refusal)}
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    with _opened(settings, file, now, try_mail=try_mail) as installation:
        found = {name: check(installation) for name, check in CHECKS.items()}
    return {name: finding for name, finding in found.items() if finding is not None}


def is_well(found: Found) -> bool:
    """Whether nothing is wrong."""
    return all(finding.state is not State.FAULT for finding in found.values())


@contextmanager
def _opened(
    settings: Settings, file: Path | None, now: datetime, *, try_mail: bool
) -> Iterator[Installation]:
    """The installation that the settings describe, without making or changing anything."""
    database, refusal = None, ""
    try:
        if is_there(settings):
            database = as_it_is(settings).database
    except NoDatabase as gone:
        refusal = gone.reason
    try:
        yield Installation(settings, file, database, refusal, now, try_mail)
    finally:
        if database is not None:
            database.close()
