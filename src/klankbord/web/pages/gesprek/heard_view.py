"""What is to be heard in a call's recording besides voices, and who sits on which channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klankbord.conversation import Conversation, Side
from klankbord.conversation.time import format_clock
from klankbord.i18n import N_, Translate
from klankbord.report.view import side_name
from klankbord.service.access import may_mend
from klankbord.service.intake.seats import TWO, channels_of, shares_one
from klankbord.speech.found import FORMAT, Found, Kind, found_in
from klankbord.speech.listening import FOR_ALL
from klankbord.speech.notes import NOTES, OF_SOUND
from klankbord.speech.spans import Span
from klankbord.web.pages.gesprek.mending_view import role_beside

if TYPE_CHECKING:
    from klankbord.service.calls.opening import Opened
    from klankbord.web.door import Visit

TOLD: dict[Kind, str] = {
    Kind.RINGING: N_("De telefoon gaat over"),
    Kind.BUSY: N_("Bezettoon"),
    Kind.BEEP: N_("Pieptoon"),
    Kind.KEYS: N_("Er worden toetsen ingedrukt"),
    Kind.MUSIC: N_("Wachtmuziek"),
}
"""What was found, as a seller calls it."""
SHOWN = 40
"""So many sounds are listed; a call in a busy office has hundreds of beeps."""


@dataclass(frozen=True)
class SoundRow:
    """A sound: what it is, from when until when, and where the player goes for it."""

    text: str
    clock: str
    start_ms: int


@dataclass(frozen=True)
class SeatRow:
    """Who is on a channel: which channel, who, on which side, and for how long they speak."""

    channel: str
    party: str
    name: str
    role: str
    side: str
    spoken: str


@dataclass(frozen=True)
class HeardView:
    """The part of the page on the sound; nothing where the recording was not listened to.

    `notes` are sentences on the sound, `left_out` tells what was not measured; `more` how many
    sounds are not listed. `may_seat`: who sells may be put on the other channel, and `chosen` is
    the one on whose channel they are thought to be.
    """

    is_heard: bool
    sounds: tuple[SoundRow, ...]
    more: str
    notes: tuple[str, ...]
    left_out: str
    seats: tuple[SeatRow, ...]
    one_for_all: bool
    may_seat: bool
    chosen: str

    @classmethod
    def of(cls, here: Visit, opened: Opened) -> HeardView:
        """What was heard in the recording of a call."""
        _, conversation = here.translate, opened.conversation
        found = found_in(conversation.provenance)
        parties = channels_of(conversation)
        codes = [code for code in conversation.provenance.notes if code in OF_SOUND]
        alone = conversation.provenance.format == FORMAT
        sellers = [party.id for party in parties if party.side is Side.SELLER]
        return cls(
            is_heard=bool(alone or found or parties or shares_one(conversation)),
            sounds=tuple(
                SoundRow(_(TOLD[each.kind]), _clock(each.span), each.span.start_ms)
                for each in found[:SHOWN]
            ),
            more=_("en nog {n}").format(n=len(found) - SHOWN) if len(found) > SHOWN else "",
            notes=tuple(_(NOTES[code]) for code in codes),
            left_out=_left_out(found, _),
            seats=tuple(
                SeatRow(
                    channel=_channel(place, len(parties), _),
                    party=party.id,
                    name=party.name or _("onbekende spreker"),
                    role=role_beside(party.name, side_name(party.side.value, _)),
                    side=party.side.value,
                    spoken=format_clock(_spoken(conversation, party.id)),
                )
                for place, party in enumerate(parties, 1)
            ),
            one_for_all=shares_one(conversation),
            may_seat=len(parties) == TWO and may_mend(here.actor, opened.call),
            chosen=sellers[0] if len(sellers) == 1 else "",
        )


def _clock(span: Span) -> str:
    """From when until when; one moment where that is the same second."""
    ends = format_clock(span.start_ms), format_clock(span.end_ms)
    return "–".join(dict.fromkeys(ends))


def _channel(place: int, count: int, _: Translate) -> str:
    if count == TWO:
        return _("Links") if place == 1 else _("Rechts")
    return _("Kanaal {n}").format(n=place)


def _spoken(conversation: Conversation, party: str) -> int:
    return sum(
        (turn.end_ms or 0) - (turn.start_ms or 0)
        for turn in conversation.turns
        if turn.party == party
    )


def _left_out(found: Sequence[Found], _: Translate) -> str:
    """What does not count because of these sounds; "" where there are none."""
    if not found:
        return ""
    if any(each.kind in FOR_ALL for each in found):
        return _(
            "Dit telt nergens mee. Zolang de telefoon overgaat of er wachtmuziek klinkt, telt ook "
            "niet mee wat iemand intussen zegt: die praat dan niet met de ander."
        )
    return _("Dit telt nergens mee als spraak.")
