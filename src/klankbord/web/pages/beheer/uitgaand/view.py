"""Where Klankbord may go, and all rules by which something goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.service.outward.hook_rules import Rules
from klankbord.store.outlets import NamedOutlet
from klankbord.web.dates import day
from klankbord.web.forms import Field, fields_of
from klankbord.web.pages.instellingen.uitgaand.view import RuleRow

if TYPE_CHECKING:
    from klankbord.web.door import Visit

BELOW = "/beheer/uitgaand"


@dataclass(frozen=True)
class OutletRow:
    """A host that was named; `mind` tells what to mind of it, `forget` is the address to end it."""

    text: str
    mind: str
    by: str
    forget: str


@dataclass(frozen=True)
class OutletsView:
    """The page."""

    template: ClassVar[str] = "beheer/uitgaand/page.html"
    outlets: tuple[OutletRow, ...]
    host: Field
    inside: bool
    rows: tuple[RuleRow, ...]

    @classmethod
    def of(
        cls,
        here: Visit,
        rules: Rules,
        host: str = "",
        *,
        inside: bool = False,
        wrong: NotTaken | None = None,
    ) -> OutletsView:
        """The page; its form as it was filled in, where something is wrong with that."""
        return cls(
            outlets=tuple(_row(here, one) for one in rules.outlets),
            **fields_of({"host": host}, wrong, here.translate),
            inside=inside,
            rows=tuple(RuleRow.of(here, hook, rules.counts, BELOW) for hook in rules.hooks),
        )


def _row(here: Visit, one: NamedOutlet) -> OutletRow:
    _ = here.translate
    minds = [
        _("in het eigen netwerk") if one.outlet.inside else "",
        _("zonder versleuteling") if one.outlet.scheme == "http" else "",
    ]
    when = day(one.at, here.language)
    by = _("{name}, {day}").format(name=one.by, day=when) if one.by else when
    return OutletRow(
        text=one.outlet.text,
        mind=", ".join(mind for mind in minds if mind),
        by=by,
        forget=f"{BELOW}/adressen/{one.id}/weg",
    )
