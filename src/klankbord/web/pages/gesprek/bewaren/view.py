"""How long a call stays, as its page tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klankbord.service.keeping.holding import LONGEST_REASON
from klankbord.service.keeping.what_goes import Stay, stay_of
from klankbord.store.calls import Call
from klankbord.web.dates import day

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class StayView:
    """Until when what stays, a sentence each; `shelf` tells of the library, "" where it is not in.

    `put` is whether it can be put there, by whose call it is (`own`) or by asking; `yes` whether
    its reader is asked; `out` whether they can take it out.
    """

    lines: tuple[str, ...]
    shelf: str
    own: bool
    put: bool
    yes: bool
    out: bool
    longest: int = LONGEST_REASON

    @classmethod
    def of(cls, here: Visit, call: Call) -> StayView:
        """What the page of a call tells."""
        stay, own = stay_of(here.site, call), call.owner_id == here.actor.id
        asked = stay.shelf is not None and stay.shelf.agreed_at is None
        mine = stay.shelf is not None and here.actor.id in {call.owner_id, stay.shelf.person_id}
        return cls(
            lines=_lines(here, stay),
            shelf=_shelf(here, stay),
            own=own,
            put=stay.shelf is None,
            yes=own and asked,
            out=mine,
        )


def _lines(here: Visit, stay: Stay) -> tuple[str, ...]:
    _, language = here.translate, here.language
    lines = []
    if stay.silent_since:
        lines.append(
            _("Het geluid is verwijderd op {day}, volgens de bewaartermijn.").format(
                day=day(stay.silent_since, language)
            )
        )
    if stay.held:
        lines.append(_("Dit gesprek wordt vastgehouden om een geschil; er gaat niets van weg."))
    if stay.sound:
        lines.append(_("Het geluid blijft tot {day}.").format(day=day(stay.sound, language)))
    if stay.text:
        lines.append(_("Het gesprek blijft tot {day}.").format(day=day(stay.text, language)))
    return tuple(lines)


def _shelf(here: Visit, stay: Stay) -> str:
    _, shelf = here.translate, stay.shelf
    if shelf is None:
        return ""
    if shelf.agreed_at:
        text = _("In de trainingsbibliotheek sinds {day}: {reason}")
    else:
        text = _("{name} vroeg op {day} of het in de trainingsbibliotheek mag: {reason}")
    when = day(shelf.agreed_at or shelf.asked_at, here.language)
    return text.format(name=shelf.person or _("iemand"), day=when, reason=shelf.reason)
