"""What can be asked of the lists: the filters of the library, typed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from klankbord.errors import BadQuestion
from klankbord.service.calls.finding import LONGEST_QUESTION, Wanted
from klankbord.service.calls.listing import Place
from klankbord.web.api.cursors import LONGEST, place_of

FIRST_YEAR, LAST_YEAR = 1970, 2200
MANY = 10**9
PAGE, MOST = 50, 200
MOST_TAKEN = 2000


def _countable(moment: AwareDatetime) -> AwareDatetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        msg = f"a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise ValueError(msg)
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_countable)]
"""A moment with its zone."""
Text = Annotated[str, Field(max_length=LONGEST_QUESTION)]
Figure = Annotated[float, Field(gt=-MANY, lt=MANY, allow_inf_nan=False)]


class Paged(BaseModel):
    """Where in a list, and how much of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: str | None = Field(
        default=None,
        max_length=LONGEST,
        description="`next_cursor` of the answer before; without it, the newest come.",
    )
    limit: int = Field(default=PAGE, ge=1, le=MOST, description="How many at most.")

    @property
    def after(self) -> Place | None:
        """The place in the list.

        Raises:
            BadCursor: it is none of ours.
        """
        return place_of(self.cursor)


class Filters(Paged):
    """Which calls; what is not asked does not matter."""

    person: int | None = Field(
        default=None, ge=1, lt=MANY, description="Whose calls they are, by number."
    )
    who: Text | None = Field(
        default=None,
        description="Part of the name of somebody who takes part.",
        examples=["jansen"],
    )
    since: date | None = Field(default=None, description="From this day on, in the Netherlands.")
    until: date | None = Field(default=None, description="Up to and including this day.")
    least: Figure | None = Field(default=None, description="Minutes that it lasted at least.")
    most: Figure | None = Field(default=None, description="Minutes that it lasted at most.")
    type: Text | None = Field(default=None, description="The type of call.", examples=["demo"])
    direction: Text | None = Field(
        default=None, description="outbound, inbound, meeting, or the source's own."
    )
    sound: bool = Field(default=False, description="Only those that can be heard.")
    measure: Text | None = Field(
        default=None,
        description="A measure, or one of its kinds, as `talk-share:seller`; with `low`, `high`.",
    )
    low: Figure | None = Field(default=None, description="The least, in the unit of the pages.")
    high: Figure | None = Field(default=None, description="The most, in the unit of the pages.")
    added_after: Moment | None = Field(
        default=None,
        description="Only those that came in after this moment; to fetch what is new.",
        examples=["2026-11-20T09:00:00Z"],
    )

    def wanted(self) -> Wanted:
        """The same, as the library asks it.

        Raises:
            BadQuestion: a measure, a cue or a day is none.
        """
        told = self.model_dump(exclude={"cursor", "limit", "added_after"}, exclude_none=True)
        given = {name: _plain(value) for name, value in told.items()}
        if misread := Wanted.misread(given):
            raise BadQuestion(", ".join(sorted(misread)))
        return Wanted.of(given)


class Taken(Filters):
    """Which calls are taken along at once."""

    limit: int = Field(default=1000, ge=1, le=MOST_TAKEN, description="How many calls at most.")


class Words(Filters):
    """What was said in them."""

    q: Text = Field(
        default="",
        description='Words, or a "phrase"; *price* also finds *prices*.',
        examples=["planning"],
    )
    by: Literal["seller", "customer"] | None = Field(default=None, description="Who said it.")
    question: bool = Field(default=False, description="Said in a question.")
    cue: Text | None = Field(
        default=None, description="A cue or act in the same turn, as `objection`."
    )


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return value.isoformat() if isinstance(value, date) else str(value)
