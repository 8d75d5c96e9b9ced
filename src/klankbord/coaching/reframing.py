"""The three questions after a bad call, with examples of a true 'no' to each.

Who explains a setback as passing, particular and from outside goes on better than who explains it
as permanent, pervasive and personal (M. Seligman, Learned Optimism, 1990). That is for the moment
between two calls; in the review, later, owning a mistake is the aim.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klankbord.i18n import N_
from klankbord.language.packs import load_pack


@dataclass(frozen=True)
class Question:
    """A question, the beginning of an answer, examples, and what is said of wording that is not."""

    id: str
    text: str
    begin: str
    examples: tuple[str, ...]
    hint: str


QUESTIONS = (
    Question(
        "permanent",
        N_("Blijft dit zo?"),
        N_("Nee, want…"),
        (N_("Ze had nu geen tijd"), N_("Over een maand ligt het anders"), N_("Het was vroeg")),
        N_("‘{words}’ klinkt alsof het zo blijft. Was het déze keer?"),
    ),
    Question(
        "pervasive",
        N_("Geldt dit overal?"),
        N_("Nee, want…"),
        (
            N_("Gisteren ging het wel"),
            N_("Het was déze klant"),
            N_("Alleen in dit soort gesprekken"),
        ),
        N_("‘{words}’ klinkt alsof het overal zo is. Geldt het ook voor je volgende klant?"),
    ),
    Question(
        "personal",
        N_("Lag het aan mij?"),
        N_("Niet alleen, want…"),
        (N_("Er speelde daar al iets"), N_("De lijn was slecht"), N_("Ze had net getekend")),
        N_("‘{words}’ legt het helemaal bij jou. Wat speelde er nog meer?"),
    ),
)
"""In their order."""


def wording(language: str) -> Mapping[str, Mapping[str, list[str]]]:
    """For each question, the phrases and patterns by which a browser finds such wording.

    They are those of the cue packs, of folded text: the browser finds them while somebody writes,
    and what it finds goes nowhere.
    """
    cues = load_pack(language).cues
    return {
        question.id: {
            "phrases": list(cues[question.id].phrases),
            "patterns": [pattern.match for pattern in cues[question.id].patterns],
        }
        for question in QUESTIONS
        if question.id in cues
    }
