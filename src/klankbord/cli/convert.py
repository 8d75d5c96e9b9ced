"""`klankbord convert IN OUT`: a transcript in another format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from klankbord.cli.common import SOME_REFUSED, targets_in, tell_refusals, tracked, write
from klankbord.cli.main import spoken_language
from klankbord.i18n import translator

_ = translator(spoken_language())


@click.command(
    "convert",
    help=_(
        "Zet een transcript om; de vorm volgt uit het einde van OUT: .json (van ons), .vtt, .txt, "
        ".csv of .parquet. Is IN een map, dan wordt OUT één tabel (.csv, .parquet) of een map met "
        "een bestand per gesprek (zie --to)."
    ),
)
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--seller", "sellers", multiple=True, metavar="NAME", help=_("Wie verkoopt; mag vaker.")
)
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
    from klankbord.formats.writing import TABLES, writer_for
    from klankbord.service.importing import files_in, import_files
    from klankbord.settings import load_settings

    settings = load_settings()
    if join_gap_ms is not None:
        settings = settings.model_copy(update={"join_gap_ms": join_gap_ms})
    paths = files_in([source])
    outcomes = list(tracked(import_files(paths, settings, sellers), len(paths), _("Inlezen")))
    refusals = [outcome.refusal for outcome in outcomes if outcome.refusal]
    conversations = [c for outcome in outcomes for c in outcome.conversations]
    if refusals and not source.is_dir():
        raise refusals[0]
    if out.suffix in TABLES:
        write(out, writer_for(str(out), out.suffix)(conversations))
    elif source.is_dir() or len(conversations) > 1:
        for target, conversation in zip(
            targets_in(out, conversations, f".{to}"), conversations, strict=True
        ):
            write(target, writer_for(str(target), f".{to}")([conversation]))
    else:
        write(out, writer_for(str(out), out.suffix)(conversations))
    tell_refusals((refusal.say(_) for refusal in refusals), _)
    if refusals:
        sys.exit(SOME_REFUSED)
