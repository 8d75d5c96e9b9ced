"""What depends on a cue: nothing else changes when the cue finds something else."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.dialogue.staged import SIDE_OF, Staged, acts_table, busy

from klankbord.conversation.frames import to_frames
from klankbord.dialogue.acts import ACTS, DIRECTED, DIRECTED_ACTS
from klankbord.dialogue.dialogue import BY_WORDS, SAID, Dialogue
from klankbord.language import find_cues, load_pack
from klankbord.measures import CATALOGUE
from klankbord.measures.depending import EVERYTHING, depending_on
from klankbord.measures.grains import Grains
from klankbord.measures.measuring import Measured, measure_grains

WORDS = ("filler", *SAID, *BY_WORDS)


def raw(one: Staged) -> Staged:
    """The same without punctuation, so that the acts say what is a question."""
    turns = [replace(t, text=re.sub(r"[.?!,…]", "", t.text)) for t in one.talk.turns]
    return one.as_talk(replace(one.talk, turns=tuple(turns)))


CORPUS = [made(busy(seed)) for seed in range(12) for made in (raw, lambda one: one)]
FRAMES = to_frames(one.talk for one in CORPUS)
LANGUAGES = pl.repeat("nl", FRAMES.turns.height, eager=True)
HITS = find_cues(FRAMES.turns["text"], LANGUAGES)
ALL_ACTS = acts_table(CORPUS)


def measured(hits: pl.DataFrame, acts: pl.DataFrame) -> Measured:
    return measure_grains(Grains(Dialogue.of(FRAMES, hits=hits, acts=acts)))


BEFORE = measured(HITS, ALL_ACTS)


def turned(act: str) -> pl.DataFrame:
    """The acts, this one the other way round in some turns of those who may do it."""
    random, side = Random(act), SIDE_OF.get(act)
    may = FRAMES.turns["side"].cast(pl.String) == side if side else LANGUAGES.is_not_null()
    flips = pl.Series([random.random() < 0.3 for _ in range(len(may))]) & may
    now = ALL_ACTS[act] ^ flips
    columns = {act: now}
    if act in DIRECTED:
        ways = [label for label in DIRECTED_ACTS if label.startswith(f"{act}:")]
        columns |= {way: now if way == ways[0] else now & False for way in ways}
    return ALL_ACTS.with_columns(**columns)


def fewer(cue: str) -> pl.DataFrame:
    """The hits, those of this cue in some turns only, and one in every fifth turn."""
    rows = range(0, FRAMES.turns.height, 5)
    new = pl.DataFrame(
        {"row": rows, "cue": cue, "start_char": 0, "end_char": 1}, schema=HITS.schema
    )
    kept = HITS.filter((pl.col.cue != cue) | (pl.col.row % 3 == 0))
    return pl.concat([kept, new]).sort("row", "start_char", "cue")


@pytest.mark.parametrize("cue", [*ACTS, *WORDS])
def test_only_what_depends_on_a_cue_changes_with_it(cue: str) -> None:
    after = measured(HITS, turned(cue)) if cue in ACTS else measured(fewer(cue), ALL_ACTS)
    depending = {measure.id for measure in depending_on(cue)}
    other = ~pl.col.measure.is_in(depending)
    for name in ("readings", "moments"):
        before, now = getattr(BEFORE, name), getattr(after, name)
        assert_frame_equal(before.filter(other), now.filter(other))
    if depending:
        same = (BEFORE.readings.equals(after.readings), BEFORE.moments.equals(after.moments))
        assert not all(same)


def test_every_cue_of_the_packs_is_known_to_change_something_or_nothing() -> None:
    spoken = {cue.name for cue in load_pack("nl").cues.values() if not cue.for_notes}
    assert spoken <= {*ACTS, *WORDS, *EVERYTHING}


def test_on_listening_words_everything_depends() -> None:
    assert depending_on("backchannel") is CATALOGUE
