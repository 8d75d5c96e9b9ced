"""Is there room left?"""

from __future__ import annotations

import shutil

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note

GB = 1_000_000_000
LITTLE_GB, NONE_GB = 5.0, 0.5


def check_disk(looked: Installation) -> Finding | None:
    """Room where the data folder is."""
    folder = looked.settings.data
    if not folder.is_dir():
        return None
    free = shutil.disk_usage(folder).free / GB
    told = f"{free:.1f}"
    if free < NONE_GB:
        return fault(
            N_("De schijf is zo goed als vol: nog {free} GB."),
            N_("Maak ruimte, of zet de gegevensmap op een grotere schijf."),
            free=told,
        )
    if free < LITTLE_GB:
        mend = N_("Maak ruimte voor het te laat is; een uur bellen is 50 tot 100 MB.")
        return note(N_("Er is nog {free} GB vrij."), mend, free=told)
    return good(N_("Er is nog {free} GB vrij."), free=told)
