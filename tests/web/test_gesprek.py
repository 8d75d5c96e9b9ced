"""The page of a call: who may open it, what stands on it, and its recording."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile
from starlette.testclient import TestClient
from tests.sites import Clock, Company
from tests.web.conftest import Browser

from klankbord.conversation import Conversation, Side
from klankbord.samples import read_sample
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import keep_measured, measure_conversation
from klankbord.service.calls.past import Usual
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.testing import talk
from klankbord.web.pages.gesprek.fewer import MOST
from klankbord.web.pages.gesprek.past import range_of

CALL = talk(
    """
    0:00-0:04 Anna: Hoe gaat het nu met de planning?
    0:05-0:15 Bert: Slecht, we zitten elke vrijdag tot laat te puzzelen.
    0:16-0:20 Anna: Wat gebeurt er op zo'n vrijdag?
    0:21-0:29 Bert: Dan bellen ze af en begint alles opnieuw.
    """,
    seller="Anna",
)


def keep(
    site: Site,
    owner: Actor,
    conversation: Conversation = CALL,
    *,
    sound: bytes | None = None,
    measured: bool = True,
    part: int = 0,
) -> int:
    """A call of somebody, with its recording."""
    kept = site.files.keep([sound], "opname", 10).hash if sound is not None else None
    found = measure_conversation(site, conversation)
    with site.database.writing() as connection:
        call = add_call(
            connection,
            conversation,
            Source("a" * 64, part, sound=kept),
            owner=owner.id,
            uploader=owner.id,
            now=site.now(),
        )
        if measured:
            assert keep_measured(connection, call, 1, found, site.now())
    return call


def recording(*, channels: int = 2, kind: str = "WAV", seller: int = 0) -> bytes:
    """A recording of CALL: a tone in the channel of whoever speaks."""
    rate = 8000
    sound = np.zeros((30 * rate, channels))
    for turn in CALL.turns:
        of_seller = CALL.party(turn.party).side is Side.SELLER
        channel = (seller if of_seller else 1 - seller) % channels
        assert turn.start_ms is not None
        assert turn.end_ms is not None
        when = np.arange(turn.start_ms * rate // 1000, turn.end_ms * rate // 1000)
        sound[when, channel] = 0.4 * np.sin(when * (0.2 if of_seller else 0.3))
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format=kind)
    return file.getvalue()


def page(client: TestClient, call: int, more: str = "") -> str:
    answer = client.get(f"/gesprekken/{call}{more}")
    assert answer.status_code == 200
    return answer.text


def test_a_call_opens_with_its_questions_and_its_turns(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"))
    text = page(browser(company.lotte), call)
    assert "Kreeg de klant aandacht?" in text
    assert "Beurten en tijd" in text
    assert 'id="t12"' in text
    assert "Nog te weinig gesprekken om te vergelijken." in text
    assert "<audio" not in text
    for turn in re.findall(r'href="#t(\d+)"', text):
        assert f'id="t{turn}"' in text
    for panel in re.findall(r'popovertarget="([^"]+)"', text):
        assert f'id="{panel}"' in text


def test_what_is_recognised_is_marked_on_demand(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"))
    assert "<mark" not in page(browser(company.lotte), call)
    assert "<mark" in page(browser(company.lotte), call, "?herkend=1")


def test_nothing_in_the_page_needs_a_style_or_script_of_its_own(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"), sound=recording())
    text = page(browser(company.lotte), call)
    assert not re.search(r"<[^>]*\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"<[^>]*\son\w+=", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("where", ["", "/geluid", "/pieken.json", "/rapport.html", "/rapport.json"])
def test_a_call_of_another_is_not_there(
    site: Site, company: Company, browser: Browser, where: str
) -> None:
    call = keep(site, company.lotte, sound=recording())
    for name, status in {"lotte": 200, "joris": 200, "daan": 404, "fien": 404, "bas": 404}.items():
        answer = browser(company[name]).get(f"/gesprekken/{call}{where}")
        assert answer.status_code == status, name
    assert browser(None).get(f"/gesprekken/{call}{where}").status_code == 303
    for nowhere in (call + 1, 0, 10**30):
        assert browser(company.lotte).get(f"/gesprekken/{nowhere}{where}").status_code == 404


def test_text_from_outside_stays_text(site: Site, company: Company, browser: Browser) -> None:
    hostile = '"><script>alert(1)</script>'
    conversation = replace(
        CALL,
        title=hostile,
        parties=tuple(replace(party, name=hostile + party.name) for party in CALL.parties),
        turns=tuple(replace(turn, text=hostile) for turn in CALL.turns),
    )
    call = keep(site, company.lotte, conversation)
    assert "<script>alert" not in page(browser(company.lotte), call, "?herkend=1")
    answer = browser(company.lotte).get(f"/gesprekken/{call}/rapport.html")
    assert "<script>alert" not in answer.text
    assert answer.headers["content-disposition"] == (
        'attachment; filename="script-alert-1-script.html"'
    )


ODD = {
    "without times": talk("Anna: Hoe gaat het?\nBert: Goed hoor.", seller="Anna"),
    "unknown language": replace(CALL, language="xx"),
    "no language": replace(CALL, language=""),
    "one party": talk("0:00-0:04 Anna: Bel me even terug.", seller="Anna"),
    "no sides": talk("0:00-0:04 Anna: Hallo daar.\n0:05-0:09 Bert: Dag."),
    "no title": replace(CALL, title=""),
    "nothing said": replace(CALL, turns=()),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("with_sound", [False, True])
def test_every_sort_of_call_opens(
    site: Site,
    company: Company,
    browser: Browser,
    name: str,
    with_sound: bool,  # noqa: FBT001
) -> None:
    sound = recording() if with_sound else None
    call = keep(site, company.lotte, ODD[name], sound=sound)
    client = browser(company.lotte)
    assert "<h1>" in page(client, call)
    if with_sound:
        lanes = client.get(f"/gesprekken/{call}/pieken.json").json()
        assert len(lanes["peaks"]) == 2
        assert "<h1>" in page(client, call)  # and now that its length is known


def test_a_call_whose_measuring_waits_opens_too(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte, read_sample("koelcel"), measured=False)
    assert "Kreeg de klant aandacht?" in page(browser(company.lotte), call)


@pytest.mark.parametrize(
    ("kind", "media"),
    [("WAV", "audio/wav"), ("OGG", "audio/ogg"), ("FLAC", "audio/flac"), ("MP3", "audio/mpeg")],
)
def test_a_recording_is_heard_from_anywhere(
    site: Site, company: Company, browser: Browser, kind: str, media: str
) -> None:
    sound = recording(kind=kind)
    call = keep(site, company.lotte, sound=sound)
    client = browser(company.lotte)
    whole = client.get(f"/gesprekken/{call}/geluid")
    assert whole.headers["content-type"] == media
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.content == sound
    some = client.get(f"/gesprekken/{call}/geluid", headers={"range": "bytes=100-199"})
    assert some.status_code == 206
    assert some.headers["content-range"] == f"bytes 100-199/{len(sound)}"
    assert some.content == sound[100:200]


@pytest.mark.parametrize(
    ("asked", "status"),
    [("bytes=99999999-", 416), ("bytes=9-1", 400), ("bytes=a-b", 400), ("potatoes=1-2", 400)],
)
def test_a_range_that_cannot_be_is_refused(
    site: Site, company: Company, browser: Browser, asked: str, status: int
) -> None:
    call = keep(site, company.lotte, sound=recording())
    answer = browser(company.lotte).get(f"/gesprekken/{call}/geluid", headers={"range": asked})
    assert answer.status_code == status


def test_without_a_recording_there_is_none_to_hear(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte)
    for where in ("geluid", "pieken.json"):
        assert browser(company.lotte).get(f"/gesprekken/{call}/{where}").status_code == 404


def test_a_broken_recording_is_told_and_the_call_stays(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte, sound=b"RIFF this is no sound")
    client = browser(company.lotte)
    assert "Bert" in page(client, call)
    answer = client.get(f"/gesprekken/{call}/pieken.json")
    assert answer.status_code == 422
    assert "dit is geen opname die Klankbord kent" in answer.text


@pytest.mark.parametrize("seller", [0, 1])
def test_the_seller_is_above_in_whichever_channel_they_are(
    site: Site, company: Company, browser: Browser, seller: int
) -> None:
    call = keep(site, company.lotte, sound=recording(seller=seller))
    lanes = browser(company.lotte).get(f"/gesprekken/{call}/pieken.json").json()
    assert lanes["sides"] == ["seller", "customer"]
    assert lanes["length_ms"] == 30_000
    seconds = [[max(lane[at * 100 : at * 100 + 100]) for at in (2, 10)] for lane in lanes["peaks"]]
    assert [[loud > 60 for loud in lane] for lane in seconds] == [[True, False], [False, True]]


def test_one_channel_is_cut_by_whose_turn_it_is(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte, sound=recording(channels=1))
    lanes = browser(company.lotte).get(f"/gesprekken/{call}/pieken.json").json()
    seller, customer = (np.array(lane) for lane in lanes["peaks"])
    assert seller[:390].min() > 60 > customer[:390].max()
    assert customer[510:1490].min() > 60 > seller[510:1490].max()


def test_figures_stand_against_the_owners_own_past(
    site: Site, company: Company, browser: Browser
) -> None:
    sample = read_sample("koelcel")
    for day in range(1, 5):
        when = datetime(2026, 10, day, 9, tzinfo=UTC)
        turns = sample.turns[: 60 + 10 * day]
        keep(site, company.lotte, replace(sample, when=when, turns=turns), part=day)
    for day in range(1, 6):  # of somebody else: none of her past
        when = datetime(2026, 10, day, 9, tzinfo=UTC)
        keep(site, company.daan, replace(sample, when=when), part=10 + day)
    now = replace(sample, when=datetime(2026, 11, 1, 9, tzinfo=UTC))
    call = keep(site, company.lotte, now)
    text = page(browser(company.lotte), call)
    assert "waar jouw 4 gesprekken ervoor meestal zaten" in text
    assert re.search(r"eerder meestal [^<]+ \(4 gesprekken\)", text)
    assert "(9 gesprekken)" not in text
    assert "waar de 4 gesprekken ervoor van Lotte Maes meestal zaten" in page(
        browser(company.joris), call
    )


def test_the_seller_sees_who_opened_their_call(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte, sound=recording())
    for _ in range(2):
        page(browser(company.joris), call)
    assert browser(company.joris).get(f"/gesprekken/{call}/geluid").status_code == 200
    page(browser(company.lotte), call)
    assert _opened(site) == [company.joris.id]
    assert "Joris Peeters keek op 20 november 2026" in page(browser(company.lotte), call)
    assert "keek op" not in page(browser(company.joris), call)
    assert isinstance(site.now, Clock)
    site.now.forward(hours=2)
    browser(company.joris).get(f"/gesprekken/{call}/geluid")
    assert _opened(site) == [company.joris.id] * 2


def _opened(site: Site) -> list[int | None]:
    with site.database.reading() as connection:
        entries = all_entries(connection)
    return [entry.person_id for entry in entries if entry.action == "opened"]


def test_a_report_is_taken_away_under_a_plain_name(
    site: Site, company: Company, browser: Browser
) -> None:
    conversation = replace(CALL, title='Één "test"\r\nX-Evil: 1 ../../etc')
    call = keep(site, company.lotte, conversation)
    client = browser(company.lotte)
    as_html = client.get(f"/gesprekken/{call}/rapport.html")
    assert as_html.headers["content-disposition"] == (
        'attachment; filename="een-test-x-evil-1-etc.html"'
    )
    assert "Kreeg de klant aandacht?" in as_html.text
    report = json.loads(client.get(f"/gesprekken/{call}/rapport.json").text)
    assert len(report["conversation"]["turns"]) == len(CALL.turns)
    untitled = keep(site, company.lotte, replace(CALL, title="中文"), part=1)
    named = client.get(f"/gesprekken/{untitled}/rapport.json").headers["content-disposition"]
    assert named == f'attachment; filename="gesprek-{untitled}.json"'


def test_a_call_is_given_to_somebody_else(site: Site, company: Company, browser: Browser) -> None:
    call = keep(site, company.lotte)
    lotte, daan = browser(company.lotte), browser(company.daan)
    answer = lotte.post(f"/gesprekken/{call}/geven", data={"to": company.daan.id})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/gesprekken?gedaan=gegeven&aan={company.daan.id}"
    told = lotte.get(answer.headers["location"]).text
    assert f"Het gesprek is nu van {company.daan.name}." in told
    assert lotte.get(f"/gesprekken/{call}").status_code == 404
    page(daan, call)
    with site.database.reading() as connection:
        newest = all_entries(connection)[0]
    assert (newest.action, newest.about_id) == ("given", company.lotte.id)
    assert newest.detail == {}  # names are told, not kept: the log cannot be wiped


def test_a_coach_gives_within_their_team_and_others_give_nothing(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte)
    address = f"/gesprekken/{call}/geven"
    joris = browser(company.joris)
    assert joris.post(address, data={"to": company.amber.id}).status_code == 422
    assert joris.post(address, data={"to": 999}).status_code == 422
    assert joris.post(address, data={"to": company.joris.id}).status_code == 422
    assert browser(company.daan).post(address, data={"to": company.daan.id}).status_code == 404
    moved = joris.post(address, data={"to": company.daan.id})
    assert moved.headers["location"] == f"/gesprekken/{call}?gedaan=gegeven&aan={company.daan.id}"


def test_who_gives_a_call_away_is_told_what_they_lose(
    site: Site, company: Company, browser: Browser
) -> None:
    call = keep(site, company.lotte)
    form = page(browser(company.lotte), call).partition("/geven")[2].partition("</form>")[0]
    assert "Jij ziet het daarna niet meer." in form
    assert 'type="checkbox" required' in form
    names = re.findall(r">([^<>]+)</option>", form)
    assert names[0] == "Kies een collega"
    assert names[1:3] == ["Daan de Wit", "Joris Peeters"]  # of her team
    assert "Amber Jansen" in names[3:]
    coach = page(browser(company.joris), call).partition("/geven")[2].partition("</form>")[0]
    assert "Jij blijft het zien." in coach
    assert "checkbox" not in coach


def test_a_long_call_repeats_little_for_each_turn(
    site: Site, company: Company, browser: Browser
) -> None:
    def elements(turns: int) -> int:
        lines = (
            f"{n // 30}:{n % 30 * 2:02}-{n // 30}:{n % 30 * 2 + 1:02} {'AB'[n % 2]}: Wat {n}?"
            for n in range(turns)
        )
        call = keep(site, company.lotte, talk("\n".join(lines), seller="A"), part=turns)
        return len(re.findall(r"<[a-z]", page(browser(company.lotte), call)))

    assert (elements(700) - elements(500)) / 200 < 12


def test_of_very_many_moments_the_first_are_shown_and_the_rest_is_told(
    site: Site, company: Company, browser: Browser
) -> None:
    lines = (
        f"{n // 30}:{n % 30 * 2:02}-{n // 30}:{n % 30 * 2 + 1:02} A: Wat {n}?" for n in range(300)
    )
    call = keep(site, company.lotte, talk("\n".join(lines) + "\n11:00-11:01 B: Ja.", seller="A"))
    panel = page(browser(company.lotte), call).partition('id="m-question-rate"')[2]
    panel = panel.partition("</section>")[0]
    assert panel.count("<li") == MOST
    assert f"Dit zijn de eerste {MOST} van 300;" in panel


def test_what_was_always_the_same_is_told_once() -> None:
    usual = Usual(low=0.079, first=0.0791, middle=0.08, third=0.0809, high=0.081, calls=5)
    told = range_of(0.08, usual, "share", "nl").text
    assert told == "eerder meestal 8 % (5 gesprekken)"
