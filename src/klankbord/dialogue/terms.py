"""New ground: the words that came up late and that both sides then made their own."""

from __future__ import annotations

import numpy as np
import polars as pl

OFTEN = 2
"""In so many turns of each side a term is taken up."""


def terms(turns: pl.DataFrame, lemmas: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """One row a term that is new ground in its call.

    A term is a content lemma that is no calendar word and no name of a party, absent from the
    first half of the turns and said by both seller and customer in two turns each in the second.

    Args:
        turns: with the floor's columns.
        lemmas: as `language.lemmas.content_lemmas` gives them for these turns.
        names: call and lemma of the words in the parties' names.

    Returns:
        call, lemma, and turn, row, start_ms, end_ms of the first turn with it, to_turn of the
        first turn in which the other side says it.
    """
    c = pl.col
    late = _late_only(turns, lemmas.filter(~c.dated))
    first = c.row.arg_min()
    found = (
        late.group_by("call", "lemma", maintain_order=True)
        .agg(
            sellers=(c.side == "seller").sum(),
            customers=(c.side == "customer").sum(),
            row=c.row.get(first),
            turn=c.turn.get(first),
            start_ms=c.start_ms.get(first),
            to_turn=pl.max_horizontal(
                c.turn.filter(c.side == "seller").min(), c.turn.filter(c.side == "customer").min()
            ),
            end_ms=pl.max_horizontal(
                c.end_ms.filter(c.side == "seller").first(),
                c.end_ms.filter(c.side == "customer").first(),
            ),
        )
        .filter((c.sellers >= OFTEN) & (c.customers >= OFTEN))
    )
    return found.join(names, on=["call", "lemma"], how="anti").sort("call", "row", "lemma")


def _late_only(turns: pl.DataFrame, lemmas: pl.DataFrame) -> pl.DataFrame:
    """The turns with each lemma that is absent from the first half and comes often enough after."""
    call, turn = turns["call"].to_numpy(), turns["turn"].to_numpy()
    edges = np.flatnonzero(np.r_[True, call[1:] != call[:-1]][: len(call)])
    last = np.maximum.reduceat(turn, edges) if len(edges) else turn
    half = np.repeat(last // 2, np.diff(np.r_[edges, len(call)]))
    row = lemmas["row"].to_numpy()
    lemma = lemmas["lemma"].to_numpy().astype(np.int64)
    key = call[row].astype(np.int64) * (int(lemma.max(initial=0)) + 1) + lemma
    late = turn[row] > half[row]
    early = np.sort(key[~late])
    kept = np.flatnonzero(late)
    at = np.searchsorted(early, key[kept])
    kept = kept[np.append(early, -1)[at] != key[kept]]
    _, of, count = np.unique(key[kept], return_inverse=True, return_counts=True)
    kept = kept[count[of] >= 2 * OFTEN]
    columns = ("row", "call", "turn", "side", "start_ms", "end_ms")
    said: pl.DataFrame = turns.select(columns)[row[kept]]
    return said.with_columns(lemma=pl.Series(lemma[kept], dtype=pl.UInt32))
