"""The engines that recognise, by name, each a module here; a new one is a line in the table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from klankbord.speech.recognition import Recogniser


class Engine(StrEnum):
    """Which engine recognises."""

    ONNX_ASR = "onnx-asr"
    FASTER_WHISPER = "faster-whisper"
    SERVER = "server"


@dataclass(frozen=True)
class Wanted:
    """Which recogniser somebody wants.

    Attributes:
        engine: which one.
        model: a name or a folder; for a server what it calls its model; "" is the engine's usual.
        folder: where models are kept.
        address: of the server.
        key: that the server asks for.
        threads: how many an engine on this machine may use; 0 leaves that to it.
    """

    engine: Engine = Engine.ONNX_ASR
    model: str = ""
    folder: Path = Path()
    address: str = ""
    key: str = ""
    threads: int = 0


def load(wanted: Wanted) -> Recogniser:
    """The recogniser, ready to be given sound.

    Raises:
        RecognitionMissing: its library is not installed.
        UnknownModel: no model has that name.
        ModelForOther: the model is another engine's.
        ModelMissing: the model is not on this machine.
        ModelBroken: what is there is no model that tells when a word was said.
        NoRecogniserServer: no server is named.
    """
    from klankbord.speech.model_files import find_model

    if wanted.engine is Engine.SERVER:
        from klankbord.speech.engines.server import Server

        return Server(wanted.address, wanted.model, wanted.key)
    model = find_model(wanted.engine, wanted.model, wanted.folder)
    if wanted.engine is Engine.FASTER_WHISPER:
        from klankbord.speech.engines.faster_whisper import FasterWhisper

        return FasterWhisper(model.path, model.label, wanted.threads)
    from klankbord.speech.engines.onnx_asr import OnnxAsr

    return OnnxAsr(model.path, model.label, wanted.threads)
