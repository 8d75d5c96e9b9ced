"""A watched folder tried out, as a page: what names would become, and whether all is in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import KlankbordError
from klankbord.i18n import N_, Translate
from klankbord.service.sources.source_trial import Check, Preview, WouldBe, say_check, say_mark
from klankbord.store.sources import Source
from klankbord.web.dates import day_and_time
from klankbord.web.kinds import direction_name

if TYPE_CHECKING:
    from klankbord.web.door import Visit

_DIRECTIONS = {"in": "inbound", "out": "outbound"}
_SEATS = {
    "seller,customer": N_("1 verkoper, 2 klant"),
    "customer,seller": N_("1 klant, 2 verkoper"),
}


@dataclass(frozen=True)
class WouldRow:
    """What a name, or two, would become."""

    names: tuple[str, ...]
    when: str
    direction: str
    person: str
    other: str
    channels: str
    note: str


@dataclass(frozen=True)
class PreviewView:
    """What the names in a folder would become."""

    template: ClassVar[str] = "bronnen/preview.html"
    title: str
    url: str
    trouble: str
    told: str
    rows: tuple[WouldRow, ...]
    fewer: str
    unfit: tuple[str, ...]
    unfit_told: str
    left: tuple[str, ...]
    left_told: str
    strangers: tuple[str, ...]

    @classmethod
    def of(cls, here: Visit, source: Source, found: Preview) -> PreviewView:
        """The page."""
        _ = here.translate
        told = _(N_("{files} bestanden, samen {calls} gesprekken.")).format(
            files=found.files, calls=found.calls
        )
        shown = _(N_("Dit zijn de {n} nieuwste.")).format(n=len(found.rows))
        return cls(
            title=source.name,
            url=f"/beheer/bronnen/{source.id}",
            trouble="",
            told=told,
            rows=tuple(_row(here, one, found.rest) for one in found.rows),
            fewer=shown if len(found.rows) < found.calls else "",
            unfit=found.unfit,
            unfit_told=_(N_("Namen die nergens op passen: {n}")).format(n=found.unfit_all)
            if found.unfit_all
            else "",
            left=found.left,
            left_told=_(
                N_("Van vóór de dag waarop deze bron begint; die blijven liggen: {n}")
            ).format(n=found.older)
            if found.older
            else "",
            strangers=tuple(f"{own} ({many}×)" for own, many in found.strangers[:50]),
        )

    @classmethod
    def failed(cls, here: Visit, source: Source, error: KlankbordError) -> PreviewView:
        """The page where the folder cannot be looked into."""
        said = error.say(here.translate)
        url = f"/beheer/bronnen/{source.id}"
        return cls(source.name, url, said, "", (), "", (), "", (), "", ())


@dataclass(frozen=True)
class CheckRow:
    """One thing that was looked at."""

    mark: str
    sentence: str


@dataclass(frozen=True)
class TrialView:
    """Whether all is in order."""

    template: ClassVar[str] = "bronnen/trial.html"
    title: str
    url: str
    lead: str
    rows: tuple[CheckRow, ...]

    @classmethod
    def of(cls, here: Visit, source: Source, checks: Sequence[Check]) -> TrialView:
        """The page."""
        _ = here.translate
        return cls(
            title=source.name,
            url=f"/beheer/bronnen/{source.id}",
            lead=_lead(checks, _),
            rows=tuple(CheckRow(say_mark(one, _), say_check(one, _)) for one in checks),
        )


def _lead(checks: Sequence[Check], _: Translate) -> str:
    """All of it in a sentence."""
    if not all(check.right for check in checks):
        return _(N_("Niet alles is in orde."))
    if any(check.heed for check in checks):
        return _(N_("Het werkt, maar let op."))
    return _(N_("Alles is in orde."))


def _note(one: WouldBe, _: Translate) -> str:
    if one.left_out:
        return _(N_("Tussen collega's: komt niet mee."))
    return _(N_("De andere helft is er nog niet.")) if one.half else ""


def _row(here: Visit, one: WouldBe, rest: str) -> WouldRow:
    _, told = here.translate, one.told
    if one.person:
        person = one.person.name
    elif told.primary_user:
        person = _(N_("niemand; gaat naar {name}")).format(name=rest)
    else:
        person = _(N_("gaat naar {name}")).format(name=rest)
    own = f"{told.primary_user}: " if told.primary_user else ""
    channels = _(_SEATS[told.channels]) if told.channels in _SEATS else ""
    return WouldRow(
        names=one.names,
        when=day_and_time(told.when, here.language) if told.when else "",
        direction=direction_name(_DIRECTIONS.get(told.direction, ""), _),
        person=own + person,
        other=told.number,
        channels=channels,
        note=_note(one, _),
    )
