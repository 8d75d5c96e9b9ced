"""A synthetic corpus: calls of a given number of turns, as shards of Parquet in a cache folder.

Nobody's words: a vocabulary of Dutch-like words is generated and drawn from as real words are
(few very often, many rarely), so that every turn is a text of its own and no dictionary in a file
or an engine helps. Times are those of talk: gaps of some hundred ms, overlaps, backchannels said
while the other goes on, turns of a few words and turns of a hundred, two to four people.
"""

from __future__ import annotations

import os
import random as plain_random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from bench.workers import Workers
from klankbord.conversation import Conversation
from klankbord.conversation.frames import CALLS, PARTIES, SIDE, TURNS, Frames, from_frames
from klankbord.dialogue.acts import ACTS, BY_CUSTOMER, BY_SELLER, DIRECTED_ACTS
from klankbord.dialogue.dialogue import Dialogue
from klankbord.language import find_cues, load_pack
from klankbord.language.packs import DIRECTIONS
from klankbord.measures.grains import Grains

CACHE = Path(__file__).parent.parent / ".benchmarks"
VERSION = 2
"""Goes up when the corpus changes, so that an old cache is not read."""
CALLS_A_SHARD = 1_000
TURNS_A_CALL = 200

Array = npt.NDArray[Any]

_SMALL = (
    "de het een en dat die ik je we u niet is van in op te voor met aan maar als dan nog naar er "
    "hoe wat ook wel zo al om dus want bij uit heb heeft kan moet zou mijn uw jullie deze eens even"
).split()
_ONSETS = "b br d dr f g gr h j k kl kr l m n p pl r s sch sl sp st str t tr v vl w z zw".split()
_NUCLEI = "a aa e ee ei eu i ie ij o oe oo ou u ui uu".split()
_CODAS = ["", "", "l", "m", "n", "ng", "nk", "p", "r", "rk", "s", "st", "t", "cht"]
_WORDS = 30_000
_PEOPLE = (0.7, 0.2, 0.1)
"""Shares of calls with two, three and four people."""
_BACKCHANNEL, _QUESTION, _GOES_ON, _LAUGHS = 0.16, 0.12, 0.3, 0.01
"""Shares of turns."""
_ACT = 0.03
"""Share of the turns of a side that do any one act."""
_FILLER, _COMMA = 0.03, 0.08
"""Shares of words."""


@dataclass(frozen=True)
class Shard:
    """The files of one shard."""

    calls: Path
    parties: Path
    turns: Path
    cues: Path
    acts: Path
    lemmas: Path

    def frames(self) -> Frames:
        """The three tables, read."""
        calls, parties = pl.read_parquet(self.calls), pl.read_parquet(self.parties)
        return Frames(calls, parties, pl.read_parquet(self.turns))

    def at_hand(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """The cues, acts and lemmas that were found beforehand."""
        return (
            pl.read_parquet(self.cues),
            pl.read_parquet(self.acts),
            pl.read_parquet(self.lemmas),
        )

    def grains(self) -> Grains:
        """Everything that measures read, from what is at hand."""
        hits, acts, lemmas = self.at_hand()
        return Grains(Dialogue.of(self.frames(), hits=hits, acts=acts, lemmas=lemmas))


def shards(calls: int, turns: int = TURNS_A_CALL) -> list[Shard]:
    """The shards that hold this many calls, made where they are not there yet."""
    folder = CACHE / f"corpus-{VERSION}-{turns}"
    folder.mkdir(parents=True, exist_ok=True)
    full, rest = divmod(calls, CALLS_A_SHARD)
    plans = [
        (folder, seed, size, turns)
        for seed, size in enumerate([CALLS_A_SHARD] * full + [rest] * (rest > 0))
    ]
    lacking = [plan for plan in plans if not _files(*plan).lemmas.exists()]
    if lacking:
        print(f"Making {len(lacking)} shards of the synthetic corpus in {folder} …")
        with Workers() as workers:
            workers.run(_make_files, lacking)
    return [_files(*plan) for plan in plans]


def conversations(calls: int, turns: int = TURNS_A_CALL) -> list[Conversation]:
    """Some conversations of that kind, as values."""
    return from_frames(make(seed=-1, calls=calls, turns=turns))


def _files(folder: Path, seed: int, size: int, turns: int) -> Shard:  # noqa: ARG001
    names = ("calls", "parties", "turns", "cues", "acts", "lemmas")
    return Shard(*(folder / f"{seed:04}-{size}-{name}.parquet" for name in names))


def _make_files(plan: tuple[Path, int, int, int]) -> None:
    _, seed, size, turns = plan
    shard, frames = _files(*plan), make(seed, size, turns)
    acts = _acts(seed, frames)
    dialogue = Dialogue.of(frames, acts=acts)
    languages = pl.repeat("nl", frames.turns.height, eager=True)
    _write(frames.calls, shard.calls)
    _write(frames.parties, shard.parties)
    _write(frames.turns, shard.turns)
    _write(find_cues(frames.turns["text"], languages), shard.cues)
    _write(acts, shard.acts)
    _write(dialogue.lemmas, shard.lemmas)


def _acts(seed: int, frames: Frames) -> pl.DataFrame:
    """Acts as often as people do them, but where chance puts them: the words mean nothing."""
    random = np.random.default_rng(seed % 1_000_003 + 1)
    side = frames.turns["side"].cast(pl.String)
    allowed = {
        **dict.fromkeys(BY_SELLER, (side == "seller").to_numpy()),
        **dict.fromkeys(BY_CUSTOMER, (side == "customer").to_numpy()),
    }
    drawn = {act: random.random(len(side)) < _ACT for act in ACTS}
    columns = {act: hits & allowed[act] if act in allowed else hits for act, hits in drawn.items()}
    way = random.integers(0, len(DIRECTIONS), len(side))
    for label in DIRECTED_ACTS:
        act, _, direction = label.partition(":")
        columns[label] = columns[act] & (way == DIRECTIONS.index(direction))
    return pl.DataFrame(columns)


def _write(table: pl.DataFrame, path: Path) -> None:
    part = path.with_suffix(f".{os.getpid()}")
    table.write_parquet(part)
    part.rename(path)


def make(seed: int, calls: int, turns: int) -> Frames:
    """The tables of one shard, the same for the same seed."""
    random = np.random.default_rng(seed % 1_000_003)
    people = 2 + random.choice(len(_PEOPLE), calls, p=_PEOPLE)
    drawn = _Drawn.of(random, calls, turns)
    party, start, end = _times(random, drawn, people)
    order = np.lexsort((np.arange(turns)[None, :].repeat(calls, 0), start), axis=1)
    party, start, end = (np.take_along_axis(a, order, axis=1) for a in (party, start, end))
    texts = _texts(random, drawn).gather((order + np.arange(calls)[:, None] * turns).ravel())
    return Frames(
        _calls_table(seed, calls), _parties_table(people), _turns_table(party, start, end, texts)
    )


@dataclass(frozen=True)
class _Drawn:
    """What was drawn for each turn, a row a call."""

    words: Array
    backchannel: Array
    asks: Array
    laughs: Array

    @classmethod
    def of(cls, random: np.random.Generator, calls: int, turns: int) -> _Drawn:
        shape = (calls, turns)
        backchannel = random.random(shape) < _BACKCHANNEL
        backchannel[:, 0] = False
        words = np.clip(random.lognormal(2.3, 0.9, shape).astype(int), 3, 150)
        return cls(
            words=np.where(backchannel, random.integers(2, 4, shape), words),
            backchannel=backchannel,
            asks=~backchannel & (random.random(shape) < _QUESTION),
            laughs=random.random(shape) < _LAUGHS,
        )


def _times(random: np.random.Generator, drawn: _Drawn, people: Array) -> tuple[Array, Array, Array]:
    """Who speaks when: turn after turn, all calls at once."""
    calls, turns = drawn.words.shape
    each = np.arange(calls)
    party, start, end = (np.zeros((calls, turns), int) for _ in range(3))
    free = np.zeros((calls, int(people.max())), int)
    holder, floor_start, floor_end = (
        np.zeros(calls, int),
        np.zeros(calls, int),
        np.zeros(calls, int),
    )
    pace = random.normal(340, 40, (calls, turns)).clip(220, 500)
    length = (drawn.words * pace).astype(int)
    gap = random.normal(250, 500, (calls, turns)).astype(int)
    for turn in range(turns):
        listens = drawn.backchannel[:, turn]
        goes_on = ~listens & (random.random(calls) < _GOES_ON)
        step = random.integers(1, people)
        who = np.where(goes_on, holder, (holder + step) % people)
        within = floor_start + (random.random(calls) * (floor_end - floor_start)).astype(int)
        begin = np.where(
            listens, within, floor_end + np.where(goes_on, np.abs(gap[:, turn]), gap[:, turn])
        )
        begin = np.maximum(np.maximum(begin, free[each, who]), 0)
        until = begin + np.where(listens, length[:, turn] // 2, length[:, turn])
        party[:, turn], start[:, turn], end[:, turn] = who, begin, until
        free[each, who] = until
        holder = np.where(listens, holder, who)
        floor_start = np.where(listens, floor_start, begin)
        floor_end = np.where(listens, floor_end, until)
    return party, start, end


def _texts(random: np.random.Generator, drawn: _Drawn) -> pl.Series:
    """The texts, turn by turn, no two of a shard the same."""
    spoken, listening = vocabulary(), _listening_words()
    words = pl.Series([*spoken, *listening, "eh,"])
    count = drawn.words.ravel()
    of_turn = np.repeat(np.arange(len(count)), count)
    likely = np.cumsum(1 / (np.arange(1, len(spoken) + 1) + 2.7))
    word = np.searchsorted(likely, random.random(len(of_turn)) * likely[-1])
    word = np.where(random.random(len(of_turn)) < _FILLER, len(words) - 1, word)
    listens = drawn.backchannel.ravel()[of_turn]
    ready = len(spoken) + random.integers(0, len(listening), len(of_turn))
    comma = pl.Series(random.random(len(of_turn)) < _COMMA)
    said = pl.DataFrame({"turn": of_turn, "word": words.gather(np.where(listens, ready, word))})
    joined = (
        said.with_columns(word=pl.when(comma).then(pl.col.word + ",").otherwise("word"))
        .group_by("turn", maintain_order=True)
        .agg(pl.col.word.str.join(" ").str.strip_chars_end(","))["word"]
    )
    return _punctuated(_unique(joined, random), drawn)


def _unique(texts: pl.Series, random: np.random.Generator) -> pl.Series:
    """Where a text is there already, one more listener's word is said."""
    listening = pl.Series(_listening_words())
    for _ in range(20):
        again = ~texts.is_first_distinct()
        if not again.any():
            break
        more = texts + " " + listening.gather(random.integers(0, len(listening), len(texts)))
        texts = more.zip_with(again, texts)
    return texts


def _punctuated(texts: pl.Series, drawn: _Drawn) -> pl.Series:
    asks, laughs = (pl.Series(marked.ravel()) for marked in (drawn.asks, drawn.laughs))
    return pl.select(
        pl.concat_str(
            texts.str.slice(0, 1).str.to_uppercase(),
            texts.str.slice(1),
            pl.when(asks).then(pl.lit("?")).otherwise(pl.lit(".")),
            pl.when(laughs).then(pl.lit(" (lacht)")).otherwise(pl.lit("")),
        )
    ).to_series()


@cache
def vocabulary() -> tuple[str, ...]:
    """Small words that Dutch has, then words that look like its own, the short ones first."""
    random = plain_random.Random(7)
    found = dict.fromkeys(_SMALL)
    for syllables, until in ((1, 3_000), (2, 18_000), (3, _WORDS)):
        while len(found) < until:
            letters = (_ONSETS, _NUCLEI, _CODAS) * syllables
            found["".join(random.choice(part) for part in letters)] = None
    return tuple(found)


def some_words(number: int) -> tuple[str, ...]:
    """Words of the corpus that are said now and then: once in a few calls."""
    return vocabulary()[-number:]


@cache
def _listening_words() -> tuple[str, ...]:
    return load_pack("nl").cues["backchannel"].phrases


def _calls_table(seed: int, calls: int) -> pl.DataFrame:
    known: dict[str, Any] = {
        "id": [f"c{seed}-{call}" for call in range(calls)],
        "title": [f"Gesprek {seed}-{call}" for call in range(calls)],
        "language": "nl",
        "direction": "",
        "type": "",
        "declared_overlap": True,
        "provenance": '{"format": "bench", "version": "1", "options": [], "notes": []}',
        **dict.fromkeys(("sides", "starts", "ends", "overlap"), True),
        **dict.fromkeys(("words", "laughter"), False),
    }
    return _table(CALLS, calls, {"call": np.arange(calls), **known})


def _parties_table(people: Array) -> pl.DataFrame:
    call = np.repeat(np.arange(len(people)), people)
    party = _numbered(people)
    return _table(
        PARTIES,
        len(call),
        {
            "call": call,
            "party": party,
            "id": pl.Series(party).cast(pl.String),
            "name": "Naam " + pl.Series(party).cast(pl.String),
            "side": pl.Series(np.minimum(party, 1)).replace_strict(
                [0, 1], ["seller", "customer"], return_dtype=SIDE
            ),
        },
    )


def _numbered(people: Array) -> Array:
    first = np.cumsum(people) - people
    result: Array = np.arange(people.sum()) - np.repeat(first, people)
    return result


def _turns_table(party: Array, start: Array, end: Array, texts: pl.Series) -> pl.DataFrame:
    calls, turns = party.shape
    return _table(
        TURNS,
        calls * turns,
        {
            "call": np.repeat(np.arange(calls), turns),
            "turn": np.tile(np.arange(1, turns + 1), calls),
            "party": party.ravel(),
            "side": pl.Series(np.minimum(party.ravel(), 1)).replace_strict(
                [0, 1], ["seller", "customer"], return_dtype=SIDE
            ),
            "start_ms": start.ravel(),
            "end_ms": end.ravel(),
            "text": texts,
        },
    )


def _table(schema: dict[str, Any], height: int, known: dict[str, Any]) -> pl.DataFrame:
    """A table of the schema; columns that are not known are null."""
    columns = {
        name: pl.repeat(known.get(name), height, eager=True)
        if isinstance(known.get(name), str | bool | None)
        else pl.Series(known[name])
        for name in schema
    }
    return pl.DataFrame([column.cast(schema[name]).alias(name) for name, column in columns.items()])


def samples(shard: Shard, calls: int) -> Iterator[Conversation]:
    """The first calls of a shard, as values."""
    frames = shard.frames()
    few = pl.col.call < calls
    yield from from_frames(
        Frames(frames.calls.filter(few), frames.parties.filter(few), frames.turns.filter(few))
    )
