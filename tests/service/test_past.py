"""What was usual for somebody before a call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import update
from tests.service.arrived import hide
from tests.service.reviewed import flagged
from tests.sites import Company

from klankbord.conversation import Conversation
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import Kept, digest, keep_measured, measure_many
from klankbord.service.calls.past import LATEST, Past, past_of
from klankbord.service.learning.reviewing import begin
from klankbord.service.site import Site
from klankbord.store.calls import Call, add_call, find_call
from klankbord.store.new_calls import Source
from klankbord.store.reviews import change_review
from klankbord.store.tables import calls
from klankbord.testing import talk

DAY = datetime(2026, 1, 1, 10, tzinfo=UTC)


def spoken(seller_s: int) -> Conversation:
    """A call of two minutes of which the seller speaks so many seconds."""
    text = f"0:00-{seller_s // 60}:{seller_s % 60:02} Anna: Zo zit het.\n"
    return talk(
        text + f"{seller_s // 60}:{seller_s % 60:02}-2:00 Bert: Ja, ja, zeker.", seller="Anna"
    )


@cache
def measured(seller_s: int) -> Kept:
    """What is measured of such a call; on which day it was does not matter to it."""
    return measure_many([spoken(seller_s)])[0]


def keep(site: Site, owner: Actor, seller_s: int, day: int, *, by: str = "") -> Call:
    conversation = replace(spoken(seller_s), when=DAY + timedelta(days=day))
    found = replace(measured(seller_s), conversation=conversation)
    if by:
        found = replace(found, digest=by)
    with site.database.writing() as connection:
        source = Source(f"{owner.id:032x}{day:032x}", 0)
        made = {"owner": owner.id, "uploader": owner.id, "now": site.now()}
        number = add_call(connection, conversation, source, **made)  # type: ignore[arg-type]
        assert keep_measured(connection, number, 1, found, site.now())
        call = find_call(connection, calls.c.id == number)
    assert call
    return call


def past(site: Site, call: Call) -> Past:
    with site.database.reading() as connection:
        return past_of(connection, call, digest())


def test_the_middle_half_of_ones_own_earlier_calls(site: Site, company: Company) -> None:
    for day, seller_s in enumerate((30, 48, 60, 72, 96)):
        keep(site, company.lotte, seller_s, day)
    keep(site, company.daan, 12, 1)  # of somebody else
    keep(site, company.lotte, 12, 20, by="earlier")  # measured otherwise
    now = keep(site, company.lotte, 12, 50)
    keep(site, company.lotte, 12, 60)  # later
    found = past(site, now)
    usual = found.usual["talk-share", "seller"]
    assert found.calls == usual.calls == 5
    assert (usual.low, usual.first, usual.middle, usual.third, usual.high) == (
        0.25,
        0.4,
        0.5,
        0.6,
        0.8,
    )


def test_a_talk_and_a_revision_that_is_not_measured_yet_are_not_usual(
    site: Site, company: Company
) -> None:
    for day in range(4):
        keep(site, company.lotte, 60, day)
    spoken_of, talked, changed = (keep(site, company.lotte, 12, day) for day in (5, 6, 7))
    review = begin(site, company.lotte, flagged(site, company.lotte, spoken_of.id), "apart")
    now = keep(site, company.lotte, 60, 50)
    assert past(site, now).calls == 7
    with site.database.writing() as connection:
        change_review(connection, review, talk_id=talked.id)
        connection.execute(update(calls).where(calls.c.id == changed.id).values(revision=2))
    found = past(site, now)
    assert (found.calls, found.usual["talk-share", "seller"].calls) == (5, 5)


def test_what_is_not_theirs_to_see_yet_is_not_usual_for_a_coach(
    site: Site, company: Company
) -> None:
    lotte, joris = company.lotte, company.joris
    private, waiting = (keep(site, lotte, 12, day).id for day in (5, 6))
    keep(site, lotte, 60, 1)
    hide(site, private, "private")
    hide(site, waiting, "consent")
    now = keep(site, lotte, 60, 50)
    with site.database.reading() as connection:
        told = {who: past_of(connection, now, digest(), who).calls for who in (lotte.id, joris.id)}
    assert told == {lotte.id: 2, joris.id: 1}


def test_with_three_there_is_no_telling(site: Site, company: Company) -> None:
    for day in range(3):
        keep(site, company.lotte, 60, day)
    found = past(site, keep(site, company.lotte, 60, 50))
    assert found == Past(3, {})


def test_what_is_long_ago_is_left_out(site: Site, company: Company) -> None:
    for day in range(LATEST + 3):
        keep(site, company.lotte, 12 if day < 3 else 60, day)
    usual = past(site, keep(site, company.lotte, 60, 500)).usual["talk-share", "seller"]
    assert (usual.calls, usual.low) == (LATEST, 0.5)
