"""The library as its reader sees it."""

from __future__ import annotations

import pytest
from tests.sites import Company, index_turns
from tests.web.conftest import Browser

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.store.people import Person, change_person, person_by_id, set_teams
from klankbord.testing import talk


@pytest.fixture
def call(site: Site, company: Company) -> int:
    title = "# titel: Bij <b>Vermeulen</b>"
    text = f"{title}\n0:00 Lotte: Dag.\n0:03 Karel: <script>alert(1)</script> prijs"
    conversation = talk(text, seller="Lotte")
    with site.database.writing() as connection:
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        number = add_call(connection, conversation, Source("c" * 64, 0), **own)  # type: ignore[arg-type]
        index_turns(connection, number, conversation, [[], []])
    return number


def test_before_the_first_call_it_says_what_to_do(browser: Browser, company: Company) -> None:
    page = browser(company.lotte).get("/gesprekken").text
    assert "Hier komen je gesprekken te staan" in page
    assert 'href="/toevoegen"' in page


def test_kinds_of_calls_are_told_in_words(browser: Browser, site: Site, company: Company) -> None:
    conversation = talk("# soort: discovery\n0:00 Lotte: Dag.", seller="Lotte")
    with site.database.writing() as connection:
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        call = add_call(connection, conversation, Source("d" * 64, 0), **own)  # type: ignore[arg-type]
    page = browser(company.lotte).get("/gesprekken").text
    assert '<option value="discovery">kennismaking</option>' in page
    assert "kennismaking" in page.rsplit("<ol", maxsplit=1)[-1]
    assert "discovery" not in page.rsplit("<ol", maxsplit=1)[-1]
    shown = browser(company.lotte).get(f"/gesprekken/{call}").text
    assert "kennismaking" in shown
    assert "discovery" not in shown


def test_shows_what_was_found(browser: Browser, company: Company, call: int) -> None:
    page = browser(company.lotte).get("/gesprekken?q=prijzen").text
    assert "1 gesprek" in page
    assert f'href="/gesprekken/{call}#t2"' in page
    assert "<mark>prijs</mark>" in page


def test_what_was_said_is_no_markup(browser: Browser, company: Company, call: int) -> None:
    page = browser(company.lotte).get("/gesprekken?q=prijs").text
    assert "<script>alert" not in page
    assert "<b>Vermeulen</b>" not in page
    assert "&lt;script&gt;alert" in page


def test_another_sees_nothing(browser: Browser, company: Company, call: int) -> None:
    for actor in (company.daan, company.fien, company.bas):
        assert "Vermeulen" not in browser(actor).get("/gesprekken?q=prijs").text
    assert "Vermeulen" in browser(company.joris).get("/gesprekken").text


@pytest.mark.parametrize(
    "question",
    ["pagina=0", "pagina=x", "since=31-12-2026", "low=1e999", "q=%00", "q=" + "a" * 5000],
)
def test_what_cannot_be_asked_breaks_nothing(
    browser: Browser, company: Company, call: int, question: str
) -> None:
    assert browser(company.lotte).get(f"/gesprekken?{question}").status_code in {200, 404}


def test_a_search_is_kept_and_removed(browser: Browser, company: Company, call: int) -> None:
    client = browser(company.lotte)
    done = client.post("/gesprekken/zoekopdrachten", data={"name": "Prijs", "query": "q=prijs"})
    assert (done.status_code, done.headers["location"]) == (303, "/gesprekken?q=prijs")
    page = client.get("/gesprekken").text
    assert 'href="/gesprekken?q=prijs">Prijs</a>' in page
    assert client.post("/gesprekken/zoekopdrachten/1/weg").status_code == 303
    assert "q=prijs" not in client.get("/gesprekken").text


def test_guests_go_to_the_door(browser: Browser, company: Company) -> None:
    answer = browser(None).get("/gesprekken?q=prijs")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/inloggen?naar=/gesprekken%3Fq%3Dprijs"


def test_a_coach_reads_what_will_come_and_whom_to_ask(
    browser: Browser, site: Site, company: Company
) -> None:
    page = browser(company.joris).get("/gesprekken").text
    assert "de verkopers die jij coacht" in page
    assert "Daan de Wit, Lotte Maes." in page
    assert "Eerste gesprek toevoegen" not in page
    with site.database.writing() as connection:
        change_person(connection, company.bas.id, role="coach")
        bas = Actor.of(required(person_by_id(connection, company.bas.id)))
    alone = browser(bas).get("/gesprekken").text
    assert "Je zit nog niet in een team. Zet jezelf erin." in alone
    assert 'href="/beheer/teams"' in alone
    with site.database.writing() as connection:
        set_teams(connection, company.joris.id, ())
        joris = Actor.of(required(person_by_id(connection, company.joris.id)))
    asks = browser(joris).get("/gesprekken").text
    assert "Je zit nog niet in een team. Vraag Bas Bakker om je erin te zetten." in asks


def required(person: Person | None) -> Person:
    assert person
    return person
