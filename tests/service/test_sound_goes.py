"""A call of a recording alone goes whole: its bytes, what was given, what its source told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.service.test_adding import given
from tests.service.test_recordings import a_pair, two_channels
from tests.service.watched import a_source, allowing, look_twice, put, recording
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.service.access import Actor
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.keeping.erasing import erase, look_for
from klankbord.service.keeping.removing import remove
from klankbord.service.keeping.retention import plan_retention
from klankbord.service.privacy.private import call_private
from klankbord.service.site import Site
from klankbord.store.arrivals import arrivals_of
from klankbord.store.calls import Call, find_calls
from klankbord.store.tables import imports

NUMBER = "0612345678"
NAME = f"in-201-{NUMBER}-20261120-101500-1795163117.1.wav"


def alone(site: Site, lotte: Actor) -> None:
    add(site, lotte, [given("belletje.wav", two_channels())], Told(number=NUMBER))


def pair(site: Site, lotte: Actor) -> None:
    add(site, lotte, [given(*one) for one in a_pair()], Told(number=NUMBER))


def half_and_half(site: Site, lotte: Actor) -> None:
    for one in a_pair():
        add(site, lotte, [given(*one)], Told(direction="inbound", number=NUMBER))
        work_off(site)


def with_a_transcript_later(site: Site, lotte: Actor) -> None:
    add(site, lotte, [given("gesprek.wav", two_channels())], Told(number=NUMBER))
    work_off(site)
    add(site, lotte, [given("gesprek.txt")], Told())


def twice(site: Site, lotte: Actor) -> None:
    for name in ("een.wav", "twee.wav"):
        add(site, lotte, [given(name, two_channels())], Told(number=NUMBER))
        work_off(site)


COMES = (alone, pair, half_and_half, with_a_transcript_later, twice)


def by_hand(site: Site, company: Company, call: Call) -> None:
    remove(site, company.lotte, call.id)


def in_time(site: Site, company: Company, call: Call) -> None:
    assert isinstance(site.now, Clock)
    for days in (370, 20):
        site.now.forward(days=days)
        plan_retention(site)
        work_off(site)


def on_request(site: Site, company: Company, call: Call) -> None:
    found = look_for(site, company.bas, NUMBER)
    assert [one.id for one in found.calls] == [call.id]
    erase(site, company.bas, NUMBER, picked=[call.id], seen=found.seen)


GOES = (by_hand, in_time, on_request)


def the_call(site: Site) -> Call:
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    return call


def left(site: Site) -> list[Path]:
    """What is kept of any file, and of what was made of it."""
    folders = (site.settings.data / name for name in ("files", "derived"))
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("goes", GOES)
@pytest.mark.parametrize("comes", COMES)
def test_nothing_is_left_however_it_came(
    site: Site,
    company: Company,
    comes: Callable[[Site, Actor], None],
    goes: Callable[[Site, Company, Call], None],
) -> None:
    comes(site, company.lotte)
    work_off(site)
    call = the_call(site)
    assert left(site)
    goes(site, company, call)
    work_off(site)
    assert left(site) == []
    assert list_imports(site, company.lotte) == []
    with site.database.reading() as connection:
        assert find_calls(connection) == []
        assert connection.execute(select(func.count()).select_from(imports)).scalar() == 0


def called_private(site: Site, company: Company, call: Call) -> None:
    call_private(site, company.joris, call.id)


@pytest.mark.parametrize("goes", [called_private, on_request, in_time])
def test_its_arrival_tells_no_number_afterwards(
    site: Site,
    company: Company,
    tmp_path: Path,
    goes: Callable[[Site, Company, Call], None],
) -> None:
    folder = tmp_path / "monitor"
    folder.mkdir()
    site = allowing(site, folder)
    source = a_source(site, company, folder)
    put(folder, NAME, recording(12, seed=4))
    look_twice(site)
    call = the_call(site)
    goes(site, company, call)
    work_off(site)
    assert left(site) == []
    assert list_imports(site, company.joris) == []
    with site.database.reading() as connection:
        (arrival,) = arrivals_of(connection, source.id, 9)
    assert arrival.outcome in {"gone", "left_out"}
    assert NUMBER[2:] not in repr(arrival)
