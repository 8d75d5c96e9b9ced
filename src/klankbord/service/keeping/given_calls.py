"""A call as it is given to somebody who spoke in it: who they are in it, what is theirs.

By a number a call can have two customers, and two people can have one name. Which of them it is,
nobody guesses: an admin says so, or what they all said counts as what somebody else said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from klankbord.conversation import Conversation, Side
from klankbord.conversation.time import format_clock
from klankbord.service.calls.sound import media_type
from klankbord.service.keeping.export_zip import ENDINGS
from klankbord.service.keeping.sought import Sought
from klankbord.service.site import Site
from klankbord.store.calls import Call, read_conversation
from klankbord.store.consent import consents_of
from klankbord.store.given import (
    Came,
    PartyRow,
    Went,
    arrivals_of_calls,
    parties_of_calls,
    told_of_calls,
)
from klankbord.store.made import Made
from klankbord.store.measurements import READING, read_measurement
from klankbord.store.redaction import find_made

AT_ONCE = 100
"""Of so many calls at a time is read what stands beside them."""
OF_CUSTOMERS = frozenset(
    "longest-story opening-up told-after buying-signals shift shift-questions drivers own-reasons "
    "status-quo objections perspectives".split()
)
"""The measures that tell of the customer, whatever their kinds; of others one kind may."""


@dataclass(frozen=True)
class Who:
    """Which parties of a call they are, by place; where it is `unclear` none of those `among`."""

    places: frozenset[int]
    among: tuple[PartyRow, ...] = ()

    @property
    def unclear(self) -> bool:
        """Whether somebody is to say who of them it is."""
        return bool(self.among) and not self.places


@dataclass(frozen=True)
class Said:
    """A turn as it is given; `text` is None where it is left out."""

    at: str
    name: str
    own: bool
    text: str | None


@dataclass(frozen=True)
class Figure:
    """A figure in which what the customer of a call did is counted."""

    measure: str
    kind: str
    part: float | None
    whole: float | None
    n: int
    value: float


@dataclass(frozen=True)
class Unreadable:
    """Something that was made unreadable: its mark, and where that is given what it was."""

    at: str
    mark: str
    text: str


@dataclass(frozen=True)
class GivenCall:
    """A call as it is given.

    Attributes:
        number: of the call.
        you: their record in it: name, number, e-mail address, as far as there is any.
        unclear: nobody said who of several people they are.
        shared: there are more customers: figures are of all of them.
        told: how they were told of the recording.
        sound: its file in the archive; "" where that is not in it.
        has_sound: there is a recording.
        original: the file of the recording as it was before anything in it was silenced.
        hidden: how many pieces were made unreadable.
        keeps: what stood there is kept.
        unreadable: what that was, where it is given.
        came: what the sources told of it.
        went: where it was told of.
    """

    number: int
    when: datetime | None
    direction: str
    length_ms: int | None
    you: Mapping[str, str]
    unclear: bool
    shared: bool
    told: tuple[str, ...]
    turns: tuple[Said, ...]
    figures: tuple[Figure, ...]
    sound: str
    has_sound: bool
    original: str
    hidden: int
    keeps: bool
    unreadable: tuple[Unreadable, ...]
    came: tuple[Came, ...]
    went: tuple[Went, ...]


@dataclass(frozen=True)
class Wanted:
    """What of each call is to be given; `places`: who they are, by call, where somebody said so."""

    who: Sought
    others: bool
    originals: bool
    places: Mapping[int, int]


def who_of(who: Sought, number: str, parties: Sequence[PartyRow], said: int | None = None) -> Who:
    """Which of the parties of a call somebody is.

    Args:
        who: who is looked for.
        number: of the call.
        parties: all of them.
        said: the place of the one that somebody pointed out, where they did.
    """
    found = [one for one in parties if is_them(who, one)]
    if len(found) == 1:
        return Who(frozenset({found[0].place}))
    customers = [one for one in parties if one.side == Side.CUSTOMER]
    if not found and who.is_number(number) and len(customers) == 1:
        return Who(frozenset({customers[0].place}))
    others = [one for one in parties if one.side != Side.SELLER]
    among = tuple(found or customers or others or parties)
    pointed_out = {one.place for one in among} & {said}
    return Who(frozenset(one for one in pointed_out if one is not None), among)


def is_them(who: Sought, party: PartyRow) -> bool:
    """Whether a party has their number, address or name."""
    return who.is_number(party.number) or who.is_email(party.email) or who.is_name(party.name)


def given_calls(site: Site, calls: Sequence[Call], wanted: Wanted) -> Iterator[GivenCall]:
    """Calls as they are given, one at a time; those that went meanwhile are passed by."""
    for first in range(0, len(calls), AT_ONCE):
        some = calls[first : first + AT_ONCE]
        ids = [call.id for call in some]
        with site.database.reading() as connection:
            parties = parties_of_calls(connection, ids)
            came = arrivals_of_calls(connection, ids)
            went = told_of_calls(connection, ids)
        for call in some:
            if call.id not in parties:
                continue
            beside = _Beside(
                parties[call.id],
                tuple(of_them(wanted.who, one) for one in came.get(call.id, ())),
                tuple(went.get(call.id, ())),
            )
            with site.database.reading() as connection:
                yield _given(site, connection, call, wanted, beside)


def of_them(who: Sought, came: Came) -> Came:
    """What a source told of a call, as far as it is about them: nothing of others, no addresses."""
    told = came.told
    kept = {name: told[name] for name in ("when", "direction", "consent") if told.get(name)}
    if who.is_number(told.get("number", "")):
        kept["number"] = told["number"]
    parties = [
        {name: text for name, text in one.items() if text}
        for one in told.get("parties", ())
        if is_them(who, PartyRow(0, one["name"], one["side"], one["email"], one["number"]))
    ]
    if parties:
        kept["parties"] = parties
    names = tuple(one for one in came.names if who.is_in(one))
    return replace(came, told=kept, names=names)


def sounds_of(site: Site, calls: Collection[Call], wanted: Wanted) -> Iterator[tuple[str, str]]:
    """The recordings that go along: the name of each in the archive, and its hash."""
    if not wanted.others:
        return
    for call in calls:
        if call.sound is None:
            continue
        with site.database.reading() as connection:
            made = find_made(connection, call.id)
        yield from _sounds(site, call, made, wanted).items()


@dataclass(frozen=True)
class _Beside:
    """What stands beside a call: its parties, what sources told of it, where it was told of."""

    parties: Sequence[PartyRow]
    came: tuple[Came, ...]
    went: tuple[Went, ...]


def _given(
    site: Site, connection: Connection, call: Call, wanted: Wanted, beside: _Beside
) -> GivenCall:
    parties = beside.parties
    who = who_of(wanted.who, call.number, parties, wanted.places.get(call.id))
    conversation = read_conversation(connection, call.id, call.revision)
    made = find_made(connection, call.id)
    own = {one.id for place, one in enumerate(conversation.parties) if place in who.places}
    customers = [one.place for one in parties if one.side == Side.CUSTOMER]
    alone = bool(who.places) and set(customers) <= who.places
    names = list(_sounds(site, call, made, wanted))
    consents = consents_of(connection, call.id)
    return GivenCall(
        number=call.id,
        when=call.started_at,
        direction=call.direction,
        length_ms=call.length_ms,
        you=_record(wanted.who, call, who, parties, alone=alone),
        unclear=who.unclear,
        shared=len(customers) > 1,
        told=tuple(dict.fromkeys(one.text or one.how for one in consents if one.text or one.how)),
        turns=tuple(_turns(conversation, own, others=wanted.others)),
        figures=tuple(_figures(connection, call.id)),
        sound=next((one for one in names if ORIGINAL not in one), ""),
        has_sound=call.sound is not None and site.files.path(call.sound).is_file(),
        original=next((one for one in names if ORIGINAL in one), ""),
        hidden=sum(made.counts.values()) if made else 0,
        keeps=bool(made and (made.pieces or made.sound)),
        unreadable=tuple(_unreadable(made, conversation, own, wanted)),
        came=beside.came,
        went=beside.went,
    )


ORIGINAL = "-onbewerkt"


def _sounds(site: Site, call: Call, made: Made | None, wanted: Wanted) -> dict[str, str]:
    """The files of a call's recordings that are there and go along, by their names."""
    found: dict[str, str] = {}
    original = made.sound if made and wanted.originals else None
    for hash_, mark in ((call.sound, ""), (original, ORIGINAL)):
        path = site.files.path(hash_) if hash_ and wanted.others else None
        if hash_ and path is not None and path.is_file():
            ending = ENDINGS.get(media_type(path), "bin")
            found[f"opnamen/gesprek-{call.id}{mark}.{ending}"] = hash_
    return found


def _record(
    sought: Sought, call: Call, who: Who, parties: Sequence[PartyRow], *, alone: bool
) -> dict[str, str]:
    """What is known of them in a call; the call's number where it is surely theirs."""
    record: dict[str, str] = {}
    for one in parties:
        if one.place in who.places:
            record |= {"name": one.name, "number": one.number, "email": one.email}
    if sought.is_number(call.number) or (alone and not record.get("number")):
        record["number"] = record.get("number") or call.number
    return {name: text for name, text in record.items() if text}


def _turns(conversation: Conversation, own: Collection[str], *, others: bool) -> Iterator[Said]:
    names = {
        party.id: _name(party.name, party.side, own=party.id in own)
        for party in conversation.parties
    }
    for turn in conversation.turns:
        theirs = turn.party in own
        yield Said(
            at="" if turn.start_ms is None else format_clock(turn.start_ms),
            name=names[turn.party],
            own=theirs,
            text=turn.text if others or theirs else None,
        )


def _name(name: str, side: Side, *, own: bool) -> str:
    """How somebody is called in the archive; of others no more than their first name."""
    if own or not name:
        return name
    return name.split(maxsplit=1)[0] if side is Side.SELLER else ""


def _figures(connection: Connection, call: int) -> Iterator[Figure]:
    kept = read_measurement(connection, call)
    for row in kept.readings if kept else ():
        one: dict[str, Any] = dict(zip(READING, row, strict=True))
        theirs = one["kind"] == Side.CUSTOMER or one["measure"] in OF_CUSTOMERS
        if theirs and one["unknown"] is None and one["value"] is not None:
            yield Figure(**{name: one[name] for name in _FIGURE})


_FIGURE = ("measure", "kind", "part", "whole", "n", "value")


def _unreadable(
    made: Made | None, conversation: Conversation, own: Collection[str], wanted: Wanted
) -> Iterator[Unreadable]:
    """What stood under the marks; of what was not surely said by them only with the others'."""
    if made is None or not wanted.originals:
        return
    for piece in made.pieces or ():
        start = piece["start_ms"]
        speakers = {
            turn.party
            for turn in conversation.turns
            if start is not None
            and turn.start_ms is not None
            and turn.start_ms <= start <= (turn.end_ms or turn.start_ms)
        }
        if wanted.others or (speakers and speakers <= set(own)):
            at = "" if start is None else format_clock(start)
            yield Unreadable(at, piece["mark"], piece["text"])
