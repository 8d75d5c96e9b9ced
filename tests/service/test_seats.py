"""Who sits, who approves and who is behind a seat, once something was agreed on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.service.test_locks import (
    HERE,
    WORDS,
    actor_of,
    asks,
    days,
    days_pass,
    facts_of,
    last,
    put,
)
from tests.sites import Company

from klankbord.errors import EmailTaken, NoSecond, NotFound, SecondRests
from klankbord.service.access import Actor
from klankbord.service.accounts.invitations import accept_link, invite
from klankbord.service.accounts.people import disable, enable
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreeing import (
    agree,
    agree_pack,
    approve,
    confirm,
    read_agreed,
    set_council,
)
from klankbord.service.agreement.for_me import awaits_me
from klankbord.service.agreement.works_council import make_pack
from klankbord.service.keeping.retention_terms import keep_terms, set_terms, terms_in
from klankbord.service.site import Site
from klankbord.store.agreed import name_member
from klankbord.store.audit import entries_by_others
from klankbord.store.people import change_person, person_by_id

pytestmark = pytest.mark.usefixtures("inside")


@pytest.fixture
def lotte(site: Site, company: Company) -> Actor:
    """She sits for the works council, for long enough to approve."""
    set_council(site, company.bas, company.lotte.id, sits=True)
    days_pass(site)
    return company.lotte


def test_who_was_put_out_is_no_second_by_one(site: Site, company: Company, lotte: Actor) -> None:
    bas, daan = company.bas, company.daan.id
    set_council(site, bas, daan, sits=True)
    put(site, bas, daan, teams=())
    disable(site, bas, daan)
    with site.database.reading() as connection:
        seen = entries_by_others(connection, daan, looking=False)
    assert "council_left" in [one.action for one in seen]
    agree(site, bas, agreed.RETENTION)
    enable(site, bas, daan)
    assert read_agreed(site, bas).council == {lotte.id}
    asks(lambda: set_council(site, bas, daan, sits=True))
    with site.database.writing() as connection:  # as it stood in houses of before
        change_person(connection, daan, left_at=site.now())
        name_member(connection, daan, site.now())
    enable(site, bas, daan)
    assert read_agreed(site, bas).council == {lotte.id}


def test_who_is_let_in_again_by_a_yes_is_no_second_for_three_days(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas, fien = company.bas, company.fien.id
    put(site, bas, fien, admin=True)
    days_pass(site)
    disable(site, bas, fien)
    agree(site, bas, agreed.RETENTION)
    asks(lambda: enable(site, bas, fien))
    approve(site, lotte, last(site, bas))
    with site.database.reading() as connection:
        seen = entries_by_others(connection, fien, looking=False)
    assert seen[0].action == "enabled"
    assert [one.action for one in seen].count("person_changed") == 1  # when she became admin
    asks(lambda: set_terms(site, bas, days(coaching_text=3000)))
    with pytest.raises(SecondRests):
        approve(site, actor_of(site, fien), last(site, bas))


def test_who_did_not_come_in_yet_is_no_second(site: Site, company: Company) -> None:
    bas, new = company.bas, {"email": "twee@kassahuis.example", "role": "seller"}
    number, token = invite(site, bas, name="Bas Twee", **new, admin=True, teams=())
    assert read_agreed(site, bas).alone
    with pytest.raises(NoSecond):
        agree(site, bas, agreed.RETENTION)
    accept_link(site, token, WORDS, HERE)
    assert read_agreed(site, bas).seconds == {bas.id, number}
    agree(site, bas, agreed.RETENTION)


def test_a_seat_that_was_agreed_on_gets_another_address_by_two(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas, joris = company.bas, company.joris.id
    agree(site, bas, agreed.RETENTION)
    agree_pack(site, lotte, read_agreed(site, lotte).digest)
    put(site, bas, joris, name="Kees Nieuwkomer")
    (told,) = make_pack(site, "nl").changed
    assert "Joris Peeters" in told.partition("Nu: ")[0]
    assert "Kees Nieuwkomer" in told.partition("Nu: ")[2]
    new = "kees@kassahuis.example"
    for person in (joris, lotte.id, bas.id):
        asks(lambda person=person: put(site, bas, person, email=new))  # type: ignore[misc]
    put(site, bas, joris, teams=())  # put out of everything first
    disable(site, bas, joris)
    asks(lambda: put(site, bas, joris, email="anders@kassahuis.example"))
    number = last(site, bas)
    approve(site, lotte, number)
    with site.database.reading() as connection:
        found = person_by_id(connection, joris)
    assert found
    assert found.left  # another address lets nobody in again
    enable(site, bas, joris)
    put(site, bas, joris, teams=(1,))
    assert facts_of(site, joris)["email"] == "anders@kassahuis.example"
    assert read_agreed(site, bas).apart == frozenset()
    with site.database.reading() as connection:
        seen = entries_by_others(connection, joris, looking=False)
    assert {"changed": {}, "renamed": ["email"]} in [one.detail for one in seen]


def test_an_address_that_somebody_else_has_is_no_wish_and_no_yes(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas, joris, new = company.bas, company.joris.id, "nieuw@kassahuis.example"
    agree(site, bas, agreed.SEERS)
    with pytest.raises(EmailTaken):
        put(site, bas, joris, email="daan@kassahuis.example")
    asks(lambda: put(site, bas, joris, email=new))
    invite(site, bas, name="Noor", email=new, role="seller", admin=False, teams=())
    with pytest.raises(EmailTaken):
        approve(site, lotte, last(site, bas))


def test_for_the_works_council_only_the_works_council_confirms(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas, fien = company.bas, company.fien.id
    put(site, bas, fien, admin=True)
    days_pass(site)
    agree(site, bas, agreed.RETENTION)
    with pytest.raises(NotFound):
        confirm(site, actor_of(site, fien), agreed.RETENTION)
    confirm(site, lotte, agreed.RETENTION)
    assert read_agreed(site, bas).locks[agreed.RETENTION].second == "Lotte Maes"


def test_another_admin_confirms_where_there_never_was_a_council(
    site: Site, company: Company
) -> None:
    bas, fien = company.bas, company.fien.id
    put(site, bas, fien, admin=True)
    days_pass(site)
    agree(site, bas, agreed.RETENTION)
    confirm(site, actor_of(site, fien), agreed.RETENTION)
    assert read_agreed(site, bas).locks[agreed.RETENTION].second == "Fien Claes"


def test_only_what_somebody_can_approve_waits_for_them(
    site: Site, company: Company, lotte: Actor
) -> None:
    bas = company.bas
    put(site, bas, company.fien.id, admin=True)
    agree(site, bas, agreed.RETENTION)
    fien = actor_of(site, company.fien.id)
    asks(lambda: set_terms(site, bas, days(coaching_text=3000)))
    assert [awaits_me(site, one) for one in (bas, fien, lotte)] == [0, 0, 1]  # Fien rests
    days_pass(site)
    asks(lambda: agree_pack(site, bas, read_agreed(site, bas).digest))
    assert [awaits_me(site, one) for one in (bas, fien, lotte)] == [0, 1, 2]
    assert awaits_me(site, company.daan) == 0
    with site.database.writing() as connection:
        keep_terms(site, connection, bas, replace(terms_in(connection), coaching_text=500))
    assert [awaits_me(site, one) for one in (bas, fien, lotte)] == [0, 0, 0]
