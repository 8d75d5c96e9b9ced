"""One call from two sources: consent that the second tells counts, and it goes with the call."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select
from tests.service.arrived import a_source, arrival_of, arrive, calls_in, set_consent
from tests.service.watched import recording
from tests.sites import Company
from tests.working import work_off

from klankbord.service.keeping.removing import remove
from klankbord.service.keeping.retention import plan_retention
from klankbord.service.privacy.consent import consent_of, note_by_source
from klankbord.service.privacy.private import call_private
from klankbord.service.privacy.remembering import was_untold
from klankbord.service.privacy.settling import plan_settling
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, ToldConsent, accept
from klankbord.store.arrivals import ArrivedFile
from klankbord.store.consent import kept_back_among, put_consent
from klankbord.store.sources import find_source
from klankbord.store.tables import metadata

TALK = "Lotte Maes: Dag mam.\nBert: Dag schat, kom je zondag eten?\n"
HASH = sha256(TALK.encode()).hexdigest()
TOLD: dict[str, Any] = {"how": "menu", "text": "u wordt opgenomen"}


@pytest.fixture
def first(site: Site, company: Company) -> int:
    """A source that waits a day for consent."""
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True, wait_h="24")
    return source


@pytest.fixture
def second(site: Site, company: Company) -> int:
    return a_source(site, company.lotte, "Carrier")


def waits(site: Site) -> bool:
    with site.database.reading() as connection:
        return bool(kept_back_among(connection, calls_in(site), "consent"))


def a_day_later(site: Site) -> None:
    site.now.forward(hours=25)  # type: ignore[attr-defined]
    plan_settling(site)
    work_off(site)


def rows_with(site: Site, *words: str) -> list[tuple[str, str]]:
    """Every row of any table in which one of these stands."""
    with site.database.reading() as connection:
        return [
            (table.name, str(row))
            for table in metadata.tables.values()
            for row in connection.execute(select(table))
            if any(word in str(row) for word in words)
        ]


def bring_with_sound(site: Site, source: int, key: str, **told: Any) -> None:
    """The same transcript arrives once more, and a recording with it."""
    text = site.files.keep([TALK.encode()], f"{key}.txt", 10).hash
    sound = site.files.keep([recording()], f"{key}.wav", 10).hash
    files = [
        ArrivedFile(sound, f"{key}.wav", "sound"),
        ArrivedFile(text, f"{key}.txt", "transcript"),
    ]
    with site.database.writing() as connection:
        found = find_source(connection, source)
        assert found
        accept(connection, found, Arriving(key=key, **told), files=files, now=site.now())
    work_off(site)


# ── consent ───────────────────────────────────────────────────────────────────────────────────


def test_consent_that_comes_with_a_recording_frees_the_call(
    site: Site, first: int, second: int
) -> None:
    arrive(site, first, "k1", TALK)
    there = calls_in(site)
    assert waits(site)
    bring_with_sound(site, second, "k2", consent=TOLD)
    assert calls_in(site) == there
    assert not waits(site)
    a_day_later(site)
    assert calls_in(site) == there


def test_consent_that_comes_with_the_same_bytes_frees_the_call(
    site: Site, first: int, second: int
) -> None:
    arrive(site, first, "k1", TALK)
    (call,) = calls_in(site)
    arrive(site, second, "k2", TALK, consent=TOLD)
    assert arrival_of(site, second).reason == "duplicate"
    assert [(one.way, one.how) for one in consent_of(site, call)] == [("arrival", "menu")]
    a_day_later(site)
    assert calls_in(site) == [call]


def test_consent_that_comes_before_the_call_is_read_counts(
    site: Site, first: int, second: int
) -> None:
    arrive(site, first, "k1", TALK, work=False)
    arrive(site, second, "k2", TALK, consent=TOLD, work=False)
    work_off(site)
    (call,) = calls_in(site)
    assert [one.how for one in consent_of(site, call)] == ["menu"]
    assert not waits(site)


def test_consent_told_afterwards_of_a_duplicate_frees_the_call(
    site: Site, first: int, second: int
) -> None:
    arrive(site, first, "k1", TALK)
    arrive(site, second, "k2", TALK)
    assert waits(site)
    with site.database.writing() as connection:
        note_by_source(connection, arrival_of(site, second), ToldConsent(**TOLD), site.now())
    assert not waits(site)


def test_the_text_of_a_second_source_frees_the_call(
    site: Site, company: Company, first: int, second: int
) -> None:
    set_consent(site, company, second, **TOLD)
    arrive(site, first, "k1", TALK)
    (call,) = calls_in(site)
    arrive(site, second, "k2", TALK)
    assert not waits(site)
    assert [(one.way, one.how) for one in consent_of(site, call)] == [("source", "menu")]


def test_without_consent_a_second_source_frees_nothing(site: Site, first: int, second: int) -> None:
    arrive(site, first, "k1", TALK)
    arrive(site, second, "k2", TALK)
    bring_with_sound(site, second, "k3")
    assert waits(site)
    a_day_later(site)
    assert calls_in(site) == []


def test_what_the_first_source_told_stays(site: Site, company: Company, second: int) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "k1", TALK, consent={"how": "written", "text": "per brief"})
    (call,) = calls_in(site)
    arrive(site, second, "k2", TALK, consent=TOLD)
    assert [one.how for one in consent_of(site, call)] == ["written"]


@pytest.mark.parametrize(("way", "stays"), [("arrival", True), ("spoken", False)])
def test_a_call_with_consent_that_still_waits_is_freed_when_its_time_is_over(
    site: Site, company: Company, way: Any, *, stays: bool
) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True, spoken=False, wait_h="24")
    arrive(site, source, "k1", TALK)
    (call,) = calls_in(site)
    with site.database.writing() as connection:
        put_consent(connection, call, way, site.now(), how="menu")
    a_day_later(site)
    assert calls_in(site) == ([call] if stays else [])  # said in it will not do here
    assert not waits(site)


# ── what is known as without consent ──────────────────────────────────────────────────────────


def strict(site: Site, company: Company, source: int) -> None:
    set_consent(site, company, source, demanded=True, spoken=False, wait_h="0")


def is_marked(site: Site) -> bool:
    with site.database.reading() as connection:
        return was_untold(connection, {HASH})


@pytest.mark.parametrize("at_once", [False, True])
def test_the_bytes_of_a_lawful_call_are_not_marked(
    site: Site, company: Company, second: int, *, at_once: bool
) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, **TOLD)
    strict(site, company, second)
    arrive(site, source, "k1", TALK, work=not at_once)
    arrive(site, second, "k2", TALK)
    assert arrival_of(site, second).reason == "duplicate"
    assert not is_marked(site)


def test_nor_where_the_second_brings_more_than_those(
    site: Site, company: Company, second: int
) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, **TOLD)
    strict(site, company, second)
    arrive(site, source, "k1", TALK)
    bring_with_sound(site, second, "k2")
    assert arrival_of(site, second).reason == "no_consent"
    assert not is_marked(site)


def test_those_of_a_call_that_waits_are(
    site: Site, company: Company, first: int, second: int
) -> None:
    strict(site, company, second)
    arrive(site, first, "k1", TALK)
    arrive(site, second, "k2", TALK)
    assert arrival_of(site, second).reason == "no_consent"
    assert is_marked(site)


# ── it goes with the call ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def twice(site: Site, company: Company, second: int, request: pytest.FixtureRequest) -> int:
    """A call that a second source brought as well, after the first or at the same time."""
    source = a_source(site, company.lotte)
    facts: dict[str, Any] = {"number": "0612345678", "title": "Met mama"}
    arrive(site, source, "k1", TALK, work=request.param == "after", **facts)
    arrive(site, second, "in-0612345678", TALK, **facts)
    assert arrival_of(site, second).reason == "duplicate"
    assert rows_with(site, "0612345678", "mama")
    return calls_in(site)[0]


BOTH = pytest.mark.parametrize("twice", ["after", "at once"], indirect=True)


@BOTH
def test_of_a_private_call_a_second_source_says_nothing(
    site: Site, company: Company, second: int, twice: int
) -> None:
    call_private(site, company.lotte, twice)
    assert rows_with(site, "0612345678", "mama") == []
    assert arrival_of(site, second).reason == "private"


@BOTH
def test_nor_of_one_that_its_owner_removed(
    site: Site, company: Company, second: int, twice: int
) -> None:
    remove(site, company.lotte, twice)
    assert rows_with(site, "0612345678", "mama") == []
    arrive(site, second, "in-0612345678", TALK)
    assert calls_in(site) == []  # it does not come back so either


def test_nor_of_one_that_was_kept_long_enough(site: Site, company: Company, second: int) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "k1", TALK, number="0612345678")
    site.now.forward(days=365)  # type: ignore[attr-defined]
    arrive(site, second, "in-0612345678", TALK, number="0612345678")
    for _ in range(17):
        plan_retention(site)
        work_off(site)
        site.now.forward(days=1)  # type: ignore[attr-defined]
    assert calls_in(site) == []
    assert rows_with(site, "0612345678") == []


def test_of_a_call_without_consent_a_second_source_points_to_nothing(
    site: Site, first: int, second: int
) -> None:
    arrive(site, first, "k1", TALK)
    arrive(site, second, "k2", TALK)
    assert arrival_of(site, second).detail
    a_day_later(site)
    found = arrival_of(site, second)
    assert (found.reason, found.detail) == ("no_consent", {})
