"""What becomes of jobs that fail, stop halfway or come back; and of what is measured anew."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select, text, update
from tests.service.test_adding import given, many
from tests.service.test_recordings import two_channels
from tests.sites import Clock, Company
from tests.working import LEASE, work_off

from klankbord.errors import EmptyFile
from klankbord.i18n import translator
from klankbord.service import jobs as service
from klankbord.service.calls.measuring import digest
from klankbord.service.calls.remeasuring import SHARD, plan_remeasuring
from klankbord.service.intake.adding import Given, Told, add
from klankbord.service.intake.imports import list_imports, retry
from klankbord.service.jobs import BACKOFF_S, KINDS, MOST_TRIES, plan_all
from klankbord.service.running.doctor.finding import Installation
from klankbord.service.running.doctor.workers import check_work
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.calls import add_revision, read_conversation
from klankbord.store.database import Database
from klankbord.store.jobs import claim, enqueue
from klankbord.store.measurements import calls_to_measure, read_measurement
from klankbord.store.tables import calls, jobs, measurements
from klankbord.worker.loop import work_once


def clock(site: Site) -> Clock:
    assert isinstance(site.now, Clock)
    return site.now


def plan(site: Site, kind: str = "test", **options: object) -> int:
    with site.database.writing() as connection:
        return enqueue(connection, kind, {}, now=site.now(), **options)  # type: ignore[arg-type]


def row(site: Site, job: int) -> dict[str, object]:
    with site.database.reading() as connection:
        return dict(connection.execute(select(jobs).where(jobs.c.id == job)).mappings().one())


def reason_of(site: Site, job: int) -> dict[str, str]:
    reason = row(site, job)["reason"]
    assert isinstance(reason, dict)
    return reason


class DiedError(BaseException):
    """The process is gone."""


@contextmanager
def dying_before(database: Database) -> Iterator[Connection]:
    """A transaction in which the process dies, just before it is kept."""
    with database._writer.begin() as connection:
        yield connection
        raise DiedError


@contextmanager
def dying_after(database: Database) -> Iterator[Connection]:
    """A transaction after which the process dies at once."""
    with database._writer.begin() as connection:
        yield connection
    raise DiedError


def breaks(_work: Work) -> bool:
    raise ZeroDivisionError


def test_a_job_that_breaks_is_tried_again_later_and_later_and_then_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(KINDS, "test", breaks)
    job = plan(site)
    for wait in BACKOFF_S:
        assert work_off(site) == 1
        assert row(site, job)["state"] == "waiting"
        reason = row(site, job)["reason"]
        assert isinstance(reason, dict)
        assert reason["error"] == "WentWrong"
        clock(site).forward(seconds=wait - 1)
        assert work_off(site) == 0
        clock(site).forward(seconds=1)
    assert work_off(site) == 1
    reason = row(site, job)["reason"]
    assert isinstance(reason, dict)
    assert (row(site, job)["state"], reason["error"]) == ("failed", "GaveUp")
    assert str(MOST_TRIES) in reason["nl"]
    clock(site).forward(days=9)
    assert work_off(site) == 0
    assert caplog.text.count("Traceback") == MOST_TRIES


def test_a_job_that_fells_every_worker_is_given_up(site: Site) -> None:
    job = plan(site)
    for _ in range(MOST_TRIES):
        with site.database.writing() as connection:
            assert claim(connection, "falls over", site.now(), LEASE)
        clock(site).forward(seconds=31)
    assert work_off(site) == 1
    assert row(site, job)["state"] == "failed"


def test_a_job_that_gets_on_now_and_then_is_not_given_up(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gets_on(work: Work) -> bool:
        with work.getting_on("next", done=work.payload.get("done", 0) + 1):
            pass
        raise ZeroDivisionError

    monkeypatch.setitem(KINDS, "test", gets_on)
    logging.getLogger(service.__name__).setLevel(logging.CRITICAL)
    job = plan(site)
    for _ in range(3 * MOST_TRIES):
        assert work_off(site) == 1
        clock(site).forward(seconds=BACKOFF_S[0])
    assert row(site, job)["state"] == "waiting"
    assert row(site, job)["payload"] == {"done": 3 * MOST_TRIES}


def test_a_refusal_ends_a_job_with_its_sentence(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_work: Work) -> bool:
        raise EmptyFile(file="a.vtt")

    monkeypatch.setitem(KINDS, "test", refuses)
    job = plan(site)
    work_off(site)
    reason = row(site, job)["reason"]
    assert isinstance(reason, dict)
    assert row(site, job)["state"] == "refused"
    assert reason["nl"] == str(EmptyFile("a.vtt"))
    assert reason["en"] != reason["nl"]


def test_a_kind_that_this_version_does_not_know_waits_for_one_that_does(site: Site) -> None:
    """After a downgrade, or while another worker is of a newer version already."""
    job = plan(site, "of a later version")
    for wait in BACKOFF_S:
        assert work_off(site) == 1
        assert row(site, job)["state"] == "waiting"
        assert reason_of(site, job)["error"] == "JobUnknown"
        clock(site).forward(seconds=wait)
    assert work_off(site) == 1
    assert (row(site, job)["state"], reason_of(site, job)["error"]) == ("failed", "JobUnknown")
    told = check_work(Installation(site.settings, None, site.database, "", site.now()))
    assert told is not None
    assert "(of a later version)" in told.say(translator("nl"))
    assert "Werk Klankbord bij" in told.say(translator("nl"))


def test_one_that_repeats_ends_too_and_a_newer_version_plans_it_anew(site: Site) -> None:
    job = plan(site, "later", key="later", every_s=60)
    for wait in (*BACKOFF_S, 0):
        work_off(site)
        clock(site).forward(seconds=wait)
    assert row(site, job)["state"] == "failed"
    assert work_off(site) == 0
    assert plan(site, "later", key="later", every_s=60) == job
    assert row(site, job)["state"] == "waiting"


def damage(site: Site, job: int) -> None:
    """As after a hand in the table, or a disk that lied."""
    # PostgreSQL keeps no JSON that is none, but JSON that is something else.
    written = '{"half": ' if site.database.is_sqlite else '"half"'
    with site.database.writing() as connection:
        put = text("UPDATE jobs SET payload = CAST(:it AS jsonb) WHERE id = :job")
        if site.database.is_sqlite:
            put = text("UPDATE jobs SET payload = :it WHERE id = :job")
        connection.execute(put, {"it": written, "job": job})


def test_a_job_that_cannot_be_read_has_failed_says_so_and_stops_no_other(
    site: Site, company: Company
) -> None:
    add(site, company.lotte, [given("a.txt"), given("b.txt")], Told())
    with site.database.reading() as connection:
        first = connection.execute(select(jobs.c.id).where(jobs.c.kind == "import")).scalars()
        job = min(first)
    damage(site, job)
    assert [one.of.state for one in list_imports(site, company.lotte)] == ["waiting"] * 2
    assert work_off(site) > 1
    assert (row(site, job)["state"], reason_of(site, job)["error"]) == ("failed", "JobUnreadable")
    states = sorted(one.of.state for one in list_imports(site, company.lotte))
    assert states == ["done", "failed"]  # who gave it sees it as well
    told = check_work(Installation(site.settings, None, site.database, "", site.now()))
    assert told is not None
    assert f"Werk {job} (import) is niet te lezen" in told.say(translator("nl"))


def test_one_that_repeats_and_cannot_be_read_is_planned_anew_by_the_next_worker(
    site: Site,
) -> None:
    plan_all(site)
    with site.database.reading() as connection:
        of = jobs.c.kind == "housekeeping"
        job = connection.execute(select(jobs.c.id).where(of)).scalar_one()
    damage(site, job)
    work_off(site)
    assert row(site, job)["state"] == "failed"
    plan_all(site)
    assert (row(site, job)["state"], row(site, job)["payload"]) == ("waiting", {})
    work_off(site)
    assert (row(site, job)["state"], row(site, job)["reason"]) == ("waiting", None)


def test_who_is_told_to_stop_finishes_the_stage_and_leaves_the_rest(
    site: Site, company: Company
) -> None:
    add(site, company.lotte, [given("a.txt")], Told())
    stop = threading.Event()
    stop.set()
    for stage in ("measure", "measure"):
        assert work_once(site, stop, "leaves", LEASE)
        (listed,) = list_imports(site, company.lotte)
        assert (listed.of.state, listed.of.stage) == ("waiting", stage)
    assert work_once(site, stop, "leaves", LEASE)
    (listed,) = list_imports(site, company.lotte)
    assert listed.of.state == "done"


@pytest.mark.parametrize(
    ("stage", "die"), [("sound", 1), ("read", 2), ("hear", 1), ("words", 1), ("measure", 3)]
)
@pytest.mark.parametrize("dying", [dying_before, dying_after])
def test_a_worker_that_dies_in_a_stage_leaves_it_to_the_next(
    site: Site,
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    die: int,
    dying: object,
) -> None:
    step = KINDS["import"]

    def die_in_it(work: Work) -> bool:
        first = "sound" if work.payload["import"] == 3 else "read"
        if (work.job.stage or first) != stage:
            return step(work)
        with monkeypatch.context() as patched:
            patched.setattr(Database, "writing", dying)
            return step(work)

    files = [given("a.txt"), given("b.json", many(3)), given("c.wav", two_channels())]
    add(site, company.lotte, files, Told())
    died = 0
    with monkeypatch.context() as patched:
        patched.setitem(KINDS, "import", die_in_it)
        for name in ("one", "two", "three"):
            try:
                work_once(site, threading.Event(), name, LEASE)
            except DiedError:
                died += 1
    assert died == die
    assert work_off(site) == 0
    clock(site).forward(seconds=31)
    assert work_off(site) == die
    listed = list_imports(site, company.lotte)
    assert [one.of.state for one in listed] == ["done"] * 3
    assert all(call["new"] for one in listed for call in one.of.calls)
    with site.database.reading() as connection:
        assert len(connection.execute(select(calls.c.id)).all()) == 5
        assert calls_to_measure(connection, digest()) == []


def test_a_lease_that_ended_under_a_slow_worker_undoes_what_it_was_doing(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another took the import over and is done before the slow one comes to keep its stage."""
    step, slow = KINDS["import"], threading.Event()

    def overtaken(work: Work) -> bool:
        if not slow.is_set():
            slow.set()
            clock(site).forward(seconds=31)
            assert work_once(site, threading.Event(), "quick", LEASE)
        return step(work)

    monkeypatch.setitem(KINDS, "import", overtaken)
    add(site, company.lotte, [given("a.txt")], Told())
    assert work_once(site, threading.Event(), "slow", timedelta(seconds=30))
    (listed,) = list_imports(site, company.lotte)
    assert (listed.of.state, len(listed.calls)) == ("done", 1)
    assert slow.is_set()
    assert work_off(site) == 0


def test_a_mended_call_is_measured_again(site: Site, company: Company) -> None:
    from dataclasses import replace

    add(site, company.lotte, [given("a.txt")], Told())
    work_off(site)
    with site.database.writing() as connection:
        call = connection.execute(select(calls.c.id)).scalar_one()
        mended = replace(read_conversation(connection, call), title="Gemend")
        change = {"after": 1, "person": company.lotte.id, "now": site.now(), "change": {}}
        assert add_revision(connection, call, mended, **change)  # type: ignore[arg-type]
        for _ in range(2):
            enqueue(connection, "measure", {"calls": [call]}, now=site.now(), key="measure: 2")
    assert work_off(site) == 1
    with site.database.reading() as connection:
        measured = read_measurement(connection, call)
    assert measured
    assert measured.revision == 2


def plan_ours(site: Site) -> None:
    """Plan what a worker plans, without what looks after calls that wait for something."""
    plan_all(site)
    ours = ("housekeeping", "measure", "import")
    with site.database.writing() as connection:
        connection.execute(delete(jobs).where(jobs.c.kind.not_in(ours)))


def test_what_was_measured_by_another_catalogue_is_measured_again_in_shards(
    site: Site, company: Company
) -> None:
    add(site, company.lotte, [given("a.json", many(SHARD + 5))], Told())
    work_off(site)
    with site.database.writing() as connection:
        connection.execute(update(measurements).values(digest="of last year"))
    plan_ours(site)
    plan_remeasuring(site)
    add(site, company.lotte, [given("b.txt")], Told())
    with site.database.reading() as connection:
        assert len(calls_to_measure(connection, digest())) == SHARD + 5
        wanted = select(jobs.c.rank).where(jobs.c.kind == "measure")
        assert connection.execute(wanted).scalars().all() == [1, 1]
    while list_imports(site, company.lotte)[0].of.state != "done":
        assert work_once(site, threading.Event(), "w", LEASE)
    with site.database.reading() as connection:
        left = len(calls_to_measure(connection, digest()))
        assert left == SHARD + 5, "somebody waits for the import"
    work_off(site)
    with site.database.reading() as connection:
        assert calls_to_measure(connection, digest()) == []
    plan_ours(site)
    assert work_off(site) == 0


def test_the_house_is_kept_every_hour(site: Site) -> None:
    plan_ours(site)
    for _ in range(3):
        assert work_off(site) == 1
        plan_ours(site)
        assert work_off(site) == 0
        clock(site).forward(hours=1)


def test_a_failed_import_can_be_tried_again_by_hand(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.getLogger(service.__name__).setLevel(logging.CRITICAL)
    (number,) = add(
        site, company.lotte, [Given("a.txt", [b"0:00 Lotte Maes: Hoi\n0:02 Jan: Ja"])], Told()
    )
    with monkeypatch.context() as patched:
        patched.setitem(KINDS, "import", breaks)
        for _ in range(MOST_TRIES):
            work_off(site)
            clock(site).forward(seconds=BACKOFF_S[-1])
    assert list_imports(site, company.lotte)[0].of.state == "failed"
    retry(site, company.lotte, number)
    work_off(site)
    assert list_imports(site, company.lotte)[0].of.state == "done"
