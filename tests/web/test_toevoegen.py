"""The page to add conversations, with a script and without, and the list of what became of them."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload
from sqlalchemy import delete, update
from starlette.testclient import TestClient
from tests.service.test_adding import TALK, a_sound, given, many
from tests.sites import Company
from tests.web.browser import PHONE, WIDE, Chromium, overflow, violations
from tests.web.conftest import Browser
from tests.working import LEASE, work_off

from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.imports import list_imports
from klankbord.service.site import Site
from klankbord.store.calls import find_calls
from klankbord.store.tables import people, sessions
from klankbord.web.pages.toevoegen import routes
from klankbord.worker.loop import work_once


def texts(page: str) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.rsplit("<main", maxsplit=1)[-1]))


def form(*files: tuple[str, bytes], **fields: str) -> dict[str, object]:
    return {"files": [("files", file) for file in files], "data": fields}


@pytest.fixture
def lotte(browser: Browser, company: Company) -> TestClient:
    return browser(company.lotte)


def token(client: TestClient) -> str:
    return str(client.headers["x-form-token"])


def test_without_script_one_form_takes_them_all(site: Site, lotte: TestClient) -> None:
    files = form(
        ("a.txt", TALK.encode()),
        ("a.wav", a_sound()),
        ("b.txt", b"zomaar wat"),
        form_token=token(lotte),
        when="2026-11-19T10:04",
        type="demo",
        number="020 555 01 23",
    )
    del lotte.headers["x-form-token"]
    answer = lotte.post("/toevoegen", **files)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["location"]) == (303, "/toevoegen")
    work_off(site)
    page = lotte.get("/toevoegen")
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert (call.type, call.number, call.sound is not None) == ("demo", "020 555 01 23", True)
    assert call.started_at
    assert call.started_at.isoformat() == "2026-11-19T09:04:00+00:00"
    assert f'<a href="/gesprekken/{call.id}">a</a>' in page.text
    assert "Dit bestand lijkt op geen enkel transcript" in texts(page.text)
    assert "hx-sse" not in page.text, "nothing is under way"


def test_with_script_each_file_streams_and_then_all_are_started_on(
    site: Site, lotte: TestClient
) -> None:
    def slowly(data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), 1000):
            yield data[start : start + 1000]

    numbers = []
    for name, data in (("Gesprek één.txt", TALK.encode()), ("Gesprek één.wav", a_sound())):
        url = "/toevoegen/bestanden"
        answer = lotte.post(url, params={"naam": name}, content=slowly(data))
        assert answer.status_code == 201
        assert answer.json()["refusal"] == ""
        numbers.append(answer.json()["number"])
    assert "Nog niets toegevoegd" in lotte.get("/toevoegen").text
    answer = lotte.post("/toevoegen/klaar", data={"given": numbers, "direction": "inbound"})
    assert answer.status_code == 303
    page = lotte.get("/toevoegen").text
    assert 'hx-sse:connect="/toevoegen/verloop"' in page
    assert "Wacht op zijn beurt" in page
    work_off(site)
    shown = texts(lotte.get("/toevoegen").text)
    assert "Gesprek één.txt met Gesprek één.wav" in shown


@pytest.mark.parametrize(
    ("name", "data", "status", "sentence"),
    [
        (
            "groot.vtt",
            b"WEBVTT\n" + b"x" * 51_000_000,
            413,
            "dit bestand is groter dan de grens van 50 MB",
        ),
        ("leeg.vtt", b"", 422, "dit bestand is leeg"),
    ],
)
def test_what_is_refused_while_it_streams_is_told_at_once_and_stands_in_the_list(
    lotte: TestClient, site: Site, name: str, data: bytes, status: int, sentence: str
) -> None:
    answer = lotte.post("/toevoegen/bestanden", params={"naam": name}, content=data)
    assert answer.status_code == status
    assert answer.json()["refusal"].startswith(f"{name}: {sentence}")
    assert sentence[1:] in lotte.get("/toevoegen").text
    assert list(site.files.hashes()) == []


def test_files_need_the_token_of_the_page(site: Site, lotte: TestClient) -> None:
    headers = {"x-form-token": "of another session"}
    for url in ("/toevoegen/bestanden", "/toevoegen", "/toevoegen/klaar"):
        assert lotte.post(url, headers=headers, content=b"x").status_code == 403
    del lotte.headers["x-form-token"]
    assert lotte.post("/toevoegen/bestanden?naam=a.txt", content=TALK.encode()).status_code == 403
    for said in ("", "wrong"):
        answer = lotte.post("/toevoegen", **form(("a.txt", TALK.encode()), form_token=said))  # type: ignore[arg-type]
        assert answer.status_code == 403
    assert list(site.files.hashes()) == []


def test_a_stranger_uploads_nothing(site: Site, browser: Browser, company: Company) -> None:
    stranger = browser(None)
    for url in ("/toevoegen", "/toevoegen/bestanden", "/toevoegen/klaar", "/toevoegen/1/opnieuw"):
        assert stranger.post(url, content=b"x" * 100).status_code == 401
    assert stranger.get("/toevoegen").headers["location"].startswith("/inloggen")
    assert list(site.files.hashes()) == []
    assert company


@pytest.mark.parametrize(
    "fields",
    [
        {"when": "gisteren"},
        {"type": "verzonnen"},
        {"direction": "omhoog"},
        {"language": "xx"},
        {"seller": "x" * 101},
    ],
)
def test_a_form_that_we_did_not_make_is_refused_and_nothing_started(
    site: Site, lotte: TestClient, company: Company, fields: dict[str, str]
) -> None:
    number = lotte.post("/toevoegen/bestanden?naam=a.txt", content=TALK.encode()).json()["number"]
    answer = lotte.post("/toevoegen/klaar", data={"given": number, **fields})
    assert answer.status_code == 422
    assert list_imports(site, company.lotte) == []


def test_a_form_without_a_file_says_so(lotte: TestClient) -> None:
    answer = lotte.post("/toevoegen", **form(form_token=token(lotte)))  # type: ignore[arg-type]
    assert answer.status_code == 422
    answer = lotte.post("/toevoegen", **form(("", b""), form_token=token(lotte)))  # type: ignore[arg-type]
    assert answer.status_code == 422
    answer = lotte.post("/toevoegen/klaar", data={"given": "17"})
    assert "Kies eerst een of meer bestanden" in answer.text


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=abc", b"--abc\r\nContent-Disposition: form-data\r\n\r\nx"),
        ("multipart/form-data; boundary=abc", b"\0" * 5000),
        ("text/plain", b"hallo"),
    ],
)
def test_a_broken_form_is_no_fault_of_ours(
    lotte: TestClient, content_type: str, body: bytes
) -> None:
    answer = lotte.post("/toevoegen", content=body, headers={"content-type": content_type})
    assert answer.status_code in {403, 422}


def test_together_too_large_is_refused(site: Site, lotte: TestClient) -> None:
    small = site.settings.model_copy(update={"max_file_mb": 1, "max_sound_mb": 1})
    lotte.app.state.site = type(site)(small, site.database, site.files, site.now)  # type: ignore[attr-defined]
    files = [(f"{n}.txt", TALK.encode() * 3000) for n in range(4)]
    answer = lotte.post("/toevoegen", **form(*files, form_token=token(lotte)))  # type: ignore[arg-type]
    assert answer.status_code == 413
    assert "Samen zijn deze bestanden groter dan 2 MB" in answer.text
    assert list(site.files.hashes()) == []


def test_a_refused_file_is_mended_by_saying_who_sells(
    site: Site, lotte: TestClient, company: Company
) -> None:
    stranger = TALK.replace("Lotte Maes", "Sara Smit")
    (number,) = add(site, company.lotte, [given("a.txt", stranger)], Told(seller="Sarah"))
    work_off(site)
    page = lotte.get("/toevoegen").text
    assert "Vul in wie verkoopt" in page
    assert f'id="seller-{number}"' in page
    assert (
        lotte.post(f"/toevoegen/{number}/opnieuw", data={"seller": "Sara Smit"}).status_code == 303
    )
    work_off(site)
    assert 'href="/gesprekken/1"' in lotte.get("/toevoegen").text


def test_what_stood_there_already_is_linked_only_for_who_may_see_it(
    site: Site, browser: Browser, company: Company
) -> None:
    for person in (company.lotte, company.lotte, company.amber):
        add(site, person, [given("a.txt")], Told())
    work_off(site)
    of_lotte = browser(company.lotte).get("/toevoegen").text
    assert of_lotte.count('href="/gesprekken/1"') == 2
    assert texts(of_lotte).count("stond er al") == 1
    of_amber = browser(company.amber).get("/toevoegen").text
    assert "/gesprekken/1" not in of_amber
    assert "Een gesprek van een collega stond er al" in texts(of_amber)


def test_others_imports_are_not_there(site: Site, browser: Browser, company: Company) -> None:
    (number,) = add(site, company.lotte, [given("geheim.txt", "zomaar wat")], Told())
    work_off(site)
    joris = browser(company.joris)
    assert "geheim" not in joris.get("/toevoegen").text
    for verb in ("opnieuw", "weg"):
        assert joris.post(f"/toevoegen/{number}/{verb}").status_code == 404
    assert browser(company.lotte).post(f"/toevoegen/{number}/weg").status_code == 303
    assert "geheim" not in browser(company.lotte).get("/toevoegen").text


def test_a_hostile_name_is_only_text(site: Site, lotte: TestClient, company: Company) -> None:
    name = "<script>alert(1)</script>\"'&{{7*7}}.txt"
    lotte.post("/toevoegen/bestanden", params={"naam": f"../../{name}"}, content=b"")
    add(site, company.lotte, [given(name)], Told())
    work_off(site)
    page = lotte.get("/toevoegen").text
    assert "<script>alert" not in page
    assert "&lt;/script&gt;" not in page, "what stands before a slash is a folder"
    assert "&#34;&#39;&amp;{{7*7}}.txt" in page


def test_the_list_comes_by_itself_until_all_is_done(
    site: Site, lotte: TestClient, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(site, company.lotte, [given("a.txt"), given("b.txt", "zomaar wat")], Told())
    _work_at_each_rest(site, monkeypatch, routes)
    with lotte.stream("GET", "/toevoegen/verloop") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = "".join(answer.iter_text())
    parts = [part for part in re.split(r"(?:\r?\n){2}", events) if "data:" in part]
    assert len(parts) >= 3
    assert "Wacht op zijn beurt" in parts[0]
    assert "Dit bestand lijkt op geen enkel transcript" in parts[-2]
    assert "/gesprekken/1" in parts[-2]
    assert parts[-1].startswith("event: klaar")


@pytest.mark.parametrize("how", ["signed out", "left"])
def test_the_list_comes_no_more_to_who_signed_out_or_left(
    site: Site,
    lotte: TestClient,
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
) -> None:
    add(site, company.lotte, [given("a.txt")], Told())
    looks = 0

    async def rest(_seconds: float) -> None:
        nonlocal looks
        looks += 1
        if how == "left":
            with site.database.writing() as connection:
                gone = update(people).where(people.c.id == company.lotte.id)
                connection.execute(gone.values(left_at=site.now()))
        else:
            with site.database.writing() as connection:
                connection.execute(delete(sessions))
        add(site, company.lotte, [given("geheim.txt", f"zomaar wat {looks}")], Told())

    monkeypatch.setattr(routes, "sleep", rest)
    monkeypatch.setattr(routes, "LOOKS", 5)
    with lotte.stream("GET", "/toevoegen/verloop") as answer:
        events = "".join(answer.iter_text())
    assert looks == 1
    assert "a.txt" in events
    assert "geheim.txt" not in events
    assert "event: klaar" in events


def test_the_list_is_drawn_only_when_something_changed(
    site: Site, lotte: TestClient, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(site, company.lotte, [given("a.txt")], Told())
    drawn = 0

    def counting(*given: object) -> object:
        nonlocal drawn
        drawn += 1
        return list_imports(*given)  # type: ignore[arg-type]

    async def rest(_seconds: float) -> None:
        pass

    monkeypatch.setattr(routes, "list_imports", counting)
    monkeypatch.setattr(routes, "sleep", rest)
    monkeypatch.setattr(routes, "LOOKS", 20)
    with lotte.stream("GET", "/toevoegen/verloop") as answer:
        events = "".join(answer.iter_text())
    assert drawn == 1
    assert events.count("Wacht op zijn beurt") == 1


def _work_at_each_rest(site: Site, monkeypatch: pytest.MonkeyPatch, routes: object) -> None:
    """Let a worker do a stage in place of each rest of the stream."""
    stop = threading.Event()
    stop.set()

    async def rest(_seconds: float) -> None:
        work_once(site, stop, "tester", LEASE)

    monkeypatch.setattr(routes, "sleep", rest)


FILES: list[FilePayload] = [
    {"name": "x.txt", "mimeType": "text/plain", "buffer": TALK.encode()},
    {"name": "leeg.txt", "mimeType": "text/plain", "buffer": b""},
    {"name": "x.wav", "mimeType": "audio/wav", "buffer": a_sound(seconds=60)},
]


def test_in_a_browser_files_go_up_by_themselves_and_the_list_follows(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte) as page:
        page.goto("/toevoegen")
        page.set_input_files("#files", FILES)
        page.wait_for_selector(".uploads .refused")
        page.locator("[name=given]").nth(1).wait_for(state="attached")
        assert "dit bestand is leeg" in page.inner_text(".uploads .refused")
        page.click("summary:has-text('Staat er iets')")
        page.select_option("[name=type]", "demo")
        page.click("button:has-text('Toevoegen')")
        page.wait_for_selector("text=Wacht op zijn beurt")
        work_off(site)
        page.wait_for_selector(".imports a[href='/gesprekken/1']")
        assert page.locator(".imports > li").count() == 2
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert (call.type, call.sound is not None) == ("demo", True)


def test_in_a_browser_without_script_the_form_does_it(
    site: Site, company: Company, served: str, chrome: Chromium
) -> None:
    with chrome.page(served, site=site, actor=company.lotte, script=False) as page:
        page.goto("/toevoegen")
        page.set_input_files("#files", FILES)
        page.click("button:has-text('Toevoegen')")
        page.wait_for_selector("text=Wacht op zijn beurt")
        work_off(site)
        page.reload()
        page.click(".imports a[href='/gesprekken/1']")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_page_fits_and_axe_finds_nothing(
    site: Site, company: Company, served: str, chrome: Chromium, width: int
) -> None:
    stranger = TALK.replace("Lotte Maes", "Sara Smit")
    add(
        site,
        company.lotte,
        [given("een heel lange naam " * 6 + ".txt", stranger)],
        Told(seller="Ik"),
    )
    add(
        site, company.lotte, [given("a.txt"), given("b.json", many(12)), given("c.txt", "")], Told()
    )
    work_off(site)
    add(site, company.lotte, [given("d.txt")], Told())
    with chrome.page(served, site=site, actor=company.lotte, width=width) as page:
        page.goto("/toevoegen")
        page.set_input_files("#files", FILES)
        page.wait_for_selector(".uploads .refused")
        assert overflow(page) == 0
        assert violations(page) == []
