"""By hand nobody goes round consent, nor round the time in which a call may be called private."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.service.arrived import a_source, arrival_of, arrive, calls_in, set_consent
from tests.service.test_adding import a_sound, given
from tests.service.test_private import sees
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.errors import NotTold
from klankbord.service.access import Actor
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.bulk import Given, import_many, plan_recordings
from klankbord.service.intake.imports import list_imports
from klankbord.service.privacy.consent import consent_of, list_waiting
from klankbord.service.privacy.private import call_private, let_see, private_among
from klankbord.service.privacy.remembering import BYTES
from klankbord.service.privacy.settling import plan_settling, throw_away
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, accept
from klankbord.store.arrivals import ArrivedFile
from klankbord.store.sources import find_source

TALK = "Lotte Maes: Dag, met Lotte.\nBert: Dag, ik bel over de offerte.\n"


def without_private_time(site: Site) -> Site:
    return replace(site, settings=site.settings.model_copy(update={"private_hours": 0}))


def later(site: Site, **by: float) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(**by)
    plan_settling(site)
    work_off(site)


def left_out(site: Site, company: Company, **rule: object) -> None:
    """A call that came from a source that demands consent, and was left out for want of it."""
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True, **({"wait_h": "0"} | rule))
    arrive(site, source, "1", TALK)
    assert arrival_of(site, source).reason == "no_consent"
    assert calls_in(site) == []


def arrive_sound(site: Site, source: int, sound: bytes) -> None:
    """A recording arrives, and is worked off."""
    kept = site.files.keep([sound], "1.wav", 10).hash
    with site.database.writing() as connection:
        found = find_source(connection, source)
        assert found
        files = [ArrivedFile(kept, "1.wav", "sound")]
        accept(connection, found, Arriving(key="1"), files=files, now=site.now())
    work_off(site)


def give(site: Site, actor: Actor, talk: str = TALK, **told: str) -> None:
    add(site, actor, [given("gesprek.txt", talk)], Told(**told))  # type: ignore[arg-type]
    work_off(site)


def reasons(site: Site, actor: Actor) -> list[str]:
    found = [one.of.reason for one in list_imports(site, actor)]
    return [str(one["error"]) for one in found if one]


# ── consent ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["lotte", "joris"])
@pytest.mark.parametrize("spoken", [False, True], ids=["never a call", "heard first"])
def test_what_was_left_out_is_refused_by_hand(
    site: Site,
    company: Company,
    who: str,
    spoken: bool,  # noqa: FBT001 (what varies)
) -> None:
    left_out(site, company, spoken=spoken)
    give(site, company[who])
    assert reasons(site, company[who]) == ["NotTold"]
    assert calls_in(site) == []
    assert list(site.files.hashes()) == []


def test_who_notes_how_the_party_knew_may_give_it(site: Site, company: Company) -> None:
    left_out(site, company)
    give(site, company.lotte, consent="said")
    (call,) = calls_in(site)
    (noted,) = consent_of(site, call)
    assert (noted.way, noted.how, noted.person) == ("hand", "said", "Lotte Maes")
    assert sees(site, company.lotte, call)


def test_a_recording_is_known_by_its_bytes_too(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True, wait_h="2")
    sound = a_sound(seconds=6)
    arrive_sound(site, source, sound)
    assert len(calls_in(site)) == 1
    later(site, hours=3)
    assert calls_in(site) == []
    add(site, company.joris, [given("heel iets anders.wav", sound)], Told())
    work_off(site)
    assert reasons(site, company.joris) == ["NotTold"]


def test_while_it_waits_nobody_gives_it_again(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True)
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    for who, told in (("lotte", {}), ("joris", {}), ("joris", {"consent": "said"})):
        give(site, company[who], **told)
        assert not sees(site, company.lotte, call)
    assert len(list_waiting(site, company.lotte)) == 1
    give(site, company.lotte, consent="menu")
    assert calls_in(site) == [call]
    assert list_waiting(site, company.lotte) == []
    assert sees(site, company.lotte, call)


def test_thrown_away_by_its_owner_it_is_known_too(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True)
    arrive(site, source, "1", TALK)
    (call,) = calls_in(site)
    throw_away(site, company.lotte, call)
    give(site, company.joris)
    assert reasons(site, company.joris) == ["NotTold"]


def test_many_at_once_go_round_it_no_more_than_one(
    site: Site, company: Company, tmp_path: Path
) -> None:
    left_out(site, company)
    first, second = tmp_path / "een.txt", tmp_path / "twee.txt"
    first.write_text(TALK)
    second.write_text(TALK + "Bert: Tot ziens.\n")
    given_ = [Given(first), Given(second)]
    one, other = import_many(site, given_, company.joris.id)
    assert isinstance(one.refusal, NotTold)
    assert other.new == 1
    assert len(calls_in(site)) == 1


def test_many_recordings_neither(site: Site, company: Company, tmp_path: Path) -> None:
    source = a_source(site, company.lotte)
    set_consent(site, company, source, demanded=True, spoken=False, wait_h="0")
    sound = tmp_path / "1.wav"
    sound.write_bytes(a_sound(seconds=6))
    arrive_sound(site, source, sound.read_bytes())
    list(plan_recordings(site, [[sound]], company.joris.id))
    work_off(site)
    assert calls_in(site) == []
    assert reasons(site, company.joris) == ["NotTold"]


def test_another_source_that_tells_nothing_brings_it_no_more(site: Site, company: Company) -> None:
    left_out(site, company)
    other = a_source(site, company.lotte, "Provider")
    arrive(site, other, "1", TALK)
    assert arrival_of(site, other).reason == "no_consent"
    telling = a_source(site, company.lotte, "Keuzemenu")
    set_consent(site, company, telling, how="menu", text="Dit gesprek wordt opgenomen.")
    arrive(site, telling, "1", TALK)
    assert len(calls_in(site)) == 1


def test_after_a_year_it_is_forgotten(site: Site, company: Company) -> None:
    left_out(site, company)
    later(site, days=BYTES / timedelta(days=1) - 1)
    give(site, company.lotte)
    assert calls_in(site) == []
    later(site, days=2)
    give(site, company.lotte)
    assert len(calls_in(site)) == 1


# ── private ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["joris", "bas"])
def test_who_gives_a_call_of_a_seller_waits_for_that_seller(
    site: Site, company: Company, who: str
) -> None:
    give(site, company[who])
    (call,) = calls_in(site)
    assert sees(site, company.lotte, call)
    assert not sees(site, company.joris, call)
    assert private_among(site, [call]) == {call: site.now() + timedelta(hours=24)}
    later(site, hours=24)
    assert sees(site, company.joris, call)


def test_its_seller_lets_it_be_seen_or_takes_it_away(site: Site, company: Company) -> None:
    give(site, company.joris)
    (call,) = calls_in(site)
    let_see(site, company.lotte, call)
    assert sees(site, company.joris, call)
    give(site, company.joris, TALK + "Bert: Tot zo.\n")
    (_, second) = calls_in(site)
    call_private(site, company.lotte, second)
    assert calls_in(site) == [call]
    give(site, company.joris, TALK + "Bert: Tot zo.\n")
    assert calls_in(site) == [call], "who brought it does not bring it again"
    give(site, company.lotte, TALK + "Bert: Tot zo.\n")
    assert len(calls_in(site)) == 2, "its seller may"


def test_of_many_at_once_too(site: Site, company: Company, tmp_path: Path) -> None:
    file = tmp_path / "een.txt"
    file.write_text(TALK)
    (one,) = import_many(site, [Given(file)], company.joris.id)
    assert not sees(site, company.joris, one.calls[0])
    assert sees(site, company.lotte, one.calls[0])


def test_what_somebody_gives_of_their_own_waits_for_nothing(site: Site, company: Company) -> None:
    give(site, company.lotte)
    (call,) = calls_in(site)
    assert private_among(site, [call]) == {}
    assert sees(site, company.joris, call)


def test_without_time_for_it_nothing_waits(site: Site, company: Company) -> None:
    site = without_private_time(site)
    give(site, company.joris)
    (call,) = calls_in(site)
    assert sees(site, company.joris, call)
