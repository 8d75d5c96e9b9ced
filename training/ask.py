"""The model of questions without question marks: learned from talks and calls, tried on IFADV."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from klankbord.dialogue.questions import LABEL, RELATIONS, context, over_threshold
from klankbord.language.model import Model
from klankbord.language.ngrams import Words
from training.learn import Options, Said, best_threshold, fit, matrix, pack
from training.material import HERE, SPELLED, read_calls

QUESTIONS = {"open_question", "closed_question"}


@dataclass
class Asked:
    """Turns as `dialogue.questions` takes them, which of them ask, and the talk of each."""

    turns: pl.DataFrame
    yes: np.ndarray
    calls: np.ndarray
    """Whether a row comes from a sales call."""


def spelled(text: str) -> str:
    """A text as a recogniser might write it."""
    return " ".join(SPELLED.sub(" ", text.lower()).split())


def read_talks(language: str) -> Asked:
    """Talks (no times, a question mark where it asks) and calls, without their punctuation."""
    rows: list[tuple[int, int, int | None, int | None, str]] = []
    yes, calls = [], []
    number = 0
    for file in sorted((HERE / language / "talk").glob("*.txt")):
        parties: dict[str, int] = {}
        for line in file.read_text("utf-8").splitlines():
            if ":" not in line:
                continue
            who, text = line.split(":", 1)
            party = parties.setdefault(who, len(parties))
            rows.append((number, party, None, None, spelled(re.sub(r"\[.*?\]", " ", text))))
            yes.append("?" in text)
            calls.append(False)
        number += 1
    for talk in read_calls(language):
        for line in talk.lines:
            party = int(line.side == "customer")
            rows.append((number, party, line.start_ms, line.end_ms, spelled(line.text)))
            yes.append(bool(line.yes & QUESTIONS) or "?" in line.text)
            calls.append(True)
        number += 1
    return Asked(_table(rows), np.array(yes), np.array(calls))


def _table(rows: list[tuple[int, int, int | None, int | None, str]]) -> pl.DataFrame:
    names = ("call", "party", "start_ms", "end_ms", "text")
    kinds = (pl.UInt32, pl.UInt16, pl.Int64, pl.Int64, pl.String)
    columns = zip(names, zip(*rows, strict=True), kinds, strict=True)
    return pl.DataFrame([pl.Series(n, list(c), k) for n, c, k in columns])


def learn_asks(asked: Asked, words: Words, options: Options, weight: float = 0.1) -> Model:
    """A model of one label; `weight` is how much a turn of a call counts beside one of a talk.

    Without talks, calls are all there is, and count fully.
    """
    piece, reply, relation = context(asked.turns)
    origin = asked.turns["call"].to_numpy().astype(np.int64)
    said = Said(asked.turns["text"].to_list(), {"prior": piece, "next": reply}, relation, origin)
    mat = matrix(said, words, np.ones(len(origin), bool), options.least)
    w = np.where(asked.calls & (~asked.calls).any(), weight, 1.0)
    score = np.zeros(len(origin))
    groups = np.unique(origin)
    np.random.RandomState(0).shuffle(groups)
    for fold in np.array_split(groups, 4):
        out = np.isin(origin, fold)
        coef, bias = fit(mat.x[~out], asked.yes[~out], w[~out], options.c)
        score[out] = mat.x[out] @ coef + bias
    judge = ~asked.calls if (~asked.calls).any() else asked.calls
    threshold = best_threshold(score[judge], asked.yes[judge])
    coef, bias = fit(mat.x, asked.yes, w, options.c)
    learned = (coef[:, None], np.array([bias]), np.array([threshold]))
    return pack(mat, learned, words, options, ((LABEL,), RELATIONS))


def read_ifadv(file: Path, joined_ms: int | None = None) -> Asked:
    """IFADV with its question marks taken off; `joined_ms`: pieces over gaps so short are one."""
    talks: dict[str, list[dict[str, str]]] = {}
    with file.open(newline="") as held:
        for row in csv.DictReader(held):
            talks.setdefault(row["dialog"], []).append(row)
    rows: list[tuple[int, int, int | None, int | None, str]] = []
    yes: list[bool] = []
    for number, talk in enumerate(talks.values()):
        talk.sort(key=lambda row: float(row["begin"]))
        speakers: dict[str, int] = {}
        last: dict[int, int] = {}
        for row in talk:
            party = speakers.setdefault(row["speaker"], len(speakers))
            text = row["utterance"]
            said = re.sub(r"\*\w", "", text.replace("[laugh]", " "))
            start, end = int(float(row["begin"])), int(float(row["end"]))
            at = last.get(party, -1)
            if joined_ms is not None and at >= 0 and start - (rows[at][3] or 0) < joined_ms:
                rows[at] = (
                    number,
                    party,
                    rows[at][2],
                    end,
                    f"{rows[at][4]} {spelled(said)}".strip(),
                )
                yes[at] |= "?" in text
                continue
            last[party] = len(rows)
            rows.append((number, party, start, end, spelled(said)))
            yes.append("?" in text)
    return Asked(_table(rows), np.array(yes), np.zeros(len(rows), bool))


CRUDE = re.compile(
    r"^(?:(?:en|maar|of|want|oh|nou|ja|nee|dus|uh|hè|oké|dan) )*"
    r"(?:(?:in|op|van|met|voor|aan|naar) )?"
    r"(?:wat|wie|waar|hoe|waarom|wanneer|welke?|hoeveel|hoezo|waar\w+|"
    r"(?:ben|bent|is|zijn|was|heb|hebt|heeft|hebben|had|kan|kun|kunt|wil|wilt|moet|mag|zal|zou|ga|gaat|doe|doet|weet|vind|vindt|ken|denk)"
    r" (?:je|jij|u|jullie|het|'t|dat|die|er|hij|ie|ze|we|ge|gij))\b|\bhè$|\btoch$|\bof niet$"
)


def f1(got: np.ndarray, want: np.ndarray) -> str:
    """Precision, recall and F1 as one string."""
    hit = (got & want).sum()
    return (
        f"P {hit / max(got.sum(), 1):.2f} R {hit / max(want.sum(), 1):.2f} "
        f"F1 {2 * hit / max(got.sum() + want.sum(), 1):.3f} (n={want.sum()})"
    )


def try_on_ifadv(model: Model, file: Path) -> None:
    """Prints how well the model does on IFADV, beside a crude rule: as rows, and joined."""
    for name, joined in (("rows", None), ("joined over 1 s", 1000)):
        asked = read_ifadv(file, joined)
        over = over_threshold(model, asked.turns)
        crude = np.array([bool(CRUDE.search(text)) for text in asked.turns["text"]])
        best = best_threshold(over, asked.yes)
        print(
            f"{name}: model {f1(over > 0, asked.yes)}; crude rule {f1(crude, asked.yes)}; "
            f"model, threshold set on IFADV itself {f1(over > best, asked.yes)}"
        )
