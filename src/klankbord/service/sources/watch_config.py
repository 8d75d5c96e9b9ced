"""What is set of a watched folder, checked; it stands as JSON in `sources.config`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from klankbord.service.sources.admitting import LEAST_S

Words = tuple[Annotated[str, Field(max_length=40)], ...]
Seating = Literal["", "seller,customer", "customer,seller"]
Direction = Literal["", "in", "out"]
MOST_PATTERNS, LONGEST_PATTERN = 12, 500
MOST_OUTSIDE = 4
LEAST_LIMITS, STILL_LIMITS, EVERY_LIMITS, DIGIT_LIMITS = (0, 600), (1, 3600), (5, 3600), (1, 9)
ENDINGS: Words = (
    *("wav", "mp3", "ogg", "opus", "flac", "m4a", "mp4", "gsm", "aac", "amr", "webm", "au"),
    *("w64", "aiff", "caf"),
)
"""How the names of recordings end."""
CDR_COLUMNS = ("id", "recording", "when", "from", "to", "own", "direction")
"""What a column of the call records may tell."""
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class CdrConfig(BaseModel):
    """A CSV file with a line a call, beside the recordings.

    Attributes:
        file: within the folder.
        separator: between columns.
        header: whether its first line names the columns.
        columns: which column, by its name or from 1 by its place, tells what of `CDR_COLUMNS`.
    """

    model_config = _FROZEN

    file: Annotated[str, Field(min_length=1, max_length=200)]
    separator: Literal[",", ";", "\t", "|"] = ","
    header: bool = True
    columns: dict[str, Annotated[str, Field(max_length=100)]] = {}


class FolderConfig(BaseModel):
    """How the names in a watched folder are read, and what is done with what they name.

    Attributes:
        folder: where it stands on the server.
        system: by which ready-made settings it began.
        patterns: of names; the first that fits tells.
        zone: on whose clock times in names are.
        inward, outward: the words for a direction in names.
        outside: the digits that are dialled for an outside line; "" for none.
        direction: of calls whose names do not tell.
        own_digits: a number of up to so many digits is one of our extensions.
        channels_in, channels_out: who is on each channel of a call in, and of one out.
        first_half, second_half: the words for the halves of a pair; the first is channel 1.
        endings: how names of recordings end.
        language: what is spoken.
        least_s: shorter calls are left out.
        still_s: a file that did not change for so long is complete.
        every_s: so often the folder is looked at.
        since: calls of before this day are left alone; where a name tells no day, what was last
            changed before it.
        colleagues: whether calls among ourselves come in too.
        cdr: the call records beside it.
    """

    model_config = _FROZEN

    folder: Annotated[str, Field(max_length=1000)]
    system: Annotated[str, Field(max_length=40)] = ""
    patterns: Annotated[
        tuple[Annotated[str, Field(max_length=LONGEST_PATTERN)], ...],
        Field(max_length=MOST_PATTERNS),
    ]
    zone: Annotated[str, Field(max_length=60)] = "Europe/Amsterdam"
    inward: Words = ()
    outward: Words = ()
    direction: Direction = ""
    own_digits: Annotated[int, Field(ge=DIGIT_LIMITS[0], le=DIGIT_LIMITS[1])] = 5
    outside: Annotated[str, Field(pattern=rf"^[0-9]{{0,{MOST_OUTSIDE}}}$")] = ""
    channels_in: Seating = ""
    channels_out: Seating = ""
    first_half: Words = ()
    second_half: Words = ()
    endings: Words = ENDINGS
    language: Literal["", "nl", "en"] = ""
    least_s: Annotated[int, Field(ge=LEAST_LIMITS[0], le=LEAST_LIMITS[1])] = LEAST_S
    still_s: Annotated[int, Field(ge=STILL_LIMITS[0], le=STILL_LIMITS[1])] = 15
    every_s: Annotated[int, Field(ge=EVERY_LIMITS[0], le=EVERY_LIMITS[1])] = 30
    since: date | None = None
    colleagues: bool = False
    cdr: CdrConfig | None = None

    def channels(self, direction: str) -> Seating:
        """Who is on each channel of a call in this direction."""
        return {"in": self.channels_in, "out": self.channels_out}.get(direction, "")
