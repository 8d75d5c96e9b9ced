"""Private calls: gone with one click within their time, and never kept with some numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from tests.service.arrived import a_source, arrival_of, arrive, calls_in, set_consent
from tests.service.calls import keep_call
from tests.service.test_adding import given
from tests.sites import Clock, Company
from tests.working import LEASE, work_off

from klankbord.errors import Mistakes, NotAllowed, NotFound, TooLateForPrivate
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.finding import Wanted, find
from klankbord.service.calls.saved import keep, saved
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.jobs import do, take
from klankbord.service.learning.flagging import flag
from klankbord.service.learning.reviewing import begin
from klankbord.service.outward.hook_rules import make_rule, name_host
from klankbord.service.privacy.private import (
    add_number,
    call_private,
    drop_number,
    house_numbers,
    let_see,
    own_numbers,
)
from klankbord.service.privacy.remembering import BYTES, MOMENT
from klankbord.service.privacy.settling import plan_settling
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.consent_tables import remembered
from klankbord.store.hook_tables import deliveries
from klankbord.store.tables import jobs, metadata
from klankbord.testing import talk

TALK = "Lotte Maes: Dag mam.\nBert: Dag schat, kom je zondag eten?\n"


def sees(site: Site, actor: Actor, call: int) -> bool:
    with site.database.reading() as connection:
        try:
            fetch_call(connection, actor, call)
        except NotFound:
            return False
    return True


def later(site: Site, hours: float) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(hours=hours)
    plan_settling(site)
    work_off(site)


@pytest.fixture
def source(site: Site, company: Company) -> int:
    return a_source(site, company.lotte)


# ── a call ────────────────────────────────────────────────────────────────────────────────────


def test_within_its_time_its_seller_alone_sees_it(
    site: Site, company: Company, source: int
) -> None:
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    assert sees(site, company.lotte, call)
    assert not sees(site, company.joris, call)
    assert find(site, company.joris, Wanted(q="zondag")).calls == ()
    later(site, 23)
    assert not sees(site, company.joris, call)
    later(site, 1.1)
    assert sees(site, company.joris, call)
    with pytest.raises(TooLateForPrivate):
        call_private(site, company.lotte, call)


def test_called_private_it_is_gone_everywhere(site: Site, company: Company, source: int) -> None:
    hash_ = arrive(site, source, "in-0612345678", TALK, number="0612345678", title="Met mama")
    (call,) = calls_in(site)
    call_private(site, company.lotte, call)
    assert calls_in(site) == []
    assert not site.files.path(hash_).exists()
    one = arrival_of(site, source)
    assert (one.outcome, one.reason) == ("left_out", "private")
    assert (one.told, one.files, one.person_id, one.import_id) == ({}, (), None, None)
    with site.database.reading() as connection:
        rows = [
            str(row)
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
        ]
        (entry,) = [e for e in all_entries(connection) if e.action == "call_private"]
    assert not any(word in row for row in rows for word in ("0612345678", "zondag", "mama"))
    assert entry.call_id is None
    arrive(site, source, "in-0612345678", TALK, number="0612345678")
    assert calls_in(site) == [], "offered again it stays out"
    assert arrival_of(site, source).told == {}


def test_called_private_while_it_is_worked_on(site: Site, company: Company, source: int) -> None:
    hash_ = arrive(site, source, "1", TALK, work=False)
    while not calls_in(site):  # read, and not yet measured
        work = take(site, "tester", LEASE)
        assert work
        do(work, lambda: True)
    (call,) = calls_in(site)
    held = take(site, "tester", LEASE)
    assert held
    call_private(site, company.lotte, call)
    do(held, lambda: False)
    work_off(site)
    assert calls_in(site) == []
    assert not site.files.path(hash_).exists()
    assert list_imports(site, company.lotte) == []
    with site.database.reading() as connection:
        left = connection.execute(select(jobs.c.kind).where(jobs.c.kind == "import")).all()
    assert left == []


def test_nobody_else_calls_it_private_or_shows_it(
    site: Site, company: Company, source: int
) -> None:
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    for actor in (company.joris, company.daan, company.bas):
        for attempt in (call_private, let_see):
            with pytest.raises(NotFound):
                attempt(site, actor, call)
    later(site, 25)
    for attempt in (call_private, let_see):
        with pytest.raises(NotAllowed):
            attempt(site, company.joris, call)


@pytest.mark.parametrize("manner", ["apart", "alone"])
def test_who_is_asked_to_look_back_along_sees_it(
    site: Site, company: Company, source: int, manner: str
) -> None:
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    begin(site, company.lotte, flag(site, company.lotte, "k1", good=False, call=call), manner)
    assert sees(site, company.joris, call) == (manner == "apart")


def test_its_seller_lets_it_be_seen_before_its_time(
    site: Site, company: Company, source: int
) -> None:
    name_host(site, company.bas, "haken.example", inside=False)
    keep(site, company.joris, "Zondag", Wanted(q="zondag"))
    (search,) = saved(site, company.joris)
    url = "https://haken.example/in"
    make_rule(site, company.joris, name="CRM", search=search.id, url=url, facts=False)
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    assert told_of(site) == []
    let_see(site, company.lotte, call)
    assert sees(site, company.joris, call)
    while (work := take(site, "tester", LEASE)) and work.job.kind != "hook":
        do(work, lambda: False)
    assert told_of(site) == [call], "its coach's rule finds it now"


def told_of(site: Site) -> list[int]:
    with site.database.reading() as connection:
        return list(connection.execute(select(deliveries.c.call_id)).scalars())


def test_what_somebody_adds_themselves_was_chosen(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    (call,) = calls_in(site)
    assert sees(site, company.joris, call)


def test_a_call_waits_for_consent_first(site: Site, company: Company, source: int) -> None:
    set_consent(site, company, source, demanded=True)
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    with pytest.raises(NotFound):
        call_private(site, company.lotte, call)
    later(site, 23)
    assert not sees(site, company.lotte, call)


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pattern", ["06 12345678", "+31612345678", "061234*"])
def test_with_a_number_of_ones_own_list_nothing_is_kept(
    site: Site, company: Company, source: int, pattern: str
) -> None:
    add_number(site, company.lotte, pattern)
    hash_ = arrive(site, source, "1", TALK, number="+31612345678")
    one = arrival_of(site, source)
    assert (one.outcome, one.reason, one.told) == ("left_out", "number", {})
    assert not site.files.path(hash_).exists()
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told(number="0612345678"))
    work_off(site)
    assert calls_in(site) == []
    other = a_source(site, company.daan, "Daan")
    arrive(site, other, "1", "Daan de Wit: Dag.\nBert: Hallo.\n", number="0612345678")
    assert len(calls_in(site)) == 1, "of somebody else it is kept"


def test_with_a_number_of_the_house_nothing_is_kept_of_anybody(
    site: Site, company: Company, source: int
) -> None:
    add_number(site, company.bas, "0205551*", house=True)
    arrive(site, source, "1", TALK, number="+31205551234")
    assert arrival_of(site, source).reason == "number"


def test_a_list_is_its_owners_alone(site: Site, company: Company) -> None:
    add_number(site, company.lotte, "0612345678")
    add_number(site, company.bas, "0205551*", house=True)
    (own,) = own_numbers(site, company.lotte)
    (house,) = house_numbers(site, company.bas)
    assert own_numbers(site, company.bas) == []
    assert (own.pattern, house.pattern) == ("0612345678", "0205551*")
    attempts: list[Callable[[], object]] = [
        lambda: house_numbers(site, company.lotte),
        lambda: add_number(site, company.lotte, "0205552*", house=True),
        lambda: drop_number(site, company.lotte, house.id, house=True),
        lambda: drop_number(site, company.lotte, house.id),
        lambda: drop_number(site, company.bas, own.id),
        lambda: drop_number(site, company.bas, own.id, house=True),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    drop_number(site, company.lotte, own.id)
    assert own_numbers(site, company.lotte) == []
    with site.database.reading() as connection:
        details = [e.detail for e in all_entries(connection) if e.action == "own_numbers_changed"]
    assert details == [{}, {}], "the log does not tell which"


@pytest.mark.parametrize("text", ["", "*", "06*", "1*", "mama", "0612345678; 0612345679", "0" * 99])
def test_what_is_no_number_or_far_too_many_is_told(site: Site, company: Company, text: str) -> None:
    with pytest.raises(Mistakes):
        add_number(site, company.lotte, text)


def test_a_number_is_on_a_list_once(site: Site, company: Company) -> None:
    add_number(site, company.lotte, "06 12345678")
    with pytest.raises(Mistakes):
        add_number(site, company.lotte, "06-12345678")


def test_calls_that_are_there_stay(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, talk("Lotte Maes: Dag.\nBert: Hoi.", seller="Lotte Maes"))
    add_number(site, company.lotte, "0612345678")
    assert calls_in(site) == [call]


# ── brought once more ─────────────────────────────────────────────────────────────────────────

WHEN = datetime(2026, 11, 20, 8, 30, 50, tzinfo=UTC)
COPY = "Lotte Maes: Dag mam!\nBert: Dag schat. Kom je zondag eten?\n"


@pytest.fixture
def called_private(site: Site, company: Company, source: int) -> None:
    """A call of Lotte with a number, that she called private."""
    arrive(site, source, "1", TALK, number="0612345678", when=WHEN)
    (call,) = calls_in(site)
    call_private(site, company.lotte, call)


@pytest.mark.usefixtures("called_private")
@pytest.mark.parametrize("minutes", [0, -2, 2])
def test_a_copy_by_another_source_stays_out(site: Site, company: Company, minutes: int) -> None:
    other = a_source(site, company.lotte, "Provider")
    when = WHEN + timedelta(minutes=minutes)
    hash_ = arrive(site, other, "x", COPY, number="+31 6 12345678", when=when)
    one = arrival_of(site, other)
    assert (one.outcome, one.reason, one.told, one.files) == ("left_out", "private", {}, ())
    assert not site.files.path(hash_).exists()
    assert calls_in(site) == []


@pytest.mark.usefixtures("called_private")
@pytest.mark.parametrize(
    ("number", "minutes"), [("0612345678", 4), ("0612345678", -4), ("0612345679", 0), ("", 0)]
)
def test_another_call_comes_in(site: Site, company: Company, number: str, minutes: int) -> None:
    other = a_source(site, company.lotte, "Provider")
    arrive(site, other, "x", COPY, number=number, when=WHEN + timedelta(minutes=minutes))
    assert len(calls_in(site)) == 1


@pytest.mark.usefixtures("called_private")
def test_of_a_colleague_it_comes_in(site: Site, company: Company) -> None:
    other = a_source(site, company.daan, "Provider")
    talk = COPY.replace("Lotte Maes", "Daan de Wit")
    arrive(site, other, "x", talk, number="0612345678", when=WHEN)
    assert len(calls_in(site)) == 1


@pytest.mark.usefixtures("called_private")
def test_its_bytes_stay_out_whatever_is_told(site: Site, company: Company) -> None:
    other = a_source(site, company.lotte, "Provider")
    arrive(site, other, "x", TALK)
    assert arrival_of(site, other).reason == "private"


@pytest.mark.usefixtures("called_private")
def test_what_is_known_of_it_tells_nothing_and_is_forgotten(site: Site, company: Company) -> None:
    def known() -> list[str]:
        with site.database.reading() as connection:
            return [str(row) for row in connection.execute(select(remembered))]

    assert known()
    assert not any("612345678" in row for row in known())
    later(site, MOMENT / timedelta(hours=1) - 1)
    other = a_source(site, company.lotte, "Provider")
    arrive(site, other, "x", COPY, number="0612345678", when=WHEN)
    assert calls_in(site) == []
    later(site, 2)
    arrive(site, other, "y", COPY, number="0612345678", when=WHEN)
    assert len(calls_in(site)) == 1
    later(site, BYTES / timedelta(hours=1))
    assert not any("private" in row for row in known())
