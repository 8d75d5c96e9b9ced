"""What the API answers with: frozen shapes, each with an example that its description shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from klankbord.service.calls.finding import Snippet
from klankbord.service.calls.listing import Piece, Said
from klankbord.store.calls import Call
from klankbord.web.api.cursors import cursor_of

WHEN = "2026-11-20T09:04:00Z"
NEXT = "WyIyMDI2LTExLTIwVDA5OjA0OjAwKzAwOjAwIiwgMTdd"


def shown(example: Mapping[str, Any]) -> ConfigDict:
    """How a shape is set, with its example in its description."""
    return ConfigDict(frozen=True, json_schema_extra={"examples": [dict(example)]})


class Shape(BaseModel):
    """A shape with its example."""

    example: ClassVar[Mapping[str, Any]]


class Person(Shape):
    """Somebody of the house."""

    example = {"id": 1, "name": "Lotte Maes"}
    model_config = shown(example)

    id: int
    name: str


class CallShape(Shape):
    """A call, as in a list."""

    example = {
        "id": 17,
        "title": "Kennismaking bakkerij De Korst",
        "customers": "Bert Bos",
        "owner": Person.example,
        "started_at": WHEN,
        "added_at": "2026-11-20T10:00:00Z",
        "length_ms": 754000,
        "language": "nl",
        "direction": "outbound",
        "type": "discovery",
        "number": "+31201234567",
        "sound": True,
        "revision": 1,
        "folded": False,
    }
    model_config = shown(example)

    id: int
    title: str
    customers: str = Field(description="The names of the customers.")
    owner: Person = Field(description="Whose call it is.")
    started_at: datetime | None = Field(description="When it began; null where that is not known.")
    added_at: datetime
    length_ms: int | None = Field(description="Null where its source has no times.")
    language: str
    direction: str
    type: str
    number: str = Field(description="The customer's telephone number; empty where it is not known.")
    sound: bool = Field(description="Whether there is a recording.")
    revision: int = Field(description="Counts up when its transcript is mended.")
    folded: bool = Field(description="You flagged it; its figures come once you looked yourself.")

    @classmethod
    def told(cls, call: Call, *, folded: bool) -> dict[str, Any]:
        """What there is to tell of one."""
        return {
            "id": call.id,
            "title": call.title,
            "customers": call.customers,
            "owner": {"id": call.owner_id, "name": call.owner},
            "started_at": call.started_at,
            "added_at": call.created_at,
            "length_ms": call.length_ms,
            "language": call.language,
            "direction": call.direction,
            "type": call.type,
            "number": call.number,
            "sound": call.sound is not None,
            "revision": call.revision,
            "folded": folded,
        }


class Party(Shape):
    """Somebody who takes part in a call."""

    example = {
        "party": "p2",
        "name": "Bert Bos",
        "side": "customer",
        "email": "bert@dekorst.example",
        "number": None,
    }
    model_config = shown(example)

    party: str
    name: str
    side: str = Field(description="seller, customer, other or unknown.")
    email: str | None
    number: str | None


class OneCall(CallShape):
    """A call, with who took part."""

    example = CallShape.example | {"parties": [Party.example]}
    model_config = shown(example)

    parties: list[Party]

    @classmethod
    def of(cls, said: Said) -> OneCall:
        """A call that was read."""
        told = cls.told(said.call, folded=said.folded)
        return cls(**told, parties=parties_of(said))


class CallList(Shape):
    """Some calls, the newest first."""

    example = {"items": [CallShape.example], "next_cursor": NEXT}
    model_config = shown(example)

    items: list[CallShape]
    next_cursor: str | None = Field(description="Ask on with it; null at the end.")

    @classmethod
    def of(cls, piece: Piece) -> CallList:
        """Some calls of a list."""
        rows = [CallShape.told(call, folded=call.id in piece.folded) for call in piece.calls]
        return cls(items=[CallShape(**row) for row in rows], next_cursor=cursor_of(piece.next))


class Turn(Shape):
    """What somebody said at once."""

    example = {
        "turn": 2,
        "party": "p2",
        "side": "customer",
        "start_ms": 4000,
        "end_ms": 9000,
        "text": "Slecht, we zitten elke vrijdag tot laat te puzzelen.",
    }
    model_config = shown(example)

    turn: int = Field(description="From 1, in order.")
    party: str
    side: str
    start_ms: int | None
    end_ms: int | None
    text: str


class Transcript(Shape):
    """What was said in a call."""

    example = {
        "call": 17,
        "revision": 1,
        "language": "nl",
        "parties": [Party.example],
        "turns": [Turn.example],
    }
    model_config = shown(example)

    call: int
    revision: int
    language: str
    parties: list[Party]
    turns: list[Turn]

    @classmethod
    def of(cls, said: Said) -> Transcript:
        """That of a call that was read."""
        sides = {party.id: party.side.value for party in said.conversation.parties}
        turns = [
            Turn(
                turn=number,
                party=turn.party,
                side=sides[turn.party],
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                text=turn.text,
            )
            for number, turn in enumerate(said.conversation.turns, 1)
        ]
        return cls(
            call=said.call.id,
            revision=said.call.revision,
            language=said.call.language,
            parties=parties_of(said),
            turns=turns,
        )


class Reading(Shape):
    """One measure (and kind) of a call; see the manual's pages of measures."""

    example = {
        "measure": "talk-share",
        "version": 1,
        "kind": "seller",
        "part": 300000,
        "whole": 700000,
        "value": 0.42857142857142855,
        "n": 700000,
        "unit": "share",
        "unknown": None,
    }
    model_config = shown(example)

    measure: str
    version: int
    kind: str
    part: float | None
    whole: float | None
    value: float | None
    n: int
    unit: str
    unknown: str | None = Field(description="Why there is no value, as a code.")


class Readings(Shape):
    """What was measured of a call."""

    example = {"call": 17, "revision": 1, "items": [Reading.example]}
    model_config = shown(example)

    call: int
    revision: int
    items: list[Reading]


class Moment(Shape):
    """One piece of evidence."""

    example = {
        "measure": "objections",
        "kind": "explored",
        "name": "",
        "turn": 6,
        "to_turn": 7,
        "start_ms": 25000,
        "end_ms": 31000,
        "quote": "Nee, dat is me veel te duur.",
    }
    model_config = shown(example)

    measure: str
    kind: str
    name: str
    turn: int | None
    to_turn: int | None
    start_ms: int | None
    end_ms: int | None
    quote: str | None


class Moments(Shape):
    """The moments behind the figures of a call."""

    example = {"call": 17, "revision": 1, "items": [Moment.example]}
    model_config = shown(example)

    call: int
    revision: int
    items: list[Moment]


class FoundPiece(Shape):
    """A piece of what was said; `hit` where it is what was looked for."""

    example = {"text": "planning", "hit": True}
    model_config = shown(example)

    text: str
    hit: bool


class FoundTurn(Shape):
    """A turn that was found; its pieces are together what was said."""

    example = {
        "turn": 1,
        "side": "seller",
        "start_ms": 0,
        "pieces": [{"text": "Hoe gaat het nu met de ", "hit": False}, FoundPiece.example],
    }
    model_config = shown(example)

    turn: int
    side: str
    start_ms: int | None
    pieces: list[FoundPiece]

    @classmethod
    def of(cls, snippet: Snippet) -> FoundTurn:
        """A turn that was found."""
        turn = snippet.turn
        pieces = [FoundPiece(text=text, hit=hit) for text, hit in snippet.pieces]
        return cls(turn=turn.turn, side=turn.side, start_ms=turn.start_ms, pieces=pieces)


class FoundCall(Shape):
    """A call that was found, with the first turns in which it was said."""

    example = {"call": CallShape.example, "turns": [FoundTurn.example]}
    model_config = shown(example)

    call: CallShape
    turns: list[FoundTurn]


class FoundList(Shape):
    """Some calls that were found, the newest first."""

    example = {"items": [FoundCall.example], "next_cursor": None}
    model_config = shown(example)

    items: list[FoundCall]
    next_cursor: str | None

    @classmethod
    def of(cls, piece: Piece) -> FoundList:
        """Some calls of a list."""
        items = [
            FoundCall(
                call=CallShape(**CallShape.told(call, folded=call.id in piece.folded)),
                turns=[FoundTurn.of(one) for one in piece.snippets.get(call.id, ())],
            )
            for call in piece.calls
        ]
        return cls(items=items, next_cursor=cursor_of(piece.next))


def parties_of(said: Said) -> list[Party]:
    """Who takes part in a call that was read."""
    return [
        Party(
            party=one.id,
            name=one.name,
            side=one.side.value,
            email=one.email,
            number=one.number,
        )
        for one in said.conversation.parties
    ]
