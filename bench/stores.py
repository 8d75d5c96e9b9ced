"""Stores for the bench, made once and kept in the cache folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bench.corpus import CACHE, make
from klankbord.conversation import Conversation
from klankbord.conversation.frames import from_frames
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import Kept, keep_many, measure_many
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.store.people import add_person, add_team, person_by_id, set_members
from klankbord.store.search import put_turns, turn_rows

VERSION = 2
SELLERS = 50
BEGIN = datetime(2025, 11, 20, 9, tzinfo=UTC)
PIECE = 250


def with_turns(calls: int, turns_a_call: int) -> Site:
    """A store of calls that can be searched; nothing in it was measured."""
    return _made(f"searched-{calls}-{turns_a_call}", lambda site: _fill(site, calls, turns_a_call))


def with_measured(calls: int, turns_a_call: int, different: int, long: tuple[int, int]) -> Site:
    """A store of measured calls; so many of them differ, the others are the same on other days.

    After them come `long` ones: how many, and of how many turns.
    """
    name = f"measured-{calls}-{turns_a_call}-{different}-{long[0]}-{long[1]}"

    def fill(site: Site) -> None:
        sellers = _people(site)
        _fill_measured(site, sellers, range(calls), turns_a_call, different)
        _fill_measured(site, sellers, range(calls, calls + long[0]), long[1], different)
        _settle(site)

    return _made(name, fill)


def coach_of(site: Site) -> Actor:
    """The coach whose sellers' calls are a fifth of all."""
    with site.database.reading() as connection:
        person = person_by_id(connection, 1)
    assert person is not None
    return Actor.of(person)


@contextmanager
def empty(folder: Path, database: str) -> Iterator[tuple[Site, int]]:
    """An empty store with one person, whose number it is."""
    site = open_site(Settings(data=folder, database=database))
    try:
        with site.database.writing() as connection:
            person = _person(connection, site, "Anna", "seller")
        yield site, person
    finally:
        site.close()


def _made(name: str, fill) -> Site:  # type: ignore[no-untyped-def]  # noqa: ANN001
    folder = CACHE / f"store-{VERSION}-{name}"
    if not folder.exists():
        print(f"Making a store in {folder} …", flush=True)
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        site = open_site(Settings(data=part))
        fill(site)
        site.close()
        part.rename(folder)
    return open_site(Settings(data=folder))


def _people(site: Site) -> list[int]:
    """Five teams of ten sellers; the coach of the first comes first."""
    with site.database.writing() as connection:
        coach = _person(connection, site, "Coach", "coach")
        sellers = [_person(connection, site, f"Verkoper {k}", "seller") for k in range(SELLERS)]
        for team in range(5):
            own = sellers[team::5] + ([coach] if team == 0 else [])
            set_members(connection, add_team(connection, f"Team {team}"), own)
    return sellers


def _person(connection, site: Site, name: str, role: str) -> int:  # type: ignore[no-untyped-def]  # noqa: ANN001
    email = f"{name.replace(' ', '').lower()}@bench.example"
    own = {"name": name, "email": email, "role": role, "admin": False, "language": "nl"}
    return add_person(connection, now=site.now(), **own)  # type: ignore[arg-type]


def _fill(site: Site, calls: int, turns_a_call: int) -> None:
    sellers = _people(site)
    for seed in range(0, calls, PIECE):
        conversations = from_frames(make(seed, min(PIECE, calls - seed), turns_a_call))
        with site.database.writing() as connection:
            for k, conversation in enumerate(conversations):
                call = _add(connection, site, conversation, seed + k, sellers)
                marks = [["question"] if "?" in t.text else [] for t in conversation.turns]
                put_turns(connection, [(call, turn_rows(conversation, marks))])
    _settle(site)


def _fill_measured(
    site: Site, sellers: Sequence[int], numbers: range, turns_a_call: int, different: int
) -> None:
    kept = measure_many(from_frames(make(0, min(different, len(numbers)), turns_a_call)))
    for first in range(0, len(numbers), PIECE):
        with site.database.writing() as connection:
            made: list[tuple[int, int, Kept]] = []
            for number in numbers[first : first + PIECE]:
                one = kept[number % different]
                call = _add(connection, site, one.conversation, number, sellers)
                made.append((call, 1, one))
            keep_many(connection, made, site.now())


def _add(  # type: ignore[no-untyped-def]
    connection,  # noqa: ANN001
    site: Site,
    conversation: Conversation,
    number: int,
    sellers: Sequence[int],
) -> int:
    when = BEGIN + timedelta(minutes=25 * number % (365 * 24 * 60))
    seller = sellers[number % len(sellers)]
    own = {"owner": seller, "uploader": seller, "now": site.now()}
    source = Source(f"{number:064x}", 0)
    return add_call(connection, replace(conversation, when=when), source, **own)  # type: ignore[arg-type]


def _settle(site: Site) -> None:
    with site.database.writing() as connection:
        connection.execute(text("INSERT INTO turns_fts(turns_fts) VALUES ('optimize')"))
        connection.execute(text("ANALYZE"))
