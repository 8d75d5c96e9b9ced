"""`klankbord models list|fetch|check`: the models that recognise words, on this machine."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from klankbord.i18n import translator
from klankbord.settings_file import spoken_language

_ = translator(spoken_language())
FOLDER = click.option(
    "--models",
    "folder",
    type=click.Path(path_type=Path),
    help=_("De map waarin modellen bewaard worden."),
)


@click.group("models", help=_("De modellen die in opnamen woorden herkennen."))
def command() -> None:
    """What can be done with models."""


@command.command("list", help=_("Toon welke modellen er bij naam zijn, en welke hier staan."))
@FOLDER
def list_(folder: Path | None) -> None:
    """A line a model."""
    from rich.table import Table

    from klankbord.cli.common import console_for, settings_for
    from klankbord.errors import visible
    from klankbord.speech.model_files import present, usual

    settings = settings_for(models=folder)
    table = Table(box=None, pad_edge=False)
    for title in (_("model"), _("herkenner"), _("grootte"), _("licentie"), _("hier")):
        table.add_column(title, no_wrap=True)
    for model, here in present(settings.models):
        name = f"{model.name} *" if usual(model.engine) == model.name else model.name
        size = _("{n} MB").format(n=model.size_mb)
        table.add_row(name, model.engine.value, size, model.licence, _("ja") if here else _("nee"))
    console = console_for(sys.stdout)
    console.print(table)
    console.print(_("* wat een herkenner neemt als er geen model is genoemd"))
    shown = visible(str(settings.models.resolve()))
    console.print(_("De map: {folder}").format(folder=shown), soft_wrap=True, markup=False)


@command.command("fetch", help=_("Haal een model op, met internet."))
@click.argument("name", metavar="NAME")
@FOLDER
def fetch(name: str, folder: Path | None) -> None:
    """Bring a model in, once."""
    from klankbord.cli.common import settings_for
    from klankbord.errors import visible
    from klankbord.speech import model_files

    settings = settings_for(models=folder)
    model = model_files.known(name)
    target = settings.models / model.name
    if target.is_dir():
        said = _("{name} staat er al: {folder}")
    else:
        told = _("{name} wordt opgehaald, ongeveer {n} MB ({licence}).")
        click.echo(told.format(name=name, n=model.size_mb, licence=model.licence), err=True)
        target = model_files.fetch(model, settings.models, settings.models_host)
        said = _("{name} staat er: {folder}")
    click.echo(said.format(name=name, folder=visible(str(target.resolve()))))


@command.command(
    "check", help=_("Laad het ingestelde model en laat het een paar tellen luisteren.")
)
@click.option(
    "--engine",
    type=click.Choice(["onnx-asr", "faster-whisper", "server"]),
    help=_("Wat herkent; anders wat er is ingesteld."),
)
@click.option("--model", metavar="NAME", help=_("Een model bij naam, of de map waarin het staat."))
@click.option(
    "--speakers", is_flag=True, help=_("Kijk naar de modellen die sprekers uit elkaar houden.")
)
@FOLDER
def check(engine: str | None, model: str | None, speakers: bool, folder: Path | None) -> None:  # noqa: FBT001
    """Load a model, and let it hear some sound in which nobody says anything."""
    if speakers:
        _check_speakers(folder)
        return
    import time

    import numpy as np

    from klankbord.cli.common import settings_for
    from klankbord.service.intake.recognising import wanted
    from klankbord.speech.engines import load
    from klankbord.speech.recognition import RATE, Options

    settings = settings_for(recogniser=engine, recogniser_model=model, models=folder)
    begin = time.perf_counter()
    recogniser = load(wanted(settings))
    loaded = time.perf_counter()
    seconds = 4
    hum = (0.1 * np.sin(np.arange(seconds * RATE) / 40)).astype(np.float32)
    recogniser.recognise([hum], Options())
    heard = time.perf_counter()
    about = recogniser.about
    said = _(
        "{model} werkt ({engine} {version}): geladen in {load:.1f} s, {seconds} tellen geluid "
        "in {heard:.1f} s."
    )
    click.echo(
        said.format(
            model=about.model,
            engine=about.engine,
            version=about.version,
            load=loaded - begin,
            seconds=seconds,
            heard=heard - loaded,
        )
    )


def _check_speakers(folder: Path | None) -> None:
    import time

    import numpy as np

    from klankbord.cli.common import settings_for, speakers_of
    from klankbord.speech.recognition import RATE
    from klankbord.speech.speakers.asking import ask

    asked = speakers_of(settings_for(models=folder), 0)
    assert asked is not None
    seconds, begin = 4, time.perf_counter()
    hum = (0.1 * np.sin(np.arange(seconds * RATE) / 40)).astype(np.float32)
    ask([hum], 1000 * seconds, asked.label, asked)
    said = _("{model} werken: {seconds} tellen geluid in {heard:.1f} s, laden meegerekend.")
    heard = time.perf_counter() - begin
    click.echo(said.format(model=asked.label, seconds=seconds, heard=heard))
