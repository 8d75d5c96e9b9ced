"""Real processes: one writes half-way into a watched folder while workers look, and are killed.

Three kills a database; with --soak, thirty. KLANKBORD_SEED gives the same chances again.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.service.watched import a_source, allowing, arrived, put, recording
from tests.sites import DATABASES, a_company, fresh_site
from tests.worker.test_kills import SEED, begin

from klankbord.service.site import Site, open_site
from klankbord.service.sources.watching import plan_watching
from klankbord.store.calls import count_calls
from klankbord.store.sources import Source
from klankbord.store.tables import calls, imports

CALLS, SOAK_CALLS = 6, 40
KILLS, SOAK_KILLS = 3, 30
PATIENCE_S = 120
WRITER = """
import sys, time
data, path = open(sys.argv[1], "rb").read(), sys.argv[2]
with open(path, "wb", buffering=0) as file:
    for at in range(0, len(data), len(data) // 5 + 1):
        file.write(data[at : at + len(data) // 5 + 1])
        time.sleep(0.7)
"""


def wait(site: Site, source: Source, many: int) -> None:
    """Until so many calls came to something."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = arrived(site, source)
        over = [one for one in found if one.outcome not in {"waiting", "fetching"}]
        with site.database.reading() as connection:
            there = count_calls(connection)
        if len(over) >= many and there >= many:
            return
        time.sleep(0.1)
    pytest.fail(f"{Counter(one.outcome for one in arrived(site, source))}")


@pytest.mark.parametrize("database", DATABASES)
def test_whatever_is_killed_each_call_is_there_once_and_whole(
    tmp_path: Path, database: str, pytestconfig: pytest.Config
) -> None:
    soak = pytestconfig.getoption("--soak")
    many, kills = (SOAK_CALLS, SOAK_KILLS) if soak else (CALLS, KILLS)
    chance = random.Random(f"{SEED} {database}")
    folder = tmp_path / "monitor"
    folder.mkdir()
    with fresh_site(tmp_path, database, watched_roots=(str(folder),)) as fresh:
        site = allowing(open_site(fresh.settings), folder)  # by the real clock
        source = a_source(site, a_company(site), folder, still_s=1)
        plan_watching(site)
        running = [begin(site) for _ in range(2)]
        whole = put(tmp_path, "heel.wav", recording(30, seed=99))
        half_way = folder / "out-0600000000-201-20261120-092517-1795163117.0.wav"
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(whole), str(half_way)])
        before = {half_way.name: whole.read_bytes()}
        for number in range(1, many):
            name = f"in-201-06{number:08d}-20261120-101500-179516{number:04d}.{number}.wav"
            before[name] = put(folder, name, recording(8 + number % 5, seed=number)).read_bytes()
        for _ in range(kills):
            time.sleep(0.5 + chance.random() * 2)
            victim = running.pop(chance.randrange(2))
            victim.kill()
            victim.join()
            running.append(begin(site))
        assert writer.wait(60) == 0
        wait(site, source, many)
        for worker in running:
            worker.kill()
            worker.join()
        found = arrived(site, source)
        assert Counter(one.outcome for one in found) == {"kept": many}
        with site.database.reading() as connection:
            assert count_calls(connection) == many
            assert connection.execute(select(func.count()).select_from(imports)).scalar() == many
            sounds = set(connection.execute(select(calls.c.sound)).scalars())
        assert {site.files.path(hash_).read_bytes() for hash_ in sounds} == set(before.values())
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        site.close()
