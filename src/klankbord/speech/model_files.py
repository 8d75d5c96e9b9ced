"""Models on this machine: which are known by name, where they stand, and how they get here."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from klankbord.errors import (
    CannotWrite,
    ModelBroken,
    ModelForOther,
    ModelMissing,
    ModelNotFetched,
    RecognitionMissing,
    SpeakerModelMissing,
    UnknownModel,
    UsageError,
    why,
)
from klankbord.i18n import N_
from klankbord.speech.engines import Engine

ABOUT = "klankbord-model.json"
"""Beside a model that was fetched: where it comes from."""
HOST = "https://huggingface.co"
"""Where the models are that are known by name."""


class Apart(StrEnum):
    """What tells speakers apart: two models on sherpa-onnx."""

    CHANGES = "sherpa-onnx segmentation"
    """Where one speaker stops and another begins."""
    VOICES = "sherpa-onnx embedding"
    """Whether two voices are one."""


_SETTINGS = {Apart.CHANGES: "speaker_changes", Apart.VOICES: "speaker_voices"}


@dataclass(frozen=True)
class KnownModel:
    """A model that can be fetched by name; the first of an engine is its usual one.

    Attributes:
        name: as the settings name it.
        engine: what it is for.
        repository: where it stands on the hub.
        size_mb: about how much is fetched.
        licence: of the weights.
        files: which files of the repository make the model.
    """

    name: str
    engine: Engine | Apart
    repository: str
    size_mb: int
    licence: str
    files: tuple[str, ...]


_WHOLE = ("config.json", "vocab.txt", "encoder-model.onnx*", "decoder_joint-model.onnx")
_SMALL = ("config.json", "vocab.txt", "*model.int8.onnx")
_WHISPER = (
    "model.bin",
    "config.json",
    "tokenizer.json",
    "preprocessor_config.json",
    "vocabulary.*",
)
_PARAKEET = "istupakov/parakeet-tdt-0.6b-v3-onnx"
_CHANGES = "csukuangfj/sherpa-onnx-pyannote-segmentation-3-0"
_VOICES = "csukuangfj/speaker-embedding-models"
_RESNET = ("wespeaker_en_voxceleb_resnet34_LM.onnx",)

KNOWN: tuple[KnownModel, ...] = (
    KnownModel("parakeet-tdt-0.6b-v3", Engine.ONNX_ASR, _PARAKEET, 2_560, "CC-BY-4.0", _WHOLE),
    KnownModel("parakeet-tdt-0.6b-v3-int8", Engine.ONNX_ASR, _PARAKEET, 670, "CC-BY-4.0", _SMALL),
    *(
        KnownModel(f"whisper-{size}", Engine.FASTER_WHISPER, repository, size_mb, "MIT", _WHISPER)
        for size, repository, size_mb in (
            ("large-v3-turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo", 1_620),
            ("large-v3", "Systran/faster-whisper-large-v3", 3_090),
            ("medium", "Systran/faster-whisper-medium", 1_530),
            ("small", "Systran/faster-whisper-small", 486),
            ("base", "Systran/faster-whisper-base", 148),
        )
    ),
    KnownModel("pyannote-segmentation-3.0", Apart.CHANGES, _CHANGES, 6, "MIT", ("model.onnx",)),
    KnownModel("wespeaker-resnet34-lm", Apart.VOICES, _VOICES, 27, "CC-BY-4.0", _RESNET),
)


@dataclass(frozen=True)
class Found:
    """A model on this machine: its folder, and its name with its revision where that is known."""

    path: Path
    label: str


def known(name: str) -> KnownModel:
    """The model of a name.

    Raises:
        UnknownModel: there is none.
    """
    for model in KNOWN:
        if model.name == name:
            return model
    raise UnknownModel(name, ", ".join(model.name for model in KNOWN))


def usual(engine: Engine | Apart) -> str:
    """The name of the model that an engine takes where none is named."""
    return next(model.name for model in KNOWN if model.engine is engine)


def find_model(engine: Engine | Apart, wanted: str, folder: Path) -> Found:
    """A model by its name, or by the place where it stands; never by asking the internet.

    Raises:
        UnknownModel: it is neither a folder here nor a name.
        ModelForOther: it is another engine's.
        ModelMissing: it is known, and not on this machine; or SpeakerModelMissing.
    """
    name = wanted or usual(engine)
    if _is_place(name):
        path = Path(name).expanduser()
        if not (path.is_dir() or (isinstance(engine, Apart) and path.is_file())):
            raise _missing(engine, name)
        return Found(path, path.resolve().name)
    if (folder / name).is_dir():
        return Found(folder / name, _label(name, folder / name))
    model = known(name)
    if model.engine is not engine:
        names = ", ".join(each.name for each in KNOWN if each.engine is engine)
        raise ModelForOther(name, engine.value, names)
    raise _missing(engine, name)


def find_apart(part: Apart, wanted: str, folder: Path) -> Found:
    """The file of a model that tells speakers apart, by its name, its folder or its own path.

    Raises:
        UnknownModel: it is neither here nor a name.
        ModelForOther: it is for something else.
        SpeakerModelMissing: it is not on this machine.
        ModelBroken: its folder does not hold one model.
    """
    found = find_model(part, wanted, folder)
    if found.path.is_file():
        return found
    files = sorted(found.path.glob("*.onnx"))
    whole = [file for file in files if ".int8" not in file.name] or files
    if len(whole) != 1:
        raise ModelBroken(str(found.path), N_("er hoort één .onnx-bestand in te staan"))
    return Found(whole[0], found.label)


def present(folder: Path) -> Iterator[tuple[KnownModel, bool]]:
    """Each known model, and whether it is here."""
    for model in KNOWN:
        yield model, (folder / model.name).is_dir()


def fetch(model: KnownModel, folder: Path, host: str = HOST) -> Path:
    """Bring a model in, whole or not at all; what was fetched before it broke off is kept.

    Raises:
        RecognitionMissing: what fetches is not installed.
        ModelNotFetched: the host cannot be reached, or does not have it.
        CannotWrite: there is no room, or no access.
    """
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")  # plain HTTP, which a proxy lets through
    try:
        import huggingface_hub as hub
        from huggingface_hub.errors import HfHubHTTPError
    except ImportError:
        raise RecognitionMissing("huggingface_hub") from None  # noqa: EM101
    target, part = folder / model.name, folder / f".{model.name}.part"
    try:
        part.mkdir(parents=True, exist_ok=True)
        api = hub.HfApi(endpoint=host, token=False)
        revision = str(api.model_info(model.repository, timeout=20).sha)
        hub.snapshot_download(
            model.repository,
            revision=revision,
            local_dir=part,
            allow_patterns=list(model.files),
            endpoint=host,
            token=False,
        )
        shutil.rmtree(part / ".cache", ignore_errors=True)
        about = {"name": model.name, "repository": model.repository, "revision": revision}
        (part / ABOUT).write_text(json.dumps(about), "utf-8")
        part.rename(target)
    except HfHubHTTPError as fault:
        code = getattr(fault.response, "status_code", None)
        raise _not_fetched(model, target, host, f"HTTP {code}") from None
    except OSError as fault:
        if fault.errno is None:  # the hub's own, of a line that broke
            raise _not_fetched(model, target, host, N_("er is geen verbinding")) from None
        raise CannotWrite(str(target), why(fault)) from None
    except Exception as fault:
        if type(fault).__module__.split(".")[0] not in {"httpx2", "httpcore2", "huggingface_hub"}:
            raise
        raise _not_fetched(model, target, host, N_("er is geen verbinding")) from None
    return target


def _not_fetched(model: KnownModel, target: Path, host: str, reason: str) -> ModelNotFetched:
    return ModelNotFetched(model.name, urlsplit(host).netloc or host, reason, str(target))


def _missing(engine: Engine | Apart, name: str) -> UsageError:
    if isinstance(engine, Apart):
        return SpeakerModelMissing(name, _SETTINGS[engine])
    return ModelMissing(name)


def _is_place(name: str) -> bool:
    """Whether a text names a folder and no model: it has a slash or a dot in front."""
    return any(mark in name for mark in ("/", "\\")) or name.startswith(("~", "."))


def _label(name: str, path: Path) -> str:
    try:
        revision = str(json.loads((path / ABOUT).read_text("utf-8"))["revision"])
    except (OSError, ValueError, KeyError, TypeError):
        return name
    return f"{name}@{revision[:12]}"
