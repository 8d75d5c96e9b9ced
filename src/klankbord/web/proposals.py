"""Proposals as they are read: what was otherwise than before, in words; the figure stays folded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from klankbord.coaching.proposing import BY_KEY
from klankbord.i18n import translator
from klankbord.store.proposals import Proposal
from klankbord.web.dates import day_and_time


@dataclass(frozen=True)
class ProposalCard:
    """A proposed call; `answer` is where yes or no goes. No figure: that waits for the review."""

    text: str
    call: str
    url: str
    when: str
    answer: str


def proposal_cards(found: Iterable[Proposal], language: str) -> tuple[ProposalCard, ...]:
    """The proposals, ready to show in `proposals.html`.

    One of which the words are not known any more is left out.
    """
    _ = translator(language)
    return tuple(
        ProposalCard(
            text=_(saying.text),
            call=one.customers or one.title or _("Gesprek"),
            url=f"/gesprekken/{one.call_id}",
            when=day_and_time(one.started_at, language) if one.started_at else "",
            answer=f"/ontwikkeling/voorstellen/{one.id}",
        )
        for one in found
        if (saying := BY_KEY.get((one.measure, one.kind, one.value > one.usual)))
    )
