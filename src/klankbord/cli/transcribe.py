"""`klankbord transcribe FILE…`: the words of recordings, beside them as a Klankbord JSON."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from klankbord.cli.common import (
    SOME_REFUSED,
    SPEAKERS_HELP,
    console_for,
    settings_for,
    speakers_of,
    tell_refusals,
    told_of,
    write,
)
from klankbord.errors import KlankbordError, Refused, TranscriptThere, visible
from klankbord.i18n import Translate, translator
from klankbord.settings_file import spoken_language

if TYPE_CHECKING:
    from klankbord.conversation import Conversation
    from klankbord.settings import Settings
    from klankbord.speech.listening import Told
    from klankbord.speech.recognition import Options, Recogniser
    from klankbord.speech.transcribing import Progress

_ = translator(spoken_language())


@click.command(
    "transcribe",
    help=_(
        "Herken de woorden in opnamen. FILE is een opname of een map met opnamen; naast elke "
        "opname komt een Klankbord-JSON met dezelfde naam. Twee helften van één gesprek gaan "
        "samen. Wie onderbreekt (Ctrl-C) en dezelfde opdracht weer geeft, gaat verder waar hij was."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "--engine",
    type=click.Choice(["onnx-asr", "faster-whisper", "server"]),
    help=_("Wat herkent; anders wat er is ingesteld."),
)
@click.option("--model", metavar="NAME", help=_("Een model bij naam, of de map waarin het staat."))
@click.option(
    "--channels",
    metavar="SIDE,SIDE",
    help=_(
        "Wie op welk kanaal zit: seller, customer, other of unknown, met komma’s ertussen. "
        "Anders zegt de naam van het bestand het, waar die dat kan."
    ),
)
@click.option("--speakers", type=click.IntRange(0, 20), metavar="N", help=_(SPEAKERS_HELP))
@click.option(
    "--language",
    metavar="CODE",
    help=_("De taal die gesproken wordt (nl); anders hoort de herkenner dat zelf."),
)
def command(
    files: tuple[Path, ...],
    engine: str | None,
    model: str | None,
    channels: str | None,
    speakers: int | None,
    language: str | None,
) -> None:
    """Recognise call by call; a file that is refused does not stop the rest."""
    from klankbord.service.intake.hearing import is_recording
    from klankbord.service.intake.importing import files_in, is_folder
    from klankbord.service.intake.recognising import options, wanted
    from klankbord.speech.engines import load
    from klankbord.speech.naming import pairs

    if language is not None and not re.fullmatch("[a-z]{2}", language):
        raise click.BadParameter(_("schrijf een taal als nl of en"), param_hint="--language")
    settings = settings_for(recogniser=engine, recogniser_model=model)
    translate = translator(settings.language)
    given = {path for path in files if not is_folder(path)}
    paths = [path for path in files_in(files) if path in given or is_recording(path)]
    calls = [tuple(map(Path, call)) for call in pairs([str(path) for path in paths])]
    told = told_of(channels, speakers_of(settings, speakers))
    recogniser = load(wanted(settings))
    work = _Work(settings, recogniser, options(settings, language or ""), told)
    refusals: list[KlankbordError] = []
    try:
        for number, call in enumerate(calls, 1):
            title = f"{call[0].name} ({number}/{len(calls)})" if len(calls) > 1 else call[0].name
            try:
                with _progress(title) as progress:
                    _say(work.done(call, progress), translate)
            except Refused as refusal:
                if len(calls) == 1:
                    raise
                refusals.append(refusal)
    except KeyboardInterrupt:
        sys.stderr.write(translate("Onderbroken; dezelfde opdracht gaat hier verder.") + "\n")
        raise
    tell_refusals((refusal.say(translate) for refusal in refusals), translate)
    if refusals:
        sys.exit(SOME_REFUSED)


@dataclass(frozen=True)
class _Work:
    """What is done with each call."""

    settings: Settings
    recogniser: Recogniser
    options: Options
    told: Told | None

    def done(self, call: Sequence[Path], progress: Progress) -> tuple[Path, bool]:
        """Where the words of a call stand now, and whether they stood there already."""
        from klankbord.speech.decode import open_sound
        from klankbord.speech.kept import Kept, digest_of, digest_with
        from klankbord.speech.listening import Told, listen
        from klankbord.speech.many import cores
        from klankbord.speech.naming import named
        from klankbord.speech.recording import Recording
        from klankbord.speech.transcribing import transcribe, with_words

        told = self.told or Told()
        sounds = [open_sound(path) for path in call]
        stem = named(str(call[0])).call if len(call) > 1 else call[0].stem
        target = call[0].with_name(f"{stem}.json")
        digest = digest_of(call, self.recogniser.about, self.options)
        whose = digest_with(digest, told.speakers)
        if target.exists():
            if _digest_in(target) == whose:
                Kept(call[0].parent, digest).remove()
                return target, True
            raise TranscriptThere(str(call[0]), str(target))
        recording = Recording(sounds, told.starts_ms)
        heard = listen(recording, told, cores())
        kept = Kept(call[0].parent, digest)
        said = transcribe(
            recording, heard, self.recogniser, self.options, kept=kept, progress=progress
        )
        found = with_words(heard, said, stem, stem, self.settings.language)
        whole = kept.path.with_suffix(".json")  # what stands under its own name is never half
        write(whole, _as_json(_in_language(found, self.options.language), whose))
        whole.replace(target)
        kept.remove()
        return target, False


def _in_language(conversation: Conversation, asked: str) -> Conversation:
    """The conversation in the language that was asked for, or found; else the words tell."""
    from klankbord.language.detection import detect_language

    language = asked or conversation.language
    language = language or detect_language(turn.text for turn in conversation.turns)
    return replace(conversation, language=language)


def _as_json(conversation: Conversation, digest: str) -> bytes:
    """Our JSON, with what recognised it."""
    from klankbord.formats.writing import as_our_json

    value = as_our_json(conversation)
    value["recognition"] |= {"digest": digest}
    return f"{json.dumps(value, ensure_ascii=False, indent=1)}\n".encode()


def _digest_in(path: Path) -> str:
    """What a transcript of ours was made of; "" where it is not ours."""
    try:
        value: Any = json.loads(path.read_bytes())
        return str(value["recognition"]["digest"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def _say(done: tuple[Path, bool], translate: Translate) -> None:
    path, already = done
    told = translate("{file} (stond er al)") if already else "{file}"
    sys.stderr.write(told.format(file=visible(str(path))) + "\n")


@contextmanager
def _progress(title: str) -> Iterator[Progress]:
    """A bar with the time left, where somebody looks."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), Left())
    console = console_for(sys.stderr)
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(visible(title).replace("[", "("), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=max(total, 1))
