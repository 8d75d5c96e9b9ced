"""Is there a data folder that can be written, and that is nobody else's?"""

from __future__ import annotations

import os
import tempfile

from klankbord.errors import why
from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note

_OTHERS = 0o077


def check_folder(looked: Installation) -> Finding:
    """The data folder."""
    folder = looked.settings.data
    shown = str(folder.absolute())
    if not folder.exists():
        return note(
            N_("De gegevensmap {folder} is er nog niet."),
            N_("Klankbord maakt hem bij `klankbord serve`; staat hij elders, zet dan ‘data’ goed."),
            folder=shown,
        )
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
    except OSError as refusal:
        return fault(
            N_("In de gegevensmap {folder} kan niet geschreven worden ({reason})."),
            N_("Geef wie Klankbord draait schrijfrechten, en maak zo nodig ruimte."),
            folder=shown,
            reason=why(refusal),
        )
    if os.name != "nt" and folder.stat().st_mode & _OTHERS:
        return note(
            N_("Anderen op deze machine kunnen in de gegevensmap {folder}."),
            N_("Houd hem voor jezelf: chmod 700 {folder}"),
            folder=shown,
        )
    return good(N_("De gegevensmap {folder} is te schrijven."), folder=shown)
