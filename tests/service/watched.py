"""A watched folder for tests, with recordings as a phone system writes them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import soundfile
from tests.sites import Clock, Company
from tests.speech.sounds import sides, spoken
from tests.working import work_off

from klankbord import demo
from klankbord.service.site import Site
from klankbord.service.sources.systems import systems
from klankbord.service.sources.watching import plan_watching
from klankbord.store.arrivals import Arrival, arrivals_of
from klankbord.store.sources import Source, add_source, find_source

DEMO = Path(demo.__file__).parent / "sound" / "a01.ogg"


def allowing(site: Site, *roots: Path) -> Site:
    """The installation, with folders that may be watched."""
    settings = site.settings.model_copy(update={"watched_roots": tuple(map(str, roots))})
    return replace(site, settings=settings)


def a_source(
    site: Site, company: Company, folder: Path, system: str = "freepbx", **told: object
) -> Source:
    """A watched folder that is on; calls of nobody known are Joris'."""
    config = systems()[system].config(str(folder), every_s=5, **told).model_dump(mode="json")
    facts: dict[str, Any] = {"kind": "folder", "name": f"Centrale {folder.name}", "config": config}
    with site.database.writing() as connection:
        number = add_source(
            connection,
            **facts,
            person=company.joris.id,
            now=site.now(),
            enabled=True,
        )
        found = find_source(connection, number)
    assert found
    return found


def recording(seconds: float = 12, seed: int = 0, channels: int = 2) -> bytes:
    """Two who speak in turn, a channel each; or with one channel, the half of the first or second.

    No other seed gives the same.
    """
    turns = int(seconds // 3)
    lanes = [
        [(3.0 * n + 0.1, 3.0 * n + 2.6) for n in range(turns) if n % 2 == lane] for lane in (0, 1)
    ]
    made = [
        spoken(seconds, *spans, pitch=100 + 7 * seed + 60 * at) for at, spans in enumerate(lanes)
    ]
    chosen = made if channels == 2 else made[seed % 2 : seed % 2 + 1]
    file = io.BytesIO()
    soundfile.write(file, sides(*chosen), 8000, format="WAV")
    return file.getvalue()


def spoken_half(half: int) -> bytes:
    """One channel of a call of the demo, in which people really speak."""
    samples, rate = soundfile.read(DEMO, frames=60 * 16_000, always_2d=True)
    file = io.BytesIO()
    soundfile.write(file, samples[:, half], rate, format="WAV")
    return file.getvalue()


def put(folder: Path, name: str, data: bytes | None = None, seed: int = 0) -> Path:
    """A file in a folder, whole."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(recording(seed=seed) if data is None else data)
    return path


def look(site: Site, seconds: float = 6) -> None:
    """Put the clock forward, have every folder looked at, and do the work that came of it."""
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=seconds)
    plan_watching(site)
    work_off(site)


def look_twice(site: Site) -> None:
    """Look, and look again when everything was still for long enough."""
    look(site)
    look(site, 60)


def arrived(site: Site, source: Source, limit: int = 100) -> list[Arrival]:
    """What arrived from a source, the oldest first."""
    with site.database.reading() as connection:
        return arrivals_of(connection, source.id, limit)[::-1]


def outcomes(arrivals: Sequence[Arrival]) -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in arrivals]
