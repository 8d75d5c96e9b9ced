"""Removing a call: everything that hangs on it goes, and nothing of it comes back."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from tests.service.calls import keep_call
from tests.service.test_adding import TALK as TEXT
from tests.service.test_adding import a_sound, given
from tests.sites import Company
from tests.working import LEASE, work_off

from klankbord.errors import HeldByOthers, NotAllowed, NotFound
from klankbord.service.calls.comments import comment
from klankbord.service.calls.finding import Wanted, find
from klankbord.service.calls.giving import give_call
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.keeping.removing import remove, what_goes
from klankbord.service.learning.flagging import drop, flag
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.calls import find_calls
from klankbord.store.corpus import Corpus
from klankbord.store.tables import metadata
from klankbord.testing import talk
from klankbord.worker.loop import work_once

TALK = talk("0:00-0:04 Lotte Maes: De koelcel?\n0:04-0:09 Karel: Die doet het niet.")


def rows_of(site: Site, call: int) -> dict[str, int]:
    """In which tables something of a call stands, but for the log."""
    with site.database.reading() as connection:
        counts = {
            table.name: connection.execute(
                select(func.count()).select_from(table).where(table.c.call_id == call)
            ).scalar_one()
            for table in metadata.sorted_tables
            if "call_id" in table.c and table.name != "audit"
        }
    return {name: count for name, count in counts.items() if count}


def test_all_of_it_goes_and_the_log_says_that_alone(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    other = keep_call(site, company.lotte, TALK)
    comment(site, company.joris, call, 1, 1, "Mooi gevraagd.", shared=True)
    comment(site, company.joris, call, 1, 1, "Voor mij.", shared=False)
    flag(site, company.lotte, "k", good=True, call=call)
    corpus = Corpus(site.settings.data)
    corpus.refresh(site.database)
    goes = what_goes(site, company.lotte, call)
    assert (goes.comments, goes.flags, goes.reviews) == (1, 1, 0)
    assert {"comments", "flags", "turns", "readings", "revisions"} <= set(rows_of(site, call))
    remove(site, company.lotte, call)
    assert rows_of(site, call) == {}
    assert rows_of(site, other)
    assert list(corpus.folder.iterdir()) == []
    hits = find(site, company.lotte, Wanted(q="koelcel"))
    assert [one.id for one in hits.calls] == [other]
    with site.database.reading() as connection:
        (line, *_) = [e for e in all_entries(connection) if e.action == "call_removed"]
    assert (line.person_id, line.call_id, line.detail) == (company.lotte.id, call, {})


@pytest.mark.parametrize(
    ("who", "error"),
    [("joris", NotAllowed), ("daan", NotFound), ("fien", NotFound), ("bas", NotFound)],
)
def test_nobody_else_removes_it(
    site: Site, company: Company, who: str, error: type[Exception]
) -> None:
    call = keep_call(site, company.lotte, TALK)
    for verb in (what_goes, remove):
        with pytest.raises(error):
            verb(site, company[who], call)
    assert rows_of(site, call)


def test_what_whose_it_was_made_of_it_is_not_lost(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    flag(site, company.lotte, "k", good=True, call=call)
    give_call(site, company.lotte, call, company.daan.id)
    own = flag(site, company.daan, "k", good=True, call=call)
    with pytest.raises(HeldByOthers):
        remove(site, company.daan, call)
    assert {"flags", "turns"} <= set(rows_of(site, call))
    drop(site, company.daan, own)
    give_call(site, company.daan, call, company.lotte.id)
    remove(site, company.lotte, call)
    assert rows_of(site, call) == {}


def test_no_later_call_takes_its_number(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    remove(site, company.lotte, call)
    assert keep_call(site, company.lotte, TALK) > call


def test_its_files_go_unless_another_goes_back_to_them(site: Site, company: Company) -> None:
    sound = a_sound()
    add(site, company.lotte, [given("a.txt", TEXT.encode()), given("a.wav", sound)], Told())
    add(
        site,
        company.lotte,
        [given("b.txt", (TEXT + " Ja.").encode()), given("b.wav", sound)],
        Told(),
    )
    work_off(site)
    with site.database.reading() as connection:
        second, first = find_calls(connection)
    assert first.sound == second.sound
    remove(site, company.lotte, first.id)
    assert len(list(site.files.hashes())) == 2, "the other transcript, and the recording of both"
    assert [row.of.name for row in list_imports(site, company.lotte)] == ["b.txt"]
    remove(site, company.lotte, second.id)
    assert list(site.files.hashes()) == []
    assert list_imports(site, company.lotte) == []


def test_work_on_it_ends_quietly(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("a.txt", TEXT.encode())], Told())
    stop = threading.Event()
    with site.database.reading() as connection:
        assert find_calls(connection) == []
    stop.set()  # a stage at a time
    while not (calls := _calls(site)):
        assert work_once(site, stop, "tester", LEASE)
    remove(site, company.lotte, calls[0])
    work_off(site)
    (row,) = list_imports(site, company.lotte)
    assert (row.of.state, row.of.reason) == ("done", None)
    assert row.of.calls[0]["gone"]
    assert row.calls == {}


def _calls(site: Site) -> list[int]:
    with site.database.reading() as connection:
        return [call.id for call in find_calls(connection)]
