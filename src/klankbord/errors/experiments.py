"""What cannot be done with an experiment or a proposal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from klankbord.errors.forms import BadForm, Mistake
from klankbord.i18n import N_

__all__ = [
    "ChangeMissing",
    "DayToCome",
    "ExperimentOver",
    "UnknownChoice",
]


@dataclass(eq=False)
class UnknownChoice(BadForm):
    """Neither a habit, nor changed, nor let go."""

    sentence: ClassVar[str] = N_(
        "Kies of het een gewoonte is geworden, of je anders verdergaat, of dat je het loslaat."
    )


@dataclass(eq=False)
class ExperimentOver(BadForm):
    """Something was chosen of it already."""

    sentence: ClassVar[str] = N_("Van dit experiment heb je al gekozen wat je ermee doet.")
    http_status: ClassVar[int] = 409


@dataclass(eq=False)
class ChangeMissing(Mistake):
    """An experiment goes on otherwise, and nothing says how."""

    sentence: ClassVar[str] = N_("Schrijf op wat je nu gaat proberen.")
    field: ClassVar[str] = "text"


@dataclass(eq=False)
class DayToCome(Mistake):
    """An experiment goes on, and the day until which is missing or over."""

    sentence: ClassVar[str] = N_("Kies een dag die nog komt.")
    field: ClassVar[str] = "until"
