"""What is kept on somebody: every table, and which of its rows and columns are theirs to have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select

from klankbord.i18n import N_
from klankbord.service.access import Actor, may_see_review
from klankbord.store import learning_tables as learning
from klankbord.store import tables
from klankbord.store.reviews import TAKEN_OFF

Where = Callable[[Actor], ColumnElement[bool]]


@dataclass(frozen=True)
class Part:
    """Rows of a table, as one file of the export; `without` are columns that are not told."""

    name: str
    about: str
    table: Table
    where: Where
    without: frozenset[str] = frozenset()


def _own(table: Table, column: str = "person_id") -> Where:
    return lambda actor: table.c[column] == actor.id


def _of_calls(table: Table) -> Where:
    return lambda actor: table.c.call_id.in_(own_calls(actor))


def own_calls(actor: Actor) -> Select[tuple[int]]:
    """The numbers of the calls that are theirs."""
    return select(tables.calls.c.id).where(tables.calls.c.owner_id == actor.id)


def _made_or_shared(table: Table) -> Where:
    """Their own, wherever; and what others share on calls of theirs."""
    shared = table.c.shared
    return lambda actor: or_(
        table.c.person_id == actor.id, and_(shared, table.c.call_id.in_(own_calls(actor)))
    )


def _reviews(actor: Actor) -> Select[tuple[int]]:
    """The reviews that they may see."""
    return select(learning.reviews.c.id).where(may_see_review(actor))


def _answers(actor: Actor) -> ColumnElement[bool]:
    """Their own; and what the other of the two wrote, once both are done.

    Not what a coach wrote who no longer does the review, nor which moments the other took off.
    """
    c, written = learning.reviews.c, learning.answers.c
    revealed = _reviews(actor).where(
        c.id == written.review_id,
        c.seller_done_at.is_not(None),
        c.coach_done_at.is_not(None),
        written.person_id.in_([c.person_id, c.coach_id]),
    )
    others = and_(written.question != TAKEN_OFF, revealed.correlate(learning.answers).exists())
    return or_(written.person_id == actor.id, others)


def _teams(actor: Actor) -> ColumnElement[bool]:
    c = tables.members.c
    return tables.teams.c.id.in_(select(c.team_id).where(c.person_id == actor.id))


def _audit(actor: Actor) -> ColumnElement[bool]:
    return or_(tables.audit.c.person_id == actor.id, tables.audit.c.about_id == actor.id)


def _remarks(actor: Actor) -> ColumnElement[bool]:
    c = learning.remarks.c
    return or_(c.person_id == actor.id, c.call_id.in_(own_calls(actor)))


def _mended(actor: Actor) -> ColumnElement[bool]:
    """Revisions that they made of calls of others."""
    c = tables.revisions.c
    return and_(c.person_id == actor.id, c.call_id.not_in(own_calls(actor)))


def _hidden(*columns: str) -> frozenset[str]:
    return frozenset(columns)


PARTS: tuple[Part, ...] = (
    Part(
        "account", N_("Je account"), tables.people, _own(tables.people, "id"), _hidden("password")
    ),
    Part("teams", N_("Je teams"), tables.teams, _teams),
    Part("lid-van", N_("In welke teams je zit"), tables.members, _own(tables.members)),
    Part(
        "sessies",
        N_("Waar je bent ingelogd"),
        tables.sessions,
        _own(tables.sessions),
        _hidden("token", "form_token"),
    ),
    Part(
        "links",
        N_("Links waarmee je een wachtwoord kon kiezen"),
        tables.links,
        _own(tables.links),
        _hidden("token"),
    ),
    Part("voorkeuren", N_("Wat je instelde"), learning.preferences, _own(learning.preferences)),
    Part("gesprekken", N_("Je gesprekken"), tables.calls, _own(tables.calls, "owner_id")),
    Part("deelnemers", N_("Wie eraan deelnamen"), tables.parties, _of_calls(tables.parties)),
    Part(
        "versies",
        N_("Elke versie van je gesprekken, en wie ze verbeterde"),
        tables.revisions,
        _of_calls(tables.revisions),
    ),
    Part(
        "verbeterd",
        N_("Wanneer je gesprekken van anderen verbeterde"),
        tables.revisions,
        _mended,
        _hidden("change", "document"),
    ),
    Part(
        "metingen",
        N_("Wanneer je gesprekken gemeten zijn, en waarmee"),
        tables.measurements,
        _of_calls(tables.measurements),
        _hidden("sheet"),
    ),
    Part(
        "cijfers", N_("De cijfers van je gesprekken"), tables.readings, _of_calls(tables.readings)
    ),
    Part("momenten", N_("De momenten erachter"), tables.moments, _of_calls(tables.moments)),
    Part(
        "opmerkingen",
        N_("Opmerkingen: die van jou, en wat anderen bij je gesprekken deelden"),
        tables.comments,
        _made_or_shared(tables.comments),
    ),
    Part(
        "fragmenten",
        N_("Fragmenten: die van jou, en wat anderen uit je gesprekken deelden"),
        tables.clips,
        _made_or_shared(tables.clips),
    ),
    Part(
        "kanttekeningen",
        N_("Context en betwiste cijfers bij je gesprekken"),
        learning.remarks,
        _remarks,
    ),
    Part("zoekopdrachten", N_("Bewaarde zoekopdrachten"), tables.searches, _own(tables.searches)),
    Part("bestanden", N_("Bestanden die je gaf"), tables.imports, _own(tables.imports)),
    Part(
        "bewaard",
        N_("Wat je bewaarde om later te bespreken, met je antwoorden"),
        learning.flags,
        _own(learning.flags),
    ),
    Part("te-doen", N_("Wat je nog wilde doen"), learning.todos, _own(learning.todos)),
    Part(
        "voorstellen",
        N_("Gesprekken die Klankbord je voorstelde"),
        learning.proposals,
        _own(learning.proposals),
    ),
    Part(
        "reviews",
        N_("Je reviews"),
        learning.reviews,
        _own(learning.reviews),
        _hidden("coach_done_at"),
    ),
    Part(
        "reviews-als-coach",
        N_("Reviews die je als coach deed"),
        learning.reviews,
        _own(learning.reviews, "coach_id"),
        _hidden("looked_at", "seller_done_at"),
    ),
    Part(
        "kernmomenten",
        N_("De momenten van die reviews; wie ze koos, staat er niet bij"),
        learning.keymoments,
        lambda actor: learning.keymoments.c.review_id.in_(_reviews(actor)),
        _hidden("person_id"),
    ),
    Part(
        "antwoorden",
        N_("Je antwoorden in reviews; die van de ander zodra jullie allebei klaar zijn"),
        learning.answers,
        _answers,
    ),
    Part("lessen", N_("Je lessen"), learning.lessons, _own(learning.lessons)),
    Part("experimenten", N_("Je experimenten"), learning.experiments, _own(learning.experiments)),
    Part(
        "herinneringen",
        N_("Waaraan je herinnerd bent"),
        learning.reminders,
        _own(learning.reminders),
    ),
    Part("logboek", N_("Wat jij deed, en wat anderen met jou deden"), tables.audit, _audit),
)
"""Everything, a file each. A new table stands here or in `LEFT_OUT`; a test looks."""

LEFT_OUT: dict[str, str] = {
    "site": "about the house, not about anybody",
    "tries": "a digest of an address, kept for ten minutes",
    "turns": "the index of search: the same words stand in the revisions",
    "jobs": "the system's own work: numbers of what stands in other tables",
}
"""The tables that are not in an export, and why."""
