"""Which of somebody's calls may be worth listening back to: where something moved.

A reading moved where it lies outside the middle 90 % of the same figure in earlier calls of the
same person and of the same type. Only what can be said in plain words is looked at, and only where
what it was counted from is sure in the language of the call. A proposal grades nothing: it says
what was otherwise than before, and asks. About a third of them are calls to be glad of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from klankbord.i18n import N_
from klankbord.measures import CATALOGUE

LEAST = 10
"""With fewer earlier calls there is no telling what is usual."""
LOW, HIGH = 0.05, 0.95
OTHERS_FIRST = 2
"""After so many others, the next is a good one."""
Key = tuple[str, str]
"""A measure and a kind of it."""


@dataclass(frozen=True)
class Saying:
    """What is said where a figure is higher (or lower) than usual; `good`: to be glad of."""

    measure: str
    kind: str
    higher: bool
    good: bool
    text: str


SAYINGS = (
    Saying(
        "talk-share",
        "customer",
        higher=False,
        good=False,
        text=N_("Je klant sprak veel minder dan anders; wil je terugluisteren?"),
    ),
    Saying(
        "longest-monologue",
        "",
        higher=True,
        good=False,
        text=N_("Je was veel langer achter elkaar aan het woord dan anders; wil je horen waar?"),
    ),
    Saying(
        "interruptions",
        "seller",
        higher=True,
        good=False,
        text=N_("Je viel je klant vaker in de rede dan anders; wil je horen wanneer?"),
    ),
    Saying(
        "interruptions",
        "customer",
        higher=True,
        good=False,
        text=N_(
            "Je klant viel jou vaker in de rede dan anders; wil je horen wat eraan voorafging?"
        ),
    ),
    Saying(
        "question-rate",
        "seller",
        higher=False,
        good=False,
        text=N_("Je vroeg veel minder dan anders; wil je terugluisteren?"),
    ),
    Saying(
        "patience",
        "",
        higher=False,
        good=False,
        text=N_("Je nam het woord sneller over dan anders; wil je horen hoe dat klinkt?"),
    ),
    Saying(
        "self-talk",
        "",
        higher=True,
        good=False,
        text=N_("Het ging vaker over jezelf dan anders; wil je terugluisteren?"),
    ),
    Saying(
        "sending-share",
        "",
        higher=True,
        good=False,
        text=N_("Je was meer aan het zenden dan anders; wil je terugluisteren?"),
    ),
    Saying(
        "objections",
        "passed_by",
        higher=True,
        good=False,
        text=N_("Er bleven meer bezwaren liggen dan anders; wil je ze nog eens horen?"),
    ),
    Saying(
        "longest-story",
        "",
        higher=True,
        good=True,
        text=N_("Je klant vertelde veel langer dan anders; wat deed je?"),
    ),
    Saying(
        "question-rate",
        "customer",
        higher=True,
        good=True,
        text=N_("Je klant vroeg veel meer dan anders; wat maakte die zo nieuwsgierig?"),
    ),
    Saying(
        "follow-ups",
        "",
        higher=True,
        good=True,
        text=N_("Je vroeg vaker door dan anders; wat leverde dat op?"),
    ),
    Saying(
        "reflections",
        "",
        higher=True,
        good=True,
        text=N_("Je gaf vaker terug wat je klant zei dan anders; wat gebeurde er toen?"),
    ),
    Saying(
        "objections",
        "explored",
        higher=True,
        good=True,
        text=N_("Je ging vaker op bezwaren in dan anders; wil je horen hoe?"),
    ),
    Saying(
        "history-questions",
        "",
        higher=True,
        good=True,
        text=N_("Je vroeg vaker hoe het zo gekomen was dan anders; wat hoorde je?"),
    ),
)
BY_KEY: Mapping[tuple[str, str, bool], Saying] = {
    (saying.measure, saying.kind, saying.higher): saying for saying in SAYINGS
}
KEYS: frozenset[Key] = frozenset((saying.measure, saying.kind) for saying in SAYINGS)
_MEASURES = {measure.id: measure for measure in CATALOGUE}


@dataclass(frozen=True)
class Candidate:
    """A call, with its known figures and those of earlier calls of the same type."""

    call: int
    language: str
    values: Mapping[Key, float]
    past: Mapping[Key, Sequence[float]]


@dataclass(frozen=True)
class Moved:
    """A figure of a call outside what was usual; `strength` is 0 to 1, the further the higher."""

    call: int
    saying: Saying
    value: float
    usual: float
    strength: float


def moved(candidate: Candidate) -> list[Moved]:
    """All that moved in a call, the strongest first."""
    found = (_moved(candidate, saying) for saying in SAYINGS)
    return sorted(filter(None, found), key=_order)


def choose(candidates: Sequence[Candidate], before: Sequence[bool]) -> Moved | None:
    """The one call to propose, and why; None where nothing moved.

    `before` says of each proposal made before, in order, whether it was a good one: after two
    others the next is good, after a good one it is not, as long as there is such a one.
    """
    every = sorted((one for candidate in candidates for one in moved(candidate)), key=_order)
    good = len(before) >= OTHERS_FIRST and not any(before[-OTHERS_FIRST:])
    wanted = (one for one in every if one.saying.good is good)
    return next(wanted, next(iter(every), None))


def _moved(candidate: Candidate, saying: Saying) -> Moved | None:
    key = (saying.measure, saying.kind)
    value, past = candidate.values.get(key), candidate.past.get(key, ())
    if value is None or len(past) < LEAST:
        return None
    if not _MEASURES[saying.measure].is_sure(candidate.language):
        return None
    low, middle, high = (float(q) for q in np.quantile(past, (LOW, 0.5, HIGH)))
    outside = value > high if saying.higher else value < low
    if not outside or low == high:  # of what never varied, one count more is no news
        return None
    distance = abs(value - middle)
    return Moved(
        call=candidate.call,
        saying=saying,
        value=value,
        usual=middle,
        strength=distance / (distance + high - low),
    )


def _order(one: Moved) -> tuple[float, int, int]:
    return -one.strength, -one.call, SAYINGS.index(one.saying)
