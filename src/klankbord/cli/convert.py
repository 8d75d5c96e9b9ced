"""`klankbord convert IN OUT`: a transcript in another format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from klankbord.cli.common import (
    SELLER_HELP,
    SOME_REFUSED,
    targets,
    tell_refusals,
    tell_strangers,
    tracked,
    write,
)
from klankbord.errors import CannotExport
from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())


@click.command(
    "convert",
    help=_(
        "Zet een transcript om; de vorm volgt uit het einde van OUT: .json (van ons), .vtt, .txt, "
        ".csv of .parquet. Is IN een map, dan wordt OUT één tabel (.csv, .parquet) of een map met "
        "een bestand per gesprek (zie --to), dat heet naar zijn transcript."
    ),
)
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--seller", "sellers", multiple=True, metavar="NAME", help=_(SELLER_HELP))
@click.option(
    "--join",
    "join_gap_ms",
    type=click.IntRange(0, 10_000),
    metavar="MS",
    help=_("Voeg stukken van één spreker samen over gaten tot MS milliseconden."),
)
@click.option(
    "--to",
    type=click.Choice(["json", "vtt", "txt"]),
    default="json",
    show_default=True,
    help=_("De vorm van de bestanden als OUT een map is."),
)
def command(
    source: Path, out: Path, sellers: tuple[str, ...], join_gap_ms: int | None, to: str
) -> None:
    """Read, and write in the format that OUT ends on."""
    from klankbord.formats.writing import TABLES, WRITERS, writer_for
    from klankbord.service.intake.importing import files_in, import_files, is_folder
    from klankbord.settings import load_settings

    settings = load_settings()
    translate = translator(settings.language)
    if join_gap_ms is not None:
        settings = settings.model_copy(update={"join_gap_ms": join_gap_ms})
    paths = files_in([source])
    found = import_files(paths, settings, sellers, None)
    outcomes = list(tracked(found, len(paths), translate("Inlezen")))
    refusals = [outcome.refusal for outcome in outcomes if outcome.refusal]
    conversations = [c for outcome in outcomes for c in outcome.conversations]
    if refusals and not is_folder(source):
        raise refusals[0]
    if out.suffix.lower() in TABLES:
        write(out, writer_for(str(out), out.suffix)(conversations))
    else:
        several = is_folder(source) or len(conversations) > 1
        places = targets(out, outcomes, f".{to}", several=several, files=WRITERS)
        for target, conversation in zip(places, conversations, strict=True):
            try:
                write(target, writer_for(str(target), target.suffix)([conversation]))
            except CannotExport as fault:  # the others go on
                if not several:
                    raise
                refusals.append(fault)
    tell_strangers(sellers, outcomes, translate)
    tell_refusals((refusal.say(translate) for refusal in refusals), translate)
    if refusals:
        sys.exit(SOME_REFUSED)
