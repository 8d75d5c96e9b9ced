"""Whether the other party knew: noted from where it is known, and demanded where that is set."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from tests.service.arrived import a_source, arrival_of, arrive, calls_in, set_consent
from tests.service.test_agreed import asks, fien, only
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.errors import Mistakes, NotFound, NoticeOrDemand
from klankbord.service.access import Actor, fetch_call
from klankbord.service.accounts.keys import enter, make_source_key
from klankbord.service.agreement.agreed import CONSENT
from klankbord.service.agreement.agreeing import agree, approve
from klankbord.service.calls.finding import Wanted, find
from klankbord.service.keeping.export_zip import export_all
from klankbord.service.learning.today import read_today
from klankbord.service.privacy.consent import (
    consent_of,
    list_waiting,
    note_by_hand,
    note_by_source,
    read_source_consent,
    set_source_consent,
)
from klankbord.service.privacy.settling import plan_settling, throw_away
from klankbord.service.privacy.told_later import tell_consent
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, ToldConsent
from klankbord.service.sources.sources import make_source, turn
from klankbord.service.sources.uploading import Span, begin_upload, end_receiving, receiving
from klankbord.store.audit import all_entries

__all__ = ["fien"]  # a fixture that is used here

QUIET_TALK = "Lotte Maes: Goedemorgen, met Lotte.\nBert: Dag, ik bel over de offerte.\n"
TOLD_TALK = "Lotte Maes: Goedemorgen. Dit gesprek wordt opgenomen.\nBert: Dat is prima.\n"
BY_CUSTOMER = "Lotte Maes: Goedemorgen.\nBert: Wij nemen hier alle gesprekken op.\n"
TEXT = "Dit gesprek kan worden opgenomen."


@pytest.fixture
def site(site: Site) -> Site:
    """Nothing may be private here."""
    return replace(site, settings=site.settings.model_copy(update={"private_hours": 0}))


def ways(site: Site, call: int) -> list[tuple[str, str]]:
    return [(one.way, one.how) for one in consent_of(site, call)]


def sees(site: Site, actor: Actor, call: int) -> bool:
    try:
        with site.database.reading() as connection:
            fetch_call(connection, actor, call)
    except NotFound:
        return False
    return True


# ── noted ─────────────────────────────────────────────────────────────────────────────────────


def test_every_way_by_which_somebody_was_told_is_noted(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, how="menu", text=TEXT)
    when = datetime(2026, 11, 20, 8, 59, tzinfo=UTC)
    told = {"how": "toets 1", "when": when, "text": "Drukt u op 1."}
    arrive(site, source, "1", TOLD_TALK, consent=told)
    (call,) = calls_in(site)
    note_by_hand(site, company.lotte, call, "written", "In de offerte.", None)
    found = {one.way: one for one in consent_of(site, call)}
    assert found.keys() == {"arrival", "source", "spoken", "hand"}
    assert (found["arrival"].how, found["arrival"].told_at) == ("toets 1", when)
    assert (found["source"].text, found["source"].version) == (TEXT, 1)
    assert found["spoken"].turn == 1
    assert "opgenomen" in found["spoken"].text
    assert found["hand"].person == "Lotte Maes"


def test_a_text_has_versions_and_a_call_keeps_its_own(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, how="menu", text=TEXT)
    set_consent(site, company, source, how="menu", text=TEXT, wait_h="3")  # no other text
    arrive(site, source, "1", QUIET_TALK)
    set_consent(site, company, source, how="menu", text="Wij nemen dit gesprek op.")
    arrive(site, source, "2", QUIET_TALK + "Bert: Echt waar.\n")
    first, second = (consent_of(site, call)[0] for call in calls_in(site))
    assert [(one.version, one.text) for one in (first, second)] == [
        (1, TEXT),
        (2, "Wij nemen dit gesprek op."),
    ]
    set_consent(site, company, source, how="", text="", demanded=True)
    found = read_source_consent(site, company.bas, source)
    assert found.notice is None
    assert [one.version for one in found.notices] == [3, 2, 1]


def test_what_the_customer_says_tells_the_customer_nothing(site: Site, company: Company) -> None:
    arrive(site, a_source(site, company.lotte), "1", BY_CUSTOMER)
    assert ways(site, calls_in(site)[0]) == []


# ── demanded ──────────────────────────────────────────────────────────────────────────────────


def demanding(site: Site, company: Company, **rule: Any) -> int:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True, **rule)
    return source


@pytest.mark.parametrize(
    ("talk", "consent"),
    [(TOLD_TALK, None), (QUIET_TALK, {"how": "menu"})],
    ids=["said in it", "came with it"],
)
def test_with_consent_it_is_seen(
    site: Site, company: Company, talk: str, consent: dict[str, Any] | None
) -> None:
    source = demanding(site, company, wait_h="0")
    arrive(site, source, "1", talk, consent=consent)
    (call,) = calls_in(site)
    assert sees(site, company.lotte, call)
    assert sees(site, company.joris, call)
    assert list_waiting(site, company.lotte) == []


def test_where_every_caller_is_told_that_will_do(site: Site, company: Company) -> None:
    source = demanding(site, company, how="menu", text=TEXT, spoken=False, wait_h="0")
    arrive(site, source, "1", QUIET_TALK)
    assert sees(site, company.lotte, calls_in(site)[0])


def test_known_not_to_come_it_never_becomes_a_call(site: Site, company: Company) -> None:
    source = demanding(site, company, spoken=False, wait_h="0")
    hash_ = arrive(site, source, "1", TOLD_TALK)
    assert calls_in(site) == []
    assert not site.files.path(hash_).exists()
    assert arrival_of(site, source).reason == "no_consent"


def test_not_said_it_is_gone_at_once_with_its_bytes(site: Site, company: Company) -> None:
    source = demanding(site, company, wait_h="0")
    hash_ = arrive(site, source, "1", QUIET_TALK)
    assert calls_in(site) == []
    assert not site.files.path(hash_).exists()
    one = arrival_of(site, source)
    assert (one.outcome, one.reason, one.import_id) == ("left_out", "no_consent", None)
    with site.database.reading() as connection:
        (entry,) = [e for e in all_entries(connection) if e.action == "call_untold"]
    assert entry.person_id is None
    assert entry.about_id == company.lotte.id


def test_while_it_waits_nobody_sees_it_anywhere(site: Site, company: Company) -> None:
    source = demanding(site, company)
    arrive(site, source, "1", QUIET_TALK)
    (call,) = calls_in(site)
    for actor in (company.lotte, company.joris, company.bas):
        assert not sees(site, actor, call)
        assert find(site, actor, Wanted(q="offerte")).calls == ()
    assert read_today(site, company.lotte).calls == ()
    assert b"offerte" not in exported(site, company.lotte)
    (one,) = list_waiting(site, company.lotte)
    assert (one.call.id, one.until) == (call, site.now() + timedelta(hours=24))
    assert list_waiting(site, company.joris) == []
    note_by_hand(site, company.lotte, call, "said", "", None)
    assert b"offerte" in exported(site, company.lotte)


def test_noted_by_hand_it_is_seen(site: Site, company: Company) -> None:
    source = demanding(site, company)
    arrive(site, source, "1", QUIET_TALK)
    (call,) = calls_in(site)
    for actor in (company.joris, company.bas, company.daan):
        with pytest.raises(NotFound):
            note_by_hand(site, actor, call, "said", "", None)
    with pytest.raises(Mistakes):
        note_by_hand(site, company.lotte, call, "", "", None)
    note_by_hand(site, company.lotte, call, "said", "", None)
    assert sees(site, company.lotte, call)
    assert sees(site, company.joris, call)
    later(site, hours=25)
    assert calls_in(site) == [call]


def test_told_afterwards_by_its_source_it_is_seen(site: Site, company: Company) -> None:
    source = demanding(site, company)
    arrive(site, source, "1", QUIET_TALK)
    (call,) = calls_in(site)
    arrival = arrival_of(site, source)
    with site.database.writing() as connection:
        note_by_source(connection, arrival, ToldConsent(how="menu", text=TEXT), site.now())
    assert ways(site, call) == [("arrival", "menu")]
    assert sees(site, company.lotte, call)


def test_never_noted_it_goes_when_its_time_is_over(site: Site, company: Company) -> None:
    source = demanding(site, company, wait_h="2")
    hash_ = arrive(site, source, "1", QUIET_TALK)
    later(site, hours=1)
    assert len(calls_in(site)) == 1
    later(site, hours=1.1)
    assert calls_in(site) == []
    assert not site.files.path(hash_).exists()
    assert arrival_of(site, source).reason == "no_consent"


def test_its_owner_throws_it_away(site: Site, company: Company) -> None:
    source = demanding(site, company)
    hash_ = arrive(site, source, "1", QUIET_TALK)
    (call,) = calls_in(site)
    with pytest.raises(NotFound):
        throw_away(site, company.joris, call)
    throw_away(site, company.lotte, call)
    assert calls_in(site) == []
    assert not site.files.path(hash_).exists()


def test_said_in_it_will_not_do_where_that_is_set(site: Site, company: Company) -> None:
    source = demanding(site, company, spoken=False, wait_h="1")
    arrive(site, source, "1", TOLD_TALK)
    (call,) = calls_in(site)
    assert not sees(site, company.lotte, call)
    later(site, hours=2)
    assert calls_in(site) == []


def test_only_admins_set_it_and_a_form_is_checked(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    rule: dict[str, Any] = {"demanded": True, "spoken": True, "wait_h": "24"}
    for actor in (company.lotte, company.joris):
        with pytest.raises(NotFound):
            set_source_consent(site, actor, source, how="", text="", **rule)
    wrong: list[dict[str, Any]] = [
        {"how": "menu", "text": " "},
        {"how": "menu", "text": "a" * 2001},
        {"how": "", "text": "", "wait_h": "169"},
        {"how": "", "text": "", "wait_h": "²"},
    ]
    for form in wrong:
        with pytest.raises(Mistakes):
            set_source_consent(site, company.bas, source, **(rule | form))
    assert not read_source_consent(site, company.bas, source).rule.demanded


def test_a_new_source_keeps_only_what_its_parties_knew(site: Site, company: Company) -> None:
    source = make_source(site, company.bas, "upload", "Centrale")
    rule = read_source_consent(site, company.bas, source).rule
    assert (rule.demanded, rule.spoken, rule.wait_h) == (True, True, 24)
    turn(site, company.bas, source, on=True)


def test_a_source_that_does_neither_is_not_turned_on(site: Site, company: Company) -> None:
    source = make_source(site, company.bas, "upload", "Centrale")
    set_consent(site, company, source, demanded=False)
    with pytest.raises(Mistakes) as refused:
        turn(site, company.bas, source, on=True)
    assert "Toestemming" in refused.value.say()
    assert not read_source_consent(site, company.bas, source).source.enabled
    set_consent(site, company, source, how="menu", text=TEXT)
    turn(site, company.bas, source, on=True)
    with pytest.raises(Mistakes):
        set_consent(site, company, source, demanded=False)
    assert read_source_consent(site, company.bas, source).notice is not None
    turn(site, company.bas, source, on=False)
    set_consent(site, company, source, demanded=False)


def exported(site: Site, actor: Actor) -> bytes:
    """Every file of somebody's export, one after the other."""
    with ZipFile(io.BytesIO(b"".join(export_all(site, actor)))) as zip_:
        return b"".join(zip_.read(name) for name in zip_.namelist())


def later(site: Site, hours: float) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(hours=hours)
    plan_settling(site)
    work_off(site)


@pytest.mark.parametrize("when", ["sending", "arrived", "there", "gone"])
def test_a_sender_tells_of_it_however_far_the_call_is(
    site: Site, company: Company, when: str
) -> None:
    source = demanding(site, company, wait_h="2")
    key = enter(site, make_source_key(site, company.bas, source, "Centrale").secret).key
    number = begin_upload(site, key, Arriving(key="1"))[0].upload.id

    def tell() -> str:
        sent = tell_consent(site, key, number, ToldConsent(how="menu", text=TEXT))
        return sent.arrival.outcome if sent.arrival else "sending"

    if when == "sending":
        assert tell() == "sending"
    data = QUIET_TALK.encode()
    with receiving(
        site, key, number, "transcript", "1.txt", Span(0, len(data), len(data))
    ) as taken:
        taken.take(data)
        end_receiving(taken)
    if when == "arrived":
        assert tell() == "waiting"
    work_off(site)
    if when == "there":
        assert tell() == "kept"
    if when == "gone":
        later(site, hours=3)
        assert tell() == "left_out"
        assert calls_in(site) == []
        return
    (call,) = calls_in(site)
    assert ways(site, call) == [("arrival", "menu")]
    assert sees(site, company.lotte, call)


def test_a_sender_tells_of_no_other_source(site: Site, company: Company) -> None:
    keys = []
    for name in ("Een", "Twee"):
        source = a_source(site, company.lotte, name)
        keys.append(enter(site, make_source_key(site, company.bas, source, name).secret).key)
    number = begin_upload(site, keys[0], Arriving(key="1"))[0].upload.id
    with pytest.raises(NotFound):
        tell_consent(site, keys[1], number, ToldConsent(how="menu"))


@pytest.mark.usefixtures("inside")
def test_a_wish_that_became_unlawful_is_not_carried_out(
    site: Site, company: Company, fien: Actor
) -> None:
    source = make_source(site, company.bas, "upload", "Centrale")
    agree(site, company.bas, CONSENT)
    nothing: dict[str, Any] = {"how": "", "text": "", "demanded": False, "spoken": True}
    asks(lambda: set_source_consent(site, company.bas, source, **nothing, wait_h="24"))
    turn(site, company.bas, source, on=True)  # it demands consent as yet
    with pytest.raises(Mistakes) as caught:
        approve(site, fien, only(site, fien))
    assert [type(one) for one in caught.value.mistakes] == [NoticeOrDemand]
    assert read_source_consent(site, company.bas, source).rule.demanded
    turn(site, company.bas, source, on=False)
    approve(site, fien, only(site, fien))
    assert not read_source_consent(site, company.bas, source).rule.demanded
