"""What can be mended on the page of a call, and what was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from klankbord.conversation import Conversation, Party, Side
from klankbord.conversation.time import format_clock
from klankbord.errors import KlankbordError, MendedMeanwhile
from klankbord.i18n import N_, Translate
from klankbord.report.view import side_name
from klankbord.service.access import may_mend
from klankbord.service.calls.mending import Change, history
from klankbord.store.calls import Call
from klankbord.web.dates import day_and_time
from klankbord.web.forms import Option
from klankbord.web.pages.gesprek.keeping_view import Asked

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
    "facts": N_("{who} zette gegevens van het gesprek recht"),
    "channels": N_("{who} zette recht wie op welk kanaal zit"),
    "transcript": N_("{who} gaf het transcript bij de opname"),
    "half": N_("{who} gaf de andere helft van de opname"),
    "restored": N_("{who} zette een eerdere stand terug"),
}
"""A sentence a sort of revision; of its facts, {before}, {name} and {to}."""
SHOWN = 30
"""So many revisions are in the list."""
LETTERS_A_ROW = 60


NEWCOMER = "+"
"""What is sent for somebody who is not there yet; no source calls anybody so."""


@dataclass(frozen=True)
class Typed:
    """A form that was not taken, as it was filled in: of a turn or of a party, and the mistake."""

    turn: int = 0
    text: str | None = None
    party: str = ""
    name: str = ""
    side: str = ""
    to: str = ""
    newcomer: str = ""
    mistake: str = ""


UNTYPED = Typed()
"""Nothing was typed that was not taken."""


@dataclass(frozen=True)
class PartyForm:
    """Somebody who takes part: name, side, and the others with whom they may be confused.

    With a `mistake` their form is open as it was filled in; `newcomer` is a name typed there.
    """

    id: str
    field: str
    name: str
    shown: str
    side: str
    role: str
    sides: tuple[Option, ...]
    others: tuple[Option, ...]
    is_new: bool = False
    newcomer: str = ""
    mistake: str = ""


@dataclass(frozen=True)
class TurnForm:
    """The turn that is being mended: its text, to whom it may be given, and whether more follows.

    `joins` names whose next turn it can be joined with, "" where there is none. With a `mistake`
    it is as it was filled in; `now` is then what the turn says, where that is something else.
    """

    number: int
    text: str
    rows: int
    others: tuple[Option, ...]
    joins: str
    is_new: bool = False
    newcomer: str = ""
    mistake: str = ""
    now: str = ""


@dataclass(frozen=True)
class ChangeRow:
    """A revision in words; `back` is its number where it can be brought back, else 0."""

    text: str
    when: str
    back: int


@dataclass(frozen=True)
class MendingView:
    """What can be mended by who looks; nothing where they `may` not.

    `lost` is a mistake whose turn or party is not there any more, `lost_text` what was typed at
    it; `undo` is the revision before what was just done, 0 for none.
    """

    may: bool
    seen: int
    parties: tuple[PartyForm, ...]
    turn: TurnForm | None
    changes: tuple[ChangeRow, ...]
    lost: str
    lost_text: str
    undo: int

    @classmethod
    def of(
        cls, here: Visit, call: Call, conversation: Conversation, asked: Asked, wrong: Typed
    ) -> MendingView:
        """The forms of a call, that which was not taken as it was filled in."""
        may, _, turn = may_mend(here.actor, call), here.translate, asked.mend
        known = may and 1 <= turn <= len(conversation.turns)
        found = known or any(party.id == wrong.party for party in conversation.parties)
        return cls(
            may=may,
            seen=call.revision,
            parties=tuple(_party_forms(conversation, wrong, _)),
            turn=_turn_form(conversation, turn, wrong, _) if known else None,
            changes=tuple(_changes(here, call)) if may else (),
            lost="" if found else wrong.mistake,
            lost_text="" if found else wrong.text or "",
            undo=asked.was if may and 1 <= asked.was < call.revision else 0,
        )


MEANWHILE = N_(
    "Iemand anders heeft dit net verbeterd, dus hier is nog niets veranderd. Zo staat het er nu; "
    "wat jij typte, staat er nog. Kijk en bewaar opnieuw."
)


def told(error: KlankbordError, _: Translate) -> str:
    """Why a mend was not taken, to somebody who sees the call as it is now."""
    return _(MEANWHILE) if isinstance(error, MendedMeanwhile) else error.say(_)


def _party_forms(conversation: Conversation, wrong: Typed, _: Translate) -> Iterator[PartyForm]:
    for place, party in enumerate(conversation.parties):
        side = party.side.value
        own = wrong if wrong.mistake and wrong.party == party.id else UNTYPED
        chosen = own.side or side
        yield PartyForm(
            id=party.id,
            field=f"spreker-{place}",
            name=own.name or party.name,
            shown=_name(party, _),
            side=side,
            role=role_beside(party.name, side_name(side, _)),
            sides=tuple(Option(s.value, side_name(s.value, _), s.value == chosen) for s in Side),
            others=_others(conversation, party.id, own.to, _),
            is_new=own.to == NEWCOMER,
            newcomer=own.newcomer,
            mistake=own.mistake,
        )


def _turn_form(conversation: Conversation, number: int, wrong: Typed, _: Translate) -> TurnForm:
    turn = conversation.turns[number - 1]
    more = any(later.party == turn.party for later in conversation.turns[number:])
    text = turn.text if wrong.text is None else wrong.text
    return TurnForm(
        number=number,
        text=text,
        rows=2 + len(text) // LETTERS_A_ROW,
        others=_others(conversation, turn.party, wrong.to, _),
        joins=_name(conversation.party(turn.party), _) if more else "",
        is_new=wrong.to == NEWCOMER,
        newcomer=wrong.newcomer,
        mistake=wrong.mistake,
        now=turn.text if wrong.mistake and text.replace("|", "") != turn.text else "",
    )


def role_beside(name: str, role: str) -> str:
    """A role as it stands beside a name; "" where somebody is called just that."""
    return "" if name.casefold() == role.casefold() else role


def _others(
    conversation: Conversation, party: str, chosen: str, _: Translate
) -> tuple[Option, ...]:
    others = (other for other in conversation.parties if other.id != party)
    return tuple(Option(other.id, _name(other, _), other.id == chosen) for other in others)


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
