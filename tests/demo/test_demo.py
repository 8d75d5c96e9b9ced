"""The demonstration: everything in it must hang together, and the sound with the transcripts."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import soundfile

from klankbord.conversation import Conversation, Side
from klankbord.demo import Role, call_paths, read_company, sound_path
from klankbord.formats import read_file

CALLS = {path.stem: path for path in call_paths()}
SPOKEN = {path.stem: sound for path in call_paths() if (sound := sound_path(path))}
HOME = ZoneInfo("Europe/Amsterdam")
EDGE_S = 0.05
"""How far sound and transcript may be apart."""
HEARD = 0.015
STILL = 0.05
"""Of full scale: what is surely speech, and what squeezing may leave in a silence."""


@cache
def call(name: str) -> Conversation:
    (conversation,) = read_file(CALLS[name])
    return conversation


def seller(conversation: Conversation) -> str:
    (party,) = [party for party in conversation.parties if party.side is Side.SELLER]
    return party.name


def started(conversation: Conversation) -> datetime:
    assert conversation.when is not None
    return conversation.when


def lasts(conversation: Conversation) -> float:
    return max(turn.end_ms or 0 for turn in conversation.turns) / 1000


def test_the_company_is_eight_people_in_two_teams() -> None:
    company = read_company()
    people = {person.email: person for person in company.people}
    assert len(people) == 8
    assert sorted(person.role for person in people.values()) == ["coach"] * 2 + ["seller"] * 6
    assert len({person.name for person in people.values()}) == 8
    assert all(email.endswith(".example") for email in people)
    assert [person.role for person in people.values() if person.admin] == [Role.COACH]
    assert len({team.name for team in company.teams}) == 2
    for team in company.teams:
        assert people[team.coach].role is Role.COACH
        assert people[team.coach] in company.members(team.name)
        assert len(company.members(team.name)) == 4


def test_there_are_forty_four_calls_and_five_are_spoken() -> None:
    assert len(CALLS) == 44
    assert len(SPOKEN) == 5
    assert sum(path.stat().st_size for path in SPOKEN.values()) < 2_000_000


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_read_without_a_note(name: str) -> None:
    conversation = call(name)
    assert conversation.provenance.format == "notation"
    assert conversation.provenance.notes == ()
    assert conversation.language == "nl"
    assert conversation.title
    assert conversation.type
    assert conversation.direction in {"inbound", "outbound"}
    assert conversation.bears.ends
    assert conversation.bears.overlap


@pytest.mark.parametrize("name", CALLS)
def test_one_of_the_sellers_speaks_with_customers(name: str) -> None:
    conversation = call(name)
    sellers = {person.name for person in read_company().people if person.role is Role.SELLER}
    assert seller(conversation) in sellers
    sides = [party.side for party in conversation.parties]
    assert set(sides) == {Side.SELLER, Side.CUSTOMER}


@pytest.mark.parametrize("name", CALLS)
def test_nobody_speaks_twice_at_once(name: str) -> None:
    turns = call(name).turns
    for party in {turn.party for turn in turns}:
        own = [turn for turn in turns if turn.party == party]
        for turn, following in pairwise(own):
            assert (turn.start_ms or 0) < (turn.end_ms or 0) <= (following.start_ms or 0)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_held_in_the_year_and_in_office_hours(name: str) -> None:
    when = started(call(name))
    assert datetime(2025, 12, 1, tzinfo=HOME) <= when < datetime(2026, 12, 1, tzinfo=HOME)
    assert when.utcoffset() == when.astimezone(HOME).utcoffset()
    assert 7 <= when.hour < 20


def test_calls_are_held_all_year_and_mostly_on_workdays() -> None:
    held = [started(call(name)) for name in CALLS]
    assert {when.month for when in held} >= {*range(1, 8), *range(9, 13)}
    assert sum(when.weekday() < 5 for when in held) >= 0.9 * len(held)


def test_nobody_holds_two_calls_at_once() -> None:
    for person in read_company().people:
        held = [call(name) for name in CALLS if seller(call(name)) == person.name]
        held.sort(key=lambda conversation: started(conversation).astimezone(UTC))
        assert held or person.role is Role.COACH
        for earlier, later in pairwise(held):
            assert started(earlier) + timedelta(seconds=lasts(earlier)) < started(later)


@pytest.mark.parametrize("name", SPOKEN)
def test_the_sound_lasts_as_long_as_the_call(name: str) -> None:
    info = soundfile.info(SPOKEN[name])
    assert (info.channels, info.samplerate) == (2, 16_000)
    assert info.duration == pytest.approx(lasts(call(name)), abs=0.1)


@pytest.mark.parametrize("name", SPOKEN)
def test_each_side_is_heard_where_the_transcript_says(name: str) -> None:
    """Sound begins and ends with each turn, and between a side's turns it is still."""
    conversation = call(name)
    samples, rate = soundfile.read(SPOKEN[name])
    sellers = {party.id for party in conversation.parties if party.side is Side.SELLER}
    edge = round(EDGE_S * rate)
    for channel, selling in enumerate((True, False)):
        level = np.abs(samples[:, channel])
        end = 0
        for turn in conversation.turns:
            if (turn.party in sellers) is not selling:
                continue
            begin = (turn.start_ms or 0) * rate // 1000
            assert (level[end + edge : begin - edge] < STILL).all()
            end = (turn.end_ms or 0) * rate // 1000
            assert level[begin : begin + edge].max() > HEARD
            assert level[end - edge : end].max() > HEARD
        assert (level[end + edge :] < STILL).all()
