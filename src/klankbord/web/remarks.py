"""What the seller says of a call and its figures, as pages and reports show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from klankbord.report.remarks import RemarkRow
from klankbord.service.calls.remarks import remarks_on
from klankbord.web.dates import day

if TYPE_CHECKING:
    from klankbord.web.door import Visit


def remark_rows(here: Visit, call: int) -> tuple[RemarkRow, ...]:
    """The remarks on a call, for a visitor who may see it."""
    return tuple(
        RemarkRow(
            measure=one.measure,
            text=one.text,
            who=one.person,
            when=day(one.created_at, here.language),
            at=one.created_at.isoformat(),
            remove=f"/gesprekken/{call}/kanttekeningen/{one.id}/weg"
            if one.person_id == here.actor.id
            else "",
        )
        for one in remarks_on(here.site, here.actor, call)
    )
