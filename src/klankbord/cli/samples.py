"""`klankbord samples`: the main job on four sample calls."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from klankbord.cli.common import console_for, language_of, write
from klankbord.errors import visible
from klankbord.i18n import LANGUAGES, translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command(
    "samples", help=_("Maak rapporten van drie Nederlandse voorbeeldgesprekken en een Engels.")
)
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path),
    default="klankbord-samples",
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
    from klankbord.samples import SAMPLES, read_samples

    language = language_of(language)
    translate = translator(language)
    samples = read_samples()
    measured = measure(samples)
    views = [view_of(measured, call, number, language) for number, call in enumerate(samples)]
    console = console_for(sys.stdout)
    print_report(views[0], console)
    console.print(translate("De hele rapporten, om in je browser te openen:"))
    for name, view in zip(SAMPLES, views, strict=True):
        target = out / f"{name}.html"
        write(target, report_html(view).encode())
        console.print(f"  {visible(str(target.resolve()))}", soft_wrap=True, markup=False)
