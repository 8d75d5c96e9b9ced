"""What is chosen before somebody gets a copy: who they are, what the others said, which notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klankbord.conversation import Side
from klankbord.conversation.time import format_clock
from klankbord.i18n import N_, Translate
from klankbord.service.keeping.access_request import LONGEST_ALSO, WHYS, Asked
from klankbord.service.keeping.copying import Copyable, Unclear, key_of
from klankbord.store.given import Note, PartyRow
from klankbord.web.dates import day_and_time
from klankbord.web.forms import Option, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

LANGUAGES = {"nl": "Nederlands", "en": "English"}
SIDES = {Side.CUSTOMER: N_("klant"), Side.SELLER: N_("verkoper"), Side.OTHER: N_("ander")}
_PLACE = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})\.([0-9]{1,9})")
"""Of a call, its revision that was seen, the place of a party."""


@dataclass(frozen=True)
class WhoRow:
    """A call of which somebody is to say who of the people in it they are."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class NoteRow:
    """A note, to be read and to go along or not; of whom, is not shown."""

    key: str
    about: str
    text: str
    picked: bool


@dataclass(frozen=True)
class CopyView:
    """The choices of a copy; `read` is whether the notes are shown."""

    unclear: tuple[WhoRow, ...]
    whys: tuple[Option, ...]
    alone: bool
    originals: int
    with_originals: bool
    notes: int
    private: int
    read: bool
    rows: tuple[NoteRow, ...]
    authors: bool
    languages: tuple[Option, ...]
    also: str
    longest: int

    @classmethod
    def of(cls, here: Visit, found: Copyable, asked: Asked) -> CopyView:
        """As they were chosen so far."""
        _ = here.translate
        whys = {why: _(text) for why, text in WHYS.items()}
        return cls(
            unclear=tuple(_who(one, asked, _) for one in found.unclear),
            whys=options_of(whys, [asked.others]),
            alone=not asked.others,
            originals=found.originals,
            with_originals=asked.originals,
            notes=found.notes,
            private=found.private,
            read=bool(found.read),
            rows=tuple(_note(here, one, asked) for one in found.read),
            authors=asked.authors,
            languages=options_of(LANGUAGES, [asked.language]),
            also=asked.also,
            longest=LONGEST_ALSO,
        )


def places_of(values: Iterable[str]) -> dict[int, tuple[int, int]]:
    """Who somebody was said to be: by call, the revision that was seen and the place."""
    matches = filter(None, map(_PLACE.fullmatch, values))
    return {int(one[1]): (int(one[2]), int(one[3])) for one in matches}


def _who(one: Unclear, asked: Asked, _: Translate) -> WhoRow:
    chosen = asked.places.get(one.call)
    texts = {"": _("dat weet ik niet")}
    texts |= {
        f"{one.call}.{one.revision}.{party.place}": _named(party, _) for party in one.who.among
    }
    key = f"{one.call}.{chosen[0]}.{chosen[1]}" if chosen else ""
    label = _("Gesprek {n}: wie is deze persoon?").format(n=one.call)
    return WhoRow(f"who-{one.call}", label, options_of(texts, [key]))


def _named(party: PartyRow, _: Translate) -> str:
    name = party.name or _("deelnemer {n}").format(n=party.place + 1)
    side = SIDES.get(Side(party.side))
    return f"{name} ({_(side)})" if side else name


def _note(here: Visit, note: Note, asked: Asked) -> NoteRow:
    _ = here.translate
    when = day_and_time(note.at, here.language)
    about = _("Bij gesprek {n}, {when}").format(n=note.call_id, when=when)
    if note.start_ms is not None:
        about = _("{about}, over {clock}").format(about=about, clock=format_clock(note.start_ms))
    key = key_of(note)
    return NoteRow(key, about, note.text, key in asked.notes)
