"""It becomes known later whom a call is with: then it goes, as it would not have been kept."""

from __future__ import annotations

import json

import pytest
from tests.service.arrived import a_source, arrival_of, arrive, calls_in
from tests.service.test_adding import a_sound, given
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.conversation.facts import SetFacts
from klankbord.errors import HeldForDispute
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.facts import change_facts
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.keeping.holding import hold_call
from klankbord.service.keeping.removing import remove
from klankbord.service.privacy.objecting import note_objection
from klankbord.service.privacy.private import add_number
from klankbord.service.site import Site
from klankbord.store.audit import entries_about

TALK = "Lotte Maes: Goedemorgen.\nBert: Dag, ik bel over de offerte.\n"
WITH_EMAIL = json.dumps(
    {
        "klankbord": 1,
        "parties": [
            {"id": "a", "name": "Lotte Maes", "side": "seller"},
            {"id": "b", "name": "Bert", "side": "customer", "email": "bert@klant.example"},
        ],
        "turns": [{"party": "a", "text": "Goedemorgen."}, {"party": "b", "text": "Dag."}],
    }
)
NUMBER = "06 12345678"


def set_number(site: Site, actor: Actor, number: str) -> int | None:
    (call,) = calls_in(site)
    with site.database.reading() as connection:
        seen = fetch_call(connection, actor, call)
    facts = SetFacts(seen.title, seen.started_at, seen.type, seen.direction)
    return change_facts(site, actor, call, seen.revision, facts, number)


def later(site: Site) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(minutes=1)


def kept_files(site: Site) -> list[str]:
    return list(site.files.hashes())


@pytest.fixture
def objecting(site: Site, company: Company) -> None:
    """Somebody objected before any call came."""
    note_objection(site, company.bas, NUMBER)
    note_objection(site, company.bas, "bert@klant.example")
    later(site)


@pytest.mark.usefixtures("objecting")
@pytest.mark.parametrize("who", ["lotte", "joris"])
def test_told_at_the_call_it_goes_and_its_owner_is_told(
    site: Site, company: Company, who: str
) -> None:
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    (call,) = calls_in(site)
    assert set_number(site, company[who], "0031612345678") is None
    assert calls_in(site) == []
    assert kept_files(site) == []
    with site.database.reading() as connection:
        (entry,) = entries_about(connection, [company.lotte.id], ["call_kept_out"])
    assert (entry.person_id, entry.call_id) == (company[who].id, call)


@pytest.mark.usefixtures("objecting")
def test_another_number_is_no_reason(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    assert set_number(site, company.lotte, "0612345679") is not None
    assert len(calls_in(site)) == 1


def test_a_number_of_ones_own_list_is_asked_too(site: Site, company: Company) -> None:
    add_number(site, company.lotte, NUMBER)
    add_number(site, company.joris, "0205551234")
    later(site)
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    assert set_number(site, company.joris, "0205551234") is not None, "it is on no list of Lotte's"
    assert set_number(site, company.joris, NUMBER) is None
    assert calls_in(site) == []


def test_calls_of_before_stay(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    later(site)
    note_objection(site, company.bas, NUMBER)
    add_number(site, company.lotte, "0205551234")
    for number in (NUMBER, "0205551234"):
        assert set_number(site, company.lotte, number) is not None
    assert len(calls_in(site)) == 1


@pytest.mark.usefixtures("objecting")
def test_what_is_held_for_a_dispute_stays(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    (call,) = calls_in(site)
    hold_call(site, company.bas, call, "Een geschil.")
    assert set_number(site, company.lotte, NUMBER) is not None
    with pytest.raises(HeldForDispute):
        remove(site, company.lotte, call)


@pytest.mark.usefixtures("objecting")
@pytest.mark.parametrize("name", ["gesprek.txt", "gesprek.wav"])
def test_given_again_with_its_number_it_goes(site: Site, company: Company, name: str) -> None:
    data = a_sound() if name.endswith("wav") else TALK.encode()
    add(site, company.lotte, [given(name, data)], Told())
    work_off(site)
    assert len(calls_in(site)) == 1
    add(site, company.lotte, [given(name, data)], Told(number=NUMBER))
    work_off(site)
    assert calls_in(site) == []
    assert kept_files(site) == []
    (reason,) = [one.of.reason for one in list_imports(site, company.lotte) if one.of.reason]
    assert "wordt niets bewaard" in reason["nl"]


@pytest.mark.usefixtures("objecting")
def test_its_transcript_tells_whom_a_recording_is_with(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("gesprek.wav", a_sound())], Told())
    work_off(site)
    assert len(calls_in(site)) == 1
    add(site, company.lotte, [given("gesprek.json", WITH_EMAIL)], Told())
    work_off(site)
    assert calls_in(site) == []
    assert kept_files(site) == []


@pytest.mark.usefixtures("objecting")
def test_nobody_removes_a_call_of_a_colleague_so(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    add(site, company.amber, [given("gesprek.txt", TALK)], Told(number=NUMBER))
    work_off(site)
    assert len(calls_in(site)) == 1


@pytest.mark.usefixtures("objecting")
def test_a_source_tells_it(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told())
    work_off(site)
    source = a_source(site, company.lotte)
    arrive(site, source, "1", TALK, number=NUMBER)
    assert arrival_of(site, source).reason == "blocked"
    assert calls_in(site) == []
    assert kept_files(site) == []


@pytest.mark.usefixtures("objecting")
def test_the_arrival_that_it_came_of_tells_why(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "1", TALK)
    assert set_number(site, company.lotte, NUMBER) is None
    one = arrival_of(site, source)
    assert (one.outcome, one.reason, one.told, one.files) == ("left_out", "blocked", {}, ())
    assert calls_in(site) == []
