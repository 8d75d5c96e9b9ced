"""The page of all clips, and their sound in pieces."""

from __future__ import annotations

import io

import pytest
import soundfile
from tests.sites import Company
from tests.web.conftest import Browser
from tests.web.world import TALK, keep

from klankbord.service.calls.all_clips import PAGE
from klankbord.service.calls.clips import clip
from klankbord.service.site import Site
from klankbord.web.ranges import part_of


@pytest.fixture
def call(site: Site, company: Company) -> int:
    call = keep(site, company.lotte, TALK)
    clip(site, company.lotte, call, 1, (2, 3), "De vrijdag", shared=True)
    return call


def test_a_clip_is_told_and_leads_into_its_call(
    browser: Browser, company: Company, call: int
) -> None:
    page = browser(company.joris).get("/fragmenten").text
    assert f'href="/gesprekken/{call}?fragment=1#t2">De vrijdag</a>' in page
    assert "8,0 s" in page
    assert "vanaf 0:04" in page
    assert "Lotte Maes" in page
    assert "we zitten elke vrijdag tot laat te puzzelen" in page
    assert f'src="/gesprekken/{call}/fragmenten/1.wav"' in page
    assert 'href="/gesprekken" aria-current="page">Gesprekken</a>' in page
    mine = browser(company.lotte).get("/fragmenten").text
    assert "· jij ·" in mine
    assert "alleen voor jou" not in mine


def test_without_any_it_says_how_to_make_one(browser: Browser, company: Company) -> None:
    page = browser(company.daan).get("/fragmenten").text
    assert "kies bij een beurt ‘fragment’" in page
    assert "<audio" not in page


def test_one_leafs_through_them(browser: Browser, site: Site, company: Company, call: int) -> None:
    for number in range(PAGE):
        clip(site, company.lotte, call, 1, (1, 2), f"Stuk {number}", shared=False)
    client = browser(company.lotte)
    assert 'href="/fragmenten?pagina=2" rel="next"' in client.get("/fragmenten").text
    second = client.get("/fragmenten?pagina=2").text
    assert "De vrijdag" in second
    assert 'href="/fragmenten?pagina=1" rel="prev"' in second
    assert "Verder is er niets." in client.get("/fragmenten?pagina=3").text
    assert client.get("/fragmenten?pagina=0").status_code == 404


def test_its_sound_comes_whole_or_in_the_piece_that_is_asked_for(
    browser: Browser, company: Company, call: int
) -> None:
    client, address = browser(company.joris), f"/gesprekken/{call}/fragmenten/1.wav"
    whole = client.get(address)
    assert (whole.status_code, whole.headers["accept-ranges"]) == (200, "bytes")
    assert soundfile.info(io.BytesIO(whole.content)).duration == pytest.approx(8, abs=0.01)
    size = len(whole.content)
    for asked, first, last in [
        ("bytes=0-", 0, size - 1),
        ("bytes=100-199", 100, 199),
        ("bytes=-10", size - 10, size - 1),
        (f"bytes=50-{size * 2}", 50, size - 1),
    ]:
        piece = client.get(address, headers={"range": asked})
        assert piece.status_code == 206
        assert piece.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert piece.content == whole.content[first : last + 1]
    beyond = client.get(address, headers={"range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert browser(company.amber).get(address).status_code == 404


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,3-4"])
def test_what_is_asked_otherwise_is_sent_whole(asked: str) -> None:
    assert part_of(asked, 10) is None


@pytest.mark.parametrize("asked", ["bytes=5-3", "bytes=10-", "bytes=-0"])
def test_what_cannot_be_sent_is_nothing(asked: str) -> None:
    found = part_of(asked, 10)
    assert found is not None
    assert len(found) == 0
