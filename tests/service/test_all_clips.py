"""The clips of all calls: whose they are to see, on both databases alike."""

from __future__ import annotations

from tests.sites import Clock, Company
from tests.web.world import TALK, keep

from klankbord.service.access import Actor
from klankbord.service.calls.all_clips import PAGE, all_clips
from klankbord.service.calls.clips import clip
from klankbord.service.calls.giving import give_call
from klankbord.service.site import Site


def make(site: Site, actor: Actor, call: int, title: str, *, shared: bool = False) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(minutes=1)
    clip(site, actor, call, 1, (2, 3), title, shared=shared)


def titles(site: Site, actor: Actor) -> list[str]:
    return [one.clip.title for one in all_clips(site, actor).clips]


def test_one_sees_ones_own_and_what_is_shared_on_calls_that_one_may_see(
    site: Site, company: Company
) -> None:
    call = keep(site, company.lotte, TALK)
    other = keep(site, company.amber, TALK, part=1)
    make(site, company.lotte, call, "van Lotte")
    make(site, company.lotte, call, "van Lotte, gedeeld", shared=True)
    make(site, company.joris, call, "van Joris")
    make(site, company.amber, other, "van Amber, gedeeld", shared=True)
    assert titles(site, company.lotte) == ["van Lotte, gedeeld", "van Lotte"]
    assert titles(site, company.joris) == ["van Joris", "van Lotte, gedeeld"]
    assert titles(site, company.fien) == ["van Amber, gedeeld"]
    assert titles(site, company.daan) == titles(site, company.bas) == []


def test_of_a_call_that_was_given_away_there_is_nothing_left_to_hear(
    site: Site, company: Company
) -> None:
    call = keep(site, company.lotte, TALK)
    make(site, company.lotte, call, "van Lotte")
    give_call(site, company.lotte, call, company.amber.id)
    assert titles(site, company.lotte) == []


def test_it_tells_where_it_is(site: Site, company: Company) -> None:
    call = keep(site, company.lotte, TALK)
    make(site, company.lotte, call, "vrijdag")
    (found,) = all_clips(site, company.lotte).clips
    assert (found.clip.call_id, found.turn, found.sound) == (call, 2, True)
    assert (found.clip.start_ms, found.clip.end_ms) == (4000, 12_000)


def test_they_come_in_pages(site: Site, company: Company) -> None:
    call = keep(site, company.lotte, TALK)
    for number in range(PAGE + 1):
        make(site, company.lotte, call, str(number))
    first, second = (all_clips(site, company.lotte, page) for page in (1, 2))
    assert [one.clip.title for one in first.clips] == [str(n) for n in range(PAGE, 0, -1)]
    assert [one.clip.title for one in second.clips] == ["0"]
    assert (first.more, second.more) == (True, False)
