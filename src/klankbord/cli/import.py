"""`klankbord import FILE…`: many transcripts at once, without the browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command(
    "import",
    help=_(
        "Voeg veel transcripten en opnamen tegelijk toe. Een opname met dezelfde naam in dezelfde "
        "map hoort bij dat transcript; een opname zonder transcript wordt een gesprek op geluid. "
        "Wat er al stond, wordt overgeslagen."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--person", required=True, metavar="EMAIL", help=_("Wie ze toevoegt."))
@click.option("--data", type=click.Path(path_type=Path), help=_("De map waarin alles staat."))
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    default=os.cpu_count() or 1,
    help=_("Met hoeveel processen er gemeten wordt."),
)
def command(files: tuple[Path, ...], person: str, data: Path | None, processes: int) -> None:
    """Import the files of somebody."""
    from klankbord.cli.common import SOME_REFUSED, settings_for, tell_refusals, tracked
    from klankbord.errors import UnknownPerson
    from klankbord.service.intake.bulk import import_many, plan_recordings, sort_files
    from klankbord.service.intake.importing import files_in
    from klankbord.service.site import find_site
    from klankbord.store.people import person_by_email

    found = sort_files(files_in(files))
    site = find_site(settings_for(data=data))
    try:
        with site.database.reading() as connection:
            uploader = person_by_email(connection, person)
        if uploader is None:
            raise UnknownPerson(person)
        done = import_many(site, found.given, uploader.id, processes)
        taken = [
            *tracked(done, len(found.given), _("Inlezen")),
            *plan_recordings(site, found.alone, uploader.id),
            *found.refused,
        ]
    finally:
        site.close()
    new, there = sum(t.new for t in taken), sum(len(t.calls) - t.new for t in taken)
    click.echo(
        _("{new} gesprekken toegevoegd, {there} stonden er al.").format(new=new, there=there)
    )
    if sounds := sum(t.sounds for t in taken):
        click.echo(_("Bij {n} daarvan staat nu de opname.").format(n=sounds))
    if waiting := sum(t.waits for t in taken):
        told = _("{n} opnamen staan klaar; daar luistert Klankbord naar zodra het aan staat.")
        click.echo(told.format(n=waiting))
    refusals = [t.refusal for t in taken if t.refusal]
    tell_refusals((refusal.say(_) for refusal in refusals), _)
    if refusals:
        sys.exit(SOME_REFUSED)
