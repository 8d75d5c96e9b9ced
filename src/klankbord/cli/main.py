"""The command `klankbord`: its commands by name, each imported when it is called."""

from __future__ import annotations

import gettext
import io
import os
import sys
from importlib import import_module
from typing import TextIO

import click

from klankbord import __version__
from klankbord.errors import KlankbordError
from klankbord.i18n import LOCALE_DIR, N_, translator
from klankbord.settings_file import spoken_language

COMMANDS: dict[str, str] = {
    "demo": N_("Open een gevuld demobedrijf in de browser"),
    "serve": N_("Open Klankbord in de browser"),
    "doctor": N_("Kijk na of alles er is en werkt, en hoe je verhelpt wat niet goed is"),
    "worker": N_("Laat nog een werker meewerken naast die van serve"),
    "import": N_("Voeg veel transcripten tegelijk toe"),
    "sources": N_("Toon en beproef waar gesprekken vanzelf uit komen"),
    "works-council": N_("Maak het dossier voor de ondernemingsraad"),
    "backup": N_("Bewaar alles in één bestand"),
    "restore": N_("Zet een reservekopie terug"),
    "corpus": N_("Maak de kopie in Parquet van alle gesprekken"),
    "report": N_("Toon wat er in een gesprek gebeurde, met bewijs"),
    "transcribe": N_("Herken de woorden in opnamen"),
    "models": N_("Toon, haal op en beproef de modellen die woorden herkennen"),
    "convert": N_("Zet een transcript om"),
    "measures": N_("Toon welke maten er zijn, of alles over één maat"),
    "cues": N_("Beproef cuepakketten, en toon wat cues vinden"),
    "formats": N_("Toon welke bestanden Klankbord leest en schrijft"),
    "samples": N_("Maak rapporten van vier voorbeeldgesprekken"),
}
"""Every command with its sentence; `klankbord.cli.<name>` has the rest."""


class Commands(click.Group):
    """The commands; --help imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """All names, in the order in which people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """A command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"klankbord.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        _ = translator(spoken_language())
        inner = command.commands.values() if isinstance(command, click.Group) else ()
        for one in (command, *inner):
            one.options_metavar = _("[OPTIES]")
            if isinstance(one, click.Group):
                one.subcommand_metavar = _("OPDRACHT …")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in --help, from the table alone."""
        _ = translator(spoken_language())
        with formatter.section(_("Opdrachten")):
            formatter.write_dl([(name, _(text)) for name, text in COMMANDS.items()])


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(
    __version__,
    prog_name="klankbord",
    message="%(prog)s %(version)s",
    help=translator(spoken_language())(N_("Toon de versie.")),
)
def main() -> None:
    """Klankbord."""


def _never_fail(stream: TextIO) -> None:
    """Let a stream take any letter: in UTF-8, or on a terminal as far as it knows them."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(
            encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace"
        )


def run() -> None:
    """Run the command line; an error of ours is one sentence on stderr and an exit code."""
    for stream in sys.stdout, sys.stderr:
        _never_fail(stream)
    language = spoken_language()
    _ = translator(language)
    os.environ["LANGUAGE"] = language  # click's own words go by gettext's default domain
    gettext.bindtextdomain("messages", LOCALE_DIR)
    main.options_metavar = _("[OPTIES]")
    main.subcommand_metavar = _("OPDRACHT …")
    main.help = _(
        "Klankbord laat zien wat er in een verkoopgesprek gebeurde: "
        "wie sprak, vroeg, zweeg en luisterde, elk cijfer met de beurten erachter."
    )
    try:
        main(standalone_mode=False)
    except KlankbordError as error:
        sys.stderr.write(f"{error.say(_)}\n")
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
