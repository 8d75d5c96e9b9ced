"""Calls that a source offers, as transcripts: arrived, worked off, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select
from tests.sites import Company
from tests.working import work_off

from klankbord.service.access import Actor
from klankbord.service.privacy.consent import set_source_consent
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, accept
from klankbord.store.arrivals import Arrival, ArrivedFile, arrivals_of
from klankbord.store.consent_tables import kept_back
from klankbord.store.sources import add_source, find_source
from klankbord.store.tables import calls


def a_source(site: Site, owner: Actor, name: str = "Centrale") -> int:
    """A source whose calls are somebody's."""
    facts: dict[str, Any] = {"kind": "upload", "name": name, "config": {}, "enabled": True}
    with site.database.writing() as connection:
        return add_source(connection, **facts, person=owner.id, now=site.now())


def set_consent(site: Site, company: Company, source: int, **rule: Any) -> None:
    """What a source demands and tells; nothing, but for what is given."""
    form: dict[str, Any] = {
        "how": "",
        "text": "",
        "demanded": False,
        "spoken": True,
        "wait_h": "24",
    } | rule
    set_source_consent(site, company.bas, source, **form)


def arrive(site: Site, source: int, key: str, talk: str, *, work: bool = True, **told: Any) -> str:
    """A call arrives, and is worked off; the hash of its transcript."""
    name = f"{key}.txt"
    kept = site.files.keep([talk.encode()], name, 10).hash
    with site.database.writing() as connection:
        found = find_source(connection, source)
        assert found
        arriving = Arriving(key=key, **told)
        files = [ArrivedFile(kept, name, "transcript")]
        accept(connection, found, arriving, files=files, now=site.now(), payload=talk.encode())
    if work:
        work_off(site)
    return kept


def arrival_of(site: Site, source: int) -> Arrival:
    """The latest that arrived."""
    with site.database.reading() as connection:
        return arrivals_of(connection, source, 1)[0]


def calls_in(site: Site) -> list[int]:
    """Every call there is, whoever may see it."""
    with site.database.reading() as connection:
        return list(connection.execute(select(calls.c.id).order_by(calls.c.id)).scalars())


def hide(site: Site, call: int, why: str) -> None:
    """Keep a call back: seen by nobody (consent), or by its owner alone (private)."""
    row = {"call_id": call, "why": why, "until": site.now() + timedelta(days=1), "spoken": False}
    with site.database.writing() as connection:
        connection.execute(insert(kept_back).values(row))
