"""The works council's page: papers to take along, locks, and a second person who decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from tests.sites import Clock, Company

from klankbord.service.access import Actor
from klankbord.service.agreement.agreeing import agree, read_agreed, set_council
from klankbord.service.redaction.redaction_rules import Mode, rules_of
from klankbord.service.site import Site
from klankbord.store.people import change_person, person_by_id
from klankbord.store.redaction import write_rules

pytestmark = pytest.mark.usefixtures("inside")
Browser = Callable[[Actor], TestClient]
PAGE = "/beheer/ondernemingsraad"


def test_a_change_to_what_is_locked_waits_for_a_second(
    site: Site, company: Company, browser: Browser
) -> None:
    bas, lotte = browser(company.bas), browser(company.lotte)
    assert "de enige die kan goedkeuren" in bas.get(PAGE).text
    assert lotte.get(PAGE).status_code == 404
    assert "Zet op slot" not in bas.get(PAGE).text
    assert bas.post(f"{PAGE}/slot/redaction").status_code == 409
    bas.post(f"{PAGE}/leden", data={"person": str(company.lotte.id)})
    assert "de enige die kan goedkeuren" not in bas.get(PAGE).text
    assert bas.post(f"{PAGE}/slot/redaction").status_code == 303
    page = bas.get(PAGE).text
    assert "op slot sinds" in page
    told = "op slot gezet door Bas Bakker; nog door niemand anders bevestigd"
    assert page.count(told) == 3  # and who sees, and who sits
    assert ">Bevestig<" not in page
    sent = bas.post("/beheer/onleesbaar", data={"mode": "share", "kinds": ["iban"]})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{PAGE}?gedaan=gevraagd")
    page = bas.get(f"{PAGE}?gedaan=gevraagd").text
    assert "Je vraag wacht hieronder" in page
    assert "Trek je vraag in" in page
    assert ">Goedkeuren" not in page
    assert bas.post(f"{PAGE}/vragen/1/goed").status_code == 403
    assert rules_of(site).mode is Mode.OFF
    page = lotte.get(PAGE).text
    assert "Nu: Er wordt niets onleesbaar gemaakt. Het wordt: Onleesbaar voor" in page
    assert "Zet op slot" not in page
    assert "Keurt nog niets goed: Lotte Maes: vanaf ma 23 nov 2026, 10:00." in page
    assert ">Niet goedkeuren" in page
    assert ">Goedkeuren" not in page
    refused = lotte.post(f"{PAGE}/vragen/1/goed")
    assert refused.status_code == 403
    assert "Over 72 uur kun je goedkeuren" in refused.text
    days_pass(site, 3)
    lotte, bas = browser(company.lotte), browser(company.bas)
    assert "Keurt nog niets goed" not in lotte.get(PAGE).text
    assert lotte.post(f"{PAGE}/slot/seers/bevestigd").status_code == 303
    assert "op slot gezet door Bas Bakker, bevestigd door Lotte Maes" in lotte.get(PAGE).text
    assert ">Goedkeuren" in lotte.get(PAGE).text
    assert lotte.post(f"{PAGE}/vragen/1/goed").headers["location"] == f"{PAGE}?gedaan=bewaard"
    assert rules_of(site).mode is Mode.SHARE
    page = bas.get(PAGE).text
    assert "Goedgekeurd: wat onleesbaar wordt gemaakt." in page
    log = bas.get("/beheer/logboek").text
    assert "Lotte Maes keurde goed wat Bas Bakker vroeg: wat onleesbaar wordt gemaakt." in log


def days_pass(site: Site, days: int) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(days=days)


def test_what_changed_since_it_was_asked_cannot_be_approved(
    site: Site, company: Company, browser: Browser
) -> None:
    set_council(site, company.bas, company.lotte.id, sits=True)
    agree(site, company.bas, "redaction")
    days_pass(site, 3)
    bas, lotte = browser(company.bas), browser(company.lotte)
    bas.post("/beheer/onleesbaar", data={"mode": "share", "kinds": ["iban"]})
    with site.database.writing() as connection:
        write_rules(connection, {"mode": "import", "kinds": ["bsn"]})
    page = lotte.get(PAGE).text
    assert "Nu: Onleesbaar voor iedereen; het origineel gaat weg bij binnenkomst. Het" in page
    assert "Dit is intussen al anders dan toen het gevraagd werd." in page
    assert ">Goedkeuren" not in page
    assert lotte.post(f"{PAGE}/vragen/1/goed").status_code == 409
    assert rules_of(site).mode is Mode.IMPORT


def test_papers_are_read_here_and_taken_along(
    site: Site, company: Company, browser: Browser
) -> None:
    bas = browser(company.bas)
    read = bas.get(f"{PAGE}/lezen/pack")
    assert "Waarvoor het is" in read.text
    nonce = read.headers["content-security-policy"].split("nonce-")[1].split("'")[0]
    assert f'<style nonce="{nonce}">' in read.text
    for name in ("pack", "dpia", "klanten", "medewerkers"):
        taken = bas.get(f"{PAGE}/{name}.html")
        assert taken.headers["content-disposition"].startswith("attachment; filename=")
        assert "<link" not in taken.text
    taken = bas.get(f"{PAGE}/klanten.pdf")
    assert taken.headers["content-type"] == "application/pdf"
    assert taken.content.startswith(b"%PDF-")
    assert bas.get(f"{PAGE}/anders.html").status_code == 404


def test_the_pack_is_marked_and_tells_what_changed(
    site: Site, company: Company, browser: Browser
) -> None:
    bas = browser(company.bas)
    digest = read_agreed(site, company.bas).digest
    bas.post(f"{PAGE}/afgesproken", data={"digest": digest})
    page = bas.get(PAGE).text
    assert "Sindsdien is er niets veranderd." in page
    assert "Markeer dit dossier" not in page
    bas.post(f"{PAGE}/meenemen", data={})
    page = bas.get(PAGE).text
    assert "Nu: Met een sleutel van de API kan niemand veel gesprekken tegelijk ophalen." in page
    assert bas.post(f"{PAGE}/afgesproken", data={"digest": digest}).status_code == 409


def test_what_differs_is_told_and_letting_go_is_asked(
    site: Site, company: Company, browser: Browser
) -> None:
    bas = browser(company.bas)
    set_council(site, company.bas, company.lotte.id, sits=True)
    agree(site, company.bas, "export")
    bas.post(f"{PAGE}/meenemen", data={})
    page = bas.get(PAGE).text
    assert "Anders dan afgesproken" in page
    assert bas.post(f"{PAGE}/slot/export").headers["location"].endswith("gevraagd")
    assert bas.post(f"{PAGE}/slot/export/los").headers["location"].endswith("gevraagd")
    assert bas.get(PAGE).text.count("Trek je vraag in") == 2
    bas.post(f"{PAGE}/vragen/2/terug")
    assert bas.get(PAGE).text.count("Trek je vraag in") == 1
    assert bas.post(f"{PAGE}/slot/nergens").status_code == 422


def test_who_sits_for_the_council_finds_the_page(
    site: Site, company: Company, browser: Browser
) -> None:
    lotte = browser(company.lotte)
    assert PAGE not in lotte.get("/instellingen").text
    set_council(site, company.bas, company.lotte.id, sits=True)
    assert PAGE in lotte.get("/instellingen").text
    browser(company.bas).post(f"{PAGE}/leden/{company.lotte.id}/weg")
    assert lotte.get(PAGE).status_code == 404


def test_who_approves_nothing_yet_is_told_why(company: Company, browser: Browser) -> None:
    page = browser(company.bas).get(PAGE).text
    for cause in (
        "zo’n link gebruikte",
        "een ander e-mailadres kreeg",
        "weer is toegelaten",
        "net beheerder werd",
        "net voor de ondernemingsraad zit",
    ):
        assert cause in page


def test_another_admin_confirms_nothing_for_the_works_council(
    site: Site, company: Company, browser: Browser
) -> None:
    with site.database.writing() as connection:
        change_person(connection, company.fien.id, admin=True)
        fien = person_by_id(connection, company.fien.id)
    assert fien
    set_council(site, company.bas, company.lotte.id, sits=True)
    agree(site, company.bas, "redaction")
    days_pass(site, 3)
    assert ">Bevestig<" not in browser(Actor.of(fien)).get(PAGE).text
    assert ">Bevestig<" in browser(company.lotte).get(PAGE).text
    bas = browser(company.bas)
    digest = read_agreed(site, company.bas).digest
    bas.post(f"{PAGE}/afgesproken", data={"digest": digest})
    assert ">Goedkeuren" in browser(company.lotte).get(PAGE).text
    assert "Dit beslist iemand van" in browser(Actor.of(fien)).get(PAGE).text
    bas.post(f"{PAGE}/meenemen", data={})  # it is another pack by now
    assert ">Goedkeuren" not in browser(company.lotte).get(PAGE).text
