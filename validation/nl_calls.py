"""Our own sixteen written Dutch sales calls: what was labelled by meaning, against the floor."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from klankbord.conversation import Conversation
from klankbord.formats import read
from klankbord.formats.document import Document
from klankbord.measures.measuring import measure
from validation.figures import Agreement, Figure, Section, Table, paragraphs

PLACE = "nl-calls"
CUT_IN_MS = 300


@dataclass(frozen=True)
class Row:
    """A turn with the labels that it was given, and what the floor makes of it."""

    call: str
    raw: bool
    """Lower case, without punctuation, as a recogniser may give it."""
    labels: frozenset[str]
    ours: dict[str, Any]


def validate(data: Path) -> Section:
    """All figures on the sixteen calls."""
    files = sorted((data / PLACE).glob("*.json"))
    values = [json.loads(file.read_text("utf-8")) for file in files]
    conversations = [_conversation(value) for value in values]
    ours = measure(conversations).turns.rows(named=True)
    labelled = [(value, turn) for value in values for turn in _in_order(value["turns"])]
    rows = [
        Row(value["id"], value["asr_raw"], frozenset(turn["labels"]), own)
        for (value, turn), own in zip(labelled, ours, strict=True)
    ]
    return Section(
        name="nl-calls",
        about="Sixteen Dutch and Flemish sales calls, written for this project (not recorded) "
        "and labelled by meaning by one annotator; half of them without case and punctuation. "
        "Times were written with the words.",
        licence="ours",
        language="Dutch",
        size=f"{len(conversations)} calls, {len(rows):,} turns",
        figures=(*_backchannels(rows), *_interruptions(rows)),
        tables=(_per_kind(rows),),
        remarks=_REMARKS,
    )


def _conversation(value: dict[str, Any]) -> Conversation:
    """The file through our own reader: it lacks only our mark and the language."""
    document = Document(
        value["id"], json.dumps({"klankbord": 1, "language": "nl", **value}).encode()
    )
    (conversation,) = read(document)
    return conversation


def _in_order(turns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(turns, key=lambda turn: int(turn["start_ms"]))


def _agreement(rows: list[Row], column: str, label: str) -> Agreement:
    return Agreement.of((row.ours[column], label in row.labels) for row in rows)


def _backchannels(rows: list[Row]) -> tuple[Figure, ...]:
    agreement = _agreement(rows, "backchannel", "backchannel")
    figure = Figure(
        "backchannels",
        "backchannel against the label",
        f"{agreement.words}; kappa {agreement.kappa:.2f}",
    )
    return (figure,)


def _interruptions(rows: list[Row]) -> tuple[Figure, ...]:
    agreement = _agreement(rows, "interrupts", "interruption")
    missed = Counter(
        _why_missed(rows, place)
        for place, row in enumerate(rows)
        if "interruption" in row.labels and not row.ours["interrupts"]
    )
    reasons = ", ".join(f"{n} {why}" for why, n in missed.most_common())
    loose = Agreement.of(
        (_cuts_in(rows, place) and _stops_first(rows, place), "interruption" in row.labels)
        for place, row in enumerate(rows)
    )
    during = Agreement.of(
        (
            _cuts_in(rows, place) and _stops_first(rows, place) and not _goes_on(rows, place, -1),
            "interruption" in row.labels,
        )
        for place, row in enumerate(rows)
    )
    return (
        Figure(
            "interruptions",
            "interrupts against the label",
            f"{agreement.words}; kappa {agreement.kappa:.2f}",
        ),
        Figure("interruptions missed", "why interrupts is false where the label stands", reasons),
        Figure(
            "interruptions, going on later allowed",
            "interrupts, but the other may go on from the moment the interrupter ends",
            during.words,
        ),
        Figure(
            "interruptions, going on allowed",
            "interrupts, without the condition that the other does not go on",
            loose.words,
        ),
    )


def _prior(rows: list[Row], place: int) -> dict[str, Any] | None:
    prior = rows[place].ours["prior"]
    return None if prior is None else rows[prior].ours


def _cuts_in(rows: list[Row], place: int) -> bool:
    own, prior = rows[place].ours, _prior(rows, place)
    if prior is None or not own["substantive"]:
        return False
    return bool(
        own["start_ms"] > prior["start_ms"] and prior["end_ms"] - own["start_ms"] >= CUT_IN_MS
    )


def _stops_first(rows: list[Row], place: int) -> bool:
    own, prior = rows[place].ours, _prior(rows, place)
    return prior is not None and bool(prior["end_ms"] < own["end_ms"])


def _goes_on(rows: list[Row], place: int, within_ms: int) -> bool:
    """Whether who was cut in on goes on within so many ms of the interrupter's end."""
    own, prior = rows[place].ours, _prior(rows, place)
    if prior is None:
        return False
    return any(
        after.ours["call"] == prior["call"]
        and after.ours["party"] == prior["party"]
        and after.ours["substantive"]
        and after.ours["start_ms"] <= own["end_ms"] + within_ms
        for after in rows[prior["row"] + 1 :]
    )


def _why_missed(rows: list[Row], place: int) -> str:
    if not _cuts_in(rows, place):
        return f"that cut in by less than {CUT_IN_MS} ms, or on somebody of their own side"
    if not _stops_first(rows, place):
        return "where the other stops later"
    if _goes_on(rows, place, -1):
        return "where the other goes on before the interrupter ends"
    return f"where the other answers within {CUT_IN_MS} ms of the interrupter's end"


def _per_kind(rows: list[Row]) -> Table:
    lines = []
    for title, raw in (("with case and punctuation", False), ("without (as recognised)", True)):
        part = [row for row in rows if row.raw is raw]
        for label, column in (("backchannel", "backchannel"), ("interruption", "interrupts")):
            agreement = _agreement(part, column, label)
            lines.append(
                (
                    label,
                    title,
                    f"{len({row.call for row in part})}",
                    f"{agreement.theirs}",
                    f"{agreement.ours}",
                    f"{agreement.precision:.2f}",
                    f"{agreement.recall:.2f}",
                    f"{agreement.f1:.2f}",
                )
            )
    header = ("label", "text", "calls", "labelled", "ours", "precision", "recall", "F1")
    return Table("By kind of text", header, tuple(sorted(lines)))


_REMARKS = paragraphs(
    """
    Times in written calls are an author's idea of time, not measured: an interruption there is as
    early as its author thought fit, and in several calls turns overlap by the same 350 ms without
    any interruption meant. Read the figures on interruptions as a hint on the definition, no more.

    The hint is this: of somebody who was cut short, the quick answer to the interrupter (within
    300 ms of the end, which is the pace of ordinary talk) counts as going on, and the interruption
    is lost. Both looser readings find more of the labelled ones, and more of what they find is
    labelled.

    The word list of backchannels may be made with these very calls at hand, so its figures here
    flatter; accuracy is reported on calls kept apart. One annotator: nobody knows how far two
    people would agree.
    """
)
