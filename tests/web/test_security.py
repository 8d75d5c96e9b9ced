"""What an attacker tries first."""

from __future__ import annotations

import io
import logging
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.sites import DATABASES, Company, a_company, fresh_site
from tests.web.browser import as_somebody
from tests.web.conftest import Browser
from tests.web.test_access import DATA, TABLE, filled, open_as
from tests.web.world import World, copies, keep

from klankbord.service.accounts import passwords
from klankbord.service.accounts.passwords import hash_password
from klankbord.service.accounts.tries import AT_ONCE, PER_PAIR, SLOWER_S, take_try
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.people import change_person
from klankbord.store.sessions import sessions_of
from klankbord.testing import talk
from klankbord.web.app import create_app
from klankbord.web.door import cookie_name

GOOD = "drie gele fietsen"
SCRIPT = (
    """<script>alert(1)</script>"><img src=x onerror=alert(1)>' onfocus='alert(1) {{ 7*7 }} {0}"""
)
POSTS = [
    route.split(" ")[1]
    for route in TABLE
    if route.startswith("POST") and " /api/" not in route  # which no cookie opens; see test_api
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], World]]:
    with copies(tmp_path_factory.mktemp("world")) as make:
        yield make


@pytest.fixture(scope="module")
def app(copy: Callable[[], World]) -> FastAPI:
    return create_app(copy().site)


@pytest.fixture
def lotte(site: Site, company: Company) -> str:
    """Lotte's address; she has a password."""
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password=hash_password(GOOD))
    return "lotte@kassahuis.example"


# ── a change comes from a page of ours ────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", POSTS)
def test_no_change_without_the_token_or_from_elsewhere(
    path: str, app: FastAPI, copy: Callable[[], World]
) -> None:
    world = copy()
    address, data = filled(path, world), DATA.get(f"POST {path}", {})
    files = {"files": ("a.vtt", b"WEBVTT")} if path == "/toevoegen" else None
    for role in ("owner", "admin"):
        client = open_as(app, world, role)
        token = client.headers.pop("x-form-token")
        for given in ({}, {"form_token": ""}, {"form_token": "é" * 43}, {"form_token": token[:-1]}):
            assert client.post(address, data=data | given, files=files).status_code == 403, given
        mis = {"x-form-token": "mis"}
        assert client.post(address, data=data, files=files, headers=mis).status_code == 403
        right = {"x-form-token": token}
        for lie in (
            {"origin": "https://kwaad.example"},
            {"origin": "null"},
            {"origin": "http://testserver.kwaad.example"},
            {"origin": "http://testserver@kwaad.example"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
        ):
            assert client.post(address, data=data, headers=right | lie).status_code == 403, lie


def test_a_token_is_of_one_session(app: FastAPI, copy: Callable[[], World]) -> None:
    world = copy()
    one, other = (open_as(app, world, "owner") for _ in range(2))
    one.headers["x-form-token"] = other.headers["x-form-token"]
    assert one.post("/instellingen/jij", data={"name": "x"}).status_code == 403


def test_the_token_of_the_page_itself_is_enough(browser: Browser, company: Company) -> None:
    client = browser(company.lotte)
    del client.headers["x-form-token"]
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/instellingen").text)
    assert token
    told = {"name": "Lotte Bos", "language": "nl", "form_token": token[1]}
    ours = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    assert client.post("/instellingen/jij", data=told, headers=ours).status_code == 303


def test_reading_changes_nothing(app: FastAPI, copy: Callable[[], World]) -> None:
    world = copy()
    for path in POSTS:
        client = open_as(app, world, "owner")
        if f"GET {path}" not in TABLE:
            assert client.get(filled(path, world)).status_code in {404, 405}, path


# ── sessions and cookies ──────────────────────────────────────────────────────────────────────


def test_signing_in_gives_a_new_session_and_ends_the_one_that_was_planted(
    browser: Browser, site: Site, company: Company, lotte: str
) -> None:
    client = browser(company.daan)
    planted = client.cookies[cookie_name(site)]
    assert client.post("/inloggen", data={"email": lotte, "password": GOOD}).status_code == 303
    fresh = client.cookies.get(cookie_name(site), domain="testserver.local", path="/")
    assert fresh not in {None, planted}
    old = as_somebody(client.app, site, None)  # type: ignore[arg-type]
    old.cookies.set(cookie_name(site), planted)
    assert old.get("/instellingen").status_code == 303


def test_a_token_that_the_browser_made_up_is_never_taken_over(
    browser: Browser, site: Site, lotte: str
) -> None:
    client = browser(None)
    client.cookies.set(cookie_name(site), "zelf-bedacht")
    answer = client.post("/inloggen", data={"email": lotte, "password": GOOD})
    assert "zelf-bedacht" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("public_url", "name", "secure"),
    [
        ("", "klankbord-8321", False),
        ("https://bel.kassahuis.example", "__Host-klankbord-8321", True),
        ("https://bel.kassahuis.example:8443", "__Host-klankbord-8443", True),
    ],
)
def test_the_cookie_is_out_of_reach(
    tmp_path: Path, quick_hashing: None, public_url: str, name: str, *, secure: bool
) -> None:
    with fresh_site(tmp_path, public_url=public_url) as site:
        company = a_company(site)
        with site.database.writing() as connection:
            change_person(connection, company.lotte.id, password=hash_password(GOOD))
        client = as_somebody(create_app(site), site, None)
        told = {"email": "lotte@kassahuis.example", "password": GOOD}
        cookie = client.post("/inloggen", data=told).headers["set-cookie"]
        facts = {fact.strip().lower() for fact in cookie.split(";")[1:]}
        assert cookie.startswith(f"{name}=")
        assert {"httponly", "samesite=lax", "path=/"} <= facts
        assert ("secure" in facts) is secure
        assert not any(fact.startswith("domain") for fact in facts)


def test_signing_out_takes_the_cookie_and_the_session(
    browser: Browser, site: Site, company: Company
) -> None:
    client = browser(company.lotte)
    answer = client.post("/uitloggen")
    assert answer.headers["location"] == "/inloggen"
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    with site.database.reading() as connection:
        assert sessions_of(connection, company.lotte.id, site.now()) == []


def test_who_was_let_out_is_a_guest_at_once(browser: Browser, site: Site, company: Company) -> None:
    client = browser(company.lotte)
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, left_at=site.now())
    assert client.get("/instellingen").status_code == 303


@pytest.mark.parametrize("token", ["", "x", "é", "a" * 10_000, "\x7f", "' OR 1=1 --"])
def test_a_cookie_that_is_none(browser: Browser, company: Company, token: str) -> None:
    client = browser(None)
    sent = {"cookie": b"klankbord=" + token.encode("latin-1")}
    assert client.get("/instellingen", headers=sent).status_code == 303  # type: ignore[arg-type]


# ── addresses and headers ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "evil.example",
        "",
        "/x\r\nset-cookie: a=b",
        "///evil.example",
    ],
)
def test_signing_in_leads_to_pages_of_ours_alone(
    browser: Browser, company: Company, lotte: str, evil: str
) -> None:
    told = {"email": lotte, "password": GOOD, "naar": evil}
    answer = browser(None).post("/inloggen", data=told)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    within = browser(company.daan).get("/inloggen", params={"naar": evil})
    assert (within.status_code, within.headers["location"]) == (303, "/")
    page = browser(None).get("/inloggen", params={"naar": evil})
    assert 'name="naar" value="/"' in page.text


@pytest.mark.parametrize("path", ["/gesprekken?q=a%20b&cue=price", "/gesprekken/12", "/beheer"])
def test_signing_in_leads_back(browser: Browser, company: Company, lotte: str, path: str) -> None:
    told = {"email": lotte, "password": GOOD, "naar": path}
    assert browser(None).post("/inloggen", data=told).headers["location"] == path


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static/....//app.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/..\\app.py",
        "/static/vendor/../../door.py",
        "/static/fonts/../../base.css",
        "/static/keys.js%00.css",
        "/static/",
        "/static/vendor",
    ],
)
def test_no_path_leads_out_of_the_folder(browser: Browser, path: str) -> None:
    answer = browser(None).get(path)
    assert answer.status_code in {404, 405}
    assert "import" not in answer.text


def test_no_header_is_made_of_a_name(browser: Browser, site: Site, company: Company) -> None:
    from dataclasses import replace

    evil = 'x\r\nSet-Cookie: a=b\r\n"; filename="../../evil.html é'
    conversation = talk("0:00-0:03 Lotte: Hallo daar\n0:04-0:09 Bert: Dag", seller="Lotte")
    call = keep(site, company.lotte, replace(conversation, title=evil))
    for kind in ("html", "json"):
        answer = browser(company.lotte).get(f"/gesprekken/{call}/rapport.{kind}")
        disposition = answer.headers["content-disposition"]
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert re.fullmatch(r'attachment; filename="[\w. ()-]+"', disposition, re.ASCII), (
            disposition
        )
    told = {"name": "Lotte\r\nSet-Cookie: a=b", "language": "nl"}
    answer = browser(company.lotte).post("/instellingen/jij", data=told)
    assert "set-cookie" not in answer.headers


# ── what people write is text ─────────────────────────────────────────────────────────────────


class Found(HTMLParser):
    """What a page holds that could run."""

    def __init__(self) -> None:
        super().__init__()
        self.danger: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "script" and not (names.get("src") or "").startswith("/static/"):
            self.danger.append(f"<script {names}>")
        self.danger += [f"{tag} {name}" for name in names if name.startswith("on")]
        self.danger += [f"style of {tag}" for name in names if name == "style"]
        if names.get("src") == "x" or (names.get("href") or "").startswith("javascript"):
            self.danger.append(f"{tag} {names}")


def dangers(text: str) -> list[str]:
    parser = Found()
    parser.feed(text)
    return parser.danger


def test_what_could_run_would_be_found() -> None:
    assert len(dangers(SCRIPT)) == 3
    assert dangers('<a href="javascript:1" onfocus=x style="x">') == [
        "a onfocus",
        "style of a",
        "a {'href': 'javascript:1', 'onfocus': 'x', 'style': 'x'}",
    ]


def test_script_in_every_field_and_in_a_transcript_stays_text(
    browser: Browser, site: Site, company: Company
) -> None:
    from dataclasses import replace

    lotte, bas, guest = browser(company.lotte), browser(company.bas), browser(None)
    spoken = talk(
        f"0:00-0:03 Lotte: Hallo {SCRIPT}\n0:04-0:09 Bert: De prijs is {SCRIPT}?", seller="Lotte"
    )
    parties = tuple(replace(p, name=f"{p.name} {SCRIPT}") for p in spoken.parties)
    keep(site, company.lotte, replace(spoken, title=SCRIPT, type=SCRIPT, parties=parties))
    name = f"Zoë {SCRIPT}"[:100]
    answers = [
        lotte.post("/instellingen/jij", data={"name": name, "language": "nl"}),
        lotte.post("/instellingen/jij", data={"name": SCRIPT * 3, "language": "nl"}),
        bas.post("/beheer/organisatie", data={"organisation": name}),
        bas.post("/beheer/teams", data={"team": name}),
        bas.post("/beheer/teams", data={"team": SCRIPT * 3}),
        bas.post("/beheer/mensen/1", data={"name": name, "email": SCRIPT, "role": "seller"}),
        bas.post(
            "/beheer/mensen/uitnodigen", data={"name": name, "email": SCRIPT, "role": "coach"}
        ),
        lotte.post("/gesprekken/zoekopdrachten", data={"name": name, "query": f"q={SCRIPT}"}),
        guest.post("/inloggen", data={"email": SCRIPT, "password": SCRIPT, "naar": f"/{SCRIPT}"}),
        guest.get("/inloggen", params={"naar": f"/{SCRIPT}"}),
        guest.get(f"/{SCRIPT}"),
        guest.get(f"/uitnodiging/{SCRIPT}"),
        lotte.get("/gesprekken", params={"q": SCRIPT, "person": SCRIPT, "type": SCRIPT}),
        lotte.get("/gesprekken", params={"q": "prijs", "gedaan": SCRIPT}),
    ]
    pages = [
        lotte.get("/gesprekken"),
        lotte.get("/gesprekken/1"),
        lotte.get("/gesprekken/1?herkend=1"),
        lotte.get("/gesprekken/1/rapport.html"),
        lotte.get("/instellingen"),
        lotte.get("/toevoegen"),
        *(bas.get(f"/beheer{path}") for path in ("", "/mensen", "/mensen/1", "/teams", "/teams/3")),
        bas.get("/beheer/logboek"),
    ]
    shown = 0
    for answer in answers + pages:
        assert answer.status_code < 500
        if "rapport" in str(answer.url):
            assert "<script>alert" not in answer.text
            assert "<img src=x" not in answer.text
        else:
            assert dangers(answer.text) == [], answer.url
        assert "Zoë 49" not in answer.text
        shown += "&lt;script&gt;alert(1)" in answer.text
    assert shown > 12
    assert lotte.get("/gesprekken/1").status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        "' OR 1=1 --",
        '" OR ""="',
        "'; DROP TABLE calls; --",
        "%' UNION SELECT password FROM people --",
        'lemmas : "x" OR marks : *',
        "NEAR(a b, 5) AND NOT (",
        "*",
        '"',
        "a" * 5000,
        "\x00",
        "\ud7ff\uffff",
        "-- /* */ \\ %_",
    ],
)
def test_a_question_is_no_sql(browser: Browser, site: Site, company: Company, asked: str) -> None:
    conversation = talk("0:00-0:03 Amber: Hallo daar\n0:04-0:09 Bert: Dag", seller="Amber")
    keep(site, company.amber, conversation)
    client = browser(company.lotte)
    for name in ("q", "by", "cue", "measure", "person", "type", "from", "to", "customer"):
        answer = client.get("/gesprekken", params={name: asked})
        assert answer.status_code in {200, 404, 422}, name
        assert "Hallo daar" not in answer.text
    with site.database.reading() as connection:
        assert len(sessions_of(connection, company.lotte.id, site.now())) == 1


@pytest.mark.parametrize("database", DATABASES)
def test_what_no_database_can_hold_is_not_there(
    tmp_path: Path, quick_hashing: None, database: str
) -> None:
    large = "9" * 25
    with fresh_site(tmp_path, database) as site:
        company = a_company(site)
        app = create_app(site)
        lotte, bas = as_somebody(app, site, company.lotte), as_somebody(app, site, company.bas)
        assert lotte.get(f"/gesprekken/{large}").status_code == 404
        assert bas.get(f"/beheer/mensen/{large}").status_code == 404
        assert lotte.post(f"/instellingen/sessies/{large}/weg").status_code in {404, 422}
        assert bas.post(f"/beheer/mensen/{large}/uit").status_code in {404, 422}
        assert lotte.post("/toevoegen/klaar", data={"given": [large]}).status_code < 500
        for path in ("/gesprekken?q=a%00b", "/gesprekken?person=%00", "/uitnodiging/%00"):
            assert lotte.get(path).status_code in {200, 404}, path
        for told in ({"name": "a\x00b", "language": "nl"}, {"name": "x", "language": "\x00"}):
            assert lotte.post("/instellingen/jij", data=told).status_code in {303, 422}
        kept = {"name": "a\x00b", "query": "q=\x00"}
        assert lotte.post("/gesprekken/zoekopdrachten", data=kept).status_code < 500
        assert lotte.get("/gesprekken").status_code == 200


# ── size ──────────────────────────────────────────────────────────────────────────────────────


def chunks(total: int) -> Iterator[bytes]:
    yield b"name="
    for _ in range(total // 100_000):
        yield b"x" * 100_000


def test_a_body_without_a_length_is_counted(browser: Browser, company: Company) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    for path in ("/instellingen/jij", "/beheer/mensen/1", "/inloggen"):
        answer = browser(company.lotte).post(path, content=chunks(5_000_000), headers=form)
        assert answer.status_code == 413, path
        assert "content-security-policy" in answer.headers


def test_a_body_that_lies_about_its_length_is_counted(browser: Browser, company: Company) -> None:
    form = {"content-type": "application/x-www-form-urlencoded", "content-length": "5"}
    answer = browser(company.lotte).post(
        "/instellingen/jij", content=chunks(5_000_000), headers=form
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "9" * 30, "", "٣", "0x10"])
def test_a_length_that_is_none_is_too_much(browser: Browser, company: Company, length: str) -> None:
    sent = {"content-length": length.encode()}
    answer = browser(company.lotte).post("/uitloggen", content=b"", headers=sent)  # type: ignore[arg-type]
    assert answer.status_code == 413


def test_a_form_of_a_thousand_fields_and_more_is_refused(
    browser: Browser, company: Company
) -> None:
    form = {"content-type": "multipart/form-data; boundary=x"}
    part = '--x\r\nContent-Disposition: form-data; name="a{n}"\r\n\r\nb\r\n'
    body = "".join(part.format(n=n) for n in range(5000)) + "--x--\r\n"
    answer = browser(company.lotte).post("/instellingen/jij", content=body, headers=form)
    assert answer.status_code in {400, 413, 422}


def test_a_zip_bomb_is_no_transcript(browser: Browser, company: Company) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("gesprek.vtt", b"\0" * 200_000_000)
    assert len(packed.getvalue()) < 300_000
    client = browser(company.lotte)
    start = time.perf_counter()
    for name in ("bom.zip", "bom.vtt", "bom.docx", "bom.json"):
        answer = client.post(f"/toevoegen/bestanden?naam={name}", content=packed.getvalue())
        assert answer.status_code < 500
    assert time.perf_counter() - start < 20


# ── passwords and tokens ──────────────────────────────────────────────────────────────────────


def test_guessing_ends(browser: Browser, lotte: str) -> None:
    client = browser(None)
    told = {"email": lotte, "password": "verkeerd verkeerd"}
    for _ in range(PER_PAIR):
        assert client.post("/inloggen", data=told).status_code == 422
    answer = client.post("/inloggen", data={"email": lotte, "password": GOOD})
    assert answer.status_code == 429
    assert "paar minuten" in answer.text
    assert "set-cookie" not in answer.headers


def test_many_who_guess_slow_it_down_and_lock_nobody_out(
    browser: Browser, site: Site, lotte: str
) -> None:
    for number in range(AT_ONCE + 2):
        take_try(site, lotte, f"198.51.100.{number}")
    begin = time.monotonic()
    answer = browser(None).post("/inloggen", data={"email": f" {lotte} ", "password": GOOD})
    assert time.monotonic() - begin >= 2 * SLOWER_S
    assert (answer.status_code, "set-cookie" in answer.headers) == (303, True)


def test_nobody_learns_who_has_an_account(
    browser: Browser, lotte: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []
    verify = passwords.is_right

    def counted(kept: str | None, given: str) -> bool:
        work.append(given)
        return verify(kept, given)

    monkeypatch.setattr("klankbord.service.accounts.signing_in.is_right", counted)
    client, pages = browser(None), set()
    for email in (lotte, "niemand@kassahuis.example", "daan@kassahuis.example"):
        answer = client.post("/inloggen", data={"email": email, "password": "verkeerd verkeerd"})
        page = re.sub(r"nonce-[\w-]+", "", answer.text).replace(email, "…")
        pages.add((answer.status_code, page, tuple(sorted(answer.headers.keys()))))
    assert len(pages) == 1
    assert len(work) == 3


def test_a_password_is_never_sent_back(browser: Browser, company: Company, lotte: str) -> None:
    secret = "zonnebloem"
    tries = [
        browser(None).post("/inloggen", data={"email": lotte, "password": secret}),
        browser(company.lotte).post(
            "/instellingen/wachtwoord", data={"current": secret, "password": secret + "x"}
        ),
    ]
    for answer in tries:
        assert answer.status_code == 422
        assert secret not in answer.text


def test_no_token_and_no_password_reaches_a_log(
    browser: Browser, site: Site, company: Company, lotte: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        bas, guest = browser(company.bas), browser(None)
        made = bas.post(f"/beheer/mensen/{company.daan.id}/link")
        token = made.cookies["klankbord-link"]
        assert guest.get(f"/uitnodiging/{token}").status_code == 200
        guest.post(f"/uitnodiging/{token}", data={"password": "vier rode trams"})
        guest.post("/inloggen", data={"email": lotte, "password": GOOD})
    ours = [
        record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))
    ]
    told = "\n".join(record.getMessage() for record in ours)
    with site.database.reading() as connection:
        told += repr(all_entries(connection))
    session = guest.cookies.get("klankbord-8321", domain="testserver.local", path="/") or "?"
    for secret in (token, session, "vier rode trams", GOOD):
        assert secret not in told


def test_a_link_is_shown_once_and_not_in_an_address(
    browser: Browser, company: Company, site: Site
) -> None:
    client = browser(company.bas)
    made = client.post(f"/beheer/mensen/{company.daan.id}/link")
    token = made.cookies["klankbord-link"]
    assert token not in made.headers["location"]
    assert {"httponly", "samesite=strict"} <= {
        fact.strip().lower() for fact in made.headers["set-cookie"].split(";")
    }
    assert f"http://testserver/uitnodiging/{token}" in client.get(made.headers["location"]).text
    assert token not in client.get(made.headers["location"]).text


def test_pages_are_kept_by_nobody_on_the_way(browser: Browser, company: Company) -> None:
    client: TestClient = browser(company.bas)
    for path in ("/instellingen", "/beheer/mensen", "/gesprekken", "/inloggen"):
        assert client.get(path).headers["cache-control"] == "private, no-store", path
