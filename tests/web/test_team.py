"""The page of a coach: there for coaches alone, in order of time, and without a ranking."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.service.spoken import keep_spoken
from tests.service.test_team import flagged, review, sellers
from tests.sites import START, Company
from tests.web.conftest import Browser

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.lessons import add_experiment
from klankbord.store.reviews import change_review

DAY = timedelta(days=1)


def read(browser: Browser, actor: Actor) -> str:
    answer = browser(actor).get("/team")
    assert answer.status_code == 200
    return answer.text


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_for_others_it_is_not_there_and_not_in_the_bar(browser: Browser, company: Company) -> None:
    for name in ("lotte", "bas"):
        client = browser(company[name])
        assert client.get("/team").status_code == 404
        assert 'href="/team"' not in client.get("/ontwikkeling").text
    assert browser(None).get("/team").status_code == 303
    assert 'href="/team" aria-current="page"' in read(browser, company.joris)


def test_empty_it_says_so(browser: Browser, company: Company) -> None:
    told = words(read(browser, company.fien))
    for sentence in ("Niemand wacht op jou.", "Er staat geen review open.", "minstens 5 mensen"):
        assert sentence in told


def test_of_another_team_there_is_nothing(site: Site, browser: Browser, company: Company) -> None:
    review(site, company.lotte, company.joris, done=True)
    flagged(site, company.lotte, keep_spoken(site, company.lotte, START, 60), company.joris, START)
    page = read(browser, company.fien)
    assert "Lotte" not in page
    assert "Hier liep het vast" not in page
    assert "Lotte Maes" in read(browser, company.joris)


def test_with_four_people_there_is_no_figure_over_them(
    site: Site, browser: Browser, company: Company
) -> None:
    people = [company.lotte, company.daan, *sellers(site, company, 3)]
    for actor in people[:4]:
        review(site, actor, company.joris, done=True)
    page = words(read(browser, company.joris))
    assert not re.search(r"in \d+ reviews", page)
    assert not re.search(r"\d dagen", page)
    assert "bewaard op 30 oktober 2026, besproken op 2 november 2026" in page
    review(site, people[4], company.joris, done=True)
    page = words(read(browser, company.joris))
    assert "Wat je met bezwaren deed: weersproken in 5 reviews, van 5 mensen" in page
    assert "Van bewaren tot bespreken duurde het meestal 3 dagen (5 reviews)." in page
    assert "bewaard op" not in page


@pytest.mark.parametrize("turn", range(5))
def test_names_stand_in_the_same_order_whatever_anybodys_figures_are(
    site: Site, browser: Browser, company: Company, turn: int
) -> None:
    """Give everybody somebody else's figures: all names of the page stand as they stood."""
    people = [company.lotte, company.daan, *sellers(site, company, 3)]
    figures = [15, 100, 40, 85, 60]
    for place, actor in enumerate(people):
        seller_s = figures[(place + turn) % 5]
        for day in range(1, 8):
            keep_spoken(site, actor, START - day * DAY, seller_s + day)
        number = review(site, actor, company.joris, done=True, days=1 + seller_s / 10)
        with site.database.writing() as connection:
            change_review(connection, number, planned_at=START + (place + 1) * DAY)
            began = START - 4 * DAY + timedelta(minutes=place)
            aim = {"type": "", "measure": "talk-share", "kind": "seller", "review": number}
            until = START + DAY
            add_experiment(connection, actor.id, "Vragen", **aim, until=until, now=began)  # type: ignore[arg-type]
        shared = START + timedelta(hours=place)
        flagged(site, actor, keep_spoken(site, actor, START, seller_s), company.joris, shared)
    page = read(browser, company.joris)
    names = [actor.name for actor in people]
    shown = [name for name in re.findall(r"<li><div><b>([^<]+)</b>", page) if name in names]
    assert shown == names * 3  # who asked, what is planned, what is tried


def test_no_grade_and_no_order_of_merit(site: Site, browser: Browser, company: Company) -> None:
    review(site, company.lotte, company.joris, done=True)
    told = words(read(browser, company.joris)).lower()
    for word in ("score", "beste", "slechtste", "ranglijst", "gemiddeld", "punten", "plaats "):
        assert word not in told
