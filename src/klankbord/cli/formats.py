"""`klankbord formats`: which files are read and written."""

from __future__ import annotations

import sys

import click

from klankbord.cli.common import console_for, language_of
from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command("formats", help=_("Toon welke bestanden Klankbord leest en schrijft."))
def command() -> None:
    """Print the two lists."""
    from rich.table import Table
    from rich.text import Text

    from klankbord.formats import FORMATS
    from klankbord.formats.writing import WRITERS

    translate = translator(language_of(None))
    console = console_for(sys.stdout)
    console.print(Text(translate("Leest (herkend aan de inhoud, niet aan de naam):"), style="bold"))
    table = Table.grid(padding=(0, 2))
    for format_ in FORMATS:
        table.add_row("", Text(format_.ID, style="cyan"), Text(translate(format_.NAME)))
    console.print(table)
    console.print(Text(translate("Schrijft (naar het einde van de naam):"), style="bold"))
    console.print(f"  {'  '.join(WRITERS)}")
