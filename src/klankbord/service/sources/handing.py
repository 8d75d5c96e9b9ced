"""Handing an arrival over to be imported: whose call it is, and its import."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from klankbord.service.intake.adding import Told
from klankbord.service.intake.gathering import KeptFile, OneCall, as_one_call
from klankbord.service.names import email_of
from klankbord.service.privacy.reaching import without_outside_line
from klankbord.service.site import ZONE, Site
from klankbord.service.sources.arriving import Arriving
from klankbord.speech.naming import INBOUND, OUTBOUND, Seat
from klankbord.store.arrivals import ArrivedFile
from klankbord.store.people import Person, all_people, person_by_id
from klankbord.store.sources import Source, extensions_of

DIRECTIONS = {"in": INBOUND, "out": OUTBOUND, "": ""}
"""How a source calls it, and how a call does."""
HALVES = ("first", "second")
"""The roles of the two files of a pair, by the channel that each stands for."""


def whose(connection: Connection, source: Source, told: Arriving) -> tuple[int, Person | None]:
    """The person whose call it is, and who of us is recognised in it; else it is the source's own.

    Recognised is who has the extension at this source, or the e-mail address. Who left gets no
    calls any more.
    """
    people = {person.id: person for person in all_people(connection) if not person.left}
    by_extension = extensions_of(connection, source.id)
    by_email = {person.email: person for person in people.values()}
    ours = [party for party in told.parties if party.side == "seller"]
    names = [told.primary_user, *(name for p in ours for name in (p.email, p.number))]
    found = (
        people.get(by_extension.get(name, 0)) or by_email.get(email_of(name))
        for name in names
        if name
    )
    known = next((person for person in found if person), None)
    return (known.id if known else source.person_id), known


def is_of_nobody(connection: Connection, source: Source, told: Arriving) -> bool:
    """Whether nobody of us is recognised in a call, and whose it would be then has left."""
    person, known = whose(connection, source, told)
    return known is None and has_left(connection, person)


def has_left(connection: Connection, person: int) -> bool:
    """Whether somebody can look at no call any more."""
    found = person_by_id(connection, person)
    return found is None or found.left


def gathered(site: Site, files: Sequence[ArrivedFile], told: Arriving) -> OneCall:
    """The files of an arrival as one call; halves are made one file, so outside any transaction.

    Raises:
        Refused: together they are no call, or one is not there any more.
    """
    seats = tuple(Seat(side) for side in told.channels.split(",") if side)
    return as_one_call(site, [_as_kept(file, seats) for file in files])


def as_told(told: Arriving, seller: Person | None, *, sound: bool, outside: str = "") -> Told:
    """What the source tells, as whoever adds a file would; who sells is told of sound alone.

    In a transcript people are called as they are, and its reader finds them there. What a phone
    system calls its files is no title: a recording is called by whom it was with. What was dialled
    for an outside line (`outside`) is no part of the number of whom we called.
    """
    theirs = [party for party in told.parties if party.side == "customer"]
    written = next((party for party in theirs if party.email), None)  # in a text, whose it is
    named = theirs if sound or written is None else [written]
    customer = next((party.name for party in named if party.name), "")
    number = told.number or next((party.number for party in theirs if party.number), "")
    if told.direction == "out":
        number = without_outside_line(number, outside)
    ours = [party.name for party in told.parties if party.side == "seller" and party.name]
    return Told(
        title=told.title or ((customer or number) if sound else ""),
        when=told.when and told.when.astimezone(ZONE),  # as the house's clocks had it
        type=told.type,
        direction=DIRECTIONS[told.direction],
        number=number,
        email=written.email if written else "",
        language=told.language,
        seller=(seller.name if seller else next(iter(ours), "")) if sound else "",
        customer=customer,
        channels=told.channels if sound else "",
    )


def _as_kept(file: ArrivedFile, seats: tuple[Seat, ...]) -> KeptFile:
    """A file with who is on it, where it is half of a recording and that is known."""
    place = HALVES.index(file.role) if file.role in HALVES else None
    return KeptFile(file.hash, file.name, seats[place] if seats and place is not None else None)
