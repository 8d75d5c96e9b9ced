"""The page of a coach: who asked, what comes back from five people up, and no ranking anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete
from tests.service.calls import keep_call
from tests.service.spoken import keep_spoken
from tests.sites import START, Company

from klankbord.coaching.anchors import Anchor
from klankbord.errors import NotFound
from klankbord.service.access import Actor
from klankbord.service.learning.team import Team, read_team
from klankbord.service.site import Site
from klankbord.store.flags import add_flag, change_flag
from klankbord.store.learning_tables import keymoments
from klankbord.store.lessons import add_experiment
from klankbord.store.people import add_person, all_teams, person_by_id, set_members
from klankbord.store.reviews import add_moment, add_review, change_review
from klankbord.testing import talk

DAY = timedelta(days=1)


def sellers(site: Site, company: Company, count: int) -> list[Actor]:
    """So many more sellers in Joris' team."""
    names = ["Zoë", "Youssef", "Xander", "Wim", "Vera", "Umut"][:count]
    with site.database.writing() as connection:
        ids = [
            add_person(
                connection,
                name=name,
                email=f"{place}@kassahuis.example",
                role="seller",
                admin=False,
                language="nl",
                now=site.now(),
            )
            for place, name in enumerate(names)
        ]
        (team,) = (t for t in all_teams(connection) if company.lotte.id in t.members)
        set_members(connection, team.id, [*team.members, *ids])
        return [Actor.of(person) for i in ids if (person := person_by_id(connection, i))]


def flagged(site: Site, actor: Actor, call: int, coach: Actor | None, shared: datetime) -> int:
    with site.database.writing() as connection:
        number, _ = add_flag(
            connection,
            actor.id,
            f"{call}",
            good=False,
            note="Hier liep het vast",
            number="",
            at=shared - DAY,
            call=call,
            now=shared,
        )
        if coach:
            change_flag(connection, number, shared_id=coach.id, shared_at=shared)
    return number


def review(site: Site, actor: Actor, coach: Actor, *, done: bool, days: float = 3) -> int:
    """A review of a call of somebody, talked about so many days after the flag."""
    call = keep_call(site, actor, TALK)
    flag = flagged(site, actor, call, coach, START - 20 * DAY)
    with site.database.writing() as connection:
        number = add_review(
            connection, flag, person=actor.id, call=call, manner="apart", now=START - 20 * DAY
        )
        at = START - 21 * DAY + days * DAY
        both = {"seller_done_at": at, "coach_done_at": at} if done else {}
        change_review(connection, number, coach_id=coach.id, **both)
        place = Anchor(11_000, "Dat vind ik niet, ik vind het gewoon te veel geld.", "")
        add_moment(connection, number, actor.id, place, place, at)
    return number


TALK = talk(
    """
    0:00-0:03 Lotte Maes: Hoe gaat het nu met de planning?
    0:04-0:09 Bert: Slecht. Maar jullie zijn echt veel te duur voor ons.
    0:10-0:12 Lotte Maes: Ja maar, dat is het juist waard.
    0:11-0:19 Bert: Dat vind ik niet, ik vind het gewoon te veel geld.
    0:20-0:30 Lotte Maes: Ja maar, u verdient het in een jaar terug.
    """,
    seller="Lotte Maes",
)


def names(rows: Sequence[object]) -> list[str]:
    return [str(getattr(row, "person")) for row in rows]  # noqa: B009 (of rows of every sort)


def test_it_is_there_for_coaches_alone(site: Site, company: Company) -> None:
    for actor in (company.lotte, company.bas):
        with pytest.raises(NotFound):
            read_team(site, actor)
    with pytest.raises(NotFound):
        read_team(site, replace(company.joris, teams=frozenset()))
    found = read_team(site, company.joris)
    assert found == Team((), (), (), (), 0, (), (), (), None)


def test_who_asked_first_stands_first_and_only_what_was_shared(
    site: Site, company: Company
) -> None:
    lotte, daan, joris = company.lotte, company.daan, company.joris
    flagged(site, lotte, keep_spoken(site, lotte, START, 60), joris, START - DAY)
    flagged(site, daan, keep_spoken(site, daan, START, 60), joris, START - 2 * DAY)
    flagged(site, daan, keep_spoken(site, daan, START - DAY, 60), None, START - 3 * DAY)
    flagged(site, lotte, keep_spoken(site, lotte, START - DAY, 60), company.fien, START - DAY)
    amber = company.amber
    flagged(site, amber, keep_spoken(site, amber, START, 60), company.fien, START)
    assert names(read_team(site, joris).asked) == ["Daan de Wit", "Lotte Maes"]
    # Fien no longer coaches Lotte (she never did): what was shared with her is not hers to see.
    assert names(read_team(site, company.fien).asked) == ["Amber Jansen"]


def test_a_begun_review_is_no_question_any_more_but_a_plan(site: Site, company: Company) -> None:
    lotte, daan, joris = company.lotte, company.daan, company.joris
    late, soon, none = (review(site, who, joris, done=False) for who in (lotte, daan, lotte))
    with site.database.writing() as connection:
        change_review(connection, late, planned_at=START + 3 * DAY)
        change_review(connection, soon, planned_at=START + DAY)
    found = read_team(site, joris)
    assert found.asked == ()
    assert [one.id for one in found.planned] == [soon, late]
    assert [one.id for one in found.unplanned] == [none]
    with site.database.writing() as connection:
        change_review(connection, late, closed_at=START)
    assert [one.id for one in read_team(site, joris).planned] == [soon]
    assert read_team(site, company.fien).planned == ()


def test_running_experiments_that_were_made_together(site: Site, company: Company) -> None:
    lotte, joris = company.lotte, company.joris
    number = review(site, lotte, joris, done=True)
    with site.database.writing() as connection:
        told = {"type": "", "measure": "talk-share", "kind": "seller", "until": START + DAY}
        for text, of in {"Eerst vragen": number, "Stil zijn": None}.items():
            add_experiment(connection, lotte.id, text, **told, review=of, now=START)  # type: ignore[arg-type]
    (one,) = read_team(site, joris).running
    assert (one.person, one.experiment.text) == ("Lotte Maes", "Eerst vragen")
    assert one.effect is not None
    assert not one.effect.enough
    assert read_team(site, company.fien).running == ()


def test_what_comes_back_is_told_from_five_people_up(site: Site, company: Company) -> None:
    more = sellers(site, company, 3)
    joris = company.joris
    for actor in (company.lotte, company.lotte, company.daan, *more[:2]):
        review(site, actor, joris, done=True)
    review(site, more[2], joris, done=False)
    four = read_team(site, joris)
    assert (four.reviewed, four.returning, four.days) == (4, (), None)
    assert len(four.talked) == 5
    review(site, more[2], joris, done=True)
    found = read_team(site, joris)
    assert found.reviewed == 5
    told = {one.measure: (one.kind, one.reviews, one.people) for one in found.returning}
    assert told == {"interruptions": ("customer", 6, 5), "objections": ("argued", 6, 5)}
    assert found.days == 3


def test_a_moment_of_four_of_five_people_is_not_told(site: Site, company: Company) -> None:
    people = [company.lotte, company.daan, *sellers(site, company, 3)]
    made = [review(site, actor, company.joris, done=True) for actor in people]
    assert read_team(site, company.joris).returning
    with site.database.writing() as connection:
        nothing = delete(keymoments).where(keymoments.c.review_id == made[0])
        connection.execute(nothing)
    found = read_team(site, company.joris)
    assert (found.reviewed, found.returning) == (5, ())


@pytest.mark.parametrize("turn", [0, 1, 2])
def test_other_figures_never_change_the_order_of_names(
    site: Site, company: Company, turn: int
) -> None:
    """The same people with each other's figures: every list of names stands as it stood."""
    people = [company.lotte, company.daan, *sellers(site, company, 3)]
    figures = [10, 100, 40, 80, 60]
    figures = figures[turn:] + figures[:turn]
    for place, (actor, seller_s) in enumerate(zip(people, figures, strict=True)):
        for day in range(6):
            keep_spoken(site, actor, START - (day + 1) * DAY, seller_s + day)
        number = review(site, actor, company.joris, done=True, days=1 + seller_s / 10)
        with site.database.writing() as connection:
            change_review(connection, number, planned_at=START + place * DAY)
            add_experiment(
                connection,
                actor.id,
                "Eerst vragen",
                type="",
                measure="talk-share",
                kind="seller",
                review=number,
                until=START + DAY,
                now=START - 3 * DAY + timedelta(minutes=place),
            )
        asked = START + timedelta(hours=place)
        flagged(site, actor, keep_spoken(site, actor, START, seller_s), company.joris, asked)
    found = read_team(site, company.joris)
    order = [actor.name for actor in people]
    for rows in (found.asked, found.planned, found.running):
        assert names(rows) == order


def test_a_talk_that_was_recorded_is_told_to_its_coach_alone(site: Site, company: Company) -> None:
    lotte, joris = company.lotte, company.joris
    number = review(site, lotte, joris, done=True)
    spoken = talk("0:00-0:30 Joris: Wat vond je zelf?\n0:30-2:00 Lotte: Te snel.", seller="Joris")
    own = keep_call(site, lotte, spoken)
    with site.database.writing() as connection:
        change_review(connection, number, talk_id=own)
    (one,) = read_team(site, joris).listening
    assert one.share == 0.25
    assert read_team(site, company.fien).listening == ()
    # A talk that the coach may not see is not there for them.
    hidden = keep_call(site, company.amber, spoken)
    with site.database.writing() as connection:
        change_review(connection, number, talk_id=hidden)
    assert read_team(site, joris).listening == ()


def test_a_planned_hour_that_passed_is_no_talk_and_a_recording_is(
    site: Site, company: Company
) -> None:
    lotte, joris = company.lotte, company.joris
    planned = review(site, lotte, joris, done=False)
    with site.database.writing() as connection:
        change_review(connection, planned, planned_at=START - DAY)
    assert read_team(site, joris).talked == ()
    both = review(site, company.daan, joris, done=True)
    (one,) = read_team(site, joris).talked
    assert (one.review, one.talked_at) == (both, START - 18 * DAY)
    recorded = keep_spoken(site, lotte, START - 2 * DAY, 60)
    with site.database.writing() as connection:
        change_review(connection, planned, talk_id=recorded)
    found = read_team(site, joris).talked
    assert [(one.review, one.talked_at) for one in found] == [
        (planned, START - 2 * DAY),
        (both, START - 18 * DAY),
    ]
