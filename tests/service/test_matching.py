"""Flags find their calls, in whatever order those arrive, and their maker has the last word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.service.calls import keep_call
from tests.service.reviewed import TALK
from tests.service.spoken import keep_spoken
from tests.sites import START, Clock, Company

from klankbord.coaching.reframing import QUESTIONS
from klankbord.errors import NotFound, NotNow
from klankbord.service.calls.matching import match_flags
from klankbord.service.learning.flagging import answer_questions, drop, flag, name_call
from klankbord.service.learning.queue import queue_of
from klankbord.service.learning.reviewing import begin, close
from klankbord.service.site import Site
from klankbord.store.flags import find_flags, own_answers
from klankbord.store.learning_tables import flags


def minute(count: float) -> timedelta:
    return timedelta(minutes=count)


def arrives(site: Site, company: Company, at: float) -> int:
    """A call of two minutes of Lotte's."""
    call = keep_spoken(site, company.lotte, START + minute(at), 40)
    with site.database.writing() as connection:
        match_flags(connection, {call})
    return call


def kept(site: Site, company: Company, key: str, at: float) -> int:
    assert isinstance(site.now, Clock)
    site.now.time = START + minute(60)
    return flag(site, company.lotte, key, good=False, at=START + minute(at))


def call_of(site: Site, number: int) -> int | None:
    with site.database.reading() as connection:
        (found,) = find_flags(connection, flags.c.id == number)
    return found.call_id


@pytest.mark.parametrize("order", [(0, 4), (4, 0)])
def test_two_in_a_row_each_get_their_own(
    site: Site, company: Company, order: tuple[int, int]
) -> None:
    first, second = kept(site, company, "een", 2), kept(site, company, "twee", 6)
    came = {at: arrives(site, company, at) for at in order}
    assert (call_of(site, first), call_of(site, second)) == (came[0], came[4])


def test_one_that_was_found_moves_to_the_call_that_fits_better(
    site: Site, company: Company
) -> None:
    second = kept(site, company, "twee", 6)
    before = arrives(site, company, 0)
    assert call_of(site, second) == before
    after = arrives(site, company, 4)
    assert call_of(site, second) == after
    first = kept(site, company, "een", 2)
    assert (call_of(site, first), call_of(site, second)) == (before, after)


def test_a_nearer_flag_takes_the_call_and_the_other_waits(site: Site, company: Company) -> None:
    call = arrives(site, company, 0)
    late = kept(site, company, "laat", 9)
    assert call_of(site, late) == call
    near = kept(site, company, "dichtbij", 2)
    assert (call_of(site, near), call_of(site, late)) == (call, None)


def test_what_is_reviewed_or_was_said_stays(site: Site, company: Company) -> None:
    reviewed, call = kept(site, company, "een", 6), arrives(site, company, 0)
    begin(site, company.lotte, reviewed, "alone")
    arrives(site, company, 4)
    assert call_of(site, reviewed) == call
    said = flag(site, company.lotte, "twee", good=False, call=call, at=START + minute(6))
    assert said == reviewed


def test_its_maker_says_which_call_it_was(site: Site, company: Company) -> None:
    number, found = kept(site, company, "een", 6), arrives(site, company, 4)
    other = arrives(site, company, -60)
    (waits,) = queue_of(site, company.lotte).own
    assert [one.id for one in queue_of(site, company.lotte).others[waits.id]] == [other]
    name_call(site, company.lotte, number, other)
    arrives(site, company, 5)
    assert call_of(site, number) == other
    again = kept(site, company, "twee", 6.5)
    assert call_of(site, again) not in {None, other}
    name_call(site, company.lotte, again, found)
    assert call_of(site, again) == found


def test_nobody_says_it_of_what_is_not_theirs_or_is_reviewed(site: Site, company: Company) -> None:
    number, call = kept(site, company, "een", 6), arrives(site, company, 4)
    theirs = keep_call(site, company.daan, TALK)
    for who, which in ((company.daan, theirs), (company.joris, call), (company.lotte, theirs)):
        with pytest.raises(NotFound):
            name_call(site, who, number, which)
    begin(site, company.lotte, number, "alone")
    with pytest.raises(NotNow):
        name_call(site, company.lotte, number, call)


def test_a_call_is_kept_once_until_its_review_is_over(site: Site, company: Company) -> None:
    call = arrives(site, company, 0)
    first = flag(site, company.lotte, "a", good=False, note="Prijs", call=call)
    assert flag(site, company.lotte, "b", good=False, note="Stilte", call=call) == first
    assert flag(site, company.lotte, "b", good=False, note="Stilte", call=call) == first
    with site.database.reading() as connection:
        (found,) = find_flags(connection, flags.c.dropped_at.is_(None))
    assert found.note == "Prijs; Stilte"
    answer_questions(site, company.lotte, "b", {QUESTIONS[0].id: "nee"})
    with site.database.reading() as connection:
        assert own_answers(connection, company.lotte.id, first) == {QUESTIONS[0].id: "nee"}
    review = begin(site, company.lotte, first, "alone")
    assert flag(site, company.lotte, "c", good=True, call=call) == first
    close(site, company.lotte, review)
    later = flag(site, company.lotte, "d", good=True, call=call)
    assert later != first
    drop(site, company.lotte, later)
    assert flag(site, company.lotte, "e", good=True, call=call) not in {first, later}
