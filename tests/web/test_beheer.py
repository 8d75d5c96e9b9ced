"""The house: people, teams, the log."""

import re

import pytest
from tests.service.arrived import a_source, set_consent
from tests.sites import Clock, Company
from tests.web.conftest import Browser
from tests.web.world import keep

from klankbord.service.accounts.passwords import hash_password
from klankbord.service.running.first_steps import PEOPLE, SOURCES, TOLD, first_steps
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.people import (
    all_teams,
    change_person,
    person_by_email,
    person_by_id,
    set_members,
)
from klankbord.store.sources import change_source, remove_source
from klankbord.testing import talk

TALK = talk("0:00-0:03 Lotte Maes: Dag.\n0:04-0:09 Bert: Dag.", seller="Lotte Maes")
SANNE = {"name": "Sanne Vos", "email": "sanne@kassahuis.example", "role": "coach", "teams": ["1"]}


def test_at_a_glance(browser: Browser, company: Company) -> None:
    page = browser(company.bas).get("/beheer").text
    assert "6 mensen" in page
    assert "6 uitnodigingen zijn nog niet aangenomen" in page
    assert "2 teams" in page
    assert browser(company.bas).get("/gesprekken").text.count('href="/beheer"') == 1
    assert 'href="/beheer"' not in browser(company.joris).get("/gesprekken").text


def test_the_organisation_gets_a_name(browser: Browser, company: Company) -> None:
    client = browser(company.bas)
    empty = client.post("/beheer/organisatie", data={"organisation": ""})
    assert (empty.status_code, "naam van je organisatie" in empty.text) == (422, True)
    client.post("/beheer/organisatie", data={"organisation": "Kassahuis"})
    page = client.get("/beheer?gedaan=bewaard").text
    assert 'value="Kassahuis"' in page
    assert "Bewaard." in page
    assert "noemde de organisatie ‘Kassahuis’" in page


def test_somebody_is_let_in_by_a_link_that_is_shown_once(
    browser: Browser, site: Site, company: Company
) -> None:
    client = browser(company.bas)
    assert "Iemand uitnodigen" in client.get("/beheer/mensen/uitnodigen").text
    made = client.post("/beheer/mensen/uitnodigen", data=SANNE)
    page = client.get(made.headers["location"]).text
    found = re.search(r'value="http://testserver(/uitnodiging/[\w-]+)"', page)
    assert found
    assert "data-copy" in page
    assert "al getoond" in client.get(made.headers["location"]).text
    guest = browser(None)
    guest.post(found[1], data={"password": "drie gele fietsen"})
    assert guest.get("/instellingen").status_code == 200
    with site.database.reading() as connection:
        sanne = person_by_email(connection, "sanne@kassahuis.example")
    assert sanne
    assert (sanne.role, sanne.admin, sanne.teams) == ("coach", False, frozenset({1}))
    assert "Sanne Vos" in client.get("/beheer/mensen").text


def test_a_link_of_somebody_else_is_not_shown_here(browser: Browser, company: Company) -> None:
    client = browser(company.bas)
    made = client.post(f"/beheer/mensen/{company.lotte.id}/link")
    token = made.cookies["klankbord-link"]
    page = client.get(
        f"/beheer/mensen/{company.daan.id}/link", headers={"cookie": f"klankbord-link={token}"}
    )
    assert token not in page.text


def test_the_link_is_at_the_address_of_the_team(
    browser: Browser, site: Site, company: Company
) -> None:
    from dataclasses import replace

    client = browser(company.bas)
    settings = site.settings.model_copy(update={"public_url": "https://bel.kassahuis.example/"})
    app = client.app
    app.state.site = replace(site, settings=settings)  # type: ignore[attr-defined]
    session = client.cookies.pop("klankbord-8321")
    cookie = {"cookie": f"__Host-klankbord-8321={session}"}
    made = client.post(f"/beheer/mensen/{company.daan.id}/link", headers=cookie)
    assert "Secure" in made.headers["set-cookie"]
    token = re.search(r"klankbord-link=([\w-]+)", made.headers["set-cookie"])
    assert token
    both = {"cookie": f"__Host-klankbord-8321={session}; klankbord-link={token[1]}"}
    page = client.get(made.headers["location"], headers=both).text
    assert f'value="https://bel.kassahuis.example/uitnodiging/{token[1]}"' in page


def test_a_mistake_in_an_invitation_keeps_all_that_was_filled_in(
    browser: Browser, company: Company
) -> None:
    told = SANNE | {"email": "LOTTE@kassahuis.example", "admin": "1"}
    answer = browser(company.bas).post("/beheer/mensen/uitnodigen", data=told)
    assert answer.status_code == 422
    assert "Er is al iemand met dit e-mailadres." in answer.text
    assert 'value="Sanne Vos"' in answer.text
    assert '<option value="coach" selected>' in answer.text
    assert re.search(r'name="teams" value="1" checked', answer.text)
    assert re.search(r'name="admin" value="1" checked', answer.text)


def test_people_are_listed_with_what_they_are(
    browser: Browser, site: Site, company: Company
) -> None:
    with site.database.writing() as connection:
        for actor in (company.lotte, company.joris, company.fien):
            change_person(connection, actor.id, password=hash_password("drie gele fietsen"))
        change_person(connection, company.fien.id, left_at=site.now())
    browser(company.lotte)
    page = browser(company.bas).get("/beheer/mensen").text
    rows = {
        (found := re.search(r"<a href=\"[^\"]+\">([^<]+)</a>", row)) and found[1]: re.sub(
            r"\s+", " ", re.sub(r"<[^>]+>", " ", row)
        )
        for row in page.split("<tr")[2:]
    }
    assert "zojuist" in rows["Lotte Maes"]
    assert "Noord" in rows["Lotte Maes"]
    assert "uitgenodigd" in rows["Daan de Wit"]
    assert "niet ingelogd" in rows["Joris Peeters"]
    assert "Verkoper en beheerder" in rows["Bas Bakker"]
    assert "geen toegang" in rows["Fien Claes"]
    assert list(rows)[-1] == "Fien Claes"


def test_somebody_becomes_coach_and_admin(browser: Browser, site: Site, company: Company) -> None:
    client = browser(company.bas)
    told = {"name": "Lotte Bos", "email": "lotte@kassahuis.example", "role": "coach"}
    answer = client.post(
        f"/beheer/mensen/{company.lotte.id}", data=told | {"admin": "1", "teams": ["2", "x", "99"]}
    )
    assert answer.headers["location"] == "/beheer/mensen?gedaan=bewaard"
    with site.database.reading() as connection:
        lotte = person_by_id(connection, company.lotte.id)
    assert lotte
    assert (lotte.name, lotte.role, lotte.admin, lotte.teams) == (
        "Lotte Bos",
        "coach",
        True,
        frozenset({2}),
    )


def test_the_only_admin_is_told_why_not(browser: Browser, company: Company) -> None:
    client = browser(company.bas)
    told = {"name": "Bas", "email": "bas@kassahuis.example", "role": "seller"}
    for path in ("", "/uit"):
        answer = client.post(f"/beheer/mensen/{company.bas.id}{path}", data=told)
        assert answer.status_code == 422
        assert "enige beheerder" in answer.text


def test_out_and_in_again(browser: Browser, company: Company) -> None:
    bas, lotte = browser(company.bas), browser(company.lotte)
    bas.post(f"/beheer/mensen/{company.lotte.id}/uit")
    assert lotte.get("/instellingen").status_code == 303
    page = bas.get(f"/beheer/mensen/{company.lotte.id}").text
    assert "Weer toelaten" in page
    assert "Maak een nieuwe link" not in page
    bas.post(f"/beheer/mensen/{company.lotte.id}/in")
    assert browser(company.lotte).get("/instellingen").status_code == 200


def test_teams(browser: Browser, site: Site, company: Company) -> None:
    client = browser(company.bas)
    taken = client.post("/beheer/teams", data={"team": "Noord"})
    assert (taken.status_code, "al een team dat zo heet" in taken.text) == (422, True)
    made = client.post("/beheer/teams", data={"team": "Oost"}).headers["location"]
    page = client.get(made).text
    assert "Team Oost" in page
    members = [str(company.lotte.id), str(company.fien.id)]
    wrong = client.post(made, data={"team": "", "members": members})
    assert wrong.status_code == 422
    assert len(re.findall(r'name="members" value="\d+" checked', wrong.text)) == 2
    assert client.post(made, data={"team": "Oost 2", "members": members}).status_code == 303
    listed = client.get("/beheer/teams").text
    assert "Oost 2" in listed
    assert "Fien Claes" in listed
    assert client.post(f"{made}/weg").headers["location"] == "/beheer/teams?gedaan=verwijderd"
    with site.database.reading() as connection:
        assert [team.name for team in all_teams(connection)] == ["Noord", "Zuid"]


def test_the_log_is_read_by_pages(browser: Browser, site: Site, company: Company) -> None:
    with site.database.writing() as connection:
        for team in range(120):
            audit.log(connection, site.now(), company.bas.id, "team_added", name=f"T{team}x")
    client, seen, address = browser(company.bas), [], "/beheer/logboek"
    for size in (50, 50, 20):
        page = client.get(address).text
        told = re.findall(r"maakte het team ‘(T\d+x)’", page)
        assert len(told) == size
        seen += told
        older = re.search(r'href="(/beheer/logboek\?voor=\d+)"', page)
        address = older[1] if older else ""
    assert address == ""
    assert seen == [f"T{team}x" for team in reversed(range(120))]
    assert "Verder terug staat er niets" in client.get("/beheer/logboek?voor=1").text


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30])
def test_a_page_of_the_log_that_is_none(browser: Browser, company: Company, before: str) -> None:
    assert browser(company.bas).get(f"/beheer/logboek?voor={before}").status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "9" * 25])
def test_who_is_not_there(browser: Browser, company: Company, number: str) -> None:
    for path in ("mensen", "teams"):
        client = browser(company.bas)
        assert client.get(f"/beheer/{path}/{number}").status_code == 404
        assert client.post(f"/beheer/{path}/{number}/weg").status_code in {404, 405, 422}


@pytest.mark.parametrize(("host", "only_here"), [("127.0.0.1:8321", True), ("192.168.1.5", False)])
def test_a_link_that_leads_nowhere_from_elsewhere_says_so(
    browser: Browser, company: Company, host: str, *, only_here: bool
) -> None:
    client = browser(company.bas)
    address = f"/beheer/mensen/{company.lotte.id}/link"
    made = client.post(address)
    client.cookies.set("klankbord-link", made.cookies["klankbord-link"])
    page = client.get(address, headers={"host": host}).text
    assert f"http://{host}/uitnodiging/" in page
    assert ("werkt alleen op deze computer" in page) is only_here


def test_the_log_is_looked_through_by_person_and_by_kind(
    browser: Browser, site: Site, company: Company
) -> None:
    with site.database.writing() as connection:
        audit.log(connection, site.now(), company.bas.id, "team_added", name="Oost")
        audit.log(
            connection, site.now(), company.joris.id, "opened", call=1, about=company.lotte.id
        )
        audit.log(connection, site.now(), company.fien.id, "signed_in")
    client = browser(company.bas)

    def told(asked: str) -> list[str]:
        page = client.get(f"/beheer/logboek?{asked}").text
        return re.findall(r"<li><div>(.*?)<small>", page)

    assert len(told("")) == 3
    assert told(f"wie={company.lotte.id}") == ["Joris Peeters opende gesprek 1 van Lotte Maes."]
    assert told("wat=aanmelden") == ["Fien Claes logde in."]
    assert told(f"wie={company.bas.id}&wat=huis") == ["Bas Bakker maakte het team ‘Oost’."]
    assert told(f"wie={company.bas.id}&wat=gesprekken") == []
    assert len(told("wie=niemand&wat=wat")) == 3


def test_calls_that_came_in_at_once_are_one_line(
    browser: Browser, site: Site, company: Company
) -> None:
    with site.database.writing() as connection:
        of = [(company.joris.id, call, company.lotte.id) for call in range(1, 200)]
        audit.log_each(connection, site.now(), "call_added", of)
        audit.log_each(connection, site.now(), "call_added", [(company.joris.id, 900, 2)])
    page = browser(company.bas).get("/beheer/logboek").text
    assert page.count("<li><div>") == 2
    assert "Joris Peeters voegde 199 gesprekken toe, van Lotte Maes." in page
    own = browser(company.lotte).get("/instellingen").text
    assert "Joris Peeters voegde 199 gesprekken van jou toe." in own


def test_after_setting_up_the_first_steps_are_listed_and_ticked(
    browser: Browser, site: Site, company: Company
) -> None:
    client = browser(company.bas)
    page = client.get("/beheer").text
    assert "Eerste stappen" in page
    assert page.count("✓") == 1, "there are people, in teams"
    terms = {"coaching_sound": "90", "coaching_text": "365", "library_sound": "730"}
    terms |= {"library_text": "730", "left": "30", "backups": "35"}
    client.post("/beheer/bewaren", data=terms)
    assert client.get("/beheer").text.count("✓") == 2, "what stands there may be right"
    source = a_source(site, company.lotte)
    set_consent(site, company, source, how="menu", text="Wij nemen op.")
    page = client.get("/beheer").text
    assert page.count("✓") == 4
    another = a_source(site, company.lotte, "Nog een")
    page = client.get("/beheer").text
    assert page.count("✓") == 3, "of that source nobody knows"
    assert f'href="/beheer/bronnen/{another}/toestemming"' in page
    with site.database.writing() as connection:
        remove_source(connection, another)
    page = client.get("/beheer").text
    assert f'href="/beheer/bronnen/{source}/toestemming"' in page
    client.post("/beheer/ondernemingsraad/leden", data={"person": str(company.lotte.id)})
    assert "Eerste stappen" not in client.get("/beheer").text


def test_a_team_counts_once_a_coach_and_a_seller_are_in_it(site: Site, company: Company) -> None:
    def done() -> dict[str, bool]:
        return {step.key: step.done for step in first_steps(site, company.bas)}

    assert done()[PEOPLE]
    with site.database.writing() as connection:
        for team in all_teams(connection):
            set_members(connection, team.id, [company.lotte.id, company.amber.id])
    assert not done()[PEOPLE]
    with site.database.writing() as connection:
        set_members(connection, team.id, [company.lotte.id, company.joris.id])
    assert done()[PEOPLE]
    with site.database.writing() as connection:
        change_person(connection, company.joris.id, left_at=site.now())
    assert not done()[PEOPLE]


def test_a_source_that_is_gone_or_off_does_no_step(site: Site, company: Company) -> None:
    def done() -> set[str]:
        return {step.key for step in first_steps(site, company.bas) if step.done}

    source = a_source(site, company.lotte)
    assert SOURCES in done()
    set_consent(site, company, source, how="menu", text="Wij nemen op.")
    assert {SOURCES, TOLD} <= done()
    with site.database.writing() as connection:
        change_source(connection, source, enabled=False)
    assert not {SOURCES, TOLD} & done()
    with site.database.writing() as connection:
        remove_source(connection, source)
    keep(site, company.lotte, TALK)
    assert not {SOURCES, TOLD} & done(), "a call given by hand came by no source"


def test_the_first_steps_can_be_put_away(browser: Browser, company: Company) -> None:
    client = browser(company.bas)
    client.post("/beheer/stappen/weg")
    assert "Eerste stappen" not in client.get("/beheer").text


@pytest.mark.usefixtures("inside")
def test_a_second_person_is_told_that_a_question_waits_and_what_is_locked(
    browser: Browser, site: Site, company: Company
) -> None:
    bas, lotte = browser(company.bas), browser(company.lotte)
    assert "Dit is afgesproken" not in bas.get("/beheer/onleesbaar").text
    bas.post("/beheer/ondernemingsraad/leden", data={"person": str(company.lotte.id)})
    bas.post("/beheer/ondernemingsraad/slot/redaction")
    assert "Dit is afgesproken" in bas.get("/beheer/onleesbaar").text
    assert "Dit is afgesproken" in bas.get("/beheer/teams").text, "who sees is locked with it"
    assert "Dit is afgesproken" not in bas.get("/beheer/bewaren").text
    assert "wacht op jou" not in lotte.get("/vandaag").text
    bas.post("/beheer/onleesbaar", data={"mode": "share", "kinds": ["iban"]})
    assert "wacht op jou" not in lotte.get("/vandaag").text, "she was just named"
    assert isinstance(site.now, Clock)
    site.now.forward(days=3)
    bas, lotte = browser(company.bas), browser(company.lotte)
    page = lotte.get("/vandaag").text
    assert "1 vraag wacht op jou" in page
    assert 'href="/beheer/ondernemingsraad"' in page
    assert "wacht op jou" not in bas.get("/beheer").text, "who asked waits"
    assert "wacht op jou" not in browser(company.joris).get("/vandaag").text


def test_who_only_manages_is_told_which_role_and_the_rule_of_passwords_comes_first(
    browser: Browser, company: Company
) -> None:
    client = browser(company.bas)
    assert "zonder gesprekken doet die rol niets" in client.get("/beheer/mensen/uitnodigen").text
    made = client.post("/beheer/mensen/uitnodigen", data=SANNE)
    found = re.search(
        r'value="http://testserver(/uitnodiging/[\w-]+)"', client.get(made.headers["location"]).text
    )
    assert found
    assert "geen bekend wachtwoord" in browser(None).get(found[1]).text
