"""A call of sound alone on every page: what was found in it, who sits where, and no words."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import soundfile
from starlette.testclient import TestClient
from tests.service.test_adding import given
from tests.service.test_recordings import (
    a_pair,
    as_bytes,
    customer,
    real_voices,
    seller,
    the_call,
    two_channels,
)
from tests.sites import Company
from tests.speech.sounds import RATE, row, save_av, sides, silence, tone
from tests.web.browser import PHONE, WIDE, Chromium, overflow, violations
from tests.web.conftest import Browser
from tests.working import work_off

from klankbord.conversation import Side
from klankbord.service.access import Actor
from klankbord.service.intake.adding import Told, add
from klankbord.service.site import Site

RINGING = row(tone(1, 425), silence(4), tone(1, 425), silence(1))


@pytest.fixture
def lotte(browser: Browser, company: Company) -> TestClient:
    return browser(company.lotte)


def recorded(site: Site, actor: Actor, data: bytes, name: str = "a.wav", **told: str) -> int:
    """A call of somebody of which there is only sound."""
    add(site, actor, [given(name, data)], Told(**told))  # type: ignore[arg-type]
    work_off(site)
    return the_call(site)[0].id


def with_ringing() -> bytes:
    return as_bytes(row(RINGING, seller()), row(silence(7), customer()))


def texts(page: str) -> str:
    main = page[page.index("<main") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_without_script_a_recording_is_added_with_who_is_on_which_channel(
    site: Site, lotte: TestClient
) -> None:
    token = str(lotte.headers.pop("x-form-token"))
    answer = lotte.post(
        "/toevoegen",
        files=[("files", ("gesprek.wav", two_channels()))],
        data={"form_token": token, "channels": "customer,seller"},
    )
    assert answer.status_code == 303
    work_off(site)
    call, conversation = the_call(site)
    assert [party.side for party in conversation.parties] == [Side.CUSTOMER, Side.SELLER]
    assert f'<a href="/gesprekken/{call.id}">gesprek</a>' in lotte.get("/toevoegen").text
    data = {"given": "1", "channels": "links"}
    lotte.headers["x-form-token"] = token
    assert lotte.post("/toevoegen/klaar", data=data).status_code == 422


def test_the_page_tells_what_was_found_in_the_sound(
    site: Site, lotte: TestClient, company: Company
) -> None:
    call = recorded(site, company.lotte, with_ringing(), channels="seller,customer")
    page = lotte.get(f"/gesprekken/{call}").text
    shown = texts(page)
    assert "0:00–0:06 De telefoon gaat over" in shown
    assert "telt ook niet mee wat iemand intussen zegt" in shown
    assert 'data-seek="0"' in page
    assert shown.count("De telefoon gaat over") == 1
    assert "zonder woorden" in shown
    assert "Toon wat Klankbord herkende" not in shown
    assert "hiervoor zijn woorden nodig" in shown
    assert "met opname" in shown


def test_who_sits_on_which_channel_is_set_right_and_measured_again(
    site: Site, lotte: TestClient, company: Company
) -> None:
    call = recorded(site, company.lotte, two_channels(), channels="seller,customer")
    page = lotte.get(f"/gesprekken/{call}").text
    assert page.count("Hier zit de verkoper") == 1
    lanes = lotte.get(f"/gesprekken/{call}/pieken.json").json()["peaks"]
    answer = lotte.post(f"/gesprekken/{call}/kanalen", data={"seen": 1, "party": "2"})
    assert answer.status_code == 303
    found, conversation = the_call(site)
    assert [(p.id, p.name, p.side.value) for p in conversation.parties] == [
        ("1", "klant", "customer"),
        ("2", "verkoper", "seller"),
    ]
    assert found.revision == 2
    assert lotte.get(f"/gesprekken/{call}/pieken.json").json()["peaks"] == lanes[::-1]
    shown = texts(lotte.get(answer.headers["location"]).text)
    assert "zette recht wie op welk kanaal zit" in shown
    again = lotte.post(f"/gesprekken/{call}/kanalen", data={"seen": 2, "party": "2"})
    assert again.status_code == 303
    assert the_call(site)[0].revision == 2, "it was so already"
    late = lotte.post(f"/gesprekken/{call}/kanalen", data={"seen": 1, "party": "1"})
    assert late.status_code == 409


def test_who_sells_is_chosen_where_nobody_knows(
    site: Site, lotte: TestClient, company: Company
) -> None:
    call = recorded(site, company.lotte, two_channels())
    page = lotte.get(f"/gesprekken/{call}").text
    assert page.count("Hier zit de verkoper") == 2
    lanes = lotte.get(f"/gesprekken/{call}/pieken.json").json()
    assert (lanes["sides"], lanes["placed"]) == (["", ""], True)
    lotte.post(
        f"/gesprekken/{call}/spreker",
        data={"seen": 1, "party": "2", "name": "Karel", "side": "unknown"},
    )
    lotte.post(f"/gesprekken/{call}/kanalen", data={"seen": 2, "party": "1"})
    _, conversation = the_call(site)
    assert [(p.name, p.side.value) for p in conversation.parties] == [
        ("verkoper", "seller"),
        ("Karel", "customer"),
    ]
    assert lotte.get(f"/gesprekken/{call}/pieken.json").json()["sides"] == ["seller", "customer"]


@pytest.mark.parametrize("twice", [False, True])
def test_one_channel_says_that_there_is_nothing_to_swap(
    site: Site,
    lotte: TestClient,
    company: Company,
    twice: bool,  # noqa: FBT001
) -> None:
    mono = real_voices().mean(axis=1)
    call = recorded(site, company.lotte, as_bytes(*[mono] * (2 if twice else 1)))
    shown = texts(lotte.get(f"/gesprekken/{call}").text)
    assert "er valt dus geen kanaal te wisselen" in shown
    assert ("Op beide kanalen staat hetzelfde" in shown) is twice
    assert "Hier zit de verkoper" not in shown
    assert (
        lotte.post(f"/gesprekken/{call}/kanalen", data={"seen": 1, "party": "1"}).status_code == 422
    )
    assert "iedereen staat op één kanaal" in lotte.get("/toevoegen").text
    assert len(lotte.get(f"/gesprekken/{call}/pieken.json").json()["peaks"]) == 1


def test_only_who_may_mend_sees_and_does_it(site: Site, browser: Browser, company: Company) -> None:
    call = recorded(site, company.lotte, two_channels(), channels="seller,customer")
    for actor, status in ((company.amber, 404), (company.daan, 404)):
        data = {"seen": 1, "party": "2"}
        assert browser(actor).post(f"/gesprekken/{call}/kanalen", data=data).status_code == status


def test_what_no_browser_plays_is_played_as_a_copy(
    site: Site, lotte: TestClient, company: Company, tmp_path: Path
) -> None:
    both = sides(seller(), customer())
    data = save_av(tmp_path / "a.m4a", both, RATE, "aac", "mp4").read_bytes()
    call = recorded(site, company.lotte, data, "a.m4a")
    answer = lotte.get(f"/gesprekken/{call}/geluid")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/flac")
    assert soundfile.info(io.BytesIO(answer.content)).channels == 2
    part = lotte.get(f"/gesprekken/{call}/geluid", headers={"range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)


def test_a_call_of_sound_is_at_home_on_every_page(
    site: Site, lotte: TestClient, company: Company
) -> None:
    add(site, company.lotte, [given(*one) for one in a_pair()], Told(direction="inbound"))
    work_off(site)
    call = the_call(site)[0].id
    assert "belletje" in texts(lotte.get("/gesprekken").text)
    assert "belletje" in texts(lotte.get("/gesprekken?sound=1").text)
    assert lotte.get("/gesprekken?q=planning").status_code == 200
    assert lotte.get("/").status_code == 303 or lotte.get("/vandaag").status_code == 200
    for way in ("?herkend=1", "?beurt=1", "?opmerking=1", "?knip=1", "?bewerk=1"):
        assert lotte.get(f"/gesprekken/{call}{way}").status_code == 200, way
    written = lotte.post(
        f"/gesprekken/{call}/opmerkingen", data={"seen": 1, "turn": 1, "text": "!"}
    )
    assert written.status_code == 303
    cut = lotte.post(
        f"/gesprekken/{call}/fragmenten", data={"seen": 1, "turn": 1, "until": 2, "title": "Begin"}
    )
    assert cut.status_code == 303
    wav = lotte.get(f"/gesprekken/{call}/fragmenten/1.wav")
    assert soundfile.info(io.BytesIO(wav.content)).channels == 2
    report = lotte.get(f"/gesprekken/{call}/rapport.html").text
    assert "zonder woorden" in report
    assert lotte.get(f"/gesprekken/{call}/rapport.json").json()["conversation"]["turns"]
    lotte.post(f"/gesprekken/{call}/bewaar", data={"note": "even terugkijken"})
    assert "even terugkijken" in texts(lotte.get("/review").text)
    assert lotte.get(f"/gesprekken/{call}").status_code == 200, "folded by now"


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_plays_where_it_sounds_and_axe_finds_nothing(
    site: Site, company: Company, served: str, chrome: Chromium, width: int, scheme: str
) -> None:
    call = recorded(site, company.lotte, with_ringing(), channels="seller,customer")
    page_of = chrome.page(served, site=site, actor=company.lotte, width=width, scheme=scheme)  # type: ignore[arg-type]
    with page_of as page:
        page.goto(f"/gesprekken/{call}")
        page.wait_for_selector(".track.waved")
        assert page.locator(".track.waved").count() == 2
        assert page.locator(".heard[open]").count() == 1
        assert overflow(page) == 0
        assert violations(page) == []
        page.click("button[data-seek]")
        page.click("text=Hier zit de verkoper")
        page.wait_for_selector("text=Ongedaan maken")
