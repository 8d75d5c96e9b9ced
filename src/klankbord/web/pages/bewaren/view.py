"""The terms of the house; and somebody's own calls that go, or stay longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.keeping.retention_terms import MOST, Terms
from klankbord.service.keeping.what_goes import Leaving
from klankbord.store.retention import Held, Shelved
from klankbord.web.dates import day, day_and_time
from klankbord.web.forms import Field, fields_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

PARTS: dict[str, str] = {
    "sound": N_("het geluid"),
    "text": N_("het hele gesprek"),
}


@dataclass(frozen=True)
class HeldRow:
    """A call that is held; `lift` is the address to let it go."""

    name: str
    reason: str
    by: str
    lift: str


@dataclass(frozen=True)
class HouseKeepingView:
    """The page of admins; `going` tells what goes before long, a line each."""

    template: ClassVar[str] = "bewaren/house.html"
    terms: Mapping[str, Field]
    going: tuple[str, ...]
    held: tuple[HeldRow, ...]
    call: Field
    reason: Field
    most: int = MOST

    @classmethod
    def of(  # noqa: PLR0913 (two forms)
        cls,
        here: Visit,
        terms: Terms,
        going: Mapping[str, int],
        held: Sequence[Held],
        *,
        terms_filled: Mapping[str, str] | None = None,
        held_filled: Mapping[str, str] | None = None,
        wrong: NotTaken | None = None,
        unknown: str = "",
    ) -> HouseKeepingView:
        """The page; its forms as they were filled in, where something is wrong with one."""
        _ = here.translate
        set_ = terms_filled or {name: str(days) for name, days in asdict(terms).items()}
        of_held = held_filled or {"call": "", "reason": ""}
        lines = {
            "sound": N_("Gesprekken waarvan binnen twee weken het geluid weggaat: {n}."),
            "text": N_("Gesprekken die binnen twee weken helemaal weggaan: {n}."),
        }
        of_form = fields_of(of_held, wrong if held_filled else None, _)
        return cls(
            terms=fields_of(set_, wrong if terms_filled else None, _),
            going=tuple(_(lines[part]).format(n=going[part]) for part in lines if part in going),
            held=tuple(_held(here, one) for one in held),
            call=Field(of_held["call"], unknown) if unknown else of_form["call"],
            reason=of_form["reason"],
        )


@dataclass(frozen=True)
class LeavingRow:
    """A call of which something goes."""

    url: str
    name: str
    what: str


@dataclass(frozen=True)
class ShelfRow:
    """A call in the library, or one that is asked for."""

    url: str
    name: str
    reason: str
    by: str


@dataclass(frozen=True)
class OwnKeepingView:
    """The page of everybody; `rule` tells how long calls stay."""

    template: ClassVar[str] = "bewaren/page.html"
    rule: str
    going: tuple[LeavingRow, ...]
    asked: tuple[ShelfRow, ...]
    inside: tuple[ShelfRow, ...]

    @classmethod
    def of(
        cls,
        here: Visit,
        going: Sequence[Leaving],
        inside: Sequence[Shelved],
        asked: Sequence[Shelved],
        terms: Terms,
    ) -> OwnKeepingView:
        """The page of somebody."""
        _ = here.translate
        return cls(
            rule=rule_of(terms, _),
            going=tuple(
                LeavingRow(
                    f"/gesprekken/{one.call.id}",
                    one.call.customers or one.call.title or _("Gesprek"),
                    _("{part} gaat weg op {day}").format(
                        part=_(PARTS[one.part]), day=day(one.goes_at, here.language)
                    ),
                )
                for one in going
            ),
            asked=tuple(_shelf(here, one) for one in asked),
            inside=tuple(_shelf(here, one) for one in inside),
        )


def rule_of(terms: Terms, _: Translate) -> str:
    """How long calls stay, as a sentence."""
    return _(
        "Geluid blijft {sound} dagen, tekst {text} dagen. Wat in de trainingsbibliotheek staat, "
        "blijft langer: geluid {long_sound} dagen, tekst {long_text} dagen."
    ).format(
        sound=terms.coaching_sound,
        text=terms.coaching_text,
        long_sound=terms.library_sound,
        long_text=terms.library_text,
    )


def _held(here: Visit, one: Held) -> HeldRow:
    _ = here.translate
    when = day_and_time(one.started_at, here.language) if one.started_at else _("zonder datum")
    name = _("Gesprek {n} van {owner}, {when}").format(n=one.call_id, owner=one.owner, when=when)
    since = day(one.since, here.language)
    by = _("sinds {day}, door {name}").format(day=since, name=one.person) if one.person else since
    return HeldRow(name, one.reason, by, f"/beheer/bewaren/vasthouden/{one.call_id}/los")


def _shelf(here: Visit, one: Shelved) -> ShelfRow:
    _ = here.translate
    name = one.customers or one.title or _("Gesprek")
    when = day(one.agreed_at or one.asked_at, here.language)
    by = _("{name}, {day}").format(name=one.person, day=when) if one.person else when
    return ShelfRow(f"/gesprekken/{one.call_id}", name, one.reason, by)
