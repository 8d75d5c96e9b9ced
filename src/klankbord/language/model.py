"""What words say about a turn: a small linear model over n-grams, a weight a label and a role.

The words of a turn say something about that turn (own), about its reply (prior: a price objection
makes a counter likely) and about the turn that it replies to (next: "yes" makes a question
likely). `Model.scores` gives the sum of weights for each of the three; `dialogue.acts` puts them
together.

A model is a table of the numbers that n-grams have (`language.ngrams`) with whole-number weights:
it holds no words, and sums are the same on every machine.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.language.blocks import BLOCK, Block, blocks
from klankbord.language.hashing import Keys
from klankbord.language.ngrams import FORM, Sums, Table, Texts, Words

Array: TypeAlias = npt.NDArray[Any]

HERE = Path(__file__).parent
MODELS = ("nl", "en")
"""The languages that have a model."""
ROLES = ("own", "prior", "next")


@dataclass(frozen=True)
class Scores:
    """For each text, what its words say: own about itself, prior about its reply, next about what
    it replies to; each of the shape (texts, labels), in the model's own units (see `Model`).
    """

    own: Sums
    prior: Sums
    next: Sums


@dataclass(frozen=True)
class Grams:
    """What some texts hold that weighs: places in a model's keys, text after text."""

    at: npt.NDArray[np.int32]
    ends: Array
    """0, and for each text where its own end in `at`."""
    form: Array
    """The columns of FORM, as yes or no."""

    @property
    def height(self) -> int:
        """How many texts there are."""
        return len(self.form)

    def part(self, begin: int, end: int) -> Grams:
        """Those of the texts from begin up to end."""
        ends = self.ends[begin : end + 1]
        return Grams(self.at[ends[0] : ends[-1]], ends - ends[0], self.form[begin:end])

    @classmethod
    def joined(cls, parts: Sequence[Grams]) -> Grams:
        """Those of one part after another."""
        first = np.cumsum([0, *(part.ends[-1] for part in parts)])
        ends = [part.ends[1:] + begin for part, begin in zip(parts, first[:-1], strict=True)]
        return cls(
            np.concatenate([np.zeros(0, np.int32), *(part.at for part in parts)]),
            np.concatenate([first[:1], *ends]),
            np.concatenate([np.zeros((0, len(FORM)), bool), *(part.form for part in parts)]),
        )


@dataclass(frozen=True)
class Model:
    """The weights of one language.

    Attributes:
        labels: what is scored.
        words: what words stand for in n-grams.
        keys: the n-grams that weigh, those that weigh in another turn too (`shared`) first.
        own: a row a key and a column a label, of whole numbers: what an n-gram adds to the score.
        others: for the first `shared` keys, the same for prior and next side by side.
        form: the same for the columns of FORM, own, prior and next side by side.
        relations: names of what `dialogue.acts` adds from how turns lie to each other.
        relation: their weights, a row a relation.
        unit: for each label, what one whole step of a weight is worth, in log odds.
        threshold: for each label, the score (in steps) above which it holds.
    """

    labels: tuple[str, ...]
    words: Words
    keys: Keys
    own: Array
    others: Array
    form: Array
    relations: tuple[str, ...]
    relation: Array
    unit: Sums
    threshold: Sums

    @cached_property
    def table(self) -> Table:
        """Where each key stands."""
        return Table(self.keys)

    @cached_property
    def _sums(self) -> tuple[_Packed, _Packed]:
        return _Packed.of(self.own), _Packed.of(self.others)

    def scores(self, texts: pl.Series) -> Scores:
        """What each text's words say; whole numbers, so that no order of adding matters."""
        return self.scores_of(
            Grams.joined([self.grams(block) for _, block in blocks(texts.to_list())])
        )

    def grams(self, block: Block) -> Grams:
        """What the texts of a block hold that weighs."""
        texts = Texts(block.texts, self.words, block)
        found = list(texts.ngrams())
        at = self.table.find(np.concatenate([one.key for one in found]))
        known = np.flatnonzero(at >= 0)
        row = np.concatenate([one.row for one in found]).astype(np.uint16)[known]  # sorts quickly
        at = at[known][np.argsort(row, kind="stable")]
        count = np.bincount(row, minlength=texts.height)
        return Grams(at.astype(np.int32), np.append(0, np.cumsum(count)), texts.form_of() > 0)

    def scores_of(self, grams: Grams) -> Scores:
        """The scores of texts, from what they hold."""
        labels = len(self.labels)
        sums = np.empty((grams.height, len(ROLES) * labels), np.float32)
        for begin in range(0, grams.height, BLOCK):
            end = min(begin + BLOCK, grams.height)
            self._add(grams.part(begin, end), sums[begin:end])
        return Scores(sums[:, :labels], sums[:, labels : 2 * labels], sums[:, 2 * labels :])

    def _add(self, grams: Grams, sums: Sums) -> None:
        # Few forms differ, so each is weighed once; its columns are bits of one number.
        bits = np.packbits(grams.form, axis=1).view(np.uint16)[:, 0]
        _, first, which = np.unique(bits, return_index=True, return_inverse=True)
        np.take(weighed(grams.form[first], self.form), which, axis=0, out=sums)
        own, others = self._sums
        row = np.repeat(np.arange(grams.height), np.diff(grams.ends))
        own.add_to(sums[:, : len(self.labels)], row, grams.at)
        shared = grams.at < len(self.others)
        others.add_to(sums[:, len(self.labels) :], row[shared], grams.at[shared])

    def explain(self, text: str, label: str, role: str = "own") -> list[tuple[str, str, float]]:
        """The n-grams of a text that speak for or against a label, the heaviest first.

        Returns:
            The words, the kind (one of KINDS or FORM), and the weight in log odds.
        """
        column = self.labels.index(label)
        place = ROLES.index(role)
        shift = column + (place - 1) * len(self.labels)
        texts = Texts([text], self.words)
        weights: dict[tuple[str, str], float] = {}
        for found in texts.ngrams():
            at = self.table.find(found.key)
            for key, first in zip(at.tolist(), found.first.tolist(), strict=True):
                weight = 0
                if key >= 0 and role == "own":
                    weight = int(self.own[key, column])
                elif 0 <= key < len(self.others):
                    weight = int(self.others[key, shift])
                if weight:
                    name = (texts.quote(first, found.words, found.kind), found.kind)
                    weights[name] = weights.get(name, 0.0) + weight
        (form,) = texts.form_of().tolist()
        for said, value, weight in zip(
            FORM, form, self.form[:, column + place * len(self.labels)].tolist(), strict=True
        ):
            if value and weight and said != "bias":
                weights["", said] = value * weight
        unit = float(self.unit[column])
        heavy = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))
        return [(words, kind, weight * unit) for (words, kind), weight in heavy]


@dataclass(frozen=True)
class _Packed:
    """Weights, four in each number of 64 bits: rows are added up four columns at a time.

    Each weight takes 16 bits and stands LIFT too high, so that it is never below zero and up to
    MOST of them add up without reaching the next one's bits.
    """

    numbers: Keys
    columns: int

    LIFT = 128
    MOST = (1 << 16) // (2 * LIFT)
    LANES = 4

    @classmethod
    def of(cls, weights: Array) -> _Packed:
        """Weights of 8 bits, a row an n-gram."""
        height, columns = weights.shape
        lifted = np.zeros((height, -(-columns // cls.LANES) * cls.LANES), np.uint16)
        lifted[:, :columns] = weights.astype(np.int16) + cls.LIFT
        return cls(lifted.view(np.uint64), columns)

    def add_to(self, sums: Sums, row: Array, at: Array) -> None:
        """Adds to each row of `sums` the weights of its n-grams; `row` rises."""
        if not len(row):
            return
        count = np.bincount(row)
        begin = np.cumsum(count) - count
        place = np.arange(len(row)) - begin[row]
        # A long text is added in several goes, none of more than MOST n-grams.
        parts = np.flatnonzero(place % self.MOST == 0)
        size = np.diff(np.append(parts, len(row)))
        added = np.add.reduceat(self.numbers.take(at, axis=0), parts, axis=0).view(np.uint16)
        lift = (self.LIFT * size).astype(np.float32)
        total = np.subtract(added[:, : self.columns], lift[:, None], dtype=np.float32)
        go = place[parts] // self.MOST
        if not go.any():
            sums[row[parts]] += total
            return
        for number in range(int(go.max()) + 1):
            now = go == number
            sums[row[parts[now]]] += total[now]


def weighed(values: Sums, weights: Array) -> Sums:
    """The sum of weights for each row of values, a row of weights each column.

    Not `values @ weights`: for that, the library of matrices starts a thread a core, which takes
    longer than so small a sum, and stands in the way where a process a core is at work already.
    """
    sums: Sums = np.einsum("rv,vw->rw", values, weights.astype(np.float32))
    return sums


class GramReader:
    """Reads texts for what weighs in the model of their language."""

    def __init__(self) -> None:
        self.parts: dict[str, list[Grams]] = {}

    def read(self, language: str, rows: Array, block: Block) -> None:  # noqa: ARG002
        """Take in some texts."""
        model = load_model(language)
        if model is not None:
            self.parts.setdefault(language, []).append(model.grams(block))

    def grams(self, language: str) -> Grams:
        """What the texts of a language hold."""
        return Grams.joined(self.parts.get(language, ()))


@cache
def load_model(language: str, name: str = "model") -> Model | None:
    """A model of a language: "model" (of acts) or "asks"; None for a language that has none."""
    if language not in MODELS:
        return None
    return read_model((HERE / language / f"{name}.npz").read_bytes())


def read_model(data: bytes) -> Model:
    """A model from what `write_model` made of it."""
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        words = Words(held["word"], held["form_of_word"], held["openers"])
        return Model(
            labels=tuple(held["labels"].tolist()),
            words=words,
            keys=held["keys"],
            own=held["own"],
            others=held["others"],
            form=held["form"],
            relations=tuple(held["relations"].tolist()),
            relation=held["relation"],
            unit=held["unit"],
            threshold=held["threshold"],
        )


def write_model(model: Model) -> bytes:
    """A model as a file, of the same bytes for the same model (so not compressed, nor dated)."""
    arrays: dict[str, Array] = {
        "labels": np.array(model.labels),
        "word": model.words.word,
        "form_of_word": model.words.form,
        "openers": model.words.openers,
        "keys": model.keys,
        "own": model.own,
        "others": model.others,
        "form": model.form,
        "relations": np.array(model.relations),
        "relation": model.relation,
        "unit": model.unit,
        "threshold": model.threshold,
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as held:
        for name, array in arrays.items():
            one = io.BytesIO()
            np.save(one, array, allow_pickle=False)
            held.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), one.getvalue())
    return buffer.getvalue()
