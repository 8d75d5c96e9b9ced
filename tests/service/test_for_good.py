"""What was erased stays erased: whoever is at work meanwhile, and whoever offers it again."""

from __future__ import annotations

import json
import random
import re
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import bindparam, event, select, update
from tests.service.arrived import a_source, arrival_of, arrive, calls_in
from tests.service.kept_bytes import paths_of, where_is
from tests.service.test_adding import given
from tests.service.test_erasing import MAIL, NUMBER, WORD, WRITTEN, a_talk
from tests.service.test_retention import clock, gone_from
from tests.sites import Company
from tests.working import LEASE, work_off

from klankbord.conversation.facts import SetFacts
from klankbord.errors import FoundChanged, HeldForDispute
from klankbord.formats import read
from klankbord.formats.document import Document
from klankbord.service.access import Actor
from klankbord.service.calls.clips import clip, remove_clip, retitle
from klankbord.service.calls.comments import comment, remove_comment, rewrite
from klankbord.service.calls.facts import change_facts
from klankbord.service.intake.adding import Told, add
from klankbord.service.keeping.erased_beside import beside, put_beside
from klankbord.service.keeping.erasing import erase, look_for
from klankbord.service.keeping.holding import hold_call, lift_hold, list_held
from klankbord.service.keeping.removing import remove
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.site import Site
from klankbord.service.sources.fetching import FETCHERS
from klankbord.service.sources.leaving_out import forget_arrival
from klankbord.service.sources.sources import end_source
from klankbord.store.arrival_tables import arrivals
from klankbord.store.arrivals import Arrival, ArrivedFile
from klankbord.store.audit import all_entries
from klankbord.store.calls import add_call, find_calls
from klankbord.store.erased import Erased, add_erased, all_erased, end_of_day
from klankbord.store.new_calls import Source
from klankbord.store.retention_tables import erased as erased_rows
from klankbord.store.sources import Source as OneSource
from klankbord.store.tables import calls, comments
from klankbord.worker.loop import work_once

SAID = f"Lotte Maes: Hoe gaat het met de {WORD}?\nKarel: De {WORD} komt vrijdag, hoor."


def erased(site: Site, company: Company, text: str = NUMBER) -> int:
    found = look_for(site, company.bas, text)
    picked = [call.id for call in found.calls]
    return erase(site, company.bas, text, picked=picked, seen=found.seen)


def a_call(site: Site, owner: Actor, name: str = "gesprek.json") -> int:
    """A call with Karel, by his number."""
    add(site, owner, [given(name, a_talk("Karel", WORD, number=NUMBER))], Told())
    work_off(site)
    return max(calls_in(site))


# ── who is at work meanwhile ──────────────────────────────────────────────────────────────────


def test_what_is_erased_while_it_is_fetched_stays_so(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "k1", SAID, work=False, number=NUMBER)
    with site.database.writing() as connection:
        told = connection.execute(select(arrivals.c.told)).scalar_one()
        told |= {"fetch": ["https://x.example/a"]}
        connection.execute(update(arrivals).values(told=told, files=[]))
    asked: list[int] = []

    def fetch(_site: Site, _source: OneSource, _arrival: Arrival) -> list[ArrivedFile]:
        asked.append(erased(site, company))
        hash_ = site.files.keep([SAID.encode()], "k1.txt", 10).hash
        return [ArrivedFile(hash_, "k1.txt", "transcript")]

    monkeypatch.setitem(FETCHERS, "upload", fetch)
    work_off(site)
    assert len(asked) == 1
    found = arrival_of(site, source)
    assert (found.state, found.reason, found.told, found.files) == ("left_out", "gone", {}, ())
    assert calls_in(site) == []
    assert list(site.files.hashes()) == []
    gone_from(site, "612345678", WORD)


def test_what_is_erased_before_it_is_read_never_becomes_a_call(
    site: Site, company: Company
) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "k1", SAID, work=False, number=NUMBER)
    while arrival_of(site, source).state != "kept":
        assert work_once(site, threading.Event(), "tester", LEASE)
    assert calls_in(site) == []
    erased(site, company)
    work_off(site)
    assert calls_in(site) == []
    assert arrival_of(site, source).reason == "gone"
    gone_from(site, "612345678", WORD)


def test_what_became_a_call_in_between_is_shown_first(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "k1", SAID, number=NUMBER)
    with site.database.writing() as connection, pytest.raises(FoundChanged):
        forget_arrival(connection, arrival_of(site, source).id, site.now())


# ── who offers it again ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("same", ["bytes", "key"])
def test_a_source_that_is_made_anew_brings_nobody_back(
    site: Site, company: Company, same: str
) -> None:
    first = a_source(site, company.lotte)
    told: dict[str, Any] = {"number": NUMBER, "when": site.now() - timedelta(hours=1)}
    arrive(site, first, "k1", SAID, **told)
    erased(site, company)
    end_source(site, company.bas, first)
    second = a_source(site, company.lotte, "Nieuwe centrale")
    if same == "bytes":
        arrive(site, second, "anders", SAID, number=NUMBER)
    else:
        arrive(site, second, "k1", SAID + "\nLotte Maes: Dag.", **told)
    assert calls_in(site) == []
    assert arrival_of(site, second).reason == "gone"
    gone_from(site, "612345678")
    arrive(site, second, "k2", SAID.replace("vrijdag", "dinsdag"), number=NUMBER)
    assert len(calls_in(site)) == 1, "who calls again is another call"


# ── what is held ──────────────────────────────────────────────────────────────────────────────


def test_of_what_is_held_nothing_is_changed(site: Site, company: Company) -> None:
    lotte, joris = company.lotte, company.joris
    call = a_call(site, lotte)
    with site.database.writing() as connection:
        connection.execute(update(calls).values(number=NUMBER))
    said = comment(site, joris, call, 1, 1, f"Bel terug op {WRITTEN}", shared=True)
    cut = clip(site, lotte, call, 1, (1, 2), "Kort", shared=False)
    hold_call(site, company.bas, call, f"Klacht van {WRITTEN}")
    erased(site, company)
    (one,) = list_held(site, company.bas)
    assert one.reason == f"Klacht van {WRITTEN}"
    with site.database.reading() as connection:
        assert connection.execute(select(comments.c.text)).scalar_one().endswith(WRITTEN)
        (found,) = find_calls(connection)
    facts = SetFacts(found.title, found.started_at, found.type, found.direction)
    changes: tuple[Callable[[], object], ...] = (
        lambda: remove_comment(site, joris, call, said),
        lambda: rewrite(site, joris, call, said, "Niets", shared=True),
        lambda: remove_clip(site, lotte, call, cut),
        lambda: retitle(site, lotte, call, cut, "Anders", shared=False),
        lambda: change_facts(site, lotte, call, found.revision, facts, ""),
    )
    for change in changes:
        with pytest.raises(HeldForDispute):
            change()
    assert comment(site, joris, call, 1, 1, "Er komt wel iets bij", shared=True)


def test_a_file_of_a_held_call_stays(site: Site, company: Company) -> None:
    file = site.files.keep([b"otter en wezel"], "samen.json", 1)
    made = []
    for part, content in enumerate(
        (a_talk("Karel", "otter", number=NUMBER), a_talk("Piet", "wezel", number="+31687654321"))
    ):
        (conversation,) = read(Document("samen.json", content))
        with site.database.writing() as connection:
            made.append(
                add_call(
                    connection,
                    conversation,
                    Source(file.hash, part),
                    owner=company.lotte.id,
                    uploader=company.lotte.id,
                    now=site.now(),
                )
            )
    hold_call(site, company.bas, made[1], "Klacht")
    erased(site, company)
    assert calls_in(site) == [made[1]]
    assert site.files.path(file.hash).is_file()


def test_what_was_held_is_erased_once_it_is_not(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    hold_call(site, company.bas, call, "Klacht")
    erased(site, company)
    (one,) = list_held(site, company.bas)
    assert one.erase_at == site.now()
    assert lift_hold(site, company.bas, call)
    assert calls_in(site) == []
    gone_from(site, "612345678", WORD)
    with site.database.reading() as connection:
        actions = [entry.action for entry in all_entries(connection)]
    assert {"hold_lifted", "call_erased"} <= set(actions)


def test_what_was_held_and_nobody_asked_about_stays(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    hold_call(site, company.bas, call, "Klacht")
    assert not lift_hold(site, company.bas, call)
    assert calls_in(site) == [call]


# ── down to the bytes ─────────────────────────────────────────────────────────────────────────


def test_who_reads_meanwhile_holds_nobody_up_and_nothing_back(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    work_off(site)
    with site.database.reading() as reader:
        reader.execute(select(calls.c.id)).all()
        begun = time.monotonic()
        remove(site, company.lotte, call)
        assert time.monotonic() - begun < 5
        work_off(site)
        if site.database.is_sqlite:
            assert where_is(site, WORD), "else this shows nothing"
    clock(site).forward(seconds=31)
    gone_from(site, WORD, "612345678")


def test_of_thousands_of_rows_no_byte_is_left(site: Site, company: Company) -> None:
    """Of some thousands, a few are left where a page was split; and all of them in PostgreSQL."""
    chance = random.Random(7)
    source = a_source(site, company.lotte)
    keys = [f"out-06{chance.randrange(10**7, 10**8)}-{n}" for n in range(20_000)]
    same = {"source_id": source, "state": "left_out", "reason": "nothing", "detail": {}}
    same |= {"files": [], "received_at": site.now(), "changed_at": site.now()}
    rows = [same | {"key": key, "told": {"title": "z" * chance.randrange(300)}} for key in keys]
    gone = chance.sample(keys, 8_000)
    quiet = update(arrivals).where(arrivals.c.key == bindparam("was")).values(key=bindparam("now"))
    with site.database.writing() as connection:
        connection.execute(arrivals.insert(), rows)
    with site.database.writing() as connection:
        digests = [{"was": key, "now": sha256(key.encode()).hexdigest()} for key in gone]
        connection.execute(quiet, digests)
        plan_scrubbing(connection, site.now())
    work_off(site)
    clock(site).forward(days=1)
    work_off(site)
    left = {
        found.decode()
        for path in paths_of(site)
        if len(path.name) != 24  # the journal of PostgreSQL, which nobody can empty
        for found in re.findall(rb"out-06[0-9]{8}-[0-9]+", path.read_bytes())
    }
    assert len(left & set(keys)) > 10_000, "else it is not looked for where they are"
    assert left & set(gone) == set()


def test_the_index_is_put_in_order_once_and_by_nobody_who_waits(
    site: Site, company: Company
) -> None:
    if not site.database.is_sqlite:
        return
    for name in ("a.json", "b.json", "c.json"):
        add(site, company.lotte, [given(name, a_talk(name, WORD, number=NUMBER))], Told())
    work_off(site)
    seen: list[str] = []
    engine = site.database.engine

    @event.listens_for(engine, "before_cursor_execute")
    def listen(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.extend([statement] if "optimize" in statement else [])

    erased(site, company)
    assert seen == []
    work_off(site)
    assert len(seen) <= 1


# ── the list ──────────────────────────────────────────────────────────────────────────────────


def test_a_line_of_the_list_is_slow_to_try_and_tells_of_no_moment(
    site: Site, company: Company
) -> None:
    a_call(site, company.lotte)
    erased(site, company)
    add(site, company.lotte, [given("m.json", a_talk("Karel", WORD, email=MAIL))], Told())
    work_off(site)
    clock(site).forward(hours=1)
    erased(site, company, MAIL)
    with site.database.reading() as connection:
        every = [one for _, one in all_erased(connection)]
    parties = [one for one in every if one.kind in {"number", "email"}]
    assert {one.kind for one in parties} == {"number", "email"}
    assert len({one.salt for one in parties}) == 1
    assert all(one.salt.startswith("argon2id:") for one in parties)
    assert {one.at for one in every} == {end_of_day(site.now())}


def test_who_is_erased_twice_stands_on_the_list_with_the_last(site: Site, company: Company) -> None:
    a_call(site, company.lotte)
    erased(site, company)
    clock(site).forward(days=3)
    a_call(site, company.lotte)
    erased(site, company)
    with site.database.reading() as connection:
        parties = [one for _, one in all_erased(connection) if one.kind == "number"]
    assert {one.at for one in parties} == {end_of_day(site.now())}


def test_no_line_of_the_list_is_missed(site: Site) -> None:
    with site.database.writing() as connection:
        row = {"kind": "call", "salt": "", "at": site.now()}
        connection.execute(erased_rows.insert().values(row | {"id": 6, "digest": "d6"}))
    put_beside(site)
    with site.database.writing() as connection:  # begun before, and over after
        connection.execute(erased_rows.insert().values(row | {"id": 5, "digest": "d5"}))
    put_beside(site)
    lines = beside(site.settings.data).read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [5, 6]


def test_who_writes_the_list_at_once_loses_no_line(site: Site) -> None:
    def add_one(number: int) -> None:
        with site.database.writing() as connection:
            add_erased(connection, [Erased("call", "", f"d{number}", site.now())])
        put_beside(site)

    threads = [threading.Thread(target=add_one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(beside(site.settings.data).read_text().splitlines()) == 12
