"""What somebody wrote for themselves, as a coach may read it from now on.

What is shared goes by the rules of what is unreadable, in the moment in which it is shared; what
somebody keeps to themselves stays as they typed it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from klankbord.service.redaction.redaction_rules import for_others
from klankbord.store.flags import Flag, change_flag
from klankbord.store.lessons import (
    change_experiment,
    change_lesson,
    experiment_of_review,
    lesson_of_review,
)
from klankbord.store.reviews import Review, answers_of, write_answer


def share_flag(connection: Connection, flag: Flag, coach: int, now: datetime) -> None:
    """Let a coach see a flag; one who sees it already stays as they are."""
    if flag.shared_id != coach:
        note = for_others(connection, flag.note)
        change_flag(connection, flag.id, shared_id=coach, shared_at=now, note=note)


def share_review(connection: Connection, review: Review, now: datetime) -> None:
    """Let the coach of a review that was begun alone read what stands in it."""
    for one in answers_of(connection, review.id, review.person_id):
        told = for_others(connection, one.text)
        if told != one.text:
            write_answer(
                connection,
                review.id,
                one.person_id,
                one.question,
                told,
                now=now,
                moment=one.moment_id,
                anchor=one.anchor,
            )
    if lesson := lesson_of_review(connection, review.id):
        change_lesson(connection, lesson.id, for_others(connection, lesson.text))
    if trial := experiment_of_review(connection, review.id):
        change_experiment(connection, trial.id, text=for_others(connection, trial.text))


def for_review(connection: Connection, review: Review, text: str) -> str:
    """What somebody writes in a review, as it is kept: with a coach, it is to be read by both."""
    return text if review.coach_id is None else for_others(connection, text)
