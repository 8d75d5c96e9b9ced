"""Taking the recording out of a call that stays."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, or_, select, update

from klankbord.store.arrival_tables import arrivals
from klankbord.store.redaction_tables import redacted
from klankbord.store.tables import calls, imports, jobs


def take_sound(connection: Connection, call: int) -> set[str]:
    """Let nothing of a call lead to its recording any more; the files that it had of it.

    A call that was told by its recording is told by another mark from then on.
    """
    row = connection.execute(select(calls.c.source, calls.c.sound).where(calls.c.id == call)).one()
    was = select(redacted.c.sound).where(redacted.c.call_id == call)
    files = {row.sound, connection.execute(was).scalar_one_or_none()} - {None}
    gone = sha256(f"sound gone {row.source}".encode()).hexdigest()
    source = gone if row.source in files else row.source
    files |= _of_imports(connection, call, row.source, row.sound, source)
    new = {"sound": None, "source": source}
    connection.execute(update(calls).where(calls.c.id == call).values(new))
    connection.execute(update(redacted).where(redacted.c.call_id == call).values(sound=None))
    return {str(hash_) for hash_ in files}


def _of_imports(
    connection: Connection, call: int, before: str, sound: str | None, source: str
) -> set[str]:
    """The same of the imports that became the call, and of their arrivals."""
    files: set[str] = set()
    either = or_(imports.c.source == before, imports.c.sound == sound)
    for one in connection.execute(select(imports).where(either)).all():
        if call not in {row["call"] for row in one.calls}:
            continue
        files |= {one.sound} if one.sound else set()
        values: dict[str, Any] = {"sound": None, "sound_name": ""}
        if one.source == before:
            values["source"] = source
        connection.execute(update(imports).where(imports.c.id == one.id).values(values))
        files |= _of_job(connection, one.job_id)
        files |= _of_arrivals(connection, one.id)
    return files


def _of_job(connection: Connection, job: int | None) -> set[str]:
    """The halves that a recording was made of."""
    found = select(jobs.c.payload).where(jobs.c.id == job)
    payload = connection.execute(found).scalar_one_or_none() or {}
    halves = {str(hash_) for hash_ in payload.get("halves", ())}
    if halves:
        rest = {name: value for name, value in payload.items() if name != "halves"}
        connection.execute(update(jobs).where(jobs.c.id == job).values(payload=rest))
    return halves


def _of_arrivals(connection: Connection, number: int) -> set[str]:
    files: set[str] = set()
    c = arrivals.c
    for row in connection.execute(select(c.id, c.files).where(c.import_id == number)).all():
        sounds = [one for one in row.files if one["role"] != "transcript"]
        files |= {one["hash"] for one in sounds if one["hash"]}
        rest = [one | {"hash": ""} if one in sounds else one for one in row.files]
        connection.execute(update(arrivals).where(c.id == row.id).values(files=rest))
    return files
