"""Moments on the lanes: turns that a sentence stands on, and those at which something is noted."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.report.view import ReportView


@dataclass(frozen=True)
class Mark:
    """A moment on a lane: where it stands (as SVG writes it), its turn, and what it is."""

    at: str
    turn: int
    title: str


def marks_of(view: ReportView) -> tuple[tuple[Mark, ...], ...]:
    """The moments on each lane of the timeline, in order of time."""
    if view.timeline is None:
        return ()
    told: dict[int, list[str]] = {}
    for question in view.questions:
        for sentence in question.sentences:
            for turn in sentence.turns:
                told.setdefault(turn, []).append(question.title)
    for row in view.turns:
        if row.notes:
            told.setdefault(row.number, []).extend(row.notes)
    return tuple(
        tuple(
            Mark(f"{bar.x / 10:.1f}%", bar.turn, _title(view.at(bar.turn), told[bar.turn]))
            for bar in lane.bars
            if bar.turn in told
        )
        for lane in view.timeline.lanes
    )


def _title(clock: str, labels: list[str]) -> str:
    return f"{clock} {', '.join(dict.fromkeys(labels))}"
