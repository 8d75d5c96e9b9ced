"""One's own development: in words and as a table too, and nobody else on it anywhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from tests.service.spoken import keep_spoken
from tests.service.test_effect import begin, past
from tests.service.test_team import review
from tests.sites import START, Company
from tests.web.browser import Chromium, overflow
from tests.web.conftest import Browser
from tests.web.test_axe import in_every_look

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.lessons import Experiment, add_lesson, experiments_of
from klankbord.store.people import all_people
from klankbord.store.proposals import add_proposal, find_proposals

DAY = timedelta(days=1)


@pytest.fixture
def tried(site: Site, company: Company) -> Experiment:
    """Lotte's experiment of twelve days ago, with calls of half before and a third since."""
    lotte, began = company.lotte, START - 12 * DAY
    for day in range(1, 9):
        keep_spoken(site, lotte, began - day * DAY, 58 + day, title="Bakkerij Van Hout")
        keep_spoken(site, lotte, began + day * DAY, 38 + day, title="Bakkerij Van Hout")
    return begin(site, lotte, began)


def read(browser: Browser, actor: Actor) -> str:
    answer = browser(actor).get("/ontwikkeling")
    assert answer.status_code == 200
    return answer.text


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def outcomes(site: Site, actor: Actor) -> list[str]:
    with site.database.reading() as connection:
        return [one.outcome for one in experiments_of(connection, actor.id)]


def test_an_effect_is_told_with_its_calls_and_its_interval_and_no_cause(
    browser: Browser, company: Company, tried: Experiment
) -> None:
    told = words(read(browser, company.lotte))
    assert "Sinds je begon was het 35 % (in 8 gesprekken), daarvoor 52 % (in 8 gesprekken)." in told
    interval = re.search(r"tussen (\d+) procentpunt lager en (\d+) procentpunt lager", told)
    assert interval
    assert 17 <= int(interval[1]) <= 22
    assert 12 <= int(interval[2]) <= 17
    assert "Dat zegt niet waardoor." in told
    assert "Alle beurten van een kant bij elkaar" in told  # how it counts
    for cause in ("dankzij", "doordat", "omdat", "effect van", "succes", "beter", "slechter"):
        assert cause not in told.lower().replace("alle beurten", "")


def test_the_chart_says_the_same_as_its_table(
    browser: Browser, company: Company, tried: Experiment
) -> None:
    page = read(browser, company.lotte)
    drawn = re.findall(r"<title>(\d[^<]*: \d+ %)</title>", page)
    rows = re.findall(r'<th scope="row">([^<]+)</th><td[^>]*><a href="(/gesprekken/\d+)">', page)
    assert len(drawn) == len(rows) == 16
    assert {title.split(",")[0] for title in drawn} == {day for day, _ in rows}


def test_with_few_calls_it_says_so(site: Site, browser: Browser, company: Company) -> None:
    past(site, company.lotte, 60, 60, 60)
    begin(site, company.lotte)
    told = words(read(browser, company.lotte))
    assert "Nog te weinig om te zeggen: er is een cijfer van 0 gesprekken sindsdien" in told
    assert "procentpunt" not in told


def test_nobody_else_is_on_it(
    site: Site, browser: Browser, company: Company, tried: Experiment
) -> None:
    """Whatever others did, had or are called: to the letter, the page stays the same."""
    lotte = company.lotte

    def letters() -> str:
        page = read(browser, lotte)
        return re.sub(r'(value|nonce|hx-headers:inherited)=("[^"]*"|\'[^\']*\')', "", page)

    before = letters()
    for other in (company.daan, company.joris, company.amber, company.bas):
        past(site, other, 110, 112, 114, 111, 113, 115)
        began = begin(site, other, START - DAY)
        with site.database.writing() as connection:
            add_lesson(connection, other.id, "Van een ander", review=None, now=began.started_at)
    assert letters() == before
    with site.database.reading() as connection:
        names = [person.name for person in all_people(connection) if person.id != lotte.id]
    for name in names:
        assert name not in before
        assert name.split()[0] not in words(before)
    assert "Van een ander" not in before


def test_with_charts_and_forms_open_everybody_can_read_it(
    site: Site, chrome: Chromium, served: str, company: Company, tried: Experiment
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/ontwikkeling")
        for summary in page.locator("main summary").all():
            summary.click()
        assert page.locator(".chart svg[role=img]").count() == 2
        in_every_look(page)
        page.set_viewport_size({"width": 640, "height": 900})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) <= 0


def test_empty_it_says_what_comes(browser: Browser, company: Company) -> None:
    told = words(read(browser, company.amber))
    assert "Na een review schrijf je één les op" in told
    assert "Nog te weinig om te zeggen: 0 keer" in told
    assert "<circle" not in read(browser, company.amber)


@pytest.mark.parametrize(
    ("outcome", "told"), [("kept", "gewoonte geworden op"), ("let_go", "losgelaten op")]
)
def test_an_experiment_ends(
    site: Site,
    browser: Browser,
    company: Company,
    tried: Experiment,
    outcome: str,
    told: str,
) -> None:
    lotte = browser(company.lotte)
    answer = lotte.post(f"/ontwikkeling/experimenten/{tried.id}", data={"outcome": outcome})
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/ontwikkeling?gedaan=bewaard",
    )
    assert outcomes(site, company.lotte) == [outcome]
    assert told in words(read(browser, company.lotte))
    again = lotte.post(f"/ontwikkeling/experimenten/{tried.id}", data={"outcome": outcome})
    assert again.status_code == 409


def test_changed_it_goes_on_as_another(
    site: Site, browser: Browser, company: Company, tried: Experiment
) -> None:
    lotte = browser(company.lotte)
    address = f"/ontwikkeling/experimenten/{tried.id}"
    wrong = lotte.post(address, data={"outcome": "changed", "text": "", "until": "2026-12-04"})
    assert wrong.status_code == 422
    assert "Schrijf op wat je nu gaat proberen." in wrong.text
    past_day = {"outcome": "changed", "text": "Ik wacht een tel", "until": "2026-11-19"}
    wrong = lotte.post(address, data=past_day)
    assert wrong.status_code == 422
    assert "Kies een dag die nog komt." in wrong.text
    assert 'value="Ik wacht een tel"' in wrong.text
    for nonsense in ("gisteren", "", "9999-12-31T00"):
        assert lotte.post(address, data=past_day | {"until": nonsense}).status_code == 422
    assert outcomes(site, company.lotte) == [""]
    right = lotte.post(address, data=past_day | {"until": "2026-11-20"})
    assert right.status_code == 303
    assert outcomes(site, company.lotte) == ["", "changed"]
    told = words(read(browser, company.lotte))
    assert "anders verdergegaan op" in told
    assert "Ik wacht een tel" in told
    assert "loopt t/m 20 november 2026" in told


def test_of_others_it_is_not_there(
    browser: Browser, company: Company, tried: Experiment, site: Site
) -> None:
    address = f"/ontwikkeling/experimenten/{tried.id}"
    for name in ("daan", "joris", "fien", "bas"):
        answer = browser(company[name]).post(address, data={"outcome": "kept"})
        assert answer.status_code == 404
    assert outcomes(site, company.lotte) == [""]


def test_a_proposal_is_answered(site: Site, browser: Browser, company: Company) -> None:
    lotte, call = company.lotte, keep_spoken(site, company.lotte, START, 110)
    with site.database.writing() as connection:
        told = {"measure": "talk-share", "kind": "customer", "value": 0.1, "usual": 0.5}
        number = add_proposal(connection, lotte.id, call, good=False, **told, now=START)  # type: ignore[arg-type]
    address = f"/ontwikkeling/voorstellen/{number}"
    for name in ("daan", "joris", "bas"):
        assert browser(company[name]).post(address, data={"keep": "true"}).status_code == 404
    answer = browser(lotte).post(address, data={"keep": "true"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?gedaan=bewaard")
    with site.database.reading() as connection:
        (one,) = find_proposals(connection)
    assert one.taken is True
    assert browser(lotte).post(address, data={"keep": "false"}).status_code == 404


def test_a_lesson_leads_to_its_review(site: Site, browser: Browser, company: Company) -> None:
    number = review(site, company.lotte, company.joris, done=True)
    with site.database.writing() as connection:
        add_lesson(connection, company.lotte.id, "Eerst vragen", review=number, now=START)
    page = read(browser, company.lotte)
    assert f'href="/review/{number}"' in page
    assert "Joris" not in page
