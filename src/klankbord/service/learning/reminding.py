"""What somebody is reminded of: only what waits for them, only the kinds that they want."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, select

from klankbord.errors import BadForm
from klankbord.i18n import N_
from klankbord.service.access import Actor, may_see_flag, may_see_review
from klankbord.service.site import ZONE, Site
from klankbord.store.flags import find_flags
from klankbord.store.learning_tables import flags, reviews
from klankbord.store.lessons import experiments_of
from klankbord.store.preferences import prefer, preference
from klankbord.store.retention import going_of, shelved, waits_for_yes
from klankbord.store.reviews import Review, find_reviews

KINDS: dict[str, str] = {
    "review_today": N_("Een review die voor vandaag gepland is"),
    "waiting": N_("Een gedeelde review die op jou wacht"),
    "experiment": N_("Een experiment dat afloopt"),
    "old_flags": N_("Gesprekken die al een week bewaard liggen (op maandag)"),
}
"""What somebody can be reminded of, as they switch it on or off."""
OLD = timedelta(days=7)
MONDAY = 0
DEFAULT_AT = time(8, 30)
FROM, UNTIL = time(8), time(18)
"""No digest goes out before or after."""
MAIL, AT, OFF = "remind_mail", "remind_at", "remind_off"
"""The preferences: by mail or not, when, and the kinds that are switched off."""


@dataclass(frozen=True)
class Reminder:
    """Something that waits for somebody; `about` tells one of a kind from the next.

    `at` is when a review is planned; `path` the page of ours where it is done.
    """

    kind: str
    about: str
    path: str
    at: datetime | None = None


@dataclass(frozen=True)
class Chosen:
    """How somebody wants to be reminded: by mail at a time of the day, and of which kinds."""

    mail: bool = True
    at: time = DEFAULT_AT
    off: frozenset[str] = frozenset()

    @classmethod
    def of(cls, mail: object, at: object, off: object) -> Chosen:
        """From what was kept; whatever cannot be is the default."""
        named = {str(kind) for kind in off} if isinstance(off, list) else set()
        return cls(mail is not False, _time(at) or DEFAULT_AT, frozenset(named & KINDS.keys()))


def chosen_by(connection: Connection, person: int) -> Chosen:
    """How somebody wants to be reminded."""
    return Chosen.of(*(preference(connection, person, key) for key in (MAIL, AT, OFF)))


def read_chosen(site: Site, actor: Actor) -> Chosen:
    """How they want to be reminded."""
    with site.database.reading() as connection:
        return chosen_by(connection, actor.id)


def choose(site: Site, actor: Actor, *, mail: bool, at: str, kinds: Iterable[str]) -> None:
    """Choose how to be reminded.

    Raises:
        BadForm: the time is none, or lies outside the working day; or there is no such kind.
    """
    moment, wanted = _time(at), set(kinds)
    if moment is None or not wanted <= KINDS.keys():
        raise BadForm
    with site.database.writing() as connection:
        prefer(connection, actor.id, MAIL, mail)
        prefer(connection, actor.id, AT, f"{moment:%H:%M}")
        prefer(connection, actor.id, OFF, sorted(KINDS.keys() - wanted))


def reminders_for(site: Site, actor: Actor) -> list[Reminder]:
    """What waits for somebody now, of the kinds that they want, the most urgent first."""
    with site.database.reading() as connection:
        off = chosen_by(connection, actor.id).off
        found = list(_all(connection, actor, site.now()))
    return [one for one in found if one.kind not in off]


def local(moment: datetime) -> datetime:
    """A moment on the reader's clock."""
    return moment.astimezone(ZONE)


def _all(connection: Connection, actor: Actor, now: datetime) -> Iterator[Reminder]:
    today = local(now).date()
    for week in sorted({f"{local(one.told_at):%G-W%V}" for one in going_of(connection, actor.id)}):
        yield Reminder("leaving", week, "/bewaren")
    for one in shelved(connection, waits_for_yes(actor.id)):
        yield Reminder("library", str(one.call_id), "/bewaren")
    under_way = find_reviews(connection, may_see_review(actor), reviews.c.closed_at.is_(None))
    for review in sorted(under_way, key=lambda one: one.planned_at or one.created_at):
        path = f"/review/{review.id}"
        if review.planned_at and local(review.planned_at).date() == today:
            about = f"{review.id} {today}"
            yield Reminder("review_today", about, path, review.planned_at)
        elif _waits(review, actor):
            yield Reminder("waiting", str(review.id), path)
    for flag in find_flags(connection, *_asked(actor)):
        yield Reminder("waiting", f"flag {flag.id}", "/review")
    for experiment in experiments_of(connection, actor.id):
        if experiment.until <= now and not experiment.outcome:
            yield Reminder("experiment", str(experiment.id), "/ontwikkeling")
    if today.weekday() == MONDAY and find_flags(connection, *_forgotten(actor, now)):
        yield Reminder("old_flags", f"{today:%G-W%V}", "/review")


def _waits(review: Review, actor: Actor) -> bool:
    """Whether somebody has still to do their side of a review that the two share."""
    if review.coach_id is None:
        return False
    own = review.seller_done_at if review.person_id == actor.id else review.coach_done_at
    return own is None


def _asked(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Flags that a seller shares with this coach, of which no review was begun."""
    shared = (flags.c.shared_id == actor.id, may_see_flag(actor))
    return (*shared, flags.c.dropped_at.is_(None), flags.c.call_id.is_not(None), _unreviewed())


def _forgotten(actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    own = (flags.c.person_id == actor.id, may_see_flag(actor))
    return (*own, flags.c.dropped_at.is_(None), flags.c.at < now - OLD, _unreviewed())


def _unreviewed() -> ColumnElement[bool]:
    return flags.c.id.not_in(select(reviews.c.flag_id))


def _time(text: object) -> time | None:
    """A time within the working day; None where it is none."""
    try:
        found = time.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is None and FROM <= found < UNTIL else None
