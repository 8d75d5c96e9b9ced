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
    name: str
    initials: str
    admin: bool
    nav: tuple[NavItem, ...]
    form_token: str
    nonce: str
    path: str
    style: str
    message: str
    """What was just done, told once (after a form sent its reader here)."""

    def static(self, name: str) -> str:
        """The address of a file of ours; it changes with its content, and so may be kept long."""
        return f"/static/{SCRIPTS.get(name, name)}?v={_digest(SCRIPTS.get(name, name))}"


NAV = ((N_("Gesprekken"), "/gesprekken"),)
"""The pages of everybody, in their order in the bar."""

MESSAGES: dict[str, str] = {
    "bewaard": N_("Bewaard."),
    "verwijderd": N_("Verwijderd."),
    "verbeterd": N_("Verbeterd, en opnieuw gemeten."),
    "gegeven": N_("Het gesprek is nu van je collega."),
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
    return Frame(
        language=here.language,
        name=actor.name if actor else "",
        initials=_initials(actor.name) if actor else "",
        admin=bool(actor and actor.admin),
        nav=_nav(path, _) if actor else (),
        form_token=here.form_token,
        nonce=request.state.nonce,
        path=path,
        style=f"/static/style.css?v={_style_digest()}",
        message=_(MESSAGES.get(request.query_params.get("gedaan", ""), "")) if actor else "",
    )


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


def _nav(path: str, _: Translate) -> tuple[NavItem, ...]:
    return tuple(NavItem(_(title), url, path.startswith(url)) for title, url in NAV)


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
