"""What somebody is reminded of, in the app and by mail."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.postbox import Postbox, nobody_there, postbox
from tests.service.calls import keep_call
from tests.service.test_letters import with_mail
from tests.sites import Clock, Company
from tests.working import LEASE, work_off

from klankbord.errors import BadForm
from klankbord.service.access import Actor
from klankbord.service.jobs import take
from klankbord.service.learning.digests import AGAIN, digest_step, plan_digests
from klankbord.service.learning.reminding import KINDS, choose, read_chosen, reminders_for
from klankbord.service.site import Site
from klankbord.store.flags import add_flag, change_flag
from klankbord.store.lessons import add_experiment, change_experiment
from klankbord.store.people import change_person
from klankbord.store.reviews import add_review, change_review
from klankbord.testing import talk

TUESDAY = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
"""Eight in the morning here."""
TALK = talk("0:00-0:03 Lotte: Dag Bert\n0:04-0:09 Bert: Dag", seller="Lotte")


@pytest.fixture
def lotte(site: Site, company: Company) -> Actor:
    """Somebody who is in, on a Tuesday morning."""
    set_to(site, TUESDAY)
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password="x")
    return company.lotte


def set_to(site: Site, moment: datetime) -> None:
    assert isinstance(site.now, Clock)
    site.now.time = moment


def a_flag(site: Site, of: Actor, *, to: Actor | None = None, days_ago: int = 0) -> int:
    call = keep_call(site, of, TALK)
    now = site.now() - timedelta(days=days_ago)
    with site.database.writing() as connection:
        number, _ = add_flag(
            connection, of.id, str(call), good=False, note="Bert zei nee", number="", at=now,
            call=call, now=now,
        )  # fmt: skip
        if to:
            change_flag(connection, number, shared_id=to.id, shared_at=now)
    return number


def a_review(site: Site, of: Actor, coach: Actor | None = None, **values: object) -> int:
    flag = a_flag(site, of, to=coach)
    with site.database.writing() as connection:
        number = add_review(
            connection, flag, person=of.id, call=flag, manner="room", now=site.now()
        )
        change_review(connection, number, coach_id=coach.id if coach else None, **values)
    return number


def an_experiment(site: Site, of: Actor, until: datetime) -> int:
    with site.database.writing() as connection:
        return add_experiment(
            connection, of.id, "Eerst vragen", type="", measure="", kind="", until=until,
            now=site.now(),
        )  # fmt: skip


def kinds(site: Site, actor: Actor) -> list[str]:
    return [one.kind for one in reminders_for(site, actor)]


# ── in the app ────────────────────────────────────────────────────────────────────────────────


def test_where_nothing_waits_nothing_is_said(site: Site, lotte: Actor) -> None:
    a_flag(site, lotte, days_ago=3)
    an_experiment(site, lotte, site.now() + timedelta(hours=1))
    a_review(site, lotte)
    assert kinds(site, lotte) == []


def test_a_review_of_today(site: Site, lotte: Actor, company: Company) -> None:
    today = a_review(site, lotte, company.joris, planned_at=TUESDAY + timedelta(hours=14))
    a_review(site, lotte, planned_at=TUESDAY + timedelta(hours=16))  # past midnight here
    (one,) = reminders_for(site, lotte)
    assert (one.kind, one.path, one.at) == (
        "review_today",
        f"/review/{today}",
        TUESDAY + timedelta(hours=14),
    )
    assert kinds(site, company.joris) == ["review_today"]
    assert kinds(site, company.fien) == kinds(site, company.bas) == []


def test_a_shared_review_waits_for_whose_side_is_not_done(
    site: Site, lotte: Actor, company: Company
) -> None:
    number = a_review(site, lotte, company.joris, seller_done_at=TUESDAY)
    assert (kinds(site, lotte), kinds(site, company.joris)) == ([], ["waiting"])
    with site.database.writing() as connection:
        change_review(connection, number, coach_done_at=TUESDAY)
    assert kinds(site, company.joris) == []
    with site.database.writing() as connection:
        change_review(connection, number, seller_done_at=None)
    assert kinds(site, lotte) == ["waiting"]
    with site.database.writing() as connection:
        change_review(connection, number, closed_at=TUESDAY)
    assert kinds(site, lotte) == []


def test_what_is_shared_with_a_coach_waits_for_that_coach_alone(
    site: Site, lotte: Actor, company: Company
) -> None:
    a_flag(site, lotte, to=company.joris)
    a_flag(site, company.amber, to=company.joris)  # who does not coach her
    found = {name: kinds(site, company[name]) for name in ("joris", "fien", "bas", "lotte")}
    assert found == {"joris": ["waiting"], "fien": [], "bas": [], "lotte": []}


def test_an_experiment_whose_end_has_come(site: Site, lotte: Actor, company: Company) -> None:
    number = an_experiment(site, lotte, site.now())
    assert kinds(site, lotte) == ["experiment"]
    assert kinds(site, company.joris) == []
    with site.database.writing() as connection:
        change_experiment(connection, number, outcome="kept", ended_at=site.now())
    assert kinds(site, lotte) == []


def test_old_flags_on_mondays_only(site: Site, lotte: Actor, company: Company) -> None:
    a_flag(site, lotte, days_ago=8)
    a_flag(site, lotte, days_ago=9)
    assert kinds(site, lotte) == []
    set_to(site, TUESDAY + timedelta(days=6))
    assert kinds(site, lotte) == ["old_flags"]
    assert kinds(site, company.joris) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_switched_off(
    site: Site, lotte: Actor, company: Company, kind: str
) -> None:
    set_to(site, TUESDAY + timedelta(days=6))
    a_review(site, lotte, planned_at=site.now())
    a_review(site, lotte, company.joris)
    an_experiment(site, lotte, site.now())
    a_flag(site, lotte, days_ago=8)
    assert set(kinds(site, lotte)) == KINDS.keys()
    choose(site, lotte, mail=True, at="08:30", kinds=KINDS.keys() - {kind})
    assert set(kinds(site, lotte)) == KINDS.keys() - {kind}


@pytest.mark.parametrize("at", ["07:45", "18:00", "", "25:00", "8.30", "08:30+02:00"])
def test_no_time_outside_the_working_day(site: Site, lotte: Actor, at: str) -> None:
    with pytest.raises(BadForm):
        choose(site, lotte, mail=True, at=at, kinds=KINDS)
    with pytest.raises(BadForm):
        choose(site, lotte, mail=True, at="09:00", kinds=["scores"])
    assert read_chosen(site, lotte).at.isoformat() == "08:30:00"


# ── by mail ───────────────────────────────────────────────────────────────────────────────────


def days(site: Site, since: datetime, until: datetime) -> None:
    """A worker that works on, five minutes after five minutes."""
    set_to(site, since)
    while site.now() < until:
        work_off(site)
        assert isinstance(site.now, Clock)
        site.now.forward(minutes=15)


def sent(box: Postbox) -> list[str]:
    return [letter["Date"].datetime.isoformat() for letter in box.letters]


def test_one_digest_at_its_time_and_only_when_there_is_something(site: Site, lotte: Actor) -> None:
    with postbox() as box:
        site = with_mail(site, box)
        plan_digests(site)
        days(site, TUESDAY - timedelta(hours=4), TUESDAY + timedelta(days=1))
        assert box.letters == []
        an_experiment(site, lotte, TUESDAY)
        a_review(site, lotte, planned_at=TUESDAY + timedelta(days=1, hours=3))
        days(site, TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=6))
        assert sent(box) == ["2026-11-25T07:30:00+00:00"]
        (letter,) = box.letters
        text = letter.get_content()
        assert letter["To"] == "lotte@kassahuis.example"
        assert "https://klankbord.kassahuis.example/review/" in text
        for told in ("Bert", "Dag", "Eerst vragen", "nee"):
            assert told not in text + letter["Subject"]
        assert not any(c.isdigit() for c in text.replace("/review/1", "").replace("/review/2", ""))


def test_nothing_goes_out_at_night_at_the_weekend_or_to_who_wants_none(
    site: Site, lotte: Actor
) -> None:
    friday = TUESDAY + timedelta(days=3, hours=10)
    with postbox() as box:
        site = with_mail(site, box)
        an_experiment(site, lotte, friday)
        plan_digests(site)
        choose(site, lotte, mail=True, at="17:45", kinds=KINDS)
        days(site, friday, friday + timedelta(days=2, hours=12))
        assert box.letters == []
        choose(site, lotte, mail=False, at="09:00", kinds=KINDS)
        days(site, friday + timedelta(days=3), friday + timedelta(days=4))
        assert box.letters == []
        choose(site, lotte, mail=True, at="09:00", kinds=KINDS)
        days(site, friday + timedelta(days=4), friday + timedelta(days=5))
        assert sent(box) == ["2026-12-02T08:00:00+00:00"]


def test_a_server_that_is_down_gets_the_digest_once_it_is_back(site: Site, lotte: Actor) -> None:
    an_experiment(site, lotte, TUESDAY)
    with postbox() as box:
        gone = with_mail(site, box, smtp_port=nobody_there())
        plan_digests(gone)
        days(gone, TUESDAY + timedelta(minutes=30), TUESDAY + timedelta(hours=2))
        back = with_mail(site, box)
        days(back, TUESDAY + timedelta(hours=2) + AGAIN, TUESDAY + timedelta(days=3))
        assert len(box.letters) == 1


def test_a_digest_that_may_have_gone_out_is_not_sent_again(site: Site, lotte: Actor) -> None:
    an_experiment(site, lotte, TUESDAY)
    with postbox() as box:
        box.to_letter = ""
        site = with_mail(site, box)
        plan_digests(site)
        days(site, TUESDAY + timedelta(minutes=30), TUESDAY + timedelta(days=1))
        assert len(box.letters) == 1


def test_a_worker_that_falls_while_it_sends_sends_nothing_twice(
    site: Site, lotte: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FellError(BaseException):
        pass

    an_experiment(site, lotte, TUESDAY)
    with postbox() as box:
        site = with_mail(site, box)
        set_to(site, TUESDAY + timedelta(minutes=30))
        plan_digests(site)
        looking = take(site, "first", LEASE)
        assert looking
        from klankbord.service.learning.digests import digests_step

        digests_step(looking)
        work = take(site, "first", LEASE)
        assert work
        assert work.job.kind == "digest"
        monkeypatch.setattr(type(work), "finishing", lambda _: (_ for _ in ()).throw(FellError))
        with pytest.raises(FellError):
            digest_step(work)
        monkeypatch.undo()
        days(site, site.now() + 2 * LEASE, TUESDAY + timedelta(days=1))
        assert len(box.letters) == 1


def test_without_a_server_nothing_is_planned_and_the_app_still_tells(
    site: Site, lotte: Actor
) -> None:
    an_experiment(site, lotte, TUESDAY)
    plan_digests(site)
    assert work_off(site) == 0
    assert kinds(site, lotte) == ["experiment"]
