"""Erasing somebody everywhere: first what there is, then for good, and proof that holds no data.

What is found is shown before anything is done. Only what was shown goes: if something came or went
since, nothing is done, and it is shown again.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes

from sqlalchemy import Connection

from klankbord.errors import CountUnsure, FoundChanged
from klankbord.service.access import Actor, need_admin
from klankbord.service.keeping.erased_beside import put_beside
from klankbord.service.keeping.removing import take_away
from klankbord.service.keeping.sought import Sought, sought
from klankbord.service.names import refuse
from klankbord.service.site import Site
from klankbord.service.sources.leaving_out import forget_arrival
from klankbord.store import erasing as store
from klankbord.store.audit import log
from klankbord.store.calls import Call, find_calls, lock_calls
from klankbord.store.corpus import Corpus
from klankbord.store.erased import add_request, note_party
from klankbord.store.imports import (
    change_import,
    find_import,
    imports_from,
    remove_import,
    still_used,
)
from klankbord.store.objections import calls_with, emails_in_calls, numbers_in_calls
from klankbord.store.redaction import in_use, source_of
from klankbord.store.retention import forget_rows, held_among
from klankbord.store.tables import calls
from klankbord.store.uploads import Pieces

MARK = "‹gewist›"
"""Stands where a number or an address stood in what somebody wrote."""
SURE = 20
"""Of more calls than these, the count is asked too."""
KINDS = (
    *("calls", "sounds", "clips", "comments", "reviews", "quotes", "flags", "arrivals"),
    *("imports", "passing", "texts", "searches"),
)
"""What goes, in the order in which it is told;"""
STAYS = ("held", "lines", "kept_out", "rules", "paths", "named")
"""and what is told of, and stays."""


@dataclass(frozen=True)
class Found:
    """Where somebody stands; `held` are the calls of which nothing may go.

    `counts` is by `KINDS` and `STAYS`; `seen` is another for whatever else there is.
    """

    who: Sought
    calls: tuple[Call, ...]
    held: frozenset[int]
    counts: dict[str, int]
    seen: str


@dataclass(frozen=True)
class _Beside:
    """What there is beside calls, by its numbers."""

    arrivals: list[int]
    imports: list[int]
    flags: list[int]
    sent: list[int]
    told: list[tuple[object, ...]]
    texts: list[tuple[str, str, tuple[object, ...], str]]
    searches: list[int]


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
        Mistakes: it is none of the three.
    """
    need_admin(actor)
    who = sought(text)
    with site.database.reading() as connection:
        return found_of(connection, who)


def erase(
    site: Site,
    actor: Actor,
    text: str,
    *,
    picked: Collection[int],
    seen: str,
    count: str = "",
) -> int:
    """Erase what was shown of somebody, of the calls those that were picked; the request's number.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: it is nobody; or these are many calls, and their count is not typed.
        FoundChanged: there is something else now than was shown; nothing is changed.
    """
    need_admin(actor)
    who, now = sought(text), site.now()
    with site.database.writing() as connection:
        found = found_of(connection, who)
        if not hmac.compare_digest(found.seen, seen):
            raise FoundChanged
        going = [one.id for one in found.calls if one.id in set(picked) - found.held]
        typed = count.strip() == str(len(going))
        refuse(CountUnsure(len(going)) if len(going) > SURE and not typed else None)
        if who.kind != "name" and len(going) == len(found.calls) - len(found.held):
            note_party(connection, who.kind, who.forms, now)
        wiped = erase_in(connection, who, going, now)
        digest = hmac.new(token_bytes(32), text.encode(), sha256).hexdigest()
        counts = wiped.counts | {name: found.counts[name] for name in STAYS}
        number = add_request(connection, "erasure", digest, counts=counts, person=actor.id, now=now)
        log(connection, now, actor.id, "person_erased", name=str(number))
    wipe_all(site, wiped)
    return number


def found_of(connection: Connection, who: Sought) -> Found:
    """Where somebody stands."""
    ids = _calls_of(connection, who)
    found = tuple(find_calls(connection, calls.c.id.in_(ids)))
    held = held_among(connection, ids)
    beside = _beside(connection, who)
    free = [one for one in ids if one not in held]
    counts = _counts(connection, free, beside) | store.count_left(connection, who.is_in)
    counts |= {"held": len(held), "sounds": sum(1 for c in found if c.sound and c.id not in held)}
    counts["named"] = len(beside.texts) if who.kind == "name" else 0
    if who.kind == "name":  # a name alone is too little to rewrite by what others wrote
        counts |= {"texts": 0, "searches": 0}
    told = repr((ids, sorted(held), beside))
    return Found(who, found, frozenset(held), counts, sha256(told.encode()).hexdigest())


def erase_in(connection: Connection, who: Sought, going: Collection[int], now: datetime) -> Wiped:
    """Take somebody out of the tables: these calls, and whatever there is beside calls."""
    lock_calls(connection, going)
    beside = _beside(connection, who)
    counts = _counts(connection, going, beside)
    files: set[str] = set()
    read: set[str] = set()
    sounds = 0
    for call in find_calls(connection, calls.c.id.in_(going)):
        sounds += call.sound is not None
        read.add(source_of(connection, call.id))
        files |= take_away(connection, call.id, now, "erasure")
    _rename(connection, who, read)
    for number in beside.arrivals:
        files |= forget_arrival(connection, number, now)
    for number in beside.imports:
        one = find_import(connection, number)
        if one is not None:
            files |= {hash_ for hash_ in (one.source, one.sound, *one.halves) if hash_}
            remove_import(connection, number)
    store.drop_flags(connection, beside.flags)
    store.drop_passing(connection, beside.sent, beside.told)
    if who.kind == "name":
        counts |= {"texts": 0, "searches": 0}
    else:
        for table, column, key, said in store.texts_with(connection, who.is_in):
            new = who.without(said, MARK)
            store.rewrite_text(connection, (table, column, key, new))
        store.drop_searches(connection, beside.searches)
    used = in_use(connection, files | read)
    files = (files - still_used(connection, files)) | (read - used.kept)
    files -= used.working
    return Wiped(counts | {"sounds": sounds}, list(going), files, beside.sent)


def wipe_all(site: Site, wiped: Wiped) -> None:
    """Wipe what is left of it outside the tables, and in the database's own files."""
    for hash_ in wiped.files:
        site.files.remove(hash_)
    corpus, pieces = Corpus(site.settings.data), Pieces(site.settings.data)
    for call in wiped.calls:
        corpus.forget(call)
    for upload in wiped.sent:
        pieces.drop(upload)
    forget_rows(site.database)
    put_beside(site)


def _rename(connection: Connection, who: Sought, sources: Collection[str]) -> None:
    """Take somebody out of the names of files in which other calls were too.

    Such a file goes, since it holds all that was said in each. The other calls are kept whole in
    the tables, and need it no more.
    """
    for source in sources:
        for one in imports_from(connection, source):
            if who.is_in((one.name, one.sound_name, one.told)):
                change_import(connection, one.id, name=MARK, sound_name="", told={})


def _calls_of(connection: Connection, who: Sought) -> list[int]:
    if who.kind == "name":
        return store.calls_named(connection, who.forms)
    numbers = list(filter(who.is_number, numbers_in_calls(connection)))
    emails = list(filter(who.is_email, emails_in_calls(connection)))
    return calls_with(connection, numbers, emails)


def _beside(connection: Connection, who: Sought) -> _Beside:
    sent, told = store.passing_with(connection, who.is_in)
    return _Beside(
        arrivals=store.arrivals_with(connection, who.is_in),
        imports=store.imports_with(connection, who.is_in),
        flags=store.flags_with(connection, who.is_in),
        sent=sent,
        told=told,
        texts=store.texts_with(connection, who.is_in),
        searches=store.searches_with(connection, who.is_in),
    )


def _counts(connection: Connection, of: Collection[int], beside: _Beside) -> dict[str, int]:
    marks = store.count_marks(connection, of)
    return marks | {
        "calls": len(of),
        "flags": marks["flags"] + len(beside.flags),
        "arrivals": len(beside.arrivals),
        "imports": len(beside.imports),
        "passing": len(beside.sent) + len(beside.told),
        "texts": len(beside.texts),
        "searches": len(beside.searches),
    }
