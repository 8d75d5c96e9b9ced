"""Which call it is, in a line: what tells calls apart that are called alike."""

from __future__ import annotations

from klankbord.i18n import Translate
from klankbord.report.values import minutes
from klankbord.store.calls import Call
from klankbord.web.dates import clock, day_and_time
from klankbord.web.kinds import direction_name


def call_line(call: Call, translate: Translate, language: str = "") -> str:
    """When a call was, which way, its number and how long; with its day where a language is given.

    For who may see the call: its number stands there whole.
    """
    when = call.started_at or call.created_at
    facts = [
        day_and_time(when, language) if language else clock(when),
        direction_name(call.direction, translate),
        call.number,
        minutes(call.length_ms, translate) if call.length_ms else "",
    ]
    return " · ".join(fact for fact in facts if fact)
