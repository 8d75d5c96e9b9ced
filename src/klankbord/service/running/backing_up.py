"""Making a backup, and knowing when the last one was made."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from klankbord.errors import CannotWrite, why
from klankbord.service.site import Site
from klankbord.store.backup import write_backup
from klankbord.store.house import note_backup
from klankbord.store.installation import need_installation


def back_up(site: Site, target: Path) -> datetime:
    """Write everything to a file, and note that it was done; when.

    The store is taken as it is, also where it is of an older version: so a backup can be made
    with the new version before that has changed anything.

    Raises:
        CannotWrite: the file cannot be written.
    """
    now = site.now()
    with site.database.writing() as connection:
        need_installation(connection)
    try:
        write_backup(site.database, site.files, target, now)
    except OSError as fault:
        raise CannotWrite(str(target), why(fault)) from None
    with site.database.writing() as connection:
        note_backup(connection, now)
    return now
