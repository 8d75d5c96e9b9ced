"""A review whose call is gone, as far as there is something to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.conversation.time import format_clock
from klankbord.i18n import N_, Translate
from klankbord.service.learning.past_reviews import Remembered
from klankbord.store.erased import PastReview
from klankbord.web.dates import day

if TYPE_CHECKING:
    from klankbord.web.door import Visit

GONE: dict[str, str] = {
    "retention": N_("verwijderd op {day}, volgens de bewaartermijn"),
    "erasure": N_("verwijderd op {day}, omdat iemand in het gesprek daarom vroeg"),
    "owner": N_("verwijderd op {day}, door van wie het gesprek was"),
}
"""What became of the quotes."""


@dataclass(frozen=True)
class PastReviewView:
    """The page; `moments` are the key moments, each by its time, "" where that was not known."""

    template: ClassVar[str] = "review/voorbij/page.html"
    held: str
    closed: str
    gone: str
    moments: tuple[str, ...]
    lesson: str
    experiment: str

    @classmethod
    def of(cls, here: Visit, found: Remembered) -> PastReviewView:
        """The page of one."""
        _, review, language = here.translate, found.review, here.language
        return cls(
            held=day(review.held_at, language),
            closed=day(review.closed_at, language) if review.closed_at else "",
            gone=gone_text(review, _, language),
            moments=tuple(
                "" if start is None else format_clock(start) for start, _until in review.moments
            ),
            lesson=found.lesson,
            experiment=found.experiment,
        )


def gone_text(review: PastReview, _: Translate, language: str) -> str:
    """What became of what a review quoted."""
    return _(GONE[review.why]).format(day=day(review.gone_at, language))
