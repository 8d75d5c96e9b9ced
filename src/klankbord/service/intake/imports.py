"""Somebody's imports: look at them, try one again, take one off the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_

from klankbord.errors import NotFound
from klankbord.service.access import Actor, may_see
from klankbord.service.intake.adding import MENDABLE, TOLD, plan_import
from klankbord.service.site import Site
from klankbord.store.calls import Call, find_calls
from klankbord.store.imports import (
    Import,
    change_import,
    find_import,
    imports_of,
    progress_of,
    remove_import,
)
from klankbord.store.jobs import OPEN, revive
from klankbord.store.tables import calls

MOST = 200
"""So many imports are listed."""
SHOWN = 10
"""So many calls of one import are looked up; a file may hold thousands."""
OVER = ("refused", "failed")


@dataclass(frozen=True)
class Listed:
    """An import, with the first calls that came of it as far as its owner may see them."""

    of: Import
    calls: dict[int, Call]


@dataclass(frozen=True)
class Progress:
    """How far imports are, to compare with another look; and whether any is still under way."""

    state: list[tuple[Any, ...]]
    under_way: bool


def list_imports(site: Site, actor: Actor) -> list[Listed]:
    """Somebody's own imports, the newest first."""
    with site.database.reading() as connection:
        found = imports_of(connection, actor.id, MOST)
        ids = sorted({one["call"] for import_ in found for one in import_.calls[:SHOWN]})
        seen = find_calls(connection, and_(calls.c.id.in_(ids), may_see(actor))) if ids else []
    by_id = {call.id: call for call in seen}
    return [
        Listed(one, {c["call"]: by_id[c["call"]] for c in one.calls[:SHOWN] if c["call"] in by_id})
        for one in found
    ]


def look(site: Site, actor: Actor) -> Progress:
    """How far somebody's imports are: a light look, to be taken often."""
    with site.database.reading() as connection:
        rows = progress_of(connection, actor.id, MOST)
    return Progress(rows, any(state in OPEN for _, state, *_ in rows))


def may_retry(of: Import) -> bool:
    """Whether trying an import again can help."""
    if (of.source is None and of.sound is None) or of.state not in OVER:
        return False
    return of.state == "failed" or (of.reason or {}).get("error") in MENDABLE


def retry(site: Site, actor: Actor, number: int, seller: str = "") -> None:
    """Try an import again that was refused or failed; `seller` says anew who sells.

    Raises:
        NotFound: it is not theirs, or there is nothing to try again.
    """
    now = site.now()
    with site.database.writing() as connection:
        found = find_import(connection, number)
        if found is None or found.person_id != actor.id or not (found.source or found.sound):
            raise NotFound
        if found.state not in OVER:
            return  # it is under way already, or done: somebody pressed twice
        if seller:
            told = replace(TOLD.validate_python(found.told), seller=seller)
            change_import(connection, number, told=TOLD.dump_python(told, mode="json"))
        if found.job_id is None or not revive(connection, found.job_id, now):
            plan_import(connection, number, now)


def forget(site: Site, actor: Actor, number: int) -> None:
    """Take an import off the list; work on it that still goes on is left, its calls stay.

    Raises:
        NotFound: it is not theirs.
    """
    with site.database.writing() as connection:
        found = find_import(connection, number)
        if found is None or found.person_id != actor.id:
            raise NotFound
        remove_import(connection, number)
