"""A watched folder with many recordings, first seen and queued."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.options import Options
from bench.results import Measured, Result

FILES, BYTES = 10_000, 40_000
"""A recording of some seconds each: what a look costs does not grow with their length."""
MOST_S = 60.0


def run(options: Options) -> list[Result]:
    """From a folder that nobody ever looked at to a job for each call in it."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "monitor"
        fill(folder)
        for round_ in range(options.rounds):
            bare.append(walk_and_hash(folder))
            ours.append(first_seen(Path(name) / f"data-{round_}", folder))
    result = Result(
        "watched folder, first seen",
        f"{FILES:,} recordings in a folder a day, seen, read by their names and queued; "
        "the wait for stillness is not counted (15 s as it comes)",
        "ms",
        Measured("Klankbord", tuple(ours)),
        (Measured("walking, and hashing every file", tuple(bare)),),
        floor=MOST_S * 1000,
        aim=MOST_S * 1000 / 3,
        notes=(f"each file {BYTES:,} bytes; what is copied and hashed comes in the jobs after it",),
    )
    return [result]


def fill(folder: Path) -> None:
    """Recordings as FreePBX names them, no two alike."""
    head = b"RIFF" + (BYTES - 8).to_bytes(4, "little") + b"WAVE"
    for number in range(FILES):
        day = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(hours=number % 8000)
        place = folder / f"{day:%Y/%m/%d}"
        place.mkdir(parents=True, exist_ok=True)
        way = ("out", "in")[number % 2]
        numbers = (f"06{number:08d}", f"{200 + number % 50}")
        to, of = numbers if way == "out" else numbers[::-1]
        stem = f"{way}-{to}-{of}-{day:%Y%m%d-%H%M%S}-{int(day.timestamp())}.{number}"
        (place / f"{stem}.wav").write_bytes(head + os.urandom(BYTES - len(head)))


def walk_and_hash(folder: Path) -> float:
    """The reference: what a plain script would do to know what is there."""
    begin = time.perf_counter()
    seen = set()
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:  # noqa: PTH118, PTH123
                seen.add(hashlib.file_digest(file, "sha256").hexdigest())
    assert len(seen) == FILES
    return (time.perf_counter() - begin) * 1000


def first_seen(data: Path, folder: Path) -> float:
    """Two looks with the wait left out, and nothing but looks is done."""
    from sqlalchemy import func, select

    from klankbord.service.jobs import do, take
    from klankbord.service.site import now, open_site
    from klankbord.service.sources.systems import systems
    from klankbord.service.sources.watching import plan_watching
    from klankbord.settings import Settings
    from klankbord.store.people import add_person
    from klankbord.store.sources import add_source
    from klankbord.store.tables import jobs

    clock = [now()]
    site = open_site(Settings(data=data, watched_roots=(str(folder),)), lambda: clock[0])
    site = replace(site, now=lambda: clock[0])
    try:
        with site.database.writing() as connection:
            person = {"name": "B", "email": "b@b.example", "role": "seller", "admin": True}
            who = add_person(connection, **person, language="nl", now=clock[0])  # type: ignore[arg-type]
            config = systems()["freepbx"].config(str(folder)).model_dump(mode="json")
            facts = {"kind": "folder", "name": "x", "config": config, "enabled": True}
            add_source(connection, **facts, person=who, now=clock[0])  # type: ignore[arg-type]
        seconds = 0.0
        for _ in range(2):
            plan_watching(site)
            begin = time.perf_counter()
            work = take(site, "bench", timedelta(hours=1))
            assert work
            assert work.job.kind == "watch"
            do(work, lambda: True)
            seconds += time.perf_counter() - begin
            clock[0] += timedelta(seconds=60)
        with site.database.reading() as connection:
            queued = select(func.count()).where(jobs.c.kind == "arrival")
            assert connection.execute(queued).scalar() == FILES
    finally:
        site.close()
    return seconds * 1000
