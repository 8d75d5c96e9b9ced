"""The pack tells what is set, in words; and what changed since it was agreed on."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress

import pytest
from tests.sites import Company

from klankbord.errors import NotFound
from klankbord.i18n import LANGUAGES
from klankbord.measures import CATALOGUE
from klankbord.report.council import PAPERS, families, paper_html, paper_pdf
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreeing import agree, agree_pack, read_agreed, set_council
from klankbord.service.agreement.works_council import make_pack, read_pack
from klankbord.service.outward.hook_rules import name_host
from klankbord.service.privacy.consent import set_source_consent
from klankbord.service.redaction.redaction_rules import set_rules
from klankbord.service.site import ZONE, Site
from klankbord.service.sources.sources import make_source, turn
from klankbord.store.sources import add_source

pytestmark = pytest.mark.usefixtures("inside")


def paper(site: Site, name: str = "pack", language: str = "nl") -> str:
    return paper_html(make_pack(site, language), name, lambda at: at.astimezone(ZONE))


def test_it_tells_what_is_set_and_who_may_see(site: Site, company: Company) -> None:
    bas = company.bas
    number = make_source(site, bas, "upload", "Centrale")
    turn(site, bas, number, on=True)
    form = {"how": "menu", "text": "Wij nemen dit op.", "wait_h": "6"}
    set_source_consent(site, bas, number, **form, demanded=True, spoken=True)
    set_rules(site, bas, "share", ["iban"])
    name_host(site, bas, "haken.kassahuis.example", inside=True)
    html = paper(site)
    for told in (
        "‘Centrale’ (upload via de API) staat aan.",
        "Wij nemen dit op.",
        "Elk gesprek bij deze bron geldt als verteld; er wordt niets geweigerd.",
        "behalve voor de verkoper",
        "‹IBAN›",
        "Naar haken.kassahuis.example, in het eigen netwerk.",
        "Opnamen gaan 90 dagen na het gesprek weg.",
        "de eerste 24 uur alleen de verkoper",
        "Joris Peeters ziet als coach de gesprekken van de verkopers van team ‘Noord’.",
        "Bas Bakker is beheerder.",
        "Geen emoties uit een stem",
    ):
        assert told in html, told


def test_no_secret_is_in_it(site: Site, company: Company) -> None:
    with site.database.writing() as connection:
        add_source(
            connection,
            kind="webhook",
            name="Centrale",
            config={"wachtwoord": "heel-geheim"},
            person=company.bas.id,
            now=site.now(),
            secret="whsec_geheim",
            enabled=True,
        )
    settings = {"metrics_token": "x" * 20, "recogniser_key": "sleutel-geheim"}
    told = type(site.settings).model_validate(site.settings.model_dump() | settings)
    other = Site(told, site.database, site.files, site.now)
    for name in PAPERS:
        html = paper(other, name)
        assert "geheim" not in html.replace("met een geheim cijfers", "")
        assert "x" * 20 not in html


def test_every_measure_is_in_it_with_how_it_misleads(site: Site, company: Company) -> None:
    for language in LANGUAGES:
        told = [one for family in families(language) for one in family.measures]
        assert len(told) == len(CATALOGUE)
        html = paper(site, language=language)
        assert all(one.misleads and one.accuracy for one in told)
        assert html.count('<dl class="measure">') == len(CATALOGUE)
        assert html.count("docs/validation.md") == 1
        assert "own_words" not in html


def test_what_nobody_checked_is_counted_at_the_beginning(site: Site, company: Company) -> None:
    told = [one for family in families("nl") for one in family.measures]
    unknown = [one for one in told if not one.right]
    assert 0 < len(unknown) < len(told)
    assert all(one.accuracy == ("Niet nagemeten op gelabelde gesprekken.",) for one in unknown)
    assert f"Van {len(unknown)} is <b>niet nagemeten</b>" in paper(site).split('id="doel"')[0]
    assert paper(site).count("<td>–</td><td>–</td>") == len(unknown)


def test_what_changed_is_told_in_sentences(site: Site, company: Company) -> None:
    assert "nog geen dossier als afgesproken" in paper(site)
    agree_pack(site, company.bas, read_agreed(site, company.bas).digest)
    assert make_pack(site, "nl").changed == ()
    set_rules(site, company.bas, "import", ["iban", "bsn"])
    name_host(site, company.bas, "elders.example", inside=False)
    pack = make_pack(site, "nl")
    assert (
        "Eerst: Er wordt niets onleesbaar gemaakt. "
        "Nu: Onleesbaar voor iedereen; het origineel gaat weg bij binnenkomst."
    ) in pack.changed
    assert "Erbij: Naar elders.example." in pack.changed
    assert "Laatst afgesproken" in paper(site)
    assert "elders.example" in paper(site).split('id="veranderd"')[1]


def test_what_differs_from_what_was_agreed_stands_in_it(site: Site, company: Company) -> None:
    set_council(site, company.bas, company.lotte.id, sits=True)
    agree(site, company.bas, agreed.PRIVATE)
    other = Site(
        site.settings.model_copy(update={"private_hours": 0}),
        site.database,
        site.files,
        site.now,
    )
    told = make_pack(other, "nl").subjects[agreed.PRIVATE]
    assert told.agreed_by == "Bas Bakker"
    assert "Nu: Een nieuw gesprek is meteen te zien voor de coach." in told.apart[0]
    assert told.apart[0] in paper(other).replace("&#39;", "'")


def test_whoever_sits_for_the_council_reads_it_and_nobody_else(
    site: Site, company: Company
) -> None:
    for name in ("lotte", "joris"):
        with pytest.raises(NotFound):
            read_pack(site, company[name], "nl")
    set_council(site, company.bas, company.lotte.id, sits=True)
    assert read_pack(site, company.lotte, "nl").organisation == ""


def test_the_papers_say_what_to_fill_in_and_that_it_is_no_advice(
    site: Site, company: Company
) -> None:
    for name in set(PAPERS) - {"pack"}:
        dutch, english = paper(site, name, "nl"), paper(site, name, "en")
        assert "geen juridisch advies" in dutch
        assert "o legal advice" in english
        assert dutch.count("<h2") == english.count("<h2")
        assert dutch.count('class="fill"') == english.count('class="fill"')
        assert "ullen jullie" in dutch
    assert "weg na 90 dagen" in paper(site, "klanten")


def test_both_languages_have_the_same_sections(site: Site, company: Company) -> None:
    heads = [
        [line.split('"')[1] for line in paper(site, "pack", language).split("<h2 id=")[1:]]
        for language in LANGUAGES
    ]
    assert heads[0] == heads[1]
    assert len(heads[0]) == 16


def test_a_name_is_no_markup(site: Site, company: Company) -> None:
    make_source(site, company.bas, "upload", "<script>alert(1)</script>")
    assert "<script>" not in paper(site)


def test_it_needs_nothing_else(site: Site, company: Company) -> None:
    html = paper(site)
    assert "http://" not in html
    assert "https://" not in html
    assert "<script" not in html


def test_a_pdf_can_be_read_out(site: Site, company: Company) -> None:
    pytest.importorskip("weasyprint")
    made = paper_pdf(paper(site, "klanten"))
    assert made.startswith(b"%PDF-")
    inside = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL):
        with suppress(zlib.error):
            inside += zlib.decompress(stream)
    for told in (b"/MarkInfo", b"/StructTreeRoot", b"/H1", b"/Lang (nl)"):
        assert told in made + inside, told
