"""What can be mended on the page of a call, and what was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from klankbord.conversation import Conversation, Party, Side
from klankbord.conversation.time import format_clock
from klankbord.i18n import N_, Translate
from klankbord.report.view import side_name
from klankbord.service.access import may_mend
from klankbord.service.mending import Change, history
from klankbord.store.calls import Call
from klankbord.web.dates import day_and_time
from klankbord.web.forms import Option

if TYPE_CHECKING:
    from klankbord.web.door import Visit

TOLD = {
    "imported": N_("{who} voegde het gesprek toe"),
    "rename": N_("{who} noemde {before} voortaan {name}"),
    "side": N_("{who} gaf {name} een andere kant: {side}"),
    "reword": N_("{who} verbeterde wat {name} zegt {place}"),
    "split": N_("{who} splitste een beurt {place}"),
    "join": N_("{who} voegde twee beurten samen {place}"),
    "give": N_("{who} gaf een beurt {place} aan {to}"),
    "give_all": N_("{who} gaf alle beurten van {before} aan {to}"),
    "merge": N_("{who} maakte van {before} en {to} één spreker"),
    "restored": N_("{who} zette een eerdere stand terug"),
}
"""A sentence a sort of revision; of its facts, {before}, {name} and {to}."""
SHOWN = 30
"""So many revisions are in the list."""
LETTERS_A_ROW = 60


@dataclass(frozen=True)
class PartyForm:
    """Somebody who takes part: name, side, and the others with whom they may be confused."""

    id: str
    field: str
    name: str
    shown: str
    side: str
    role: str
    sides: tuple[Option, ...]
    others: tuple[Option, ...]


@dataclass(frozen=True)
class TurnForm:
    """The turn that is being mended: its text, to whom it may be given, and whether more follows.

    `joins` names whose next turn it can be joined with, "" where there is none.
    """

    number: int
    text: str
    rows: int
    others: tuple[Option, ...]
    joins: str


@dataclass(frozen=True)
class ChangeRow:
    """A revision in words; `back` is its number where it can be brought back, else 0."""

    text: str
    when: str
    back: int


@dataclass(frozen=True)
class MendingView:
    """What can be mended by who looks; nothing where they `may` not."""

    may: bool
    seen: int
    parties: tuple[PartyForm, ...]
    turn: TurnForm | None
    changes: tuple[ChangeRow, ...]

    @classmethod
    def of(cls, here: Visit, call: Call, conversation: Conversation, turn: int) -> MendingView:
        """The forms of a call; `turn` is the one that is being mended, 0 for none."""
        may, _ = may_mend(here.actor, call), here.translate
        known = may and 1 <= turn <= len(conversation.turns)
        return cls(
            may=may,
            seen=call.revision,
            parties=tuple(_party_forms(conversation, _)),
            turn=_turn_form(conversation, turn, _) if known else None,
            changes=tuple(_changes(here, call)) if may else (),
        )


def _party_forms(conversation: Conversation, _: Translate) -> Iterator[PartyForm]:
    for place, party in enumerate(conversation.parties):
        side = party.side.value
        yield PartyForm(
            id=party.id,
            field=f"spreker-{place}",
            name=party.name,
            shown=_name(party, _),
            side=side,
            role=side_name(side, _),
            sides=tuple(Option(s.value, side_name(s.value, _), s is party.side) for s in Side),
            others=_others(conversation, party.id, _),
        )


def _turn_form(conversation: Conversation, number: int, _: Translate) -> TurnForm:
    turn = conversation.turns[number - 1]
    more = any(later.party == turn.party for later in conversation.turns[number:])
    return TurnForm(
        number=number,
        text=turn.text,
        rows=2 + len(turn.text) // LETTERS_A_ROW,
        others=_others(conversation, turn.party, _),
        joins=_name(conversation.party(turn.party), _) if more else "",
    )


def _others(conversation: Conversation, party: str, _: Translate) -> tuple[Option, ...]:
    others = (other for other in conversation.parties if other.id != party)
    return tuple(Option(other.id, _name(other, _), chosen=False) for other in others)


def _name(party: Party, _: Translate) -> str:
    return party.name or _("onbekende spreker")


def _changes(here: Visit, call: Call) -> Iterator[ChangeRow]:
    for change in history(here.site, here.actor, call.id)[:SHOWN]:
        yield ChangeRow(
            text=tell(change, here.translate),
            when=day_and_time(change.at, here.language),
            back=0 if change.number == call.revision else change.number,
        )


def tell(change: Change, _: Translate) -> str:
    """A revision as a sentence without its full stop."""
    facts, nobody = change.facts, _("onbekende spreker")
    names = {key: facts.get(key) or nobody for key in ("before", "name", "to")}
    side = facts.get("side")
    sentence = TOLD[facts["what"]]
    return _(sentence).format(
        who=change.person or _("iemand die er niet meer is"),
        side=side_name(side, _) if side else "",
        place=_place(facts, _),
        **names,
    )


def _place(facts: dict[str, Any], _: Translate) -> str:
    if facts.get("start_ms") is not None:
        return _("op {clock}").format(clock=format_clock(facts["start_ms"]))
    return _("in beurt {n}").format(n=facts.get("turn", ""))
