"""Speech over time: bins of 30 s, and the windows of 2.5 minutes that slide over them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.dialogue.rows import nullable

BIN_MS = 30_000
WINDOW_BINS = 5
"""A window is 5 bins: 2.5 minutes, a new one each 30 s."""
SIDES = ("seller", "customer")
BALANCED = 0.6
"""Beyond this share of the speech, a window is out of balance."""


def bins(turns: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """Speech and words of each side in each 30 s from the call's start; the last may be shorter.

    A row a call, bin and side (seller, customer, other): `bin`, start_ms, end_ms, speech_ms,
    words_said (spread evenly over a turn), row and turn (the first of that side that sounds in it).
    """
    length = np.maximum(-(-calls["call_ms"].to_numpy() // BIN_MS), 0)
    offset = np.r_[0, np.cumsum(length)]
    place = calls["call"].search_sorted(turns["call"]).to_numpy()
    zero = calls["start_ms"].fill_null(0).to_numpy()
    start = turns["start_ms"].fill_null(0).to_numpy() - zero[place]
    speech = turns["speech_ms"].to_numpy()
    end = start + speech
    timed = speech > 0
    side = np.minimum(turns["side"].to_physical().to_numpy(), len(SIDES))

    first, last = start // BIN_MS, np.maximum(end - 1, 0) // BIN_MS
    touched = np.where(timed, last - first + 1, 0)
    of_turn = np.repeat(np.arange(len(start)), touched)
    into = np.arange(len(of_turn)) - np.repeat(np.cumsum(touched) - touched, touched)
    at = first[of_turn] + into
    heard = np.minimum(end[of_turn], (at + 1) * BIN_MS) - np.maximum(start[of_turn], at * BIN_MS)
    rate = turns["words_said"].to_numpy() / np.maximum(speech, 1)
    cell = offset[place[of_turn]] + at
    slots, sides = int(offset[-1]), len(SIDES) + 1
    slot = cell * sides + side[of_turn]
    size = slots * sides
    call = np.repeat(np.arange(len(length)), length)
    number = np.arange(slots) - offset[call]
    begin = zero[call] + number * BIN_MS
    until = np.minimum(begin + BIN_MS, (zero + calls["call_ms"].to_numpy())[call])
    opening = np.full(size, len(start))
    np.minimum.at(opening, slot, of_turn)
    each = np.repeat(np.arange(slots), sides)
    return pl.DataFrame(
        {
            "call": calls["call"].gather(call[each]),
            "bin": number[each],
            "side": pl.Series([*SIDES, "other"] * slots, dtype=turns.schema["side"]),
            "start_ms": begin[each],
            "end_ms": until[each],
            "speech_ms": np.bincount(slot, weights=heard, minlength=size),
            "words_said": np.bincount(slot, weights=heard * rate[of_turn], minlength=size),
            **_opening(turns, opening),
        }
    )


def _opening(turns: pl.DataFrame, row: npt.NDArray[Any]) -> dict[str, pl.Series]:
    """The row and the number of an opening turn; row 0 and no number where nobody speaks."""
    speaks = row < turns.height
    row = np.where(speaks, row, 0)
    turn = turns["turn"].gather(row) if turns.height else pl.Series([], dtype=pl.UInt32)
    return {"row": pl.Series(row), "turn": nullable(turn, speaks)}


def windows(binned: pl.DataFrame, turns: pl.DataFrame, calls: pl.DataFrame) -> pl.DataFrame:
    """The balance in each window that lies whole in the call.

    A row a window: start_ms, end_ms, seller_ms, customer_ms, `share` (the seller's part of all
    speech; null where nobody speaks), `imbalance` (how far the
    larger share, of seller or customer, goes beyond 60 %),
    `step` (how much the share changes from the 2.5 minutes before to these; only where it is
    the largest change within 2.5 minutes, else null), row and turn (first in the window).
    """
    sides = len(SIDES) + 1
    speech = binned["speech_ms"].to_numpy().reshape(-1, sides)
    call = binned["call"].to_numpy()[::sides]
    heard = np.vstack([np.zeros(sides), np.cumsum(speech, axis=0)])
    at = np.arange(len(call))
    number = binned["bin"].to_numpy()[::sides]
    length = calls["call_ms"].to_numpy()[calls["call"].search_sorted(pl.Series(call)).to_numpy()]
    at = at[(number + WINDOW_BINS) * BIN_MS <= length]
    own = heard[at + WINDOW_BINS] - heard[at]
    total = own.sum(axis=1)
    shares = np.divide(
        own, total[:, None], out=np.full(own.shape, np.nan), where=total[:, None] > 0
    )
    share, larger = shares[:, 0], shares[:, :2].max(axis=1)
    step = _steps(share, call[at])
    frame = binned[at * sides]
    speaks = binned["turn"].is_not_null().to_numpy()
    opening = (
        np.where(speaks, binned["row"].to_numpy(), turns.height).reshape(-1, sides).min(axis=1)
    )
    first = np.min([opening[at + k] for k in range(WINDOW_BINS)], axis=0)
    return pl.DataFrame(
        {
            "call": frame["call"],
            "start_ms": frame["start_ms"],
            "end_ms": frame["start_ms"] + WINDOW_BINS * BIN_MS,
            **_opening(turns, first),
            "seller_ms": own[:, 0],
            "customer_ms": own[:, 1],
            "share": pl.Series(share, nan_to_null=True),
            "imbalance": pl.Series(np.maximum(larger - BALANCED, 0), nan_to_null=True),
            "step": pl.Series(step, nan_to_null=True),
        }
    )


def _steps(share: np.ndarray, call: np.ndarray) -> np.ndarray:
    """The change against the window before it that does not overlap, at its local peaks only."""
    change = np.full(len(share), np.nan)
    same = call[WINDOW_BINS:] == call[:-WINDOW_BINS]
    change[WINDOW_BINS:] = np.where(
        same, np.abs(share[WINDOW_BINS:] - share[:-WINDOW_BINS]), np.nan
    )
    filled = np.nan_to_num(change, nan=-1.0)
    peak = filled >= 0
    for shift in range(1, WINDOW_BINS):
        later = np.r_[filled[shift:], np.full(shift, -1.0)][: len(filled)]
        earlier = np.r_[np.full(shift, -1.0), filled[:-shift]][: len(filled)]
        near_later = np.r_[call[shift:] == call[:-shift], np.zeros(shift, bool)][: len(filled)]
        near_earlier = np.r_[np.zeros(shift, bool), call[shift:] == call[:-shift]][: len(filled)]
        peak &= ~(near_later & (later > filled)) & ~(near_earlier & (earlier >= filled))
    return np.where(peak, change, np.nan)
