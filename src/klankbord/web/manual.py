"""The manual as pages: Markdown that ships with Klankbord, with its links leading on within it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

import klankbord
from klankbord.i18n import LANGUAGES

HELP = "/hulp"
INDEX = "index"
_PACKAGE = Path(klankbord.__file__).parent
FOLDERS = (_PACKAGE / "manual", _PACKAGE.parents[1] / "docs" / "manual")
"""Where the manual is: in an installed package, and in a checkout."""
_REMARK = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_NO_LETTER = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class HelpPage:
    """A page of the manual: its title, and what it says as HTML that is safe to put down."""

    title: str
    html: Markup


@cache
def help_page(language: str, name: str) -> HelpPage | None:
    """A page of the manual by its name (`review`, `measures/patience`); None where it has none."""
    source = _sources(language).get(name)
    if source is None:
        return None
    text = _REMARK.sub("", source.read_text("utf-8"))
    tokens = _markdown().parse(text)
    _lead_on(tokens, language, name)
    title = next((t.content for t in tokens if t.type == "inline"), "")
    return HelpPage(title, Markup(_markdown().renderer.render(tokens, _markdown().options, {})))  # noqa: S704 (no HTML of the source's own is let through)


TOPICS = (
    *("team", "report", "review", "development", "yours", "measures", "cues", "formats"),
    *("sources", "consent", "retention", "hosting", "operations", "settings", "commands"),
    *("cue-packs", "api", "webhooks"),
)
"""Pages in the order in which somebody at work wants them; the others are reached from these."""


def topics(language: str) -> tuple[tuple[str, str], ...]:
    """Where those pages are, and their titles."""
    found = ((name, help_page(language, name)) for name in TOPICS)
    return tuple((f"{HELP}/{name}", page.title) for name, page in found if page)


_SENT_THERE = ("klankbord formats", "handleiding", "manual")


def help_for(sentence: str) -> str:
    """Where to read on, for a sentence that sends its reader to the manual; "" for any other."""
    return f"{HELP}/formats" if any(word in sentence for word in _SENT_THERE) else ""


@cache
def _sources(language: str) -> Mapping[str, Path]:
    """The pages in a language by their names: an address leads to one of these, or nowhere."""
    folder = next((one / language for one in FOLDERS if (one / language).is_dir()), None)
    if folder is None or language not in LANGUAGES:
        return {}
    found = sorted(folder.rglob("*.md"))
    return {path.relative_to(folder).with_suffix("").as_posix(): path for path in found}


@cache
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.add_render_rule("fence", _fence)
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", _table_close)
    return made


def _fence(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """Lines that are wider than the page scroll by themselves, also from the keyboard."""
    return self.fence(tokens, at, options, env).replace("<pre>", '<pre tabindex="0">', 1)


def _table_open(
    _self: RendererHTML, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: EnvType
) -> str:
    """A table that is wider than its page scrolls by itself, also from the keyboard."""
    return '<div class="wide" tabindex="0"><table>\n'


def _table_close(
    _self: RendererHTML, _tokens: Sequence[Token], _at: int, _options: OptionsDict, _env: EnvType
) -> str:
    return "</table></div>\n"


def _lead_on(tokens: Sequence[Token], language: str, name: str) -> None:
    """Let headings be found, and links lead to pages of the manual or out of it, else nowhere."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following:
            token.attrSet("id", _slug(following.content))
        for child in token.children or ():
            if child.type == "link_open":
                address = _address(str(child.attrGet("href")), language, name)
                child.attrs = {"href": address} if address else {}
        if token.children:
            token.children = [child for child in token.children if child.type != "image"]


def _address(href: str, language: str, name: str) -> str:
    parts = urlsplit(href)
    if parts.scheme in {"http", "https", "mailto"}:
        return href
    anchor = f"#{parts.fragment}" if parts.fragment else ""
    if not parts.path:
        return anchor
    path = normpath(PurePosixPath(name).parent / parts.path)
    page = path.removesuffix(".md")
    if path == page or page not in _sources(language):
        return ""
    return HELP + ("" if page == INDEX else f"/{page}") + anchor


def _slug(heading: str) -> str:
    return _NO_LETTER.sub("", heading.casefold()).strip().replace(" ", "-")
