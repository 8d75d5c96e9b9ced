"""A review as one of its two may see it: their own side, and the other's once both are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from klankbord.coaching.anchors import find_places
from klankbord.coaching.effect import Effect
from klankbord.coaching.keymoments import Span
from klankbord.conversation import Conversation
from klankbord.measures.measuring import Measured, measure
from klankbord.service.access import Actor, fetch_call, fetch_review
from klankbord.service.calls.measuring import to_measured
from klankbord.service.calls.opening import note_opening
from klankbord.service.learning.choosing import may_choose, spans_of
from klankbord.service.learning.effect import effect_of
from klankbord.service.learning.flagging import coaches_of
from klankbord.service.learning.folding import has_seen
from klankbord.service.learning.reviewing import is_revealed
from klankbord.service.learning.talks import talk_of, talks_for
from klankbord.service.learning.writing import is_done, may_write_here
from klankbord.service.site import Site
from klankbord.store.calls import Call, read_conversation
from klankbord.store.lessons import (
    Experiment,
    Lesson,
    experiment_of_review,
    lesson_of_review,
)
from klankbord.store.measurements import read_measurement
from klankbord.store.people import Person
from klankbord.store.reviews import Answer, KeyMoment, Review, answers_of, moments_of, taken_off


@dataclass(frozen=True)
class Side:
    """What one of them wrote, by question and key moment; `turned` is a turn, 0 where none."""

    texts: Mapping[tuple[str, int], str]
    turned: int

    def text(self, question: str, moment: int = 0) -> str:
        """An answer, "" where there is none."""
        return self.texts.get((question, moment), "")


@dataclass(frozen=True)
class Room:
    """A review, opened for `actor`.

    `moments` are in the order of the call. `other` is None as long as it is not theirs to see, and
    in a review alone; so is `measured`: the figures. `other_done` is all that is told of the other.
    `may_write_here`: the coach may write on this, the seller's screen. `talk` is the recording of
    the talk, with the coach's share of it; `talks` may be it, for
    the seller to choose.
    """

    review: Review
    call: Call
    conversation: Conversation
    moments: tuple[tuple[KeyMoment, Span], ...]
    own: Side
    other: Side | None
    done: bool
    other_done: bool
    revealed: bool
    measured: Measured | None
    may_choose: bool
    may_write_here: bool
    lesson: Lesson | None
    experiment: Experiment | None
    effect: Effect | None
    talk: tuple[Call, float | None] | None
    talks: tuple[Call, ...]
    coaches: tuple[Person, ...]


def open_review(site: Site, actor: Actor, review: int) -> Room:
    """A review, for one of its two; that a coach opened its call is noted for its seller.

    Raises:
        NotFound: there is no such review, or it or its call is not theirs to see.
    """
    with site.database.reading() as connection:
        found = fetch_review(connection, actor, review)
        call = fetch_call(connection, actor, found.call_id)
        conversation = read_conversation(connection, call.id, call.revision)
        seller, revealed = actor.id == found.person_id, is_revealed(found)
        other = found.coach_id if seller else found.person_id
        shown = [other] if revealed and other else []
        written = answers_of(connection, review, actor.id, *shown)
        off = taken_off(connection, review, actor.id, *shown)
        moments = [one for one in moments_of(connection, review) if one.id not in off]
        experiment = experiment_of_review(connection, review) if revealed else None
        unfolded = is_done(actor, found) or (seller and has_seen(found))
        kept = read_measurement(connection, call.id) if unfolded else None
        room = Room(
            review=found,
            call=call,
            conversation=conversation,
            moments=_in_order(conversation, moments),
            own=_side(conversation, written, actor.id),
            other=_side(conversation, written, other) if shown and other else None,
            done=is_done(actor, found),
            other_done=bool(found.coach_done_at if seller else found.seller_done_at),
            revealed=revealed,
            measured=to_measured(kept) if kept and kept.revision == call.revision else None,
            may_choose=may_choose(actor, found),
            may_write_here=seller and may_write_here(found),
            lesson=lesson_of_review(connection, review) if revealed else None,
            experiment=experiment,
            effect=effect_of(site, connection, actor, experiment) if experiment else None,
            talk=talk_of(connection, found),
            talks=tuple(talks_for(connection, found)) if seller and revealed and other else (),
            coaches=tuple(coaches_of(connection, found.person_id)) if seller else (),
        )
    note_opening(site, actor, call)
    if unfolded and room.measured is None:
        return _measured(site, room)
    return room


def other_is_done(site: Site, actor: Actor, review: int) -> bool:
    """Whether both are done, which is all that one may know of the other before.

    Raises:
        NotFound: there is no such review, or it is not theirs to see.
    """
    with site.database.reading() as connection:
        found = fetch_review(connection, actor, review)
    return bool(found.coach_done_at if actor.id == found.person_id else found.seller_done_at)


def _in_order(
    conversation: Conversation, moments: list[KeyMoment]
) -> tuple[tuple[KeyMoment, Span], ...]:
    """As the call has them, not as they were chosen; those whose words are gone are left out."""
    spans = spans_of(conversation, moments)
    placed = [(moment, spans[moment.id]) for moment in moments if moment.id in spans]
    return tuple(sorted(placed, key=lambda one: (one[1].first, one[1].last, one[0].id)))


def _side(conversation: Conversation, written: list[Answer], person: int) -> Side:
    own = [answer for answer in written if answer.person_id == person]
    at = [answer.anchor for answer in own if answer.anchor]
    places = find_places(conversation, at[:1])
    return Side(
        texts={(answer.question, answer.moment_id): answer.text for answer in own},
        turned=places[0].turn if places and places[0] else 0,
    )


def _measured(site: Site, room: Room) -> Room:
    """With its figures taken now, where what was kept lags behind."""
    return replace(room, measured=measure([room.conversation], own=site.settings.own_words))
