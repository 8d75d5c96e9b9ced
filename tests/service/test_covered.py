"""What stays covered: by every door, for who may not see it yet or any more; on both databases."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zipfile import ZipFile

import pytest
from tests.service.calls import keep_call
from tests.service.reviewed import TALK, answered, flagged
from tests.service.spoken import keep_spoken
from tests.service.test_effect import begin as try_out
from tests.service.test_effect import found as effect_found
from tests.service.test_effect import past, wait
from tests.sites import START, Clock, Company

from klankbord.errors import MomentInUse, NotFound, NotNow
from klankbord.service.access import Actor
from klankbord.service.calls.finding import Wanted, find
from klankbord.service.calls.giving import give_call
from klankbord.service.calls.opening import open_call
from klankbord.service.keeping.export_zip import export_all
from klankbord.service.learning.choosing import choose, take_off
from klankbord.service.learning.effect import choose as choose_outcome
from klankbord.service.learning.flagging import answer_questions, drop, flag
from klankbord.service.learning.queue import queue_of
from klankbord.service.learning.reminding import reminders_for
from klankbord.service.learning.resolving import Trial, resolve
from klankbord.service.learning.review_room import Room, open_review
from klankbord.service.learning.reviewing import (
    begin,
    close,
    do_together,
    go_on_alone,
    look,
    look_at,
)
from klankbord.service.learning.team import Team, read_team
from klankbord.service.learning.today import read_today
from klankbord.service.learning.writing import Written, finish_here, write
from klankbord.service.site import Site
from klankbord.store.flags import find_flags, own_answers
from klankbord.store.lessons import experiments_of
from klankbord.store.people import all_teams, person_by_id, set_members
from klankbord.testing import talk
from klankbord.web.effects import effect_text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AGREED = talk(
    """
    0:00-0:03 Lotte Maes: Zal ik donderdag om tien uur langskomen?
    0:04-0:09 Bert: Ja, donderdag om tien uur is goed.
    0:10-0:12 Lotte Maes: Tot donderdag om tien uur.
    """,
    seller="Lotte Maes",
)


@pytest.fixture
def call(site: Site, company: Company) -> int:
    """A call of Lotte's."""
    return keep_call(site, company.lotte, TALK)


@pytest.fixture
def apart(site: Site, company: Company, call: int) -> int:
    """A review of it with Joris, each when it suits them."""
    return begin(site, company.lotte, flagged(site, company.lotte, call), "apart")


@pytest.fixture
def fien(site: Site, company: Company) -> Actor:
    """Fien, who coaches Lotte too."""
    with site.database.writing() as connection:
        (team,) = (one for one in all_teams(connection) if company.lotte.id in one.members)
        set_members(connection, team.id, [*team.members, company.fien.id])
        found = person_by_id(connection, company.fien.id)
    assert found
    return Actor.of(found)


def trial(site: Site) -> Trial:
    until = (site.now() + 7 * DAY).date()
    return Trial("Stil na de prijs", measure="talk-share", kind="seller", until=until)


def texts(team: Team) -> list[str]:
    return [one.experiment.text for one in team.running]


def answers_in_export(site: Site, actor: Actor) -> list[str]:
    with ZipFile(io.BytesIO(b"".join(export_all(site, actor)))) as archive:
        return [row["text"] for row in json.loads(archive.read("antwoorden.json"))]


def places(room: Room) -> list[tuple[int, int]]:
    return [(span.first, span.last) for _, span in room.moments]


# ── the other's side ──────────────────────────────────────────────────────────────────────────


def test_no_experiment_before_the_coach_wrote(site: Site, company: Company, call: int) -> None:
    lotte, joris = company.lotte, company.joris
    review = begin(site, lotte, flagged(site, lotte, call), "alone")
    answered(site, lotte, review, "druk")
    resolve(site, lotte, review, "Een les", trial(site))
    do_together(site, lotte, review, "apart")
    assert texts(read_team(site, joris)) == []
    answered(site, joris, review, "rust")
    assert texts(read_team(site, joris)) == ["Stil na de prijs"]


def test_what_follows_an_experiment_is_the_sellers_alone(
    site: Site, company: Company, apart: int
) -> None:
    lotte, joris = company.lotte, company.joris
    answered(site, lotte, apart, "druk")
    answered(site, joris, apart, "rust")
    resolve(site, lotte, apart, "Een les", trial(site))
    close(site, lotte, apart)
    with site.database.reading() as connection:
        (first,) = experiments_of(connection, lotte.id)
    until = site.now() + 5 * DAY
    choose_outcome(site, lotte, first.id, "changed", text="Voor mezelf", until=until)
    assert texts(read_team(site, joris)) == []
    for who in (lotte, joris):
        shown = open_review(site, who, apart).experiment
        assert shown
        assert shown.id == first.id


def test_the_drafts_of_an_earlier_coach_are_in_no_export_of_others(
    site: Site, company: Company, fien: Actor, call: int
) -> None:
    lotte, joris = company.lotte, company.joris
    review = begin(site, lotte, flagged(site, lotte, call), "apart", joris.id)
    write(site, joris, review, Written({("admires", 0): "nooit af"}))
    go_on_alone(site, lotte, review)
    do_together(site, lotte, review, "apart", fien.id)
    answered(site, lotte, review, "van lotte")
    answered(site, fien, review, "van fien")
    for who in (lotte, fien):
        assert {"van lotte", "van fien"} <= set(answers_in_export(site, who))
        assert "nooit af" not in answers_in_export(site, who)
    assert answers_in_export(site, joris) == ["nooit af"]


@pytest.mark.parametrize("written", [False, True])
def test_taking_a_moment_off_tells_nothing_of_the_other(
    site: Site, company: Company, apart: int, *, written: bool
) -> None:
    lotte, joris = company.lotte, company.joris
    choose(site, joris, apart, 1, (1, 2))
    before = places(open_review(site, joris, apart))
    first = open_review(site, lotte, apart).moments[0][0].id
    if written:
        write(site, joris, apart, Written({("saw", first): "van joris"}))
    take_off(site, lotte, apart, first)
    assert places(open_review(site, lotte, apart)) == before[1:]
    assert places(open_review(site, joris, apart)) == before
    with pytest.raises(NotFound):
        take_off(site, lotte, apart, first)
    answered(site, lotte, apart, "druk")
    answered(site, joris, apart, "rust")
    for who in (lotte, joris):  # what was written of it lies there, once both are done
        assert places(open_review(site, who, apart)) == before


def test_a_moment_that_both_take_off_is_gone(site: Site, company: Company, apart: int) -> None:
    choose(site, company.joris, apart, 1, (1, 2))
    first = open_review(site, company.lotte, apart).moments[0][0].id
    for who in (company.lotte, company.joris):
        take_off(site, who, apart, first)
        answered(site, who, apart, "druk")
    for who in (company.lotte, company.joris):
        assert (1, 2) not in places(open_review(site, who, apart))


def test_a_moment_that_was_taken_off_is_chosen_again(
    site: Site, company: Company, apart: int
) -> None:
    lotte = company.lotte
    choose(site, lotte, apart, 1, (1, 2))
    before = places(open_review(site, lotte, apart))
    first = open_review(site, lotte, apart).moments[0][0].id
    take_off(site, lotte, apart, first)
    choose(site, lotte, apart, 1, (1, 2))
    assert places(open_review(site, lotte, apart)) == before
    write(site, lotte, apart, Written({("did", first): "dit"}))
    with pytest.raises(MomentInUse):
        take_off(site, lotte, apart, first)


@pytest.mark.parametrize("begun", [False, True])
def test_whether_the_coach_began_is_not_told_by_the_button(
    site: Site, company: Company, call: int, *, begun: bool
) -> None:
    lotte, joris = company.lotte, company.joris
    review = begin(site, lotte, flagged(site, lotte, call), "room")
    answered(site, lotte, review, "druk")
    if begun:
        write(site, joris, review, Written({("admires", 0): "geduld"}))
    assert open_review(site, lotte, review).may_write_here
    if begun:
        with pytest.raises(NotNow):
            finish_here(site, lotte, review, Written({("admires", 0): "anders"}))
        assert open_review(site, joris, review).own.text("admires") == "geduld"
    else:
        finish_here(site, lotte, review, Written({("admires", 0): "anders"}))
        assert open_review(site, lotte, review).revealed


def test_a_review_alone_is_not_found_by_who_shares_its_flag(
    site: Site, company: Company, call: int
) -> None:
    number = flagged(site, company.lotte, call, shared=company.joris)
    review = begin(site, company.lotte, number, "alone")
    with pytest.raises(NotFound):
        begin(site, company.joris, number, "apart")
    assert begin(site, company.lotte, number, "apart") == review


def test_to_look_keeps_the_coach_with_whom_it_is_shared(
    site: Site, company: Company, call: int
) -> None:
    flagged(site, company.lotte, call, shared=company.joris)
    look_at(site, company.lotte, call)
    (review,) = queue_of(site, company.joris).under_way
    assert (review.coach_id, review.manner) == (company.joris.id, "apart")
    assert review.looked_at == site.now()
    assert not open_call(site, company.lotte, call).folded


def test_answers_to_the_questions_are_in_no_flag(site: Site, company: Company, call: int) -> None:
    lotte = company.lotte
    number = flag(site, lotte, "k", good=False, call=call)
    answer_questions(site, lotte, "k", {"permanent": "Nee, ze verhuist"})
    with site.database.reading() as connection:
        assert "verhuist" not in repr(find_flags(connection))
        assert own_answers(connection, lotte.id, number) == {"permanent": "Nee, ze verhuist"}
        assert own_answers(connection, company.joris.id, number) == {}


# ── a call that was given to somebody else ────────────────────────────────────────────────────


@pytest.mark.parametrize("taker", ["amber", "daan"])
def test_a_call_that_was_given_takes_its_flag_and_review_along(
    site: Site, company: Company, taker: str
) -> None:
    lotte, joris = company.lotte, company.joris
    assert isinstance(site.now, Clock)
    site.now.time = START + timedelta(days=(7 - START.weekday()) % 7)  # a Monday
    soon = [keep_spoken(site, lotte, site.now() - n * HOUR, 40) for n in (1, 2)]
    flags = [flagged(site, lotte, one, shared=joris) for one in soon]
    review = begin(site, joris, flags[0], "apart")
    for who in (lotte, joris):
        assert reminders_for(site, who)
    assert len(read_today(site, lotte).flags) == 2
    for one in soon:
        give_call(site, lotte, one, company[taker].id)
    team = read_team(site, joris)
    assert (team.asked, team.planned, team.unplanned) == ((), (), ())
    for who in (lotte, joris):
        assert reminders_for(site, who) == []
        queue = queue_of(site, who)
        assert (queue.own, queue.shared, queue.under_way) == ([], [], [])
        with pytest.raises(NotFound):
            open_review(site, who, review)
    assert read_today(site, lotte, flags[1]).flags == ()
    assert read_today(site, lotte, flags[1]).asked is None
    site.now.forward(days=14)
    assert reminders_for(site, lotte) == []


# ── folded figures ────────────────────────────────────────────────────────────────────────────


def test_an_effect_tells_nothing_of_folded_calls(site: Site, company: Company) -> None:
    lotte, joris = company.lotte, company.joris
    past(site, lotte, 90, 84, 96, 90, 78)
    experiment = try_out(site, lotte)
    wait(site, days=10)
    since = [keep_spoken(site, lotte, START + n * DAY, 50 + n) for n in range(1, 7)]
    assert effect_found(site, experiment, lotte).enough
    numbers = [flagged(site, lotte, one) for one in since[:2]]
    effect = effect_found(site, experiment, lotte)
    assert (effect.after.of, effect.folded, effect.enough) == (4, 2, False)
    assert any("2 bewaarde gesprekken" in note for note in effect_text(effect, "nl").notes)
    # A coach is told nothing of what somebody kept for themselves.
    coachs = effect_found(site, experiment, joris)
    assert (coachs.after.of, coachs.folded) == (6, 0)
    look(site, lotte, begin(site, lotte, numbers[0], "alone"))
    effect = effect_found(site, experiment, lotte)
    assert (effect.after.of, effect.folded, effect.enough) == (5, 1, True)


def test_what_is_usual_tells_nothing_of_folded_calls(site: Site, company: Company) -> None:
    lotte, joris = company.lotte, company.joris
    held = [keep_spoken(site, lotte, START - n * DAY, 30 + n) for n in range(6, 0, -1)]

    def usual(who: Actor) -> int:
        return open_call(site, who, held[-1]).past.calls

    assert usual(lotte) == 5
    flagged(site, lotte, held[0])
    assert (usual(lotte), usual(joris)) == (4, 5)
    look_at(site, lotte, held[0])
    assert usual(lotte) == 5


def test_no_folded_call_is_found_by_its_figure(site: Site, company: Company) -> None:
    lotte, joris = company.lotte, company.joris
    open_one, folded = (keep_spoken(site, lotte, START - n * DAY, 40) for n in (1, 2))
    flagged(site, lotte, folded)

    def found(who: Actor, **asked: str) -> set[int]:
        return {one.id for one in find(site, who, Wanted.of(asked)).calls}

    asked = {"measure": "talk-share:seller", "low": "20", "high": "50"}
    assert found(lotte) == {open_one, folded}
    assert found(lotte, **asked) == {open_one}
    assert found(joris, **asked) == {open_one, folded}
    look_at(site, lotte, folded)
    assert found(lotte, **asked) == {open_one, folded}


def test_what_was_agreed_in_a_folded_call_is_not_quoted(site: Site, company: Company) -> None:
    lotte = company.lotte
    number = keep_call(site, lotte, replace(AGREED, when=site.now() - timedelta(minutes=30)))
    assert read_today(site, lotte).agreed
    flagged(site, lotte, number)
    assert read_today(site, lotte).agreed == ()
    look_at(site, lotte, number)
    assert read_today(site, lotte).agreed


def seen_in_review(site: Site, actor: Actor, call: int) -> None:
    review = begin(site, actor, flagged(site, actor, call), "alone")
    look(site, actor, review)
    close(site, actor, review)


def taken_off_the_queue(site: Site, actor: Actor, call: int) -> None:
    number = flagged(site, actor, call)
    assert open_call(site, actor, call).folded
    drop(site, actor, number)


@pytest.mark.parametrize("came_out", [seen_in_review, taken_off_the_queue])
def test_figures_that_came_out_do_not_fold_again(
    site: Site, company: Company, call: int, came_out: Callable[[Site, Actor, int], None]
) -> None:
    lotte = company.lotte
    came_out(site, lotte, call)
    assert not open_call(site, lotte, call).folded
    number = flagged(site, lotte, call)
    assert not open_call(site, lotte, call).folded
    review = begin(site, lotte, number, "apart")
    room = open_review(site, lotte, review)
    assert room.review.looked_at == site.now()
    assert room.measured
