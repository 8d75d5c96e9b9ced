"""A backup of before is put back, and what was erased since is erased again; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.service.kept_bytes import where_is
from tests.service.test_adding import given
from tests.service.test_erasing import MAIL, NUMBER, WORD, a_talk
from tests.service.test_retention import SAID, a_recording, clock, days, gone_from, there
from tests.service.test_retention import TEXT as OTHER
from tests.sites import DATABASES, Company, empty_database
from tests.working import work_off

from klankbord.cli.restore import command
from klankbord.errors import BadErasedList
from klankbord.service.intake.adding import Told, add
from klankbord.service.keeping import erasing_again
from klankbord.service.keeping.erased_beside import beside
from klankbord.service.keeping.erasing import erase, look_for
from klankbord.service.keeping.holding import hold_call
from klankbord.service.keeping.removing import remove
from klankbord.service.learning.today import put_on_list
from klankbord.service.running.backing_up import back_up
from klankbord.service.running.restoring import restore_all
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.store.audit import all_entries
from klankbord.store.calls import find_calls
from klankbord.store.erased import all_erased, to_erase_again
from klankbord.store.retention import write_terms


@contextmanager
def a_place(folder: Path, database: str) -> Iterator[Settings]:
    """Somewhere to put a backup back."""
    with empty_database() if database == "postgresql" else nullcontext("") as address:
        yield Settings(data=folder / "nieuw", database=address)


def filled(site: Site, company: Company) -> None:
    """A call with Karel by his number, one by his address, and one with somebody else."""
    for name, content in (
        ("a.json", a_talk("Karel", WORD, number=NUMBER)),
        ("b.json", a_talk("Karel", "wezel", email=MAIL)),
        ("c.txt", OTHER.encode()),
    ):
        add(site, company.lotte, [given(name, content)], Told())
    add(
        site,
        company.lotte,
        [given("d.wav", a_recording()), given("d.txt", b"Lotte: Ja?\nBo: Ja.")],
        Told(),
    )
    work_off(site)


def erased(site: Site, company: Company, who: str) -> None:
    found = look_for(site, company.bas, who)
    picked = [call.id for call in found.calls]
    erase(site, company.bas, who, picked=picked, seen=found.seen)


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("given_list", ["file", "backup", "folder"])
def test_an_older_backup_brings_nobody_back(
    site: Site, company: Company, tmp_path: Path, database: str, given_list: str
) -> None:
    filled(site, company)
    older, later = tmp_path / "ouder.tar", tmp_path / "later.tar"
    back_up(site, older)
    clock(site).forward(days=1)
    erased(site, company, NUMBER)
    erased(site, company, MAIL)
    back_up(site, later)
    with a_place(tmp_path, database) as settings:
        place = {"file": beside(site.settings.data), "backup": later, "folder": None}[given_list]
        if place is None:
            settings.data.mkdir()
            beside(settings.data).write_bytes(beside(site.settings.data).read_bytes())
        done = restore_all(settings, older, place)
        assert (done.rows["calls"], done.erased) == (4, 2)
        new = open_site(settings, site.now)
        try:
            assert len(there(new)) == 2
            gone_from(new, WORD, "wezel", MAIL, NUMBER)
            assert where_is(new, SAID)
            with new.database.reading() as connection:
                assert "erased_again" in {one.action for one in all_entries(connection)}
                assert len(all_erased(connection)) >= 4
            assert beside(new.settings.data).is_file()
        finally:
            new.close()


@pytest.mark.parametrize("database", DATABASES)
def test_what_a_term_or_its_owner_took_does_not_come_back(
    site: Site, company: Company, tmp_path: Path, database: str
) -> None:
    filled(site, company)
    with site.database.writing() as connection:  # else this one is older than any that is kept
        write_terms(connection, {"backups": 365})
    older = tmp_path / "ouder.tar"
    with site.database.reading() as connection:
        newest = find_calls(connection)
    sounding = next(one for one in newest if one.sound)
    hold_call(site, company.bas, next(one.id for one in newest if not one.sound), "Klacht")
    back_up(site, older)
    remove(site, company.lotte, min(one.id for one in newest if one.id not in held(site)))
    days(site, 76)
    days(site, 14)
    with a_place(tmp_path, database) as settings:
        done = restore_all(settings, older, beside(site.settings.data))
        assert done.erased == 2
        new = open_site(settings, site.now)
        try:
            assert set(there(new)) == set(there(site))
            with new.database.reading() as connection:
                assert all(one.sound is None for one in find_calls(connection))
            assert sounding.sound not in set(new.files.hashes())
        finally:
            new.close()


def held(site: Site) -> set[int]:
    from klankbord.store.retention import all_held

    with site.database.reading() as connection:
        return {one.call_id for one in all_held(connection)}


def test_who_called_again_since_stays(site: Site, company: Company, tmp_path: Path) -> None:
    filled(site, company)
    erased(site, company, NUMBER)
    clock(site).forward(days=1)
    add(site, company.lotte, [given("e.json", a_talk("Karel", "bever", number=NUMBER))], Told())
    work_off(site)
    later = tmp_path / "later.tar"
    back_up(site, later)
    with a_place(tmp_path, "sqlite") as settings:
        assert restore_all(settings, later, beside(site.settings.data)).erased == 0
        new = open_site(settings, site.now)
        try:
            assert where_is(new, "bever")
        finally:
            new.close()


def test_without_a_list_it_is_said(site: Site, company: Company, tmp_path: Path) -> None:
    filled(site, company)
    older = tmp_path / "ouder.tar"
    back_up(site, older)
    with a_place(tmp_path, "sqlite") as settings:
        done = restore_all(settings, older)
    assert (done.erased, done.made_at) == (None, site.now())


def test_what_is_no_list_is_refused_before_anything(
    site: Site, company: Company, tmp_path: Path
) -> None:
    older, bad = tmp_path / "ouder.tar", tmp_path / "lijst.jsonl"
    back_up(site, older)
    for content in (
        "geen lijst",
        '{"kind": "iets", "digest": "x", "salt": "", "at": "2026-01-01"}',
    ):
        bad.write_text(content)
        with pytest.raises(BadErasedList, match=r"lijst\.jsonl"):
            restore_all(Settings(data=tmp_path / "nieuw"), older, bad)
        assert not (tmp_path / "nieuw").exists()


def test_the_list_tells_of_nobody(site: Site, company: Company) -> None:
    filled(site, company)
    erased(site, company, NUMBER)
    erased(site, company, MAIL)
    text = beside(site.settings.data).read_text()
    assert "612345678" not in text
    assert "zeggekorf" not in text
    assert beside(site.settings.data).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("listed", [True, False])
def test_the_command_says_what_became_of_it(
    site: Site, company: Company, tmp_path: Path, *, listed: bool
) -> None:
    filled(site, company)
    older = tmp_path / "ouder.tar"
    back_up(site, older)
    erased(site, company, NUMBER)
    told = ["--erased", str(beside(site.settings.data))] if listed else []
    with a_place(tmp_path, "sqlite") as settings:
        asked = [str(older), "--data", str(settings.data), *told]
        done = CliRunner().invoke(command, asked, env={"KLANKBORD_LANGUAGE": "nl"})
    assert done.exit_code == 0, done.output
    assert ("Opnieuw gewist: iets van 1 gesprekken." in done.output) == listed
    assert ("Let op: er was geen lijst" in done.output) != listed


def test_who_lawfully_calls_again_the_same_day_comes_back(
    site: Site, company: Company, tmp_path: Path
) -> None:
    """A backup that knows of the erasure holds what came after it; that stays."""
    filled(site, company)
    erased(site, company, NUMBER)
    clock(site).forward(hours=3)
    add(site, company.lotte, [given("e.json", a_talk("Karel", "bever", number=NUMBER))], Told())
    work_off(site)
    clock(site).forward(days=20)
    later = tmp_path / "later.tar"
    back_up(site, later)
    with a_place(tmp_path, "sqlite") as settings:
        assert restore_all(settings, later, beside(site.settings.data)).erased == 0
        new = open_site(settings, site.now)
        try:
            assert where_is(new, "bever")
        finally:
            new.close()


def test_who_is_erased_twice_in_a_day_goes_from_a_backup_in_between(
    site: Site, company: Company, tmp_path: Path
) -> None:
    filled(site, company)
    erased(site, company, NUMBER)
    clock(site).forward(hours=1)
    add(site, company.lotte, [given("e.json", a_talk("Karel", "bever", number=NUMBER))], Told())
    work_off(site)
    put_on_list(site, company.lotte, "k" * 16, f"Bel {NUMBER}")
    between = tmp_path / "tussen.tar"
    back_up(site, between)
    clock(site).forward(hours=1)
    erased(site, company, NUMBER)
    with a_place(tmp_path, "sqlite") as settings:
        assert restore_all(settings, between, beside(site.settings.data)).erased == 1
        new = open_site(settings, site.now)
        try:
            gone_from(new, "bever", NUMBER)
        finally:
            new.close()


def test_a_restore_that_broke_off_while_it_erased_does_the_rest(
    site: Site, company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(site, company)
    older = tmp_path / "ouder.tar"
    back_up(site, older)
    erased(site, company, NUMBER)
    erased(site, company, MAIL)

    def fall(*_: object) -> None:
        raise RuntimeError

    with a_place(tmp_path, "sqlite") as settings:
        with monkeypatch.context() as patch:
            patch.setattr(erasing_again, "_beside_calls", fall)
            with pytest.raises(RuntimeError):
                restore_all(settings, older, beside(site.settings.data))
        restore_all(settings, older, beside(site.settings.data))
        new = open_site(settings, site.now)
        try:
            gone_from(new, WORD, "wezel", MAIL, NUMBER)
            with new.database.reading() as connection:
                assert to_erase_again(connection) == []
        finally:
            new.close()


def test_a_line_stays_as_long_as_a_backup_can_be_older(site: Site, company: Company) -> None:
    filled(site, company)
    erased(site, company, NUMBER)
    for after, some in ((64, True), (3, False)):  # backups are kept 35 days, and 30 for sure
        days(site, after)
        with site.database.reading() as connection:
            lines = [one for _, one in all_erased(connection)]
        assert bool(lines) == some
        assert bool(beside(site.settings.data).read_text()) == some
