"""To whom a call can be given, and what its giver then still sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from klankbord.service.access import Actor
from klankbord.service.calls.giving import keeps_sight
from klankbord.store.people import Person


@dataclass(frozen=True)
class Taker:
    """Somebody to whom the call can be given."""

    id: int
    name: str


@dataclass(frozen=True)
class GivingForm:
    """Colleagues of one's own team before the others; whether giving to all, or some, is losing.

    `loses` is "all" where the giver sees it no more, whoever gets it; "some" where that depends.
    """

    near: tuple[Taker, ...]
    others: tuple[Taker, ...]
    loses: str

    @classmethod
    def of(cls, actor: Actor, people: Iterable[Person]) -> GivingForm:
        """The form of somebody who may give to these."""
        found = sorted(people, key=lambda person: person.name.casefold())
        near = [person for person in found if person.teams & actor.teams]
        seen = {keeps_sight(actor, person) for person in found}
        return cls(
            near=_takers(near),
            others=_takers(person for person in found if person not in near),
            loses={frozenset({False}): "all", frozenset({True, False}): "some"}.get(
                frozenset(seen), ""
            ),
        )


def _takers(people: Iterable[Person]) -> tuple[Taker, ...]:
    return tuple(Taker(person.id, person.name) for person in people)
