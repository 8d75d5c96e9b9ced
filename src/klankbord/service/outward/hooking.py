"""Webhooks out: a call that a rule's search finds is told of once it is measured.

What goes out is what the rule's maker may see at that moment, and of that the call's number, dates
and address; its title and customer only where the rule says so. What was said, figures, flags and
all that anybody learns stay here. By one rule each call goes out once, unless it is sent again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import Connection

from klankbord.errors import AnswerRefuses, KlankbordError, NoAnswer, RuleStopped
from klankbord.service.access import Actor, fetch_call
from klankbord.service.calls.finding import Wanted, conditions
from klankbord.service.outward.http_out import Patience, ask
from klankbord.service.outward.signing import DELIVERY, sign
from klankbord.service.site import Site
from klankbord.service.work import Work, reason_of
from klankbord.store.calls import Call, find_calls
from klankbord.store.hooks import (
    Delivery,
    Hook,
    add_deliveries,
    change_delivery,
    find_delivery,
    find_hook,
    has_live_hooks,
    live_hooks,
)
from klankbord.store.jobs import enqueue
from klankbord.store.outlets import Outlet, all_outlets
from klankbord.store.people import person_by_id
from klankbord.store.tables import calls

WAITS_S = (30, 120, 600, 3600, 3 * 3600, 8 * 3600)
"""So long after each failure the next try begins; after the last it is given up."""
TAKEN = range(200, 300)
PATIENCE = Patience(all_s=10.0, silent_s=10.0, connect_s=5.0)
"""Who is told need only say that it was heard; the worker has more to do."""


def plan_hooks(connection: Connection, measured: Collection[int], now: datetime) -> None:
    """Have it looked by which rules calls are told of, in the transaction that measures them."""
    if measured and has_live_hooks(connection):
        enqueue(connection, "hooks", {"calls": list(measured)}, now=now, rank=1)


def hooks_step(work: Work) -> bool:
    """Note which of these calls go out by which rules; each is a job of its own."""
    now = work.site.now()
    with work.site.database.reading() as connection:
        found = {
            hook.id: _found_by(connection, hook, work.payload["calls"])
            for hook in live_hooks(connection)
        }
    with work.finishing() as connection:
        for hook, ids in found.items():
            if find_hook(connection, hook) is None:  # removed just now
                continue
            for delivery in add_deliveries(connection, hook, ids, now):
                plan_delivery(connection, delivery, now)
    return False


def plan_delivery(connection: Connection, delivery: int, now: datetime) -> None:
    """Have a delivery go out, once the work that somebody waits for is done."""
    key = f"hook:{delivery}"
    enqueue(connection, "hook", {"delivery": delivery}, now=now, key=key, rank=1)


def hook_step(work: Work) -> bool:
    """Tell of a call, or note why it did not arrive."""
    site, number = work.site, int(work.payload["delivery"])
    with site.database.reading() as connection:
        delivery = find_delivery(connection, number)
        hook = find_hook(connection, delivery.hook_id) if delivery else None
        outlets = all_outlets(connection)
    if delivery is None or hook is None or delivery.state == "sent":
        with work.finishing():
            return False
    try:
        status = _send(site, hook, delivery, outlets)
    except (NoAnswer, AnswerRefuses) as fault:
        _failed(work, delivery, fault, again=work.job.attempts <= len(WAITS_S))
    except KlankbordError as fault:
        _failed(work, delivery, fault, again=False)
    else:
        with work.finishing() as connection:
            _note(connection, delivery, site.now(), state="sent", status=status, reason=None)
    return False


def _send(site: Site, hook: Hook, delivery: Delivery, outlets: Sequence[Outlet]) -> int:
    """Send it, signed for this moment; what it was taken with."""
    body = _body(site, hook, delivery)
    headers = sign(hook.secret, body, site.now())
    headers |= {DELIVERY: delivery.key, "Content-Type": "application/json"}
    answer = ask("POST", hook.url, outlets, headers=headers, body=body, patience=PATIENCE)
    if answer.status not in TAKEN:
        raise AnswerRefuses(urlsplit(hook.url).netloc, answer.status)
    return answer.status


def _found_by(connection: Connection, hook: Hook, ids: Collection[int]) -> list[int]:
    """Which of these calls a rule tells of: seen by its maker, found by its search, and newer."""
    maker = _maker(connection, hook)
    if maker is None:
        return []
    where = conditions(connection, maker, wanted_of(hook.query))
    newer = calls.c.created_at >= hook.created_at
    return [call.id for call in find_calls(connection, *where, calls.c.id.in_(ids), newer)]


def wanted_of(query: str) -> Wanted:
    """What the search of a rule looks for."""
    return Wanted.of(dict(parse_qsl(query)))


def _maker(connection: Connection, hook: Hook) -> Actor | None:
    """Who made a rule, while they are here and make rules at all."""
    person = person_by_id(connection, hook.person_id)
    actor = Actor.of(person) if person and not person.left else None
    return actor if actor and may_rule(actor) else None


def may_rule(actor: Actor) -> bool:
    """Whether somebody makes rules: coaches and admins, each for the calls that they may see."""
    return actor.role == "coach" or actor.admin


def _body(site: Site, hook: Hook, delivery: Delivery) -> bytes:
    """What is sent, made anew for each try: a call that is gone by now is told of no more.

    Raises:
        RuleStopped: the rule is at rest, or its maker makes no rules any more.
        NotFound: the call is gone, or not for its maker to see any more.
    """
    with site.database.reading() as connection:
        maker = _maker(connection, hook)
        if maker is None or not hook.enabled:
            raise RuleStopped
        call = fetch_call(connection, maker, delivery.call_id) if delivery.call_id else None
    told: dict[str, Any] = {
        "event": "call.measured" if call else "test",
        "delivery": delivery.key,
        "at": delivery.created_at.isoformat(),
        "rule": {"id": hook.id, "name": hook.name},
    }
    if call:
        told["call"] = told_of(site, call, facts=hook.facts)
    return json.dumps(told, ensure_ascii=False).encode()


def told_of(site: Site, call: Call, *, facts: bool) -> dict[str, Any]:
    """What is told of a call; its title and who took part only with `facts`."""
    told: dict[str, Any] = {
        "id": call.id,
        "startedAt": call.started_at.isoformat() if call.started_at else None,
        "addedAt": call.created_at.isoformat(),
        "url": f"{site.settings.address}/gesprekken/{call.id}",
    }
    if facts:
        told |= {
            "title": call.title,
            "customers": call.customers,
            "number": call.number,
            "type": call.type,
            "direction": call.direction,
            "seller": call.owner,
        }
    return told


def _failed(work: Work, delivery: Delivery, fault: KlankbordError, *, again: bool) -> None:
    now = work.site.now()
    status = fault.status if isinstance(fault, AnswerRefuses) else None
    values = {"status": status, "reason": reason_of(fault)}
    if not again:
        with work.finishing() as connection:
            _note(connection, delivery, now, state="failed", **values)
        return
    with work.site.database.writing() as connection:
        _note(connection, delivery, now, **values)
    work.put_off(now + timedelta(seconds=WAITS_S[work.job.attempts - 1]), fault)


def _note(connection: Connection, delivery: Delivery, now: datetime, **values: Any) -> None:
    change_delivery(connection, delivery.id, now, tries=delivery.tries + 1, **values)
