"""Models that tell speakers apart, small enough to make in a test, as sherpa-onnx reads real ones.

They know two people by a tone that no voice has: one sounds at 6 kHz while they speak, the other at
7 kHz. So they are right or wrong about who speaks, and real speech may go with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from klankbord.speech.decode import Samples

RATE = 16_000
HERTZ = (6_000, 7_000)
WINDOW, FRAME = 10 * RATE, 160
CHANGES = {
    "model_type": "pyannote-segmentation-3.0",
    "version": 1,
    "sample_rate": RATE,
    "window_size": WINDOW,
    "receptive_field_size": FRAME,
    "receptive_field_shift": FRAME,
    "num_speakers": 3,
    "powerset_max_classes": 2,
    "num_classes": 7,
}
VOICES = {
    "framework": "wespeaker",
    "language": "nl",
    "sample_rate": RATE,
    "output_dim": 2,
    "normalize_samples": 1,
}


def changes(path: Path, **other: Any) -> Path:
    """Which of three local speakers are heard in each 10 ms, as the powerset of two at a time."""
    from onnx import TensorProto, helper

    at = np.arange(FRAME) / RATE
    waves = [f(2 * np.pi * hertz * at) for hertz in HERTZ for f in (np.cos, np.sin)]
    kernels = (np.array(waves)[:, None] * 2 / FRAME).astype(np.float32)
    pairs = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32)
    scores = np.full((2, 7), 0, np.float32)
    scores[:, 1], scores[:, 2], scores[:, 4] = (1, -1), (-1, 1), (1, 1)
    bias = np.array([0.5, 0, 0, -9, -0.75, -9, -9], np.float32)
    node, tensor = helper.make_node, helper.make_tensor_value_info
    graph = helper.make_graph(
        [
            node("Conv", ["x", "kernels"], ["waves"], strides=[FRAME]),
            node("Mul", ["waves", "waves"], ["squares"]),
            node("Transpose", ["squares"], ["frames"], perm=[0, 2, 1]),
            node("MatMul", ["frames", "pairs"], ["power"]),
            node("Mul", ["power", "loud"], ["louder"]),
            node("Clip", ["louder", "zero", "one"], ["heard"]),
            node("MatMul", ["heard", "scores"], ["sums"]),
            node("Add", ["sums", "bias"], ["y"]),
        ],
        "changes",
        [tensor("x", TensorProto.FLOAT, ["n", 1, "t"])],
        [tensor("y", TensorProto.FLOAT, ["n", "f", 7])],
        [
            _weights("kernels", kernels),
            _weights("pairs", pairs),
            _weights("loud", np.float32(4_000)),
            _weights("zero", np.float32(0)),
            _weights("one", np.float32(1)),
            _weights("scores", scores),
            _weights("bias", bias),
        ],
    )
    return _saved(path, graph, CHANGES | other)


def voices(path: Path, **other: Any) -> Path:
    """What a stretch of 80 bands sounds like: by how much the one tone is louder than the other."""
    from onnx import TensorProto, helper

    bands = np.zeros((80, 2), np.float32)
    low, high = 71, 75  # about 6 and 7 kHz
    bands[low - 1 : low + 2, 0] = bands[high - 1 : high + 2, 1] = 1
    bands[low - 1 : low + 2, 1] = bands[high - 1 : high + 2, 0] = -1
    node, tensor = helper.make_node, helper.make_tensor_value_info
    graph = helper.make_graph(
        [
            node("ReduceMean", ["feats"], ["mean"], axes=[1], keepdims=0),
            node("MatMul", ["mean", "bands"], ["apart"]),
            node("Relu", ["apart"], ["least"]),
            node("Add", ["least", "some"], ["embs"]),
        ],
        "voices",
        [tensor("feats", TensorProto.FLOAT, ["n", "t", 80])],
        [tensor("embs", TensorProto.FLOAT, ["n", 2])],
        [_weights("bands", bands), _weights("some", np.full(2, 1e-3, np.float32))],
    )
    return _saved(path, graph, VOICES | other)


def marked(sound: Samples, *who: int, loud: float = 0.05) -> Samples:
    """Sound at 16 kHz, with the tone of one of the two people over all of it, or of both."""
    at = np.arange(len(sound)) / RATE
    tones = sum(loud * np.sin(2 * np.pi * HERTZ[each] * at) for each in who)
    return (sound + tones).astype(np.float32)


def _weights(name: str, values: Any) -> Any:
    from onnx import numpy_helper

    return numpy_helper.from_array(np.asarray(values), name)


def _saved(path: Path, graph: Any, told: dict[str, Any]) -> Path:
    import onnx
    from onnx import helper

    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    helper.set_model_props(model, {k: str(v) for k, v in told.items() if v is not None})
    onnx.checker.check_model(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)
    return path
