"""A conversation understood: floor, links, acts and course, in the order in which they build."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl

from klankbord.conversation.frames import Frames
from klankbord.dialogue.acts import ACTS, BY_CUSTOMER, BY_SELLER, DIRECTED, LABELS, find_acts
from klankbord.dialogue.course import with_course
from klankbord.dialogue.floor import with_floor
from klankbord.dialogue.links import with_links
from klankbord.language.blocks import Reader, read
from klankbord.language.lemmas import LemmaReader
from klankbord.language.matching import CueReader
from klankbord.language.model import GramReader
from klankbord.language.packs import DIRECTIONS

SAID = {"self_word": "self_words", "you_word": "you_words", "laughter": "laughs"}
"""Cues that are counted in each turn, and the name of their count."""
BY_WORDS = ("spoken_notice", "known_of_customer")
"""Cues found by words that serve as acts: the turn has one, or it has not."""
OF_SIDE = {"known_of_customer": "seller"}
"""Cues found by words that only one side can do: what the other says is none."""

SENDS = ("information", "advice", "pitch", "product")
"""The acts with which a seller sends, rather than asks or listens."""

CUES: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "cue": pl.String,
    "direction": pl.String,
    "start_char": pl.UInt32,
    "end_char": pl.UInt32,
}


@dataclass(frozen=True)
class Dialogue:
    """Conversations with what their turns say and do.

    `frames` has the columns of `floor`, `links`, `acts` and `course` on its turns, and the floor's
    sums on its calls. `hits` are those of words alone; `cues` has every hit: of words on their
    place, of acts on the whole turn (row of turns, cue, direction where the cue has one,
    start_char, end_char). `lemmas` are those of the turns, and from row `turns.height` on those of
    the parties' names.
    """

    frames: Frames
    hits: pl.DataFrame
    lemmas: pl.DataFrame

    @cached_property
    def cues(self) -> pl.DataFrame:
        """Every hit, in order of row, place and cue."""
        hits, side = self.hits, self.frames.turns["side"].cast(pl.String)
        owner = hits["cue"].replace_strict(OF_SIDE, default=None, return_dtype=pl.String)
        may = owner.is_null() | (owner == side.gather(hits["row"]))
        by_words = hits.filter(may & ~hits["cue"].is_in(ACTS)).with_columns(direction=pl.lit(""))
        acts = _cues_of_acts(self.frames.turns)
        every = pl.concat([by_words.select(list(CUES)), acts])
        return every.sort("row", "start_char", "cue", maintain_order=True)

    @classmethod
    def of(
        cls,
        frames: Frames,
        *,
        hits: pl.DataFrame | None = None,
        acts: pl.DataFrame | None = None,
        lemmas: pl.DataFrame | None = None,
        own: Path | None = None,
    ) -> Dialogue:
        """The dialogue of conversations.

        Args:
            frames: the conversations.
            hits: the cues that words alone decide, where they are at hand (`find_cues`).
            acts: the acts, where they are at hand (as `find_acts` gives them).
            lemmas: the content lemmas, where they are at hand (as the dialogue has them).
            own: the file with an organisation's own words.
        """
        languages = _of_call(frames.calls, "language", frames.turns)
        grams = GramReader() if acts is None else None
        hits, lemmas = _read(frames, languages, hits, lemmas, grams, own)
        said = lemmas.filter(pl.col.row < frames.turns.height)
        linked = with_links(with_floor(frames, hits), said)
        if acts is None:
            acts = find_acts(linked.turns, languages, grams)
        punctuated = _of_call(linked.calls, "punctuation", linked.turns)
        turns = with_course(_with_said(linked.turns, hits, acts, punctuated))
        return cls(Frames(linked.calls, linked.parties, turns), hits, lemmas)


def _of_call(calls: pl.DataFrame, column: str, table: pl.DataFrame) -> pl.Series:
    """A column of the calls, for each row of a table."""
    return calls[column].gather(calls["call"].search_sorted(table["call"]))


def _read(
    frames: Frames,
    languages: pl.Series,
    hits: pl.DataFrame | None,
    lemmas: pl.DataFrame | None,
    grams: GramReader | None,
    own: Path | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the texts once for what is not at hand: the hits and the lemmas, and `grams` too."""
    cues, words, texts = CueReader(own), LemmaReader(), frames.turns["text"]
    readers: list[Reader] = [] if grams is None else [grams]
    if hits is None:
        readers.append(cues)
    if lemmas is None:
        readers.append(words)
    read(texts, languages, *readers)
    if lemmas is None:
        names = frames.parties["name"].fill_null("")
        spoken = _of_call(frames.calls, "language", frames.parties)
        read(names, spoken, words, first=len(texts))
        lemmas = words.lemmas()
    return cues.hits() if hits is None else hits, lemmas


def _with_said(
    turns: pl.DataFrame, hits: pl.DataFrame, acts: pl.DataFrame, punctuated: pl.Series
) -> pl.DataFrame:
    """Turns with a column an act, and the counts of cues that are counted.

    Where a call has no question marks, its questions are those that the acts say.
    """
    counts = (
        hits.filter(pl.col.cue.is_in([*SAID, *BY_WORDS, *ACTS]))
        .group_by("row", "cue")
        .agg(n=pl.len().cast(pl.Int64))
    )
    columns: dict[str, pl.Series] = {}
    found: dict[str, pl.DataFrame] = {
        str(key[0]): table for key, table in counts.partition_by("cue", as_dict=True).items()
    }
    nothing = counts.clear()
    for cue in (*SAID, *BY_WORDS):
        n = _counted(found.get(cue, nothing), turns.height)
        columns[SAID.get(cue, cue)] = n if cue in SAID else n > 0
    for label in LABELS:
        act = acts[label]
        if label in found:  # an organisation's own words
            act = act | ((_counted(found[label], turns.height) > 0) & _may_do(label, turns))
        columns[label] = act
    asks = pl.Series(columns["open_question"] | columns["closed_question"])
    return turns.with_columns(**columns).with_columns(
        interruption=pl.col.interrupts,
        sends=pl.any_horizontal(SENDS),
        question=pl.col.question | (asks & ~punctuated),
    )


def _may_do(act: str, turns: pl.DataFrame) -> pl.Series:
    """Which turns may do an act: no listener's, and of some acts one side's alone."""
    side = "seller" if act in BY_SELLER else "customer" if act in BY_CUSTOMER else None
    held = turns["substantive"]
    return held if side is None else held & (turns["side"] == side)


def _counted(table: pl.DataFrame, height: int) -> pl.Series:
    counts = pl.Series([0], dtype=pl.Int64).new_from_index(0, height)
    return counts.scatter(table["row"], table["n"]) if table.height else counts


def _cues_of_acts(turns: pl.DataFrame) -> pl.DataFrame:
    """The acts as hits on whole turns, with the columns of CUES."""
    names = [*ACTS, "interruption"]
    row, act = np.nonzero(turns.select(names).to_numpy())
    ways = np.full(len(row), len(DIRECTIONS))
    for name in DIRECTED:
        known = turns.select(f"{name}:{way}" for way in DIRECTIONS).to_numpy()
        of_this = np.flatnonzero(act == names.index(name))
        told = known[row[of_this]]
        ways[of_this] = np.where(told.any(axis=1), told.argmax(axis=1), len(DIRECTIONS))
    length = turns["text"].str.len_chars()
    return pl.DataFrame(
        {
            "row": row,
            "cue": pl.Series(names).gather(act),
            "direction": pl.Series([*DIRECTIONS, ""]).gather(ways),
            "start_char": np.zeros(len(row), dtype=np.uint32),
            "end_char": length.gather(row),
        },
        schema=CUES,
    )
