"""Whose call it is, of whom its seller's name or e-mail address is; and keeping it for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from klankbord.conversation import Conversation, Side
from klankbord.conversation.sides import same_name, with_first_name
from klankbord.service.calls.facts import fill_in
from klankbord.service.calls.matching import match_flags
from klankbord.service.redaction.redacting import keep_made
from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.store.audit import log_each
from klankbord.store.calls import add_calls, calls_of_sources, change_call, find_call
from klankbord.store.new_calls import NewCall, Source, new_call
from klankbord.store.people import Person
from klankbord.store.tables import calls


@dataclass(frozen=True)
class TakenIn:
    """What became of a conversation: its call, whether that is new, or got its recording now.

    `filled`: it was there, and was told what it lacked. `joined`: it was there as a recording
    alone, and this is its next revision.
    """

    call: int
    new: bool = False
    got_sound: bool = False
    filled: bool = False
    joined: bool = False


def with_people(settings: Settings, people: Iterable[Person]) -> Settings:
    """The settings, with everybody of the house among those who sell."""
    ours = (name for person in people for name in (person.name, person.email))
    return settings.model_copy(update={"sellers": (*settings.sellers, *ours)})


def with_uploader(
    conversation: Conversation, people: Iterable[Person], uploader: int
) -> Conversation:
    """A conversation in which who gave it is known by a first name alone, where that is sure."""
    names = {person.id: person.name for person in people}
    own = names.pop(uploader, "")
    return with_first_name(conversation, own, names.values()) if own else conversation


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


def arrange(
    conversation: Conversation, source: Source, people: Sequence[Person], uploader: int
) -> NewCall:
    """A call as it will be kept, for whose it is."""
    return new_call(conversation, source, owner_of(conversation, people, uploader), uploader)


def take_in(
    connection: Connection, site: Site, new: Sequence[NewCall], *, fill: bool = False
) -> list[TakenIn]:
    """Keep calls, which the log tells whose they are; one that is there already is found.

    Such a one gets the recording that it lacks, from its owner or from who gave the transcript;
    with `fill`, date, type, direction, number and who sells as well.
    """
    first: dict[tuple[str, int], NewCall] = {}
    for call in new:
        first.setdefault(call.key, call)
    now = site.now()
    added = add_calls(connection, first.values(), now)
    owners = ((_doer(first[key]), number, first[key].owner) for key, number in added.items())
    log_each(connection, now, "call_added", owners)
    match_flags(connection, set(added.values()))
    numbers = added | calls_of_sources(connection, first.keys() - added.keys())
    taken = [
        TakenIn(numbers[call.key], new=True)
        if call.key in added and call is first[call.key]
        else TakenIn(
            numbers[call.key],
            got_sound=_attach(connection, numbers[call.key], call),
            filled=fill and fill_in(connection, numbers[call.key], call, now),
        )
        for call in new
    ]
    for call, one in zip(new, taken, strict=True):
        keep_made(connection, site, call, one.call, fresh=one.new, late=one.got_sound)
    return taken


def _doer(call: NewCall) -> int | None:
    """Who gave a call, as the log tells: nobody where it came by itself."""
    return None if call.source.by_itself else call.uploader


def _attach(connection: Connection, number: int, given: NewCall) -> bool:
    """Give a call that is there already the recording that came later; whether it did."""
    if given.source.sound is None:
        return False
    found = find_call(connection, calls.c.id == number)
    person = given.uploader
    if (
        found is None
        or found.sound is not None
        or person not in {found.owner_id, found.uploader_id}
    ):
        return False
    change_call(connection, number, sound=given.source.sound)
    return True
