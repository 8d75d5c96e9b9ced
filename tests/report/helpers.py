"""One small call that starts at 1:00, of which the whole drawing and transcript are known."""

from collections.abc import Mapping, Sequence

from klankbord.conversation import Conversation
from klankbord.conversation.frames import to_frames
from klankbord.dialogue.dialogue import Dialogue
from klankbord.measures.grains import Grains
from klankbord.measures.measuring import Measured, measure_grains
from klankbord.report.view import ReportView, view_of
from klankbord.testing import acts_of, talk

SMALL = """
# verkoper: Anna
1:00-3:30 Anna: Kijk, zo werkt het.
2:00-2:01 Karel: Hm-hm.
3:28-5:30 Karel: Ja maar, wij doen dat anders.
5:36-6:00 Karel: En nog iets.
6:01-6:30 Karel: Dat is alles.
6:30-7:00 Anna: Dank je.
"""
"""Karel hums, cuts in on Anna, and goes on after six seconds of silence and after one."""


def measured(
    conversation: Conversation, acts: Mapping[str, Sequence[str]] | None = None
) -> Measured:
    """A call, measured by the acts that are given for its turns and no others."""
    given = acts_of(conversation, acts or {})
    return measure_grains(Grains(Dialogue.of(to_frames([conversation]), acts=given)))


def small_view() -> ReportView:
    """The view of the small call."""
    conversation = talk(SMALL)
    return view_of(measured(conversation), conversation, 0, "nl")
