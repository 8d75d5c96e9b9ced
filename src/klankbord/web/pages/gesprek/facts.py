"""Setting right what is known of a call as a whole: title, moment, type, direction, number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from pydantic import BaseModel
from starlette.responses import Response

from klankbord.conversation import Conversation
from klankbord.conversation.facts import LONGEST_TITLE, SetFacts
from klankbord.service.access import fetch_call
from klankbord.service.calls.facts import change_facts
from klankbord.service.names import LONGEST, need_choice
from klankbord.store.calls import Call
from klankbord.web.dates import in_field, moment_of
from klankbord.web.door import Here, Number
from klankbord.web.forms import Option, options_of
from klankbord.web.kinds import DIRECTIONS, TYPES, direction_name, type_name

if TYPE_CHECKING:
    from klankbord.web.door import Visit

router = APIRouter(prefix="/gesprekken/{call:int}/feiten")


class Sent(BaseModel):
    """The form, and the revision that its page showed."""

    seen: int
    title: str = ""
    when: str = ""
    type: str = ""
    direction: str = ""
    number: str = ""


@dataclass(frozen=True)
class FactsForm:
    """The form as it stands now; what a file says of itself can be chosen too."""

    title: str
    when: str
    types: tuple[Option, ...]
    directions: tuple[Option, ...]
    number: str
    longest_title: int = LONGEST_TITLE
    longest_number: int = LONGEST

    @classmethod
    def of(cls, here: Visit, call: Call, conversation: Conversation) -> FactsForm:
        """What is known of a call."""
        _ = here.translate
        types = {key: type_name(key, _) for key in (*TYPES, conversation.type) if key}
        ways = {key: direction_name(key, _) for key in (*DIRECTIONS, conversation.direction) if key}
        nothing = {"": _("onbekend")}
        return cls(
            title=conversation.title,
            when=in_field(call.started_at) if call.started_at else "",
            types=options_of(nothing | types, [conversation.type]),
            directions=options_of(nothing | ways, [conversation.direction]),
            number=call.number,
        )


@router.post("")
def change(here: Here, call: Number, sent: Annotated[Sent, Form()]) -> Response:
    """Set it right."""
    with here.site.database.reading() as connection:
        found = fetch_call(connection, here.actor, call)
    need_choice(sent.type, ("", *TYPES, found.type))
    need_choice(sent.direction, ("", *DIRECTIONS, found.direction))
    facts = SetFacts(sent.title, _moment(sent.when, found.started_at), sent.type, sent.direction)
    newest = change_facts(here.site, here.actor, call, sent.seen, facts, sent.number)
    if newest is None:
        return here.to("/gesprekken?gedaan=buiten")
    return here.to(f"/gesprekken/{call}?gedaan=gegevens")


def _moment(sent: str, before: datetime | None) -> datetime | None:
    """The moment that was sent; to the second as before where its minute is the same."""
    return before if before and sent == in_field(before) else moment_of(sent)
