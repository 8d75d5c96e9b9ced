"""The terms of the house; and somebody's own calls that go, or stay longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.keeping.retention_terms import MOST, Terms
from klankbord.service.keeping.what_goes import Goes, Leaving
from klankbord.store.retention import Held, Shelved
from klankbord.web.dates import date_text, day, day_and_time
from klankbord.web.forms import Field, fields_of
from klankbord.web.many import days

if TYPE_CHECKING:
    from klankbord.web.door import Visit

PARTS: dict[str, str] = {
    "sound": N_("het geluid"),
    "text": N_("het hele gesprek"),
}


@dataclass(frozen=True)
class HeldRow:
    """A call that is held; `lift` is the address to let it go, `erased` what happens then."""

    name: str
    reason: str
    by: str
    lift: str
    erased: str = ""


@dataclass(frozen=True)
class HouseKeepingView:
    """The page of admins; `going` tells what goes before long, a line each.

    `looked` is whether that is by terms that are filled in and not kept.
    """

    template: ClassVar[str] = "bewaren/house.html"
    terms: Mapping[str, Field]
    going: tuple[str, ...]
    held: tuple[HeldRow, ...]
    call: Field
    reason: Field
    looked: bool
    most: int = MOST

    @classmethod
    def of(  # noqa: PLR0913 (two forms)
        cls,
        here: Visit,
        terms: Terms,
        going: Sequence[Goes],
        held: Sequence[Held],
        *,
        terms_filled: Mapping[str, str] | None = None,
        held_filled: Mapping[str, str] | None = None,
        wrong: NotTaken | None = None,
        unknown: str = "",
        looked: bool = False,
    ) -> HouseKeepingView:
        """The page; its forms as they were filled in, where something is wrong with one."""
        _ = here.translate
        set_ = terms_filled or {name: str(days) for name, days in asdict(terms).items()}
        of_held = held_filled or {"call": "", "reason": ""}
        of_form = fields_of(of_held, wrong if held_filled else None, _)
        return cls(
            terms=fields_of(set_, wrong if terms_filled else None, _),
            going=tuple(_goes(here, one) for one in going),
            held=tuple(_held(here, one) for one in held),
            call=Field(of_held["call"], unknown) if unknown else of_form["call"],
            reason=of_form["reason"],
            looked=looked,
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
        "Geluid blijft {sound}, tekst {text}. Wat in de trainingsbibliotheek staat, blijft langer: "
        "geluid {long_sound}, tekst {long_text}."
    ).format(
        sound=days(terms.coaching_sound, _),
        text=days(terms.coaching_text, _),
        long_sound=days(terms.library_sound, _),
        long_text=days(terms.library_text, _),
    )


def _goes(here: Visit, one: Goes) -> str:
    """Of how many calls what goes, and when."""
    _ = here.translate
    texts = {
        "sound": (N_("1 opname gaat weg op {day}"), N_("{n} opnamen gaan weg op {day}")),
        "text": (
            N_("1 gesprek gaat helemaal weg op {day}"),
            N_("{n} gesprekken gaan helemaal weg op {day}"),
        ),
    }
    single, more = texts[one.part]
    text = _(single if one.many == 1 else more)
    return text.format(n=one.many, day=date_text(one.day, here.language))


def _held(here: Visit, one: Held) -> HeldRow:
    _ = here.translate
    when = day_and_time(one.started_at, here.language) if one.started_at else _("zonder datum")
    name = _("Gesprek {n} van {owner}, {when}").format(n=one.call_id, owner=one.owner, when=when)
    since = day(one.since, here.language)
    by = _("sinds {day}, door {name}").format(day=since, name=one.person) if one.person else since
    erased = ""
    if one.erase_at:
        erased = _("Op {day} is gevraagd dit te wissen. Dat gebeurt zodra je het loslaat.").format(
            day=day(one.erase_at, here.language)
        )
    lift = f"/beheer/bewaren/vasthouden/{one.call_id}/los"
    return HeldRow(name, one.reason, by, lift, erased)


def _shelf(here: Visit, one: Shelved) -> ShelfRow:
    _ = here.translate
    name = one.customers or one.title or _("Gesprek")
    when = day(one.agreed_at or one.asked_at, here.language)
    by = _("{name}, {day}").format(name=one.person, day=when) if one.person else when
    return ShelfRow(f"/gesprekken/{one.call_id}", name, one.reason, by)
