"""Who speaks on one channel: the diarisation error rate, where models are at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import numpy.typing as npt

from klankbord.cli.common import speakers_of
from klankbord.errors import UsageError
from klankbord.settings import load_settings
from klankbord.speech.decode import open_sound
from klankbord.speech.listening import Told, listen
from klankbord.speech.recording import Recording
from klankbord.speech.spans import Span, flags_of
from validation.figures import Figure

STEP_MS = 10
FORMULA = (
    "(missed + false alarm + confusion) / speech, in frames of 10 ms: in each, the larger number "
    "of speakers of the two less those that are right, under the pairing of speakers that makes "
    "the error least; no collar, overlap counts; what stays unknown is missed"
)

Flags = npt.NDArray[np.bool_]


def figures(labelled: Mapping[Path, Mapping[str, Sequence[Span]]], length_ms: int) -> list[Figure]:
    """The error rate over recordings with who speaks when by hand, the number of people told."""
    settings = load_settings()
    try:
        asked = speakers_of(settings, 0)
        assert asked is not None
        wrong = speech = left = 0
        for path, people in labelled.items():
            told = Told(speakers=replace(asked, count=len(people)))
            heard = listen(Recording([open_sound(path)]), told, threads=4)
            unknown = heard.people is not None and heard.people.unknown
            voices = heard.voices[:-1] if unknown else heard.voices
            real = _flags(people.values(), length_ms)
            wrong += errors(real, _flags(voices, length_ms))
            speech += int(real.sum())
            left += sum(s.length_ms for s in heard.voices[-1]) // STEP_MS if unknown else 0
        found = (
            f"DER {wrong / speech:.3f} with {asked.label}; {left / speech:.3f} of it left unknown, "
            f"{len(labelled)} recordings"
        )
    except UsageError:
        found = "not measured: no models were at hand"
    return [Figure("who speaks on one channel", FORMULA, found)]


def errors(real: Flags, found: Flags) -> int:
    """The frames of speakers that are wrong, under the best pairing; rows are speakers."""
    both = np.zeros((len(real), len(real) + len(found)), np.int64)
    both[:, : len(found)] = real.astype(np.int64) @ found.T.astype(np.int64)
    pairings = permutations(range(both.shape[1]), len(real))  # past the found ones: with nobody
    right = max(int(both[np.arange(len(real)), list(own)].sum()) for own in pairings)
    return int(np.maximum(real.sum(axis=0), found.sum(axis=0)).sum()) - right


def _flags(voices: Iterable[Sequence[Span]], length_ms: int) -> Flags:
    lanes = [flags_of(spans, length_ms // STEP_MS, STEP_MS) for spans in voices]
    return np.stack(lanes) if lanes else np.zeros((0, length_ms // STEP_MS), bool)
