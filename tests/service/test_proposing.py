"""Calls that are proposed: few, in turn, to the person alone, and never again after a no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.service.spoken import keep_spoken
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.errors import NotFound
from klankbord.service.access import Actor
from klankbord.service.learning.proposing import (
    WANTS,
    answer,
    next_time,
    open_proposals,
    plan_proposing,
)
from klankbord.service.site import ZONE, Site
from klankbord.store.flags import add_flag, find_flags
from klankbord.store.learning_tables import flags
from klankbord.store.people import change_person
from klankbord.store.preferences import prefer
from klankbord.store.proposals import Proposal

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=ZONE)
MONDAY = datetime(2026, 11, 23, 7, tzinfo=ZONE)


@pytest.fixture
def site(site: Site) -> Site:
    """It is Sunday; proposing is planned."""
    to(site, SUNDAY)
    plan_proposing(site)
    return site


def to(site: Site, moment: datetime) -> None:
    assert isinstance(site.now, Clock)
    site.now.time = moment.astimezone(UTC)


def usual(site: Site, actor: Actor, *, count: int = 12, call_type: str = "") -> None:
    """Calls of a month ago in which the customer spoke about half of the time."""
    for place in range(count):
        when = SUNDAY - timedelta(days=30, hours=place)
        keep_spoken(site, actor, when, 55 + place, call_type=call_type)


def silent(site: Site, actor: Actor, when: datetime, *, call_type: str = "") -> int:
    """A call in which the customer hardly spoke."""
    return keep_spoken(site, actor, when, 115, call_type=call_type, title="Bij de bakker")


def proposed(site: Site, actor: Actor) -> list[Proposal]:
    with site.database.reading() as connection:
        return open_proposals(site, connection, actor)


def morning(site: Site, when: datetime = MONDAY) -> None:
    to(site, when)
    work_off(site)


def test_on_monday_what_moved_is_proposed_to_its_person_alone(site: Site, company: Company) -> None:
    lotte = company.lotte
    usual(site, lotte)
    call = silent(site, lotte, SUNDAY - timedelta(days=2))
    silent(site, company.daan, SUNDAY - timedelta(days=2))  # who has no past
    work_off(site)
    assert proposed(site, lotte) == []
    morning(site)
    (one,) = proposed(site, lotte)
    assert (one.call_id, one.good, one.title) == (call, False, "Bij de bakker")
    assert (one.measure, one.kind) == ("talk-share", "customer")
    assert one.value < one.usual
    for other in (company.daan, company.joris, company.bas, company.fien):
        assert proposed(site, other) == []


def test_never_more_than_two_a_week(site: Site, company: Company) -> None:
    lotte = company.lotte
    usual(site, lotte)
    for hour in range(6):
        silent(site, lotte, SUNDAY - timedelta(days=1, hours=hour))
    for hours in range(7 * 24):
        to(site, MONDAY - timedelta(hours=1) + timedelta(hours=hours))
        plan_proposing(site)
        work_off(site)
        assert len(proposed(site, lotte)) <= 2
    assert [one.made_at.astimezone(ZONE).weekday() for one in proposed(site, lotte)] == [0, 3]


def test_who_was_away_on_monday_gets_it_on_tuesday_and_thursday(
    site: Site, company: Company
) -> None:
    lotte = company.lotte
    usual(site, lotte)
    for hour in range(4):
        silent(site, lotte, SUNDAY - timedelta(hours=hour))
    for day in (1, 2, 3, 4, 5):
        morning(site, MONDAY + timedelta(days=day, hours=2))
    made = [one.made_at.astimezone(ZONE).strftime("%a") for one in proposed(site, lotte)]
    assert made == ["Tue", "Thu"]


def test_the_past_is_that_of_calls_of_the_same_type(site: Site, company: Company) -> None:
    usual(site, company.lotte, call_type="discovery")
    silent(site, company.lotte, SUNDAY, call_type="demo")
    morning(site)
    assert proposed(site, company.lotte) == []


def test_a_flagged_call_is_not_proposed_and_one_flagged_since_goes(
    site: Site, company: Company
) -> None:
    lotte = company.lotte
    usual(site, lotte)
    calls = [silent(site, lotte, SUNDAY - timedelta(hours=hour)) for hour in range(2)]
    keep_flag(site, lotte, calls[0])
    morning(site)
    assert [one.call_id for one in proposed(site, lotte)] == [calls[1]]
    keep_flag(site, lotte, calls[1])
    assert proposed(site, lotte) == []


def keep_flag(site: Site, actor: Actor, call: int) -> None:
    with site.database.writing() as connection:
        now = site.now()
        told = {"good": False, "note": "", "number": "", "at": now, "call": call, "now": now}
        add_flag(connection, actor.id, f"own-{call}", **told)  # type: ignore[arg-type]


def test_what_is_long_ago_or_unwanted_is_not_proposed(site: Site, company: Company) -> None:
    for actor in (company.lotte, company.daan, company.amber):
        usual(site, actor)
    silent(site, company.lotte, MONDAY - timedelta(days=8))
    silent(site, company.daan, SUNDAY)
    silent(site, company.amber, SUNDAY)
    with site.database.writing() as connection:
        prefer(connection, company.daan.id, WANTS, value=False)
        change_person(connection, company.amber.id, left_at=site.now())
    morning(site)
    for actor in (company.lotte, company.daan, company.amber):
        assert proposed(site, actor) == []


def test_yes_keeps_it_for_later(site: Site, company: Company) -> None:
    lotte = company.lotte
    usual(site, lotte)
    call = silent(site, lotte, SUNDAY)
    morning(site)
    (one,) = proposed(site, lotte)
    number = answer(site, lotte, one.id, keep=True)
    with site.database.reading() as connection:
        (kept,) = find_flags(connection, flags.c.person_id == lotte.id)
    assert (kept.id, kept.call_id, kept.good, kept.shared_id) == (number, call, False, None)
    assert proposed(site, lotte) == []


def test_no_is_never_again(site: Site, company: Company) -> None:
    lotte = company.lotte
    usual(site, lotte)
    silent(site, lotte, SUNDAY)
    morning(site)
    (one,) = proposed(site, lotte)
    for other in (company.daan, company.joris, company.bas):
        with pytest.raises(NotFound):
            answer(site, other, one.id, keep=True)
    assert answer(site, lotte, one.id, keep=False) is None
    morning(site, MONDAY + timedelta(days=3))
    assert proposed(site, lotte) == []
    with pytest.raises(NotFound):
        answer(site, lotte, one.id, keep=True)
    with site.database.reading() as connection:
        assert find_flags(connection) == []


def test_unanswered_it_goes_away(site: Site, company: Company) -> None:
    usual(site, company.lotte)
    silent(site, company.lotte, SUNDAY)
    morning(site)
    to(site, MONDAY + timedelta(days=13))
    assert len(proposed(site, company.lotte)) == 1
    to(site, MONDAY + timedelta(days=15))
    assert proposed(site, company.lotte) == []


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-23T06:59", "2026-11-23T07:00"),
        ("2026-11-23T07:00", "2026-11-26T07:00"),
        ("2026-11-26T07:01", "2026-11-30T07:00"),
        ("2026-11-29T23:00", "2026-11-30T07:00"),
        # the clock goes forward on Sunday the 28th
        ("2027-03-27T12:00", "2027-03-29T07:00"),
    ],
)
def test_on_monday_and_thursday_at_seven(now: str, then: str) -> None:
    found = next_time(datetime.fromisoformat(now).replace(tzinfo=ZONE).astimezone(UTC))
    assert found == datetime.fromisoformat(then).replace(tzinfo=ZONE)
