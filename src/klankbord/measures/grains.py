"""The tables that measures read, each built once and only when something reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from klankbord.dialogue import shift, spans, steps, terms, windows
from klankbord.dialogue.dialogue import Dialogue
from klankbord.language.packs import DIRECTIONS, PACKS


@dataclass(frozen=True)
class Grains:
    """Calls with their quantities, and every grain (see `klankbord.dialogue`)."""

    dialogue: Dialogue

    @property
    def turns(self) -> pl.DataFrame:
        """One row a turn."""
        return self.dialogue.frames.turns

    @cached_property
    def calls(self) -> pl.DataFrame:
        """One row a call: what it bears, and the quantities that measures divide by."""
        c = pl.col
        closing = self.turns.filter("closes")["call"]
        return shift.with_lengths(self.dialogue.frames.calls, self._points).with_columns(
            text=~c.call.is_in(self._wordless.implode()),
            cues=c.language.is_in(PACKS),
            questions=c.punctuation | c.language.is_in(PACKS),
            two_customers=c.customers >= 2,  # noqa: PLR2004
            one=pl.lit(1),
            closings=c.call.is_in(closing.implode()).cast(pl.Int8),
            directions=pl.lit(len(DIRECTIONS)),
        )

    @property
    def _wordless(self) -> pl.Series:
        """The calls whose turns have no text at all: recordings that nobody wrote out."""
        without = self.dialogue.frames.calls.filter(pl.col.said == 0)["call"]
        own = self.turns.filter(pl.col.call.is_in(without.implode()))
        texts = own.group_by("call").agg(empty=(pl.col.text == "").all())
        return texts.filter("empty")["call"]

    @cached_property
    def stretches(self) -> pl.DataFrame:
        """One row a stretch of the floor."""
        return spans.stretches(self.turns)

    @cached_property
    def runs(self) -> pl.DataFrame:
        """One row a run."""
        return shift.with_shift(self._runs, self._points)

    @cached_property
    def _runs(self) -> pl.DataFrame:
        return spans.runs(self.turns, self.dialogue.frames.calls)

    @cached_property
    def _points(self) -> pl.DataFrame:
        return shift.points(self._runs)

    @cached_property
    def people(self) -> pl.DataFrame:
        """One row a party that speaks."""
        return spans.people(self.turns)

    @cached_property
    def bins(self) -> pl.DataFrame:
        """One row a call, 30 s and side."""
        return windows.bins(self.turns, self.calls)

    @cached_property
    def windows(self) -> pl.DataFrame:
        """One row a window of 2.5 minutes."""
        return windows.windows(self.bins, self.turns, self.calls)

    @cached_property
    def steps(self) -> pl.DataFrame:
        """Three rows a call in which the seller closes."""
        return steps.steps(self.turns)

    @cached_property
    def drivers(self) -> pl.DataFrame:
        """Three rows a call."""
        return steps.drivers(self.turns, self.calls)

    @cached_property
    def terms(self) -> pl.DataFrame:
        """One row a term that is new ground."""
        of_turn = pl.col.row < self.turns.height
        said, names = self.dialogue.lemmas.filter(of_turn), self.dialogue.lemmas.filter(~of_turn)
        parties = self.dialogue.frames.parties.select("call").with_row_index(
            "row", self.turns.height
        )
        named = names.join(parties, on="row", how="inner").select("call", "lemma")
        return terms.terms(self.turns, said, named)
