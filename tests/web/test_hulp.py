"""The manual within the application: all of it, in the reader's language, for people inside."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.sites import Company
from tests.web.conftest import Browser

from klankbord.errors import NotYetRead
from klankbord.i18n import LANGUAGES, translator
from klankbord.service.accounts.accounts import change_own
from klankbord.service.site import Site
from klankbord.web.manual import FOLDERS, help_for, help_page
from klankbord.web.pages.error.view import ErrorView


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_and_every_link_leads_to_one(language: str) -> None:
    folder = next(one / language for one in FOLDERS if one.is_dir())
    names = [path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.md")]
    assert len(names) > 60
    for name in names:
        page = help_page(language, name)
        assert page
        assert page.title
        assert "<!--" not in page.html
        assert "&lt;!--" not in page.html
        for href in re.findall(r'href="([^"]*)"', page.html):
            path, _, anchor = unescape(href).partition("#")
            if path.startswith("http"):
                continue
            assert not path or path.startswith("/hulp"), (name, href)
            goal = help_page(language, path.removeprefix("/hulp").strip("/") or "index")
            there = goal if path else page
            assert there, (name, href)
            assert not anchor or f'id="{anchor}"' in there.html, (name, href)


def test_the_reader_finds_it_from_the_menu_in_their_language(
    site: Site, browser: Browser, company: Company
) -> None:
    client = browser(company.lotte)
    assert 'href="/hulp"' in client.get("/instellingen").text
    page = client.get("/hulp").text
    assert "Beginnen met Klankbord" in page
    assert '<a href="/hulp/team">Met je team</a>' in page
    assert "Adempauze" in client.get("/hulp/measures/patience").text
    change_own(site, company.lotte, name="Lotte Maes", language="en")
    assert '<html lang="en">' in client.get("/hulp/team").text


@pytest.mark.parametrize("name", ["bestaat-niet", "../dev/architecture", "..%2f..%2fglossary", "/"])
def test_what_is_no_page_is_not_there(browser: Browser, company: Company, name: str) -> None:
    assert browser(company.lotte).get(f"/hulp/{name}").status_code == 404


def test_guests_sign_in_first(browser: Browser, company: Company) -> None:
    assert browser(None).get("/hulp/team").headers["location"] == "/inloggen?naar=/hulp/team"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_error_that_sends_to_the_manual_leads_there(language: str) -> None:
    from klankbord.formats.unread import _AS_OURS

    error = NotYetRead("gesprek.txt", "een tabel met tabs", _AS_OURS)
    view = ErrorView.of(error, translator(language))
    assert view.help == "/hulp/formats"
    assert help_page(language, "formats")
    assert help_for("Zet één | tussen twee woorden.") == ""
