"""Are the libraries there that Klankbord needs, and those of the extras that are used?"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from packaging.requirements import Requirement

from klankbord.i18n import N_
from klankbord.installing import OURSELVES, install_command
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note

LISTENING = ("speech", "recognition")


def check_packages(_: Installation) -> Finding:
    """What Klankbord itself needs."""
    if lacking := missing(""):
        mend = N_("Installeer Klankbord opnieuw: {command}")
        return fault(
            N_("Er ontbreekt iets wat nodig is: {names}."),
            mend,
            names=lacking,
            command=install_command(),
        )
    return good(N_("Alles wat Klankbord nodig heeft, is er."))


def check_extras(looked: Installation) -> Finding:
    """What the settings ask for besides."""
    if looked.settings.database and (lacking := missing("postgres")):
        return fault(
            N_("De database is PostgreSQL, en daarvoor ontbreekt {names}."),
            N_("Installeer het: {command}"),
            names=lacking,
            command=install_command("postgres"),
        )
    if lacking := missing(*LISTENING):
        return note(
            N_("Opnamen worden niet of niet helemaal gelezen; er ontbreekt: {names}."),
            N_("Wil je dat wel: {command}"),
            names=lacking,
            command=install_command(*LISTENING),
        )
    return good(N_("De extra's die je gebruikt, zijn er."))


def missing(*extras: str) -> str:
    """The libraries that are not there or too old, of Klankbord itself ("") or of extras of it."""
    return ", ".join(sorted({name for extra in extras for name in _missing(extra)}))


def _missing(extra: str) -> Iterator[str]:
    for text in metadata.requires(OURSELVES) or ():
        need = Requirement(text)
        always = need.marker is None or need.marker.evaluate({"extra": ""})
        wanted = need.marker is None or need.marker.evaluate({"extra": extra})
        if not wanted or (extra and always):
            continue
        if need.name == OURSELVES:
            for other in need.extras:
                yield from _missing(other)
        elif not _fits(need):
            yield need.name


def _fits(need: Requirement) -> bool:
    try:
        return need.specifier.contains(metadata.version(need.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False
