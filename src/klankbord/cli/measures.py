"""`klankbord measures [ID]`: which measures there are, or everything about one."""

from __future__ import annotations

import sys

import click

from klankbord.cli.common import console_for, language_of
from klankbord.i18n import LANGUAGES, translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command("measures", help=_("Toon welke maten er zijn, of alles over de maat ID."))
@click.argument("measure", metavar="[ID]", required=False)
@click.option("--language", type=click.Choice(LANGUAGES), help=_("De taal van de uitleg."))
def command(measure: str | None, language: str | None) -> None:
    """Print the list, or one measure's page."""
    from klankbord.report.catalogue import print_catalogue, print_measure

    language = language_of(language)
    console = console_for(sys.stdout)
    if measure is None:
        print_catalogue(console, language)
    else:
        print_measure(measure, console, language)
