"""Calls in a store, measured, for tests of use cases."""

from __future__ import annotations

from uuid import uuid4

from klankbord.conversation import Conversation
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import keep_measured, measure_conversation
from klankbord.service.site import Site
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source


def keep_call(
    site: Site, owner: Actor, conversation: Conversation, sound: str | None = None
) -> int:
    """A call of somebody, measured; its number."""
    found = measure_conversation(site, conversation)
    with site.database.writing() as connection:
        call = add_call(
            connection,
            conversation,
            Source(uuid4().hex * 2, 0, sound),
            owner=owner.id,
            uploader=owner.id,
            now=site.now(),
        )
        assert keep_measured(connection, call, 1, found, site.now())
    return call
