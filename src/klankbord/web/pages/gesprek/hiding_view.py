"""What is unreadable in a call, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.conversation.time import format_clock
from klankbord.i18n import Translate
from klankbord.language.redaction import Kind
from klankbord.service.calls.opening import Opened
from klankbord.web.kinds import HIDDEN


@dataclass(frozen=True)
class BeneathRow:
    """A mark, when it was said, and what stands under it; "" where that is not told."""

    clock: str
    kind: str
    mark: str
    text: str


@dataclass(frozen=True)
class HiddenView:
    """What is unreadable in a call and known of it; `still_heard` is told where sound stayed."""

    rows: tuple[BeneathRow, ...]
    still_heard: str

    @classmethod
    def of(cls, opened: Opened, _: Translate) -> HiddenView:
        """Of a call that was opened; its owner alone sees the words."""
        rows = (
            BeneathRow(
                clock="" if one.start_ms is None else format_clock(one.start_ms),
                kind=_(HIDDEN[Kind(one.kind)]),
                mark=one.mark,
                text=one.text,
            )
            for one in opened.beneath
            if one.text
        )
        heard = ""
        if opened.still_heard:
            heard = _(
                "Van {n} onleesbare stukken ontbreken de tijden; die zijn in de opname te horen."
            ).format(n=opened.still_heard)
        return cls(tuple(rows), heard)
