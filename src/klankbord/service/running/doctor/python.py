"""Is this a Python that Klankbord runs on?"""

from __future__ import annotations

import sys

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good

OLDEST = (3, 11)


def check_python(_: Installation, version: tuple[int, ...] = sys.version_info[:3]) -> Finding:
    """The version of Python."""
    told = ".".join(map(str, version))
    if version < OLDEST:
        mend = N_("Installeer Python {oldest} of nieuwer, en Klankbord daarin opnieuw.")
        oldest = ".".join(map(str, OLDEST))
        return fault(N_("Python {version} is te oud."), mend, version=told, oldest=oldest)
    return good(N_("Python {version}."), version=told)
