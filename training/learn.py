"""From talks to a model: the matrix of n-grams, one logistic regression a label, thresholds."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from klankbord.dialogue.acts import BY_CUSTOMER, BY_SELLER, LABELS, RELATIONS, links, relations
from klankbord.dialogue.rows import NONE
from klankbord.language.model import Model
from klankbord.language.ngrams import FORM, Texts, Words
from training.material import Talk, as_turns, without_marks

OTHERS = {
    "prior": {
        "word": 0.5,
        "number": 0.5,
        "first": 1.0,
        "last": 1.0,
        "first_two": 0.7,
        "last_two": 0.7,
        "opens": 0.7,
        "opens_two": 0.7,
        "asks": 0.7,
        "asks_two": 0.7,
    },
    "next": {"first": 1.0, "first_two": 0.7, "opens": 0.5, "opens_two": 0.5},
}
"""Which n-grams of another turn say something, and how much more they are held back."""
SHARED = tuple(dict.fromkeys([*OTHERS["prior"], *OTHERS["next"]]))


SMOOTHED = 40
"""Of fewer turns than this, the curve of F1 is taken as it is."""
FEW = 40
"""With fewer turns of a label in the calls, its threshold is set on the packs' examples too."""
RIGHT, WORTH = 0.54, 0.03
"""A threshold whose hits are right so often may cost so much of F1."""
LOWEST = -3.0
"""No threshold lies lower than this, in log odds: beneath it a score says nothing."""


@dataclass
class Options:
    """What can be tried."""

    c: float = 0.3
    least: int = 2
    example_weight: float = 1.0
    copy_weight: float = 1.0
    keys: int = 28000
    shared: int = 5000
    dev_weight: float = 1.0
    phrase_weight: float = 1.0
    form_stretch: float = 0.0
    jobs: int = 3
    inner: int = 3
    rounds: int = 6


@dataclass
class Material:
    """Everything about a set of talks that learning needs, row by row."""

    talks: list[Talk]
    turns: pl.DataFrame
    talk: np.ndarray
    origin: np.ndarray
    """For each row, the number of the talk that it or its copy comes from."""
    copied: np.ndarray
    example: np.ndarray
    phrase: np.ndarray
    yes: np.ndarray
    asked: np.ndarray
    side: np.ndarray


def gather(talks: Sequence[Talk], language: str, *, copies: bool = True) -> Material:
    """The talks and, of those with punctuation, copies without."""
    kept, origin, copied = list(talks), list(range(len(talks))), [False] * len(talks)
    if copies:
        for number, talk in enumerate(talks):
            if not talk.raw and talk.source != "phrase":
                kept.append(without_marks(talk))
                origin.append(number)
                copied.append(True)
    turns = as_turns(kept, language)
    lines = [line for talk in kept for line in talk.lines]
    assert turns["text"].to_list() == [line.text for line in lines]
    size = [len(talk.lines) for talk in kept]
    place = {label: k for k, label in enumerate(LABELS)}
    yes = np.zeros((len(lines), len(LABELS)), bool)
    asked = np.zeros((len(lines), len(LABELS)), bool)
    for row, line in enumerate(lines):
        yes[row, [place[label] for label in line.yes]] = True
        asked[row, [place[label] for label in line.asked]] = True
    return Material(
        kept,
        turns,
        np.repeat(np.arange(len(kept)), size),
        np.repeat(origin, size),
        np.repeat(copied, size),
        np.repeat([talk.source in ("yes", "no") for talk in kept], size),
        np.repeat([talk.source == "phrase" for talk in kept], size),
        yes,
        asked,
        np.array([line.side for line in lines]),
    )


@dataclass
class Matrix:
    """The whole material as columns: own keys, prior keys, next keys, forms, relations."""

    keys: np.ndarray
    shared: int
    scale: dict[str, np.ndarray]
    x: sparse.csr_matrix

    def own_form(self) -> np.ndarray:
        """Which columns tell the form of the turn itself."""
        begin = len(self.keys) + 2 * self.shared
        columns = np.arange(self.x.shape[1])
        return (columns >= begin) & (columns < begin + len(FORM))


@dataclass
class Said:
    """What the columns are made of, row by row.

    `steps` are the rows of the prior and the next turn, NONE where there is none; `origin` the
    talk that a row comes from.
    """

    texts: list[str]
    steps: dict[str, np.ndarray]
    relation: np.ndarray
    origin: np.ndarray


def matrix(said: Said, words: Words, use: np.ndarray, least: int) -> Matrix:
    """The matrix over all rows, of the n-grams that stand in `least` talks of those in `use`."""
    texts = Texts(said.texts, words)
    grams = list(texts.ngrams())
    names = [one.kind for one in grams]
    row = np.concatenate([one.row for one in grams])
    key = np.concatenate([one.key for one in grams])
    kind = np.repeat(np.arange(len(grams)), [len(one.row) for one in grams])
    form = texts.form_of()
    keys, at = np.unique(key, return_inverse=True)
    origin = said.origin[row]
    inside = use[row]
    pairs = np.unique(at[inside].astype(np.int64) * (said.origin.max() + 1) + origin[inside])
    count = np.bincount(pairs // (said.origin.max() + 1), minlength=len(keys))
    keep = count >= least
    kind_of = np.zeros(len(keys), np.int64)
    kind_of[at] = kind
    is_shared = np.isin(np.array(names)[kind_of], SHARED)
    order = np.concatenate([np.flatnonzero(keep & is_shared), np.flatnonzero(keep & ~is_shared)])
    shared = int((keep & is_shared).sum())
    number = np.full(len(keys), -1)
    number[order] = np.arange(len(order))
    column = number[at]
    ok = column >= 0
    row, column, kind = row[ok], column[ok], kind[ok]
    rows = len(said.texts)

    def block(values: np.ndarray, mask: np.ndarray, width: int) -> sparse.csr_matrix:
        b = sparse.csr_matrix(
            (values[mask], (row[mask], column[mask])), shape=(rows, width), dtype=np.float32
        )
        b.sum_duplicates()
        return b

    own = block(np.ones(len(row), np.float32), np.ones(len(row), bool), len(order))
    parts = [own]
    every = np.arange(rows)
    forms = [form]
    for role in ("prior", "next"):
        scale = np.array([OTHERS[role].get(name, 0.0) for name in names], np.float32)[kind]
        b = block(scale, scale > 0, shared)
        to = said.steps[role]
        pick = sparse.csr_matrix(
            (np.ones((to != NONE).sum(), np.float32), (every[to != NONE], to[to != NONE])),
            shape=(rows, rows),
        )
        parts.append((pick @ b).tocsr())
        forms.append(np.where((to != NONE)[:, None], form[to], 0))
    dense = np.concatenate([*forms, said.relation], axis=1)
    x = sparse.hstack([*parts, sparse.csr_matrix(dense)], format="csr", dtype=np.float32)
    x.indices = x.indices.astype(np.int32)
    x.indptr = x.indptr.astype(np.int32)
    kinds = [names[k] for k in kind_of[order[:shared]]]
    scale = {r: np.array([OTHERS[r].get(k, 0.0) for k in kinds]) for r in OTHERS}
    return Matrix(keys[order], shared, scale, x)


def weights(m: Material, options: Options) -> np.ndarray:
    """How much each row counts."""
    w = np.ones(len(m.turns), np.float64)
    w[m.copied] *= options.copy_weight
    w[m.example] *= options.example_weight
    w[m.phrase] *= options.phrase_weight
    if options.dev_weight != 1:
        dev = np.array([t.source == "call" and t.name[0] in "abcd" for t in m.talks])
        w[dev[m.talk]] *= options.dev_weight
    return w


def rows_for(label: str, m: Material) -> np.ndarray:
    """The rows from which a label is learned: asked for, and said by who may do it."""
    column = LABELS.index(label)
    name = label.split(":", maxsplit=1)[0]
    rows = m.asked[:, column]
    if ":" in label:
        rows = rows & m.yes[:, LABELS.index(name)]
    for by, acts in (("seller", BY_SELLER), ("customer", BY_CUSTOMER)):
        if name in acts:
            rows = rows & (m.side == by)
    return rows & ~m.turns["backchannel"].to_numpy()


def best_threshold(score: np.ndarray, yes: np.ndarray) -> float:
    """The score above which F1 is highest, smoothed over a few turns.

    Where a little F1 buys hits that are right more often than not, it is paid.
    """
    order = np.argsort(-score, kind="stable")
    s, y = score[order], yes[order]
    hit = np.cumsum(y)
    f = 2 * hit / (np.arange(1, len(y) + 1) + y.sum())
    if len(f) > SMOOTHED:
        f = np.convolve(np.pad(f, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    right = hit / np.arange(1, len(y) + 1) >= RIGHT
    worth = right & (f >= f.max() - WORTH)
    k = int(np.argmax(np.where(worth, f, 0) if worth.any() else f))
    after = s[k + 1] if k + 1 < len(s) else s[k] - 1
    return float((s[k] + after) / 2)


def fit(
    x: Any, y: np.ndarray, w: np.ndarray, c: float, least: np.ndarray | float = 0.0
) -> tuple[np.ndarray, float]:
    """Weights and intercept of a logistic regression in which telling columns move freely.

    Each column is stretched by the root of how much oftener it stands with the label than
    without it (in log): what says something in itself may weigh more than what merely happens
    to be in a turn with the label (after NBSVM, Wang and Manning 2012). `least` is how much a
    column is stretched anyhow: that there are no marks at all is as common with a label as
    without, and yet decides what a question mark that is missing means.
    """
    if y.all() or not y.any():
        return np.zeros(x.shape[1]), (5.0 if y.all() else -5.0)
    weighed = sparse.diags(w) @ x
    rates = [
        (np.abs(np.asarray(weighed[part].sum(axis=0)).ravel()) + 1) / (w[part].sum() + 1)
        for part in (y, ~y)
    ]
    stretch = np.sqrt(np.abs(np.log(rates[0] / rates[1]))).astype(np.float32)
    stretch = np.maximum(stretch, least).astype(np.float32)
    stretched = (x @ sparse.diags(stretch)).tocsr()
    stretched.eliminate_zeros()
    stretched.indices = stretched.indices.astype(np.int32)
    stretched.indptr = stretched.indptr.astype(np.int32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lr = LogisticRegression(C=c, solver="liblinear", tol=1e-3, random_state=0)
        lr.fit(stretched, y, sample_weight=w)
    return lr.coef_[0] * stretch, float(lr.intercept_[0])


@dataclass
class Rows:
    """What one label is learned from: columns, whether it is so, how much a row counts.

    Of each row also the talk that it comes from, whether thresholds are judged on it, and whether
    it is an example of a pack.
    """

    x: Any
    y: np.ndarray
    w: np.ndarray
    origin: np.ndarray
    judge: np.ndarray
    example: np.ndarray


def learn_label(
    label: str, rows: Rows, least: np.ndarray, options: Options
) -> tuple[np.ndarray, float, float]:
    """Weights, intercept and threshold of one label; `least` is as for `fit`."""
    x, y, w, judge = rows.x, rows.y, rows.w, rows.judge
    threshold = 0.0
    if ":" not in label:
        score = np.zeros(len(y))
        groups = np.unique(rows.origin)
        np.random.RandomState(0).shuffle(groups)
        for fold in np.array_split(groups, options.inner):
            out = np.isin(rows.origin, fold)
            coef, bias = fit(x[~out], y[~out], w[~out], options.c, least)
            score[out] = x[out] @ coef + bias
        if y[judge].sum() < FEW:
            judge = judge | rows.example  # too few in the calls to set a threshold by
        threshold = max(best_threshold(score[judge], y[judge]), LOWEST)
    w = w.copy()
    coef, bias = fit(x, y, w, options.c, least)
    for _ in range(options.rounds):
        over = x @ coef + bias > threshold + np.where(y, 0.1, -0.1)
        wrong = rows.example & (over != y)
        if not wrong.any():
            break
        w[wrong] *= 2
        coef, bias = fit(x, y, w, options.c, least)
    return coef, bias, threshold


def learn(m: Material, words: Words, use: np.ndarray, options: Options) -> Model:
    """A model from the rows under `use`."""
    every = np.arange(len(m.turns))
    steps = {"prior": links(m.turns["prior"], every), "next": links(m.turns["reply"], every)}
    said = Said(m.turns["text"].to_list(), steps, relations(m.turns, every), m.origin)
    mat = matrix(said, words, use, options.least)
    w = weights(m, options)
    judge = ~m.copied & ~m.example & ~m.phrase  # thresholds are set on calls as they are
    least = mat.own_form() * options.form_stretch
    jobs = []
    for k, label in enumerate(LABELS):
        at = np.flatnonzero(rows_for(label, m) & use)
        rows = Rows(mat.x[at], m.yes[at, k], w[at], m.origin[at], judge[at], m.example[at])
        jobs.append((label, rows, least, options))
    done = Parallel(n_jobs=options.jobs)(delayed(learn_label)(*job) for job in jobs)
    coef = np.stack([one for one, _, _ in done], axis=1)
    bias = np.array([one for _, one, _ in done])
    threshold = np.array([one for _, _, one in done])
    return pack(mat, (coef, bias, threshold), words, options, (LABELS, RELATIONS))


def pack(
    mat: Matrix,
    learned: tuple[np.ndarray, np.ndarray, np.ndarray],
    words: Words,
    options: Options,
    names: tuple[tuple[str, ...], tuple[str, ...]],
) -> Model:
    """The learned numbers as a model of whole-number weights and at most so many n-grams."""
    (coef, bias, threshold), (labels, relation_names) = learned, names
    n, s, f = len(mat.keys), mat.shared, len(FORM)
    own, rest = coef[:n], coef[n + 2 * s :]
    prior = coef[n : n + s] * mat.scale["prior"][:, None]
    after = coef[n + s : n + 2 * s] * mat.scale["next"][:, None]
    form = np.concatenate([rest[:f], rest[f : 2 * f], rest[2 * f : 3 * f]], axis=1)
    relation = rest[3 * f :]
    unit = np.maximum(np.abs(coef).max(axis=0), 1e-3) / 127
    elsewhere = np.zeros(n)
    elsewhere[:s] = np.maximum(np.abs(prior / unit).max(axis=1), np.abs(after / unit).max(axis=1))
    size = np.maximum(np.abs(own / unit).max(axis=1), elsewhere)
    kept = np.sort(np.argsort(-size, kind="stable")[: options.keys])
    both = kept[np.isin(kept, np.argsort(-elsewhere, kind="stable")[: options.shared])]
    both = both[both < s]
    kept = np.concatenate([both, np.setdiff1d(kept, both)])

    def steps(a: np.ndarray) -> np.ndarray:
        return np.clip(np.rint(a / unit), -127, 127).astype(np.int8)

    whole = np.rint(form / np.tile(unit, 3)).astype(np.int16)
    whole[0, : len(labels)] += np.rint(bias / unit).astype(np.int16)
    return Model(
        labels=labels,
        words=words,
        keys=mat.keys[kept],
        own=steps(own[kept]),
        others=np.concatenate([steps(prior[both]), steps(after[both])], axis=1),
        form=whole,
        relations=relation_names,
        relation=np.rint(relation / unit).astype(np.int16),
        unit=unit.astype(np.float32),
        threshold=np.rint(threshold / unit).astype(np.float32),
    )
