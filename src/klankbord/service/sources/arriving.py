"""An arrival: one call that a source offers, from the offer to the import that it becomes.

Whoever offers a call (a webhook, an upload, a watched folder) calls `accept` and is done: the rest
is the work of a job (`arrival_stages`), which fetches what is to be fetched, asks every rule of
`admitting` whether the call may come in, and hands it over to be imported. What became of it
stands in `arrivals`, also of a call that was not kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from klankbord.service.names import clean
from klankbord.store.arrivals import (
    Arrival,
    ArrivedFile,
    add_arrival,
    change_arrival,
    number_of,
)
from klankbord.store.jobs import enqueue
from klankbord.store.sources import Source

LONGEST_KEY = 500


def _no_control(text: str) -> str:
    """A key is compared as it is, and so is taken whole or not at all."""
    if clean(text) != text:
        msg = "a key of one line, without spaces around it"
        raise ValueError(msg)
    return text


def _is_address(text: str) -> str:
    if not text.isprintable() or " " in text:
        msg = "an address, without what cannot be seen"
        raise ValueError(msg)
    return text


def _clean_lines(text: str) -> str:
    return "\n".join(map(clean, text.splitlines()))


Text = Annotated[str, Field(max_length=300), AfterValidator(clean)]
"""A text of one line."""
Address = Annotated[str, Field(max_length=4000), AfterValidator(_is_address)]
_FROZEN = ConfigDict(frozen=True, extra="forbid")


class ArrivingParty(BaseModel):
    """Somebody who takes part in a call, as far as its source tells."""

    model_config = _FROZEN

    name: Text = ""
    email: Text = ""
    number: Text = ""
    side: Literal["", "seller", "customer", "other"] = ""


class ToldConsent(BaseModel):
    """How and when a party was told of the recording, and by which text."""

    model_config = _FROZEN

    how: Text = ""
    when: AwareDatetime | None = None
    text: Annotated[str, Field(max_length=2000), AfterValidator(_clean_lines)] = ""


class Arriving(BaseModel):
    """What a source tells of a call when it offers it.

    Attributes:
        key: the source's own id of the call; the same key is the same call.
        when: when it began.
        direction: in, out, or "" where that is not told.
        type: the kind of call, one of the house's or the source's own.
        number: of the other party.
        parties: who takes part.
        primary_user: who of us: an e-mail address, an extension, a user's name at the source.
        language: what is spoken, "" where that is not told.
        channels: who sits on each channel of the recording, in order: `seller,customer`.
        consent: how the other party was told.
        title: what the call is to be called.
        fetch: the addresses of what is still to be fetched.
        inside: whether it is a call among ourselves.
    """

    model_config = _FROZEN

    key: Annotated[str, Field(min_length=1, max_length=LONGEST_KEY), AfterValidator(_no_control)]
    when: AwareDatetime | None = None
    direction: Literal["", "in", "out"] = ""
    type: Text = ""
    number: Text = ""
    parties: Annotated[tuple[ArrivingParty, ...], Field(max_length=50)] = ()
    primary_user: Text = ""
    language: Literal["", "nl", "en"] = ""
    channels: Literal["", "seller,customer", "customer,seller"] = ""
    consent: ToldConsent | None = None
    title: Text = ""
    fetch: Annotated[tuple[Address, ...], Field(max_length=8)] = ()
    inside: bool = False

    def kept(self) -> dict[str, Any]:
        """As it stands in `arrivals.told`."""
        return self.model_dump(mode="json", exclude={"key"} if self.inside else {"key", "inside"})

    @classmethod
    def of(cls, arrival: Arrival) -> Arriving:
        """What was told of an arrival."""
        return cls(key=arrival.key, **arrival.told)


def accept(  # noqa: PLR0913
    connection: Connection,
    source: Source,
    arriving: Arriving,
    *,
    now: datetime,
    payload: bytes | None = None,
    files: Iterable[ArrivedFile] = (),
    rank: int = 0,
) -> tuple[int, bool]:
    """Take in the offer of a call: its row, and the job that does the rest. Nothing else is done.

    Args:
        connection: the transaction that it stands in.
        source: who offers it.
        arriving: what is told of it.
        now: the time.
        payload: the delivery as it came, kept until it is worked off.
        files: what is kept of it already (`Files.keep`).
        rank: 0 where somebody, or a link that soon ends, waits for it; 1 where later will do.

    Returns:
        its number, and whether it is new; offered a second time, it is the first one.
    """
    number = add_arrival(
        connection,
        source.id,
        arriving.key,
        told=arriving.kept(),
        payload=payload,
        files=tuple(files),
        now=now,
    )
    if number is None:
        first = number_of(connection, source.id, arriving.key)
        assert first is not None  # the conflict was with it
        return first, False
    plan_arrival(connection, number, now, rank)
    return number, True


def plan_arrival(connection: Connection, number: int, now: datetime, rank: int = 0) -> None:
    """Plan the work on an arrival."""
    job = enqueue(connection, "arrival", {"arrival": number}, now=now, rank=rank)
    change_arrival(connection, number, job_id=job)
