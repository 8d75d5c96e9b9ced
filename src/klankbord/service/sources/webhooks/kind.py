"""What a kind of webhook is: how it is signed, what it tells, and what opens what it points at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from klankbord.errors import BadDelivery
from klankbord.i18n import N_
from klankbord.service.sources.arriving import Arriving
from klankbord.store.outlets import Outlet
from klankbord.store.sources import Source

T = TypeVar("T", bound=BaseModel)
_NO_JSON = N_("het is geen JSON")
_NO_OBJECT = N_("het is JSON, maar geen object met velden")


@dataclass(frozen=True)
class Delivery:
    """A webhook as it came: its headers (found in any case), its body, and where it was sent.

    `url` is the whole address as the sender knows it: of the proxy, where there is one.
    """

    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True)
class Offer:
    """A call that a webhook tells of.

    `opens` is by address the header that opens it; kept with the arrival until it is worked off.
    `part` says which half of the call this is, where the other is told of in another webhook.
    """

    arriving: Arriving
    opens: Mapping[str, str] = field(default_factory=dict, repr=False)
    part: str = ""

    @property
    def payload(self) -> bytes | None:
        """What fetching needs to know besides the addresses."""
        return json.dumps({"opens": dict(self.opens)}).encode() if self.opens else None


@dataclass(frozen=True)
class Told:
    """What a webhook says: calls, and what it wants to hear back (JSON) where it asks."""

    offers: tuple[Offer, ...] = ()
    reply: dict[str, Any] | None = None


class Kind(Protocol):
    """A kind of webhook; the modules of this package are those."""

    def check(self, source: Source, delivery: Delivery, now: datetime) -> str:
        """The signature, once it is known to be right.

        Raises:
            Unsigned: it is not.
            OutOfTime: it is of another time.
        """
        ...

    def read(self, source: Source, delivery: Delivery, now: datetime) -> Told:
        """What a webhook says whose signature is right.

        Raises:
            BadDelivery: it cannot be read.
            OutOfTime: it tells of too long ago.
        """
        ...

    def outlets(self, source: Source) -> tuple[Outlet, ...]:
        """Where what it points at may be fetched, besides what an admin named for all."""
        ...

    def opens(self, source: Source, url: str, told: Mapping[str, str]) -> dict[str, str]:
        """The headers that open an address; `told` are those of the webhook itself."""
        ...


def read_json(body: bytes, model: type[T]) -> T:
    """A body as what it must be.

    Raises:
        BadDelivery: it is no JSON, or a field is missing or odd.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as faults:
        raise BadDelivery(_first(faults)) from None


def arriving_of(**told: Any) -> Arriving:
    """What a webhook tells of a call, checked.

    Raises:
        BadDelivery: a field is odd.
    """
    try:
        return Arriving(**told)
    except ValidationError as faults:
        raise BadDelivery(_first(faults)) from None


def _first(faults: ValidationError) -> str:
    """Which field is wrong; never what stands in it."""
    fault = faults.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, fault["loc"]))
    return where or (_NO_JSON if fault["type"] == "json_invalid" else _NO_OBJECT)
