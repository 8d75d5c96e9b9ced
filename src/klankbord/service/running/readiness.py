"""Whether an installation can do its work just now, without a word about what is in it."""

from __future__ import annotations

import os
from dataclasses import dataclass

from klankbord.service.site import Site
from klankbord.store.installation import restoring
from klankbord.store.migrate import newest, version_of
from klankbord.store.trouble import FAULTS


@dataclass(frozen=True)
class Readiness:
    """What must hold: the database answers, with the tables of this version; there is a folder.

    While a backup is being put back its tables are not those that will be served.
    """

    database: bool
    migrations: bool
    data: bool

    def __bool__(self) -> bool:
        return self.database and self.migrations and self.data


def readiness(site: Site) -> Readiness:
    """Whether it is ready."""
    folder = site.settings.data
    writable = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
    try:
        with site.database.reading() as connection:
            ours = version_of(connection) == newest() and not restoring(connection)
    except FAULTS:
        return Readiness(database=False, migrations=False, data=writable)
    return Readiness(database=True, migrations=ours, data=writable)
