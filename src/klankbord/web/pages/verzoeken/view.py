"""Who asks, what there is of them, and the proof of what was done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.keeping.access_request import GIVEN
from klankbord.service.keeping.erasing import KINDS, STAYS, SURE, Found, Item
from klankbord.service.keeping.retention_terms import Terms
from klankbord.store.calls import Call
from klankbord.store.erased import Request
from klankbord.web.dates import day_and_time
from klankbord.web.forms import Field, fields_of
from klankbord.web.pages.verzoeken.copy import CopyView

if TYPE_CHECKING:
    from klankbord.web.door import Visit

NAMES: dict[str, str] = {
    "calls": N_("gesprekken, met transcript en cijfers"),
    "sounds": N_("opnamen"),
    "clips": N_("fragmenten"),
    "comments": N_("opmerkingen en context"),
    "reviews": N_("reviews"),
    "quotes": N_("citaten in reviews"),
    "flags": N_("keer bewaard voor later"),
    "arrivals": N_("aankomsten bij een bron"),
    "imports": N_("bestanden op de lijst van wie ze gaf"),
    "passing": N_("gesprekken die nog onderweg zijn"),
    "texts": N_("notities waarin het nummer of adres staat; dat wordt daar ‹gewist›"),
    "searches": N_("bewaarde zoekopdrachten"),
    "held": N_("gesprekken die vastgehouden worden om een geschil"),
    "lines": N_("regels in het logboek, zonder gegevens van deze persoon"),
    "kept_out": N_("nummers op een lijst die gesprekken tegenhoudt"),
    "rules": N_("regels voor wat er uitgaat; pas die zelf aan"),
    "paths": N_("bestandsnamen in een map van de bron, zolang ze daar staan"),
    "held_texts": N_("notities bij wat vastgehouden wordt"),
    "perhaps": N_(
        "gesprekken die niet zeker van deze persoon zijn: het staat in een titel, een naam, de "
        "naam van een bestand of een eerdere versie; vink ze zelf aan"
    ),
    "named": N_("notities waarin de naam van deze persoon staat; lees die zelf na"),
    "under_way": N_("dingen die nog onderweg zijn; zoek later nog eens"),
}
"""What is counted, as it is read."""
GIVEN_NAMES: dict[str, str] = {
    "calls": N_("gesprekken"),
    "sounds": N_("opnamen"),
    "notes": N_("opmerkingen en context"),
    "elsewhere": N_("aankomsten bij een bron"),
    "originals": N_("gesprekken met wat er onleesbaar is gemaakt"),
}
"""What is given, likewise."""


@dataclass(frozen=True)
class Line:
    """How many there are of something."""

    n: int
    what: str


@dataclass(frozen=True)
class RequestRow:
    """Something that was done before."""

    url: str
    text: str
    by: str


@dataclass(frozen=True)
class RequestsView:
    """The first page: who is it about?"""

    template: ClassVar[str] = "verzoeken/page.html"
    who: Field
    rows: tuple[RequestRow, ...]

    @classmethod
    def of(
        cls, here: Visit, requests: Sequence[Request], who: str, wrong: NotTaken | None
    ) -> RequestsView:
        """The page; its form as it was filled in, where something is wrong with that."""
        return cls(
            who=fields_of({"who": who}, wrong, here.translate)["who"],
            rows=tuple(_row(here, one) for one in requests),
        )


@dataclass(frozen=True)
class CallRow:
    """A call with them: whose it is and when it was, and nothing of what was said.

    `sure` is whether they are a party of it.
    """

    id: int
    text: str
    picked: bool
    held: bool
    sure: bool


@dataclass(frozen=True)
class ItemRow:
    """Something beside calls, that is picked by itself."""

    key: str
    text: str
    picked: bool


@dataclass(frozen=True)
class FoundView:
    """What there is; `sure` is whether it is so much that a count is to be typed.

    `called` is how they are called in calls of which it is sure that they are theirs.
    """

    template: ClassVar[str] = "verzoeken/found.html"
    who: str
    by_name: bool
    nothing: bool
    seen: str
    calls: tuple[CallRow, ...]
    items: tuple[ItemRow, ...]
    called: str
    goes: tuple[Line, ...]
    stays: tuple[Line, ...]
    sure: bool
    count: Field
    copy: CopyView

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 (a form)
        cls,
        here: Visit,
        who: str,
        found: Found,
        copy: CopyView,
        picked: set[int] | None = None,
        wrong: NotTaken | None = None,
        beside: Collection[str] = (),
    ) -> FoundView:
        """The page of what was found; picked are the calls that are surely theirs, by no name."""
        by_name = found.who.kind == "name"
        chosen = set(found.sure) if picked is None and not by_name else picked or ()
        things = len(found.calls) - len(found.held) + len(found.beside)
        return cls(
            who=who,
            by_name=by_name,
            nothing=not any(found.counts.values()),
            seen=found.seen,
            calls=tuple(
                CallRow(
                    id=one.id,
                    text=_call(here, one),
                    picked=one.id in chosen,
                    held=one.id in found.held,
                    sure=one.id in found.sure,
                )
                for one in found.calls
            ),
            items=tuple(
                ItemRow(one.key, _item(here, one), one.key in beside) for one in found.items
            ),
            called=", ".join(found.names),
            goes=lines_of(found.counts, KINDS, here.translate),
            stays=lines_of(found.counts, STAYS, here.translate),
            sure=things > SURE,
            count=fields_of({"count": ""}, wrong, here.translate)["count"],
            copy=copy,
        )


@dataclass(frozen=True)
class ProofView:
    """The proof: what was done, when, by whom, and how many of what."""

    template: ClassVar[str] = "verzoeken/proof.html"
    title: str
    number: int
    when: str
    by: str
    digest: str
    erased: bool
    goes: tuple[Line, ...]
    stays: tuple[Line, ...]
    backups: int

    @classmethod
    def of(cls, here: Visit, request: Request, terms: Terms) -> ProofView:
        """The proof of one."""
        _ = here.translate
        erased = request.kind == "erasure"
        return cls(
            title=_("Bewijs van wissen") if erased else _("Bewijs van inzage"),
            number=request.id,
            when=day_and_time(request.at, here.language),
            by=request.person or _("iemand die er niet meer is"),
            digest=request.digest,
            erased=erased,
            goes=lines_of(request.counts, KINDS if erased else GIVEN, _),
            stays=lines_of(request.counts, STAYS, _) if erased else (),
            backups=terms.backups if erased else 0,
        )


def lines_of(counts: Mapping[str, int], kinds: Sequence[str], _: Translate) -> tuple[Line, ...]:
    """What there is any of."""
    names = GIVEN_NAMES if kinds is GIVEN else NAMES
    return tuple(Line(counts[kind], _(names[kind])) for kind in kinds if counts.get(kind))


def _row(here: Visit, one: Request) -> RequestRow:
    _ = here.translate
    text = _("Gewist") if one.kind == "erasure" else _("Kopie gegeven")
    when = day_and_time(one.at, here.language)
    by = _("{name}, {day}").format(name=one.person, day=when) if one.person else when
    return RequestRow(
        f"/beheer/verzoeken/{one.id}", _("{what} (verzoek {n})").format(what=text, n=one.id), by
    )


def _item(here: Visit, one: Item) -> str:
    _ = here.translate
    what = _("Aankomst {name}") if one.kind == "arrival" else _("Bestand {name}")
    when = f", {day_and_time(one.at, here.language)}" if one.at else ""
    return what.format(name=one.text) + when


def _call(here: Visit, one: Call) -> str:
    _ = here.translate
    when = day_and_time(one.started_at, here.language) if one.started_at else _("zonder datum")
    return _("Gesprek {n} van {owner}, {when}").format(n=one.id, owner=one.owner, when=when)
