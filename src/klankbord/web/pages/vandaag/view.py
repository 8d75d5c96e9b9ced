"""The page of today. It holds no figure about how a call went, and compares with nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from babel.dates import format_date

from klankbord.coaching.reframing import QUESTIONS
from klankbord.i18n import Translate
from klankbord.service.learning.today import Today
from klankbord.service.privacy.consent import Waiting, list_waiting
from klankbord.service.privacy.private import private_among
from klankbord.service.site import ZONE
from klankbord.store.calls import Call
from klankbord.web.call_line import call_line
from klankbord.web.dates import day_and_time
from klankbord.web.reminders import ReminderRow, reminder_rows
from klankbord.web.short import one_line

if TYPE_CHECKING:
    from klankbord.web.door import Visit

LONGEST_QUOTE = 110


@dataclass(frozen=True)
class Asked:
    """One of the three questions."""

    id: str
    text: str
    begin: str
    examples: tuple[str, ...]
    hint: str


@dataclass(frozen=True)
class Shell:
    """What the page is without anybody's calls: enough to keep a call where there is no net.

    `person` is whose what waits on this device is; `key` makes a form sent twice count once.
    """

    person: int
    day: str
    key: str
    questions: tuple[Asked, ...]

    @classmethod
    def of(cls, here: Visit, day: str = "") -> Shell:
        """The shell, for whoever is signed in."""
        _ = here.translate
        return cls(
            person=here.actor.id,
            day=day,
            key=str(uuid4()),
            questions=tuple(
                Asked(q.id, _(q.text), _(q.begin), tuple(map(_, q.examples)), _(q.hint))
                for q in QUESTIONS
            ),
        )


@dataclass(frozen=True)
class CallRow:
    """A call of today; `kept` where it was kept for later, `private` where it may yet be that."""

    id: int
    name: str
    line: str
    kept: bool
    private: bool


@dataclass(frozen=True)
class WaitingRow:
    """A call that nobody sees until somebody notes how the other party was told."""

    url: str
    text: str
    until: str


@dataclass(frozen=True)
class TodoRow:
    """Something to do."""

    id: int
    text: str
    time: str


@dataclass(frozen=True)
class AgreedRow:
    """What was agreed in a call, to be put on the list."""

    text: str
    quote: str
    with_whom: str
    key: str


@dataclass(frozen=True)
class KeptRow:
    """What was kept today."""

    id: int
    time: str
    text: str
    good: bool
    call: str
    url: str


@dataclass(frozen=True)
class ShellView:
    """The page that a browser keeps for when there is no connection."""

    template: ClassVar[str] = "vandaag/los.html"
    shell: Shell

    @classmethod
    def of(cls, here: Visit) -> ShellView:
        """Without calls, without list."""
        return cls(Shell.of(here))


@dataclass(frozen=True)
class TodayView:
    """Today; `next` comes first of what is to be done, `rest` after it.

    `asked` is the key of the flag whose questions stand open, "" for none.
    """

    template: ClassVar[str] = "vandaag/page.html"
    shell: Shell
    next: TodoRow | None
    rest: tuple[TodoRow, ...]
    agreed: tuple[AgreedRow, ...]
    calls: tuple[CallRow, ...]
    kept: tuple[KeptRow, ...]
    asked: str
    note: str
    reminders: tuple[ReminderRow, ...]
    waiting: tuple[WaitingRow, ...]

    @classmethod
    def of(cls, here: Visit, today: Today) -> TodayView:
        """The page of somebody's today."""
        _ = here.translate
        todos = [
            TodoRow(todo.id, todo.text, _moment(todo.at, today.day, here.language))
            for todo in today.todos
        ]
        flagged = {flag.call_id for flag in today.flags}
        asked = today.asked
        private = private_among(here.site, [one.id for one in today.calls])
        return cls(
            shell=Shell.of(here, format_date(today.day, "EEEE d MMMM", locale=here.language)),
            next=todos[0] if todos else None,
            rest=tuple(todos[1:]),
            agreed=tuple(
                AgreedRow(f"{name}: {quote}", quote, name, str(uuid4()))
                for one in today.agreed
                for name in [_name(one.call, _)]
                for quote in [one_line(one.quote, LONGEST_QUOTE)]
            ),
            calls=tuple(
                CallRow(
                    id=one.id,
                    name=_name(one, _),
                    line=call_line(one, _),
                    kept=one.id in flagged,
                    private=one.id in private,
                )
                for one in today.calls
            ),
            kept=tuple(
                KeptRow(
                    id=flag.id,
                    time=f"{flag.at.astimezone(ZONE):%H:%M}",
                    text=flag.note,
                    good=flag.good,
                    call=flag.customers or flag.title or flag.number,
                    url=f"/gesprekken/{flag.call_id}" if flag.call_id else "",
                )
                for flag in today.flags
            ),
            asked=asked.key if asked else "",
            note=asked.note if asked else "",
            reminders=reminder_rows(here),
            waiting=tuple(_waiting(here, one) for one in list_waiting(here.site, here.actor)),
        )


def _waiting(here: Visit, one: Waiting) -> WaitingRow:
    _, call = here.translate, one.call
    when = day_and_time(call.started_at or call.created_at, here.language)
    return WaitingRow(
        url=f"/gesprekken/{call.id}/toestemming",
        text=f"{when}, {call.number}" if call.number else when,
        until=_("gaat {when} weg").format(when=day_and_time(one.until, here.language)),
    )


def _name(call: Call, _: Translate) -> str:
    return call.customers or call.title or _("Gesprek")


def _moment(at: datetime | None, today: date, language: str) -> str:
    """The time; of another day, the day as well."""
    if at is None:
        return ""
    here = at.astimezone(ZONE)
    return f"{here:%H:%M}" if here.date() == today else day_and_time(at, language)
