"""The acts on labelled Dutch calls, each judged by a model that had not seen the call.

`make train` writes what such models say (`training/held_out/nl.json`): the calls are divided in
folds, and of each fold a model trained on the others gives the acts. Here that is compared with
the labels, and the facts of a call are measured from it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from klankbord.conversation import Conversation
from klankbord.conversation.frames import to_frames
from klankbord.dialogue.acts import ACTS, DIRECTED_ACTS, LABELS
from klankbord.dialogue.dialogue import Dialogue
from klankbord.formats import read
from klankbord.formats.document import Document
from klankbord.language.packs import DIRECTIONS
from klankbord.measures.grains import Grains
from klankbord.measures.measuring import Measured, measure_grains
from validation.figures import Agreement, Figure, Section, Table, paragraphs

PLACE = "nl-calls"
TRAINING = Path(__file__).parent.parent / "training"
DRAWS = 100
FEWEST = 10
"""A label with fewer cases is shown, and counts in no mean."""
MAIN = (
    *("open_question", "closed_question", "price", "discount", "enthusiasm"),
    *("backchannel", "next_step_proposal", "objection"),
)
"""The labels of which the mean is told first."""
OF_TIMING = ("backchannel", "interruption")
"""Labels that lists and times decide; no model is trained for them."""
NOT_IN_README = frozenset(
    "greeting small_talk information advice driver_stated shared_we obstacle decision_process "
    "closing competitor_negative invitation rebuff own_reason history_question "
    "advises_against".split()
)


@dataclass(frozen=True)
class Call:
    """A labelled call, with the acts that a model which had not seen it gives."""

    name: str
    raw: bool
    facts: dict[str, Any]
    conversation: Conversation
    labels: list[frozenset[str]]
    acts: list[frozenset[str]]


def validate(data: Path) -> Section:
    """All figures on acts; the sixteen shared calls apart from all."""
    calls = read_calls("nl")
    shared = {file.stem for file in (data / PLACE).glob("*.json")}
    measured = _measured(calls)
    judged = _judged(calls, measured)
    of_shared = [j for j in judged if j.call in shared]
    turns = sum(len(call.labels) for call in calls)
    return Section(
        name="What is said and done",
        about="Dutch and Flemish sales calls, written for this project (not recorded) and "
        "labelled by meaning, each call by one annotator; half of them without case and "
        f"punctuation. Acts are given by models that had not seen the call "
        f"({_folds()} folds, split by call); the calls were at hand when features, word lists and "
        "definitions were made. The examples of discount were chosen among five sets with the "
        "figures of the sixteen in view: that fact flatters by a call or two.",
        licence="ours",
        language="Dutch",
        size=f"{len(calls)} calls, {turns:,} turns",
        figures=(
            *_means("the sixteen shared calls", of_shared),
            *_means("all calls", judged),
            *_facts(calls, measured, shared),
            _drivers(calls, measured),
        ),
        tables=(_table("By cue, all calls", judged), _table("By cue, the sixteen", of_shared)),
        remarks=_REMARKS,
    )


def read_calls(language: str) -> list[Call]:
    """The labelled calls of which there are held-out acts."""
    kept = json.loads((TRAINING / "held_out" / f"{language}.json").read_text("utf-8"))["calls"]
    calls = []
    for file in sorted((TRAINING / language).glob("*.json")):
        value = json.loads(file.read_text("utf-8"))
        if file.stem not in kept:
            continue
        document = Document(
            file.stem, json.dumps({"klankbord": 1, "language": language, **value}).encode()
        )
        (conversation,) = read(document)
        turns = sorted(value["turns"], key=lambda turn: int(turn["start_ms"]))
        calls.append(
            Call(
                name=file.stem,
                raw=value["asr_raw"],
                facts=value["facts"],
                conversation=conversation,
                labels=[_widened(turn["labels"]) for turn in turns],
                acts=[_widened(acts) for acts in kept[file.stem]],
            )
        )
    return calls


def _folds() -> int:
    return int(json.loads((TRAINING / "held_out" / "nl.json").read_text("utf-8"))["folds"])


def _widened(labels: Sequence[str]) -> frozenset[str]:
    """The labels, and of one with a direction the bare one too."""
    return frozenset(labels) | {label.partition(":")[0] for label in labels}


def _measured(calls: Sequence[Call]) -> Measured:
    acts = [act for call in calls for act in call.acts]
    table = pl.DataFrame({label: [label in act for act in acts] for label in LABELS})
    return measure_grains(Grains(Dialogue.of(to_frames(c.conversation for c in calls), acts=table)))


@dataclass(frozen=True)
class Judged:
    """One turn: its call, the labels it has and those it is given."""

    call: str
    raw: bool
    labels: frozenset[str]
    ours: frozenset[str]


def _judged(calls: Sequence[Call], measured: Measured) -> list[Judged]:
    turns = measured.turns.select("call", "backchannel", "interruption").rows()
    told = [(call, k) for call in calls for k in range(len(call.labels))]
    return [
        Judged(
            call.name,
            call.raw,
            call.labels[k],
            call.acts[k]
            | frozenset(
                name
                for name, held in zip(OF_TIMING, (backchannel, interruption), strict=True)
                if held
            ),
        )
        for (call, k), (_, backchannel, interruption) in zip(told, turns, strict=True)
    ]


def _agreement(rows: Sequence[Judged], label: str) -> Agreement:
    return Agreement.of((label in row.ours, label in row.labels) for row in rows)


def _f1(label: str, rows: Sequence[Judged]) -> float:
    return _agreement(rows, label).f1


def _interval(rows: Sequence[Judged], of: Callable[[Sequence[Judged]], float]) -> str:
    """The middle 95 % over calls drawn again and again."""
    by_call: dict[str, list[Judged]] = {}
    for row in rows:
        by_call.setdefault(row.call, []).append(row)
    random = np.random.default_rng(7)
    groups = list(by_call.values())
    draws = [
        of([row for k in random.integers(0, len(groups), len(groups)) for row in groups[k]])
        for _ in range(DRAWS)
    ]
    low, high = np.quantile(draws, [0.025, 0.975])
    return f"{low:.2f} to {high:.2f}"


def _means(name: str, rows: Sequence[Judged]) -> tuple[Figure, ...]:
    every = [*ACTS, *OF_TIMING]
    enough = [x for x in every if sum(x in row.labels for row in rows) >= FEWEST]
    others = [x for x in enough if x not in MAIN and x not in NOT_IN_README]
    ours = [x for x in enough if x in NOT_IN_README]
    found = []
    for title, labels, least in (
        (f"{len(MAIN)} main cues", list(MAIN), 0.60),
        (f"the other {len(others)} labels of nl-calls", others, 0.40),
        (f"{len(ours)} labels of our own", ours, None),
    ):

        def mean(part: Sequence[Judged], labels: list[str] = labels) -> float:
            return float(np.mean([_agreement(part, label).f1 for label in labels]))

        value = mean(rows)
        apart = " and ".join(
            f"{mean([r for r in rows if r.raw == raw]):.2f} {kind}"
            for raw, kind in ((False, "with punctuation"), (True, "as recognised"))
        )
        found.append(
            Figure(
                f"{name}: {title}",
                "mean F1 over labels with 10 or more cases; interval over calls",
                f"{value:.2f} ({_interval(rows, mean)}); {apart}",
                f"≥ {least:.2f}" if least else "",
                value >= least if least else None,
            )
        )
    return tuple(found)


FACTS: dict[str, tuple[str, str]] = {
    "opens with a question": (
        "opens-with-question = 1; unknown is wrong",
        "opens_with_customer_question",
    ),
    "product before need": ("need-before-product = 0", "product_before_need"),
    "price before need": ("price-before-need = 1", "price_before_need"),
    "next step agreed": ("next-step = 1", "next_step_agreed"),
    "steps skipped": ("any kind of steps-skipped = 1", "steps_skipped"),
    "discount given": ("a discount hit of the seller", "discount_given"),
}
"""What is measured, and the fact of a call that it is held against."""


def _told(measured: Measured) -> list[dict[str, bool | None]]:
    """For each call, what the measures make of each fact; None is wrong whatever it is."""
    values = _values(measured)
    by_seller = measured.turns.filter((pl.col.side == "seller") & pl.col.discount)
    gave = set(by_seller["call"].to_list())
    found: list[dict[str, bool | None]] = []
    for call in measured.calls["call"]:
        opens = values[call, "opens-with-question", ""]
        skipped = [values[call, "steps-skipped", k] for k in ("needs", "obstacles", "decision")]
        found.append(
            {
                "opens_with_customer_question": None if opens is None else opens == 1,
                "product_before_need": values[call, "need-before-product", ""] == 0,
                "price_before_need": values[call, "price-before-need", ""] == 1,
                "next_step_agreed": values[call, "next-step", ""] == 1,
                "steps_skipped": 1 in skipped,
                "discount_given": call in gave,
            }
        )
    return found


def _values(measured: Measured) -> dict[tuple[int, str, str], float | None]:
    """Every value by call, measure and kind; None where it is unknown."""
    return {
        (row["call"], row["measure"], row["kind"]): None if row["unknown"] else row["value"]
        for row in measured.readings.iter_rows(named=True)
    }


def _facts(calls: Sequence[Call], measured: Measured, shared: set[str]) -> tuple[Figure, ...]:
    told = _told(measured)
    groups = {"sixteen": shared, "all": {call.name for call in calls}}
    results: dict[str, dict[str, tuple[int, int, int]]] = {fact: {} for _, fact in FACTS.values()}
    for fact, by_group in results.items():
        for group, wanted in groups.items():
            rows = [
                (ours, call) for ours, call in zip(told, calls, strict=True) if call.name in wanted
            ]
            hits = sum(ours[fact] == call.facts[fact] for ours, call in rows)
            yes = sum(bool(call.facts[fact]) for _, call in rows)
            by_group[group] = (hits, max(yes, len(rows) - yes), len(rows))
    found = [
        Figure(
            f"fact: {name}",
            formula,
            "; ".join(
                f"{hits} of {n} right, the majority guess {most} ({group})"
                for group, (hits, most, n) in results[fact].items()
            ),
        )
        for name, (formula, fact) in FACTS.items()
    ]
    sums = {
        group: [sum(column) for column in zip(*(r[group] for r in results.values()), strict=True)]
        for group in groups
    }
    hits, most, n = sums["sixteen"]
    together = Figure(
        "the six facts together",
        "share of calls × facts that is right",
        "; ".join(
            f"{100 * hits / n:.0f} % right, the majority guess {100 * most / n:.0f} % ({group})"
            for group, (hits, most, n) in sums.items()
        ),
        "15 points above the guess, on the sixteen",
        100 * (hits - most) / n >= 15,
    )
    return (*found, together)


def _drivers(calls: Sequence[Call], measured: Measured) -> Figure:
    values = _values(measured)
    truth = [
        (number, way, call.facts["drivers"][way])
        for number, call in enumerate(calls)
        for way in DIRECTIONS
    ]
    right = sum(bool(values[number, "drivers", f"{way}_{told}"]) for number, way, told in truth)
    states = [told for _, _, told in truth]
    most = max(map(states.count, set(states)))
    return Figure(
        "drivers",
        "per direction: stated, asked or not asked, against the fact",
        f"{right} of {len(truth)} right ({100 * right / len(truth):.0f} %), the majority guess "
        f"{most} ({100 * most / len(truth):.0f} %)",
    )


def _table(title: str, rows: Sequence[Judged]) -> Table:
    lines = []
    for label in sorted((*ACTS, *OF_TIMING, *DIRECTED_ACTS)):
        every = _agreement(rows, label)
        if not every.theirs:
            continue
        kinds = [_agreement([r for r in rows if r.raw == raw], label) for raw in (False, True)]
        lines.append(
            (
                label,
                str(every.theirs),
                f"{every.precision:.2f}",
                f"{every.recall:.2f}",
                f"{every.f1:.2f}",
                _interval(rows, partial(_f1, label)),
                *(f"{kind.f1:.2f}" if kind.theirs else "–" for kind in kinds),
            )
        )
    header = ("cue", "cases", "precision", "recall", "F1", "95 % interval", "punctuated", "raw")
    return Table(title, header, tuple(lines))


_REMARKS = paragraphs(
    """
- **Written, not recorded.** Every call here was written, most by people who knew the labels. Real
  talk is messier; expect less of it.

- **One annotator a call**, so nobody knows how far two people would agree. Where labels are a
  matter of taste (need, own_reason, obstacle, buying_signal) the ceiling is low.

- **Weak**: what has a precision under 0.5 in the table feeds no sentence of a report
  (`language.precision`), though it is shown as a hit. Rare acts (rebuff, obstacle, own_reason,
  competitor, the direction of a driver) are found about as often wrongly as rightly.

- **Unseen writers are harder.** The sixteen calls and the rest differ in who wrote them; the gap
  between the two rows of means is the better guide to what new calls will give.
"""
)
