"""What an experiment did, in somebody's own calls; and what they choose then."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from tests.service.arrived import hide
from tests.service.spoken import keep_spoken
from tests.sites import START, Clock, Company

from klankbord.coaching.effect import Effect, Mix
from klankbord.errors import ChangeMissing, DayToCome, ExperimentOver, NotFound, UnknownChoice
from klankbord.service.access import Actor
from klankbord.service.learning.effect import LATEST, choose, counts, effect_of
from klankbord.service.site import Site
from klankbord.store.lessons import Experiment, add_experiment, experiments_of
from klankbord.store.people import person_by_id
from klankbord.web.effects import effect_text

WEEKS = timedelta(weeks=3)


def begin(
    site: Site,
    actor: Actor,
    began: datetime = START,
    *,
    call_type: str = "",
    measure: str = "talk-share",
) -> Experiment:
    with site.database.writing() as connection:
        add_experiment(
            connection,
            actor.id,
            "Ik vraag eerst hoe het nu gaat",
            type=call_type,
            measure=measure,
            kind="seller" if measure else "",
            until=began + WEEKS,
            now=began,
        )
        return experiments_of(connection, actor.id)[0]


def found(site: Site, experiment: Experiment, reader: Actor | None = None) -> Effect:
    with site.database.reading() as connection:
        owner = person_by_id(connection, experiment.person_id)
        assert owner
        effect = effect_of(site, connection, reader or Actor.of(owner), experiment)
    assert effect
    return effect


def past(site: Site, actor: Actor, *seconds: int, since: int = 0, call_type: str = "") -> None:
    """A call each day before it began (or, with `since` 1, after), the nearest first."""
    for place, seller_s in enumerate(seconds, 1):
        day = timedelta(days=place if since else -place)
        keep_spoken(site, actor, START + day, seller_s, call_type=call_type)


def wait(site: Site, **by: float) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(**by)


def test_what_is_not_theirs_to_see_yet_is_told_to_nobody_else(site: Site, company: Company) -> None:
    past(site, company.lotte, 90, 84, 96)
    private = keep_spoken(site, company.lotte, START + timedelta(days=1), 60)
    waiting = keep_spoken(site, company.lotte, START + timedelta(days=2), 60)
    hide(site, private, "private")
    hide(site, waiting, "consent")
    wait(site, days=10)
    experiment = begin(site, company.lotte)
    assert found(site, experiment).after.of == 1
    assert found(site, experiment, company.joris).after.of == 0
    with site.database.reading() as connection:
        assert counts(connection, experiment, site.now())
    hide(site, private, "consent")
    with site.database.reading() as connection:
        assert not counts(connection, experiment, site.now())


def test_before_and_since_in_ones_own_calls(site: Site, company: Company) -> None:
    past(site, company.lotte, 90, 84, 96, 90, 78)
    past(site, company.lotte, 60, 48, 54, 60, 66, 60, since=1)
    past(site, company.daan, 10, 10, 10, 10, 10)  # of somebody else
    keep_spoken(site, company.lotte, None, 10)  # without a date it is neither
    keep_spoken(site, company.lotte, START - timedelta(days=366), 10)  # too long ago
    wait(site, days=10)
    effect = found(site, begin(site, company.lotte))
    assert (effect.before.calls, effect.before.of) == (5, 5)
    assert (effect.after.calls, effect.after.of) == (6, 6)
    assert effect.before.value == pytest.approx(0.73)
    assert effect.after.value == pytest.approx(348 / 720)
    assert effect.interval
    assert effect.interval[1] < 0


def test_what_is_yet_to_come_or_after_the_end_does_not_count(site: Site, company: Company) -> None:
    past(site, company.lotte, 90, 84, 96, 90, 78)
    past(site, company.lotte, *[60] * 30, since=1)
    experiment = begin(site, company.lotte)
    wait(site, days=4, hours=1)
    assert found(site, experiment).after.of == 4
    assert not found(site, experiment).enough
    wait(site, days=20)
    assert found(site, experiment).after.of == 21


def test_the_type_of_the_calls_and_one_way_of_measuring(site: Site, company: Company) -> None:
    lotte = company.lotte
    past(site, lotte, 90, 84, 96, 90, 78, call_type="demo")
    past(site, lotte, 10, 10, 10, call_type="price")
    past(site, lotte, 60, 48, 54, 60, 66, since=1, call_type="demo")
    keep_spoken(site, lotte, START + timedelta(days=7), 60, call_type="demo", by="earlier")
    keep_spoken(site, lotte, START - timedelta(days=7), 60, call_type="demo", by="earlier")
    wait(site, days=10)
    effect = found(site, begin(site, lotte, call_type="demo"))
    assert (effect.before.of, effect.before.otherwise) == (5, 1)
    assert (effect.after.of, effect.after.otherwise) == (5, 1)
    assert effect.enough


def test_a_revision_that_is_not_measured_yet_is_not_read(site: Site, company: Company) -> None:
    from sqlalchemy import update

    from klankbord.store.tables import calls

    past(site, company.lotte, 90, 84)
    with site.database.writing() as connection:
        connection.execute(update(calls).values(revision=2))
    assert found(site, begin(site, company.lotte)).before.otherwise == 2


def test_the_latest_before(site: Site, company: Company) -> None:
    past(site, company.lotte, *[90] * (LATEST + 3))
    assert found(site, begin(site, company.lotte)).before.of == LATEST


def test_without_a_measure_there_is_no_effect(site: Site, company: Company) -> None:
    experiment = begin(site, company.lotte, measure="")
    with site.database.reading() as connection:
        assert effect_of(site, connection, company.lotte, experiment) is None


@pytest.mark.parametrize("outcome", ["kept", "let_go"])
def test_it_is_kept_or_let_go(site: Site, company: Company, outcome: str) -> None:
    experiment = begin(site, company.lotte)
    wait(site, days=3)
    assert choose(site, company.lotte, experiment.id, outcome) == experiment.id
    with site.database.reading() as connection:
        (ended,) = experiments_of(connection, company.lotte.id)
    assert (ended.outcome, ended.ended_at) == (outcome, site.now())
    with pytest.raises(ExperimentOver):
        choose(site, company.lotte, experiment.id, "kept")


def test_after_its_end_it_ended_then(site: Site, company: Company) -> None:
    experiment = begin(site, company.lotte)
    wait(site, days=60)
    choose(site, company.lotte, experiment.id, "kept")
    with site.database.reading() as connection:
        assert experiments_of(connection, company.lotte.id)[0].ended_at == experiment.until


def test_changed_it_is_followed_by_another(site: Site, company: Company) -> None:
    experiment = begin(site, company.lotte, call_type="demo")
    wait(site, days=3)
    until = site.now() + WEEKS
    text = " Ik  wacht een tel "
    new = choose(site, company.lotte, experiment.id, "changed", text=text, until=until)
    with site.database.reading() as connection:
        after, before = experiments_of(connection, company.lotte.id)
    assert (before.id, before.outcome) == (experiment.id, "changed")
    assert (after.id, after.follows_id, after.text) == (new, experiment.id, "Ik wacht een tel")
    assert (after.type, after.measure, after.kind) == ("demo", "talk-share", "seller")
    assert (after.started_at, after.until, after.outcome) == (site.now(), until, "")


def test_of_a_chain_before_is_before_the_first(site: Site, company: Company) -> None:
    lotte = company.lotte
    past(site, lotte, 90, 84, 96, 90, 78)
    past(site, lotte, *[60] * 13, since=1)
    experiment = begin(site, lotte)
    assert not found(site, experiment).chained
    for text in ("Anders", "Nog anders"):
        wait(site, days=3, hours=1)
        with site.database.reading() as connection:
            newest = experiments_of(connection, lotte.id)[0]
        choose(site, lotte, newest.id, "changed", text=text, until=site.now() + WEEKS)
    wait(site, days=7)
    with site.database.reading() as connection:
        newest = experiments_of(connection, lotte.id)[0]
    effect = found(site, newest)
    assert effect.chained
    assert (effect.before.of, effect.after.of) == (5, 7)
    assert effect.before.value == pytest.approx(0.73)


def test_another_mix_of_types_is_told(site: Site, company: Company) -> None:
    lotte = company.lotte
    past(site, lotte, 90, 84, 96, 90, call_type="demo")
    keep_spoken(site, lotte, START - timedelta(days=9), 90, call_type="price")
    past(site, lotte, 60, 48, 54, 60, 66, since=1, call_type="price")
    wait(site, days=10)
    effect = found(site, begin(site, lotte))
    assert effect.mix == Mix("demo", 0.8, 0.0)
    told = effect_text(effect, "nl").notes
    assert told[0] == (
        "De soorten gesprekken verschilden: demonstratie was daarvoor 80 % en sindsdien 0 %."
    )
    assert found(site, begin(site, lotte, call_type="price")).mix is None


def test_what_cannot_be_chosen_changes_nothing(site: Site, company: Company) -> None:
    experiment, lotte = begin(site, company.lotte), company.lotte
    until = START + WEEKS
    for others in (company.daan, company.joris, company.bas):
        with pytest.raises(NotFound):
            choose(site, others, experiment.id, "kept")
    with pytest.raises(UnknownChoice):
        choose(site, lotte, experiment.id, "winnen")
    with pytest.raises(ChangeMissing):
        choose(site, lotte, experiment.id, "changed", text="  ", until=until)
    for day in (None, START):
        with pytest.raises(DayToCome):
            choose(site, lotte, experiment.id, "changed", text="Anders", until=day)
    with site.database.reading() as connection:
        assert experiments_of(connection, lotte.id) == [experiment]
