"""Many calls taken along at once: as CSV, JSON or Parquet, a file for some calls at a time."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from klankbord.service.calls.extracting import WRITERS, extract
from klankbord.web.api.asked import Taken
from klankbord.web.api.cursors import cursor_of
from klankbord.web.api.door import Exporter

router = APIRouter(tags=["exports"])
FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file. `Next-Cursor` has the cursor of the next one, and `Link` its "
        "address; neither is there at the end.",
        "content": {
            "text/csv": {"example": "call,turn,text\n17,1,Hoe gaat het nu met de planning?\n"},
            "application/json": {"example": [{"call": 17, "turn": 1, "text": "Hoe gaat het?"}]},
            "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get("/exports/{table}.{ending}", responses=FILES, response_class=Response)
def take(
    who: Exporter,
    table: Annotated[
        Literal["calls", "turns", "readings"],
        Path(description="What is in it.", examples=["calls"]),
    ],
    ending: Annotated[
        Literal["csv", "json", "parquet"], Path(description="How it is written.", examples=["csv"])
    ],
    asked: Annotated[Taken, Query()],
) -> Response:
    """A table of the calls that you may see. Counts for twenty questions.

    With turns or readings, that a coach took a call along is noted as having opened it; figures
    that are folded for you are not in it.
    """
    found = extract(
        who.site,
        who.actor,
        table,
        asked.wanted(),
        limit=asked.limit,
        after=asked.after,
        added_after=asked.added_after,
    )
    kind, write = WRITERS[ending]
    told = {"content-disposition": f'attachment; filename="klankbord-{table}.{ending}"'}
    beyond = cursor_of(found.next)
    if beyond:
        query = dict(who.request.query_params) | {"cursor": beyond}
        address = f"{who.request.url.path}?{urlencode(query)}"
        told |= {"next-cursor": beyond, "link": f'<{address}>; rel="next"'}
    return Response(write(found.table), media_type=kind, headers=told)
