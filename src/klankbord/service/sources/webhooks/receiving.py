"""Taking a webhook in: known for what it is, not heard before, noted, and answered; no more.

What it tells of is fetched and looked at by a job (`arriving`). Who sends it waits for nothing but
one transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from klankbord.errors import KlankbordError, NotFound, Replayed
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, accept
from klankbord.service.sources.webhooks.generic import Generic
from klankbord.service.sources.webhooks.kind import Delivery, Kind, Offer, Told
from klankbord.service.sources.webhooks.twilio import LATEST, Twilio
from klankbord.service.sources.webhooks.zoom import Zoom
from klankbord.service.work import Work, reason_of
from klankbord.store.heard import drop_pieces, forget_heard, keep_piece, note_heard, pieces_of
from klankbord.store.jobs import enqueue
from klankbord.store.sources import Source, change_source, find_source
from klankbord.store.together import write_together

KINDS: dict[str, Kind] = {"webhook": Generic(), "twilio": Twilio(), "zoom": Zoom()}
"""Every kind of webhook, by the kind of its source."""
REMEMBERED = 2 * LATEST + timedelta(days=1)
"""So long it is known what was heard: longer than any signature is good."""
PATIENCE = timedelta(hours=6)
"""So long half a call waits for the other half."""
TOLD_EVERY = timedelta(minutes=1)
HALVES = frozenset({"sound", "transcript"})


def receive(site: Site, number: int, delivery: Delivery) -> dict[str, Any] | None:
    """Take a webhook in for a source; what its sender wants to hear back, where it asks.

    Raises:
        NotFound: there is no such source, or it takes nothing in now.
        Unsigned, OutOfTime, Replayed: it is not from whom it says, or not of now.
        BadDelivery: it cannot be read.
    """
    now = site.now()
    with site.database.reading() as connection:
        source = find_source(connection, number)
    kind = KINDS.get(source.kind) if source else None
    if source is None or kind is None or not source.secret:
        raise NotFound
    try:
        nonce = kind.check(source, delivery, now)
        told = kind.read(source, delivery, now)
    except KlankbordError as fault:
        _tell_trouble(site, source, fault, now)
        raise
    if told.reply is not None:
        return told.reply
    if not source.enabled:
        raise NotFound
    _note(site, source, nonce, told, now)
    return None


def _tell_trouble(site: Site, source: Source, fault: KlankbordError, now: datetime) -> None:
    """Let the page of a source say what is wrong; now and then, however often somebody knocks."""
    last = source.seen.get("at")
    if last is None or now - datetime.fromisoformat(last) > TOLD_EVERY:
        seen = {"error": reason_of(fault), "at": now.isoformat()}
        with site.database.writing() as connection:
            change_source(connection, source.id, seen=seen)


def _note(site: Site, source: Source, nonce: str, told: Told, now: datetime) -> None:
    """All that a webhook tells, or nothing of it."""
    digest = hashlib.sha256(nonce.encode()).hexdigest()

    def note(connection: Connection) -> None:
        if not note_heard(connection, source.id, digest, now):
            raise Replayed
        if "error" in source.seen:  # that is mended, then
            change_source(connection, source.id, seen={})
        for offer in told.offers:
            if offer.part:
                _put_together(connection, source, offer, now)
            else:
                accept(connection, source, offer.arriving, payload=offer.payload, now=now)

    write_together(site.database, note)


def _put_together(connection: Connection, source: Source, offer: Offer, now: datetime) -> None:
    """Keep half a call until the other half is there, in whatever order they come."""
    key = offer.arriving.key
    told = {"arriving": offer.arriving.model_dump(mode="json"), "opens": dict(offer.opens)}
    there = keep_piece(connection, source.id, key, offer.part, told, now)
    if there.keys() >= HALVES:
        _accept_pieces(connection, source, key, there.values(), now)
    else:
        payload = {"source": source.id, "key": key}
        due = now + PATIENCE
        enqueue(connection, "half", payload, now=now, key=f"half:{source.id}:{key}", due_at=due)


def half_step(work: Work) -> bool:
    """The other half of a call did not come in time: what is there goes on without it."""
    number, key = work.payload["source"], work.payload["key"]
    with work.finishing() as connection:
        source, there = find_source(connection, number), pieces_of(connection, number, key)
        if source and there:
            _accept_pieces(connection, source, key, there.values(), work.site.now())
    return False


def _accept_pieces(
    connection: Connection,
    source: Source,
    key: str,
    there: Iterable[dict[str, Any]],
    now: datetime,
) -> None:
    halves = [Offer(Arriving(**one["arriving"]), one["opens"]) for one in there]
    addresses = tuple(url for half in halves for url in half.arriving.fetch)
    whole = halves[0].arriving.model_copy(update={"fetch": addresses})
    opens = {url: token for half in halves for url, token in half.opens.items()}
    accept(connection, source, whole, payload=Offer(whole, opens).payload, now=now)
    drop_pieces(connection, source.id, key)


def forget_old(connection: Connection, now: datetime) -> None:
    """Forget what was heard so long ago that no signature of it is good any more."""
    forget_heard(connection, now - REMEMBERED)
