"""Can the folders be read in which other programs put recordings?"""

from __future__ import annotations

import os
from pathlib import Path

from klankbord.errors import why
from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good


def check_watched(looked: Installation) -> Finding | None:
    """The folders that sources may watch."""
    roots = looked.settings.watched_roots
    if not roots:
        return None
    for root in roots:
        try:
            with os.scandir(Path(root)) as inside:
                next(inside, None)
        except OSError as refusal:
            return fault(
                N_("In de map {folder} kan Klankbord niet kijken ({reason})."),
                N_("Geef wie Klankbord draait leesrechten, of haal die uit watched_roots."),
                folder=root,
                reason=why(refusal),
            )
    return good(N_("In alle mappen van watched_roots kan gekeken worden."))
