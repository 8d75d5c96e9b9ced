"""The report as JSON: the conversation, its readings, its moments and, on demand, its cues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import polars as pl

from klankbord.conversation import Conversation
from klankbord.formats.writing import as_our_json
from klankbord.measures.measuring import Measured
from klankbord.report.remarks import RemarkRow, remarks_json

READING = ("measure", "version", "kind", "part", "whole", "value", "n", "unit", "unknown")
MOMENT = ("measure", "kind", "name", "turn", "to_turn", "start_ms", "end_ms", "quote")
CUE = ("cue", "direction", "turn", "start_char", "end_char")
WINDOW = ("start_ms", "end_ms", "share", "imbalance")


def report_json(
    measured: Measured,
    conversation: Conversation,
    call: int,
    *,
    cues: bool = False,
    remarks: Iterable[RemarkRow] | None = None,
) -> dict[str, Any]:
    """The report of one call (number `call` in the frames), as a value for JSON.

    With `remarks` (of a call that is kept) what its seller says of it stands there too.
    """
    report = {
        "conversation": as_our_json(conversation)
        | {
            "bears": asdict(conversation.bears),
            "provenance": asdict(conversation.provenance)
            | {"options": dict(conversation.provenance.options)},
        },
        "readings": _rows(measured.readings, call, READING),
        "moments": _rows(measured.moments, call, MOMENT),
        "curve": _rows(measured.windows, call, WINDOW) if conversation.bears.sides else [],
    }
    if cues:
        turns = measured.turns.select("row", "call", "turn")
        hits = measured.cues.join(turns, on="row", how="left", maintain_order="left")
        report["cues"] = _rows(hits, call, CUE)
    if remarks is not None:
        report["remarks"] = remarks_json(remarks)
    return report


def _rows(table: pl.DataFrame, call: int, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = table.filter(pl.col.call == call).select(columns).rows(named=True)
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    """A whole number without a decimal point, where it is one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
