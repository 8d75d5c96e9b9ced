"""Whose call it is: of whom its seller's name or e-mail address is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from klankbord.conversation import Conversation, Side
from klankbord.conversation.sides import same_name
from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.store.audit import log
from klankbord.store.calls import Source, add_call
from klankbord.store.people import Person


def with_people(settings: Settings, people: Iterable[Person]) -> Settings:
    """The settings, with everybody of the house among those who sell."""
    ours = (name for person in people for name in (person.name, person.email))
    return settings.model_copy(update={"sellers": (*settings.sellers, *ours)})


def owner_of(conversation: Conversation, people: Sequence[Person], uploader: int) -> int:
    """The person whose call it is: a seller in it; else, and where it is not clear, who gave it.

    Of several sellers, the uploader goes first, then whoever comes first in the conversation.
    """
    clear: list[int] = []
    for party in conversation.parties:
        if party.side is not Side.SELLER or not party.name:
            continue
        address = (party.email or "").casefold()
        by_address = [person.id for person in people if person.email == address]
        by_name = [one.id for one in people if same_name(party, [one.name, one.email])]
        fitting = by_address or by_name
        if uploader in fitting:
            return uploader
        if len(fitting) == 1:
            clear += fitting
    return clear[0] if clear else uploader


def take_in(
    connection: Connection,
    site: Site,
    conversation: Conversation,
    source: Source,
    people: Sequence[Person],
    uploader: int,
) -> int:
    """Keep a call for whose it is, which the log tells them; its number."""
    owner, now = owner_of(conversation, people, uploader), site.now()
    call = add_call(connection, conversation, source, owner=owner, uploader=uploader, now=now)
    log(connection, now, uploader, "call_added", call=call, about=owner)
    return call
