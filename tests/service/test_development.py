"""One's own development: what is on it, and that nothing else is."""

from __future__ import annotations

from datetime import timedelta

from tests.service.spoken import keep_spoken
from tests.service.test_effect import begin, past
from tests.sites import START, Company

from klankbord.service.access import Actor
from klankbord.service.learning.development import Development, read_development
from klankbord.service.site import Site
from klankbord.store.flags import add_flag
from klankbord.store.lessons import add_lesson
from klankbord.store.reviews import add_review, change_review


def flag(site: Site, actor: Actor, call: int | None, *, good: bool = False, **ago: float) -> int:
    with site.database.writing() as connection:
        number, _ = add_flag(
            connection,
            actor.id,
            f"{call}-{ago}",
            good=good,
            note="",
            number="",
            at=START - timedelta(**ago),
            call=call,
            now=START,
        )
    return number


def own(site: Site, actor: Actor) -> Development:
    return read_development(site, actor)


def test_the_measure_that_an_experiment_aims_at_call_by_call(site: Site, company: Company) -> None:
    lotte = company.lotte
    past(site, lotte, 90, 84, 96, 90, 78)
    past(site, company.daan, 10, 10, 10, 10, 10)
    keep_spoken(site, lotte, START - timedelta(days=20), 60, by="earlier")
    experiment = begin(site, lotte)
    (series,) = own(site, lotte).series
    assert [round(point.value or 0, 2) for point in series.points] == [0.65, 0.75, 0.8, 0.7, 0.75]
    assert series.band
    assert (series.band.middle, series.band.calls) == (0.75, 5)
    assert (series.otherwise, series.break_at) == (1, START - timedelta(days=20))
    assert series.tried == (experiment,)


def test_two_that_aim_at_the_same_share_a_line(site: Site, company: Company) -> None:
    for days in (0, 30):
        begin(site, company.lotte, START - timedelta(days=days))
    begin(site, company.lotte, START - timedelta(days=60), call_type="demo")
    begin(site, company.lotte, START - timedelta(days=60), measure="")
    found = own(site, company.lotte)
    assert [(one.type, len(one.tried)) for one in found.series] == [("demo", 1), ("", 2)]
    assert len(found.tried) == 4


def test_a_folded_call_gives_no_figure_away(site: Site, company: Company) -> None:
    lotte = company.lotte
    past(site, lotte, 90, 84)
    call = keep_spoken(site, lotte, START - timedelta(days=9), 12)
    begin(site, lotte)
    number = flag(site, lotte, call, days=9)
    (series,) = own(site, lotte).series
    assert series.folded == 1
    assert call not in {point.call for point in series.points}
    with site.database.writing() as connection:
        review = add_review(
            connection, number, person=lotte.id, call=call, manner="alone", now=START
        )
        change_review(connection, review, looked_at=START)
    (series,) = own(site, lotte).series
    assert series.folded == 0
    assert call in {point.call for point in series.points}


def test_the_line_goes_back_to_the_first_lesson_and_no_longer_than_a_year(
    site: Site, company: Company
) -> None:
    assert own(site, company.lotte).since == START - timedelta(days=91)
    for days, back in ((200, 228), (900, 365)):
        with site.database.writing() as connection:
            made = START - timedelta(days=days)
            add_lesson(connection, company.lotte.id, "Eerst vragen", review=None, now=made)
        assert own(site, company.lotte).since == START - timedelta(days=back)
    assert own(site, company.daan).lessons == ()


def test_momentum_is_of_ones_own_calls(site: Site, company: Company) -> None:
    """Two days of three calls: 9:00, 9:10 and 9:20 in Amsterdam, one of them a bad one."""
    lotte = company.lotte
    for day in (1, 2):
        for minute in (0, 10, 20):
            at = START - timedelta(days=day) + timedelta(minutes=minute)
            call = keep_spoken(site, lotte, at, 60)
            keep_spoken(site, company.daan, at + timedelta(minutes=3), 60)
            if minute == 0:
                flag(site, lotte, call, days=day, minutes=-3)
    found = own(site, lotte).momentum
    assert (found.lately.calls, found.lately.hours, found.before.calls) == (6, 2, 0)
    assert (found.recovery.bad, found.recovery.others) == (2, 2)
    assert found.recovery.after_bad is None
    assert len(found.weeks) == 12
    assert own(site, company.amber).momentum.lately.calls == 0


def test_the_talk_of_a_review_is_no_call_of_a_customer(site: Site, company: Company) -> None:
    lotte = company.lotte
    past(site, lotte, 90, 84, 96)
    begin(site, lotte)
    call = keep_spoken(site, lotte, START - timedelta(days=8), 60)
    number = flag(site, lotte, call, days=8)
    talk = keep_spoken(site, lotte, START - timedelta(days=7), 20)
    assert own(site, lotte).momentum.lately.calls == 5
    assert len(own(site, lotte).series[0].points) == 4
    with site.database.writing() as connection:
        review = add_review(
            connection, number, person=lotte.id, call=call, manner="room", now=START
        )
        change_review(connection, review, talk_id=talk, seller_done_at=START)
    found = own(site, lotte)
    assert found.momentum.lately.calls == 4
    assert talk not in {point.call for point in found.series[0].points}
    assert found.tried[0].effect
    assert found.tried[0].effect.before.of == 4


def test_an_old_call_that_is_kept_in_between_makes_no_call_a_bad_one(
    site: Site, company: Company
) -> None:
    lotte, yesterday = company.lotte, START - timedelta(days=1)
    old = keep_spoken(site, lotte, START - timedelta(days=5), 60)
    for minute in (0, 10, 20):
        keep_spoken(site, lotte, yesterday + timedelta(minutes=minute), 60)
    flag(site, lotte, old, days=1, minutes=-5)
    found = own(site, lotte).momentum.recovery
    assert (found.bad, found.others) == (0, 2)
    flag(site, lotte, None, days=1, minutes=-15)  # of a call that is not here yet
    found = own(site, lotte).momentum.recovery
    assert (found.bad, found.others) == (1, 1)
