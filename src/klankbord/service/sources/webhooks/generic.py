"""A webhook of one's own making: signed as Klankbord signs, and saying what the upload API says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from klankbord.service.outward.signing import check as check_signature
from klankbord.service.sources.arriving import ArrivingParty, ToldConsent
from klankbord.service.sources.webhooks.kind import Delivery, Offer, Told, arriving_of, read_json
from klankbord.store.outlets import Outlet
from klankbord.store.sources import Source


class _Body(BaseModel):
    """What it says; what else is in it is left."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(validation_alias="clientUniqueId")
    when: AwareDatetime | None = Field(default=None, validation_alias="actualStart")
    direction: Literal["", "in", "out"] = ""
    type: str = ""
    title: str = ""
    number: str = ""
    primary_user: str = Field(default="", validation_alias="primaryUser")
    parties: Annotated[tuple[ArrivingParty, ...], Field(max_length=50)] = ()
    language: Literal["", "nl", "en"] = ""
    channels: Literal["", "seller,customer", "customer,seller"] = ""
    consent: ToldConsent | None = None
    media: Annotated[tuple[str, ...], Field(min_length=1, max_length=8)]


class Generic:
    """Of kind webhook."""

    def check(self, source: Source, delivery: Delivery, now: datetime) -> str:
        """HMAC-SHA256 over time and body; see `signing`."""
        return check_signature(source.secret or "", delivery.headers, delivery.body, now)

    def read(self, source: Source, delivery: Delivery, now: datetime) -> Told:  # noqa: ARG002
        """One call."""
        body = read_json(delivery.body, _Body)
        told: dict[str, Any] = body.model_dump(exclude={"id", "media"})
        return Told((Offer(arriving_of(key=body.id, fetch=body.media, **told)),))

    def outlets(self, source: Source) -> tuple[Outlet, ...]:  # noqa: ARG002
        """None but those that an admin named."""
        return ()

    def opens(self, source: Source, url: str, told: Mapping[str, str]) -> dict[str, str]:  # noqa: ARG002
        """The key of the source, at the one host that it is for."""
        key, host = source.config.get("media_key", ""), source.config.get("media_host", "")
        same = bool(host) and urlsplit(url).netloc.lower() == str(host).lower()
        return {"Authorization": f"Bearer {key}"} if key and same else {}
