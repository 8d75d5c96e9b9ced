"""A contested figure and context, wherever the call or the figure is seen."""

import io
import json
from zipfile import ZipFile

from tests.sites import Company
from tests.web.conftest import Browser
from tests.web.world import TALK, keep

from klankbord.measures.measuring import measure
from klankbord.report.remarks import RemarkRow
from klankbord.report.view import view_of
from klankbord.service.site import Site
from klankbord.web.pages.review.bespreking.moments import rest_of

SAID = "Ik noemde de prijs pas <b>nadat</b> hij ernaar vroeg."


def test_it_stands_with_the_figure_for_whoever_sees_it(
    browser: Browser, site: Site, company: Company
) -> None:
    call = keep(site, company.lotte, TALK)
    lotte, joris = browser(company.lotte), browser(company.joris)
    address = f"/gesprekken/{call}"
    before = lotte.get(f"{address}/rapport.json").json()
    sent = lotte.post(f"{address}/kanttekeningen", data={"text": SAID, "measure": "talk-share"})
    assert sent.headers["location"] == f"{address}?gedaan=bewaard#m-talk-share"
    lotte.post(f"{address}/kanttekeningen", data={"text": "De lijn viel weg."})
    for client in (lotte, joris):
        for path in (address, f"{address}/rapport.html"):
            page = client.get(path).text
            assert "<b>nadat" not in page
            assert "&lt;b&gt;nadat&lt;/b&gt; hij" in page
            assert "De lijn viel weg." in page
            assert "20 november 2026" in page
            assert 'class="contested"' in page
        told = client.get(f"{address}/rapport.json").json()
        assert [(one["measure"], one["by"]) for one in told["remarks"]] == [
            ("talk-share", "Lotte Maes"),
            ("", "Lotte Maes"),
        ]
        assert told["readings"] == before["readings"], "the figure itself stays what it is"
    assert "kanttekeningen/1/weg" in lotte.get(address).text
    assert "kanttekeningen" not in joris.get(address).text
    lotte.post(f"{address}/kanttekeningen/1/weg")
    assert "&lt;b&gt;nadat" not in joris.get(address).text


def test_all_that_is_kept_on_me_comes_in_one_click(
    browser: Browser, site: Site, company: Company
) -> None:
    call = keep(site, company.lotte, TALK)
    lotte = browser(company.lotte)
    assert 'href="/instellingen/alles.zip"' in lotte.get("/instellingen").text
    answer = lotte.get("/instellingen/alles.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert 'filename="klankbord-2026-11-20.zip"' in answer.headers["content-disposition"]
    archive = ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    assert json.loads(archive.read("gesprekken.json"))[0]["id"] == call
    assert f"opnamen/gesprek-{call}.wav" in archive.namelist()
    others = ZipFile(io.BytesIO(browser(company.bas).get("/instellingen/alles.zip").content))
    assert json.loads(others.read("gesprekken.json")) == []


def test_reminders_and_sharing_are_chosen_in_settings(
    browser: Browser, site: Site, company: Company
) -> None:
    lotte = browser(company.lotte)
    told = {"at": "10:15", "kinds": ["waiting", "experiment"]}
    assert lotte.post("/instellingen/herinneringen", data=told).status_code == 303
    page = lotte.get("/instellingen").text
    assert 'value="waiting" checked' in page
    assert 'value="old_flags" checked' not in page
    for wrong in ({"at": "07:00"}, {"at": "09:00", "kinds": ["score"]}):
        assert lotte.post("/instellingen/herinneringen", data=wrong).status_code == 422
    sent = lotte.post("/instellingen/delen", data={"coach": company.joris.id})
    assert sent.status_code == 303
    assert f'<option value="{company.joris.id}" selected>' in lotte.get("/instellingen").text
    assert lotte.post("/instellingen/delen", data={"coach": company.fien.id}).status_code >= 400
    assert lotte.post("/instellingen/delen", data={"coach": "0"}).status_code == 303
    assert 'id="delen"' not in browser(company.joris).get("/instellingen").text


def test_it_stands_with_the_figures_of_a_review(site: Site, company: Company) -> None:
    said = [
        RemarkRow("talk-share", "Dat klopt niet.", "Lotte Maes", "20 november 2026", ""),
        RemarkRow("", "De lijn viel weg.", "Lotte Maes", "20 november 2026", ""),
    ]
    view = view_of(measure([TALK]), TALK, 0, "nl", remarks=said)
    assert rest_of(view, ())[-2:] == (
        "Lotte Maes betwist ‘Spreekaandeel’ (20 november 2026): Dat klopt niet.",
        "Lotte Maes zegt erbij (20 november 2026): De lijn viel weg.",
    )
