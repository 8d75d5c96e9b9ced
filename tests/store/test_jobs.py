"""Jobs: one worker at a time, a lease that ends, and nothing kept by who lost it."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from tests.sites import Clock

from klankbord.service.site import Site
from klankbord.store import jobs
from klankbord.store.tables import jobs as table
from klankbord.store.tables import teams

LEASE = timedelta(seconds=30)
REASON = {"nl": "Dat ging niet.", "en": "No.", "error": "Refused"}


def clock(site: Site) -> Clock:
    assert isinstance(site.now, Clock)
    return site.now


def plan(site: Site, kind: str = "import", **options: object) -> int:
    with site.database.writing() as connection:
        return jobs.enqueue(connection, kind, {"of": kind}, now=site.now(), **options)  # type: ignore[arg-type]


def take(site: Site, worker: str = "Anna") -> jobs.Job | None:
    with site.database.writing() as connection:
        return jobs.claim(connection, worker, site.now(), LEASE)


def kept(site: Site, job: int) -> dict[str, object]:
    with site.database.reading() as connection:
        return dict(connection.execute(select(table).where(table.c.id == job)).mappings().one())


def test_a_job_is_taken_once(site: Site) -> None:
    job = plan(site)
    taken = take(site)
    assert taken == jobs.Job(job, "import", {"of": "import"}, "", 1)
    assert take(site, "Bart") is None
    with site.database.reading() as connection:
        assert not jobs.is_due(connection, site.now())


def test_the_first_planned_goes_first_but_what_can_wait_goes_last(site: Site) -> None:
    plan(site, "later", rank=1)
    plan(site, "first")
    clock(site).forward(seconds=1)
    plan(site, "second")
    assert [job.kind for job in (take(site), take(site), take(site)) if job] == [
        "first",
        "second",
        "later",
    ]


def test_a_job_that_fells_its_workers_stops_no_others(site: Site) -> None:
    plan(site, "fells")
    take(site)
    plan(site, "other")
    clock(site).forward(seconds=31)
    assert [job.kind for job in (take(site), take(site)) if job] == ["other", "fells"]


def test_a_job_for_a_time_waits_for_it(site: Site) -> None:
    plan(site, due_at=site.now() + timedelta(hours=1))
    assert take(site) is None
    clock(site).forward(hours=1)
    assert take(site) is not None


def test_a_dead_worker_s_job_goes_on_at_the_stage_where_it_was(site: Site) -> None:
    job = plan(site)
    take(site, "Anna")
    with site.database.writing() as connection:
        assert jobs.advance(connection, job, "Anna", "read", {"done": 3})
    clock(site).forward(seconds=29)
    assert take(site, "Bart") is None
    clock(site).forward(seconds=1)
    taken = take(site, "Bart")
    assert taken == jobs.Job(job, "import", {"done": 3}, "read", 2)


def test_who_holds_on_keeps_the_job(site: Site) -> None:
    job = plan(site)
    take(site, "Anna")
    for _ in range(5):
        clock(site).forward(seconds=20)
        with site.database.writing() as connection:
            assert jobs.extend(connection, job, "Anna", site.now(), LEASE)
        assert take(site, "Bart") is None


@pytest.mark.parametrize("verb", ["extend", "advance", "finish", "refuse", "put_off", "give_up"])
def test_who_lost_the_job_changes_nothing_any_more(site: Site, verb: str) -> None:
    job = plan(site)
    take(site, "Anna")
    clock(site).forward(seconds=31)
    assert take(site, "Bart")
    before = kept(site, job)
    now = site.now()
    last: dict[str, tuple[object, ...]] = {
        "extend": (now, LEASE),
        "advance": ("measure",),
        "finish": (now,),
        "refuse": (now, REASON),
        "put_off": (now, REASON),
        "give_up": (now, REASON),
    }
    with site.database.writing() as connection:
        assert getattr(jobs, verb)(connection, job, "Anna", *last[verb]) is False
        assert getattr(jobs, verb)(connection, job, "Nobody", *last[verb]) is False
    assert kept(site, job) == before


def test_what_came_with_a_lost_stage_is_undone(site: Site) -> None:
    """The whole transaction goes, as `Work` does it."""
    from klankbord.service.work import LeaseLost, Work

    plan(site)
    taken = take(site, "Anna")
    assert taken
    work = Work(site, taken, "Anna")
    clock(site).forward(seconds=31)
    take(site, "Bart")
    with pytest.raises(LeaseLost), work.getting_on("read") as connection:
        connection.execute(teams.insert().values(name="Spook"))
    with site.database.reading() as connection:
        assert connection.execute(select(teams)).all() == []


def test_a_stage_that_fails_halfway_leaves_the_job_where_it_was(site: Site) -> None:
    from klankbord.service.work import Work

    job = plan(site)
    taken = take(site)
    assert taken
    work = Work(site, taken, "Anna")
    with pytest.raises(IntegrityError), work.getting_on("read") as connection:
        connection.execute(teams.insert().values([{"name": "Half"}, {"name": "Half"}]))
    assert kept(site, job)["stage"] == work.job.stage == ""
    with site.database.reading() as connection:
        assert connection.execute(select(teams)).all() == []


def test_a_job_that_is_done_is_over(site: Site) -> None:
    job = plan(site)
    take(site)
    with site.database.writing() as connection:
        assert jobs.finish(connection, job, "Anna", site.now())
    assert kept(site, job)["state"] == "done"
    clock(site).forward(days=400)
    assert take(site) is None


def test_a_repeating_job_is_planned_again(site: Site) -> None:
    job = plan(site, key="house", every_s=3600)
    for _ in range(3):
        taken = take(site)
        assert taken
        assert (taken.id, taken.stage, taken.attempts) == (job, "", 1)
        with site.database.writing() as connection:
            jobs.advance(connection, job, "Anna", "halfway")
            assert jobs.finish(connection, job, "Anna", site.now())
        assert take(site) is None
        clock(site).forward(seconds=3600)


def test_a_repeating_job_that_fails_comes_back_all_the_same(site: Site) -> None:
    job = plan(site, key="house", every_s=3600)
    take(site)
    with site.database.writing() as connection:
        assert jobs.give_up(connection, job, "Anna", site.now(), REASON)
    assert kept(site, job)["reason"] == REASON
    clock(site).forward(seconds=3600)
    assert take(site)


def test_one_key_is_one_job_until_it_is_over(site: Site) -> None:
    job = plan(site, key="measure:1")
    assert plan(site, key="measure:1") == job
    assert take(site)
    assert plan(site, key="measure:1") == job
    assert kept(site, job)["state"] == "running"
    with site.database.writing() as connection:
        jobs.finish(connection, job, "Anna", site.now())
    assert plan(site, key="measure:1") == job
    assert take(site)
    assert plan(site, key="measure:2") != job


def test_a_refused_job_keeps_its_reason_and_can_be_revived(site: Site) -> None:
    job = plan(site)
    take(site)
    with site.database.writing() as connection:
        jobs.advance(connection, job, "Anna", "read")
        assert jobs.refuse(connection, job, "Anna", site.now(), REASON)
    assert (kept(site, job)["state"], kept(site, job)["reason"]) == ("refused", REASON)
    assert take(site) is None
    with site.database.writing() as connection:
        assert jobs.revive(connection, job, site.now())
        assert not jobs.revive(connection, job, site.now())
    taken = take(site)
    assert taken
    assert (taken.stage, taken.attempts) == ("read", 1)


def test_a_job_that_is_put_off_waits_and_counts_its_tries(site: Site) -> None:
    job = plan(site)
    for attempt in (1, 2, 3):
        taken = take(site)
        assert taken
        assert taken.attempts == attempt
        with site.database.writing() as connection:
            later = site.now() + timedelta(seconds=60)
            assert jobs.put_off(connection, job, "Anna", later, REASON)
        assert take(site) is None
        clock(site).forward(seconds=60)
    with site.database.writing() as connection:
        jobs.claim(connection, "Anna", site.now(), LEASE)
        jobs.advance(connection, job, "Anna", "read")
    assert kept(site, job)["attempts"] == 1


def test_a_job_that_is_released_goes_on_at_once_as_if_never_taken(site: Site) -> None:
    job = plan(site)
    take(site, "Anna")
    with site.database.writing() as connection:
        assert jobs.release(connection, job, "Anna")
    taken = take(site, "Bart")
    assert taken
    assert taken.attempts == 1


def test_many_workers_at_once_take_each_job_once(site: Site) -> None:
    planned = {plan(site) for _ in range(40)}
    taken: list[int] = []

    def work(name: str) -> None:
        while job := take(site, name):
            taken.append(job.id)
            with site.database.writing() as connection:
                assert jobs.finish(connection, job.id, name, site.now())

    workers = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert Counter(taken) == Counter(planned)


def test_jobs_long_over_are_forgotten_and_no_others(site: Site) -> None:
    old, repeating, new = plan(site), plan(site, key="house", every_s=60), plan(site)
    for job in (old, repeating):
        take(site)
        with site.database.writing() as connection:
            jobs.finish(connection, job, "Anna", site.now())
    clock(site).forward(days=2)
    with site.database.writing() as connection:
        jobs.forget_done(connection, site.now() - timedelta(days=1))
        left = set(connection.execute(select(table.c.id)).scalars())
    assert left == {repeating, new}
