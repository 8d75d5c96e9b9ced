"""Models small enough to make in a test, in the very form in which the engines read real ones.

`tones` is a transducer that knows two words: it hears laag (low) and hoog (high) in tones, and so
is right or wrong. `noise` is a Whisper with random weights: it says anything, but the same each
time, and with times.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

WORDS = ("laag", "hoog")
LOW_HZ, HIGH_HZ = 300, 3_000
LOOK_MS = 80
FEATURES = 128
TOKENS = ("\u2581la", "ag", "\u2581ho", "og", "<blk>")
BLANK = len(TOKENS) - 1
STEPS = 5


def tones(folder: Path) -> Path:
    """A TDT transducer for onnx-asr: the last bands of an 80 ms look say which word sounds.

    A word is its two parts, one look each; the second part comes after the first.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    folder.mkdir(parents=True)
    tensor, node = helper.make_tensor_value_info, helper.make_node

    def weights(name: str, values: Any) -> Any:
        return numpy_helper.from_array(np.asarray(values), name)

    def save(name: str, graph: Any) -> None:
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        onnx.save(model, folder / name)

    bands = np.zeros((2, FEATURES, 1), np.float32)
    bands[0, 5:22] = 1 / 17  # about 150 to 600 Hz
    bands[1, 82:92] = 1 / 10  # about 2,700 to 3,300 Hz
    save(
        "encoder-model.onnx",
        helper.make_graph(
            [
                node(
                    "AveragePool",
                    ["audio_signal"],
                    ["pooled"],
                    kernel_shape=[8],
                    strides=[8],
                    ceil_mode=1,
                ),
                node("Conv", ["pooled", "bands"], ["outputs"]),
                node("Add", ["length", "seven"], ["more"]),
                node("Div", ["more", "eight"], ["encoded_lengths"]),
            ],
            "encoder",
            [
                tensor("audio_signal", TensorProto.FLOAT, ["b", FEATURES, "t"]),
                tensor("length", TensorProto.INT64, ["b"]),
            ],
            [
                tensor("outputs", TensorProto.FLOAT, ["b", 2, "s"]),
                tensor("encoded_lengths", TensorProto.INT64, ["b"]),
            ],
            [
                weights("bands", bands),
                weights("seven", np.array([7], np.int64)),
                weights("eight", np.array([8], np.int64)),
            ],
        ),
    )
    # What is heard: low speaks for the parts of laag, high for those of hoog, and little of both
    # for the blank. What came before: after a first part its second, after that only the other.
    sound = np.zeros((2, len(TOKENS) + STEPS), np.float32)
    sound[0, :2] = sound[1, 2:4] = 4
    bias = np.zeros(len(TOKENS) + STEPS, np.float32)
    bias[BLANK] = 3.2
    bias[len(TOKENS) + 1] = 1  # one look on
    before = np.zeros((len(TOKENS), len(TOKENS) + STEPS), np.float32)
    never = -50
    before[:, 1] = before[:, 3] = never
    before[0, [0, 1, 2]] = (never, 0, never)
    before[2, [2, 3, 0]] = (never, 0, never)
    before[1, 0] = before[3, 2] = never
    save(
        "decoder_joint-model.onnx",
        helper.make_graph(
            [
                node("Squeeze", ["encoder_outputs", "last"], ["look"]),
                node("MatMul", ["look", "sound"], ["heard"]),
                node("Gather", ["before", "targets"], ["was"]),
                node("Squeeze", ["was", "one"], ["was_flat"]),
                node("Add", ["heard", "was_flat"], ["both"]),
                node("Add", ["both", "bias"], ["outputs"]),
                node("Identity", ["input_states_1"], ["output_states_1"]),
                node("Identity", ["input_states_2"], ["output_states_2"]),
                node("Identity", ["target_length"], ["prednet_lengths"]),
            ],
            "decoder",
            [
                tensor("encoder_outputs", TensorProto.FLOAT, [1, 2, 1]),
                tensor("targets", TensorProto.INT64, [1, 1]),
                tensor("target_length", TensorProto.INT64, [1]),
                tensor("input_states_1", TensorProto.FLOAT, [1, "b", 4]),
                tensor("input_states_2", TensorProto.FLOAT, [1, "b", 4]),
            ],
            [
                tensor("outputs", TensorProto.FLOAT, [1, len(TOKENS) + STEPS]),
                tensor("prednet_lengths", TensorProto.INT64, [1]),
                tensor("output_states_1", TensorProto.FLOAT, [1, "b", 4]),
                tensor("output_states_2", TensorProto.FLOAT, [1, "b", 4]),
            ],
            [
                weights("last", np.array([2], np.int64)),
                weights("one", np.array([1], np.int64)),
                weights("sound", sound),
                weights("before", before),
                weights("bias", bias),
            ],
        ),
    )
    vocabulary = "".join(f"{token} {place}\n" for place, token in enumerate(TOKENS))
    (folder / "vocab.txt").write_text(vocabulary, "utf-8")
    config = {
        "model_type": "nemo-conformer-tdt",
        "features_size": FEATURES,
        "subsampling_factor": 8,
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    return folder


def noise(folder: Path, seed: int = 7) -> Path:
    """A Whisper of one layer with random weights, as CTranslate2 saves it."""
    from ctranslate2.specs.whisper_spec import WhisperSpec

    depth, heads, mels = 32, 2, 80
    folder.mkdir(parents=True)
    tokens, specials = _whisper_tokens(folder)
    draw = np.random.default_rng(seed)
    spec = WhisperSpec(1, heads, 1, heads)

    def some(*shape: int) -> Any:
        return draw.normal(0, 0.3, shape).astype(np.float32)

    def linear(layer: Any, rows: int, columns: int) -> None:
        layer.weight, layer.bias = some(rows, columns), some(rows)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(depth, np.float32), np.zeros(depth, np.float32)

    def attention(layer: Any, *, own: bool) -> None:
        norm(layer.layer_norm)
        if own:
            linear(layer.linear[0], 3 * depth, depth)
        else:
            linear(layer.linear[0], depth, depth)
            linear(layer.linear[1], 2 * depth, depth)
        linear(layer.linear[-1], depth, depth)

    def feed_forward(layer: Any) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, 4 * depth, depth)
        linear(layer.linear_1, depth, 4 * depth)

    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = some(depth, mels, 3), some(depth)
    encoder.conv2.weight, encoder.conv2.bias = some(depth, depth, 3), some(depth)
    encoder.position_encodings.encodings = some(1_500, depth)
    decoder.embeddings.weight = some(len(tokens), depth)
    decoder.position_encodings.encodings = some(448, depth)
    decoder.projection.weight = decoder.embeddings.weight
    for part in (encoder, decoder):
        norm(part.layer_norm)
        attention(part.layer[0].self_attention, own=True)
        feed_forward(part.layer[0].ffn)
    attention(decoder.layer[0].attention, own=False)
    spec.config.alignment_heads = [(0, 0)]
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [
        n for token, n in specials.items() if len(token) <= 7 and token != "<|0.00|>"
    ]
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize("int8")
    spec.save(str(folder))
    return folder


def _whisper_tokens(folder: Path) -> tuple[list[str], dict[str, int]]:
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    named = [
        *("<|endoftext|>", "<|startoftranscript|>"),
        *(f"<|{code}|>" for code in _LANGUAGE_CODES),
        *("<|translate|>", "<|transcribe|>", "<|startoflm|>", "<|startofprev|>"),
        *("<|nospeech|>", "<|notimestamps|>"),
        *(f"<|{n / 50:.2f}|>" for n in range(1_501)),
    ]
    # The empty token must be there: without it a model counts as one of English alone.
    base = [*alphabet, ""]
    vocabulary = {token: place for place, token in enumerate(base)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(named)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text('{"feature_size": 80}', "utf-8")
    specials = {token: tokenizer.get_vocab()[token] for token in named}
    tokens = [""] * tokenizer.get_vocab_size()
    for token, place in tokenizer.get_vocab().items():
        tokens[place] = token
    return tokens, specials


def tone_words(words: list[tuple[float, float, str]], seconds: float) -> np.ndarray:
    """Sound in which `tones` hears words: start and end in seconds, and which."""
    rate = 16_000
    sound = np.random.default_rng(1).normal(0, 1e-4, round(seconds * rate)).astype(np.float32)
    for start, end, word in words:
        at = np.arange(round(start * rate), round(end * rate))
        hertz = LOW_HZ if word == WORDS[0] else HIGH_HZ
        sound[at] += (0.3 * np.sin(2 * np.pi * hertz * at / rate)).astype(np.float32)
    return sound
