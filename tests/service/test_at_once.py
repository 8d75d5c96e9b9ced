"""What two do in the same moment: who comes second waits, and finds what the first one did."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.service.calls import keep_call
from tests.service.reviewed import TALK, flagged
from tests.sites import Company

from klankbord.errors import ExperimentOver, KlankbordError, NotFound, NotNow
from klankbord.service.learning import effect, flagging, reviewing
from klankbord.service.site import Site
from klankbord.store import todos
from klankbord.store.flags import add_flag, change_flag, find_flags
from klankbord.store.lessons import add_experiment, experiments_of
from klankbord.store.preferences import prefer, preference
from klankbord.store.reviews import add_review, change_review, find_reviews

PATIENCE_S = 5.0
A_WHILE_S = 0.7


class Paused:
    """A function that holds still once it is done, in its first caller, until it may go on."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real, self.reached, self.goes_on = real, threading.Event(), threading.Event()

    def __call__(self, *given: Any, **named: Any) -> Any:
        found = self.real(*given, **named)
        if not self.reached.is_set():
            self.reached.set()
            assert self.goes_on.wait(PATIENCE_S)
        return found


def overtaken(
    paused: Paused, first: Callable[[], object], second: Callable[[], object]
) -> list[type[KlankbordError] | None]:
    """Do the first up to where it pauses, then the second; what each of them raised."""
    told: list[type[KlankbordError] | None] = [None, None]

    def do(place: int, deed: Callable[[], object]) -> None:
        try:
            deed()
        except KlankbordError as wrong:
            told[place] = type(wrong)

    one = threading.Thread(target=do, args=(0, first))
    two = threading.Thread(target=do, args=(1, second))
    one.start()
    assert paused.reached.wait(PATIENCE_S)
    two.start()
    two.join(A_WHILE_S)
    assert two.is_alive()
    paused.goes_on.set()
    one.join(PATIENCE_S)
    two.join(PATIENCE_S)
    assert not one.is_alive()
    assert not two.is_alive()
    return told


@pytest.mark.parametrize("deed", ["unshare", "drop"])
def test_a_coach_does_not_overtake_who_takes_it_back(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    call = keep_call(site, company.lotte, TALK)
    flag = flagged(site, company.lotte, call, shared=company.joris)
    paused = Paused(change_flag)
    monkeypatch.setattr(flagging, "change_flag", paused)
    told = overtaken(
        paused,
        lambda: getattr(flagging, deed)(site, company.lotte, flag),
        lambda: reviewing.begin(site, company.joris, flag, "apart"),
    )
    assert told == [None, NotFound]
    with site.database.reading() as connection:
        assert find_reviews(connection) == []


def test_nor_is_a_flag_dropped_of_which_a_review_begins(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = keep_call(site, company.lotte, TALK)
    flag = flagged(site, company.lotte, call, shared=company.joris)
    paused = Paused(add_review)
    monkeypatch.setattr(reviewing, "add_review", paused)
    told = overtaken(
        paused,
        lambda: reviewing.begin(site, company.joris, flag, "apart"),
        lambda: flagging.drop(site, company.lotte, flag),
    )
    assert told == [None, NotNow]


def test_going_on_alone_and_taking_back_do_not_hold_each_other(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = keep_call(site, company.lotte, TALK)
    flag = flagged(site, company.lotte, call)
    review = reviewing.begin(site, company.lotte, flag, "apart")
    paused = Paused(change_review)
    monkeypatch.setattr(reviewing, "change_review", paused)
    told = overtaken(
        paused,
        lambda: reviewing.go_on_alone(site, company.lotte, review),
        lambda: flagging.unshare(site, company.lotte, flag),
    )
    assert told == [None, None]
    with site.database.reading() as connection:
        (left,), (kept,) = find_reviews(connection), find_flags(connection)
    assert (left.coach_id, kept.shared_id) == (None, None)


def test_an_experiment_is_followed_by_one(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, lotte = site.now(), company.lotte
    about = {"type": "", "measure": "", "kind": "", "until": now + timedelta(days=3), "now": now}
    with site.database.writing() as connection:
        number = add_experiment(connection, lotte.id, "x", **about)  # type: ignore[arg-type]
    paused = Paused(effect.own_experiment)
    monkeypatch.setattr(effect, "own_experiment", paused)
    until = now + timedelta(days=5)

    def go_on() -> int:
        return effect.choose(site, lotte, number, "changed", text="y", until=until)

    assert overtaken(paused, go_on, go_on) == [None, ExperimentOver]
    with site.database.reading() as connection:
        assert len(experiments_of(connection, lotte.id)) == 2


def test_a_flag_sent_twice_at_once_is_one(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    paused, found = Paused(add_flag), []
    monkeypatch.setattr(flagging, "add_flag", paused)

    def keep() -> None:
        found.append(flagging.flag(site, company.lotte, "k", good=False))

    assert overtaken(paused, keep, keep) == [None, None]
    assert found[0] == found[1]


def test_so_is_what_is_to_be_done_and_a_preference(site: Site, company: Company) -> None:
    lotte, now = company.lotte.id, site.now()

    def keep() -> None:
        with site.database.writing() as connection:
            todos.add_todo(connection, lotte, "k", "Bel terug", None, now)
            prefer(connection, lotte, "share_always", 7)
            paused()

    paused = Paused(lambda: None)
    assert overtaken(paused, keep, keep) == [None, None]
    with site.database.reading() as connection:
        assert len(todos.open_todos(connection, lotte)) == 1
        assert preference(connection, lotte, "share_always") == 7
