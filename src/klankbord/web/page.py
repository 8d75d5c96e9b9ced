"""A page: a view (a frozen dataclass) and the template that it names, which agree exactly.

A template knows the fields of its view, and besides them only `here` (see `Frame`) and `_`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from klankbord.i18n import N_, Translate
from klankbord.store.people import person_by_id
from klankbord.web.agreed_notes import awaits_note, locked_note

if TYPE_CHECKING:
    from klankbord.web.door import Visit

HERE = Path(__file__).parent
REPORT = HERE.parent / "report"
STYLES = (
    REPORT / "static" / "base.css",
    REPORT / "static" / "report.css",
    HERE / "static" / "app.css",
)
"""The one stylesheet, in its pieces: tokens, what a report has, what only pages have."""
SCRIPTS = {
    "htmx": "vendor/htmx-4.0.1.min.js",
    "sse": "vendor/htmx-4.0.1-sse.min.js",
    "wavesurfer": "vendor/wavesurfer-8.0.1.min.js",
}


class View(Protocol):
    """What a template shows; every field is ready to be put down."""

    template: ClassVar[str]
    """Below `pages/`: gesprek/page.html."""


@dataclass(frozen=True)
class NavItem:
    """A page in the bar at the top."""

    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """What is around every page."""

    language: str
    person: int
    name: str
    initials: str
    admin: bool
    nav: tuple[NavItem, ...]
    form_token: str
    nonce: str
    path: str
    style: str
    shortcuts: bool
    locked: str
    """On a page of admins: that what is set there was agreed on."""
    awaits: str
    """On such a page: how many questions wait for its reader."""
    message: str
    """What was just done, told once (after a form sent its reader here)."""

    def static(self, name: str) -> str:
        """The address of a file of ours; it changes with its content, and so may be kept long."""
        return f"/static/{SCRIPTS.get(name, name)}?v={_digest(SCRIPTS.get(name, name))}"


NAV = (
    (N_("Vandaag"), "/vandaag"),
    (N_("Gesprekken"), "/gesprekken"),
    (N_("Review"), "/review"),
    (N_("Ontwikkeling"), "/ontwikkeling"),
)
"""The pages of everybody, in their order in the bar;"""

COACH_NAV = ((N_("Team"), "/team"),)
"""and those of coaches after them."""

WITHIN = {"/fragmenten": "/gesprekken"}
"""Pages that belong to one of those, though their addresses do not tell."""

MESSAGES: dict[str, str] = {
    "bewaard": N_("Bewaard."),
    "gevraagd": N_(
        "Dit is afgesproken. Je vraag wacht hieronder op een tweede; tot dan verandert er niets."
    ),
    "later": N_("Bewaard voor later."),
    "verwijderd": N_("Verwijderd."),
    "onleesbaar": N_("Onleesbaar gemaakt, ook in de opname als de tijden bekend zijn."),
    "verbeterd": N_("Verbeterd, en opnieuw gemeten."),
    "ingetrokken": N_("Ingetrokken. De sleutel werkt niet meer."),
    "onderweg": N_("Onderweg. Ververs zo om te zien of het aankwam."),
    "vastgehouden": N_("Er gaat nu niets van weg."),
    "losgelaten": N_("Losgelaten. Wat lang genoeg bewaard is, wordt eerst aangekondigd."),
    "alsnog-gewist": N_("Losgelaten, en gewist zoals gevraagd was."),
    "navraag": N_("Gevraagd. Het blijft langer als de verkoper ja zegt."),
    "gewist": N_("Gewist. Dit is het bewijs."),
    "prive": N_("Weg. Er is niets meer van het gesprek."),
    "buiten": N_("Met dit nummer wordt niets bewaard. Het gesprek is weg, met de opname."),
    "zichtbaar": N_("Wie het mag zien, ziet het nu."),
    "genoteerd": N_("Genoteerd."),
    "bezwaar": N_("Genoteerd. Van nu af wordt er niets meer bewaard."),
    "weg": N_("Het gesprek is verwijderd, met alles wat erbij hoorde."),
    "gegevens": N_("Verbeterd."),
    "gegeven": N_("Het gesprek is nu van {name}."),
}
"""What `?gedaan=` may tell; anything else is not shown."""


def render(here: Visit, view: Any, status: int = 200) -> HTMLResponse:
    """The page of a view, whole."""
    template = environment().get_template(view.template)
    context = {field.name: getattr(view, field.name) for field in fields(view)}
    _ = here.translate
    return HTMLResponse(template.render(context, here=frame(here), _=_), status)


def frame(here: Visit) -> Frame:
    """What is around the page of this visit."""
    actor, request = here.visitor, here.request
    path = request.url.path
    _ = here.translate
    manages = bool(actor) and path.startswith("/beheer")
    return Frame(
        language=here.language,
        person=actor.id if actor else 0,
        name=actor.name if actor else "",
        initials=_initials(actor.name) if actor else "",
        admin=bool(actor and actor.admin),
        nav=_nav(path, NAV + COACH_NAV if actor.coaches else NAV, _) if actor else (),
        form_token=here.form_token,
        nonce=request.state.nonce,
        path=path,
        shortcuts=actor is None or actor.shortcuts,
        style=f"/static/style.css?v={_style_digest()}",
        locked=locked_note(here) if manages else "",
        awaits=awaits_note(here) if manages else "",
        message=_told(here) if actor else "",
    )


def _told(here: Visit) -> str:
    asked = here.request.query_params
    text = here.translate(MESSAGES.get(asked.get("gedaan", ""), ""))
    return text.format(name=_taker(here, asked.get("aan", ""))) if "{name}" in text else text


def _taker(here: Visit, number: str) -> str:
    """The name of who got something; anybody inside may know who works here."""
    person = None
    if number.isdecimal() and number.isascii() and len(number) < 18:  # noqa: PLR2004 (no overflow)
        with here.site.database.reading() as connection:
            person = person_by_id(connection, int(number))
    return person.name if person else here.translate("je collega")


@cache
def environment() -> Environment:
    """Where templates are found, and the rules for them."""
    return Environment(
        loader=FileSystemLoader([HERE / "pages", HERE / "parts", REPORT / "templates"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style() -> str:
    """The stylesheet."""
    return "\n".join(path.read_text("utf-8") for path in STYLES)


@cache
def _style_digest() -> str:
    return hashlib.sha256(style().encode()).hexdigest()[:12]


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]


def _nav(path: str, pages: tuple[tuple[str, str], ...], _: Translate) -> tuple[NavItem, ...]:
    here = WITHIN.get(path, path)
    return tuple(NavItem(_(title), url, here.startswith(url)) for title, url in pages)


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
