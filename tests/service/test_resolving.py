"""An experiment of a review: changed while nothing counts for it, and never under its effect."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.service.calls import keep_call
from tests.service.reviewed import TALK, answered, flagged
from tests.service.spoken import keep_spoken
from tests.sites import START, Clock, Company

from klankbord.errors import Mistakes, NotNow, TrialTooLong
from klankbord.service.learning.effect import LONGEST_TRIAL, choose
from klankbord.service.learning.resolving import Trial, resolve, trial_of
from klankbord.service.learning.reviewing import begin
from klankbord.service.site import ZONE, Site, end_of_day, last_day
from klankbord.store.lessons import Experiment, experiments_of, lessons_of

TRIAL = Trial("Ik zwijg na de prijs", "", "talk-share", "seller", date(2026, 12, 4))
OTHER = Trial("Ik vraag eerst", "", "question-rate", "seller", date(2026, 12, 4))


@pytest.fixture
def review(site: Site, company: Company) -> int:
    """A review that Lotte did alone, with a lesson and an experiment."""
    lotte = company.lotte
    number = begin(site, lotte, flagged(site, lotte, keep_call(site, lotte, TALK)), "alone")
    answered(site, lotte, number, "mijn woorden")
    resolve(site, lotte, number, "Les", TRIAL)
    return number


def wait(site: Site, days: int) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(days=days)


def tried(site: Site, company: Company) -> Experiment:
    with site.database.reading() as connection:
        return experiments_of(connection, company.lotte.id)[0]


def test_before_any_call_counts_it_begins_anew(site: Site, company: Company, review: int) -> None:
    wait(site, 1)
    resolve(site, company.lotte, review, "", OTHER)
    assert tried(site, company).started_at == START + timedelta(days=1)
    assert trial_of(tried(site, company)) == OTHER


def test_once_a_call_counts_only_its_end_may_change(
    site: Site, company: Company, review: int
) -> None:
    keep_spoken(site, company.lotte, START + timedelta(hours=1), 40)
    wait(site, 1)
    with pytest.raises(Mistakes) as wrong:
        resolve(site, company.lotte, review, "Betere les", OTHER)
    assert [one.field for one in wrong.value.mistakes] == ["text"]
    later = Trial(TRIAL.text, "", "talk-share", "seller", date(2026, 12, 11))
    resolve(site, company.lotte, review, "", later)
    assert trial_of(tried(site, company)) == later
    assert tried(site, company).started_at == START


def test_one_that_is_over_stays_and_its_lesson_may_change(
    site: Site, company: Company, review: int
) -> None:
    choose(site, company.lotte, tried(site, company).id, "kept")
    over = tried(site, company)
    with pytest.raises(NotNow):
        resolve(site, company.lotte, review, "Les", OTHER)
    wait(site, 30)
    resolve(site, company.lotte, review, "Betere les", TRIAL)
    assert tried(site, company) == over
    with site.database.reading() as connection:
        assert [one.text for one in lessons_of(connection, company.lotte.id)] == ["Betere les"]


def test_after_its_last_day_the_lesson_alone_is_kept(
    site: Site, company: Company, review: int
) -> None:
    wait(site, 30)
    resolve(site, company.lotte, review, "Betere les", TRIAL)
    with site.database.reading() as connection:
        assert [one.text for one in lessons_of(connection, company.lotte.id)] == ["Betere les"]


def test_one_length_for_what_is_tried(site: Site, company: Company, review: int) -> None:
    long, until = "y" * (LONGEST_TRIAL + 1), site.now() + timedelta(days=5)
    with pytest.raises(Mistakes):
        resolve(site, company.lotte, review, "", Trial(long, until=TRIAL.until))
    number = tried(site, company).id
    with pytest.raises(TrialTooLong):
        choose(site, company.lotte, number, "changed", text=long, until=until)
    choose(site, company.lotte, number, "changed", text=f" \u200b{long[1:]} ", until=until)
    assert tried(site, company).text == long[1:]


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)])
def test_a_day_ends_at_midnight_whatever_the_clocks_do(day: date) -> None:
    end = end_of_day(day)
    assert end == datetime(day.year, day.month, day.day + 1, tzinfo=ZONE)
    assert last_day(end) == day
    assert last_day(end - timedelta(seconds=1)) == day
