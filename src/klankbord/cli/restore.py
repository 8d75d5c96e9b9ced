"""`klankbord restore FILE`: everything of a backup, into an empty folder or database."""

from __future__ import annotations

from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command(
    "restore",
    help=_(
        "Zet een reservekopie terug in een lege gegevensmap; ook van SQLite naar PostgreSQL en "
        "andersom."
    ),
)
@click.argument("file", type=click.Path(path_type=Path, exists=True), metavar="FILE")
@click.option("--data", type=click.Path(path_type=Path), help=_("De map waarin alles komt."))
def command(file: Path, data: Path | None) -> None:
    """Read a backup."""
    from klankbord.cli.common import settings_for
    from klankbord.service.restoring import restore

    counts = restore(settings_for(data=data), file)
    told = _("Teruggezet: {calls} gesprekken, {people} mensen.")
    click.echo(told.format(calls=counts["calls"], people=counts["people"]))
