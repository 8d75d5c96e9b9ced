"""onnx-asr on this machine: Parakeet and its kin, which tell for each part of a word when it began.

They do not tell when a word ends, and hear for themselves which language is spoken.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from klankbord.errors import ModelBroken, RecognitionMissing
from klankbord.i18n import N_
from klankbord.speech.recognition import (
    RATE,
    About,
    Mono,
    Options,
    Words,
    as_words,
    length_ms,
    long_enough,
)

TIMED = ("-tdt", "-rnnt", "-ctc")
"""The kinds of model of which onnx-asr tells when a token was said end so."""
STEP_S = 0.32
"""Parakeet's network steps on by at most four looks of 80 ms: so long its last token can last."""


class OnnxAsr:
    """A model in a folder, as onnx-asr reads it."""

    def __init__(self, path: Path, label: str, threads: int = 0) -> None:
        """Load the model.

        Raises:
            RecognitionMissing: onnx-asr is not installed.
            ModelBroken: the folder holds no such model, or one without times.
        """
        try:
            import onnx_asr
            import onnxruntime
        except ImportError:
            raise RecognitionMissing("onnx-asr") from None  # noqa: EM101
        from importlib.metadata import version

        kind = _kind(path)
        session = onnxruntime.SessionOptions()
        session.intra_op_num_threads = threads
        session.log_severity_level = 3  # a graph's own warnings help nobody here
        try:
            model = onnx_asr.load_model(
                kind, path, quantization=_quantization(path), sess_options=session
            )
        except Exception as fault:  # noqa: BLE001 (a damaged file breaks two libraries anyhow)
            raise ModelBroken(str(path), _told(fault)) from None
        self._model: Any = model.with_timestamps()
        self.about = About("onnx-asr", version("onnx-asr"), label)

    def language_of(self, pieces: Sequence[Mono]) -> str:  # noqa: ARG002
        """These models hear it for themselves, and do not say."""
        return ""

    def recognise(self, pieces: Sequence[Mono], options: Options) -> list[Words]:  # noqa: ARG002
        """The words of each piece; a word ends where the next begins, or soon after its last part.

        Language and vocabulary are not for these models.
        """
        # One after another: side by side, the short ones would be made as long as the longest,
        # and on a processor that costs more than it gains.
        return [
            as_words(_words(self._model.recognize(long_enough(p)), len(p) / RATE), length_ms(p))
            for p in pieces
        ]


def _kind(path: Path) -> str:
    """What kind of model stands in a folder, as its config says."""
    try:
        kind = str(json.loads((path / "config.json").read_text("utf-8"))["model_type"])
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelBroken(str(path), N_("config.json zegt niet wat voor model het is")) from None
    if not kind.endswith(TIMED):
        raise ModelBroken(str(path), N_("dit soort model zegt niet wanneer een woord klinkt"))
    return kind


def _quantization(path: Path) -> str | None:
    """int8 where only that stands there."""
    whole = [file for file in path.glob("*model.onnx") if ".int8" not in file.name]
    return "int8" if not whole and any(path.glob("*int8.onnx")) else None


def _words(result: Any, length_s: float) -> Iterator[tuple[float, float, str, float | None]]:
    """Words from tokens: one begins at each token that begins with a space."""
    groups: list[list[int]] = []
    tokens = result.tokens or []
    for place, token in enumerate(tokens):
        if token.startswith(" ") or not groups:
            groups.append([])
        groups[-1].append(place)
    starts = [result.timestamps[group[0]] for group in groups]
    nexts = [*starts[1:], length_s][: len(starts)]
    for group, start, following in zip(groups, starts, nexts, strict=True):
        text = "".join(tokens[place] for place in group if tokens[place] != "<unk>")
        chances = [result.logprobs[place] for place in group]
        end = min(result.timestamps[group[-1]] + STEP_S, max(following, start))
        yield start, end, text, math.exp(sum(chances) / len(chances))


def _told(fault: Exception) -> str:
    """The first line of what a library says, without the folder, which is told already."""
    return (str(fault).splitlines() or [""])[0][:160] or type(fault).__name__
