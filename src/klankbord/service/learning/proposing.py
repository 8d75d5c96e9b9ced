"""Proposing calls to listen back to: to the person alone, never more than two a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby

from sqlalchemy import Connection

from klankbord.coaching.proposing import KEYS, Candidate, Key, Moved, choose
from klankbord.errors import NotFound
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import digest
from klankbord.service.learning.flagging import flag
from klankbord.service.site import ZONE, Site
from klankbord.service.work import Work
from klankbord.store.jobs import enqueue
from klankbord.store.learning_tables import proposals
from klankbord.store.preferences import preference
from klankbord.store.proposals import (
    Figure,
    Proposal,
    add_proposal,
    answer_proposal,
    figures_of,
    find_proposals,
    is_flagged,
    not_to_propose,
    owners_since,
    proposed_before,
)

MONDAY, THURSDAY = DAYS = (0, 3)
MORNING = time(7)
"""On these days, on the clock of the office, one call is looked for."""
MOST = 2
"""So many a week at most."""
FRESH = timedelta(days=7)
"""A call of longer ago is not proposed;"""
BACK = timedelta(days=180)
"""what is usual is told by the calls of the half year before it,"""
LATEST = 30
"""the latest of them."""
OPEN = timedelta(days=14)
"""A proposal that nobody answers goes away by itself."""
WANTS = "proposals"
"""The preference that is False for whoever wants none."""


def plan_proposing(site: Site) -> None:
    """Have calls proposed from now on."""
    with site.database.writing() as connection:
        plan_next(connection, site.now())


def propose_step(work: Work) -> bool:
    """Propose a call to each who had one in which something moved; plan the next time."""
    site, now = work.site, work.site.now()
    by = digest(site.settings.own_words)
    with site.database.reading() as connection:
        people = owners_since(connection, now - FRESH)
        found = {person: find_for(connection, person, by, now) for person in people}
    with work.finishing() as connection:
        for person, one in found.items():
            if one is not None:
                _keep(connection, person, one, now)
        plan_next(connection, now)
    return False


def find_for(connection: Connection, person: int, by: str, now: datetime) -> Moved | None:
    """The call to propose to somebody now; None where there is none, or it is enough for now."""
    before = proposed_before(connection, person)
    this_week = sum(made >= _monday(now) for made, _ in before)
    this_time = any(made >= _slots(now)[0] for made, _ in before)
    if this_week >= MOST or this_time or not preference(connection, person, WANTS, default=True):
        return None
    measures = {measure for measure, _ in KEYS}
    figures = figures_of(connection, person, by, measures, since=now - FRESH - BACK, until=now)
    fresh = {figure.call for figure in figures if figure.started_at >= now - FRESH}
    left_out = not_to_propose(connection, person, fresh)
    return choose(_candidates(figures, fresh - left_out), [good for _, good in before])


def open_proposals(site: Site, connection: Connection, actor: Actor) -> list[Proposal]:
    """What was proposed to somebody and waits for an answer; nothing that they flagged since."""
    c = proposals.c
    return find_proposals(
        connection,
        c.person_id == actor.id,
        c.answered_at.is_(None),
        c.made_at >= site.now() - OPEN,
        ~is_flagged(c.person_id, c.call_id),
    )


def answer(site: Site, actor: Actor, proposal: int, *, keep: bool) -> int | None:
    """Keep the call for later (the number of its flag), or be proposed it never again.

    Raises:
        NotFound: there is no such proposal, it is somebody else's, or it was answered.
    """
    with site.database.reading() as connection:
        own = (proposals.c.id == proposal, proposals.c.person_id == actor.id)
        found = find_proposals(connection, *own, proposals.c.answered_at.is_(None))
    if not found:
        raise NotFound
    one = found[0]
    kept = None
    if keep:  # first, and by a key: who falls in between may answer again, and has one flag
        kept = flag(site, actor, f"proposal-{one.id}", good=one.good, call=one.call_id)
    with site.database.writing() as connection:
        answer_proposal(connection, one.id, taken=keep, now=site.now())
    return kept


def next_time(now: datetime) -> datetime:
    """The first Monday or Thursday morning after a moment."""
    return _slots(now)[1]


@dataclass(frozen=True)
class _Told:
    """A call and its figures."""

    started_at: datetime
    type: str
    language: str
    values: Mapping[Key, float]


def _candidates(figures: Sequence[Figure], fresh: set[int]) -> list[Candidate]:
    """The calls that may be proposed, each with those of its type before it."""
    told = {
        call: _Told(
            started_at=own[0].started_at,
            type=own[0].type,
            language=own[0].language,
            values={(f.measure, f.kind): f.value for f in own if (f.measure, f.kind) in KEYS},
        )
        for call, group in groupby(figures, lambda figure: figure.call)
        if (own := list(group))
    }
    found = []
    for call in sorted(fresh):
        this = told[call]
        earlier = [
            other
            for number, other in told.items()
            if other.type == this.type
            and (other.started_at, number) < (this.started_at, call)
            and other.started_at >= this.started_at - BACK
        ][-LATEST:]
        past = {
            key: [other.values[key] for other in earlier if key in other.values]
            for key in this.values
        }
        found.append(Candidate(call, this.language, this.values, past))
    return found


def _keep(connection: Connection, person: int, one: Moved, now: datetime) -> None:
    saying = one.saying
    add_proposal(
        connection,
        person,
        one.call,
        good=saying.good,
        measure=saying.measure,
        kind=saying.kind,
        value=one.value,
        usual=one.usual,
        now=now,
    )


def plan_next(connection: Connection, now: datetime) -> None:
    """Plan the next morning, unless one is planned: also where the last one failed for good."""
    enqueue(connection, "propose", {}, now=now, key="propose", due_at=next_time(now), rank=1)


def _monday(now: datetime) -> datetime:
    """When the week began."""
    today = now.astimezone(ZONE).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), ZONE)


def _slots(now: datetime) -> tuple[datetime, datetime]:
    """The last morning for proposing up to now, and the first after it."""
    monday = _monday(now).date()
    weeks = (monday + timedelta(days=7 * week + day) for week in (-1, 0, 1) for day in DAYS)
    mornings = [datetime.combine(day, MORNING, ZONE) for day in weeks]
    return max(m for m in mornings if m <= now), min(m for m in mornings if m > now)
