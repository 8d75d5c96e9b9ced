"""A call of hours has thousands of moments: its page holds the first of each, its report all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from klankbord.i18n import translator
from klankbord.report.values import number
from klankbord.report.view import Question

MOST = 100
"""So many moments of a figure stand on the page."""


def fewer(questions: Iterable[Question]) -> tuple[Question, ...]:
    """The questions, with the first moments of each figure."""
    return tuple(
        replace(
            question,
            figures=tuple(replace(one, moments=one.moments[:MOST]) for one in question.figures),
        )
        for question in questions
    )


def left_out(questions: Iterable[Question], language: str) -> Mapping[str, str]:
    """By measure what to say where moments are left out."""
    _ = translator(language)
    text = _("Dit zijn de eerste {n} van {all}; in het rapport staan ze allemaal.")
    return {
        figure.id: text.format(
            n=number(MOST, language, "0"), all=number(len(figure.moments), language, "0")
        )
        for question in questions
        for figure in question.figures
        if len(figure.moments) > MOST
    }
