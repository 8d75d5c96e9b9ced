"""New ground: the words that came up late and that both sides then made their own."""

from __future__ import annotations

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
    half = turns.select(
        *("row", "call", "turn", "side", "start_ms", "end_ms"),
        late=c.turn > c.turn.max().over("call") // 2,
    )
    said = lemmas.filter(~c.dated).join(half, on="row", how="left", maintain_order="left")
    first = c.row.arg_min()
    found = (
        said.group_by("call", "lemma", maintain_order=True)
        .agg(
            late=c.late.all(),
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
        .filter(c.late & (c.sellers >= OFTEN) & (c.customers >= OFTEN))
    )
    return found.join(names, on=["call", "lemma"], how="anti").sort("call", "row", "lemma")
