"""What a seller says of a call of theirs, or of a figure of it; it never changes the figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from klankbord.store.learning_tables import remarks
from klankbord.store.tables import people


@dataclass(frozen=True)
class Remark:
    """What somebody said of a figure (`measure`), or, where that is "", of the call."""

    id: int
    call_id: int
    person_id: int
    person: str
    measure: str
    text: str
    created_at: datetime


def add_remark(
    connection: Connection, call: int, person: int, *, measure: str, text: str, now: datetime
) -> int:
    """Keep a remark; its number."""
    row = {"call_id": call, "person_id": person, "measure": measure, "text": text}
    done = connection.execute(
        insert(remarks).values(row | {"created_at": now}).returning(remarks.c.id)
    )
    return int(done.scalar_one())


def remarks_of(connection: Connection, call: int) -> list[Remark]:
    """The remarks on a call, for whoever may see it, the oldest first."""
    wanted = (
        select(remarks, people.c.name.label("person"))
        .join(people, people.c.id == remarks.c.person_id)
        .where(remarks.c.call_id == call)
        .order_by(remarks.c.id)
    )
    return [Remark(**row) for row in connection.execute(wanted).mappings()]


def remove_remark(connection: Connection, call: int, person: int, remark: int) -> bool:
    """Remove somebody's remark on a call; False where it is none of theirs."""
    c = remarks.c
    own = (c.id == remark, c.call_id == call, c.person_id == person)
    return connection.execute(delete(remarks).where(*own)).rowcount > 0
