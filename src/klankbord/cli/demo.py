"""`klankbord demo`: the main job on four sample calls."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from klankbord.cli.common import console_for, targets_in, write
from klankbord.cli.main import spoken_language
from klankbord.i18n import LANGUAGES, translator

_ = translator(spoken_language())


@click.command(
    "demo", help=_("Maak rapporten van drie Nederlandse voorbeeldgesprekken en een Engels.")
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path),
    default="klankbord-demo",
    show_default=True,
    help=_("De map voor de rapporten."),
)
@click.option("--language", type=click.Choice(LANGUAGES), help=_("De taal van de rapporten."))
def command(out: Path, language: str | None) -> None:
    """Write the reports, and print the first of them."""
    from klankbord.measures.measuring import measure
    from klankbord.report.as_html import report_html
    from klankbord.report.as_text import print_report
    from klankbord.report.view import view_of
    from klankbord.samples import read_samples

    language = language or spoken_language()
    translate = translator(language)
    samples = read_samples()
    measured = measure(samples)
    views = [view_of(measured, call, number, language) for number, call in enumerate(samples)]
    console = console_for(sys.stdout)
    print_report(views[0], console)
    console.print(translate("De hele rapporten, om in je browser te openen:"))
    for target, view in zip(targets_in(out, samples, ".html"), views, strict=True):
        write(target, report_html(view).encode())
        console.print(f"  {target.resolve()}", soft_wrap=True)
