"""What stood beside calls stays erased; a restore that breaks off opens to nobody, and goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from tests.service.arrived import a_source, arrive
from tests.service.kept_bytes import where_is
from tests.service.test_adding import given
from tests.service.test_erasing import MAIL, NUMBER, WRITTEN, a_talk
from tests.service.test_erasing_again import a_place, erased
from tests.service.test_retention import clock, gone_from, there
from tests.sites import DATABASES, Company, a_company, fresh_site
from tests.working import work_off

from klankbord.errors import OtherInstallation, RestoreUnfinished
from klankbord.service.calls import saved
from klankbord.service.calls.finding import Wanted
from klankbord.service.intake.adding import Told, add
from klankbord.service.jobs import take
from klankbord.service.keeping.erased_beside import beside, list_is_of
from klankbord.service.keeping.erasing import erase, look_for
from klankbord.service.learning.flagging import flag
from klankbord.service.learning.today import put_on_list
from klankbord.service.running import restoring
from klankbord.service.running.backing_up import back_up
from klankbord.service.running.readiness import readiness
from klankbord.service.running.restoring import restore_all
from klankbord.service.site import Site, as_it_is, open_site
from klankbord.store.hook_tables import pieces
from klankbord.worker.loop import LEASE_S


def filled(site: Site, company: Company) -> None:
    """A call with Karel, and what people and sources said of him beside it."""
    lotte = company.lotte
    add(site, lotte, [given("a.json", a_talk("Karel", "bever", number=NUMBER))], Told())
    add(site, lotte, [given("b.json", a_talk("Piet", "wezel", number="+31687654321"))], Told())
    work_off(site)
    put_on_list(site, lotte, "k1", f"Karel bellen op {WRITTEN} of mail naar {MAIL}. Dank.")
    saved.keep(site, lotte, "Karel", Wanted(q="0612345678"))
    flag(site, lotte, "k2", good=True, number=NUMBER)
    source = a_source(site, lotte)
    arrive(site, source, "in-0612345678-9", "leeg", title="terugbellen 0612345678")
    with site.database.writing() as connection:
        row = {"source_id": source, "key": "x", "part": "sound", "told": {"from": WRITTEN}}
        connection.execute(insert(pieces).values(row | {"at": site.now()}))


@pytest.mark.parametrize("database", DATABASES)
def test_what_stood_beside_calls_stays_erased(
    site: Site, company: Company, tmp_path: Path, database: str
) -> None:
    filled(site, company)
    older = tmp_path / "ouder.tar"
    back_up(site, older)
    clock(site).forward(days=1)
    erased(site, company, NUMBER)
    erased(site, company, MAIL)
    with a_place(tmp_path, database) as settings:
        assert restore_all(settings, older, beside(site.settings.data)).erased == 1
        new = open_site(settings, site.now)
        try:
            gone_from(new, "12 34 56 78", "612345678", MAIL, "bever")
            assert where_is(new, "wezel")
        finally:
            new.close()


def test_of_whom_a_call_was_left_only_the_rest_goes_again(
    site: Site, company: Company, tmp_path: Path
) -> None:
    filled(site, company)
    older = tmp_path / "ouder.tar"
    back_up(site, older)
    clock(site).forward(days=1)
    shown = look_for(site, company.bas, NUMBER)
    erase(site, company.bas, NUMBER, picked=[], seen=shown.seen)
    kinds = [json.loads(one)["kind"] for one in beside(site.settings.data).read_text().splitlines()]
    assert "number_beside" in kinds
    with a_place(tmp_path, "sqlite") as settings:
        assert restore_all(settings, older, beside(site.settings.data)).erased == 0
        new = open_site(settings, site.now)
        try:
            assert len(there(new)) == 2
            assert not where_is(new, WRITTEN, "0612345678")
        finally:
            new.close()


def test_what_was_picked_by_a_name_stays_erased(
    site: Site, company: Company, tmp_path: Path
) -> None:
    arrive(site, a_source(site, company.lotte), "gesprek jan jansen", "leeg")
    older = tmp_path / "ouder.tar"
    back_up(site, older)
    shown = look_for(site, company.bas, "jan jansen")
    picked = [one.key for one in shown.items]
    erase(site, company.bas, "jan jansen", picked=[], seen=shown.seen, beside=picked)
    with a_place(tmp_path, "sqlite") as settings:
        restore_all(settings, older, beside(site.settings.data))
        new = open_site(settings, site.now)
        try:
            assert not where_is(new, "jan jansen")
        finally:
            new.close()


@pytest.mark.parametrize("database", DATABASES)
def test_a_restore_that_breaks_off_opens_to_nobody_and_goes_on(
    site: Site, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    filled(site, company)
    older, other = tmp_path / "ouder.tar", tmp_path / "ander.tar"
    back_up(site, older)
    clock(site).forward(days=1)
    back_up(site, other)
    erased(site, company, NUMBER)
    listed = beside(site.settings.data)
    with a_place(tmp_path, database) as settings:
        with monkeypatch.context() as broken:
            broken.setattr(restoring, "erase_again", _out_of_memory)
            with pytest.raises(MemoryError):
                restore_all(settings, older, listed)
        with pytest.raises(RestoreUnfinished):
            open_site(settings)
        half = as_it_is(settings, site.now)
        assert not readiness(half)
        assert take(half, "w", LEASE_S) is None  # type: ignore[arg-type]
        half.close()
        for source, given_list in ((other, listed), (older, None)):
            with pytest.raises(RestoreUnfinished):
                restore_all(settings, source, given_list)
        done = restore_all(settings, older, listed)
        assert (done.rows["calls"], done.erased) == (2, 1)
        new = open_site(settings, site.now)
        try:
            gone_from(new, "bever", "612345678")
            assert len(there(new)) == 1
        finally:
            new.close()


def _out_of_memory(*_: Any) -> int:
    raise MemoryError


def test_the_list_of_another_installation_is_refused(
    site: Site, company: Company, tmp_path: Path
) -> None:
    filled(site, company)
    older = tmp_path / "ouder.tar"
    back_up(site, older)
    with fresh_site(tmp_path / "ander") as other:
        people = a_company(other)
        add(other, people.lotte, [given("a.json", a_talk("K", "das", number=NUMBER))], Told())
        work_off(other)
        erased(other, people, NUMBER)
        foreign = beside(other.settings.data)
        assert not list_is_of(foreign) & list_is_of(older)
        with a_place(tmp_path, "sqlite") as settings:
            with pytest.raises(OtherInstallation, match=r"erased\.jsonl"):
                restore_all(settings, older, foreign)
            assert not settings.data.exists()
