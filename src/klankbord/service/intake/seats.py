"""Who sits on which channel of a recording that was heard: looked at, and set right."""

from __future__ import annotations

from klankbord.conversation import Conversation, Party, Side
from klankbord.conversation.mending import Seat
from klankbord.i18n import N_, translator
from klankbord.speech.as_conversation import names_of_seats
from klankbord.speech.channels import Why
from klankbord.speech.decode import MOST_CHANNELS

TWO = 2


def channels_of(conversation: Conversation) -> tuple[Party, ...]:
    """Who has a channel of their own, in the order of the channels; nobody where all share one."""
    told = dict(conversation.provenance.options).get("channels")
    if told not in set(Why) - {Why.MONO, Why.SAME_TWICE}:
        return ()
    wanted = {str(n) for n in range(1, MOST_CHANNELS + 1)}
    return tuple(p for p in conversation.parties if p.id in wanted and p.side is not Side.OTHER)


def shares_one(conversation: Conversation) -> bool:
    """Whether everybody was heard on one channel."""
    return dict(conversation.provenance.options).get("channels") in {Why.MONO, Why.SAME_TWICE}


def seller_on(conversation: Conversation, party: str, language: str) -> Seat | None:
    """The mend that puts who sells on a party's channel; None where there are not two of them.

    Somebody who was called after a place alone (a channel, a seat on the line) is called after
    the side from then on.
    """
    parties = channels_of(conversation)
    if len(parties) != TWO or party not in {one.id for one in parties}:
        return None
    one, other = parties if parties[0].id == party else parties[::-1]
    places, translate = names_of_seats(), translator(language)
    names = translate(N_("verkoper")), translate(N_("klant"))
    seller, customer = (
        name if who.name in places else "" for who, name in zip((one, other), names, strict=True)
    )
    return Seat(one.id, other.id, (seller, customer))
