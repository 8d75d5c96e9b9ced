"""What a seller says of a figure or of the call, as it stands beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class RemarkRow:
    """A remark: of a figure (`measure`) or, where that is "", of the call; by whom, and when.

    `when` is for a reader, `at` the moment in ISO 8601. `remove` is where its maker takes it back,
    on a page of ours.
    """

    measure: str
    text: str
    who: str
    when: str
    at: str
    remove: str = ""


def remarks_json(remarks: Iterable[RemarkRow]) -> list[dict[str, str]]:
    """The remarks as values for JSON."""
    return [
        {"measure": one.measure, "text": one.text, "by": one.who, "at": one.at} for one in remarks
    ]
