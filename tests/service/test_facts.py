"""What is known of a call as a whole: set right by people, and told to a call that lacks it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from tests.service.calls import keep_call
from tests.service.test_adding import given
from tests.sites import Company
from tests.working import work_off

from klankbord.conversation.facts import LONGEST_TITLE, SetFacts
from klankbord.errors import MendedMeanwhile, NotAllowed, NotFound, TitleTooLong
from klankbord.service.access import fetch_call
from klankbord.service.calls.facts import change_facts
from klankbord.service.calls.measuring import digest
from klankbord.service.calls.mending import history
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.learning.flagging import flag
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.calls import Call, read_conversation
from klankbord.store.learning_tables import flags
from klankbord.store.measurements import calls_to_measure, read_measurement
from klankbord.testing import talk

WHEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TALK = talk("0:00-0:04 Lotte Maes: Hoe gaat het?\n0:04-0:09 Karel: Druk.")
NAMELESS = "Spreker 1: Hoe gaat het?\nSpreker 2: Druk.\nSpreker 1: Vertel.\nSpreker 2: Nou.\n"


def found(site: Site, company: Company, call: int) -> Call:
    with site.database.reading() as connection:
        return fetch_call(connection, company.lotte, call)


def test_facts_are_a_revision_and_nothing_is_measured_again(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    with site.database.reading() as connection:
        before = read_measurement(connection, call)
    facts = SetFacts(" De  bakkerij ", WHEN, "demo", "outbound")
    assert change_facts(site, company.lotte, call, 1, facts, "020 555") == 2
    now = found(site, company, call)
    told = (now.title, now.started_at, now.type, now.direction, now.number, now.revision)
    assert told == ("De bakkerij", WHEN, "demo", "outbound", "020 555", 2)
    with site.database.reading() as connection:
        assert read_conversation(connection, call).turns == TALK.turns
        after = read_measurement(connection, call)
        assert not calls_to_measure(connection, digest(), among=[call])
    assert before
    assert after
    assert (after.revision, after.readings) == (2, before.readings)
    assert history(site, company.lotte, call)[0].facts["changed"] == [
        "title",
        "when",
        "type",
        "direction",
    ]


def test_a_number_alone_is_no_revision(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    facts = SetFacts(TALK.title, TALK.when, TALK.type, TALK.direction)
    assert change_facts(site, company.lotte, call, 1, facts, " 06  12 ") == 1
    assert found(site, company, call).number == "06 12"


def test_a_flag_that_waited_finds_the_call_once_its_day_is_known(
    site: Site, company: Company
) -> None:
    kept = flag(site, company.lotte, "k1", good=False, at=site.now())
    call = keep_call(site, company.lotte, TALK)
    change_facts(site, company.lotte, call, 1, SetFacts("", site.now(), "", ""), "")
    with site.database.reading() as connection:
        of = connection.execute(select(flags.c.call_id).where(flags.c.id == kept)).scalar_one()
    assert of == call


def test_who_may_and_who_not(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    facts = SetFacts("Nieuw", None, "", "")
    assert change_facts(site, company.joris, call, 1, facts, "") == 2
    with site.database.reading() as connection:
        assert [e.action for e in all_entries(connection) if e.call_id == call] == ["mended"]
    for other in (company.daan, company.fien, company.bas):
        with pytest.raises((NotFound, NotAllowed)):
            change_facts(site, other, call, 2, facts, "")
    with pytest.raises(MendedMeanwhile):
        change_facts(site, company.lotte, call, 1, facts, "")
    with pytest.raises(TitleTooLong):
        change_facts(site, company.lotte, call, 2, SetFacts("x" * 300, None, "", ""), "")
    assert found(site, company, call).title == "Nieuw"
    assert LONGEST_TITLE < 300


def give(site: Site, company: Company, text: str, told: Told, who: str = "lotte") -> Call:
    add(site, company[who], [given("a.txt", text.encode())], told)
    work_off(site)
    (row,) = list_imports(site, company[who])[:1]
    return found(site, company, row.of.calls[0]["call"])


def test_a_transcript_given_again_tells_what_was_lacking(site: Site, company: Company) -> None:
    first = give(site, company, NAMELESS, Told())
    assert first.started_at is None
    told = Told(when=WHEN, type="demo", direction="inbound", number="010", seller="Spreker 1")
    again = give(site, company, NAMELESS, told)
    assert (again.id, again.started_at, again.type, again.number) == (first.id, WHEN, "demo", "010")
    with site.database.reading() as connection:
        assert read_conversation(connection, again.id).bears.sides
        assert not calls_to_measure(connection, digest(), among=[again.id])
    (row,) = list_imports(site, company.lotte)[:1]
    assert (row.of.calls[0]["new"], row.of.calls[0].get("filled")) == (False, True)
    other = give(site, company, NAMELESS, Told(type="price", number="999"))
    assert (other.type, other.number, other.revision) == ("demo", "010", again.revision)


def test_only_who_owns_or_gave_it_tells_it(site: Site, company: Company) -> None:
    first = give(site, company, NAMELESS, Told())
    add(site, company.amber, [given("a.txt", NAMELESS.encode())], Told(when=WHEN))
    work_off(site)
    assert found(site, company, first.id).started_at is None
