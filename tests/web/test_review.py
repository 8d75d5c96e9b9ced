"""The queue and a review on their pages: blind first, then side by side."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import unquote_plus

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx2 import Response
from starlette.routing import Mount
from starlette.testclient import TestClient
from tests.service.reviewed import TALK, answered, flagged
from tests.service.spoken import keep_spoken
from tests.sites import Company
from tests.web.browser import as_somebody, content_of
from tests.web.conftest import Browser
from tests.web.world import keep

from klankbord.samples import read_sample
from klankbord.service.access import Actor
from klankbord.service.learning.choosing import choose
from klankbord.service.learning.flagging import flag
from klankbord.service.learning.review_room import open_review
from klankbord.service.learning.reviewing import begin, close, look, plan
from klankbord.service.learning.writing import Written, finish, write
from klankbord.service.site import Site
from klankbord.store.flags import find_flags
from klankbord.store.learning_tables import flags
from klankbord.web.app import create_app

SELLERS, COACHS = "zeepaardjes", "korenbloemen"
"""Words that only one of them wrote."""
FIGURES = ('popovertarget="m-', "Kreeg de klant aandacht?", 'class="curve"', "<circle", "Balans")


@pytest.fixture
def call(site: Site, company: Company) -> int:
    return keep(site, company.lotte, TALK)


@pytest.fixture
def review(site: Site, company: Company, call: int) -> int:
    return begin(site, company.lotte, flagged(site, company.lotte, call), "apart")


@pytest.fixture
def app(site: Site) -> FastAPI:
    return create_app(site)


def said(answer: Response) -> str:
    """Whatever an answer tells: its text or what is in its archive, and its headers."""
    headers = (unquote_plus(value) for value in answer.headers.values())
    return "\n".join([content_of(answer), *headers])


def walk(app: FastAPI, client: TestClient) -> list[tuple[str, str]]:
    """What every address that can be read answers, with each number there is of it."""
    answers = []
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, Mount) or "GET" not in (context.methods or ()):
            continue
        for number in ("1", "2") if "{" in (context.path or "") else ("1",):
            path = re.sub(r"{\w+(:\w+)?}", number, context.path or "")
            for asked in ("", "?hier=1&van=1&herkend=1&gedaan=bewaard"):
                answer = client.get(path + asked, follow_redirects=False)
                answers.append((path + asked, said(answer)))
    return answers


def drafted(site: Site, actor: Actor, review: int, words: str) -> None:
    """Write these words everywhere, and go on writing."""
    room = open_review(site, actor, review)
    questions = ("did", "otherwise") if actor.role == "seller" else ("saw", "would_try")
    texts = {(q, moment.id): words for moment, _ in room.moments for q in questions}
    texts |= {("weak" if actor.role == "seller" else "admires", 0): words}
    write(site, actor, review, Written(texts, 3, room.call.revision))


@pytest.mark.parametrize("manner", ["apart", "room"])
@pytest.mark.parametrize("done", ["", "seller", "coach"])
def test_no_address_shows_either_what_the_other_wrote_before_both_are_done(
    site: Site, company: Company, app: FastAPI, call: int, manner: str, done: str
) -> None:
    review = begin(site, company.lotte, flagged(site, company.lotte, call), manner)
    for who, words, side in (
        (company.lotte, SELLERS, "seller"),
        (company.joris, COACHS, "coach"),
    ):
        if side == done:
            answered(site, who, review, words)
        else:
            drafted(site, who, review, words)
    walked = 0
    for who, theirs in ((company.lotte, COACHS), (company.joris, SELLERS)):
        client = as_somebody(app, site, who)
        for path, text in walk(app, client):
            assert theirs not in text, f"{who.name}: {path}"
            walked += path == f"/review/{review}"
    assert walked == 2


def test_nor_after_it_was_closed_or_done_alone(
    site: Site, company: Company, app: FastAPI, review: int
) -> None:
    drafted(site, company.joris, review, COACHS)
    answered(site, company.lotte, review, SELLERS)
    close(site, company.lotte, review)
    for who, theirs in ((company.lotte, COACHS), (company.joris, SELLERS)):
        assert not any(theirs in text for _, text in walk(app, as_somebody(app, site, who)))


def test_and_once_both_are_done_both_see_both(
    site: Site, company: Company, browser: Browser, review: int
) -> None:
    answered(site, company.lotte, review, SELLERS)
    answered(site, company.joris, review, COACHS)
    for who in (company.lotte, company.joris):
        text = browser(who).get(f"/review/{review}").text
        assert SELLERS in text
        assert COACHS in text


def test_the_other_is_told_in_two_words(
    site: Site, company: Company, browser: Browser, review: int
) -> None:
    lotte, joris = browser(company.lotte), browser(company.joris)
    drafted(site, company.joris, review, COACHS)
    assert lotte.get(f"/review/{review}/stand").text == "nog bezig"
    answered(site, company.joris, review, COACHS)
    answer = lotte.get(f"/review/{review}/stand")
    assert (answer.text, answer.headers["content-type"]) == ("klaar", "text/plain; charset=utf-8")
    assert joris.get(f"/review/{review}/stand").text == "nog bezig"


def test_the_figures_of_a_flagged_call_are_folded_for_its_seller_alone(
    site: Site, company: Company, browser: Browser, call: int, review: int
) -> None:
    lotte, joris = browser(company.lotte), browser(company.joris)
    address = f"/gesprekken/{call}"
    for path in (address, f"{address}?herkend=1", f"/review/{review}"):
        text = lotte.get(path).text
        assert [figure for figure in FIGURES if figure in text] == [], path
        assert "<mark" not in text
        assert "Hoe gaat het nu" in text or path.startswith("/review")
    for ending in ("html", "json"):
        answer = lotte.get(f"{address}/rapport.{ending}")
        assert (answer.status_code, answer.headers["location"]) == (303, address)
        assert joris.get(f"{address}/rapport.{ending}").status_code == 200
    assert "Kreeg de klant aandacht?" in joris.get(address).text
    assert lotte.post(f"{address}/cijfers").headers["location"] == f"{address}#vragen"
    assert "Kreeg de klant aandacht?" in lotte.get(address).text
    assert lotte.get(f"{address}/rapport.json").status_code == 200
    answered(site, company.lotte, review, SELLERS)
    answered(site, company.joris, review, COACHS)
    for client in (lotte, joris):
        assert "bekeken voordat" in client.get(f"/review/{review}").text


def test_answering_unfolds_them_too(
    site: Site, company: Company, browser: Browser, call: int, review: int
) -> None:
    answered(site, company.lotte, review, SELLERS)
    assert "Kreeg de klant aandacht?" in browser(company.lotte).get(f"/gesprekken/{call}").text


class Shape(HTMLParser):
    """The tags of a page and the names of their attributes, a list a key moment."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[list[tuple[str, tuple[str, ...]]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self.inside = dict(attrs).get("class") == "moment"
            if self.inside:
                self.moments.append([])
        if self.inside and tag not in {"li", "b"}:
            self.moments[-1].append((tag, tuple(name for name, _ in attrs)))


def test_a_moment_does_not_tell_who_or_what_chose_it(
    site: Site, company: Company, browser: Browser
) -> None:
    """Proposed, the seller's and the coach's: all of one shape, in the order of the call."""
    lotte, joris = company.lotte, company.joris
    call = keep(site, lotte, read_sample("koelcel"), part=5)
    review = begin(site, lotte, flagged(site, lotte, call), "apart")
    choose(site, joris, review, 1, (2, 3))
    for who in (lotte, joris):
        page = browser(who).get(f"/review/{review}").text
        shape = Shape()
        shape.feed(page)
        assert len(shape.moments) == 4
        assert all(moment == shape.moments[0] for moment in shape.moments)
        starts = [int(ms) for ms in re.findall(r'data-from="(\d+)"', page)]
        assert starts == sorted(starts)
        assert "voorgesteld" not in page.lower()


def test_drafts_come_back_and_klaar_makes_them_final(
    site: Site, company: Company, browser: Browser, review: int
) -> None:
    lotte = browser(company.lotte)
    moment = open_review(site, company.lotte, review).moments[0][0].id
    draft = {f"did-{moment}": "Ik ging <b>verdedigen</b>", "turned": "4", "seen": "1"}
    answer = lotte.post(f"/review/{review}/schrijf", data=draft)
    assert answer.status_code == 303
    page = lotte.get(f"/review/{review}").text
    assert "Ik ging &lt;b&gt;verdedigen&lt;/b&gt;</textarea>" in page
    assert '<option value="4" selected>' in page
    assert "verdedigen" not in browser(company.joris).get(f"/review/{review}").text
    assert lotte.post(f"/review/{review}/klaar", data={"weak-0": "haast"}).status_code == 303
    page = lotte.get(f"/review/{review}").text
    assert "haast" in page
    assert f'name="did-{moment}"' not in page
    assert 'name="addition-0"' in page
    assert lotte.post(f"/review/{review}/schrijf", data={"weak-0": "nee"}).status_code == 409


def test_every_button_keeps_what_is_written(
    site: Site, company: Company, browser: Browser, review: int
) -> None:
    lotte = browser(company.lotte)
    chosen = {"weak-0": "haast", "seen": "1", "first": "1", "until": "2"}
    assert lotte.post(f"/review/{review}/moment", data=chosen).status_code == 303
    first = open_review(site, company.lotte, review).moments[0][0].id
    off = {"weak-0": "te veel haast"}
    assert lotte.post(f"/review/{review}/moment/{first}/weg", data=off).status_code == 303
    assert lotte.post(f"/review/{review}/kijk", data={"weak-0": "haast!"}).status_code == 303
    assert "haast!</textarea>" in lotte.get(f"/review/{review}").text


def test_a_turn_is_chosen_from_the_call(
    company: Company, browser: Browser, call: int, review: int
) -> None:
    lotte = browser(company.lotte)
    link = f"/review/{review}?van=3#kies"
    assert f'href="{link}"' in lotte.get(f"/gesprekken/{call}?beurt=3").text
    page = lotte.get(link).text
    assert re.search(r'<details[^>]*id="kies" open', page)
    assert '<option value="3" selected>' in page


def test_differences_are_told_as_facts(
    site: Site, company: Company, browser: Browser, review: int
) -> None:
    answered(site, company.lotte, review, SELLERS, turned=2)
    moments = open_review(site, company.joris, review).moments
    texts = {("saw", moment.id): COACHS for moment, _ in moments[1:]} | {("admires", 0): "rust"}
    finish(site, company.joris, review, Written(texts, 6, 1))
    lotte, joris = (
        browser(who).get(f"/review/{review}").text for who in (company.lotte, company.joris)
    )
    assert "Hier schreef alleen jij iets bij." in lotte
    assert "Hier schreef alleen Lotte iets bij." in joris
    assert "Jij hoorde het kantelen op 0:04, Joris op 0:25." in lotte
    assert "Jij hoorde het kantelen op 0:25, Lotte op 0:04." in joris


def test_an_early_price_is_put_to_the_coach_without_reproach(
    site: Site, company: Company, browser: Browser
) -> None:
    lotte = company.lotte
    call = keep(site, lotte, read_sample("bestelbussen"), part=6)
    review = begin(site, lotte, flagged(site, lotte, call), "apart")
    answered(site, lotte, review, SELLERS)
    answered(site, company.joris, review, COACHS)
    to_coach = "Wat had Lotte Maes van jou nodig gehad"
    assert to_coach in browser(company.joris).get(f"/review/{review}").text
    assert to_coach not in browser(lotte).get(f"/review/{review}").text


def test_the_lesson_is_asked_again_with_what_is_wrong(
    site: Site, company: Company, browser: Browser, review: int
) -> None:
    answered(site, company.lotte, review, SELLERS)
    answered(site, company.joris, review, COACHS)
    lotte = browser(company.lotte)
    sent = {"lesson": "Vraag eerst", "text": "Eén vraag terug", "until": "2026-11-01"}
    answer = lotte.post(f"/review/{review}/les", data=sent | {"measure": "objections:explored"})
    assert answer.status_code == 422
    assert "Kies een dag tussen morgen en een jaar van nu." in answer.text
    assert 'value="Eén vraag terug"' in answer.text
    sent |= {"until": "2026-12-04", "type": "price", "measure": "objections:explored"}
    assert lotte.post(f"/review/{review}/les", data=sent).status_code == 303
    assert lotte.post(f"/review/{review}/sluit").status_code == 303
    text = browser(company.joris).get(f"/review/{review}").text
    assert "Vraag eerst" in text
    assert "In: prijsgesprek, tot en met 4 december 2026." in text
    assert "Vraag eerst" in lotte.get("/review").text


def test_who_has_no_part_in_it_finds_nothing(
    company: Company, browser: Browser, review: int
) -> None:
    for name in ("daan", "amber", "fien", "bas"):
        client = browser(company[name])
        for path in (f"/review/{review}", f"/review/{review}/stand"):
            assert client.get(path).status_code == 404
        assert "Ze haakte af" not in client.get("/review").text


def test_the_queue_shows_what_is_mine_and_what_is_shared(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    lotte, joris = browser(company.lotte), browser(company.joris)
    kept = flagged(site, company.lotte, call, note="Ze haakte af", good=False)
    flagged(site, company.lotte, None, note="Nog onderweg", good=True)
    assert "Niemand deelde" in joris.get("/review").text
    page = lotte.get("/review").text
    assert "Ze haakte af" in page
    assert "Dit gesprek is hier nog niet." in page
    assert page.count("Laat los") >= 2
    lotte.post(f"/review/bewaard/{kept}/deel", data={"coach": company.joris.id})
    assert "Ze haakte af" in joris.get("/review").text
    assert "Nog onderweg" not in joris.get("/review").text
    lotte.post(f"/review/bewaard/{kept}/terug")
    assert "Ze haakte af" not in joris.get("/review").text
    lotte.post(f"/review/bewaard/{kept}/weg")
    assert "Ze haakte af" not in lotte.get("/review").text


def test_a_flag_is_given_another_call_of_that_day(
    site: Site, company: Company, browser: Browser
) -> None:
    lotte = browser(company.lotte)
    flag(site, company.lotte, "k", good=False, at=site.now())
    assert "Kies het gesprek" not in lotte.get("/review").text
    other = keep_spoken(site, company.lotte, site.now() - timedelta(hours=3), 40, title="Moens")
    page = lotte.get("/review").text
    action = re.search(r'action="(/review/bewaard/\d+/gesprek)"', page)
    assert action
    assert f'<option value="{other}">07:00 Moens</option>' in page
    assert lotte.post(action[1], data={"call": other}).status_code == 303
    page = lotte.get("/review").text
    assert f'href="/gesprekken/{other}"' in page
    assert action[1] not in page


def test_the_button_of_a_call_keeps_it_once(
    site: Site, company: Company, browser: Browser, call: int
) -> None:
    lotte = browser(company.lotte)
    key = re.search(r'name="key" value="(\w+)"', lotte.get(f"/gesprekken/{call}").text)
    assert key
    for sent in ({"key": key[1]}, {"key": key[1]}, {}):
        lotte.post(f"/gesprekken/{call}/bewaar", data={"note": "Prijs", **sent})
    with site.database.reading() as connection:
        (found,) = find_flags(connection, flags.c.dropped_at.is_(None))
    assert (found.key, found.note) == (f"call-{call}-{key[1]}", "Prijs")


def test_it_says_what_waits_for_whom(
    site: Site, company: Company, browser: Browser, review: int
) -> None:
    lotte, joris = browser(company.lotte), browser(company.joris)
    assert "Jij schrijft nog." in lotte.get("/review").text
    answered(site, company.lotte, review, SELLERS)
    assert "Joris Peeters schrijft nog." in lotte.get("/review").text
    assert "Jij schrijft nog." in joris.get("/review").text
    day = {"dag": "2026-11-24", "tijd": "16:30"}
    assert joris.post(f"/review/{review}/plan", data=day).status_code == 303
    assert "Gepland op di 24 nov 2026, 16:30" in lotte.get("/review").text
    assert joris.post(f"/review/{review}/plan", data={"dag": "gisteren"}).status_code == 422
    answered(site, company.joris, review, COACHS)
    assert "Alles ligt naast elkaar." in lotte.get("/review").text


@pytest.mark.parametrize("path", ["/review", "/review/{review}"])
def test_nothing_nags(
    site: Site, company: Company, browser: Browser, review: int, path: str
) -> None:
    """No count, no badge, no colour that warns, nothing late."""
    plan(site, company.lotte, review, None)
    text = browser(company.lotte).get(path.format(review=review)).text
    words = re.sub(r"<[^>]+>", " ", text)
    assert not re.search(r"\(\d+\)|te laat|al \d+ dagen|vergeten|badge|score|cijfer \d", words)
    assert not re.search(r'class="[^"]*\b(badge|count|alert|red|warn)\b', text)


def test_looking_is_for_the_seller_alone(
    site: Site, company: Company, browser: Browser, call: int, review: int
) -> None:
    joris = browser(company.joris)
    assert "Toch de cijfers zien" not in joris.get(f"/review/{review}").text
    assert joris.post(f"/review/{review}/kijk").status_code == 404
    assert joris.post(f"/gesprekken/{call}/cijfers").status_code == 404
    look(site, company.lotte, review)
    assert "Toch de cijfers zien" not in browser(company.lotte).get(f"/review/{review}").text
