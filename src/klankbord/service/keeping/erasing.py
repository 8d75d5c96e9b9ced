"""Erasing somebody everywhere: first what there is, then for good, and proof that holds no data.

What is found is shown before anything is done. Only what was shown goes: if something came or went
since, nothing is done, and it is shown again. Everything is read before the database is locked;
once it is, only what was found is read again, and what came in since. Of many calls some go at a
time, so that others get their turn: where that breaks off, the rest is found when asked again.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes

from sqlalchemy import Connection

from klankbord.errors import CountUnsure, FoundChanged
from klankbord.service.access import Actor, need_admin
from klankbord.service.keeping.removing import ERASED, erase_calls, wipe_many
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.keeping.sought import Sought, sought
from klankbord.service.keeping.standing import count_named, stand
from klankbord.service.names import refuse
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import forget_arrival
from klankbord.store import erasing as store
from klankbord.store.audit import log
from klankbord.store.calls import Call, find_calls, lock_calls
from klankbord.store.erased import add_request, note_party, note_row
from klankbord.store.erasing import Row, Scope
from klankbord.store.imports import find_import, remove_import
from klankbord.store.retention import erase_once_lifted, held_among
from klankbord.store.tables import calls
from klankbord.store.uses import unused

MARK = ERASED
AT_ONCE = 50
"""So many calls go in one transaction."""
SURE = 20
"""Of more calls and other things than these, the count is asked too."""
KINDS = (
    *("calls", "sounds", "clips", "comments", "reviews", "quotes", "flags", "arrivals"),
    *("imports", "passing", "texts", "searches"),
)
"""What goes, in the order in which it is told;"""
STAYS = (
    *("held", "held_texts", "perhaps", "lines", "kept_out", "rules", "paths", "named"),
    "under_way",
)
"""and what is told of, and stays."""
_COUNTED = {"arrival": "arrivals", "import": "imports", "text": "texts", "search": "searches"}
_COUNTED |= {"flag": "flags", "sent": "passing", "told": "passing"}


@dataclass(frozen=True)
class Item:
    """Something beside calls that is picked by itself; `key` names it, `text` tells it apart."""

    key: str
    kind: str
    text: str
    at: datetime | None


@dataclass(frozen=True)
class Found:
    """Where somebody stands.

    Attributes:
        who: who was looked for.
        calls: the calls with them, and those in which they stand in another place than as a party.
        sure: those with them; by a name, of none that is sure.
        held: those of which nothing may go.
        names: how they are called in those calls; a note that has a name stays as it is.
        beside: what there is beside calls, and goes.
        items: of that what is picked one by one, where they were looked for by a name.
        counts: how much there is, by `KINDS` and `STAYS`.
        seen: another for whatever else there is.
    """

    who: Sought
    calls: tuple[Call, ...]
    sure: frozenset[int]
    held: frozenset[int]
    names: tuple[str, ...]
    beside: tuple[Row, ...]
    items: tuple[Item, ...]
    counts: dict[str, int]
    seen: str
    scope: Scope


@dataclass(frozen=True)
class Wiped:
    """What was taken out of the tables, and what is to be wiped when that is over."""

    counts: dict[str, int]
    calls: list[int]
    files: set[str]
    sent: list[int]


def look_for(site: Site, actor: Actor, text: str) -> Found:
    """What there is of somebody, by a number, an e-mail address or a name; nothing is changed.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: it is none of the three, or of several people.
    """
    need_admin(actor)
    who = sought(text)
    with site.database.reading() as connection:
        return found_of(connection, who)


def erase(  # noqa: PLR0913
    site: Site,
    actor: Actor,
    text: str,
    *,
    picked: Collection[int],
    seen: str,
    count: str = "",
    beside: Collection[str] = (),
) -> int:
    """Erase what was shown of somebody; the request's number.

    Everything beside calls goes with the first of them, and the proof is made with the last.

    Args:
        site: the installation.
        actor: the admin who does it.
        text: the number, address or name.
        picked: of the calls, those that go.
        seen: what was shown.
        count: how much goes, as it was typed; asked where that is much.
        beside: by a name, what was picked of what stands beside calls (`Item.key`).

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: it is nobody, or of several; or it is much, and its count is not typed.
        FoundChanged: there is something else now than was shown; nothing is changed.
    """
    need_admin(actor)
    who, now = sought(text), site.now()
    with site.database.reading() as connection:
        found = found_of(connection, who)
    if not hmac.compare_digest(found.seen, seen):
        raise FoundChanged
    going = [one.id for one in found.calls if one.id in set(picked) - found.held]
    rows = _picked(found, beside)
    things = len(going) + len(rows)
    refuse(CountUnsure(things) if things > SURE and count.strip() != str(things) else None)
    beside_those = [row for row in rows if not set(row.calls) & set(going)]
    with site.database.writing() as connection:
        lock_calls(connection, [one.id for one in found.calls])
        still = found_of(connection, who, found.scope)
        if still.seen != found.seen:
            raise FoundChanged
        waits = found.held & set(picked)
        if who.kind in ("number", "email"):
            whole = found.sure - found.held <= set(going)
            note_party(connection, who.kind, who.forms, now, beside=not whole)
            waits |= found.held & found.sure if whole else frozenset()
        erase_once_lifted(connection, waits, now)
        wiped = erase_in(connection, who, going[:AT_ONCE], beside_those, now)
        counts, number = Counter(wiped.counts), 0
        if len(going) <= AT_ONCE:
            number = _prove(connection, actor, text, found, going, counts, now=now)
    wipe_all(site, wiped)
    for first in range(AT_ONCE, len(going), AT_ONCE):
        with site.database.writing() as connection:
            some = going[first : first + AT_ONCE]
            there = set(lock_calls(connection, some))
            held = held_among(connection, there)  # since the others went
            erase_once_lifted(connection, held, now)
            wiped = erase_in(connection, who, sorted(there - held), [], now)
            counts.update(wiped.counts)
            counts["held"] += len(held)
            if first + AT_ONCE >= len(going):
                number = _prove(connection, actor, text, found, going, counts, now=now)
        wipe_all(site, wiped)
    return number


def _prove(  # noqa: PLR0913
    connection: Connection,
    actor: Actor,
    text: str,
    found: Found,
    going: Collection[int],
    done: Counter[str],
    *,
    now: datetime,
) -> int:
    """Note that it was done, and how much of what: what went, and what was found and stays."""
    digest = hmac.new(token_bytes(32), text.encode(), sha256).hexdigest()
    stays = Counter({name: found.counts[name] for name in STAYS})
    gone = {*going, *found.sure, *found.held}
    stays["perhaps"] = sum(one.id not in gone for one in found.calls)
    counts = {name: done[name] + stays[name] for name in (*done, *stays)}
    number = add_request(connection, "erasure", digest, counts=counts, person=actor.id, now=now)
    log(connection, now, actor.id, "person_erased", name=str(number))
    return number


def found_of(connection: Connection, who: Sought, scope: Scope | None = None) -> Found:
    """Where somebody stands; with a scope, as far as that goes: what stays is not counted then."""
    upto = store.tops(connection) if scope is None else {}
    standing = stand(connection, who, scope)
    ids = sorted(standing.sure | standing.perhaps)
    found = tuple(find_calls(connection, calls.c.id.in_(ids)))
    held = held_among(connection, {*ids, *(call for row in standing.rows for call in row.calls)})
    beside = tuple(row for row in standing.rows if not set(row.calls) & held)
    free = [one for one in sorted(standing.sure) if one not in held]
    apart = [row for row in beside if not set(row.calls) & set(free)]
    counts = _counts(connection, free, apart)
    goes = dict(counts)
    counts |= standing.left
    counts["lines"] = store.count_marks(connection, free)["lines"]
    counts |= {
        "sounds": sum(one.sound is not None and one.id in free for one in found),
        "held": len(held & set(ids)),
        "held_texts": len(standing.rows) - len(beside),
        "perhaps": len(standing.perhaps - held),
        "under_way": standing.under_way,
        "named": 0,
    }
    if scope is None:
        counts["named"] = count_named(connection, who, standing.names, free)
    told = [(row.place.name, row.key, _shown(row)) for row in beside]
    every = repr((ids, free, sorted(held), told, sorted(goes.items())))
    return Found(
        who=who,
        calls=found,
        sure=standing.sure,
        held=frozenset(held) & frozenset(ids),
        names=standing.names,
        beside=beside,
        items=_items(beside) if who.kind == "name" else (),
        counts=counts,
        seen=sha256(every.encode()).hexdigest(),
        scope=scope or Scope(standing.hits, upto),
    )


def erase_in(
    connection: Connection, who: Sought, going: Collection[int], rows: Sequence[Row], now: datetime
) -> Wiped:
    """Take somebody out of the tables: these calls, and these rows beside calls."""
    lock_calls(connection, going)
    rows = [row for row in rows if not set(row.calls) & set(going)]
    counts = _counts(connection, going, rows)
    found = find_calls(connection, calls.c.id.in_(going))
    sounds = sum(call.sound is not None for call in found)
    of_calls = erase_calls(connection, [call.id for call in found], now)
    files: set[str] = set()
    of = {kind: [row for row in rows if row.place.kind == kind] for kind in _COUNTED}
    for row in of["arrival"]:
        note_row(connection, "arrival", row.key[0], row.at, now)
        files |= forget_arrival(connection, row.key[0], now)
    store.forget_reasons(connection, [row.key[0] for row in of["arrival"]])
    for row in of["import"]:
        one = find_import(connection, row.key[0])
        if one is not None:
            note_row(connection, "import", one.id, one.created_at, now)
            files |= {hash_ for hash_ in (one.source, one.sound, *one.halves) if hash_}
            remove_import(connection, one.id)
    for kind in ("flag", "sent", "told", "search"):
        for table in {row.place.table for row in of[kind]}:
            keys = [row.key for row in of[kind] if row.place.table is table]
            store.drop_rows(connection, table, keys)
    for row in of["text"]:
        store.rewrite(connection, row, who.without(dict(row.values), MARK))
    if rows:
        plan_scrubbing(connection, now)
    gone = of_calls | unused(connection, files)
    sent = [row.key[0] for row in of["sent"]]
    return Wiped(counts | {"sounds": sounds}, list(going), gone, sent)


def wipe_all(site: Site, wiped: Wiped) -> None:
    """Wipe what is left of it outside the tables, and in the database's own files."""
    wipe_many(site, wiped.calls, wiped.files, wiped.sent)


def _picked(found: Found, beside: Collection[str]) -> list[Row]:
    """What goes beside calls: by a number or an address all of it, by a name what was picked."""
    if found.who.kind != "name":
        return list(found.beside)
    return [row for row in found.beside if _key(row) in set(beside)]


def _items(rows: Sequence[Row]) -> tuple[Item, ...]:
    return tuple(
        Item(_key(row), row.place.kind, str(row.values.get("name") or row.values["key"]), row.at)
        for row in rows
    )


def _key(row: Row) -> str:
    return f"{row.place.kind}-{'-'.join(map(str, row.key))}"


def _shown(row: Row) -> object:
    """What of a row is compared: of what is written anew, all it says."""
    return row.values if row.place.kind in {"text", "search"} else None


def _counts(connection: Connection, of: Collection[int], beside: Sequence[Row]) -> dict[str, int]:
    counts = dict.fromkeys(KINDS, 0) | store.count_marks(connection, of) | {"calls": len(of)}
    del counts["lines"]
    for row in beside:
        counts[_COUNTED[row.place.kind]] += 1
    return counts
