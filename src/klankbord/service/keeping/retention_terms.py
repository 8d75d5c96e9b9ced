"""How long each purpose lasts: set by an admin, and stated wherever it matters.

Calls are kept to coach with, unless they are put in the library or held for a dispute. Sound and
text have terms of their own, since a voice tells more of somebody than words do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import (
    BackupsBetween,
    CoachingSoundBetween,
    CoachingSoundLonger,
    CoachingTextBetween,
    LeftBetween,
    LibrarySoundBetween,
    LibrarySoundLonger,
    LibraryTextBetween,
    Mistake,
)
from klankbord.service.access import Actor, need_admin
from klankbord.service.agreement.agreed import RETENTION, changing, guard
from klankbord.service.names import refuse
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.jobs import hasten
from klankbord.store.retention import Aged, read_terms, write_terms

NOTICE = timedelta(days=14)
"""So long before something goes its owner can know; whatever is set."""
LEAST, MOST = 1, 3650
JOB = "retain"
"""The key of the job that looks every day what is due."""


@dataclass(frozen=True)
class Terms:
    """Days that things are kept; the defaults are short.

    Attributes:
        coaching_sound: recordings, from when the call was held.
        coaching_text: the call with all that hangs on it.
        library_sound: the same of calls in the library, from when their seller said yes.
        library_text: and of the calls.
        left: what a source told of calls that were not kept, and files that were refused.
        backups: how long the house keeps backups; it is told, and nobody's files are touched.
    """

    coaching_sound: int = 90
    coaching_text: int = 365
    library_sound: int = 730
    library_text: int = 730
    left: int = 30
    backups: int = 35

    def of(self, aged: Aged) -> tuple[datetime | None, datetime]:
        """When the recording of a call goes (None where it has none), and when the call does.

        In the library it stays at least as long as it would have stayed outside.
        """
        sound = aged.begun + timedelta(days=self.coaching_sound)
        text = aged.begun + timedelta(days=self.coaching_text)
        if aged.agreed_at:
            sound = max(sound, aged.agreed_at + timedelta(days=self.library_sound))
            text = max(text, aged.agreed_at + timedelta(days=self.library_text))
        return (sound if aged.sound and sound < text else None), text

    @property
    def shortest(self) -> timedelta:
        """No call goes any sooner."""
        return timedelta(days=min(self.coaching_sound, self.coaching_text))


NAMES = tuple(field.name for field in fields(Terms))
OF_LEFTOVERS = ("left", "coaching_text")
"""By which what never became a call goes: what a source told, and flags that wait for one."""
LONGER = "longer"
"""Where it is kept what those terms were, until when they still count."""
BETWEEN = {
    one.field: one
    for one in (
        CoachingSoundBetween,
        CoachingTextBetween,
        LibrarySoundBetween,
        LibraryTextBetween,
        LeftBetween,
        BackupsBetween,
    )
}


def terms_in(connection: Connection) -> Terms:
    """What is set."""
    kept = read_terms(connection)
    return Terms(**{name: int(kept[name]) for name in NAMES if name in kept})


def terms_of_leftovers(connection: Connection, now: datetime) -> Terms:
    """What is set, for what nobody is told of one by one: a shorter term counts after `NOTICE`."""
    terms, kept = terms_in(connection), read_terms(connection).get(LONGER)
    if not kept or now >= datetime.fromisoformat(kept["until"]):
        return terms
    longer = {name: max(getattr(terms, name), int(kept[name])) for name in OF_LEFTOVERS}
    return replace(terms, **longer)


def read_all_terms(site: Site) -> Terms:
    """What is set."""
    with site.database.reading() as connection:
        return terms_in(connection)


def set_terms(site: Site, actor: Actor, filled: Mapping[str, str]) -> None:
    """Set how long things are kept; what goes sooner by it is told first, as ever.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: a term is no number of days, or sound would outlive its text.
        AwaitsSecond: it was agreed on.
    """
    need_admin(actor)
    terms = read_terms_of(filled)
    with changing(site, actor) as connection:
        guard(connection, RETENTION, asdict(terms_in(connection)), asdict(terms))
        keep_terms(site, connection, actor, terms)


def keep_terms(site: Site, connection: Connection, actor: Actor, terms: Terms) -> None:
    """Set them, whoever approved."""
    if terms == terms_in(connection):
        if not read_terms(connection):  # what stood there by itself was chosen
            write_terms(connection, asdict(terms))
        return
    now = site.now()
    before = terms_of_leftovers(connection, now)
    kept: dict[str, Any] = {name: getattr(before, name) for name in OF_LEFTOVERS}
    kept["until"] = (now + NOTICE).isoformat()
    was = asdict(terms_in(connection))
    write_terms(connection, asdict(terms) | {LONGER: kept})
    hasten(connection, JOB, now)  # what goes by them is told today
    log(connection, now, actor.id, "retention_set", terms=asdict(terms), was=was)


def read_terms_of(filled: Mapping[str, str]) -> Terms:
    """The terms of a form.

    Raises:
        Mistakes: a term is no number of days, or sound would outlive its text.
    """
    found: dict[str, int] = {}
    wrong: list[Mistake | None] = []
    for name in NAMES:
        text = filled.get(name, "").strip()
        days = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004
        if not LEAST <= days <= MOST:
            wrong.append(BETWEEN[name](LEAST, MOST))
        found[name] = days
    if not wrong:
        wrong = [
            CoachingSoundLonger() if found["coaching_sound"] > found["coaching_text"] else None,
            LibrarySoundLonger() if found["library_sound"] > found["library_text"] else None,
        ]
    refuse(*wrong)
    return Terms(**found)
