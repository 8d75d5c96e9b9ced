"""What people mend in a conversation, as values: each makes a new conversation of an old one.

Turns and parties are named as the conversation has them that the mender looks at: a turn by its
number (from 1), a party by its id. What cannot be is refused, and the old one is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

from klankbord.conversation.assembly import clean
from klankbord.conversation.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.turns import cut, join, reword
from klankbord.errors import (
    NameMissing,
    NameTooLong,
    NoCut,
    NoNextTurn,
    NoSuchParty,
    NoSuchTurn,
    NothingSaid,
    SameParty,
    TurnTooLong,
)

LONGEST_NAME = 100
LONGEST_TURN = 100_000
"""Characters; an hour of one voice is half of that."""


class Edit(Protocol):
    """One thing that is mended."""

    what: ClassVar[str]
    """Its name in the list of revisions."""

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended.

        Raises:
            CannotMend: it cannot be mended so.
        """

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """What the list of revisions tells, from the conversation as it was before."""


@dataclass(frozen=True)
class Rename:
    """A party gets another name."""

    what: ClassVar[str] = "rename"
    party: str
    name: str

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        if clean(self.name) == _party(conversation, self.party).name:
            return conversation
        return _with_party(conversation, self.party, name=_name(self.name))

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Both names."""
        return {"before": _party(conversation, self.party).name, "name": _name(self.name)}


@dataclass(frozen=True)
class SetSide:
    """A party sits on another side."""

    what: ClassVar[str] = "side"
    party: str
    side: Side

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        _party(conversation, self.party)
        return conversation.with_sides({self.party: self.side})

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Whose, and which."""
        return {"name": _party(conversation, self.party).name, "side": self.side.value}


@dataclass(frozen=True)
class Seat:
    """Of two on a channel each, this party's is the one of who sells.

    The turns stay on their channels; who sits there changes. Where it was thought that the other
    sells, the two change places; `names` are the seller's and the customer's, "" for as it is.
    """

    what: ClassVar[str] = "channels"
    party: str
    other: str
    names: tuple[str, str] = ("", "")

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        one, other = _party(conversation, self.party), _party(conversation, self.other)
        _different(one.id, other.id)
        if one.side is Side.SELLER and other.side is Side.CUSTOMER:
            return conversation
        if one.side is Side.CUSTOMER and other.side is Side.SELLER:
            one, other = replace(other, id=one.id), replace(one, id=other.id)
        else:
            one = replace(one, side=Side.SELLER, name=self.names[0] or one.name)
            other = replace(other, side=Side.CUSTOMER, name=self.names[1] or other.name)
        new = {one.id: one, other.id: other}
        parties = (new.get(party.id, party) for party in conversation.parties)
        return replace(conversation, parties=tuple(parties))

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Who sells, as they are called there now."""
        return {"name": self.apply(conversation).party(self.party).name}


@dataclass(frozen=True)
class Reword:
    """A turn gets another text."""

    what: ClassVar[str] = "reword"
    turn: int
    text: str

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        turn, text = _turn(conversation, self.turn), clean(self.text)
        if not text:
            raise NothingSaid
        if len(text) > LONGEST_TURN:
            raise TurnTooLong(LONGEST_TURN)
        if text == turn.text:
            return conversation
        return _with_turns(conversation, self.turn, [reword(turn, text)])

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Which turn."""
        return _of_turn(conversation, self.turn)


@dataclass(frozen=True)
class Split:
    """A turn becomes two, cut before the letter `at` of its text."""

    what: ClassVar[str] = "split"
    turn: int
    at: int

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        turn = _turn(conversation, self.turn)
        if not (turn.text[: max(self.at, 0)].strip() and turn.text[self.at :].strip()):
            raise NoCut
        following = conversation.turns[self.turn : self.turn + 1]
        until = following[0].start_ms if following else conversation.end_ms
        return _with_turns(conversation, self.turn, cut(turn, self.at, until))

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Which turn."""
        return _of_turn(conversation, self.turn)


@dataclass(frozen=True)
class Join:
    """A turn becomes one with the next of the same party, whoever speaks between."""

    what: ClassVar[str] = "join"
    turn: int

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        turn = _turn(conversation, self.turn)
        later = enumerate(conversation.turns[self.turn :], self.turn + 1)
        number = next((n for n, other in later if other.party == turn.party), None)
        if number is None:
            raise NoNextTurn
        joined = join(turn, conversation.turns[number - 1])
        if len(joined.text) > LONGEST_TURN:
            raise TurnTooLong(LONGEST_TURN)
        shorter = _with_turns(conversation, number, [])
        return _with_turns(shorter, self.turn, [joined])

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Which turn."""
        return _of_turn(conversation, self.turn)


@dataclass(frozen=True)
class Give:
    """A turn was somebody else's: of the party `to`, or of a new one with this name."""

    what: ClassVar[str] = "give"
    turn: int
    to: str = ""
    name: str = ""

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        turn = _turn(conversation, self.turn)
        more, to = _receiver(conversation, self.to, self.name)
        return _with_turns(more, self.turn, [replace(turn, party=to)])

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Which turn, and whose it is now."""
        more, to = _receiver(conversation, self.to, self.name)
        return _of_turn(conversation, self.turn) | {"to": more.party(to).name}


@dataclass(frozen=True)
class GiveAll:
    """All turns of a party were somebody else's; the party stays, and says nothing."""

    what: ClassVar[str] = "give_all"
    party: str
    to: str = ""
    name: str = ""

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        _different(_party(conversation, self.party).id, self.to)
        more, to = _receiver(conversation, self.to, self.name)
        return _kept(conversation, replace(more, turns=_given(more.turns, self.party, to)))

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Whose they were, and whose they are now."""
        more, to = _receiver(conversation, self.to, self.name)
        return {"before": _party(conversation, self.party).name, "to": more.party(to).name}


@dataclass(frozen=True)
class Merge:
    """Two parties are one and the same: `into`, who keeps a name, a side, an address of either."""

    what: ClassVar[str] = "merge"
    party: str
    into: str

    def apply(self, conversation: Conversation) -> Conversation:
        """The conversation, mended."""
        gone, stays = _party(conversation, self.party), _party(conversation, self.into)
        _different(gone.id, stays.id)
        whole = replace(
            stays,
            name=stays.name or gone.name,
            side=gone.side if stays.side is Side.UNKNOWN else stays.side,
            email=stays.email or gone.email,
            number=stays.number or gone.number,
        )
        parties = (whole if p is stays else p for p in conversation.parties if p is not gone)
        turns = _given(conversation.turns, gone.id, stays.id)
        return _kept(conversation, replace(conversation, parties=tuple(parties), turns=turns))

    def facts(self, conversation: Conversation) -> dict[str, Any]:
        """Who is gone, and in whom."""
        gone, stays = _party(conversation, self.party), _party(conversation, self.into)
        return {"before": gone.name, "to": stays.name or gone.name}


def _turn(conversation: Conversation, number: int) -> Turn:
    if not 1 <= number <= len(conversation.turns):
        raise NoSuchTurn(number)
    return conversation.turns[number - 1]


def _party(conversation: Conversation, party: str) -> Party:
    found = next((each for each in conversation.parties if each.id == party), None)
    if found is None:
        raise NoSuchParty
    return found


def _of_turn(conversation: Conversation, number: int) -> dict[str, Any]:
    turn = _turn(conversation, number)
    name = conversation.party(turn.party).name
    return {"turn": number, "start_ms": turn.start_ms, "name": name}


def _name(name: str) -> str:
    name = clean(name)
    if not name:
        raise NameMissing
    if len(name) > LONGEST_NAME:
        raise NameTooLong(LONGEST_NAME)
    return name


def _receiver(conversation: Conversation, to: str, name: str) -> tuple[Conversation, str]:
    """Whose something is from now on; a new party where `to` is empty."""
    if to:
        return conversation, _party(conversation, to).id
    taken = {party.id for party in conversation.parties}
    number = next(f"p{n}" for n in range(1, len(taken) + 2) if f"p{n}" not in taken)
    parties = (*conversation.parties, Party(number, _name(name)))
    return replace(conversation, parties=parties), number


def _different(one: str, other: str) -> None:
    if one == other:
        raise SameParty


def _given(turns: Iterable[Turn], party: str, to: str) -> tuple[Turn, ...]:
    return tuple(replace(t, party=to) if t.party == party else t for t in turns)


def _with_party(conversation: Conversation, party: str, **values: Any) -> Conversation:
    parties = (replace(p, **values) if p.id == party else p for p in conversation.parties)
    return replace(conversation, parties=tuple(parties))


def _with_turns(conversation: Conversation, number: int, turns: Iterable[Turn]) -> Conversation:
    """The conversation with these turns in the place of one, in order of start."""
    every = [*conversation.turns[: number - 1], *turns, *conversation.turns[number:]]
    if all(turn.start_ms is not None for turn in every):
        every.sort(key=lambda turn: turn.start_ms or 0)
    return _kept(conversation, replace(conversation, turns=tuple(every)))


def _kept(before: Conversation, after: Conversation) -> Conversation:
    """`after`, whose source still bears what it bore.

    Whether a source lets turns overlap is seen from its turns; what people mend must not show
    overlap in a source that knows none, nor take it from one that does.
    """
    if before.overlap is not None or not before.bears.ends or not after.bears.ends:
        return after
    if before.bears.overlap == after.bears.overlap:
        return after
    return replace(after, overlap=before.bears.overlap)
