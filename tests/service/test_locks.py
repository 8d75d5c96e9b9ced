"""What one admin tries alone against what was agreed on, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import delete, update
from tests.sites import Clock, Company

from klankbord.errors import (
    AwaitsSecond,
    KlankbordError,
    LastAdmin,
    Mistakes,
    NoSecond,
    OwnChange,
    SecondRests,
    WishStale,
)
from klankbord.service.access import Actor
from klankbord.service.accounts.invitations import accept_link, invite, renew_link
from klankbord.service.accounts.keys import READ, make_key
from klankbord.service.accounts.people import change_someone, disable, enable
from klankbord.service.accounts.signing_in import Browser
from klankbord.service.accounts.teams import change_team, end_team, make_team
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreed import changing, guard
from klankbord.service.agreement.agreeing import (
    agree,
    agree_pack,
    approve,
    confirm,
    read_agreed,
    set_council,
)
from klankbord.service.agreement.seconds import REST
from klankbord.service.agreement.works_council import make_pack
from klankbord.service.keeping.retention_terms import NAMES as TERMS
from klankbord.service.keeping.retention_terms import (
    keep_terms,
    read_all_terms,
    set_terms,
    terms_in,
)
from klankbord.service.privacy.consent import read_source_consent, set_source_consent
from klankbord.service.redaction.redaction_rules import set_rules
from klankbord.service.site import Site
from klankbord.service.sources.sources import change, end_source, make_source, read_source, turn
from klankbord.store.agreed import all_locks, put_lock
from klankbord.store.agreed_tables import council
from klankbord.store.arrival_tables import sources
from klankbord.store.audit import entries_by_others
from klankbord.store.people import person_by_id

pytestmark = pytest.mark.usefixtures("inside")
WORDS = "vier losse woorden samen"
HERE = Browser("Firefox", "127.0.0.1")


@pytest.fixture
def lotte(site: Site, company: Company) -> Actor:
    """She sits for the works council, for long enough to approve."""
    set_council(site, company.bas, company.lotte.id, sits=True)
    days_pass(site)
    return company.lotte


def days_pass(site: Site) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=REST.total_seconds())


def asks(deed: Callable[[], object]) -> None:
    with pytest.raises(AwaitsSecond):
        deed()


def last(site: Site, actor: Actor) -> int:
    return read_agreed(site, actor).waiting[-1].id


def actor_of(site: Site, number: int) -> Actor:
    with site.database.reading() as connection:
        person = person_by_id(connection, number)
    assert person
    return Actor.of(person)


def days(**more: int) -> dict[str, str]:
    usual = {"coaching_sound": 90, "coaching_text": 365, "library_sound": 730}
    usual |= {"library_text": 730, "left": 30, "backups": 35}
    assert usual.keys() == set(TERMS)
    return {name: str(value) for name, value in (usual | more).items()}


def facts_of(site: Site, number: int, **more: object) -> dict[str, object]:
    one = actor_of(site, number)
    with site.database.reading() as connection:
        person = person_by_id(connection, number)
    assert person
    told: dict[str, object] = {"name": one.name, "email": person.email, "role": one.role}
    return told | {"admin": one.admin, "teams": one.teams} | more


def put(site: Site, actor: Actor, number: int, **more: object) -> None:
    change_someone(site, actor, number, **facts_of(site, number, **more))  # type: ignore[arg-type]


# ── the second is somebody else ───────────────────────────────────────────────────────────────


def test_who_has_the_link_of_the_second_is_no_second_for_three_days(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas = company.bas
    agree(site, bas, agreed.RETENTION)
    accept_link(site, renew_link(site, bas, lotte.id), WORDS, HERE)
    asks(lambda: set_terms(site, bas, days(coaching_text=3000)))
    with pytest.raises(SecondRests, match="72 uur"):
        approve(site, lotte, last(site, bas))
    with pytest.raises(SecondRests):
        confirm(site, lotte, agreed.RETENTION)
    with pytest.raises(SecondRests):
        agree_pack(site, lotte, read_agreed(site, lotte).digest)
    assert read_all_terms(site).coaching_text == 365
    with site.database.reading() as connection:
        seen = [one.action for one in entries_by_others(connection, lotte.id, looking=False)]
    assert "invited_again" in seen or "reset_link_made" in seen
    days_pass(site)
    approve(site, lotte, last(site, bas))
    assert read_all_terms(site).coaching_text == 3000


def test_who_got_another_address_is_no_second_for_three_days(
    site: Site, company: Company, lotte: Actor
) -> None:
    agree(site, company.bas, agreed.RETENTION)
    asks(lambda: set_terms(site, company.bas, days(coaching_text=3000)))
    put(site, company.bas, lotte.id, name="Lotte M.")  # a name is nothing
    first = last(site, company.bas)
    asks(lambda: put(site, company.bas, lotte.id, email="bas.twee@kassahuis.example"))
    approve(site, lotte, last(site, company.bas))
    with pytest.raises(SecondRests):
        approve(site, lotte, first)
    assert read_agreed(site, lotte).rests[lotte.id] > site.now()
    assert read_all_terms(site).coaching_text == 365


def test_no_second_account_of_their_own(site: Site, company: Company, lotte: Actor) -> None:
    bas = company.bas
    agree(site, bas, agreed.RETENTION)
    assert read_agreed(site, bas).locks.keys() == {agreed.RETENTION, *agreed.WHO}
    new = {"name": "Bas Twee", "email": "twee@kassahuis.example", "role": "seller"}
    with pytest.raises(Mistakes, match="zonder team en zonder beheer"):
        invite(site, bas, **new, admin=True, teams=())
    number, token = invite(site, bas, **new, admin=False, teams=())
    accept_link(site, token, WORDS, HERE)
    asks(lambda: set_council(site, bas, number, sits=True))
    asks(lambda: put(site, bas, number, admin=True))
    days_pass(site)
    with pytest.raises(KlankbordError):
        approve(site, actor_of(site, number), last(site, bas))
    assert read_agreed(site, bas).council == {lotte.id}
    # Approved by the real second, they still wait three days.
    approve(site, lotte, last(site, bas))
    asks(lambda: set_terms(site, bas, days(coaching_text=3000)))
    with pytest.raises(SecondRests):
        approve(site, actor_of(site, number), last(site, bas))


def test_who_approves_is_not_sent_away_by_one(site: Site, company: Company, lotte: Actor) -> None:
    bas, fien = company.bas, company.fien.id
    put(site, bas, fien, admin=True)
    agree(site, bas, agreed.RETENTION)
    for deed in (
        lambda: disable(site, bas, lotte.id),
        lambda: set_council(site, bas, lotte.id, sits=False),
        lambda: disable(site, bas, fien),
        lambda: put(site, bas, fien, admin=False),
    ):
        asks(deed)
    assert read_agreed(site, bas).seconds == {bas.id, lotte.id, fien}
    days_pass(site)
    approve(site, lotte, last(site, bas))
    assert not actor_of(site, fien).admin
    disable(site, bas, fien)  # no second any more, and less
    disable(site, bas, company.amber.id)


def test_the_last_admin_stays_whoever_approves(site: Site, company: Company, lotte: Actor) -> None:
    bas, fien = company.bas, company.fien.id
    put(site, bas, fien, admin=True)
    agree(site, bas, agreed.SEERS)
    days_pass(site)
    asks(lambda: put(site, bas, fien, admin=False))
    first = last(site, bas)
    asks(lambda: put(site, actor_of(site, fien), bas.id, admin=False))
    approve(site, lotte, last(site, bas))
    with pytest.raises(LastAdmin):
        approve(site, lotte, first)


def test_nothing_is_locked_where_nobody_could_approve(site: Site, company: Company) -> None:
    """Else a second would have to be made alone, once it is locked."""
    with pytest.raises(NoSecond):
        agree(site, company.bas, agreed.RETENTION)
    assert read_agreed(site, company.bas).locks == {}
    set_council(site, company.bas, company.lotte.id, sits=True)
    agree(site, company.bas, agreed.RETENTION)


def test_where_a_council_ever_was_no_admin_agrees_alone(
    site: Site, company: Company, lotte: Actor
) -> None:
    set_council(site, company.bas, lotte.id, sits=False)
    asks(lambda: agree_pack(site, company.bas, read_agreed(site, company.bas).digest))
    assert read_agreed(site, company.bas).pack is None


# ── who sees whom ─────────────────────────────────────────────────────────────────────────────


def test_nobody_is_put_where_a_coach_sees_them(site: Site, company: Company, lotte: Actor) -> None:
    bas, daan = company.bas, company.daan.id
    zuid = [company.amber.id, company.fien.id]
    agree(site, bas, agreed.SEERS)
    asks(lambda: change_team(site, bas, 2, name="Zuid", members=[*zuid, daan]))
    asks(lambda: put(site, bas, daan, teams=frozenset({1, 2})))
    approve(site, lotte, last(site, bas))
    assert actor_of(site, daan).teams == {1, 2}
    told = make_pack(site, "nl").subjects[agreed.SEERS].lines
    assert "De gesprekken van Daan de Wit ziet wie team ‘Zuid’ coacht." in told
    change_team(site, bas, 2, name="Zuid", members=zuid)  # less
    asks(lambda: put(site, bas, company.joris.id, role="seller"))  # a coach who is seen
    disable(site, bas, daan)
    change_team(site, bas, 1, name="Noord", members=[lotte.id, daan])
    enable(site, bas, daan)  # as was agreed


def test_no_more_follows_than_was_asked(site: Site, company: Company, lotte: Actor) -> None:
    bas, joris = company.bas, company.joris.id
    agree(site, bas, agreed.SEERS)
    asks(lambda: put(site, bas, joris, role="seller", teams=frozenset({2})))
    with pytest.raises(WishStale):  # still in Noord, he would be seen there too
        approve(site, lotte, last(site, bas))
    assert actor_of(site, joris).role == "coach"
    put(site, bas, joris, teams=frozenset())
    approve(site, lotte, last(site, bas))
    found = actor_of(site, joris)
    assert (found.role, found.teams) == ("seller", frozenset({2}))


def test_a_team_that_is_not_there_is_not_agreed_on(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas, joris = company.bas, company.joris.id
    agree(site, bas, agreed.SEERS)
    put(site, bas, joris, teams={1, 3})  # 3 is what the next team will be
    assert (read_agreed(site, bas).waiting, actor_of(site, joris).teams) == ((), frozenset({1}))
    west, oost = make_team(site, bas, "West"), make_team(site, bas, "Oost")
    asks(lambda: put(site, bas, joris, teams={1, west, oost}))
    end_team(site, bas, oost)
    approve(site, lotte, last(site, bas))
    agreed_on = read_agreed(site, bas).locks[agreed.SEERS].agreed
    assert f"coach:{west}:{joris}" in agreed_on
    assert f"coach:{oost}:{joris}" not in agreed_on
    assert read_agreed(site, bas).apart == frozenset()


# ── where calls come from ─────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(site: Site, company: Company, tmp_path: Path) -> tuple[Site, int]:
    """A folder that is watched, and a site in which it and its neighbour may be."""
    for name in ("opnamen", "anders"):
        (tmp_path / name).mkdir()
    settings = site.settings.model_copy(update={"watched_roots": (str(tmp_path),)})
    here = Site(settings, site.database, site.files, site.now)
    number = make_source(here, company.bas, "freepbx", "Centrale", str(tmp_path / "opnamen"))
    turn(here, company.bas, number, on=True)
    return here, number


def test_a_source_that_is_on_is_changed_by_two(
    folder: tuple[Site, int], company: Company, lotte: Actor, tmp_path: Path
) -> None:
    from klankbord.service.sources.source_form import filled_in
    from klankbord.service.sources.watch_config import FolderConfig

    (site, number), bas = folder, company.bas
    agree(site, bas, agreed.SOURCES)
    source = read_source(site, bas, number).source
    form = filled_in(FolderConfig.model_validate(source.config)) | {"name": "Centrale"}
    form |= {"person": str(bas.id), "extensions": ""}
    change(site, bas, number, form)  # as it is
    elsewhere = str(tmp_path / "anders")
    for other in (
        {"folder": elsewhere},
        {"since": "2015-01-01"},
        {"person": str(company.daan.id)},
        {"extensions": "201 = daan@kassahuis.example"},
        {"least_s": "0"},
    ):
        asks(lambda other=other: change(site, bas, number, form | other))  # type: ignore[misc]
    assert read_source(site, bas, number).source == source
    change(site, bas, number, form | {"name": "De centrale"})  # what it is called
    wanted = {"folder": elsewhere, "extensions": "201 = daan@kassahuis.example"}
    asks(lambda: change(site, bas, number, form | wanted))
    approve(site, lotte, last(site, bas))
    found = read_source(site, bas, number)
    assert (found.source.config["folder"], found.source.enabled) == (elsewhere, True)
    assert found.extensions == {"201": company.daan.id}
    assert read_agreed(site, bas).apart == frozenset()
    (told,) = make_pack(site, "nl").subjects[agreed.SOURCES].lines
    assert elsewhere in told
    assert "201 (Daan de Wit)" in told
    turn(site, bas, number, on=False)
    change(site, bas, number, form | {"since": "2015-01-01"})  # off, it takes nothing in
    asks(lambda: turn(site, bas, number, on=True))


def test_a_yes_turns_on_no_source_that_may_not_be(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas = company.bas
    number = make_source(site, bas, "upload", "Centrale")
    agree(site, bas, agreed.SOURCES)
    asks(lambda: turn(site, bas, number, on=True))
    neither = {"how": "", "text": "", "demanded": False, "spoken": False, "wait_h": "0"}
    set_source_consent(site, bas, number, **neither)  # type: ignore[arg-type]
    with pytest.raises(Mistakes):
        approve(site, lotte, last(site, bas))
    assert not read_source(site, bas, number).source.enabled
    set_source_consent(site, bas, number, **neither | {"demanded": True})  # type: ignore[arg-type]
    approve(site, lotte, last(site, bas))
    assert read_source(site, bas, number).source.enabled


def test_what_is_changed_in_the_database_is_told(
    folder: tuple[Site, int], company: Company, lotte: Actor
) -> None:
    site, _ = folder
    agree(site, company.bas, agreed.SOURCES)
    with site.database.writing() as connection:
        connection.execute(update(sources).values(person_id=company.daan.id))
        connection.execute(delete(council))
    found = make_pack(site, "nl")
    assert read_agreed(site, company.bas).apart == {agreed.SOURCES, agreed.COUNCIL}
    assert "Daan de Wit" in found.subjects[agreed.SOURCES].apart[0]
    assert "Lotte Maes" in found.subjects[agreed.COUNCIL].apart[0]


def test_a_number_is_given_once(site: Site, company: Company, lotte: Actor) -> None:
    first = make_source(site, company.bas, "upload", "Centrale")
    turn(site, company.bas, first, on=True)
    agree(site, company.bas, agreed.SOURCES)
    end_source(site, company.bas, first)
    second = make_source(site, company.bas, "upload", "Iets anders")
    assert second > first
    asks(lambda: turn(site, company.bas, second, on=True))
    team = make_team(site, company.bas, "Oost")
    end_team(site, company.bas, team)
    assert make_team(site, company.bas, "West") > team


# ── one after another ─────────────────────────────────────────────────────────────────────────


def test_what_changed_since_it_was_asked_is_not_undone_by_a_yes(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas = company.bas
    number = make_source(site, bas, "upload", "Centrale")
    agree(site, bas, agreed.CONSENT)

    def consent(**other: object) -> None:
        usual: dict[str, object] = {"how": "menu", "text": "Wij nemen op.", "wait_h": "0"}
        usual |= {"demanded": True, "spoken": False}
        set_source_consent(site, bas, number, **(usual | other))  # type: ignore[arg-type]

    asks(lambda: consent(text="Oud."))
    old = last(site, bas)
    asks(consent)
    approve(site, lotte, last(site, bas))
    with pytest.raises(WishStale):
        approve(site, lotte, old)
    notice = read_source_consent(site, bas, number).notice
    assert notice
    assert notice.text == "Wij nemen op."
    assert [one.id for one in read_agreed(site, bas).waiting] == [old]


def test_a_yes_in_between_is_not_reverted(site: Site, company: Company, lotte: Actor) -> None:
    """Whoever changes settings waits for who is changing them, and reads them after that."""
    bas = company.bas
    agree(site, bas, agreed.RETENTION)
    asks(lambda: set_terms(site, bas, days(coaching_sound=30)))
    with changing(site, lotte) as connection:
        # Somebody sends the form as it was: by when their turn comes, that is a change.
        other = Thread(target=lambda: asks(lambda: set_terms(site, bas, days())))
        other.start()
        other.join(0.3)
        assert other.is_alive()
        keep_terms(site, connection, lotte, replace(terms_in(connection), coaching_sound=30))
        lock = {**all_locks(connection)[agreed.RETENTION].agreed, "coaching_sound": 30}
        put_lock(connection, agreed.RETENTION, lock, bas.id, site.now(), second=lotte.id)
    other.join(20)
    assert not other.is_alive()
    assert read_all_terms(site).coaching_sound == 30
    assert read_agreed(site, bas).waiting[-1].wanted == {"coaching_sound": 90}


def test_what_was_done_before_a_lock_stops_it_is_undone(
    site: Site, company: Company, lotte: Actor
) -> None:
    agree(site, company.bas, agreed.RETENTION)

    def half() -> None:
        with changing(site, company.bas) as connection:
            connection.execute(delete(council))
            guard(connection, agreed.RETENTION, {"left": 30}, {"left": 2000})

    asks(half)
    assert read_agreed(site, lotte).council == {lotte.id}
    assert read_agreed(site, lotte).waiting[-1].wanted == {"left": 2000}


# ── whose word it is ──────────────────────────────────────────────────────────────────────────


def test_one_who_locks_agrees_for_nobody_else(site: Site, company: Company, lotte: Actor) -> None:
    bas = company.bas
    agree(site, bas, agreed.RETENTION)
    lock = read_agreed(site, bas).locks[agreed.RETENTION]
    assert (lock.by, lock.second) == ("Bas Bakker", "")
    with pytest.raises(OwnChange):
        confirm(site, bas, agreed.RETENTION)
    confirm(site, lotte, agreed.RETENTION)
    lock = read_agreed(site, bas).locks[agreed.RETENTION]
    assert (lock.by, lock.second) == ("Bas Bakker", "Lotte Maes")
    asks(lambda: set_terms(site, bas, days(coaching_sound=30)))
    approve(site, lotte, last(site, bas))
    lock = read_agreed(site, bas).locks[agreed.RETENTION]
    assert (lock.by, lock.second) == ("Bas Bakker", "Lotte Maes")
    assert read_agreed(site, bas).locks[agreed.COUNCIL].second == ""
    agree_pack(site, lotte, read_agreed(site, lotte).digest)
    assert {one.second for one in read_agreed(site, bas).locks.values()} == {"Lotte Maes"}


# ── what is told of this house ────────────────────────────────────────────────────────────────


def test_the_mark_moves_with_what_matters_and_is_told(
    site: Site, company: Company, tmp_path: Path
) -> None:
    words = tmp_path / "eigen.toml"
    words.write_text('language = "nl"\n')
    agree_pack(site, company.bas, read_agreed(site, company.bas).digest)
    first = make_pack(site, "nl")
    assert first.changed == ()
    assert make_pack(site, "en").digest == first.digest
    other: Mapping[str, object]
    for other, told in (
        ({"own_words": words}, "ook naar eigen woorden gezocht"),
        ({"own_domains": ("kassahuis.example",)}, "adres heeft bij kassahuis.example"),
        ({"sellers": ("Lotte", "Daan")}, "Daan, Lotte"),
        ({"smtp_host": "post.example"}, "Post gaat uit via post.example."),
        ({"database": "postgresql://u:geheim@ver.example/k"}, "staat op ver.example"),
        ({"recogniser_model": "groot"}, "herkend met onnx-asr groot"),
    ):
        settings = site.settings.model_copy(update=other)
        pack = make_pack(Site(settings, site.database, site.files, site.now), "nl")
        assert pack.digest != first.digest, other
        assert len([line for line in pack.changed if told in line]) == 1, pack.changed
        assert "geheim" not in "".join(pack.changed)
    make_key(site, company.lotte, "Tabel", [READ])
    make_source(site, company.bas, "upload", "Centrale")
    pack = make_pack(site, "nl")
    assert any("Sleutels van de API voor ‘Gesprekken lezen" in line for line in pack.changed)
    assert any("Ingesteld, maar uit: Centrale." in line for line in pack.changed)


def test_the_order_of_things_is_no_change(site: Site, company: Company) -> None:
    def mark(*names: str) -> str:
        settings = site.settings.model_copy(update={"sellers": names})
        return make_pack(Site(settings, site.database, site.files, site.now), "nl").digest

    assert mark("Lotte", "Daan") == mark("Daan", "Lotte")
    set_rules(site, company.bas, "share", ["iban", "bsn"])
    first = mark()
    set_rules(site, company.bas, "share", ["bsn", "iban"])
    assert mark() == first
