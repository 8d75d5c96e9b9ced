"""The works-council pack and the texts that go with it: one file each, to read, print or send."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from babel.dates import format_datetime
from babel.numbers import format_decimal
from markupsafe import Markup

from klankbord.errors import PdfMissing
from klankbord.i18n import N_, translator
from klankbord.measures import CATALOGUE, Measure
from klankbord.measures.about import about
from klankbord.measures.accuracy import accuracy, calls_tried, counted, precise, tried_on
from klankbord.report.as_html import HERE, environment, style_with_fonts
from klankbord.report.catalogue import TITLES, UNIT_NAMES
from klankbord.report.cue_names import CUE_NAMES

PAPERS: dict[str, str] = {
    "pack": N_("Dossier voor de ondernemingsraad"),
    "dpia": N_("DPIA: invulblad"),
    "klanten": N_("Teksten voor klanten"),
    "medewerkers": N_("Bericht aan medewerkers"),
}
"""The papers: the pack itself, and what an organisation fills in and gives to others."""


HOW_GOOD = {"nl": "Hoe goed", "en": "How good"}
"""What stands before how right a measure is."""


_SPOKEN = {
    "nl": {"nl": "Nederlands", "en": "Dutch"},
    "en": {"nl": "Engels", "en": "English"},
}
"""The languages in which acts were tried, as a table names them."""


class Told(Protocol):
    """What a paper is made from: all that is set (see `service.agreement.works_council.Pack`)."""

    @property
    def language(self) -> str:
        """The reader's language."""

    @property
    def organisation(self) -> str:
        """Whose it is."""


@dataclass(frozen=True)
class MeasureRow:
    """A measure as somebody reads it who has to agree to it."""

    name: str
    unit: str
    purpose: str
    counts: str
    misleads: str
    accuracy: tuple[str, ...]
    right: str
    """How often it was right, in short; "" where nobody looked."""
    of: str
    """On what that was tried."""


@dataclass(frozen=True)
class FamilyRow:
    """A question, and the measures that help to answer it."""

    title: str
    measures: tuple[MeasureRow, ...]


def paper_html(
    pack: Told,
    paper: str,
    zone: Callable[[datetime], datetime],
    *,
    sheet: str = "",
    nonce: str = "",
) -> str:
    """One paper as a file that needs nothing else.

    Args:
        pack: what is set.
        paper: which (see `PAPERS`).
        zone: puts a moment on the reader's clock.
        sheet: the address of our stylesheet, where a page of ours shows it: then no style but the
            paper's own is in it, with this nonce.
        nonce: see `sheet`.
    """
    language = pack.language
    _ = translator(language)

    def when(moment: datetime) -> str:
        return format_datetime(zone(moment), "d MMMM y, HH:mm", locale=language)

    found = families(language)
    every = [one for family in found for one in family.measures]
    template = environment().get_template(f"council/{paper}.{language}.html")
    return template.render(
        pack=pack,
        title=_(PAPERS[paper]),
        organisation=pack.organisation or _("[naam van de organisatie]"),
        families=found,
        count=len(every),
        untried=sum(not one.right for one in every),
        tried=tuple(tried_on(spoken, language) for spoken in ("nl", "en")),
        when=when,
        style=_sheet() if sheet else style_with_fonts() + _sheet(),
        sheet=sheet,
        nonce=nonce,
        _=_,
    )


def paper_pdf(html: str) -> bytes:
    """The same as a PDF that a screen reader can read (PDF/UA); nothing is fetched for it.

    Raises:
        PdfMissing: what makes it is not installed.
    """
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as fault:  # the library, or Pango beneath it
        raise PdfMissing(str(fault).splitlines()[0]) from None

    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it names every rule for screens
    within = URLFetcher(allowed_protocols=("data",))
    made: Any = HTML(string=html, url_fetcher=within).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made)


def families(language: str) -> tuple[FamilyRow, ...]:
    """Every measure of the catalogue, by the question that it helps to answer."""
    _ = translator(language)
    found = (
        FamilyRow(_(title), tuple(_row(one, language) for one in CATALOGUE if one.family is family))
        for family, title in TITLES.items()
    )
    return tuple(family for family in found if family.measures)


def _row(measure: Measure, language: str) -> MeasureRow:
    _, told = translator(language), about(measure.id, language)
    place = 1 if language == "en" else 0
    known = [text] if (text := accuracy(measure.id, language)) else []
    for spoken, sentence in (
        (
            "nl",
            N_("Rust op wat een model herkent; in Nederlandse gesprekken klopt daarvan: {acts}."),
        ),
        ("en", N_("In Engelse gesprekken: {acts}.")),
    ):
        acts = ", ".join(
            f"{CUE_NAMES[one.cue][place]} {one.right} %" for one in precise(measure.acts, spoken)
        )
        if acts:
            known.append(_(sentence).format(acts=acts))
    right, of = _in_short(measure, language)
    return MeasureRow(
        name=told.name,
        unit=_(UNIT_NAMES[measure.unit.name]),
        purpose=_for_paper(told.purpose, language),
        counts=_for_paper(told.counts, language),
        misleads=_for_paper(told.misleads, language),
        accuracy=tuple(known) or (_("Niet nagemeten op gelabelde gesprekken."),),
        right=right,
        of=of,
    )


def _in_short(measure: Measure, language: str) -> tuple[str, str]:
    """How often a measure, else the acts that it rests on, was right; and on what it was tried."""
    if own := counted(measure.id, language):
        return f"{own.percent} %", f"{format_decimal(own.out_of, locale=language)} {own.of}"
    right, of = [], []
    for spoken, known in _SPOKEN.items():
        found = [one.right for one in precise(measure.acts, spoken)]
        if found:
            name, low, high = known[language], min(found), max(found)
            right.append(f"{name} {low}–{high} %" if low < high else f"{name} {low} %")
            of.append(str(calls_tried(spoken)))
    calls = {"nl": "gesprekken", "en": "calls"}[language]
    return ", ".join(right), f"{' + '.join(of)} {calls}" if of else ""


def _for_paper(text: str, language: str) -> str:
    """A text of the catalogue, without what only somebody at the machine has a use for."""
    text = text.replace(" (`own_words`)", "")
    return text.replace("docs/validation.md", f"‘{HOW_GOOD[language]}’")


@cache
def _sheet() -> Markup:
    return Markup((HERE / "static" / "council.css").read_text("utf-8"))  # noqa: S704 (ours)
