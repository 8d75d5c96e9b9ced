"""Is there a setting in the environment that is none, and so does nothing?"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, good, note
from klankbord.settings import Settings
from klankbord.settings_file import PREFIX

BESIDES = ("config",)
"""Names in the environment that are no settings: where the file of settings is."""


def check_environment(_: Installation, around: Mapping[str, str] = os.environ) -> Finding:
    """The names in the environment that begin as ours do."""
    known = (*Settings.model_fields, *BESIDES)
    ours = [name for name in around if name.upper().startswith(PREFIX)]
    strange = [name for name in ours if name[len(PREFIX) :].lower() not in known]
    if not strange:
        return good(N_("In de omgeving staan geen onbekende instellingen."))
    close = get_close_matches(strange[0][len(PREFIX) :].lower(), known, 1)
    mend = N_("Haal ze weg; alle instellingen staan in de hulp.")
    if close:
        mend = N_("Haal ze weg; bedoelde je misschien {close}?")
    names = ", ".join(sorted(strange))
    told = f"{PREFIX}{close[0]}".upper() if close else ""
    said = N_("In de omgeving staan instellingen die er geen zijn: {names}.")
    return note(said, mend, names=names, close=told)
