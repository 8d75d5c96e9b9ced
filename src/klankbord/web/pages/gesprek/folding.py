"""A call whose figures are folded: its words and its sound, and nothing that was made of them."""

from __future__ import annotations

from dataclasses import replace

from klankbord.report.transcript import Piece, TurnRow
from klankbord.report.view import ReportView


def folded(view: ReportView) -> ReportView:
    """The view without a figure, a sentence, a curve, a moment or a mark."""
    timeline = view.timeline
    if timeline:
        lanes = (
            replace(lane, share="", bars=tuple(replace(bar, cuts_in=False) for bar in lane.bars))
            for lane in timeline.lanes
        )
        timeline = replace(timeline, lanes=tuple(lanes))
    return replace(
        view,
        strip=(),
        questions=(),
        curve=None,
        cues=(),
        timeline=timeline,
        turns=tuple(_bare(turn) for turn in view.turns),
    )


def _bare(turn: TurnRow) -> TurnRow:
    text = "".join(piece.text for piece in turn.pieces)
    return replace(turn, pieces=(Piece(text, ""),), notes=(), acts=())
