"""Checking JSON against the shape that a format has; a fault names the key and the mend."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from klankbord.errors import BadKey
from klankbord.formats.building import LATEST_MS
from klankbord.formats.document import Document
from klankbord.i18n import N_


class Shape(BaseModel):
    """The base of all shapes: types are strict, keys that are not named are ignored."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


Ms = Annotated[int, Field(ge=0, le=LATEST_MS)]
"""Whole milliseconds."""
Id = Annotated[str, BeforeValidator(lambda v: str(v) if type(v) is int else v)]
"""An id; some tools write it as a number in one place and as text in another."""
Number = Annotated[int, Field(ge=0, le=10_000)]
"""The number of a channel or a speaker."""
Seconds = Annotated[float, Field(ge=0, le=LATEST_MS / 1000, allow_inf_nan=False)]
_SECONDS = re.compile(r"(\d{1,9}(?:\.\d{1,15})?)s?", re.ASCII)
SecondsText = Annotated[
    Seconds,
    BeforeValidator(
        lambda v: float(m[1]) if isinstance(v, str) and (m := _SECONDS.fullmatch(v)) else v
    ),
]
"""Seconds that may be written as text: "5.24" (AWS), "5.240s" (Google)."""

_MENDS = {
    "missing": (N_("deze sleutel ontbreekt"), N_("vul hem aan of exporteer opnieuw")),
    "int_type": (
        N_("dit is geen heel getal"),
        N_("schrijf een heel getal zonder aanhalingstekens"),
    ),
    "int_from_float": (N_("dit is geen heel getal"), N_("rond af op hele milliseconden")),
    "float_type": (N_("dit is geen getal"), N_("schrijf een getal zonder aanhalingstekens")),
    "string_type": (N_("dit is geen tekst"), N_("zet de waarde tussen aanhalingstekens")),
    **dict.fromkeys(
        ("list_type", "tuple_type"),
        (N_("dit is geen lijst"), N_("zet de waarden tussen rechte haken")),
    ),
    "bool_type": (N_("dit is geen ja of nee"), N_("schrijf true of false")),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        (N_("dit is geen tijdstip"), N_("schrijf het als 2026-11-19T10:04:00+01:00")),
    ),
    "finite_number": (N_("dit is geen getal"), N_("schrijf een getal zonder aanhalingstekens")),
    "model_type": (N_("dit is geen object"), N_("zet de sleutels tussen accolades")),
    "greater_than_equal": (N_("deze waarde is kleiner dan nul"), N_("tijden beginnen bij 0")),
    "less_than_equal": (N_("deze tijd ligt na 48 uur"), N_("controleer de eenheid van de tijden")),
    "timezone_aware": (
        N_("deze tijd heeft geen zone"),
        N_("schrijf bijvoorbeeld +01:00 of Z erachter"),
    ),
    "enum": (N_("deze waarde bestaat niet"), N_("kies seller, customer, other of unknown")),
}
_OTHERWISE = (N_("deze waarde kan hier niet"), N_("zie de handleiding bij dit formaat"))

S = TypeVar("S", bound=Shape)


def checked(shape: type[S], document: Document, listed: str = "", under: tuple[str, ...] = ()) -> S:
    """The document's JSON in the shape.

    Of a file that is a list, `listed` is the key for it; where the shape is not that of the whole
    file, it stands under the keys `under`.

    Raises:
        BadKey: it does not fit; the first fault is told.
    """
    try:
        if listed:
            return shape.model_validate({listed: document.json})
        if under:
            return shape.model_validate(inner(document.json, *under))
        return shape.model_validate_json(document.text)
    except ValidationError as faults:
        fault = faults.errors(include_url=False, include_input=False)[0]
        problem, mend = _MENDS.get(fault["type"], _OTHERWISE)
        place = under + (fault["loc"][1:] if listed else fault["loc"])
        raise BadKey(document.name, path(place), problem, mend) from None


def lasting(start: str, length: str, latest: float) -> Any:
    """A check for a shape that has a length: start and length together end by the latest time."""

    def check(value: S) -> S:
        if getattr(value, start) + getattr(value, length) > latest:
            late = "less_than_equal"
            raise PydanticCustomError(late, "ends after {latest}", {"latest": latest})
        return value

    return model_validator(mode="after")(check)


def inner(value: Any, *keys: str) -> dict[str, Any]:
    """The object at these keys of a JSON value, or an empty one; for telling formats apart."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def first(value: Any) -> dict[str, Any]:
    """The first item of a JSON list where that is an object, else an empty one."""
    return inner({"": value[0]}, "") if isinstance(value, list) and value else {}


def path(parts: tuple[int | str, ...]) -> str:
    """A path in JSON as people write it: turns[3].start_ms."""
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".") or "$"


def ordered(document: Document, key: str, start: float | None, end: float | None) -> None:
    """Refuse a span that ends before it starts, or ends without a start.

    Raises:
        BadKey: it does.
    """
    if end is not None and (start is None or end < start):
        problem = N_("het einde ligt voor het begin")
        raise BadKey(document.name, key, problem, N_("draai begin en einde om of verbeter ze"))


def to_ms(seconds: float) -> int:
    """Seconds as whole milliseconds."""
    return round(seconds * 1000)
