"""Workers are killed at random points, and in the end each call is there once, whole.

Five kills a database; with --soak, fifty. KLANKBORD_SEED gives the same chances again.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections import Counter
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.service.test_adding import a_sound, many
from tests.service.test_recordings import as_bytes, customer, seller, two_channels
from tests.sites import DATABASES, a_company, fresh_site
from tests.worker.victim import run_worker

from klankbord.service.access import Actor
from klankbord.service.calls.measuring import digest
from klankbord.service.intake.adding import Given, Told, add
from klankbord.service.site import Site, open_site
from klankbord.store.calls import count_calls
from klankbord.store.imports import imports_of
from klankbord.store.measurements import calls_to_measure
from klankbord.store.tables import calls, jobs, measurements, readings, turns

KILLS, SOAK_KILLS = 5, 50
LEASE_S = 0.6
PATIENCE_S = 120
GIVEN = ("import", "measure")
"""The jobs of what was given; what the house plans for itself always stays."""
SEED = int(os.environ.get("KLANKBORD_SEED", str(time.time_ns())))

# A child begins from a process that has everything imported, and so within a moment.
spawn = multiprocessing.get_context("forkserver")
spawn.set_forkserver_preload(["klankbord.worker.loop", "klankbord.store.migrate"])


def begin(site: Site) -> BaseProcess:
    worker = spawn.Process(target=run_worker, args=(site.settings, LEASE_S), daemon=True)
    worker.start()
    return worker


def talk_of(number: int) -> str:
    """A talk of some length that no other is like."""
    lines = [
        f"{turn // 6}:{turn % 6}0-{turn // 6}:{turn % 6}9 {('Lotte Maes', 'Karel')[turn % 2]}: "
        f"Wat kost dat bij nummer {number}, in week {turn}? Dat is te duur."
        for turn in range(60)
    ]
    return "\n".join(lines)


def give_some(site: Site, actor: Actor, round_: int) -> int:
    """Several files at once; how many calls will come of them."""
    texts = {f"{round_}-{n}.txt": talk_of(10 * round_ + n) for n in range(3)}
    files = [Given(name, [text.encode()]) for name, text in texts.items()]
    files += [Given(f"{round_}-0.wav", [a_sound(seconds=1 + round_ / 10)])]
    files += [Given(f"{round_}-again.txt", [texts[f"{round_}-0.txt"].encode()])]
    files += [Given(f"{round_}-bad.txt", [f"zomaar wat {round_}".encode()])]
    files += [Given(f"{round_}.json", [many(4).replace("Goed", f"Goed {round_}").encode()])]
    files += [Given(f"{round_}-alone.wav", [two_channels(20 + round_)])]
    files += [Given(f"{round_}-later.wav", [two_channels(70 + round_)])]
    halves = seller(120 + round_), customer(120 + round_)
    files += [
        Given(f"{round_}-pair-{n}.wav", [as_bytes(h)]) for n, h in zip("tr", halves, strict=True)
    ]
    add(site, actor, files, Told(channels="seller,customer"))
    later = talk_of(10 * round_ + 9)  # while its recording is waiting, heard or measured
    add(site, actor, [Given(f"{round_}-later.txt", [later.encode()])], Told())
    return 10


def wait_for_work(site: Site, worker: BaseProcess) -> None:
    """Until the worker holds a job, or there is none left."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert worker.is_alive()
        with site.database.reading() as connection:
            held = select(jobs.c.id).where(jobs.c.leased_by.like(f"%-{worker.pid}-%"))
            left = select(jobs.c.id).where(jobs.c.state.in_(("running", "waiting")))
            if connection.execute(held).first() or not connection.execute(left).first():
                return
        time.sleep(0.01)
    pytest.fail("the worker takes no job up")


def wait_for_end(site: Site) -> None:
    """Until nothing is left of what was given."""
    until = time.monotonic() + PATIENCE_S
    open_ = jobs.c.state.in_(("waiting", "running")) & jobs.c.kind.in_(GIVEN)
    while time.monotonic() < until:
        with site.database.reading() as connection:
            if not connection.execute(select(jobs.c.id).where(open_)).first():
                return
        time.sleep(0.05)
    pytest.fail("work is left undone")


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("workers", [1, 2])
def test_whatever_is_killed_nothing_is_lost_and_nothing_done_twice(
    tmp_path: Path, database: str, workers: int, pytestconfig: pytest.Config
) -> None:
    """Of the kills, the larger half is of a worker that works alone."""
    chance = random.Random(f"{SEED} {database} {workers}")
    wanted = SOAK_KILLS if pytestconfig.getoption("--soak") else KILLS
    kills = wanted // 2 + wanted % 2 if workers == 1 else wanted // 2
    with fresh_site(tmp_path, database) as fresh:
        site = open_site(fresh.settings)  # by the real clock
        lotte, expected = a_company(site).lotte, 0
        running = [begin(site) for _ in range(workers)]
        for round_ in range(kills):
            expected += give_some(site, lotte, round_)
            victim = running.pop(chance.randrange(workers))
            wait_for_work(site, victim)
            time.sleep(chance.random() * 0.3)
            victim.kill()
            victim.join()
            running.append(begin(site))
        wait_for_end(site)
        for worker in running:
            worker.kill()
            worker.join()
        check(site, lotte, expected, kills)
        site.close()


def check(site: Site, lotte: Actor, expected: int, rounds: int) -> None:
    with site.database.reading() as connection:
        given = imports_of(connection, lotte.id, 10 * rounds)
    states = Counter(one.state for one in given)
    assert states == {"done": 8 * rounds, "refused": rounds}
    new = [one["call"] for i in given for one in i.calls if one["new"] or one.get("joined", False)]
    assert len(new) == len(set(new)) == expected
    with site.database.reading() as connection:
        assert count_calls(connection) == expected
        assert count_calls(connection, calls.c.sound.is_not(None)) == 4 * rounds
        assert count_calls(connection, calls.c.sound == calls.c.source) == 2 * rounds
        assert calls_to_measure(connection, digest()) == []
        for table in (measurements, turns, readings):
            of_calls = select(func.count(func.distinct(table.c.call_id)))
            assert connection.execute(of_calls).scalar() == expected
        said = select(turns.c.call_id, func.count()).group_by(turns.c.call_id)
        assert {row[1] for row in connection.execute(said)} == {60, 2, 4}
        repeated = (
            select(turns.c.call_id, turns.c.turn)
            .group_by(turns.c.call_id, turns.c.turn)
            .having(func.count() > 1)
        )
        assert connection.execute(repeated).all() == []
