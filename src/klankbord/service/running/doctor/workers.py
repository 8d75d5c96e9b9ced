"""Is there somebody who does the work?"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.service.running.workers import ALIVE
from klankbord.store.job_counts import count_jobs
from klankbord.store.workers import seen_workers


def check_workers(looked: Installation) -> Finding | None:
    """Whether a worker gave a sign of life of late; without one, nothing that is given gets on."""
    if looked.database is None:
        return None
    alive = [one for one in seen_workers(looked.settings.data) if looked.now - one.at <= ALIVE]
    if alive:
        return good(N_("Werkers in leven: {n}."), n=len(alive))
    waiting = _counted(looked, "waiting")
    if waiting:
        return fault(
            N_("Er draait geen werker, en er wacht werk: {n}."),
            N_("Start `klankbord serve`, of een `klankbord worker`."),
            n=waiting,
        )
    mend = N_("Start `klankbord serve`, of een `klankbord worker`.")
    return note(N_("Er draait geen werker."), mend)


def check_work(looked: Installation) -> Finding | None:
    """Whether work failed for good."""
    if looked.database is None:
        return None
    if failed := _counted(looked, "failed"):
        return note(
            N_("Werk dat niet lukte, ook niet na een paar keer proberen: {n}."),
            N_("Kijk in het logboek van de server, en bij Toevoegen; daar kan het opnieuw."),
            n=failed,
        )
    return good(N_("Er is geen werk dat bleef mislukken."))


def _counted(looked: Installation, wanted: str) -> int:
    assert looked.database is not None
    try:
        with looked.database.reading() as connection:
            counts = count_jobs(connection, looked.now)
    except DBAPIError:  # there are no tables yet
        return 0
    return sum(count for (_, state), count in counts.items() if state == wanted)
