"""What was agreed on is changed by two: one asks, another approves, and both are logged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.sites import Clock, Company

from klankbord.errors import (
    AwaitsSecond,
    LockedTogether,
    Mistakes,
    NoSecond,
    NotFound,
    OwnChange,
    PackChanged,
    WishStale,
)
from klankbord.service.access import Actor
from klankbord.service.accounts.invitations import invite
from klankbord.service.accounts.keys import EXPORT, enter, make_key, scopes_here
from klankbord.service.accounts.people import change_someone, disable
from klankbord.service.accounts.teams import change_team
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreed import NAMES
from klankbord.service.agreement.agreeing import (
    agree,
    agree_pack,
    approve,
    let_go,
    read_agreed,
    refuse_change,
    set_council,
    set_export,
    withdraw,
)
from klankbord.service.agreement.agreements import AGREEMENTS
from klankbord.service.agreement.seconds import REST
from klankbord.service.keeping.retention_terms import NAMES as TERMS
from klankbord.service.keeping.retention_terms import read_all_terms, set_terms
from klankbord.service.outward.hook_rules import forget_host, name_host, read_all_rules
from klankbord.service.privacy.consent import read_source_consent, set_source_consent
from klankbord.service.redaction.redaction_rules import Mode, rules_of, set_rules
from klankbord.service.site import Site
from klankbord.service.sources.sources import make_source, turn
from klankbord.store.audit import all_entries
from klankbord.store.people import all_people, all_teams, person_by_id

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def fien(site: Site, company: Company) -> Actor:
    """A second admin."""
    facts = {"name": "Fien Claes", "email": "fien@kassahuis.example", "role": "coach"}
    change_someone(site, company.bas, company.fien.id, **facts, admin=True, teams=(2,))
    with site.database.reading() as connection:
        person = person_by_id(connection, company.fien.id)
    assert person
    days_pass(site)
    return Actor.of(person)


def days_pass(site: Site) -> None:
    """So long that whoever was just made a second can be one."""
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=REST.total_seconds())


def asks(deed: Callable[[], object]) -> None:
    with pytest.raises(AwaitsSecond):
        deed()


def waiting(site: Site, actor: Actor) -> list[int]:
    return [one.id for one in read_agreed(site, actor).waiting]


def only(site: Site, actor: Actor) -> int:
    (number,) = waiting(site, actor)
    return number


def logged(site: Site) -> list[str]:
    with site.database.reading() as connection:
        return [entry.action for entry in all_entries(connection)]


def days(**more: int) -> dict[str, str]:
    usual = {"coaching_sound": 90, "coaching_text": 365, "library_sound": 730}
    usual |= {"library_text": 730, "left": 30, "backups": 35}
    assert usual.keys() == set(TERMS)
    return {name: str(value) for name, value in (usual | more).items()}


def test_what_is_not_agreed_is_changed_at_once(site: Site, company: Company) -> None:
    set_rules(site, company.bas, "share", ["iban"])
    assert rules_of(site).mode is Mode.SHARE
    assert waiting(site, company.bas) == []


def test_one_asks_and_another_approves(site: Site, company: Company, fien: Actor) -> None:
    bas = company.bas
    agree(site, bas, agreed.REDACTION)
    asks(lambda: set_rules(site, bas, "share", ["iban"]))
    assert rules_of(site).mode is Mode.OFF
    number = only(site, bas)
    with pytest.raises(OwnChange):
        approve(site, bas, number)
    approve(site, fien, number)
    assert rules_of(site).mode is Mode.SHARE
    found = read_agreed(site, bas)
    assert (found.waiting, found.apart) == ((), frozenset())
    assert found.locks[agreed.REDACTION].agreed["mode"] == "share"
    assert [one.state for one in found.decided] == ["approved"]
    assert {"agreed", "agreed_asked", "agreed_approved", "redaction_set"} <= set(logged(site))
    with pytest.raises(NotFound):
        approve(site, fien, number)


def test_a_refusal_changes_nothing(site: Site, company: Company, fien: Actor) -> None:
    agree(site, company.bas, agreed.RETENTION)
    asks(lambda: set_terms(site, company.bas, days(coaching_text=3000)))
    with pytest.raises(OwnChange):
        refuse_change(site, company.bas, only(site, fien))
    refuse_change(site, fien, only(site, fien))
    assert read_all_terms(site).coaching_text == 365
    assert "agreed_refused" in logged(site)
    assert waiting(site, fien) == []


def test_retention_is_kept_once_approved(site: Site, company: Company, fien: Actor) -> None:
    agree(site, company.bas, agreed.RETENTION)
    asks(lambda: set_terms(site, company.bas, days(coaching_sound=30)))
    approve(site, fien, only(site, fien))
    assert read_all_terms(site).coaching_sound == 30
    assert read_all_terms(site).coaching_text == 365


def test_asked_twice_it_is_one_question_and_can_be_taken_back(
    site: Site, company: Company, fien: Actor
) -> None:
    agree(site, company.bas, agreed.REDACTION)
    asks(lambda: set_rules(site, company.bas, "share", ["iban"]))
    asks(lambda: set_rules(site, company.bas, "share", ["iban"]))
    number = only(site, company.bas)
    with pytest.raises(NotFound):
        withdraw(site, fien, number)
    withdraw(site, company.bas, number)
    with pytest.raises(NotFound):
        approve(site, fien, number)
    assert rules_of(site).mode is Mode.OFF


def test_somebody_of_the_works_council_can_be_the_second_and_sees_nothing_else(
    site: Site, company: Company
) -> None:
    assert read_agreed(site, company.bas).alone
    with pytest.raises(NotFound):
        read_agreed(site, company.lotte)
    set_council(site, company.bas, company.lotte.id, sits=True)
    agree(site, company.bas, agreed.REDACTION)
    days_pass(site)
    assert not read_agreed(site, company.lotte).alone
    asks(lambda: set_rules(site, company.bas, "import", ["bsn"]))
    approve(site, company.lotte, only(site, company.lotte))
    assert rules_of(site).mode is Mode.IMPORT
    with pytest.raises(NotFound):
        agree(site, company.lotte, agreed.SEERS)
    with pytest.raises(NotFound):
        let_go(site, company.lotte, agreed.REDACTION)
    with pytest.raises(NotFound):
        set_council(site, company.lotte, company.daan.id, sits=True)
    with pytest.raises(NotFound):
        set_export(site, company.lotte, allowed=False)
    asks(lambda: set_council(site, company.bas, company.lotte.id, sits=False))
    with pytest.raises(NoSecond):
        approve(site, company.lotte, only(site, company.lotte))


def test_letting_go_wants_a_second_too(site: Site, company: Company, fien: Actor) -> None:
    agree(site, company.bas, agreed.REDACTION)
    asks(lambda: let_go(site, company.bas, agreed.REDACTION))
    assert agreed.REDACTION in read_agreed(site, company.bas).locks
    for key in agreed.WHO:
        with pytest.raises(LockedTogether):
            let_go(site, company.bas, key)
    approve(site, fien, only(site, fien))
    assert read_agreed(site, company.bas).locks.keys() == agreed.WHO
    with pytest.raises(NotFound):
        let_go(site, company.bas, agreed.REDACTION)
    asks(lambda: let_go(site, company.bas, agreed.COUNCIL))
    agree(site, company.bas, agreed.RETENTION)
    with pytest.raises(WishStale):
        approve(site, fien, only(site, fien))
    number = only(site, fien)
    asks(lambda: let_go(site, company.bas, agreed.RETENTION))
    approve(site, fien, max(waiting(site, fien)))
    approve(site, fien, number)
    assert read_agreed(site, company.bas).locks == {}


def test_back_to_what_was_agreed_needs_nobody(site: Site, company: Company, fien: Actor) -> None:
    name_host(site, company.bas, "haken.kassahuis.example", inside=False)
    agree(site, company.bas, agreed.OUTLETS)
    (named,) = read_all_rules(site, company.bas).outlets
    forget_host(site, company.bas, named.id)  # less is always possible
    assert read_agreed(site, company.bas).apart == {agreed.OUTLETS}
    name_host(site, company.bas, "haken.kassahuis.example", inside=False)
    assert read_agreed(site, company.bas).apart == frozenset()
    asks(lambda: name_host(site, company.bas, "elders.example", inside=True))
    approve(site, fien, only(site, fien))
    texts = {one.outlet.text: one.outlet.inside for one in read_all_rules(site, fien).outlets}
    assert texts == {"haken.kassahuis.example": False, "elders.example": True}


def test_what_a_source_demands(site: Site, company: Company, fien: Actor) -> None:
    number = make_source(site, company.bas, "upload", "Centrale")
    agree(site, company.bas, agreed.CONSENT)
    form = {"how": "menu", "text": "Wij nemen op.", "wait_h": "0"}

    def change() -> None:
        set_source_consent(site, company.bas, number, **form, demanded=True, spoken=False)

    asks(change)
    assert read_source_consent(site, fien, number).notice is None
    approve(site, fien, only(site, fien))
    found = read_source_consent(site, fien, number)
    assert found.notice
    assert (found.notice.text, found.rule.demanded, found.rule.wait_h) == ("Wij nemen op.", True, 0)
    change()  # as it is
    assert read_agreed(site, fien).apart == frozenset()


def test_a_source_is_turned_on_by_two_and_off_by_one(
    site: Site, company: Company, fien: Actor
) -> None:
    agree(site, company.bas, agreed.SOURCES)
    number = make_source(site, company.bas, "upload", "Centrale")
    asks(lambda: turn(site, company.bas, number, on=True))
    assert AGREEMENTS[agreed.SOURCES].keep
    approve(site, fien, only(site, fien))
    assert list(read_agreed(site, fien).facts[agreed.SOURCES]) == [str(number)]
    assert read_agreed(site, fien).apart == frozenset()
    turn(site, company.bas, number, on=False)
    assert read_agreed(site, fien).facts[agreed.SOURCES] == {}


def test_nobody_lets_somebody_see_more_alone(site: Site, company: Company, fien: Actor) -> None:
    bas, daan = company.bas, company.daan.id
    agree(site, bas, agreed.SEERS)
    facts = {"name": "Daan de Wit", "email": "daan@kassahuis.example"}

    def make(role: str, *, admin: bool) -> None:
        change_someone(site, bas, daan, **facts, role=role, admin=admin, teams=(1,))

    asks(lambda: make("coach", admin=False))
    approve(site, fien, only(site, fien))
    with site.database.reading() as connection:
        found = person_by_id(connection, daan)
    assert found
    assert (found.role, found.teams, found.admin) == ("coach", frozenset({1}), False)
    asks(lambda: make("coach", admin=True))
    approve(site, fien, only(site, fien))
    assert f"admin:{daan}" in read_agreed(site, bas).facts[agreed.SEERS]
    asks(lambda: change_team(site, bas, 2, name="Zuid", members=(4, 5, company.joris.id)))
    approve(site, fien, only(site, fien))
    with site.database.reading() as connection:
        (zuid,) = (team for team in all_teams(connection) if team.name == "Zuid")
    assert company.joris.id in zuid.members
    change_team(site, bas, 2, name="Zuid", members=(4, 5))  # less
    change_team(site, bas, 2, name="Zuid", members=(4, 5, company.joris.id))  # as was agreed


def test_nobody_is_invited_to_see(site: Site, company: Company, fien: Actor) -> None:
    agree(site, company.bas, agreed.SEERS)
    new = {"name": "Noor", "email": "noor@kassahuis.example"}
    kinds = (("coach", False, (1,)), ("seller", True, ()), ("seller", False, (1,)))
    for role, admin, teams in kinds:
        with pytest.raises(Mistakes, match="eerst uit als verkoper"):
            invite(site, company.bas, **new, role=role, admin=admin, teams=teams)
    with site.database.reading() as connection:
        assert len(all_people(connection)) == 6
    invite(site, company.bas, **new, role="seller", admin=False, teams=())


def test_who_sits_can_be_locked(site: Site, company: Company, fien: Actor) -> None:
    agree(site, company.bas, agreed.COUNCIL)
    asks(lambda: set_council(site, company.bas, company.daan.id, sits=True))
    approve(site, fien, only(site, fien))
    assert read_agreed(site, fien).council == {company.daan.id}
    asks(lambda: set_council(site, company.bas, company.daan.id, sits=False))


def test_keys_take_nothing_along_where_that_was_agreed(
    site: Site, company: Company, fien: Actor
) -> None:
    made = make_key(site, company.lotte, "Tabel", [EXPORT])
    assert EXPORT in enter(site, made.secret).key.scopes
    set_export(site, company.bas, allowed=False)
    assert EXPORT not in enter(site, made.secret).key.scopes
    assert EXPORT not in scopes_here(site, company.lotte)
    agree(site, company.bas, agreed.EXPORT)
    asks(lambda: set_export(site, company.bas, allowed=True))
    assert EXPORT not in enter(site, made.secret).key.scopes
    approve(site, fien, only(site, fien))
    assert EXPORT in enter(site, made.secret).key.scopes
    set_export(site, company.bas, allowed=False)  # less


def test_what_a_file_says_is_told_where_it_differs(
    site: Site, company: Company, fien: Actor
) -> None:
    agree(site, company.bas, agreed.PRIVATE)
    settings = site.settings.model_copy(update={"private_hours": 2})
    other = Site(settings, site.database, site.files, site.now)
    assert read_agreed(other, fien).apart == {agreed.PRIVATE}
    asks(lambda: agree(other, company.bas, agreed.PRIVATE))
    approve(other, fien, only(other, fien))
    assert read_agreed(other, fien).apart == frozenset()
    assert read_agreed(site, fien).apart == {agreed.PRIVATE}


def test_a_pack_is_agreed_on_by_the_works_council_where_there_is_one(
    site: Site, company: Company, fien: Actor
) -> None:
    with pytest.raises(PackChanged):
        agree_pack(site, company.bas, "iets anders")
    agree_pack(site, company.bas, read_agreed(site, company.bas).digest)
    set_council(site, company.bas, company.lotte.id, sits=True)
    asks(lambda: agree_pack(site, company.bas, read_agreed(site, fien).digest))
    number = only(site, fien)
    with pytest.raises(NotFound):
        approve(site, fien, number)  # an admin is not the council
    set_rules(site, company.bas, "share", ["iban"])
    days_pass(site)
    with pytest.raises(PackChanged):
        approve(site, company.lotte, number)
    refuse_change(site, company.lotte, number)
    agree_pack(site, company.lotte, read_agreed(site, company.lotte).digest)
    found = read_agreed(site, fien)
    assert found.pack
    assert found.pack.digest == found.digest
    assert found.pack.by == "Lotte Maes"


def test_who_leaves_is_no_second(site: Site, company: Company, fien: Actor) -> None:
    set_council(site, company.bas, company.lotte.id, sits=True)
    disable(site, company.bas, company.lotte.id)
    disable(site, company.bas, fien.id)
    found = read_agreed(site, company.bas)
    assert found.seconds == {company.bas.id}
    assert found.alone


def test_everything_that_is_locked_is_read_told_and_named(
    site: Site, company: Company, fien: Actor
) -> None:
    assert set(AGREEMENTS) == set(NAMES) - {agreed.LOCKS, agreed.PACK}
    for key in AGREEMENTS:
        agree(site, company.bas, key)
    assert read_agreed(site, company.bas).apart == frozenset()
