"""What each turn does: asks, objects, reflects, proposes a next step, one column an act.

A turn is judged by its own words, by those of the turn that it replies to and of the turn that
replies to it (`language.model`), and by how these lie to each other. What is an act only towards
another act is held to that afterwards: there is no counter without an objection just before it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from klankbord.dialogue.questions import how_surely
from klankbord.dialogue.rows import NONE, first_rows
from klankbord.dialogue.spans import stretch_numbers
from klankbord.language.model import GramReader, Model, Scores, load_model, weighed
from klankbord.language.packs import DIRECTIONS

Flags: TypeAlias = npt.NDArray[np.bool_]
Ints: TypeAlias = npt.NDArray[np.int64]
Sums: TypeAlias = npt.NDArray[np.float32]
Array: TypeAlias = npt.NDArray[Any]

BY_SELLER = (
    *("follow_up_question", "assumption_probe", "driver_probe", "history_question"),
    *("reflection", "acknowledgement", "agreement_check"),
    *("counter", "explores_objection", "gives_back", "answers_at_once"),
    *("pitch", "product", "self_focus", "information", "advice", "advises_against"),
    *("competitor_negative", "invitation", "closing"),
)
BY_CUSTOMER = (
    *("objection", "need", "buying_signal", "status_quo", "next_step_commit"),
    *("driver_stated", "own_reason", "rebuff"),
)
BY_BOTH = (
    *("open_question", "closed_question", "repeat_request", "next_step_proposal"),
    *("price", "discount", "compromise", "competitor", "enthusiasm"),
    *("greeting", "small_talk", "shared_we", "obstacle", "decision_process"),
)
DIRECTED = ("driver_probe", "driver_stated")
ACTS = (*BY_SELLER, *BY_CUSTOMER, *BY_BOTH)
"""What a turn may do, by who may do it: the columns of `find_acts`."""
DIRECTED_ACTS = tuple(f"{act}:{way}" for act in DIRECTED for way in DIRECTIONS)
"""Which way a driver goes: columns too, at most one of them beside the driver's own."""
LABELS = (*ACTS, *DIRECTED_ACTS)
QUESTIONS = ("open_question", "closed_question")
KINDS_OF_QUESTION = ("follow_up_question", "assumption_probe", "driver_probe", "history_question")
"""Questions that are always open or closed as well."""
ASKING = (*QUESTIONS, *KINDS_OF_QUESTION)
TOWARDS_OBJECTION = ("counter", "explores_objection")
TOWARDS_QUESTION = ("gives_back", "answers_at_once")

RELATIONS = (
    *("seller", "customer", "replies", "first_reply", "cuts_in"),
    *("takes_up", "takes_up_more", "early", "late", "place"),
)
"""How a turn lies to others: who speaks; `replies` there is a turn to reply to, `first_reply` it
is the turn just before; `cuts_in` on it; `takes_up` one or `_more` of its words; and where in the
call it is (`place` from 0 to 1)."""
EDGE_TURNS = (6, 7)
"""How many turns of a call are early, and how many late."""
LONG_CALL = 20
"""Turns of shorter talks are neither early nor late, but halfway."""
PLENTY = 3
SHORT_GREETING = 8
NOT_WITH_A_GREETING = (
    *("rebuff", "objection", "obstacle", "own_reason", "buying_signal", "closing"),
    *("competitor", "competitor_negative", "compromise", "discount", "history_question"),
)
"""What a hello or goodbye of fewer words, as a call begins or ends, does not do as well."""
NOT_BEFORE_A_WORD = (
    *NOT_WITH_A_GREETING,
    "need",
    "status_quo",
    "driver_stated",
    "decision_process",
)
"""What who picks up the phone does not do in so few words, before the other said anything."""
FEWEST_WORDS = {"objection": 3, "counter": 5}
"""In fewer words than this, on calls held apart, it was nearly always something else."""
PORTION = 16_384
"""About so many turns are looked at together: scores take a kilobyte each."""
DOUBTED, BELIEVED = -1.0, 1.0
"""Log odds of the model of questions under which a question is none, and above which it is one."""


def find_acts(
    turns: pl.DataFrame, languages: pl.Series, read: GramReader | None = None
) -> pl.DataFrame:
    """Which acts each turn does.

    Args:
        turns: turns with the floor's and the links' columns, in order of call.
        languages: the language of each turn; a turn in one that has no model does nothing.
        read: what has read the turns' texts already, where that is at hand.

    Returns:
        A boolean column for each of LABELS, a row a turn.
    """
    hits = np.zeros((turns.height, len(LABELS)), bool)
    for language, every in _by_language(languages):
        model = load_model(language)
        if model is None:
            continue
        grams = read.grams(language) if read else None
        done = 0
        for rows in _portions(every, turns["call"].to_numpy()):
            part = turns[rows]
            said = model.scores_of(grams.part(done, done + len(rows))) if grams else None
            done += len(rows)
            over = over_threshold(model, part, rows, said)
            found = held_to(over, part, rows)
            surely = how_surely(part, language)
            surely[part["backchannel"].to_numpy()] = np.nan
            _ask_again(found, over, surely)
            hits[rows] = found
    return pl.DataFrame({label: hits[:, column] for column, label in enumerate(LABELS)})


def acts_by(model: Model, turns: pl.DataFrame, rows: Ints) -> Flags:
    """Which acts these turns do by a model; `rows` are their rows in the whole table."""
    return held_to(over_threshold(model, turns, rows), turns, rows)


def over_threshold(
    model: Model, turns: pl.DataFrame, rows: Ints, said: Scores | None = None
) -> Sums:
    """For each turn and each of LABELS, by how much its score is over the threshold, in steps.

    `said` is what the turns' own words say, where that is at hand.
    """
    said = said or model.scores(turns["text"])
    prior = links(turns["prior"], rows)
    reply = links(turns["reply"], rows)
    scores = said.own + weighed(relations(turns, rows), model.relation)
    scores += np.where((prior != NONE)[:, None], said.prior[prior], 0)
    scores += np.where((reply != NONE)[:, None], said.next[reply], 0)
    return scores - model.threshold


def links(column: pl.Series, rows: Ints) -> Ints:
    """A column of row numbers as places among `rows`, NONE where there is none."""
    at = column.fill_null(rows[0] if len(rows) else 0).to_numpy().astype(np.int64)
    found = np.searchsorted(rows, at) if len(rows) and rows[-1] >= len(rows) else at
    return np.where(column.is_null().to_numpy(), NONE, found)


def relations(turns: pl.DataFrame, rows: Ints) -> Sums:
    """The columns of RELATIONS, a row a turn."""
    count = turns.height
    side = turns["side"].cast(pl.String)
    prior = links(turns["prior"], rows)
    place, size, early, late = _places(turns)
    shared = turns["takes_up"].fill_null(0).to_numpy()
    columns = {
        "seller": (side == "seller").to_numpy(),
        "customer": (side == "customer").to_numpy(),
        "replies": prior != NONE,
        "first_reply": (prior != NONE) & (prior == np.arange(count) - 1),
        "cuts_in": turns["interrupts"].to_numpy(),
        "takes_up": shared > 0,
        "takes_up_more": np.minimum(shared, PLENTY) / PLENTY,
        "early": early,
        "late": late,
        "place": np.where(size >= LONG_CALL, place / np.maximum(size, 1), 0.5),
    }
    return np.stack([columns[name] for name in RELATIONS], axis=1).astype(np.float32)


def _places(turns: pl.DataFrame) -> tuple[Ints, Ints, Flags, Flags]:
    """For each turn, its place in its call, the call's turns, and whether it is early or late."""
    count = turns.height
    first = first_rows(turns["call"].to_numpy().astype(np.int64))
    place = np.arange(count) - first
    size = np.bincount(first, minlength=count)[first] if count else first
    long = size >= LONG_CALL
    return place, size, long & (place < EDGE_TURNS[0]), long & (place >= size - EDGE_TURNS[1])


def held_to(over: Sums, turns: pl.DataFrame, rows: Ints) -> Flags:
    """The acts that scores stand for, each held to what it needs of side and of other turns."""
    scores = dict(zip(LABELS, over.T, strict=True))
    hits = {label: score > 0 for label, score in scores.items()}
    side = turns["side"].cast(pl.String)
    for by, acts in (("seller", BY_SELLER), ("customer", BY_CUSTOMER)):
        allowed = (side == by).to_numpy()
        for act in acts:
            hits[act] &= allowed
    _hold_short(hits, turns)
    _hold_questions(hits, scores)
    customer = (side == "customer").to_numpy()
    asked = hits["open_question"] | hits["closed_question"] | turns["question"].to_numpy()
    prior = links(turns["prior"], rows)
    objected = _in_stretch(hits["objection"], turns, prior)
    was_asked = _in_stretch(asked & customer, turns, prior)
    for act in TOWARDS_OBJECTION:
        hits[act] &= objected
    for act in TOWARDS_QUESTION:
        hits[act] &= was_asked
    hits["product"] |= hits["pitch"]
    hits["competitor"] |= hits["competitor_negative"]
    for act in ACTS:
        hits[act] &= ~turns["backchannel"].to_numpy()
    for act in DIRECTED:
        ways = [f"{act}:{way}" for way in DIRECTIONS]
        best = np.argmax([scores[way] for way in ways], axis=0)
        for place, way in enumerate(ways):
            hits[way] = hits[act] & (best == place)
    return np.stack([hits[label] for label in LABELS], axis=1)


def _hold_short(hits: dict[str, Flags], turns: pl.DataFrame) -> None:
    """Take away what is not done in so few words, or not when a call begins or ends."""
    words = turns["words_said"].to_numpy()
    for act, fewest in FEWEST_WORDS.items():
        hits[act] &= words >= fewest
    short = words < SHORT_GREETING
    _, _, early, late = _places(turns)
    only_greets = hits["greeting"] & short & (early | late)
    alone = turns.select(pl.len().over("call") == 1).to_series()
    picks_up = short & (turns["prior"].is_null() & ~alone).to_numpy()
    for act in NOT_WITH_A_GREETING:
        hits[act] &= ~only_greets
    for act in NOT_BEFORE_A_WORD:
        hits[act] &= ~picks_up


def _ask_again(hits: Flags, over: Sums, surely: Sums) -> None:
    """Where question marks are missing, let the model of questions have its say.

    `surely` is that model's log odds, not-a-number in calls with punctuation. It takes away a
    question that it does not believe in, and adds one that it is sure of; open or closed is what
    scores highest.
    """
    opened, closed = (LABELS.index(label) for label in QUESTIONS)
    asking = np.array([label.partition(":")[0] in ASKING for label in LABELS])
    hits[(surely < DOUBTED)[:, None] & asking] = False
    bare = (surely > BELIEVED) & ~hits[:, opened] & ~hits[:, closed]
    is_open = over[:, opened] >= over[:, closed]
    hits[bare & is_open, opened] = True
    hits[bare & ~is_open, closed] = True


def _hold_questions(hits: dict[str, Flags], scores: dict[str, Sums]) -> None:
    """A kind of question is open or closed too; where its score is clear, that is made so."""
    opened, closed = QUESTIONS
    kinds = np.any([hits[kind] for kind in KINDS_OF_QUESTION], axis=0)
    bare = kinds & ~hits[opened] & ~hits[closed]
    is_open = scores[opened] >= scores[closed]
    hits[opened] |= bare & is_open
    hits[closed] |= bare & ~is_open


def _in_stretch(mask: Flags, turns: pl.DataFrame, prior: Ints) -> Flags:
    """Whether the mask holds anywhere in the stretch of the floor that ends with `prior`."""
    held = np.flatnonzero(turns["substantive"].to_numpy())
    found = np.zeros(turns.height, bool)
    if len(held):
        stretch = stretch_numbers(turns[held])
        any_of = np.zeros(stretch[-1] + 1, bool)
        any_of[stretch[mask[held]]] = True
        found[held] = any_of[stretch]
    result: Flags = found[prior] & (prior != NONE)
    return result


def explain(
    turns: pl.DataFrame, row: int, label: str, language: str, most: int = 8
) -> list[tuple[str, str, str, float]]:
    """What weighed most for an act of a turn.

    Args:
        turns: as for `find_acts`, `row` counted in it.
        row: the turn.
        label: the act.
        language: the turn's language.
        most: how many reasons to give.

    Returns:
        The role (own, prior, next: whose words), the words, the kind of n-gram and its weight in
        log odds, the heaviest first; of "relation" the name stands for the words.
    """
    model = load_model(language)
    if model is None:
        return []
    places = {"own": row, "prior": turns["prior"][row], "next": turns["reply"][row]}
    reasons = [
        (role, words, kind, weight)
        for role, at in places.items()
        if at is not None
        for words, kind, weight in model.explain(turns["text"][at], label, role)
    ]
    column = model.labels.index(label)
    values = relations(turns, np.arange(turns.height))[row]
    reasons += [
        ("relation", name, "relation", float(value * weight * model.unit[column]))
        for name, value, weight in zip(
            RELATIONS, values, model.relation[:, column].tolist(), strict=True
        )
        if value and weight
    ]
    return sorted(reasons, key=lambda reason: -reason[3])[:most]


def _by_language(languages: pl.Series) -> list[tuple[str, Ints]]:
    """Each language with the rows in it."""
    return [
        (language, (languages == language).arg_true().to_numpy().astype(np.int64))
        for language in languages.unique().drop_nulls().sort().to_list()
    ]


def _portions(rows: Ints, call: Array) -> list[Ints]:
    """The rows of a language in portions of whole calls, of about PORTION turns each."""
    if not len(rows):
        return []
    begins = np.flatnonzero(np.append(True, np.diff(call[rows]) != 0))
    new = np.append(False, np.diff(begins // PORTION) > 0)
    return np.split(rows, begins[new])
