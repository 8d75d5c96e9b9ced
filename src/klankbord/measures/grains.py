"""The tables that measures read, each built once and only when something reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from klankbord.conversation.frames import Frames
from klankbord.dialogue import spans, windows
from klankbord.dialogue.floor import with_floor
from klankbord.language.packs import PACKS


@dataclass(frozen=True)
class Grains:
    """Calls with their quantities, and every grain (see `klankbord.dialogue`)."""

    frames: Frames

    @classmethod
    def of(cls, frames: Frames, cues: pl.DataFrame) -> Grains:
        """The grains of conversations and the cues that were found in them."""
        return cls(with_floor(frames, cues))

    @cached_property
    def calls(self) -> pl.DataFrame:
        """One row a call: what it bears, and the quantities that measures divide by."""
        return self.frames.calls.with_columns(
            cues=pl.col.language.is_in(PACKS),
            two_customers=pl.col.customers >= 2,  # noqa: PLR2004
        )

    @property
    def turns(self) -> pl.DataFrame:
        """One row a turn."""
        return self.frames.turns

    @cached_property
    def stretches(self) -> pl.DataFrame:
        """One row a stretch of the floor."""
        return spans.stretches(self.turns)

    @cached_property
    def runs(self) -> pl.DataFrame:
        """One row a run."""
        return spans.runs(self.turns, self.calls)

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
