"""The process in which voices are compared: sound in, spans and numbers out, and nothing else.

It is run by `asking`, as `python -m klankbord.speech.speakers.apart`. A line of JSON on its
standard input says what is asked; once it answers that it is ready, the sound follows, to the end.
A model that the library cannot use ends the whole process: where it had got to is told before.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO, Any

import numpy as np

RATE = 16_000
"""Samples a second of the sound, which comes as 32-bit floats of one channel."""
SHORTEST_S, PAUSE_S = 0.3, 0.5
"""A speaker's span is no shorter than the first, and goes on over a pause under the second."""
UNLIKE = 0.5
"""Voices further apart than this are two people, where nobody says how many there are."""
VOICES, CHANGES, READY, MEMORY, ODD = "voices", "changes", "ready", "memory", "odd"
"""What it tells: which model it loads, that it is ready, and why it gives up."""


def main() -> None:
    """Answer one question and end."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as answer:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the library prints is no answer
        asked = json.loads(sys.stdin.readline())
        shut_in(asked["memory_mb"], asked["seconds"])
        try:
            _tell(answer, _answer(asked, answer))
        except MemoryError:
            _tell(answer, MEMORY)
        except Exception as fault:  # noqa: BLE001 (of a library: what it says may be of a voice)
            _tell(answer, MEMORY if "alloc" in str(fault) else ODD)


def shut_in(memory_mb: int, seconds: int) -> None:
    """From here on this process writes no file, leaves no core, and takes no more than it may.

    Windows knows no such limits; there it is only ended where it takes too long.
    """
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory_mb << 20),
        (resource.RLIMIT_CPU, seconds),
    ):
        _, hard = resource.getrlimit(what)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (limit, limit))


def _answer(asked: dict[str, Any], answer: IO[str]) -> list[tuple[int, int, int]]:
    """Spans in milliseconds, each with the number of its speaker."""
    import sherpa_onnx as sherpa

    voices = sherpa.SpeakerEmbeddingExtractorConfig(
        model=asked["voices"], num_threads=asked["threads"]
    )
    _tell(answer, VOICES)
    # By itself first, so that its fault is told from the other's; asked, since one that failed to
    # load only ends the process where it is used.
    if sherpa.SpeakerEmbeddingExtractor(voices).dim <= 0:
        raise ValueError
    _tell(answer, CHANGES)
    teller = sherpa.OfflineSpeakerDiarization(
        sherpa.OfflineSpeakerDiarizationConfig(
            segmentation=sherpa.OfflineSpeakerSegmentationModelConfig(
                pyannote=sherpa.OfflineSpeakerSegmentationPyannoteModelConfig(asked["changes"]),
                num_threads=asked["threads"],
            ),
            embedding=voices,
            clustering=sherpa.FastClusteringConfig(
                num_clusters=asked["count"] or -1, threshold=UNLIKE
            ),
            min_duration_on=SHORTEST_S,
            min_duration_off=PAUSE_S,
        )
    )
    if teller.sample_rate != RATE:
        raise ValueError
    _tell(answer, READY)
    sound = np.frombuffer(sys.stdin.buffer.read(), np.float32)
    found = teller.process(sound).sort_by_start_time()
    return [(round(1000 * s.start), round(1000 * s.end), int(s.speaker)) for s in found]


def _tell(answer: IO[str], told: object) -> None:
    answer.write(json.dumps(told) + "\n")
    answer.flush()


if __name__ == "__main__":
    main()
