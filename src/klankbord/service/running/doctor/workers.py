"""Is there somebody who does the work?"""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.service.running.workers import ALIVE
from klankbord.store.job_counts import count_jobs, latest_trouble
from klankbord.store.workers import seen_workers

_ELSE = N_("Kijk in het logboek van de server, bij het nummer van dat werk.")
_MEND = {
    "import": N_("Probeer het opnieuw bij Toevoegen; het logboek van de server zegt meer."),
    "arrival": N_("Probeer het opnieuw bij Bronnen, bij de bron; het logboek zegt meer."),
    "half": N_("Kijk bij Bronnen wat die bron stuurde; het logboek van de server zegt meer."),
    "watch": N_("Kijk bij Bronnen, bij de map die gevolgd wordt; het logboek zegt meer."),
    "hook": N_("Kijk bij Instellingen → Uitgaand wat niet aankwam."),
    "letter": N_("Kijk de mailserver na met `klankbord doctor --mail`."),
    "digest": N_("Kijk de mailserver na met `klankbord doctor --mail`."),
}
"""Where what failed can be seen and tried again, by kind of work."""


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
    failed = _counted(looked, "failed")
    if not failed:
        return good(N_("Er is geen werk dat bleef mislukken."))
    with looked.database.reading() as connection:
        last = latest_trouble(connection, over=True)
    assert last is not None
    number, kind, reason = last
    return note(
        N_(
            "Werk dat niet lukte, ook niet na een paar keer proberen: {n}. Het laatste was werk "
            "{number} ({kind}): {why}"
        ),
        _MEND.get(kind, _ELSE),
        n=failed,
        number=number,
        kind=kind,
        why=reason,
    )


def _counted(looked: Installation, wanted: str) -> int:
    assert looked.database is not None
    try:
        with looked.database.reading() as connection:
            counts = count_jobs(connection, looked.now)
    except DBAPIError:  # there are no tables yet
        return 0
    return sum(count for (_, state), count in counts.items() if state == wanted)
