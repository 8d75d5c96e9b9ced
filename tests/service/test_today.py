"""Flags kept in the middle of the day's calls, their calls that come later, and one's own list."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from tests.service.calls import keep_call
from tests.sites import Clock, Company

from klankbord.conversation import Conversation
from klankbord.errors import NotFound, NothingWritten
from klankbord.service.intake.belonging import arrange, take_in
from klankbord.service.learning.flagging import SHARE_ALWAYS, answer_questions, flag
from klankbord.service.learning.today import put_on_list, read_today, strike_off
from klankbord.service.site import Site
from klankbord.store.flags import Flag, find_flags, own_answers
from klankbord.store.learning_tables import flags
from klankbord.store.new_calls import Source
from klankbord.store.people import all_people
from klankbord.store.preferences import prefer
from klankbord.testing import talk

TALK = talk("0:00-0:02 Lotte Maes: Hoe gaat het?\n0:02-5:00 Bert: Druk.", seller="Lotte Maes")


def held_at(moment: datetime) -> Conversation:
    return replace(TALK, when=moment)


def arrives(site: Site, company: Company, conversation: Conversation, number: str = "") -> int:
    """A call that comes in by itself, as an import brings it."""
    source = Source(uuid4().hex * 2, 0, None, number)
    with site.database.writing() as connection:
        new = arrange(conversation, source, all_people(connection), company.bas.id)
        (taken,) = take_in(connection, site, [new])
    return taken.call


def only_flag(site: Site) -> Flag:
    with site.database.reading() as connection:
        (found,) = find_flags(connection, flags.c.dropped_at.is_(None))
    return found


def test_a_flag_that_is_sent_twice_is_kept_once(site: Site, company: Company) -> None:
    first = flag(site, company.lotte, "k1", good=False, note="Ze hing op")
    assert flag(site, company.lotte, "k1", good=False, note="Ze hing op") == first
    assert flag(site, company.daan, "k1", good=False) != first


def test_a_flag_waits_for_its_call_and_gets_it(site: Site, company: Company) -> None:
    flag(site, company.lotte, "k1", good=False, at=site.now())
    assert only_flag(site).call_id is None
    arrives(site, company, held_at(site.now() - timedelta(hours=3)))
    assert only_flag(site).call_id is None
    call = arrives(site, company, held_at(site.now() - timedelta(minutes=6)))
    assert only_flag(site).call_id == call


def test_a_call_of_somebody_else_is_never_given_to_a_flag(site: Site, company: Company) -> None:
    flag(site, company.daan, "k1", good=False, at=site.now())
    arrives(site, company, held_at(site.now() - timedelta(minutes=6)))
    assert only_flag(site).call_id is None


def test_a_call_that_is_here_already_is_found_at_once(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, held_at(site.now() - timedelta(minutes=7)))
    flag(site, company.lotte, "k1", good=True)
    assert only_flag(site).call_id == call


def test_a_number_that_was_told_finds_the_call_of_this_morning(
    site: Site, company: Company
) -> None:
    flag(site, company.lotte, "k1", good=False, number="06 1234 5678")
    held = held_at(site.now() - timedelta(hours=2))
    call = arrives(site, company, held, number="+31612345678")
    assert only_flag(site).call_id == call


def test_a_clock_that_is_wrong_is_not_believed(site: Site, company: Company) -> None:
    flag(site, company.lotte, "k1", good=False, at=site.now() + timedelta(days=1))
    assert only_flag(site).at == site.now()
    flag(site, company.daan, "k2", good=False, at=site.now() - timedelta(hours=1))
    with site.database.reading() as connection:
        (found,) = find_flags(connection, flags.c.person_id == company.daan.id)
    assert found.at == site.now() - timedelta(hours=1)


def test_somebody_elses_call_cannot_be_flagged(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TALK)
    for other in (company.daan, company.joris, company.bas):
        with pytest.raises(NotFound):
            flag(site, other, "k1", good=False, call=call)


def test_who_shares_always_shares_from_then_on(site: Site, company: Company) -> None:
    with site.database.writing() as connection:
        prefer(connection, company.lotte.id, SHARE_ALWAYS, company.joris.id)
    flag(site, company.lotte, "k1", good=False)
    assert only_flag(site).shared_id == company.joris.id


def test_answers_are_kept_for_their_maker(site: Site, company: Company) -> None:
    flag(site, company.lotte, "k1", good=False)
    answers = {"permanent": "Nee, ze verhuist", "pervasive": " ", "other": "x"}
    answer_questions(site, company.lotte, "k1", answers)
    kept = only_flag(site)
    with site.database.reading() as connection:
        answers = own_answers(connection, kept.person_id, kept.id)
    assert answers == {"permanent": "Nee, ze verhuist"}
    with pytest.raises(NotFound):
        answer_questions(site, company.daan, "k1", answers)


def test_the_list_is_ones_own_and_in_order_of_time(site: Site, company: Company) -> None:
    for key, (text, at) in enumerate([("Later", ""), ("Om elf", "11:00"), ("Om tien", "10:15")]):
        put_on_list(site, company.lotte, f"k{key}", text, at)
        put_on_list(site, company.lotte, f"k{key}", text, at)
    found = read_today(site, company.lotte).todos
    assert [todo.text for todo in found] == ["Om tien", "Om elf", "Later"]
    assert read_today(site, company.daan).todos == ()
    with pytest.raises(NotFound):
        strike_off(site, company.daan, found[0].id)
    strike_off(site, company.lotte, found[0].id)
    assert [todo.text for todo in read_today(site, company.lotte).todos] == ["Om elf", "Later"]
    with pytest.raises(NothingWritten):
        put_on_list(site, company.lotte, "k9", "  ")


def test_a_time_is_of_the_day_on_which_it_was_written(site: Site, company: Company) -> None:
    """It waited for a connection overnight; a clock that cannot be right is not believed."""
    now = site.now()
    days = {"k1": now - timedelta(days=1), "k2": now + timedelta(days=1), "k3": None}
    for key, written in days.items():
        put_on_list(site, company.lotte, key, key, "14:30", written)
    found = {todo.text: todo.at for todo in read_today(site, company.lotte).todos}
    half_past_two = now.replace(hour=13, minute=30)
    assert found == {
        "k1": half_past_two - timedelta(days=1),
        "k2": half_past_two,
        "k3": half_past_two,
    }


def test_what_was_agreed_is_offered_until_it_stands_on_the_list(
    site: Site, company: Company
) -> None:
    """However long it is: the list may hold it shortened."""
    agreed = talk(
        """
        0:00-0:03 Lotte Maes: Zal ik donderdag om tien uur langskomen?
        0:04-0:19 Bert: Ja, donderdag om tien uur is goed, en neem dan ook de tekeningen van de \
hal mee en de monsters van het doek, dan kijken we daar samen met mijn broer naar.
        0:20-0:22 Lotte Maes: Tot donderdag om tien uur.
        """,
        seller="Lotte Maes",
    )
    keep_call(site, company.lotte, replace(agreed, when=site.now() - timedelta(minutes=30)))
    (offered,) = read_today(site, company.lotte).agreed
    put_on_list(site, company.lotte, "k1", f"Bert: {offered.quote[:109]}…")
    assert read_today(site, company.lotte).agreed == ()


def test_today_ends_at_midnight_where_the_reader_is(site: Site, company: Company) -> None:
    keep_call(site, company.lotte, held_at(site.now() - timedelta(minutes=6)))
    assert len(read_today(site, company.lotte).calls) == 1
    assert isinstance(site.now, Clock)
    site.now.forward(days=1)
    assert read_today(site, company.lotte).calls == ()
