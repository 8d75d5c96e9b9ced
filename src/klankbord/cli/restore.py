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
@click.option(
    "--erased",
    type=click.Path(path_type=Path, exists=True),
    metavar="FILE",
    help=_(
        "Wis opnieuw wat na deze reservekopie gewist is: het bestand erased.jsonl uit de "
        "gegevensmap van toen, of een latere reservekopie."
    ),
)
def command(file: Path, data: Path | None, erased: Path | None) -> None:
    """Read a backup, and erase again what was erased since."""
    from klankbord.cli.common import settings_for
    from klankbord.service.running.restoring import restore_all

    done = restore_all(settings_for(data=data), file, erased)
    told = _("Teruggezet: {calls} gesprekken, {people} mensen.")
    click.echo(told.format(calls=done.rows["calls"], people=done.rows["people"]))
    if done.erased is None:
        text = _(
            "Let op: er was geen lijst van wat na {moment} gewist is, dus dat staat er nu weer in. "
            "Heb je erased.jsonl nog, of een latere reservekopie? Zet dan opnieuw terug met "
            "--erased."
        )
        click.echo(text.format(moment=f"{done.made_at:%Y-%m-%d %H:%M} UTC"), err=True)
    else:
        click.echo(_("Opnieuw gewist: iets van {n} gesprekken.").format(n=done.erased))
