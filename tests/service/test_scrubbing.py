"""What was removed goes from the bytes: with room enough, table by table, and it is told if not."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from tests.disks import fill_up, tiny_disk
from tests.service.arrived import a_source
from tests.service.test_retention import clock
from tests.sites import START, Company, fresh_site
from tests.working import work_off

from klankbord.service.keeping import leftovers
from klankbord.service.keeping.leftovers import forget_leftovers
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.running.figures import read_figures
from klankbord.service.site import Site
from klankbord.store import scrubbing
from klankbord.store.arrival_tables import arrivals
from klankbord.store.database import Database
from klankbord.store.scrubbing import (
    empty_journal,
    note_scrubbed,
    note_unscrubbed,
    room_wanted,
    unscrubbed,
    write_anew,
)
from klankbord.store.tables import calls, jobs

MB = 1_000_000


def swell(database: Database, size: int) -> None:
    """Put something of a size (bytes) in a table of its own."""
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS filler (b BLOB)"))
        connection.execute(text("INSERT INTO filler VALUES (randomblob(:size))"), {"size": size})


def journal(site: Site) -> int:
    return (site.settings.data / "klankbord.db-wal").stat().st_size


def leave_free(folder: Path, size: int) -> None:
    ballast = fill_up(folder)
    with ballast.open("r+b") as file:
        file.truncate(ballast.stat().st_size - size)


# ── room ──────────────────────────────────────────────────────────────────────────────────────


def test_where_there_is_no_room_it_is_not_begun(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with tiny_disk(tmp_path / "klein", "size=30m") as disk, fresh_site(disk) as site:
        swell(site.database, 4 * MB)
        with caplog.at_level(logging.WARNING):
            assert write_anew(site.database) == {"file"}
        assert journal(site) == 0
        assert "bytes free" in caplog.text


def test_room_is_wanted_twice_and_where_the_temporary_files_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.db"
    file.write_bytes(b"\0" * MB)
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    assert room_wanted(file) == {tmp_path: 2 * MB + scrubbing.MARGIN}
    with tiny_disk(tmp_path / "anders") as other:
        monkeypatch.setenv("SQLITE_TMPDIR", str(other))
        assert room_wanted(file)[other] == MB + scrubbing.MARGIN


def test_what_broke_off_for_want_of_room_leaves_room_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scrubbing, "TIMES", 0)
    monkeypatch.setattr(scrubbing, "MARGIN", 0)
    with tiny_disk(tmp_path / "klein", "size=30m") as disk, fresh_site(disk) as site:
        swell(site.database, 6 * MB)
        assert empty_journal(site.database)
        leave_free(disk, 2 * MB)
        assert write_anew(site.database) == {"file"}
        assert journal(site) == 0
        swell(site.database, MB // 4)
        assert empty_journal(site.database)


def test_a_full_disk_is_not_taken_for_somebody_who_reads(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with tiny_disk(tmp_path / "klein", "size=30m") as disk, fresh_site(disk) as site:
        with site.database.reading() as reader:
            reader.execute(select(calls.c.id)).all()
            swell(site.database, MB)
            assert not empty_journal(site.database)
            assert caplog.text == ""
            fill_up(disk)
        assert not empty_journal(site.database)
        assert "is full" in caplog.text
        (disk / "ballast").unlink()
        assert empty_journal(site.database)


# ── table by table ────────────────────────────────────────────────────────────────────────────


def test_a_table_that_somebody_reads_holds_up_nobody_and_no_other_table(site: Site) -> None:
    if site.database.is_sqlite:
        return
    waits: list[float] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            begun = time.monotonic()
            with site.database.reading() as one:
                one.execute(select(calls.c.id)).all()
            waits.append(time.monotonic() - begun)
            time.sleep(0.02)

    with site.database.reading() as reader:
        reader.execute(select(calls.c.id)).all()
        thread = threading.Thread(target=read)
        thread.start()
        try:
            left = write_anew(site.database)
        finally:
            over.set()
            thread.join()
        assert left == {"calls"}
        assert max(waits) < 3
        assert write_anew(site.database, {"parties"}) == frozenset()
    assert write_anew(site.database, left) == frozenset()


def test_what_is_left_is_tried_again_the_same_night_and_told_until_then(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.database.writing() as connection:
        plan_scrubbing(connection, site.now())
    with monkeypatch.context() as patch:
        patch.setattr(scrubbing, "MARGIN", 10**18)
        clock(site).forward(hours=17, minutes=30)
        with site.database.reading() as reader:
            reader.execute(select(calls.c.id)).all()
            work_off(site)
            assert due(site) == site.now() + timedelta(hours=1)
    with site.database.reading() as connection:
        noted = unscrubbed(connection)
    assert noted is not None
    assert noted.since == START
    assert noted.left == ({"file"} if site.database.is_sqlite else {"calls"})
    assert read_figures(site).unscrubbed_s == 17.5 * 3600
    clock(site).forward(hours=1, minutes=1)
    work_off(site)
    with site.database.reading() as connection:
        assert unscrubbed(connection) is None
    assert read_figures(site).unscrubbed_s == 0


def due(site: Site) -> datetime:
    with site.database.reading() as connection:
        at = connection.execute(select(jobs.c.due_at).where(jobs.c.key == "write_anew"))
        found: datetime = at.scalar_one()
        return found


def test_what_goes_meanwhile_is_to_be_done_in_all_of_it(site: Site) -> None:
    now, later = site.now(), site.now() + timedelta(hours=1)
    with site.database.writing() as connection:
        note_unscrubbed(connection, now)
        first = unscrubbed(connection)
        note_scrubbed(connection, first, {"calls"}, now)
        part = unscrubbed(connection)
        assert part is not None
        assert (part.since, set(part.left)) == (now, {"calls"})
        note_unscrubbed(connection, later)  # while the rest was done
        note_scrubbed(connection, part, (), later)
        whole = unscrubbed(connection)
        assert whole is not None
        assert (whole.since, whole.left) == (later, frozenset())
        note_scrubbed(connection, whole)
        assert unscrubbed(connection) is None


# ── a fall ────────────────────────────────────────────────────────────────────────────────────


def test_a_fall_between_loses_no_plan(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = a_source(site, company.lotte)
    with site.database.writing() as connection:
        row = {"source_id": source, "state": "left_out", "reason": "nothing", "detail": {}}
        row |= {"files": [], "received_at": site.now(), "changed_at": site.now()}
        connection.execute(
            arrivals.insert().values(row | {"key": "k1", "told": {"title": "Otter"}})
        )
    clock(site).forward(days=60)

    def fall(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(leftovers, "old_imports", fall)
    with pytest.raises(RuntimeError):
        forget_leftovers(site)
    with site.database.reading() as connection:
        assert connection.execute(select(arrivals.c.told)).scalar_one() == {}
        assert unscrubbed(connection) is not None
