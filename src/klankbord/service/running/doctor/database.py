"""Does the database answer, and has it the tables of this version?"""

from __future__ import annotations

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.store.database import without_password
from klankbord.store.migrate import newest, version_of, versions


def check_database(looked: Installation) -> Finding:
    """Whether the database answers."""
    address = looked.settings.database
    if looked.refusal:
        return fault(
            N_("De database antwoordt niet: {reason}"),
            N_("Start de database, of zet de instelling ‘database’ goed."),
            reason=looked.refusal,
        )
    where = without_password(address) if address else str(looked.settings.data.absolute())
    if looked.database is None:
        return note(
            N_("Er is nog geen database ({where})."),
            N_("`klankbord serve` maakt hem; staat hij elders, zet dan ‘data’ of ‘database’ goed."),
            where=where,
        )
    return good(N_("De database antwoordt ({where})."), where=where)


def check_tables(looked: Installation) -> Finding | None:
    """Whether its tables are those of this version."""
    if looked.database is None:
        return None
    with looked.database.reading() as connection:
        version = version_of(connection)
    if version == newest():
        return good(N_("De tabellen zijn van deze versie ({version})."), version=version)
    if version is None:
        mend = N_("`klankbord serve` maakt ze.")
        return note(N_("In de database staan nog geen tabellen."), mend)
    if version not in versions():
        return fault(
            N_("De tabellen zijn van een nieuwere Klankbord ({version})."),
            N_("Installeer die versie, of zet een reservekopie van deze versie terug."),
            version=version,
        )
    return note(
        N_("De tabellen zijn van een oudere Klankbord ({version}; deze heeft {newest})."),
        N_("Maak eerst een reservekopie met `klankbord backup`; `klankbord serve` werkt ze bij."),
        version=version,
        newest=newest(),
    )
