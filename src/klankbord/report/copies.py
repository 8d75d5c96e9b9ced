"""The pages of what somebody outside is given of what is kept of them: to read, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from typing import Any, Protocol

from babel.dates import format_datetime
from markupsafe import Markup

from klankbord.i18n import translator
from klankbord.measures import CATALOGUE
from klankbord.measures.about import about
from klankbord.report import basis
from klankbord.report.as_html import HERE, environment
from klankbord.report.values import minutes

NAMES = {"nl": ("index.html", "uitleg.html", "uitleg.txt")}
NAMES |= {"en": ("index.html", "about.html", "about.txt")}
"""The pages by the reader's language: what there is, and how we deal with it, twice."""
_MEASURES = {measure.id: measure for measure in CATALOGUE}
_BREAKS = frozenset({"p", "h1", "h2", "li", "title"})


class House(Protocol):
    """How the house deals with calls (see `service.keeping.about_us`)."""

    @property
    def language(self) -> str:
        """The reader's."""


class Told(Protocol):
    """All that is told (see `service.keeping.given_archive`)."""

    @property
    def about(self) -> House:
        """How the house deals with calls."""


@dataclass(frozen=True)
class FigureRow:
    """A figure as its reader sees it: what it is called, which kind of it, and its value."""

    name: str
    label: str
    value: str


def copy_pages(
    told: Told, zone: Callable[[datetime], datetime]
) -> Iterator[tuple[str, Iterable[str]]]:
    """The pages by their names, each in pieces, so that a page of many calls takes no more room.

    Args:
        told: all that is told.
        zone: puts a moment on the reader's clock.
    """
    language = told.about.language
    index, html, text = NAMES[language]
    facts = {"style": _style(), "page": html, "plain": text, "back": index}
    facts |= _tools(language, zone)
    house = _template("about", language).render(about=told.about, **facts)
    yield index, _template("index", language).generate(told=told, about=told.about, **facts)
    yield html, (house,)
    yield text, (as_text(house),)


def as_text(html: str) -> str:
    """A page of ours as plain text."""
    reader = _Text()
    reader.feed(html)
    return "\n".join(reader.lines).strip() + "\n"


class _Text(HTMLParser):
    """Lines of text: a heading underlined, an item with a dash; what is not read is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 (the library's)
        """Begin to listen, or stop."""
        self._silent += tag in {"style", "title", "nav"}

    def handle_endtag(self, tag: str) -> None:
        """Put down what was heard."""
        if tag in {"style", "title", "nav"}:
            self._silent -= 1
            return
        if tag == "ul":
            self.lines.append("")
        said = " ".join("".join(self._words).split())
        if tag not in _BREAKS or not said:
            return
        self._words = []
        mark = {"h1": "=", "h2": "-"}.get(tag)
        self.lines += [f"- {said}" if tag == "li" else said]
        self.lines += [mark * len(said)] if mark else []
        self.lines += [] if tag == "li" else [""]

    def handle_data(self, data: str) -> None:
        """Listen."""
        if not self._silent:
            self._words.append(data)


def _template(name: str, language: str) -> Any:
    return environment().get_template(f"copy/{name}.{language}.html")


def _tools(language: str, zone: Callable[[datetime], datetime]) -> dict[str, Any]:
    def when(moment: datetime | str | None) -> str:
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        if moment is None:
            return ""
        return format_datetime(zone(moment), "d MMMM y, HH:mm", locale=language)

    def length(ms: int) -> str:
        return minutes(ms, translator(language))

    def figures(rows: Iterable[Any]) -> list[FigureRow]:
        counted = [row for row in rows if row.value and row.measure in _MEASURES]
        return [_figure(row, language) for row in sorted(counted, key=_order)]

    return {"when": when, "length": length, "figures": figures}


def _figure(row: Any, language: str) -> FigureRow:
    told = about(row.measure, language)
    facts = {"value": row.value, "n": row.n, "part": row.part, "whole": row.whole}
    value, rests = basis.told(facts, _MEASURES[row.measure], language)
    label = told.kinds.get(row.kind, row.kind)
    return FigureRow(told.name, label, f"{value} ({rests})" if rests else value)


def _order(row: Any) -> tuple[int, int]:
    """As the catalogue has them."""
    return list(_MEASURES).index(row.measure), _MEASURES[row.measure].kinds.index(row.kind)


@cache
def _style() -> Markup:
    return Markup((HERE / "static" / "copy.css").read_text("utf-8"))  # noqa: S704 (ours)
