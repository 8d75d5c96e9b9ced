"""What is in a watched folder and did not come yet, as the page of its source tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from klankbord.i18n import N_
from klankbord.service.sources.waiting_files import WHYS, WaitingFile, WaitingFiles
from klankbord.web.dates import ago

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class WaitRow:
    """Its name, since when it is as it is, and why it waits."""

    name: str
    since: str
    why: str


@dataclass(frozen=True)
class Waits:
    """Everything that waits: the newest as rows, and how many in all."""

    rows: tuple[WaitRow, ...] = ()
    many: int = 0
    told: str = ""
    more: str = ""

    @classmethod
    def of(cls, here: Visit, found: WaitingFiles) -> Waits:
        """What waits."""
        _, many = here.translate, found.many + found.unfit
        told = _(N_("Nog in de map: {n}. Bekijk wat er wacht en waarom.")).format(n=many)
        more = _(N_("Dit zijn de {n} nieuwste van {many}.")).format(n=len(found.rows), many=many)
        return cls(
            rows=tuple(_row(here, one) for one in found.rows),
            many=many,
            told=told if many else "",
            more=more if many > len(found.rows) else "",
        )


def _row(here: Visit, one: WaitingFile) -> WaitRow:
    since = ago(one.since, here.site.now(), here.language)
    return WaitRow(" + ".join(one.names), since, here.translate(WHYS[one.why]))
