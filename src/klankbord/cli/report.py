"""`klankbord report FILE…`: what happened in a conversation, with evidence."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from klankbord.cli.common import (
    SELLER_HELP,
    SOME_REFUSED,
    SPEAKERS_HELP,
    console_for,
    speakers_of,
    targets,
    tell_refusals,
    tell_strangers,
    told_of,
    tracked,
    write,
)
from klankbord.errors import visible
from klankbord.i18n import LANGUAGES, translator
from klankbord.settings_file import spoken_language

if TYPE_CHECKING:
    from klankbord.conversation import Conversation
    from klankbord.measures.measuring import Measured
    from klankbord.report.view import ReportView
    from klankbord.service.intake.importing import Outcome

FORMS = {".html": "html", ".htm": "html", ".json": "json", ".txt": "text"}
"""The form of a report by the ending of its file."""

_ = translator(spoken_language())


@click.command(
    "report",
    help=_(
        "Toon wat er in gesprekken gebeurde. FILE is een transcript, een opname of een map met "
        "die twee. Van een opname is te zien wie wanneer sprak, maar niet wat er is gezegd."
        "\n\n"
        "Zonder -o gaan text en json naar het scherm, en html naar een bestand in deze map "
        "(of door de pijp). Bij meer gesprekken is OUT voor html en text een map; elk rapport "
        "heet dan naar zijn transcript. Wat niet naar het scherm gaat, is UTF-8."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--seller", "sellers", multiple=True, metavar="NAME", help=_(SELLER_HELP))
@click.option(
    "--channels",
    metavar="SIDE,SIDE",
    help=_(
        "Wie op welk kanaal van een opname zit: seller, customer, other of unknown, "
        "met komma’s ertussen. Anders zegt de naam van het bestand het, waar die dat kan."
    ),
)
@click.option("--speakers", type=click.IntRange(0, 20), metavar="N", help=_(SPEAKERS_HELP))
@click.option("--language", type=click.Choice(LANGUAGES), help=_("De taal van het rapport."))
@click.option("--spoken", type=click.Choice(LANGUAGES), help=_("De taal van het gesprek zelf."))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "json"]),
    help=_("De vorm van het rapport; anders volgt die uit het einde van OUT, of is het text."),
)
@click.option("--cues", is_flag=True, help=_("Toon ook elk gevonden woordsignaal."))
@click.option(
    "-o", "--output", "out", type=click.Path(path_type=Path), metavar="OUT", help=_("Waarheen.")
)
def command(
    files: tuple[Path, ...],
    sellers: tuple[str, ...],
    channels: str | None,
    speakers: int | None,
    language: str | None,
    spoken: str | None,
    form: str | None,
    cues: bool,  # noqa: FBT001
    out: Path | None,
) -> None:
    """Take in the files, measure them all at once, and write a report of each."""
    from klankbord.measures.measuring import measure
    from klankbord.service.intake.hearing import take_in
    from klankbord.service.intake.importing import files_in, is_folder
    from klankbord.settings import load_settings

    settings = load_settings()
    language = language or settings.language
    translate = translator(language)
    paths = files_in(files)
    told = told_of(channels, speakers_of(settings, speakers))
    outcomes = list(
        tracked(
            take_in(paths, settings, sellers, spoken or "", told),
            len(paths),
            translate("Inlezen"),
        )
    )
    refusals = [outcome.refusal for outcome in outcomes if outcome.refusal]
    conversations = [c for outcome in outcomes for c in outcome.conversations]
    several = len(paths) > 1 or len(conversations) > 1 or any(map(is_folder, files))
    if refusals and not several:
        raise refusals[0]
    form = form or FORMS.get(out.suffix.lower() if out else "", "text")
    measured = measure(conversations, own=settings.own_words)
    work = _Work(measured, conversations, outcomes, language, cues, out, several)
    if conversations or form == "json":
        {"json": _write_json, "html": _write_html, "text": _write_text}[form](work)
    tell_strangers(sellers, outcomes, translate)
    tell_refusals((refusal.say(translate) for refusal in refusals), translate)
    if refusals:
        sys.exit(SOME_REFUSED)


@dataclass(frozen=True)
class _Work:
    """What there is to write, and how."""

    measured: Measured
    conversations: list[Conversation]
    outcomes: list[Outcome]
    language: str
    cues: bool
    out: Path | None
    several: bool

    def targets(self, ending: str) -> list[Path]:
        """The file that each report goes to."""
        return targets(self.out, self.outcomes, ending, several=self.several, files=FORMS)

    def views(self) -> list[ReportView]:
        """What each report shows."""
        from klankbord.report.view import view_of

        return [
            view_of(self.measured, conversation, call, self.language, cues=self.cues)
            for call, conversation in enumerate(self.conversations)
        ]


def _write_json(work: _Work) -> None:
    from klankbord.report.as_json import report_json

    reports = [
        report_json(work.measured, conversation, call, cues=work.cues)
        for call, conversation in enumerate(work.conversations)
    ]
    value = reports if work.several else reports[0]
    out = work.out if work.several or work.out is None else work.targets(".json")[0]
    _put(json.dumps(value, ensure_ascii=False, indent=1) + "\n", out)


def _write_html(work: _Work) -> None:
    from klankbord.report.as_html import report_html

    if not work.several and work.out is None and not sys.stdout.isatty():
        _put(report_html(work.views()[0]), None)
        return
    for target, view in zip(work.targets(".html"), work.views(), strict=True):
        write(target, report_html(view).encode())
        sys.stderr.write(f"{visible(str(target))}\n")


def _write_text(work: _Work) -> None:
    from klankbord.report.as_text import print_report

    if work.out is None:
        console = console_for(sys.stdout)
        for view in work.views():
            print_report(view, console)
        return
    for target, view in zip(work.targets(".txt"), work.views(), strict=True):
        page = io.StringIO()
        print_report(view, console_for(page))
        write(target, page.getvalue().encode())


def _put(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        write(out, text.encode())
