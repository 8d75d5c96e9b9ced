"""Contesting a figure, or adding context to a call: its seller does, and whoever sees it reads it.

The figure itself stays what it is.
"""

from __future__ import annotations

from klankbord.conversation.assembly import clean
from klankbord.errors import BadForm, CommentMissing, CommentTooLong, NotAllowed, NotFound
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor, fetch_call
from klankbord.service.redaction.redaction_rules import for_others
from klankbord.service.site import Site
from klankbord.store import remarks
from klankbord.store.calls import Call
from klankbord.store.remarks import Remark

LONGEST_REMARK = 1_000
MEASURES = frozenset(measure.id for measure in CATALOGUE)


def may_remark(actor: Actor, call: Call) -> bool:
    """Whether somebody may contest a call's figures: the seller whose call it is."""
    return call.owner_id == actor.id


def remark(site: Site, actor: Actor, call: int, text: str, measure: str = "") -> int:
    """Contest a figure of a call of one's own, or (without `measure`) add context to it.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
        NotAllowed: it is somebody else's call.
        BadForm: there is no such measure.
        CommentMissing: there is no text.
        CommentTooLong: there is too much of it.
    """
    written = _text(text)
    if measure and measure not in MEASURES:
        raise BadForm
    with site.database.writing() as connection:
        if not may_remark(actor, fetch_call(connection, actor, call)):
            raise NotAllowed
        told = for_others(connection, written)
        return remarks.add_remark(
            connection, call, actor.id, measure=measure, text=told, now=site.now()
        )


def remarks_on(site: Site, actor: Actor, call: int) -> list[Remark]:
    """What was said of a call and its figures, for somebody who may see it.

    Raises:
        NotFound: there is no such call, or it is not theirs to see.
    """
    with site.database.reading() as connection:
        fetch_call(connection, actor, call)
        return remarks.remarks_of(connection, call)


def remove_remark(site: Site, actor: Actor, call: int, number: int) -> None:
    """Take back a remark of one's own, also where the call is somebody else's by now.

    Raises:
        NotFound: there is none of theirs.
    """
    with site.database.writing() as connection:
        if not remarks.remove_remark(connection, call, actor.id, number):
            raise NotFound


def _text(text: str) -> str:
    """As it is kept: its lines as they were, without what cannot be seen."""
    lines = "\n".join(clean(line) for line in text.splitlines()).strip()
    if not lines:
        raise CommentMissing
    if len(lines) > LONGEST_REMARK:
        raise CommentTooLong(LONGEST_REMARK)
    return lines
