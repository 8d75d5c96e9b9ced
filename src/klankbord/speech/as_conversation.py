"""What was heard, as a conversation: who takes part, and turns with times and without words."""

from __future__ import annotations

from functools import cache

from klankbord import __version__
from klankbord.conversation import Conversation, Party, Provenance, Side, Turn
from klankbord.conversation.assembly import assemble
from klankbord.i18n import LANGUAGES, N_, Translate, translator
from klankbord.speech import silero
from klankbord.speech.activity import By
from klankbord.speech.channels import Channels
from klankbord.speech.decode import MOST_CHANNELS
from klankbord.speech.found import FORMAT, NAMES, Kind, as_options
from klankbord.speech.listening import FOR_ALL, Heard
from klankbord.speech.naming import Seat

_SEATS = {
    Seat.CALLER: N_("beller"),
    Seat.CALLEE: N_("gebelde"),
    Seat.SELLER: N_("verkoper"),
    Seat.CUSTOMER: N_("klant"),
}
_CHANNEL = N_("kanaal {n}")


def to_conversation(heard: Heard, id_: str, title: str = "", language: str = "nl") -> Conversation:
    """The conversation that was heard: turns with times and without words.

    Music on hold within it is a turn of its own, of nobody who sells or buys: so it shows, and
    counts neither as silence nor as time that somebody took to answer.

    Args:
        heard: what was heard.
        id_: of the conversation.
        title: of the conversation.
        language: nl or en, in which parties without a name are called.
    """
    parties = (*_people(heard, language), *_waits(heard, language))
    pieces = [
        Turn(span.start_ms, span.end_ms, party.id)
        for party, spans in zip(parties, (*heard.voices, heard.holds), strict=False)
        for span in spans
    ]
    turns = assemble(pieces, keep_empty=True)
    return Conversation(
        id=id_,
        parties=parties,
        turns=turns,
        title=title,
        when=heard.name.when,
        direction=heard.name.direction,
        end_ms=_end(heard),
        overlap=not heard.channels.one_for_all,
        laughter=False,
        provenance=Provenance(FORMAT, __version__, _options(heard), heard.notes),
    )


def _people(heard: Heard, language: str) -> tuple[Party, ...]:
    """The parties that speak, in the order of the voices."""
    channels, people = heard.channels, heard.people
    translate = translator(language)
    if people is not None:
        named = [translate(N_("spreker {n}")).format(n=n + 1) for n in range(len(heard.voices))]
        names = [*named[:-1], ""] if people.unknown else named
        return tuple(Party(str(n + 1), name) for n, name in enumerate(names))
    names, customer = _names(channels, translate), heard.name.customer
    return tuple(
        Party(str(n + 1), names[n], side, number=customer if side is Side.CUSTOMER else None)
        for n, side in enumerate(channels.sides)
    )


def _waits(heard: Heard, language: str) -> tuple[Party, ...]:
    if not heard.holds:
        return ()
    name = translator(language)(NAMES[Kind.MUSIC])
    return (Party(str(len(heard.voices) + 1), name, Side.OTHER),)


def _options(heard: Heard) -> tuple[tuple[str, str], ...]:
    """How it was heard, for the provenance."""
    told = {"speech": heard.by.value}
    if heard.by is By.SILERO:
        told["model"] = f"silero {silero.VERSION}"
    told["channels"] = heard.channels.why.value
    if heard.people is not None:
        told["speakers"] = heard.people.label
        told["people"] = str(heard.people.count or "found")
    return (*told.items(), *as_options(heard.found))


@cache
def names_of_seats() -> frozenset[str]:
    """What somebody is called, in any language, of whom no more is known than where they sit."""
    found = set()
    for translate in map(translator, LANGUAGES):
        found |= {translate(name) for name in _SEATS.values()}
        found |= {translate(_CHANNEL).format(n=n) for n in range(1, MOST_CHANNELS + 1)}
    return frozenset(found)


def _names(channels: Channels, translate: Translate) -> list[str]:
    """What the parties are called: by their side, their seat or their channel."""
    if channels.one_for_all:
        return [""]
    count = len(channels.sides)
    names = []
    for n, (side, seat) in enumerate(zip(channels.sides, channels.seats, strict=True)):
        alone = channels.sides.count(side) == 1
        if side in {Side.SELLER, Side.CUSTOMER} and alone:
            names.append(translate(_SEATS[Seat(side.value)]))
        elif seat is not None and channels.seats.count(seat) == 1:
            names.append(translate(_SEATS[seat]))
        else:
            names.append(translate(_CHANNEL).format(n=n + 1))
    assert len(names) == count
    return names


def _end(heard: Heard) -> int:
    """Where the conversation ends: tones and music after the last voice are no part of it."""
    last = max(span.end_ms for spans in heard.voices for span in spans)
    after = [
        each.span.start_ms
        for each in heard.found
        if each.kind in FOR_ALL and each.span.start_ms >= last
    ]
    return min(after, default=heard.length_ms)
