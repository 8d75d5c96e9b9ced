"""`klankbord cues test PACK` and `klankbord cues hits FILE`: for whoever writes cue packs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klankbord.cli.common import console_for
from klankbord.i18n import LANGUAGES, translator
from klankbord.settings_file import spoken_language

if TYPE_CHECKING:
    import polars as pl

    from klankbord.dialogue.dialogue import Dialogue

_ = translator(spoken_language())
REASONS = 4


@click.group("cues", help=_("Beproef een cuepakket, en toon wat cues in een gesprek vinden."))
def command() -> None:
    """Two commands on cues."""


@command.command(
    "test",
    help=_(
        "Beproef de voorbeelden (yes en no) van PACK: een taal (nl, en) of een bestand met eigen "
        "woorden. Eindigt met 1 als er een faalt."
    ),
)
@click.argument("pack", metavar="PACK")
@click.option("--language", type=click.Choice(LANGUAGES), help=_("De taal van een eigen bestand."))
def test(pack: str, language: str | None) -> None:
    """Try every example, and print those that fail."""
    from klankbord.dialogue.proof import failures
    from klankbord.language.packs import PACKS, load_pack, read_own, read_pack
    from klankbord.settings import load_settings

    own = None if pack in PACKS else Path(pack)
    language = pack if own is None else language or load_settings().language
    if own is not None:
        read_own(own, language)
    told = load_pack(language) if own is None else read_pack(own, language)
    failing = failures(told, own)
    for failure in failing:
        word = _("hit niet") if failure.must_hit else _("hit, en mag niet")
        click.echo(f"{failure.cue} ({word}): {failure.text.replace(chr(10), ' / ')}")
    tried = sum(len(cue.yes) + len(cue.no) for cue in told.cues.values())
    click.echo(
        _("{cues} cues, {tried} voorbeelden, {failing} daarvan falen.").format(
            cues=len(told.cues), tried=tried, failing=len(failing)
        )
    )
    sys.exit(1 if failing else 0)


@command.command("hits", help=_("Toon elke hit in FILE, met de beurt en waarom."))
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--cue", "only", metavar="NAME", help=_("Toon alleen deze cue."))
@click.option(
    "--seller", "sellers", multiple=True, metavar="NAME", help=_("Wie verkoopt; mag vaker.")
)
@click.option("--spoken", type=click.Choice(LANGUAGES), help=_("De taal van het gesprek zelf."))
def hits(file: Path, only: str | None, sellers: tuple[str, ...], spoken: str | None) -> None:
    """Print each hit of a file's conversations."""
    from difflib import get_close_matches

    import polars as pl

    from klankbord.conversation.frames import to_frames
    from klankbord.dialogue.dialogue import Dialogue
    from klankbord.errors import UnknownCue
    from klankbord.language.packs import PACKS, load_pack
    from klankbord.service.intake.importing import import_file
    from klankbord.settings import load_settings

    settings = load_settings()
    known = [*load_pack(PACKS[0]).cues, "interruption"]
    if only is not None and only not in known:
        raise UnknownCue(only, ", ".join(get_close_matches(only, known, 3, 0)))
    outcome = import_file(file, settings, sellers, spoken or "")
    if outcome.refusal:
        raise outcome.refusal
    dialogue = Dialogue.of(to_frames(outcome.conversations), own=settings.own_words)
    found = dialogue.cues if only is None else dialogue.cues.filter(pl.col.cue == only)
    console = console_for(sys.stdout)
    for row, cue, direction, start, end in found.iter_rows():
        turn, text = dialogue.frames.turns.select("turn", "text").row(row)
        name = f"{cue}:{direction}" if direction else cue
        console.print(f"{turn:>4}  {name}  ", end="", style="bold", markup=False, highlight=False)
        console.print(text[start:end], markup=False, highlight=False)
        reasons = _reasons(dialogue, outcome.conversations[0].language, row, cue)
        if reasons:
            console.print(f"      {reasons}", style="dim", markup=False, highlight=False)


def _reasons(dialogue: Dialogue, language: str, row: int, cue: str) -> str:
    """What weighed most for an act that the model decides; "" for any other cue."""
    from klankbord.dialogue.acts import ACTS, explain

    if cue not in ACTS:
        return ""
    turns: pl.DataFrame = dialogue.frames.turns
    told = explain(turns, row, cue, language, REASONS)
    names = {
        "own": "",
        "prior": _("ervoor: "),
        "next": _("erna: "),
        "relation": "",
    }
    return "; ".join(
        f"{names[role]}{words} {weight:+.1f}" for role, words, _kind, weight in told if weight > 0
    )
