"""Giving a call to somebody else, whose it then is."""

from __future__ import annotations

from sqlalchemy import Connection

from klankbord.errors import BadForm, NotAllowed
from klankbord.service.access import Actor, fetch_call
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call, change_call, lock_calls
from klankbord.store.people import Person, all_people
from klankbord.store.retention import ask_again


def takers(connection: Connection, actor: Actor, call: Call) -> list[Person]:
    """To whom somebody may give a call: its owner to any colleague, a coach to sellers they coach.

    A coach takes no call for themselves: its seller would lose it, and not see who opens it.
    """
    others = [
        person
        for person in all_people(connection)
        if not person.left and person.id != call.owner_id
    ]
    if actor.id == call.owner_id:
        return others
    if not actor.coaches:
        return []
    return [one for one in others if one.role == "seller" and one.teams & actor.teams]


def keeps_sight(actor: Actor, taker: Person) -> bool:
    """Whether the giver still sees a call that somebody has: their own, or of whom they coach."""
    coached = taker.role == "seller" and bool(taker.teams & actor.teams)
    return taker.id == actor.id or (actor.coaches and coached)


def give_call(site: Site, actor: Actor, call: int, to: int) -> bool:
    """Give a call to somebody else.

    Returns:
        Whether the giver may still see it.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: they may give it to nobody.
        BadForm: they may not give it to this one.
    """
    with site.database.writing() as connection:
        lock_calls(connection, [call])
        found = fetch_call(connection, actor, call)
        allowed = {person.id: person for person in takers(connection, actor, found)}
        if not allowed:
            raise NotAllowed
        if to not in allowed:
            raise BadForm
        change_call(connection, call, owner_id=to)
        ask_again(connection, call)  # that it stays longer was the yes of who had it
        log(connection, site.now(), actor.id, "received", call=call, about=to)
        log(connection, site.now(), actor.id, "given", call=call, about=found.owner_id)
    return keeps_sight(actor, allowed[to])
