"""The report as one HTML file: no script, no request, fonts and style inside."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from klankbord import __version__
from klankbord.i18n import translator
from klankbord.report.view import ReportView

HERE = Path(__file__).parent
_FONTS = {"Inter": "inter-latin-wght-normal", "Source Serif 4": "source-serif-4-latin-wght-normal"}


def report_html(view: ReportView) -> str:
    """The page of one call."""
    translate = translator(view.language)
    template = environment().get_template("report.html")
    return template.render(
        view=view,
        _=translate,
        style=style_with_fonts(),
        version=__version__,
    )


@cache
def environment() -> Environment:
    """Where the templates of reports are found and filled in."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style_with_fonts() -> Markup:
    """The stylesheet with the fonts in it; it is ours, and so needs no escaping."""
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:200 900;font-display:swap;'
        f"src:url(data:font/woff2;base64,{_encoded(file)}) format('woff2')}}\n"
        for family, file in _FONTS.items()
    )
    sheets = ((HERE / "static" / name).read_text("utf-8") for name in ("base.css", "report.css"))
    return Markup(faces + "\n".join(sheets))  # noqa: S704


def _encoded(file: str) -> str:
    return base64.b64encode((HERE / "static" / "fonts" / f"{file}.woff2").read_bytes()).decode()
