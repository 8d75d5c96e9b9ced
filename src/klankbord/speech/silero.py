"""How surely somebody speaks, by Silero's network on onnxruntime.

The network looks at 32 ms at a time and remembers what came before. A recording is cut into
pieces of half a minute that each begin a second earlier, and pieces go through the network side by
side: three times as fast as one after another, and the same but for a few frames in a thousand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from klankbord.errors import SpeechMissing
from klankbord.speech.decode import Samples
from klankbord.speech.recording import HIGH, LOW, Recording
from klankbord.speech.spans import Span

MODEL = Path(__file__).parent / "models" / "silero_vad.onnx"
VERSION = "6.2.3"
FRAME_MS = 32
PIECE = 960
"""Frames in a piece (30.72 s),"""
LEAD = 32
"""and those that only warm the network up (1 s)."""
TOGETHER = 16
"""So many pieces go through the network at once: more is hardly faster, and takes memory."""
STATE = (2, 128)
CONTEXT = {LOW: 32, HIGH: 64}
"""How many samples of what came before the network is shown with each frame."""

Chances = npt.NDArray[np.float32]


def chances_of(recording: Recording, threads: int = 1) -> Chances:
    """The chance of speech in each 32 ms, a column a channel, from 0 to 1.

    Raises:
        SpeechMissing: onnxruntime is not installed.
        SoundRefused: the recording cannot be decoded.
    """
    session = _session()
    done: list[Chances] = []
    waiting: deque[tuple[Future[Chances], int]] = deque()
    frames = 0
    with ThreadPoolExecutor(threads) as pool:
        for batch, pieces, heard in _batches(recording):
            frames = heard
            waiting.append((pool.submit(_through, session, batch, recording.rate), pieces))
            if len(waiting) > threads:
                done.append(_in_order(*waiting.popleft()))
        done += [_in_order(*one) for one in waiting]
    found = np.concatenate(done) if done else np.zeros((0, recording.channels), np.float32)
    return found[: -(-frames // (recording.rate * FRAME_MS // 1000))]


def chances_within(recording: Recording, channel: int, spans: Sequence[Span]) -> Iterator[Chances]:
    """The same for one channel and for each of some spans, in order and apart: one row of it.

    Raises:
        SpeechMissing: onnxruntime is not installed.
        SoundRefused: the recording cannot be decoded.
    """
    session, rate = _session(), recording.rate
    hop = rate * FRAME_MS // 1000
    for span, samples in _cuts(recording, channel, spans):
        before = np.zeros(LEAD * hop - (span.start_ms - _lead_from(span)) * rate // 1000)
        row = np.r_[before, samples].astype(np.float32)
        yield _through(session, np.pad(row, (0, -len(row) % hop))[None], rate)[0]


def _lead_from(span: Span) -> int:
    return max(span.start_ms - LEAD * FRAME_MS, 0)


def _cuts(
    recording: Recording, channel: int, spans: Sequence[Span]
) -> Iterator[tuple[Span, Samples]]:
    """The sound of each span, from a second before it."""
    rate, at, waiting = recording.rate, 0, deque(spans)
    have = np.zeros(0, np.float32)
    for block in recording.blocks():
        have = np.concatenate([have, block[:, channel]])
        end = at + len(have)
        while waiting and waiting[0].end_ms * rate // 1000 <= end:
            span = waiting.popleft()
            start = _lead_from(span) * rate // 1000
            yield span, have[start - at : span.end_ms * rate // 1000 - at]
        needed = _lead_from(waiting[0]) * rate // 1000 if waiting else end
        have, at = have[max(needed - at, 0) :], max(min(needed, end), at)
    for span in waiting:  # ends with the last step, which may reach past the last sample
        yield span, have[_lead_from(span) * rate // 1000 - at :]


@cache
def _session() -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise SpeechMissing("onnxruntime") from None  # noqa: EM101
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])


def _batches(recording: Recording) -> Iterator[tuple[Samples, int, int]]:
    """Batches of pieces by samples, how many pieces, and how many samples there were so far.

    The rows of a batch are piece by piece, channel by channel.
    """
    hop = recording.rate * FRAME_MS // 1000
    lead, size = LEAD * hop, PIECE * hop
    have = np.zeros((lead, recording.channels), np.float32)
    pieces: list[Samples] = []
    heard = 0
    for block in recording.blocks():
        heard += len(block)
        have = np.concatenate([have, block])
        while len(have) >= lead + size:
            pieces.append(have[: lead + size].T)
            have = have[size:]
        if len(pieces) * recording.channels >= TOGETHER:
            yield np.concatenate(pieces), len(pieces), heard
            pieces = []
    if len(have) > lead:
        # The last piece is as long as what is left; going through it apart costs little.
        if pieces:
            yield np.concatenate(pieces), len(pieces), heard
        rest = -(len(have) - lead) % hop
        yield np.pad(have, ((0, rest), (0, 0))).T, 1, heard
    elif pieces:
        yield np.concatenate(pieces), len(pieces), heard


def _through(session: Any, batch: Samples, rate: int) -> Chances:
    """The chance of speech for each row and frame after the lead."""
    hop, context = rate * FRAME_MS // 1000, CONTEXT[rate]
    rows, frames = len(batch), batch.shape[1] // hop
    state = np.zeros((STATE[0], rows, STATE[1]), np.float32)
    shown = np.zeros((rows, context + hop), np.float32)
    found = np.empty((rows, frames), np.float32)
    told = np.array(rate, np.int64)
    for frame in range(frames):
        shown[:, :context] = shown[:, -context:]
        shown[:, context:] = batch[:, frame * hop : (frame + 1) * hop]
        chance, state = session.run(None, {"input": shown, "state": state, "sr": told})
        found[:, frame] = chance[:, 0]
    return found[:, LEAD:]


def _in_order(future: Future[Chances], pieces: int) -> Chances:
    """The rows of a batch as frames by channels."""
    found = future.result()
    by_piece = found.reshape(pieces, -1, found.shape[1])
    return by_piece.transpose(0, 2, 1).reshape(-1, by_piece.shape[1])
