"""That a review was, and what became of what it quoted."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from klankbord.service.learning.past_reviews import read_past
from klankbord.web.door import Here, Number
from klankbord.web.pages.review.voorbij.view import PastReviewView

router = APIRouter(prefix="/review/voorbij")


@router.get("/{number}")
def show(here: Here, number: Number) -> Response:
    """One of one's own, or that one did as a coach."""
    return here.page(PastReviewView.of(here, read_past(here.site, here.actor, number)))
