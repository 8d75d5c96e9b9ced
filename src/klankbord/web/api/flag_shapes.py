"""What the API tells of flags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from klankbord.store.flags import Flag
from klankbord.web.api.shapes import WHEN, Shape, shown


class FlagShape(Shape):
    """A flag of yours: a call to come back to."""

    example: ClassVar[Mapping[str, Any]] = {
        "id": 3,
        "good": False,
        "note": "Ze haakte af bij de prijs",
        "number": "",
        "at": WHEN,
        "call": 17,
        "shared_with": None,
    }
    model_config = shown(example)

    id: int
    good: bool = Field(description="Whether it went well.")
    note: str
    number: str = Field(description="Of a call that was not here yet: its number, or with whom.")
    at: datetime
    call: int | None = Field(description="Null until its call is here.")
    shared_with: int | None = Field(description="The coach who may see it.")

    @classmethod
    def of(cls, flag: Flag) -> FlagShape:
        """A flag of one's own."""
        return cls(
            id=flag.id,
            good=flag.good,
            note=flag.note,
            number=flag.number,
            at=flag.at,
            call=flag.call_id,
            shared_with=flag.shared_id,
        )


class FlagList(Shape):
    """Some of your flags, the newest first."""

    example: ClassVar[Mapping[str, Any]] = {"items": [FlagShape.example], "next_cursor": None}
    model_config = shown(example)

    items: list[FlagShape]
    next_cursor: str | None
