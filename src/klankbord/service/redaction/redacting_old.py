"""Looking through the calls that are there already: counted first, then made unreadable.

One job at a time does either; how far it is stands in what it knows, which the page shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from klankbord.language.redaction import redact
from klankbord.service.access import Actor, need_admin
from klankbord.service.redaction.redacting import made_of
from klankbord.service.redaction.redaction_rules import Rules, rules_in, rules_of
from klankbord.service.redaction.rewriting import (
    Rewritten,
    forget_traces,
    keep_rewritten,
    rewritten,
    silenced,
)
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.audit import log
from klankbord.store.calls import find_call, read_conversation
from klankbord.store.jobs import OPEN, enqueue, job_by_key
from klankbord.store.made import Made
from klankbord.store.redaction import (
    all_documents,
    calls_to_redact,
    count_to_redact,
    find_made,
    source_of,
)
from klankbord.store.tables import calls

AT_ONCE = 10
_KEYS = {True: "redact:count", False: "redact:all"}
"""The job that only counts, and the one that does it."""


@dataclass(frozen=True)
class Progress:
    """How far a look through the calls is: `seen` of `of` calls, `found` with something in them.

    `counts` says how many of each kind; `still_heard` is of how many the sound stays.
    """

    over: bool
    seen: int
    of: int
    found: int
    counts: Mapping[str, int]
    still_heard: int


@dataclass(frozen=True)
class Looked:
    """How many calls are `left` to be looked through, and how far counting and doing are."""

    left: int
    counted: Progress | None
    done: Progress | None


def look_through(site: Site, actor: Actor, *, dry: bool) -> None:
    """Look through the calls that were not by the rules in force; only count where `dry`.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.writing() as connection:
        rules = rules_in(connection)
        if not rules.on:
            return
        of = count_to_redact(connection, rules.digest)
        payload = {"dry": dry, "rules": rules.digest, "of": of, "after": 0}
        enqueue(connection, "redact", payload, now=site.now(), key=_KEYS[dry], rank=1)
        if not dry:
            log(connection, site.now(), actor.id, "redaction_begun", calls=of)


def progress_of(site: Site, actor: Actor) -> Looked:
    """How far the looks through the calls are.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        rules = rules_in(connection)
        left = count_to_redact(connection, rules.digest) if rules.on else 0
        counted, done = (_progress(connection, rules, _KEYS[dry]) for dry in (True, False))
    return Looked(left, counted, done)


def _progress(connection: Connection, rules: Rules, key: str) -> Progress | None:
    found = job_by_key(connection, key)
    if found is None or found[1].get("rules") != rules.digest:  # of other rules than these
        return None
    state, told = found
    return Progress(
        over=state not in OPEN,
        seen=told.get("seen", 0),
        of=told["of"],
        found=told.get("found", 0),
        counts=told.get("counts", {}),
        still_heard=told.get("still_heard", 0),
    )


def redact_step(work: Work) -> bool:
    """Look through the next few calls; whether there are more."""
    site, told = work.site, work.payload
    rules = rules_of(site)
    with site.database.reading() as connection:
        ids = calls_to_redact(connection, rules.digest, told["after"], AT_ONCE)
    if not ids or not rules.on or rules.digest != told["rules"]:
        with work.finishing():
            return False
    if told["dry"]:
        counted = [made for call in ids if (made := count_in(site, rules, call))]
        with work.getting_on("count", **_counted(told, ids, counted)):
            return True
    looked = [one for call in ids if (one := look_at(site, rules, call))]
    known = _counted(told, ids, [one.made for one in looked])
    with work.getting_on("look", **known) as connection:
        kept = [one.call.id for one in looked if keep_rewritten(connection, site, one)]
    forget_traces(site, kept)
    return True


def count_in(site: Site, rules: Rules, number: int) -> Made | None:
    """What the rules find in a call as it is now; None where it is gone meanwhile."""
    with site.database.reading() as connection:
        call = find_call(connection, calls.c.id == number)
        if call is None:
            return None
        found = redact(read_conversation(connection, number), rules.kinds)
    return made_of(found, rules, call.sound)


def look_at(site: Site, rules: Rules, number: int) -> Rewritten | None:
    """A call as the rules want it, in every revision; None where it is gone meanwhile."""
    with site.database.reading() as connection:
        call = find_call(connection, calls.c.id == number)
        if call is None:
            return None
        before = find_made(connection, number)
        documents = all_documents(connection, number)
        source = source_of(connection, number)
    found = {n: redact(document, rules.kinds) for n, document in documents.items()}
    hidden = [one for made in found.values() for one in made.hidden]
    sound = silenced(site, call, hidden)
    original = (before and before.sound) or (call.sound if sound != call.sound else None)
    made = _with_before(made_of(found[max(found)], rules, call.sound), before)
    if rules.keeps:
        made = replace(made, sound=original)
        gone = {call.sound} - {original}
    else:
        made = replace(made, pieces=None, sound=None)
        gone = {call.sound, original} | ({source} if hidden or before else set())
    after = {n: one.conversation for n, one in found.items()}
    return rewritten(site, call, documents=after, made=made, sound=sound, gone=gone, hidden=hidden)


def _with_before(made: Made, before: Made | None) -> Made:
    """What is unreadable now, and what was already."""
    if before is None:
        return made
    return replace(
        made,
        counts=dict(Counter(made.counts) + Counter(before.counts)),
        still_heard=made.still_heard + before.still_heard,
        pieces=[*(before.pieces or ()), *(made.pieces or ())],
    )


def _counted(told: Mapping[str, Any], ids: list[int], made: list[Made]) -> dict[str, Any]:
    """What the job knows once these were looked at."""
    counts = Counter(told.get("counts", {}))
    for one in made:
        counts.update(one.counts)
    return {
        "after": ids[-1],
        "seen": told.get("seen", 0) + len(ids),
        "found": told.get("found", 0) + sum(bool(one.counts) for one in made),
        "counts": dict(counts),
        "still_heard": told.get("still_heard", 0) + sum(one.still_heard for one in made),
    }
