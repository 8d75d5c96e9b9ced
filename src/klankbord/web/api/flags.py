"""One's own flags: the calls to come back to. Answers to the three questions stay on the pages."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from klankbord.service.access import fetch_flag
from klankbord.service.calls.listing import list_flags
from klankbord.service.learning.flagging import LONGEST_NOTE, flag
from klankbord.web.api.asked import Moment, Paged
from klankbord.web.api.cursors import cursor_of
from klankbord.web.api.door import Flagger
from klankbord.web.api.flag_shapes import FlagList, FlagShape

router = APIRouter(tags=["flags"])


class NewFlag(BaseModel):
    """A call to come back to: one that is here, or one that will come."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"key": "1", "note": "Ze haakte af", "number": "+31201234567"}]
        },
    )

    key: str = Field(default="", max_length=100, description="Sent twice, it is kept once.")
    good: bool = Field(default=False, description="Whether it went well.")
    note: str = Field(default="", max_length=LONGEST_NOTE, description="One line.")
    number: str = Field(
        default="", max_length=LONGEST_NOTE, description="Its number, or with whom it was."
    )
    at: Moment | None = Field(default=None, description="When; at most two weeks ago.")
    call: int | None = Field(default=None, ge=1, lt=1 << 63, description="A call of your own.")


@router.get("/flags")
def list_them(who: Flagger, asked: Annotated[Paged, Query()]) -> FlagList:
    """Your own flags that are not taken off, the newest first."""
    found, beyond = list_flags(who.site, who.actor, limit=asked.limit, after=asked.after)
    return FlagList(items=[FlagShape.of(one) for one in found], next_cursor=cursor_of(beyond))


@router.post("/flags", status_code=201)
def keep(who: Flagger, told: NewFlag) -> FlagShape:
    """Keep a call for later. Of one that is here, the figures fold until you looked yourself."""
    number = flag(
        who.site,
        who.actor,
        f"api-{told.key or uuid4()}",
        good=told.good,
        note=told.note,
        number=told.number,
        at=told.at,
        call=told.call,
    )
    with who.site.database.reading() as connection:
        return FlagShape.of(fetch_flag(connection, who.actor, number))
