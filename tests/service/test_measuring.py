"""What is kept of a measured call shows the same as measuring it anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import select
from tests.sites import Company, read_measured

from klankbord.conversation import Conversation
from klankbord.measures.measuring import SHOWN, measure
from klankbord.report.as_json import report_json
from klankbord.report.view import view_of
from klankbord.samples import read_samples
from klankbord.service.calls.measuring import (
    digest,
    keep_measured,
    measure_conversation,
    measure_many,
)
from klankbord.service.site import Site
from klankbord.store.calls import add_call, add_revision
from klankbord.store.measurements import calls_to_measure
from klankbord.store.new_calls import Source
from klankbord.store.tables import turns
from klankbord.testing import talk

WITHOUT_TIMES = talk("Anna: Hoe gaat het nu?\nBert: Goed hoor.", seller="Anna")
ALONE = talk("0:00-0:04 Anna: Hallo, met mij.\n0:05-0:09 Anna: Bel me terug.", seller="Anna")
NOTHING = replace(ALONE, turns=())
OTHER = talk("0:00-0:04 Anna: Guten Tag.\n0:05-0:09 Bert: Ja bitte?", seller="Anna", language="de")


def kept(site: Site, company: Company, conversation: Conversation, source: str = "a") -> int:
    """A call in the store, measured."""
    found = measure_conversation(site, conversation)
    with site.database.writing() as connection:
        call = add_call(
            connection,
            conversation,
            Source(source * 64, 0),
            owner=company.lotte.id,
            uploader=company.lotte.id,
            now=site.now(),
        )
        assert keep_measured(connection, call, 1, found, site.now())
    return call


@pytest.mark.parametrize(
    "conversation",
    [*read_samples(), WITHOUT_TIMES, ALONE, NOTHING, OTHER],
    ids=["koelcel", "bestelbussen", "museum", "warehouse", "no times", "alone", "empty", "german"],
)
def test_the_store_shows_what_measuring_anew_shows(
    site: Site, company: Company, conversation: Conversation
) -> None:
    call = kept(site, company, conversation)
    with site.database.reading() as connection:
        stored = read_measured(connection, call)
    fresh = measure([conversation])
    assert stored
    for name, columns in SHOWN.items():
        assert_frame_equal(getattr(stored, name), getattr(fresh, name).select(list(columns)))
    assert_frame_equal(stored.readings, fresh.readings.select(stored.readings.columns))
    assert_frame_equal(stored.moments, fresh.moments)
    for language in ("nl", "en"):
        drawn = [view_of(m, conversation, 0, language, cues=True) for m in (stored, fresh)]
        assert drawn[0] == drawn[1]
    told = [report_json(m, conversation, 0, cues=True) for m in (stored, fresh)]
    assert told[0] == told[1]


def test_many_at_once_are_measured_as_each_alone(site: Site) -> None:
    several = [*read_samples(), WITHOUT_TIMES, NOTHING, ALONE]
    assert measure_many(several) == [measure_conversation(site, one) for one in several]
    assert measure_many([]) == []


def test_what_was_measured_before_is_replaced(site: Site, company: Company) -> None:
    call = kept(site, company, read_samples()[0])
    with site.database.writing() as connection:
        added = add_revision(
            connection, call, ALONE, after=1, person=company.lotte.id, now=site.now(), change={}
        )
        assert added
        assert calls_to_measure(connection, digest(), 10) == [call]
    late, right = (measure_conversation(site, one) for one in (read_samples()[0], ALONE))
    with site.database.writing() as connection:
        assert not keep_measured(connection, call, 1, late, site.now())
        assert keep_measured(connection, call, 2, right, site.now())
    with site.database.reading() as connection:
        stored = read_measured(connection, call)
        indexed = connection.execute(select(turns.c.text).order_by(turns.c.turn)).scalars().all()
        assert calls_to_measure(connection, digest(), 10) == []
        assert calls_to_measure(connection, "another", 10) == [call]
    assert stored
    assert stored.turns.height == 2
    assert indexed == [turn.text for turn in ALONE.turns]


def test_a_call_that_was_not_measured_has_nothing_to_show(site: Site) -> None:
    with site.database.reading() as connection:
        assert read_measured(connection, 7) is None


def test_search_knows_a_turn_by_its_cues_and_questions() -> None:
    told = talk(
        "0:00-0:04 Anna: Wat kost dat dan per maand?\n0:05-0:09 Bert: (lacht) Nou ja.",
        seller="Anna",
    )
    (found,) = measure_many([told])
    assert "question" in found.turns[0][-1].split()
    assert "laughter" in found.turns[1][-1].split()


def test_own_words_make_another_digest(site: Site) -> None:
    words = site.settings.data / "words.toml"
    words.write_text('[product]\nphrases = ["kassahuis"]\n', encoding="utf-8")
    assert digest() != digest(words)
