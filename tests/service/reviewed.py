"""Reviews in every state, for tests."""

from __future__ import annotations

from uuid import uuid4

from klankbord.conversation import Conversation
from klankbord.service.access import Actor
from klankbord.service.learning.review_room import open_review
from klankbord.service.learning.writing import Written, finish, side_of
from klankbord.service.site import Site
from klankbord.store.flags import add_flag, change_flag
from klankbord.testing import talk

TALK: Conversation = talk(
    """
    0:00-0:03 Lotte Maes: Hoe gaat het nu met de planning?
    0:04-0:09 Bert: Slecht, we zitten elke vrijdag tot laat te puzzelen.
    0:10-0:12 Lotte Maes: Wat gebeurt er op zo'n vrijdag?
    0:13-0:19 Bert: Dan bellen ze af en begint alles opnieuw.
    0:20-0:24 Lotte Maes: Ons pakket kost twaalfhonderd euro per maand.
    0:25-0:29 Bert: Nee, dat is me veel te duur, laat maar zitten.
    """,
    seller="Lotte Maes",
)


def flagged(
    site: Site,
    actor: Actor,
    call: int | None,
    *,
    note: str = "Ze haakte af",
    good: bool = False,
    shared: Actor | None = None,
) -> int:
    """A flag of somebody's; its number."""
    with site.database.writing() as connection:
        number, _ = add_flag(
            connection,
            actor.id,
            uuid4().hex,
            good=good,
            note=note,
            number="",
            at=site.now(),
            call=call,
            now=site.now(),
        )
        if shared:
            change_flag(connection, number, shared_id=shared.id, shared_at=site.now())
    return number


def answered(site: Site, actor: Actor, review: int, words: str, turned: int = 1) -> None:
    """Write these words everywhere one is asked something, and be done."""
    room = open_review(site, actor, review)
    asked = side_of(actor, room.review)
    texts = {(question, 0): words for question in asked.whole}
    texts |= {(q, moment.id): words for moment, _ in room.moments for q in asked.moments}
    finish(site, actor, review, Written(texts, turned, room.call.revision))
