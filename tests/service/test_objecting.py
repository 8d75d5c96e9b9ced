"""A party who objects is kept out from then on: of every source, and of what people add."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from tests.service.arrived import a_source, arrival_of, arrive, calls_in
from tests.service.calls import keep_call
from tests.service.test_adding import given
from tests.sites import Company
from tests.working import work_off

from klankbord.errors import Mistakes, NotFound
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.privacy.objecting import (
    find_objections,
    list_objections,
    note_objection,
    read_objection,
    withdraw_objection,
)
from klankbord.service.privacy.reaching import hint_of, is_like, numbers_of
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.objections import need_party_key
from klankbord.store.tables import metadata
from klankbord.testing import talk

TALK = "Lotte Maes: Goedemorgen.\nBert: Dag, ik bel over de offerte.\n"
WITH_EMAIL = """{"klankbord": 1, "parties": [
 {"id": "a", "name": "Lotte Maes", "side": "seller"},
 {"id": "b", "name": "Bert", "side": "customer", "email": "Bert@Klant.example"}],
 "turns": [{"party": "a", "text": "Goedemorgen."}, {"party": "b", "text": "Dag."}]}"""


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0612345678", {"+31612345678"}),
        ("06-12 34 56 78", {"+31612345678"}),
        ("+31 (0)6 12345678", {"+31612345678"}),
        ("0031612345678", {"+31612345678"}),
        ("31612345678", {"+31612345678"}),
        ("sip:+31612345678@pbx.local;user=phone", {"+31612345678"}),
        ("020-5551234", {"+31205551234"}),
        ("+32 470 12 34 56", {"+32470123456"}),
        ("0032470123456", {"+32470123456"}),
        ("0478 12 34 56", {"+31478123456", "+32478123456"}),
        ("+49 1511 2345678", {"+4915112345678"}),
        ("4915112345678", {"+4915112345678"}),
        ("+31612345678 (mobiel)", {"+31612345678"}),
        ("020-5551234 tst 3", {"+31205551234"}),
        ("0612345678#", {"+31612345678"}),
        ("0612345678 / 020-5551234", {"+31612345678", "+31205551234"}),
        ("201", {"201"}),
        ("anonymous", set()),
        ("", set()),
        ("9" * 400, set()),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, meant: set[str]) -> None:
    assert numbers_of(written) == meant


@pytest.mark.parametrize(
    ("pattern", "number", "like"),
    [
        ("0205551*", "+31205551234", True),
        ("0205551*", "020-5552234", False),
        ("+3247*", "0470123456", True),
        ("0612345678", "+31612345678", True),
        ("0612345678", "0612345679", False),
        ("201", "201", True),
        ("0031612*", "0612345678", True),
        ("31612*", "0612345678", True),
    ],
)
def test_a_pattern_is_a_number_or_how_it_begins(pattern: str, number: str, like: bool) -> None:  # noqa: FBT001
    assert is_like(pattern, numbers_of(number)) is like


def test_a_hint_tells_no_more_than_it_must() -> None:
    assert hint_of("06 12 34 56 78") == "…678"
    assert hint_of("Bert.Bos@klant.example") == "b…@klant.example"


# ── kept out ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("written", ["0612345678", "+31612345678", "0031 6 12 34 56 78"])
def test_a_call_with_who_objects_is_kept_out_of_every_source(
    site: Site, company: Company, written: str
) -> None:
    note_objection(site, company.bas, "06 12345678")
    for name in ("Centrale", "Zoom"):
        source = a_source(site, company.lotte, name)
        hash_ = arrive(site, source, f"in-{written}", TALK, number=written, title="Met Bert")
        one = arrival_of(site, source)
        assert (one.outcome, one.reason) == ("left_out", "blocked")
        assert not site.files.path(hash_).exists()
        assert (one.told, one.files, one.payload, one.person_id) == ({}, (), None, None)
        assert written not in one.key
    assert calls_in(site) == []


def test_the_number_stands_nowhere(site: Site, company: Company) -> None:
    note_objection(site, company.bas, "06 12345678")
    note_objection(site, company.bas, "bert.bos@klant.example")
    arrive(site, a_source(site, company.lotte), "in-0612345678", TALK, number="0612345678")
    with site.database.reading() as connection:
        rows = [
            str(row)
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
        ]
    everything = "\n".join(rows)
    for secret in ("612345678", "bert.bos"):
        assert secret not in everything
    assert "…678" in everything


def test_one_of_the_parties_is_enough(site: Site, company: Company) -> None:
    note_objection(site, company.bas, "bert@klant.example")
    source = a_source(site, company.lotte)
    parties = [{"name": "Kim", "side": "customer"}, {"name": "Bert", "email": "BERT@klant.example"}]
    arrive(site, source, "1", TALK, parties=parties)
    assert arrival_of(site, source).reason == "blocked"


def test_offered_again_it_stays_out(site: Site, company: Company) -> None:
    number = note_objection(site, company.bas, "0612345678")
    source = a_source(site, company.lotte)
    for _ in range(3):
        arrive(site, source, "1", TALK, number="0612345678")
        assert arrival_of(site, source).reason == "blocked"
    withdraw_objection(site, company.bas, number)
    arrive(site, source, "1", TALK, number="0612345678")
    assert arrival_of(site, source).reason == "private", "what was kept out does not come back"
    arrive(site, source, "2", TALK, number="0612345678")
    assert len(calls_in(site)) == 1


def test_what_somebody_adds_is_kept_out_too(site: Site, company: Company) -> None:
    note_objection(site, company.bas, "0612345678")
    add(site, company.lotte, [given("gesprek.txt", TALK)], Told(number="+31612345678"))
    work_off(site)
    (one,) = list_imports(site, company.lotte)
    assert one.of.state == "refused"
    assert one.of.reason
    assert "wordt niets bewaard" in one.of.reason["nl"]
    assert calls_in(site) == []
    assert list(site.files.hashes()) == []


def test_whom_only_the_transcript_names_is_kept_out(site: Site, company: Company) -> None:
    note_objection(site, company.bas, "bert@klant.example")
    source = a_source(site, company.lotte)
    hash_ = arrive(site, source, "1", WITH_EMAIL)
    one = arrival_of(site, source)
    assert (one.outcome, one.reason) == ("left_out", "blocked")
    assert calls_in(site) == []
    assert not site.files.path(hash_).exists()
    assert list_imports(site, company.lotte) == []


def test_others_are_kept(site: Site, company: Company) -> None:
    note_objection(site, company.bas, "0612345678")
    arrive(site, a_source(site, company.lotte), "1", TALK, number="0612345679")
    assert len(calls_in(site)) == 1


# ── the list ──────────────────────────────────────────────────────────────────────────────────


def test_noted_twice_it_is_one_objection(site: Site, company: Company) -> None:
    first = note_objection(site, company.bas, "0612345678")
    assert note_objection(site, company.bas, "+31 6 12345678") == first
    (one,) = list_objections(site, company.bas)
    assert (one.hint, one.kind, one.person) == ("…678", "number", "Bas Bakker")
    with site.database.reading() as connection:
        noted = [entry for entry in all_entries(connection) if entry.action == "objection_noted"]
    assert [entry.detail for entry in noted] == [{"name": str(first)}], "the log is for good"


def test_two_who_are_the_first_at_once_have_one_key(site: Site) -> None:
    both = Barrier(2)

    def need(_: int) -> str:
        both.wait()
        with site.database.writing() as connection:
            return need_party_key(connection)

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(need, range(2)))) == 1


def test_it_can_be_looked_up_by_who_knows_the_number(site: Site, company: Company) -> None:
    number = note_objection(site, company.bas, "0612345678")
    assert find_objections(site, company.bas, "+31612345678") == {number}
    assert find_objections(site, company.bas, "0612345679") == set()


def test_calls_of_before_are_listed_and_stay(site: Site, company: Company) -> None:
    lines = "Lotte Maes: Dag.\nBert: Hallo."
    told = talk(lines, seller="Lotte Maes")
    call = keep_call(site, company.lotte, told)
    keep_call(site, company.lotte, told)
    with site.database.writing() as connection:
        connection.execute(
            metadata.tables["calls"].update().where(metadata.tables["calls"].c.id == call),
            {"number": "06-12345678"},
        )
    number = note_objection(site, company.bas, "+31612345678")
    found = read_objection(site, company.bas, number)
    assert [(one.id, one.owner) for one in found.past] == [(call, "Lotte Maes")]
    assert len(calls_in(site)) == 2


@pytest.mark.parametrize("text", ["", "Bert", "201", "bert@", "@klant.example", "a@b@c.nl", "*"])
def test_what_is_neither_number_nor_address_is_told(
    site: Site, company: Company, text: str
) -> None:
    with pytest.raises(Mistakes):
        note_objection(site, company.bas, text)


def test_only_admins_see_the_list(site: Site, company: Company) -> None:
    number = note_objection(site, company.bas, "0612345678")
    for actor in (company.lotte, company.joris):
        for attempt in (
            lambda a: list_objections(site, a),
            lambda a: read_objection(site, a, number),
            lambda a: note_objection(site, a, "0612345679"),
            lambda a: find_objections(site, a, "0612345678"),
            lambda a: withdraw_objection(site, a, number),
        ):
            with pytest.raises(NotFound):
                attempt(actor)
