"""A watched folder: each call once, whole, and nothing in the folder is ever changed."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.service.watched import (
    a_source,
    allowing,
    arrived,
    look,
    look_twice,
    outcomes,
    put,
    recording,
    spoken_half,
)
from tests.sites import Company

from klankbord.errors import NotFound
from klankbord.service.site import Site
from klankbord.service.sources.source_trial import preview
from klankbord.service.sources.waiting_files import SHOWN, count_waiting, waiting_files
from klankbord.store.calls import find_calls
from klankbord.store.sources import (
    Source,
    change_source,
    find_source,
    remove_source,
    set_extensions,
)
from klankbord.store.tables import imports, jobs

DATED = (
    r"\[\]_(?P<from>\d+)-(?P<to>\d+)_(?P<datetime>\d{14})\((?P<id>\d+)\)",
    "(?P<title>.+)",
)
OUT = "2026/11/20/out-0612345678-201-20261120-092517-1795163117.1.wav"
IN = "2026/11/20/in-202-0687654321-20261120-101500-1795166100.2.wav"
PAIR = ("20261120-092517-0612345678-201-1795163117.7-r.wav",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "monitor"
    made.mkdir()
    return made


@pytest.fixture
def site(site: Site, tmp_path: Path) -> Site:
    return allowing(site, tmp_path)


def again(site: Site, source: Source) -> Source:
    """A source as it is now."""
    with site.database.reading() as connection:
        found = find_source(connection, source.id)
    assert found
    return found


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Everything in a folder: mode, time and bytes."""
    return {
        str(path): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_call_is_that_of_the_seller_whose_extension_it_was(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    with site.database.writing() as connection:
        persons = {"201": company.lotte.id, "202": company.daan.id}
        set_extensions(connection, source.id, persons)
    put(folder, OUT, seed=1)
    put(folder, IN, seed=2)
    put(folder, "in-299-0612121212-20261120-111500-1795169700.3.wav", seed=3)
    before = tree(folder)
    look_twice(site)
    assert outcomes(arrived(site, source)) == [("kept", "")] * 3
    with site.database.reading() as connection:
        calls = {call.number: call for call in find_calls(connection)}
    assert {number: call.owner for number, call in calls.items()} == {
        "0612345678": "Lotte Maes",
        "0687654321": "Daan de Wit",
        "0612121212": "Joris Peeters",
    }
    first = calls["0612345678"]
    assert first.direction == "outbound"
    assert first.started_at == datetime(2026, 11, 20, 8, 25, 17, tzinfo=UTC)
    assert calls["0687654321"].direction == "inbound"
    assert tree(folder) == before


def test_a_call_gets_the_moment_and_direction_that_the_preview_shows(
    site: Site, company: Company, folder: Path
) -> None:
    """The number in the name holds another moment, and `in` is set to be a word for out."""
    source = a_source(site, company, folder, inward=(), outward=("in",))
    put(folder, "in-0612345678-201-20261122-080517-1795163117.12206.wav")
    (row,) = preview(site, company.bas, source.id).rows
    look_twice(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert row.told.when == call.started_at == datetime(2026, 11, 22, 7, 5, 17, tzinfo=UTC)
    assert (row.told.direction, call.direction) == ("out", "outbound")


def test_a_file_is_taken_once_it_is_still(site: Site, company: Company, folder: Path) -> None:
    source = a_source(site, company, folder, still_s=30)
    data = recording()
    path = put(folder, OUT, data[: len(data) // 2])
    look(site)
    look(site, 20)
    assert arrived(site, source) == []
    path.write_bytes(data)
    look(site, 20)  # it changed: counting begins anew
    assert arrived(site, source) == []
    look(site, 31)
    (one,) = arrived(site, source)
    assert one.outcome == "kept"
    assert site.files.path(one.files[0].hash).read_bytes() == data


def test_a_wav_that_is_shorter_than_it_says_waits_however_still_it_is(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    data = recording()
    path = put(folder, OUT, data[:-4000])
    for _ in range(4):
        look(site, 300)
    assert arrived(site, source) == []
    path.write_bytes(data)
    look_twice(site)
    assert outcomes(arrived(site, source)) == [("kept", "")]


def test_what_stays_broken_off_is_taken_as_it_is_in_the_end(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    put(folder, OUT, recording()[:-4000])
    look(site)
    look(site, 3700)
    assert outcomes(arrived(site, source)) == [("kept", "")]


def test_each_file_is_taken_once_wherever_it_is_moved_to(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    path = put(folder, OUT)
    look_twice(site)
    path.rename(folder / path.name)  # the number in its name is the call's own
    put(
        folder,
        "in-202-0687654321-20261120-101500-1795166100.9.wav",
        (folder / path.name).read_bytes(),
    )
    look_twice(site)
    look_twice(site)
    assert outcomes(arrived(site, source)) == [("kept", ""), ("left_out", "duplicate")]
    with site.database.reading() as connection:
        assert len(find_calls(connection)) == 1
        assert connection.execute(select(func.count()).select_from(imports)).scalar() == 1


def test_what_is_empty_or_too_short_is_left_out_and_nothing_is_kept_of_it(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder, least_s=10)
    put(folder, OUT, recording(3))
    put(folder, IN, recording(0))
    put(folder, "in-202-0687654321-20261120-101500-1795166100.3.wav", b"geen geluid " * 100)
    look_twice(site)
    look(site, 3700)
    found = sorted(outcomes(arrived(site, source)))
    assert found == [("left_out", "empty"), ("left_out", "too_short"), ("refused", "NoSound")]
    assert list(site.files.hashes()) == []
    with site.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(imports)).scalar() == 0


def test_a_recording_that_went_on_after_it_was_left_out_is_taken_anew(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    path = put(folder, OUT, recording(1))
    look_twice(site)
    assert outcomes(arrived(site, source)) == [("left_out", "too_short")]
    path.write_bytes(recording(20))
    look_twice(site)
    assert outcomes(arrived(site, source)) == [("kept", "")]


def test_of_a_call_that_is_kept_a_later_change_is_told(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    path = put(folder, OUT)
    look_twice(site)
    path.write_bytes(recording(30))
    look_twice(site)
    look_twice(site)
    (one,) = arrived(site, source)
    assert (one.outcome, one.detail) == ("kept", {"later": [OUT]})


def test_another_recording_by_the_name_of_one_that_went_is_not_lost(
    site: Site, company: Company, folder: Path
) -> None:
    """A system that uses names again: what was left out is taken, what is kept is told of."""
    source = a_source(site, company, folder)
    short, kept = put(folder, IN, recording(1)), put(folder, OUT)
    look_twice(site)
    short.unlink()
    kept.unlink()
    look(site)
    put(folder, IN, recording(20))
    put(folder, OUT, recording(30))
    look_twice(site)
    look_twice(site)
    found = {one.key: (one.outcome, one.detail) for one in arrived(site, source)}
    assert sorted(found.values(), key=str) == [("kept", {"later": [OUT]}), ("kept", {})]


# ── pairs ─────────────────────────────────────────────────────────────────────────────────────


def test_two_halves_are_one_call_with_who_is_on_each(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder, "asterisk")
    stem = "20261120-092517-0612345678-201-1795163117.7"
    put(folder, f"{stem}-t.wav", recording(seed=1, channels=1))
    put(folder, f"{stem}-r.wav", recording(seed=2, channels=1))
    put(folder, f"{stem}.wav", seed=3)  # both mixed: spare
    look_twice(site)
    (one,) = arrived(site, source)
    assert one.outcome == "kept"
    assert [file.role for file in one.files] == ["first", "second"]
    assert [file.name[-5] for file in one.files] == ["r", "t"]
    assert one.told["channels"] == "customer,seller", "who calls in is the customer"
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert call.direction == "inbound"


def test_half_a_pair_waits_and_then_goes_alone(site: Site, company: Company, folder: Path) -> None:
    source = a_source(site, company, folder, "asterisk")
    stem = "20261120-092517-0612345678-201-1795163117.7"
    put(folder, f"{stem}-r.wav", spoken_half(0))
    look_twice(site)
    assert arrived(site, source) == []
    look(site, 120)
    assert [len(one.files) for one in arrived(site, source)] == [1]
    with site.database.reading() as connection:
        (before,) = find_calls(connection)
    put(folder, f"{stem}-t.wav", spoken_half(1))
    look_twice(site)
    look(site, 120)
    look(site, 60)
    (one,) = arrived(site, source)
    assert [file.name[-5] for file in one.files] == ["r", "t"]
    assert one.outcome == "kept"
    with site.database.reading() as connection:
        (after,) = find_calls(connection)
    assert after.id == before.id, "the call of the half is now that of both"
    assert after.sound != before.sound


# ── call records ──────────────────────────────────────────────────────────────────────────────

CDR = {
    "file": "cdr/Master.csv",
    "header": True,
    "separator": ";",
    "columns": {"id": "uniqueid", "when": "calldate", "from": "src", "to": "dst", "own": "agent"},
}


def test_call_records_tell_what_the_name_does_not(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder, "asterisk", cdr=CDR)
    put(folder, "1795163117.7.wav", seed=1)
    put(folder, "1795163117.8.wav", seed=2)
    rows = "calldate;src;dst;uniqueid;agent\n2026-11-20 09:25:10;0612345678;600;1795163117.7;201\n"
    put(folder, "cdr/Master.csv", rows.encode())
    with site.database.writing() as connection:
        set_extensions(connection, source.id, {"201": company.lotte.id})
    look_twice(site)
    (one,) = arrived(site, source)
    assert one.told["number"] == "0612345678"
    assert (one.told["direction"], one.told["primary_user"]) == ("in", "201")
    assert one.person_id == company.lotte.id
    look(site, 300)  # the other one's line does not come
    assert [a.told["number"] for a in arrived(site, source)] == ["0612345678", ""]


def test_call_records_that_are_not_there_are_told(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder, "asterisk", cdr=CDR)
    put(folder, "1795163117.7.wav")
    look_twice(site)
    with site.database.reading() as connection:
        found = find_source(connection, source.id)
    assert found
    assert "Master.csv" in found.seen["error"]["nl"]


# ── on and off ────────────────────────────────────────────────────────────────────────────────


def test_a_source_that_is_off_or_gone_is_looked_at_no_more(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    put(folder, OUT)
    look(site)
    with site.database.writing() as connection:
        change_source(connection, source.id, enabled=False)
    look(site, 60)
    assert arrived(site, source) == []
    with site.database.writing() as connection:
        assert not connection.execute(select(jobs.c.id).where(jobs.c.kind == "watch")).first()
        remove_source(connection, source.id)
    look_twice(site)


def test_a_source_counts_from_a_day_by_the_calls_own_date(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder, "own", since="2026-11-20", patterns=DATED)
    august = "[]_201-0612345678_20260801092517(4).wav"  # copied today
    restored = "[]_201-0687654321_20261120092517(5).wav"  # of today, with a time of before
    undated, old = "los.wav", "ouder.wav"
    for seed, name in enumerate((august, restored, undated, old)):
        put(folder, name, seed=seed)
    before = datetime(2026, 11, 19, 12, tzinfo=UTC).timestamp()
    after = datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp()
    for name, at in ((august, after), (restored, before), (undated, after), (old, before)):
        os.utime(folder / name, (at, at))
    found = preview(site, company.bas, source.id)
    assert set(found.left) == {august, old}
    assert found.older == 2
    look_twice(site)
    assert {one.files[0].name for one in arrived(site, source)} == {restored, undated}


# ── among colleagues ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("colleagues", "wanted"), [(False, "left_out"), (True, "kept")])
def test_calls_among_colleagues_come_in_where_that_is_chosen(
    site: Site, company: Company, folder: Path, *, colleagues: bool, wanted: str
) -> None:
    source = a_source(site, company, folder, "3cx", colleagues=colleagues)
    put(folder, "100/[]_101-100_20261120092517(7).wav", seed=1)
    put(folder, "100/[]_100-0612345678_20261120092600(8).wav", seed=2)
    assert [one.left_out for one in preview(site, company.bas, source.id).rows].count(True) == (
        not colleagues
    )
    look_twice(site)
    inside, outside = sorted(arrived(site, source), key=lambda one: "(8)" in one.files[0].name)
    assert (inside.outcome, inside.reason) == (wanted, "" if colleagues else "colleagues")
    assert outside.outcome == "kept"
    assert (inside.told["primary_user"], inside.told["number"]) == ("100", "101")


def test_the_call_records_tell_of_colleagues_too(
    site: Site, company: Company, folder: Path
) -> None:
    records = {"file": "cdr.csv", "columns": {"id": "uniqueid", "from": "src", "to": "dst"}}
    source = a_source(site, company, folder, "asterisk", cdr=records)
    put(folder, "1795163117.1.wav")
    put(folder, "cdr.csv", b"uniqueid,src,dst\n1795163117.1,201,202\n")
    look_twice(site)
    assert outcomes(arrived(site, source)) == [("left_out", "colleagues")]


# ── what waits ────────────────────────────────────────────────────────────────────────────────


def test_what_waits_in_the_folder_is_told_with_why(
    site: Site, company: Company, folder: Path
) -> None:
    records = {"file": "cdr.csv", "columns": {"id": "uniqueid", "from": "src", "to": "dst"}}
    source = a_source(site, company, folder, cdr=records)
    put(folder, "cdr.csv", b"uniqueid,src,dst\n")
    put(folder, OUT)
    put(folder, "in-201-0687654321-20261120-101500-1795166100.7.wav", b"")
    put(folder, "in-201-0687654321-20261120-101500-1795166100.8.wav", recording()[:-4000])
    put(folder, "zomaar.wav")
    look_twice(site)
    put(folder, "in-201-0687654321-20261120-101500-1795166100.9.wav")
    look(site)
    source = again(site, source)
    assert (count_waiting(source).many, count_waiting(source).unfit) == (4, 1)
    found = waiting_files(site, company.bas, source)
    whys = {one.names[0].split(".")[-2]: one.why for one in found.rows}
    wanted = {"1": "record", "7": "empty", "8": "broken", "9": "writing", "zomaar": "unfit"}
    assert whys == wanted
    assert (found.many, found.unfit) == (4, 1)
    with pytest.raises(NotFound):
        waiting_files(site, company.lotte, source)
    look(site, 301)
    source = again(site, source)
    assert "record" not in {one.why for one in waiting_files(site, company.bas, source).rows}


def test_of_a_full_folder_the_newest_are_told_and_all_are_counted(
    site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    for n in range(3 * SHOWN):
        put(folder, f"zomaar-{n}.wav")
    look(site)
    for n in range(5):
        put(folder, f"in-201-0687654321-20261120-101500-1795166100.{n}.wav", b"")
    look(site)
    source = again(site, source)
    assert (count_waiting(source).many, count_waiting(source).unfit) == (5, 3 * SHOWN)
    found = waiting_files(site, company.bas, source)
    assert (found.many, found.unfit, len(found.rows)) == (5, 3 * SHOWN, SHOWN)
    assert [one.why for one in found.rows].count("writing") == 5
