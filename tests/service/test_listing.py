"""Lists in pieces: whatever comes in meanwhile, each call is there once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.service.reviewed import TALK, flagged
from tests.sites import Company

from klankbord.errors import BadCursor, NotFound
from klankbord.service.access import Actor
from klankbord.service.calls import extracting
from klankbord.service.calls.extracting import extract
from klankbord.service.calls.finding import Wanted
from klankbord.service.calls.listing import Place, list_calls, list_flags, read_call
from klankbord.service.calls.measuring import keep_measured, measure_conversation
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.web.api.cursors import cursor_of, place_of

FIRST = datetime(2026, 11, 1, 9, tzinfo=UTC)
ALL = Wanted()


def keep(site: Site, owner: Actor, when: datetime | None, part: int) -> int:
    talk = replace(TALK, when=when)
    found = measure_conversation(site, talk)
    with site.database.writing() as connection:
        source = Source("a" * 64, part)
        who = {"owner": owner.id, "uploader": owner.id}
        call = add_call(connection, talk, source, **who, now=site.now())
        keep_measured(connection, call, 1, found, site.now())
    return call


def walked(site: Site, actor: Actor, limit: int) -> Iterator[list[int]]:
    """The numbers of all calls that somebody may see, some at a time."""
    after: Place | None = None
    while True:
        piece = list_calls(site, actor, ALL, limit=limit, after=after)
        yield [call.id for call in piece.calls]
        after = place_of(cursor_of(piece.next))
        if after is None:
            return


def test_each_call_is_in_one_piece_whatever_comes_in(site: Site, company: Company) -> None:
    days: list[int | None] = [3, 3, 1, None, 5, None, 2, 3]
    own = [
        keep(site, company.lotte, None if day is None else FIRST + timedelta(days=day), part)
        for part, day in enumerate(days)
    ]
    seen: list[int] = []
    for number, piece in enumerate(walked(site, company.lotte, 2)):
        seen += piece
        keep(site, company.lotte, FIRST + timedelta(days=30), 100 + number)
    assert [number for number in seen if number in own] == seen
    assert sorted(seen) == sorted(own)
    dated = [days[own.index(number)] for number in seen]
    assert dated == [5, 3, 3, 3, 2, 1, None, None]


def test_a_piece_is_of_what_one_may_see(site: Site, company: Company) -> None:
    own = keep(site, company.lotte, FIRST, 0)
    for who, may in {"lotte": True, "joris": True, "daan": False, "bas": False}.items():
        found = list_calls(site, company[who], ALL, limit=10).calls
        assert [call.id for call in found] == ([own] if may else []), who


def test_a_coach_who_reads_a_call_is_noted_and_its_owner_is_not(
    site: Site, company: Company
) -> None:
    own = keep(site, company.lotte, FIRST, 0)
    for who in (company.lotte, company.joris, company.joris):
        assert read_call(site, who, own).conversation.turns[0].text == TALK.turns[0].text
    with pytest.raises(NotFound):
        read_call(site, company.daan, own)
    with site.database.reading() as connection:
        told = [(entry.action, entry.person_id) for entry in all_entries(connection)]
    assert told == [("opened", company.joris.id)]


def test_what_is_taken_along_is_noted_of_each_call(site: Site, company: Company) -> None:
    calls = [keep(site, company.lotte, FIRST, part) for part in range(3)]
    read_call(site, company.joris, calls[0])
    extract(site, company.joris, "calls", ALL, limit=10)
    for _ in range(2):
        table = extract(site, company.joris, "turns", ALL, limit=10).table
        assert table["call"].unique(maintain_order=True).to_list() == calls
    with site.database.reading() as connection:
        told = [entry for entry in all_entries(connection) if entry.action == "opened"]
    assert sorted(entry.call_id or 0 for entry in told) == calls
    assert {entry.about_id for entry in told} == {company.lotte.id}


def test_figures_that_are_folded_are_not_taken_along(site: Site, company: Company) -> None:
    shut, open_ = keep(site, company.lotte, FIRST, 0), keep(site, company.lotte, FIRST, 1)
    flagged(site, company.lotte, shut)
    mine = extract(site, company.lotte, "readings", ALL, limit=10).table
    assert set(mine["call"]) == {open_}
    coachs = extract(site, company.joris, "readings", ALL, limit=10).table
    assert set(coachs["call"]) == {shut, open_}
    assert extract(site, company.lotte, "turns", ALL, limit=10).table.height == 12


@pytest.mark.parametrize(("most", "calls_each"), [(5, [1, 1, 1]), (13, [2, 1]), (18, [3])])
def test_no_more_turns_are_taken_along_at_once_than_fit(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch, most: int, calls_each: list[int]
) -> None:
    monkeypatch.setattr(extracting, "MOST_TURNS", most)
    own = [keep(site, company.lotte, FIRST - timedelta(days=part), part) for part in range(3)]
    found: list[list[int]] = []
    after: Place | None = None
    while after is not None or not found:
        taken = extract(site, company.lotte, "turns", ALL, limit=10, after=after)
        found.append(taken.table["call"].unique(maintain_order=True).to_list())
        after = taken.next
    assert [len(piece) for piece in found] == calls_each
    assert [call for piece in found for call in piece] == own


def test_own_flags_come_in_pieces_too(site: Site, company: Company) -> None:
    numbers = [flagged(site, company.lotte, None) for _ in range(3)]
    flagged(site, company.daan, None)
    first, after = list_flags(site, company.lotte, limit=2)
    rest, end = list_flags(site, company.lotte, limit=2, after=after)
    assert [one.id for one in (*first, *rest)] == numbers[::-1]
    assert end is None


MOMENTS = st.datetimes(timezones=st.just(UTC)).filter(lambda one: 1 < one.year < 9999)


@given(st.builds(Place, st.none() | MOMENTS, st.integers(1, 2**63 - 1)))
def test_a_cursor_leads_back_to_its_place(place: Place) -> None:
    assert place_of(cursor_of(place)) == place


@settings(suppress_health_check=[HealthCheck.filter_too_much])
@given(st.text(min_size=1, max_size=200))
def test_any_other_text_is_refused_as_a_cursor(text: str) -> None:
    try:
        place = place_of(text)
    except BadCursor:
        return
    assert place is not None
    assert 0 < place.id < 2**63


@pytest.mark.parametrize("told", ["[null,0]", "[null,true]", "[1,1]", '["2026-01-01",1]', "[[]]"])
def test_what_looks_like_one_and_is_none_is_refused(told: str) -> None:
    from base64 import urlsafe_b64encode

    with pytest.raises(BadCursor):
        place_of(urlsafe_b64encode(told.encode()).decode())
