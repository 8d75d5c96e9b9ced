"""Changes of many threads in one transaction: each whole or not at all, and none spoils another."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from klankbord.service.site import Site
from klankbord.store import together
from klankbord.store.tables import teams
from klankbord.store.together import write_together

MANY = 24


def add(name: str) -> Callable[[Connection], int]:
    def change(connection: Connection) -> int:
        connection.execute(insert(teams).values(name=name))
        return 1

    return change


def names(site: Site) -> list[str]:
    with site.database.reading() as connection:
        return sorted(connection.execute(select(teams.c.name)).scalars())


def at_once(site: Site, changes: list[Callable[[Connection], int]]) -> list[object]:
    """What came of changes that were all wanted in the same moment."""
    begin, outcomes = threading.Barrier(len(changes)), [object()] * len(changes)

    def one(place: int) -> None:
        begin.wait()
        try:
            outcomes[place] = write_together(site.database, changes[place])
        except (LookupError, IntegrityError, OperationalError, OSError) as fault:
            outcomes[place] = fault

    working = [threading.Thread(target=one, args=(place,)) for place in range(len(changes))]
    for each in working:
        each.start()
    for each in working:
        each.join()
    return outcomes


def test_all_are_kept_in_fewer_transactions(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "GATHER_S", 0.2)
    commits: list[int] = []
    event.listen(site.database.engine, "commit", lambda _: commits.append(1))
    outcomes = at_once(site, [add(f"team {n}") for n in range(MANY)])
    assert outcomes == [1] * MANY
    assert len(names(site)) == MANY
    assert len(commits) <= 3


def test_what_cannot_be_is_undone_alone(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "GATHER_S", 0.1)

    def half(connection: Connection) -> int:
        add("half")(connection)
        raise LookupError

    outcomes = at_once(site, [add("a"), half, add("b"), add("a"), add("c")])
    assert isinstance(outcomes[1], LookupError)
    doubles = [one for one in (outcomes[0], outcomes[3]) if isinstance(one, IntegrityError)]
    assert len(doubles) == 1
    assert names(site) == ["a", "b", "c"]


def test_where_nothing_is_kept_everybody_is_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "GATHER_S", 0.1)

    def away(_: Connection) -> None:
        msg = "the disk is full"
        raise OSError(msg)

    event.listen(site.database.engine, "commit", away)
    outcomes = at_once(site, [add("a"), add("b")])
    event.remove(site.database.engine, "commit", away)
    assert all(isinstance(one, OSError) for one in outcomes)
    assert names(site) == []
    assert write_together(site.database, add("later")) == 1


def test_more_than_fit_in_one_are_all_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "MOST", 5)
    at_once(site, [add(f"team {n}") for n in range(MANY)])
    assert len(names(site)) == MANY


def test_it_gives_back_what_the_change_gives(site: Site) -> None:
    found = write_together(site.database, lambda c: c.execute(text("SELECT 7")).scalar_one())
    assert found == 7


def test_where_the_disk_is_full_nobody_is_told_that_theirs_is_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite then ends the whole transaction by itself, with what stood in it before."""
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL undoes the one change alone")
    monkeypatch.setattr(together, "GATHER_S", 0.2)

    def too_much(connection: Connection) -> int:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        try:
            return add("x" * 1_000_000)(connection)
        finally:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")

    outcomes = at_once(site, [add("a"), add("b"), too_much, add("c"), add("d")])
    kept = [f"{name}" for name, told in zip("abxcd", outcomes, strict=True) if told == 1]
    assert names(site) == kept
    assert write_together(site.database, add("later")) == 1


def test_what_becomes_of_others_is_not_told_to_who_does_the_work(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose change did not fit in with those that failed has it kept, and is told so."""
    monkeypatch.setattr(together, "MOST", 1)
    monkeypatch.setattr(together, "GATHER_S", 0.02)
    left = [2]

    def away(_: Connection) -> None:
        if left[0]:
            left[0] -= 1
            msg = "the disk is full"
            raise OSError(msg)

    event.listen(site.database.engine, "commit", away)
    outcomes = at_once(site, [add(f"team {n}") for n in range(6)])
    event.remove(site.database.engine, "commit", away)
    kept = [f"team {n}" for n, told in enumerate(outcomes) if told == 1]
    assert len(kept) == 4
    assert names(site) == kept
