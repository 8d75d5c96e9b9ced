"""Sources: an admin adds one, sees what the names become, turns it on, and sees what came."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient
from tests.service.arrived import a_source as calls_itself
from tests.service.arrived import arrive
from tests.service.watched import a_source, allowing, look, look_twice, put, recording
from tests.sites import Company
from tests.web.browser import as_somebody

from klankbord.service.site import Site
from klankbord.store.sources import all_sources, find_source
from klankbord.web.app import create_app

OUT = "2026/11/20/out-0612345678-201-20261120-092517-1795163117.1.wav"
AT = "/beheer/bronnen"
LOTTE = "lotte@kassahuis.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "monitor"
    made.mkdir()
    return made


@pytest.fixture
def site(site: Site, tmp_path: Path) -> Site:
    return allowing(site, tmp_path / "monitor")


@pytest.fixture
def bas(site: Site, company: Company) -> TestClient:
    return as_somebody(create_app(site), site, company.bas)


def made(bas: TestClient, folder: Path, system: str = "freepbx") -> str:
    """The page of a new source."""
    data = {"system": system, "name": "De centrale", "folder": str(folder)}
    answer = bas.post(AT, data=data)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def fields(page: str) -> dict[str, str]:
    """What stands in the form of a source."""
    from html import unescape

    (form,) = re.findall(
        r'<form method="post" action="/beheer/bronnen/\d+">(.*?)</form>', page, re.DOTALL
    )
    found = dict(re.findall(r'<input type="\w+" id="(\w+)" name="\w+" value="([^"]*)"', form))
    areas = r'<textarea wrap="off" id="(\w+)"[^>]*>(.*?)</textarea>'
    found |= dict(re.findall(areas, form, re.DOTALL))
    for name, inner in re.findall(r'<select id="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected>', inner)
        found[name] = chosen[1] if chosen else ""
    return {name: unescape(value) for name, value in found.items()}


def test_from_nothing_to_the_first_call(
    bas: TestClient, site: Site, company: Company, folder: Path
) -> None:
    assert "Er is nog geen bron" in bas.get(AT).text
    put(folder, OUT, recording(seed=1))
    put(folder, "in-299-0687654321-20261120-101500-1795166100.2.wav", recording(seed=2))
    put(folder, "zomaar.wav")
    url = made(bas, folder)
    page = bas.get(url).text
    form = fields(page)
    assert form["since"] == "2026-11-20"
    form |= {"since": "", "extensions": "201 = lotte@kassahuis.example\n"}
    assert bas.post(url, data=form).headers["location"] == f"{url}?gedaan=bewaard"
    assert fields(bas.get(url).text) == {**form, "extensions": "201 = lotte@kassahuis.example"}

    seen = bas.get(f"{url}/voorbeeld").text
    assert "3 bestanden, samen 2 gesprekken." in seen
    assert "201: Lotte Maes" in seen
    assert "299 (1×)" in seen
    assert "vr 20 nov 2026, 09:25" in seen
    assert "Namen die nergens op passen: 1" in seen
    assert "zomaar.wav" in seen
    assert "299: niemand; gaat naar Bas" in seen
    tried = bas.get(f"{url}/proef").text
    assert "goed</b> <span>De map is er" in tried
    assert "Het werkt, maar let op." in tried
    assert "let op</b> <span>Namen die bij een patroon passen: 2;" in tried
    assert "let op</b> <span>Toestellen die nog van niemand zijn: 299; hun gesprekken" in tried
    (folder / "zomaar.wav").unlink()
    bas.post(url, data=form | {"extensions": "\n".join(f"{n} = {LOTTE}" for n in (201, 299))})
    tried = bas.get(f"{url}/proef").text
    assert ("Alles is in orde." in tried, "let op" in tried) == (True, False)
    bas.post(url, data=form)
    put(folder, "zomaar.wav")

    look_twice(site)
    assert "Nog niets." in bas.get(url).text, "it is still off"
    bas.post(f"{url}/aan")
    look(site)
    assert "3 bestanden, 2 nog niet compleet, 1 die nergens op passen" in bas.get(url).text
    look(site, 60)
    page = bas.get(url).text
    assert page.count('<td data-label="Uitkomst">bewaard') == 2
    assert "aan, gekeken zojuist" in page
    assert "1 die nergens op passen" in page
    assert "FreePBX of Issabel" in bas.get(AT).text


def test_what_was_left_out_says_why_and_can_be_tried_again(
    bas: TestClient, site: Site, folder: Path
) -> None:
    path = put(folder, OUT, recording(4))
    url = made(bas, folder)
    bas.post(url, data=fields(bas.get(url).text) | {"since": ""})
    bas.post(f"{url}/aan")
    look_twice(site)
    page = bas.get(url).text
    assert "Korter dan 5 seconden." in page
    (again,) = re.findall(rf'action="({url}/aankomsten/\d+/opnieuw)"', page)
    bas.post(url, data=fields(page) | {"least_s": "1"})
    assert bas.post(again).status_code == 303
    look(site)
    page = bas.get(f"{url}?stand=bewaard").text
    assert path.name in page
    assert "Korter dan 5" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"patterns": ""}, "minstens één patroon"),
        ({"patterns": "(?P<id>.+"}, "Dit patroon klopt niet: ‘(?P&lt;id&gt;.+’ (unclosed group)"),
        ({"patterns": r"(?P<id>.)\1"}, "backreferences are not supported"),
        ({"patterns": "(?=x)(?P<id>.)"}, "look-around"),
        ({"patterns": "(?P<id>((a{500}){500}){500})"}, "size limit"),
        ({"patterns": "a)|(?:(?P<id>b)"}, "unopened group"),
        ({"patterns": "(?P<klant>.+)"}, "Wat ‘klant’ is"),
        ({"patterns": ".+"}, "haalt niets uit een naam"),
        ({"patterns": "(?P<id>.)" * 100}, "maak ze korter"),
        ({"zone": "Mars/Phobos"}, "Deze tijdzone bestaat niet"),
        ({"own_digits": "veel"}, "van 1 tot en met 9"),
        ({"every_s": "1"}, "van 5 tot en met 3600"),
        ({"still_s": "0"}, "van 1 tot en met 3600"),
        ({"least_s": "9999"}, "van 0 tot en met 600"),
        ({"since": "gisteren"}, "Vul een dag in"),
        ({"extensions": "201: Lotte"}, "‘201: Lotte’"),
        ({"extensions": "201 = Lotte"}, "niet duidelijk: ‘201 = Lotte’"),
        (
            {"extensions": "201 = wie@elders.example"},
            "Dit adres heeft hier niemand: ‘wie@elders.example’; nodig",
        ),
        ({"name": " "}, "Vul een naam voor de bron in"),
        ({"folder": "/etc"}, "mag niet gevolgd worden"),
        ({"folder": "/"}, "mag niet gevolgd worden"),
        ({"folder": "{folder}/.."}, "mag niet gevolgd worden"),
        ({"folder": "{folder}/weg"}, "Deze map is er niet"),
        ({"folder": "monitor"}, "mag niet gevolgd worden"),
        ({"cdr_file": "../Master.csv", "cdr_columns": "id = 1"}, "zonder .. of /"),
        ({"cdr_file": "Master.csv", "cdr_columns": "from = src"}, "id of recording"),
        (
            {"cdr_file": "Master.csv", "cdr_header": "no", "cdr_columns": "id = uid"},
            "nummer vanaf 1",
        ),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_changes_nothing(
    bas: TestClient, site: Site, folder: Path, change: dict[str, str], said: str
) -> None:
    url = made(bas, folder)
    before = state(site)
    change = {name: value.replace("{folder}", str(folder)) for name, value in change.items()}
    answer = bas.post(url, data=fields(bas.get(url).text) | change)
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert state(site) == before
    for name, value in change.items():
        if name != "cdr_header" and "\n" not in value:
            assert fields(answer.text)[name] == value, "what was filled in stays"


def state(site: Site) -> list[object]:
    with site.database.reading() as connection:
        return [(one.name, one.config) for one in all_sources(connection)]


def test_no_folder_may_be_watched_unless_the_settings_say_so(
    bas: TestClient, site: Site, folder: Path
) -> None:
    bas.app.state.site = allowing(site)  # type: ignore[attr-defined]
    data = {"system": "3cx", "name": "x", "folder": str(folder)}
    answer = bas.post(AT, data=data)
    assert answer.status_code == 422
    assert "watched_roots" in answer.text


def test_a_name_is_one_sources(bas: TestClient, folder: Path) -> None:
    made(bas, folder)
    again = bas.post(AT, data={"system": "wazo", "name": "De centrale", "folder": str(folder)})
    assert (again.status_code, "al een bron die zo heet" in again.text) == (422, True)


@pytest.mark.parametrize("kind", ["upload", "webhook", "twilio", "zoom"])
def test_one_that_sends_calls_itself(bas: TestClient, site: Site, kind: str, folder: Path) -> None:
    url = made(bas, folder, kind)
    page = bas.get(url).text
    if kind == "upload":
        assert "/beheer/sleutels?bron=1" in page
        assert bas.post(f"{url}/aan").status_code == 303
        return
    assert "/webhooks/1" in page
    refused = bas.post(f"{url}/aan")
    assert (refused.status_code, "Vul eerst het geheim in" in refused.text) == (422, True)
    form = fields(page)
    short = bas.post(url, data=form | {"secret": "kort"})
    assert (short.status_code, "minstens 16 tekens" in short.text) == (422, True)
    bas.post(url, data=form | {"secret": "een heel lang geheim 7"})
    bas.post(url, data=form)  # left empty, it stays
    assert bas.post(f"{url}/aan").status_code == 303
    with site.database.reading() as connection:
        found = find_source(connection, 1)
    assert found
    assert (found.secret, found.enabled) == ("een heel lang geheim 7", True)
    assert "geheim 7" not in bas.get(url).text


def test_a_source_goes_and_its_calls_stay(bas: TestClient, site: Site, folder: Path) -> None:
    put(folder, OUT)
    url = made(bas, folder)
    bas.post(url, data=fields(bas.get(url).text) | {"since": ""})
    bas.post(f"{url}/aan")
    look_twice(site)
    assert bas.post(f"{url}/weg").headers["location"] == f"{AT}?gedaan=verwijderd"
    assert bas.get(url).status_code == 404
    from klankbord.store.calls import find_calls

    with site.database.reading() as connection:
        assert len(find_calls(connection)) == 1
    assert (folder / OUT).is_file()
    log = bas.get("/beheer/logboek").text
    for deed in ("voegde de bron", "veranderde de bron", "zette de bron", "haalde de bron"):
        assert deed in log


def test_what_waits_in_the_folder_stands_under_way_with_why(
    bas: TestClient, site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    url = f"{AT}/{source.id}"
    put(folder, OUT, b"")
    put(folder, "zomaar.wav")
    look_twice(site)
    page = bas.get(url).text
    assert "Nog in de map: 2." in page
    assert page.index("Wat er binnenkwam") < page.index("Instellingen van deze bron")
    page = bas.get(f"{url}?stand=onderweg").text
    assert "onderweg 2" in page
    assert "Het bestand is nog leeg." in page
    assert "De naam past bij geen patroon." in page


def test_the_page_of_a_source_reads_its_folder_only_where_that_is_asked(
    bas: TestClient, site: Site, company: Company, folder: Path
) -> None:
    source = a_source(site, company, folder)
    url = f"{AT}/{source.id}"
    put(folder, OUT, b"")
    look_twice(site)
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.extend(one for one in (told[2],) if "watched_files" in one)

    engine = site.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert "Nog in de map: 1." in bas.get(url).text
        assert asked == []
        bas.get(f"{url}?stand=onderweg")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 1
    assert "arrival_id IS NULL" in asked[0]
    assert "LIMIT" in asked[0]


def test_a_call_of_a_webhook_is_called_as_its_sender_calls_it(
    bas: TestClient, site: Site, company: Company
) -> None:
    source = calls_itself(site, company.lotte)
    arrive(site, source, "bel-20261120-17", "Lotte Maes: Dag.\nBert: Dag.\n")
    page = bas.get(f"{AT}/{source}").text
    assert '<span class="file">bel-20261120-17</span>' in page
    assert "bel-20261120-17.txt" in page
