"""Calls of two minutes of which the seller speaks so long: a past that is quickly made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache
from uuid import uuid4

from klankbord.conversation import Conversation
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import Kept, keep_measured, measure_many
from klankbord.service.site import Site
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.testing import talk


@cache
def spoken(seller_s: int) -> Conversation:
    """A call of which the seller speaks so many of the 120 seconds, first; then the customer."""
    at = f"{seller_s // 60}:{seller_s % 60:02}"
    lines = f"0:00-{at} Anna: Zo zit het.\n{at}-2:00 Bert: Ja, ja, zeker."
    return talk(lines, seller="Anna")


@cache
def _measured(seller_s: int) -> Kept:
    return measure_many([spoken(seller_s)])[0]


def keep_spoken(
    site: Site,
    owner: Actor,
    when: datetime | None,
    seller_s: int,
    *,
    call_type: str = "",
    by: str = "",
    title: str = "",
) -> int:
    """Such a call of somebody, at some time, measured; `by` is another digest than today's."""
    conversation = replace(spoken(seller_s), when=when, type=call_type, title=title)
    found = replace(_measured(seller_s), conversation=conversation)
    found = replace(found, digest=by) if by else found
    with site.database.writing() as connection:
        call = add_call(
            connection,
            conversation,
            Source(uuid4().hex * 2, 0),
            owner=owner.id,
            uploader=owner.id,
            now=site.now(),
        )
        assert keep_measured(connection, call, 1, found, site.now())
    return call
