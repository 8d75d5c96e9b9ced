"""Of many calls some go at a time, so that nobody waits for all of it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import text, update
from tests.service.arrived import calls_in
from tests.service.test_adding import given
from tests.service.test_erasing import NUMBER, a_talk
from tests.service.test_retention import gone_from
from tests.sites import Company
from tests.working import work_off

from klankbord.errors import FoundChanged
from klankbord.service.intake.adding import Told, add
from klankbord.service.keeping import erasing
from klankbord.service.keeping.erasing import Found, Wiped, erase, look_for
from klankbord.service.keeping.holding import hold_call, list_held
from klankbord.service.site import Site
from klankbord.store.erased import all_requests
from klankbord.store.tables import calls

MANY = 5


def some_calls(site: Site, company: Company) -> list[int]:
    for n in range(MANY):
        content = a_talk("Karel", f"zandhagedis{n}", number=NUMBER)
        add(site, company.lotte, [given(f"{n}.json", content)], Told())
    work_off(site)
    return calls_in(site)


def erased(site: Site, company: Company, found: Found) -> None:
    erase(site, company.bas, NUMBER, picked=[one.id for one in found.calls], seen=found.seen)


def proofs(site: Site) -> list[dict[str, int]]:
    with site.database.reading() as connection:
        return [one.counts for one in all_requests(connection)]


def test_some_go_at_a_time_and_the_proof_counts_all(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    some_calls(site, company)
    left: list[int] = []
    wipe = erasing.wipe_all

    def look(site: Site, wiped: Wiped) -> None:
        left.append(len(calls_in(site)))
        assert bool(proofs(site)) == (not left[-1]), "the proof is made with the last"
        wipe(site, wiped)

    monkeypatch.setattr(erasing, "wipe_all", look)
    erased(site, company, look_for(site, company.bas, NUMBER))
    assert left == [3, 1, 0]
    (counts,) = proofs(site)
    assert counts["calls"] == MANY
    gone_from(site, "612345678", "zandhagedis")


def test_what_broke_off_is_found_when_it_is_asked_again(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    some_calls(site, company)

    def fall(_site: Site, _wiped: Wiped) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(erasing, "wipe_all", fall)
        with pytest.raises(RuntimeError):
            erased(site, company, look_for(site, company.bas, NUMBER))
    assert len(calls_in(site)) == MANY - 2
    assert proofs(site) == []
    erased(site, company, look_for(site, company.bas, NUMBER))
    assert calls_in(site) == []
    assert [one["calls"] for one in proofs(site)] == [MANY - 2]


def test_what_is_held_since_the_first_went_waits(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 2)
    last = min(some_calls(site, company))
    wipe = erasing.wipe_all

    def hold(site: Site, wiped: Wiped) -> None:
        if not list_held(site, company.bas):
            hold_call(site, company.bas, last, "Klacht")
        wipe(site, wiped)

    monkeypatch.setattr(erasing, "wipe_all", hold)
    erased(site, company, look_for(site, company.bas, NUMBER))
    assert calls_in(site) == [last]
    (one,) = list_held(site, company.bas)
    assert one.erase_at == site.now()
    (counts,) = proofs(site)
    assert (counts["calls"], counts["held"]) == (MANY - 1, 1)


def test_a_call_that_got_their_number_meanwhile_is_shown_first(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(site, company.lotte, [given("x.json", a_talk("Piet", "bever"))], Told())
    some_calls(site, company)
    other = min(calls_in(site))
    real = erasing._picked

    def between(found: Found, beside: Iterable[str]) -> object:
        with site.database.writing() as connection:
            connection.execute(update(calls).where(calls.c.id == other).values(number=NUMBER))
        return real(found, list(beside))

    monkeypatch.setattr(erasing, "_picked", between)
    with pytest.raises(FoundChanged):
        erased(site, company, look_for(site, company.bas, NUMBER))
    assert len(calls_in(site)) == MANY + 1


@pytest.mark.parametrize(
    ("table", "column"), [("imports", "source"), ("imports", "sound"), ("calls", "sound")]
)
def test_what_leads_to_a_file_is_found_by_an_index(site: Site, table: str, column: str) -> None:
    if not site.database.is_sqlite:
        return
    with site.database.reading() as connection:
        asked = text(f"EXPLAIN QUERY PLAN SELECT id FROM {table} WHERE {column} IN ('a', 'b')")
        plan = connection.execute(asked).all()
    assert f"ix_{table}_{column}" in str(plan)
