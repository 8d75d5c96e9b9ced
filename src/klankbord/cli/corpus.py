"""`klankbord corpus rebuild`: the columnar copy of all calls, made again."""

from __future__ import annotations

from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.group("corpus", help=_("De kopie van alle gesprekken in Parquet, voor wie veel wil tellen."))
def command() -> None:
    """What can be done with the corpus."""


@command.command("rebuild", help=_("Maak de kopie opnieuw, uit wat bewaard is."))
@click.option("--data", type=click.Path(path_type=Path), help=_("De map waarin alles staat."))
def rebuild(data: Path | None) -> None:
    """Throw the copy away and make it again."""
    from klankbord.cli.common import settings_for
    from klankbord.service.site import find_site
    from klankbord.store.corpus import Corpus

    site = find_site(settings_for(data=data))
    try:
        corpus = Corpus(site.settings.data)
        made = corpus.rebuild(site.database)
    finally:
        site.close()
    many = _("1 deel in {folder}") if made == 1 else _("{n} delen in {folder}")
    click.echo(many.format(n=made, folder=corpus.folder))
