"""What leads to files: which of them can go, for one question in one place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from klankbord.store.arrivals import hashes_under_way
from klankbord.store.jobs import OPEN
from klankbord.store.redaction_tables import redacted
from klankbord.store.retention_tables import holds
from klankbord.store.rows import PIECE
from klankbord.store.tables import calls, imports, jobs


@dataclass(frozen=True)
class Uses:
    """Those of some files to which something leads.

    Attributes:
        working: an import or an arrival that is under way.
        kept: a call, as its recording now or as it was; or one that is held, in any way.
        named: a call or an import that came of it, and is whole without.
    """

    working: frozenset[str]
    kept: frozenset[str]
    named: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Each of them."""
        return self.working | self.kept | self.named


def uses_of(connection: Connection, hashes: Collection[str]) -> Uses:
    """What leads to files."""
    wanted = sorted(set(hashes))
    working = _working(connection) & set(wanted) if wanted else set()
    kept: set[str] = set()
    named: set[str] = set()
    is_held = calls.c.id.in_(select(holds.c.call_id))
    for first in range(0, len(wanted), PIECE):
        piece = wanted[first : first + PIECE]
        for column in (calls.c.sound, redacted.c.sound):
            kept |= set(connection.execute(select(column).where(column.in_(piece))).scalars())
        of_held = select(calls.c.source).where(calls.c.source.in_(piece), is_held)
        kept |= set(connection.execute(of_held).scalars())
        for column in (calls.c.source, imports.c.source, imports.c.sound):
            named |= set(connection.execute(select(column).where(column.in_(piece))).scalars())
    return Uses(frozenset(working), frozenset(kept), frozenset(named))


def unused(connection: Connection, hashes: Collection[str]) -> set[str]:
    """Those of some files to which nothing leads any more."""
    return set(hashes) - uses_of(connection, hashes).all


def _working(connection: Connection) -> set[str]:
    """The files of all imports and arrivals that are under way."""
    under_way = or_(jobs.c.state.in_(OPEN), imports.c.job_id.is_(None))
    wanted = (
        select(imports.c.source, imports.c.sound, jobs.c.payload)
        .select_from(imports.outerjoin(jobs, jobs.c.id == imports.c.job_id))
        .where(imports.c.refusal.is_(None), under_way)
    )
    found = hashes_under_way(connection)
    for source, sound, payload in connection.execute(wanted):
        found |= {source or "", sound or "", *(payload or {}).get("halves", ())}
    return found
