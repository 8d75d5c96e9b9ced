"""Keys of the API: kept as no more than a hash, scoped, counted, and ended."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.sites import Clock, Company

from klankbord.errors import (
    AskedTooMuch,
    BadForm,
    KeyForNothing,
    KeyNameMissing,
    KeyRefused,
    Mistakes,
    NotFound,
    TooManyKeys,
)
from klankbord.service.access import Actor
from klankbord.service.accounts.keys import (
    MOST,
    all_keys,
    enter,
    make_key,
    make_source_key,
    own_keys,
    revoke,
    scopes_for,
    shown_key,
)
from klankbord.service.accounts.people import change_someone, disable, enable
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.key_tables import keys
from klankbord.store.keys import forget_ended_keys
from klankbord.store.sources import add_source


@pytest.fixture
def clock(site: Site) -> Clock:
    assert isinstance(site.now, Clock)
    return site.now


def a_source(site: Site, company: Company, kind: str = "upload") -> int:
    with site.database.writing() as connection:
        return add_source(
            connection,
            kind=kind,
            name=f"Centrale {kind}",
            config={},
            person=company.lotte.id,
            now=site.now(),
            enabled=True,
        )


def limited(site: Site, most: int) -> Site:
    return replace(site, settings=site.settings.model_copy(update={"api_per_minute": most}))


def test_of_a_key_no_more_is_kept_than_its_hash(site: Site, company: Company) -> None:
    made = make_key(site, company.lotte, " Ons CRM ", ["read"])
    with site.database.reading() as connection:
        (row,) = connection.execute(select(keys)).mappings()
    assert row["token"] == hashlib.sha256(made.secret.encode()).hexdigest()
    assert made.secret not in str(dict(row))
    hidden = made.secret.removeprefix(row["prefix"])
    assert len(hidden) >= 43  # thirty-two bytes
    assert row["prefix"].startswith("kb_")
    (key,) = own_keys(site, company.lotte)
    assert (key.name, key.scopes, key.used_at) == ("Ons CRM", frozenset({"read"}), None)
    if site.database.is_sqlite:
        for path in site.settings.data.glob("klankbord.db*"):
            assert hidden.encode() not in path.read_bytes()


def test_it_is_used_as_its_maker_and_that_is_kept(
    site: Site, company: Company, clock: Clock
) -> None:
    made = make_key(site, company.joris, "Overzicht", ["read", "export"])
    clock.forward(hours=2)
    entered = enter(site, made.secret)
    assert (entered.actor.id, entered.actor.teams) == (company.joris.id, company.joris.teams)
    (key,) = own_keys(site, company.joris)
    assert key.used_at == clock()
    for wrong in ("", "kb_", made.secret[:-1], made.secret + "x", made.secret.upper(), "\udc80"):
        with pytest.raises(KeyRefused):
            enter(site, wrong)


def test_it_ends_when_its_time_is_up(site: Site, company: Company, clock: Clock) -> None:
    made = make_key(site, company.lotte, "Proef", ["read"], 30)
    clock.forward(days=29, hours=23)
    enter(site, made.secret)
    clock.forward(hours=1)
    with pytest.raises(KeyRefused):
        enter(site, made.secret)


def test_it_ends_when_it_is_revoked(site: Site, company: Company) -> None:
    made = make_key(site, company.lotte, "Proef", ["read"])
    for other in (company.daan, company.joris):
        with pytest.raises(NotFound):
            revoke(site, other, made.id)
    revoke(site, company.lotte, made.id)
    revoke(site, company.lotte, made.id)
    with pytest.raises(KeyRefused):
        enter(site, made.secret)
    with site.database.reading() as connection:
        told = [(entry.action, entry.about_id) for entry in all_entries(connection)]
    assert told == [("key_revoked", company.lotte.id), ("key_made", company.lotte.id)]


def test_it_ends_with_the_access_of_its_maker_and_stays_so(site: Site, company: Company) -> None:
    made = make_key(site, company.lotte, "Proef", ["read"])
    disable(site, company.bas, company.lotte.id)
    with pytest.raises(KeyRefused):
        enter(site, made.secret)
    enable(site, company.bas, company.lotte.id)
    with pytest.raises(KeyRefused):
        enter(site, made.secret)


def test_an_admin_sees_all_and_revokes_any(site: Site, company: Company) -> None:
    made = make_key(site, company.lotte, "Proef", ["read"])
    found, sources = all_keys(site, company.bas)
    assert [(key.person, key.name) for key in found] == [("Lotte Maes", "Proef")]
    assert sources == []
    with pytest.raises(NotFound):
        all_keys(site, company.joris)
    revoke(site, company.bas, made.id)
    with pytest.raises(KeyRefused):
        enter(site, made.secret)


def test_a_key_for_a_source_can_do_nothing_else_and_is_an_admins(
    site: Site, company: Company
) -> None:
    source, folder = a_source(site, company), a_source(site, company, "folder")
    for who, of in ((company.lotte, source), (company.bas, 99), (company.bas, folder)):
        with pytest.raises(NotFound):
            make_source_key(site, who, of, "Centrale")
    made = make_source_key(site, company.bas, source, "Centrale")
    key = enter(site, made.secret).key
    assert key.scopes == {"upload"}
    assert (key.source_id, key.source) == (source, "Centrale upload")
    _lift(site, company.lotte, company.bas, admin=True)
    _lift(site, company.bas, replace(company.lotte, admin=True), admin=False)
    with pytest.raises(KeyRefused):
        enter(site, made.secret)


def _lift(site: Site, who: Actor, by: Actor, *, admin: bool) -> None:
    told = {"name": who.name, "email": f"p{who.id}@kassahuis.example", "role": who.role}
    change_someone(site, by, who.id, **told, admin=admin, teams=who.teams)


def test_only_what_somebody_may_themselves(site: Site, company: Company) -> None:
    assert "arrivals" in scopes_for(company.bas)
    assert "upload" not in scopes_for(company.bas)
    for scopes in (["arrivals"], ["upload"], ["read", "alles"]):
        with pytest.raises(BadForm):
            make_key(site, company.lotte, "Proef", scopes)
    with pytest.raises(BadForm):
        make_key(site, company.lotte, "Proef", ["read"], 31)


def test_a_form_tells_all_that_is_wrong(site: Site, company: Company) -> None:
    with pytest.raises(Mistakes) as wrong:
        make_key(site, company.lotte, " ", [])
    assert [type(one) for one in wrong.value.mistakes] == [KeyNameMissing, KeyForNothing]
    for number in range(MOST):
        made = make_key(site, company.lotte, f"Sleutel {number}", ["read"])
    with pytest.raises(Mistakes) as many:
        make_key(site, company.lotte, "Nog een", ["read"])
    assert [type(one) for one in many.value.mistakes] == [TooManyKeys]
    revoke(site, company.lotte, made.id)
    make_key(site, company.lotte, "Nog een", ["read"])


def test_it_is_shown_to_its_maker_alone(site: Site, company: Company) -> None:
    made = make_key(site, company.lotte, "Proef", ["read"])
    other = make_key(site, company.lotte, "Ander", ["read"])
    assert shown_key(site, company.lotte, made.id, made.secret).name == "Proef"
    for who, number, secret in (
        (company.daan, made.id, made.secret),
        (company.lotte, other.id, made.secret),
        (company.lotte, made.id, ""),
    ):
        with pytest.raises(NotFound):
            shown_key(site, who, number, secret)


def test_a_minute_has_its_bounds_and_the_next_its_own(
    site: Site, company: Company, clock: Clock
) -> None:
    few = limited(site, 3)
    one = make_key(few, company.lotte, "Een", ["read"])
    two = make_key(few, company.lotte, "Twee", ["read"])
    clock.forward(seconds=20)
    for _ in range(3):
        enter(few, one.secret)
    for _ in range(2):
        with pytest.raises(AskedTooMuch) as refused:
            enter(few, one.secret)
        assert refused.value.seconds == 40
    enter(few, two.secret)  # whose bounds are its own
    clock.forward(seconds=40)
    enter(few, one.secret)


def test_what_costs_more_counts_for_more_and_always_fits_once(
    site: Site, company: Company, clock: Clock
) -> None:
    few = limited(site, 10)
    made = make_key(few, company.lotte, "Proef", ["export"])
    enter(few, made.secret, 20)
    with pytest.raises(AskedTooMuch):
        enter(few, made.secret)
    clock.forward(minutes=1)
    enter(few, made.secret)
    with pytest.raises(AskedTooMuch):
        enter(few, made.secret, 20)


def test_many_at_once_get_no_more_than_the_bound(site: Site, company: Company) -> None:
    few = limited(site, 10)
    made = make_key(few, company.lotte, "Proef", ["read"])

    def ask(_: int) -> bool:
        try:
            enter(few, made.secret)
        except AskedTooMuch:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(ask, range(30))) == 10


def test_what_ended_is_forgotten_in_time(site: Site, company: Company, clock: Clock) -> None:
    gone = make_key(site, company.lotte, "Weg", ["read"])
    make_key(site, company.lotte, "Verlopen", ["read"], 30)
    make_key(site, company.lotte, "Blijft", ["read"])
    revoke(site, company.lotte, gone.id)
    clock.forward(days=40)
    with site.database.writing() as connection:
        forget_ended_keys(connection, clock())
    assert [key.name for key in own_keys(site, company.lotte)] == ["Blijft"]
