"""`klankbord backup FILE`: everything in one file."""

from __future__ import annotations

from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command(
    "backup", help=_("Bewaar alles in één bestand: gesprekken, opnamen, mensen, logboek.")
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--data", type=click.Path(path_type=Path), help=_("De map waarin alles staat."))
def command(file: Path, data: Path | None) -> None:
    """Write a backup; the pages may stay open meanwhile."""
    from klankbord.cli.common import settings_for
    from klankbord.service.running.backing_up import back_up
    from klankbord.service.site import as_it_is

    site = as_it_is(settings_for(data=data))
    try:
        back_up(site, file)
    finally:
        site.close()
    size = file.stat().st_size / 1_000_000
    click.echo(_("{file}: {size} MB").format(file=file, size=f"{size:.1f}"))
