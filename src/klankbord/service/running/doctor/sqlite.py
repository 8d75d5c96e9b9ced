"""Can this SQLite do what is asked of it, and is its file as Klankbord made it?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlalchemy import text

from klankbord.i18n import N_
from klankbord.service.running.doctor.finding import Finding, Installation, fault, good, note
from klankbord.store.search import SECURE

OLDEST = (3, 35)
"""The first that tells what it put in (RETURNING)."""


def check_sqlite(
    looked: Installation,
    version: tuple[int, ...] = sqlite3.sqlite_version_info,
    memory: Callable[[], sqlite3.Connection] = lambda: sqlite3.connect(":memory:"),
) -> Finding | None:
    """The library: its version, and whether it can search in full text."""
    if looked.settings.database:
        return None
    told = ".".join(map(str, version))
    if version < OLDEST:
        mend = N_("Neem een Python met een nieuwere SQLite, of PostgreSQL.")
        return fault(N_("SQLite {version} is te oud."), mend, version=told)
    with memory() as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE temp.probe USING fts5(a)")
        except sqlite3.Error:
            return fault(
                N_("Deze SQLite ({version}) kan niet in tekst zoeken: FTS5 ontbreekt."),
                N_("Neem een Python met een andere SQLite, of PostgreSQL."),
                version=told,
            )
    connection.close()
    if version < SECURE:
        return note(
            N_("SQLite {version} laat sporen achter van wat uit de zoekindex gaat."),
            N_("Neem 3.42 of nieuwer, dan wordt wat je wist ook daar echt gewist."),
            version=told,
        )
    return good(N_("SQLite {version}, met FTS5."), version=told)


def check_wal(looked: Installation) -> Finding | None:
    """Whether readers and a writer do not wait for each other in this file."""
    if looked.database is None or not looked.database.is_sqlite:
        return None
    with looked.database.reading() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    if mode != "wal":
        return fault(
            N_(
                "De database staat niet in WAL, maar in {mode}: wie leest en wie schrijft, "
                "wachten op elkaar."
            ),
            N_("Zet de gegevensmap op een schijf van deze machine zelf, niet op het netwerk."),
            mode=str(mode),
        )
    return good(N_("De database staat in WAL."))
