"""What is kept of somebody outside the house, in one archive, for whoever has a right to it.

It is a page to read, a page that says how we deal with calls, the same as data, and the recordings.
What they said stands in it whole; what the others said to them only where an admin says why (see
decision 26): else the recordings stay out too, since everybody is heard in them. Whose calls are
given reads so in their log.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from klankbord.errors import BadForm, FoundChanged
from klankbord.i18n import LANGUAGES, N_
from klankbord.service.access import Actor
from klankbord.service.keeping.about_us import about_us
from klankbord.service.keeping.copying import mark_of, notes_asked
from klankbord.service.keeping.erasing import Found, look_for
from klankbord.service.keeping.given_archive import GivenNote, Pages, Told, pieces_of
from klankbord.service.keeping.given_calls import Wanted, given_calls, of_them, sounds_of, who_of
from klankbord.service.keeping.sought import Sought
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import Call
from klankbord.store.erased import add_request
from klankbord.store.given import (
    Note,
    PartyRow,
    arrivals_with,
    count_notes,
    keeping_originals,
    parties_of_calls,
)

WHYS: dict[str, str] = {
    "context": N_("zonder dat is niet te begrijpen wat deze persoon zei"),
    "agreed": N_("de anderen in het gesprek vinden het goed"),
    "claim": N_("deze persoon heeft het nodig voor een klacht of een rechtszaak"),
}
"""Why what the others said goes along. One of these, and no sentence of an admin's own: it comes in
the log, out of which nothing can be taken any more."""
GIVEN = ("calls", "sounds", "notes", "elsewhere", "originals")
"""What is given, in the order in which it is told."""
LONGEST_ALSO = 2_000


@dataclass(frozen=True)
class Asked:
    """What goes in a copy.

    Attributes:
        picked: the calls that are theirs.
        places: who they are, by call, where somebody said so: the revision seen, and the place.
        others: why what the others said goes along, and the recordings (see `WHYS`); "": not.
        originals: what was made unreadable too, where that is kept.
        notes: the notes that go along (see `copying.key_of`).
        authors: with the first name of who wrote them.
        language: of the pages: nl or en.
        also: what an admin adds to the page about us: whom to ask, who else works for us.
    """

    picked: frozenset[int] = frozenset()
    places: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    others: str = ""
    originals: bool = False
    notes: tuple[str, ...] = ()
    authors: bool = False
    language: str = "nl"
    also: str = ""


def give(
    site: Site, actor: Actor, text: str, *, asked: Asked, seen: str, pages: Pages
) -> Iterator[bytes]:
    """What is kept of somebody, of the calls those that were picked, as the bytes of a zip.

    Args:
        site: the installation.
        actor: the admin who does it; that they did is noted.
        text: the number, address or name.
        asked: what goes in it.
        seen: what was shown of it.
        pages: what makes its pages.

    Raises:
        NotFound: it is no admin who asks.
        Mistakes: it is nobody.
        BadForm: there is no such language or reason, or too much is added.
        FoundChanged: there is something else now than was shown.
    """
    found = look_for(site, actor, text)
    known = asked.language in LANGUAGES and asked.others in {"", *WHYS}
    if not known or len(asked.also) > LONGEST_ALSO:
        raise BadForm
    notes = notes_asked(site, asked.notes)
    given = tuple(call for call in found.calls if call.id in asked.picked)
    current = all(asked.places[c.id][0] == c.revision for c in given if c.id in asked.places)
    if not hmac.compare_digest(found.seen, seen) or notes is None or not current:
        raise FoundChanged
    places = {call: place for call, (_, place) in asked.places.items()}
    wanted = Wanted(found.who, bool(asked.others), asked.originals, places)
    told = _told(site, found, given, wanted, asked, notes)
    digest = hmac.new(token_bytes(32), text.encode(), sha256).hexdigest()
    now = site.now()
    with site.database.writing() as connection:
        own = {"counts": dict(told.counts), "person": actor.id, "now": now}
        number = add_request(connection, "access", digest, **own)  # type: ignore[arg-type]
        told_by = f"{number}, {mark_of(found)}"
        log(connection, now, actor.id, "person_given", name=told_by)
        for call in given:
            one: dict[str, Any] = {"call": call.id, "about": call.owner_id}
            if asked.others:
                log(connection, now, actor.id, "copied_whole", **one, why=asked.others)
            else:
                log(connection, now, actor.id, "copied", **one)
    return pieces_of(site, told, sounds_of(site, given, wanted), pages)


def _told(
    site: Site,
    found: Found,
    given: tuple[Call, ...],
    wanted: Wanted,
    asked: Asked,
    notes: Collection[Note],
) -> Told:
    ids = [call.id for call in given]
    passed_by = {call.id for call in found.calls} - set(ids)
    written = tuple(
        GivenNote(one.call_id, one.at, one.text, _first(one.person) if asked.authors else "")
        for one in notes
        if one.call_id not in passed_by
    )
    with site.database.reading() as connection:
        parties = parties_of_calls(connection, ids)
        _, private = count_notes(connection, ids)
        originals = len(keeping_originals(connection, ids)) if asked.originals else 0
        # By a name alone these can be of anybody who is called so.
        beside = [] if found.who.kind == "name" else arrivals_with(connection, found.who.is_in)
    who = {
        call.id: who_of(
            found.who, call.number, parties.get(call.id, ()), wanted.places.get(call.id)
        )
        for call in given
    }
    own = [
        one
        for call in given
        for one in parties.get(call.id, ())
        if one.place in who[call.id].places
    ]
    sounds = sum(1 for _ in sounds_of(site, given, wanted))
    counts = {"calls": len(given), "sounds": sounds, "notes": len(written)}
    counts |= {"elsewhere": len(beside), "originals": originals}
    return Told(
        about=about_us(site, asked.language, asked.also),
        you=_you(found.who, own, given),
        others=wanted.others,
        unclear=sum(one.unclear for one in who.values()),
        notes=written,
        elsewhere=tuple(of_them(found.who, one) for one in beside),
        counts=counts,
        private=private,
        calls=lambda: given_calls(site, given, wanted),
    )


def _you(who: Sought, own: Iterable[PartyRow], given: Iterable[Call]) -> dict[str, tuple[str, ...]]:
    """Their names, numbers and addresses, each as often as it is written in another way."""
    parties = list(own)
    numbers = [one.number for one in parties]
    numbers += [call.number for call in given if who.is_number(call.number)]
    found = {
        "name": [one.name for one in parties],
        "number": numbers,
        "email": [one.email for one in parties],
    }
    told = {name: tuple(sorted(set(filter(None, texts)))) for name, texts in found.items()}
    return {name: texts for name, texts in told.items() if texts}


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name else ""
