"""What a person flags, writes and learns is theirs: every object, for everybody who might ask.

A row an object: how it is made for Lotte, and what somebody gets who asks for it. `SEEN` says who
finds hers. Lotte is the seller, Joris coaches her, Fien is another coach, Bas the admin, and Daan a
peer of her team. Add an object to `OBJECTS`; a new table of learning without one fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select
from tests.service.calls import keep_call
from tests.sites import Company

from klankbord.errors import NotFound
from klankbord.service.access import Actor, fetch_flag, fetch_review
from klankbord.service.calls.remarks import remark, remarks_on
from klankbord.service.keeping.exporting import PARTS
from klankbord.service.learning.reminding import choose, read_chosen, reminders_for
from klankbord.service.site import Site
from klankbord.store import learning_tables
from klankbord.store.flags import add_flag, change_flag, own_answers
from klankbord.store.learning_tables import (
    answers,
    experiments,
    flags,
    keymoments,
    lessons,
    preferences,
    proposals,
    reminders,
    reviews,
    todos,
)
from klankbord.store.lessons import add_experiment
from klankbord.store.reminders import note
from klankbord.store.reviews import add_review, change_review, write_answer
from klankbord.store.tables import metadata
from klankbord.testing import talk

WHO = ("lotte", "joris", "fien", "bas", "daan")
ALONE = {"lotte"}
WITH_COACH = {"lotte", "joris"}
TALK = talk("0:00-0:03 Lotte: Dag Bert\n0:04-0:09 Bert: Dag", seller="Lotte")
NOTE = "zij wilde niet"


@dataclass(frozen=True)
class World:
    """Lotte's call, her flag on it, its review; `shared` with Joris or alone."""

    site: Site
    company: Company
    call: int
    flag: int
    review: int


def a_world(site: Site, company: Company, *, shared: bool) -> World:
    lotte, now = company.lotte, site.now()
    call = keep_call(site, lotte, TALK)
    with site.database.writing() as c:
        flag, _ = add_flag(
            c, lotte.id, "k", good=False, note=NOTE, number="", at=now, call=call, now=now
        )
        change_flag(c, flag, answers={"blijvend": "nee"})
        review = add_review(c, flag, person=lotte.id, call=call, manner="alone", now=now)
        if shared:
            change_flag(c, flag, shared_id=company.joris.id, shared_at=now)
            change_review(c, review, coach_id=company.joris.id, manner="apart")
        write_answer(c, review, lotte.id, "mine", NOTE, now=now)
        own = {"person_id": lotte.id, "created_at": now}
        c.execute(todos.insert().values(own | {"key": "t", "text": NOTE}))
        c.execute(lessons.insert().values(own | {"text": NOTE}))
        c.execute(
            proposals.insert().values(
                person_id=lotte.id, call_id=call, good=True, measure="interruptions", kind="",
                value=1.0, usual=2.0, made_at=now,
            )
        )  # fmt: skip
        moment = {"quote": NOTE, "before": "", "until_quote": NOTE, "until_before": ""}
        c.execute(keymoments.insert().values(review_id=review, created_at=now, **moment))
        add_experiment(c, lotte.id, NOTE, type="", measure="", kind="", until=now, now=now)
        note(c, lotte.id, [("digest", "2026-11-20")], now)
    remark(site, lotte, call, NOTE)
    choose(site, lotte, mail=False, at="09:00", kinds=["experiment"])
    return World(site, company, call, flag, review)


Ask = Callable[[World, Actor], object]


def fetched_flag(world: World, actor: Actor) -> object:
    with world.site.database.reading() as c:
        return fetch_flag(c, actor, world.flag).note


def reframing(world: World, actor: Actor) -> object:
    with world.site.database.reading() as c:
        fetch_flag(c, actor, world.flag)
        return own_answers(c, actor.id, world.flag)


def fetched_review(world: World, actor: Actor) -> object:
    with world.site.database.reading() as c:
        return fetch_review(c, actor, world.review)


def remarked(world: World, actor: Actor) -> object:
    return remarks_on(world.site, actor, world.call)


def chosen(world: World, actor: Actor) -> object:
    return not read_chosen(world.site, actor).mail


def reminded(world: World, actor: Actor) -> object:
    return [one for one in reminders_for(world.site, actor) if one.kind == "experiment"]


def exported(table: str) -> Ask:
    """What an export gives somebody of a table: rows that are Lotte's or hang on her review."""

    def ask(world: World, actor: Actor) -> object:
        found = [part for part in PARTS if part.table.name == table]
        assert found
        with world.site.database.reading() as c:
            return [
                row
                for part in found
                for row in c.execute(select(part.table).where(part.where(actor))).all()
            ]

    return ask


OBJECTS: dict[str, tuple[Ask, set[str], set[str]]] = {
    # what is asked, who finds it while it is Lotte's alone, and who once she shares it with Joris
    "flag": (fetched_flag, ALONE, WITH_COACH),
    "reframing": (reframing, ALONE, ALONE),
    "review": (fetched_review, ALONE, WITH_COACH),
    "remark": (remarked, WITH_COACH, WITH_COACH),  # whoever sees the call
    "preference": (chosen, ALONE, ALONE),
    "reminder": (reminded, ALONE, ALONE),
    "export of flags": (exported("flags"), ALONE, ALONE),
    "export of todos": (exported("todos"), ALONE, ALONE),
    "export of proposals": (exported("proposals"), ALONE, ALONE),
    "export of reviews": (exported("reviews"), ALONE, WITH_COACH),
    "export of keymoments": (exported("keymoments"), ALONE, WITH_COACH),
    "export of answers": (exported("answers"), ALONE, ALONE),  # neither is done
    "export of lessons": (exported("lessons"), ALONE, ALONE),
    "export of experiments": (exported("experiments"), ALONE, ALONE),
    "export of remarks": (exported("remarks"), ALONE, ALONE),
    "export of preferences": (exported("preferences"), ALONE, ALONE),
    "export of reminders": (exported("reminders"), ALONE, ALONE),
}
"""Objects as other modules give them (todos, answers, lessons) go here."""


def finds(ask: Ask, world: World, who: str) -> bool:
    try:
        return bool(ask(world, world.company[who]))
    except NotFound:
        return False


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("name", OBJECTS)
def test_who_finds_what_is_lottes(
    site: Site,
    company: Company,
    name: str,
    shared: bool,  # noqa: FBT001
) -> None:
    ask, alone, with_coach = OBJECTS[name]
    world = a_world(site, company, shared=shared)
    assert {who for who in WHO if finds(ask, world, who)} == (with_coach if shared else alone)


def test_a_coach_who_no_longer_coaches_finds_nothing_any_more(site: Site, company: Company) -> None:
    world = a_world(site, company, shared=True)
    with site.database.writing() as c:
        c.execute(metadata.tables["members"].delete())
    gone = Actor(company.joris.id, "Joris", "coach", admin=False, language="nl", teams=frozenset())
    for name in ("flag", "review", "remark", "export of keymoments"):
        ask = OBJECTS[name][0]
        try:
            assert not ask(world, gone), name
        except NotFound:
            continue


def test_every_table_of_learning_has_an_object() -> None:
    of_learning = {
        table.name
        for table in metadata.sorted_tables
        if getattr(learning_tables, table.name, None) is table
    }
    named = {name.removeprefix("export of ") for name in OBJECTS}
    assert len(of_learning) >= 11
    assert of_learning - named == set()


TABLES = (answers, experiments, flags, keymoments, lessons, preferences, proposals, reminders)


@pytest.mark.parametrize("table", [*TABLES, reviews, todos], ids=lambda table: table.name)
def test_all_of_it_goes_with_its_person(site: Site, company: Company, table: object) -> None:
    a_world(site, company, shared=True)
    people = metadata.tables["people"]
    with site.database.writing() as c:
        c.execute(metadata.tables["remarks"].delete())
        c.execute(people.delete().where(people.c.id == company.lotte.id))
        assert c.execute(select(table)).all() == []  # type: ignore[call-overload]
