"""Who objects, a line each; one of them with the calls of before; the house's list of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.privacy.objecting import WithPast
from klankbord.store.objections import Objection, PrivateNumber
from klankbord.web.dates import day, day_and_time
from klankbord.web.forms import Field, fields_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

BELOW = "/beheer/bezwaren"
KINDS = {"number": N_("nummer"), "email": N_("e-mailadres")}


@dataclass(frozen=True)
class ObjectionRow:
    """An objection: what can be recognised of whom, and who noted it when."""

    url: str
    text: str
    by: str


@dataclass(frozen=True)
class NumberRow:
    """A number of a list; `drop` is the address to take it off."""

    text: str
    drop: str


@dataclass(frozen=True)
class ObjectionsView:
    """The page; `found` says whether who was looked for is on the list, "" where nobody was."""

    template: ClassVar[str] = "beheer/bezwaren/page.html"
    rows: tuple[ObjectionRow, ...]
    numbers: tuple[NumberRow, ...]
    party: Field
    number: Field
    found: str
    found_url: str

    @classmethod
    def of(
        cls,
        here: Visit,
        objections: Sequence[Objection],
        numbers: Sequence[PrivateNumber],
        filled: Mapping[str, str],
        *,
        found: set[int] | None = None,
        wrong: NotTaken | None = None,
    ) -> ObjectionsView:
        """The page; its forms as they were filled in, where something is wrong with that."""
        _ = here.translate
        said = {True: _("Ja, dit staat op de lijst."), False: _("Nee, dit staat niet op de lijst.")}
        return cls(
            rows=tuple(_row(here, one) for one in objections),
            numbers=number_rows(numbers, f"{BELOW}/nummers"),
            **fields_of(filled, wrong, _),
            found="" if found is None else said[bool(found)],
            found_url=f"{BELOW}/{min(found)}" if found else "",
        )


@dataclass(frozen=True)
class PastRow:
    """A call of before: whose it is and when it was, and nothing of what was said."""

    owner: str
    when: str


@dataclass(frozen=True)
class ObjectionView:
    """One objection."""

    template: ClassVar[str] = "beheer/bezwaren/one.html"
    text: str
    by: str
    past: tuple[PastRow, ...]
    withdraw: str

    @classmethod
    def of(cls, here: Visit, found: WithPast) -> ObjectionView:
        """The page of one."""
        _, row = here.translate, _row(here, found.objection)
        unknown = _("zonder datum")
        return cls(
            text=row.text,
            by=row.by,
            past=tuple(
                PastRow(
                    one.owner,
                    day_and_time(one.started_at, here.language) if one.started_at else unknown,
                )
                for one in found.past
            ),
            withdraw=f"{row.url}/weg",
        )


def number_rows(numbers: Sequence[PrivateNumber], below: str) -> tuple[NumberRow, ...]:
    """The numbers of a list."""
    return tuple(NumberRow(one.pattern, f"{below}/{one.id}/weg") for one in numbers)


def _row(here: Visit, one: Objection) -> ObjectionRow:
    _ = here.translate
    when = day(one.at, here.language)
    by = _("{name}, {day}").format(name=one.person, day=when) if one.person else when
    return ObjectionRow(f"{BELOW}/{one.id}", f"{_kind(one, _)} {one.hint}", by)


def _kind(one: Objection, _: Translate) -> str:
    return _(KINDS[one.kind])
