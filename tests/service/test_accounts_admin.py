"""Inviting, resetting, changing and letting out, teams; on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.service.test_accounts import GOOD, HERE, actions, of_session, with_password
from tests.sites import Clock, Company

from klankbord.errors import (
    BadForm,
    EmailTaken,
    KlankbordError,
    LastAdmin,
    LinkGone,
    Mistakes,
    NotFound,
    TeamTaken,
    WrongPassword,
)
from klankbord.service.access import Actor
from klankbord.service.accounts import invitations, people, teams
from klankbord.service.accounts.invitations import accept_link, invite, open_link, renew_link
from klankbord.service.accounts.people import change_someone, disable, enable, read_house, read_log
from klankbord.service.accounts.signing_in import Browser, sign_in
from klankbord.service.accounts.teams import change_team, end_team, make_team
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.people import Person, Team, person_by_id
from klankbord.store.sessions import session_of
from klankbord.store.tables import audit, links

SANNE: dict[str, Any] = {
    "name": "Sanne Vos",
    "email": "Sanne@kassahuis.example",
    "role": "seller",
    "admin": False,
    "teams": (),
}


def person(site: Site, number: int) -> Person:
    with site.database.reading() as connection:
        found = person_by_id(connection, number)
    assert found
    return found


def facts(actor: Actor, **other: Any) -> dict[str, Any]:
    email = f"{actor.name.split()[0].lower()}@kassahuis.example"
    told = {"name": actor.name, "email": email, "role": actor.role, "admin": actor.admin}
    return told | {"teams": actor.teams} | other


def the_teams(site: Site, company: Company) -> dict[str, Team]:
    return {team.name: team for team in read_house(site, company.bas).teams}


# ── invitations and resets ────────────────────────────────────────────────────────────────────


def test_an_invitation_lets_somebody_in_once(site: Site, company: Company) -> None:
    noord = the_teams(site, company)["Noord"].id
    number, token = invite(site, company.bas, **SANNE | {"teams": (noord, 999)})
    opened = open_link(site, token)
    assert (opened.kind, opened.person.name, opened.person.password) == (
        "invitation",
        "Sanne Vos",
        None,
    )
    assert opened.person.teams == {noord}
    me = of_session(site, accept_link(site, token, GOOD, HERE))
    assert me.id == number
    assert sign_in(site, "sanne@kassahuis.example", GOOD, HERE)
    for again in (open_link, lambda s, t: accept_link(s, t, "vier rode trams", HERE)):
        with pytest.raises(LinkGone):
            again(site, token)
    assert actions(site) == ["invited", "invitation_accepted", "signed_in"]


def test_only_the_hash_of_a_link_is_kept(site: Site, company: Company) -> None:
    _, token = invite(site, company.bas, **SANNE)
    with site.database.reading() as connection:
        kept = repr(connection.execute(links.select()).all())
        logged = repr(connection.execute(audit.select()).all())
    assert token not in kept + logged


@pytest.mark.parametrize(("kind", "days"), [("invitation", 7), ("reset", 1)])
def test_a_link_ends(site: Site, company: Company, kind: str, days: int) -> None:
    if kind == "reset":
        with_password(site, company.lotte)
    token = renew_link(site, company.bas, company.lotte.id)
    assert open_link(site, token).kind == kind
    assert isinstance(site.now, Clock)
    site.now.forward(days=days, seconds=-1)
    open_link(site, token)
    site.now.forward(seconds=1)
    with pytest.raises(LinkGone):
        open_link(site, token)
    with pytest.raises(LinkGone):
        accept_link(site, token, GOOD, HERE)


def test_of_two_who_use_a_link_at_once_one_is_in(site: Site, company: Company) -> None:
    token = renew_link(site, company.bas, company.lotte.id)

    def attempt(number: int) -> bool:
        try:
            accept_link(site, token, f"{GOOD} {number}", HERE)
        except LinkGone:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1


def test_a_new_link_takes_the_place_of_the_last(site: Site, company: Company) -> None:
    first, second = (renew_link(site, company.bas, company.lotte.id) for _ in range(2))
    with pytest.raises(LinkGone):
        open_link(site, first)
    assert open_link(site, second).person.id == company.lotte.id


def test_a_reset_ends_every_session_and_the_old_password(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    before = sign_in(site, "lotte@kassahuis.example", GOOD, HERE)
    token = renew_link(site, company.bas, company.lotte.id)
    assert of_session(site, before)  # until it is used
    after = accept_link(site, token, "vier rode trams", HERE)
    with site.database.reading() as connection:
        assert session_of(connection, before, site.now()) is None
    assert of_session(site, after).id == company.lotte.id
    with pytest.raises(WrongPassword):
        sign_in(site, "lotte@kassahuis.example", GOOD, HERE)
    assert actions(site)[-3:] == ["reset_link_made", "password_reset", "sign_in_failed"]


def test_a_password_that_cannot_be_leaves_the_link(site: Site, company: Company) -> None:
    token = renew_link(site, company.bas, company.lotte.id)
    for bad in ("kort", "lotte maes", "x" * 201):
        with pytest.raises(Mistakes):
            accept_link(site, token, bad, HERE)
    assert accept_link(site, token, GOOD, HERE)


@pytest.mark.parametrize("token", ["", "onzin", "a" * 43, "\x00", "é" * 500])
def test_a_link_that_never_was(site: Site, company: Company, token: str) -> None:
    with pytest.raises(LinkGone):
        open_link(site, token)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"name": ""}, Mistakes),
        ({"email": "sanne"}, Mistakes),
        ({"email": "LOTTE@kassahuis.example"}, EmailTaken),
        ({"role": "directeur"}, BadForm),
        ({"role": ""}, BadForm),
    ],
)
def test_an_invitation_that_cannot_be(
    site: Site, company: Company, told: dict[str, Any], error: type[KlankbordError]
) -> None:
    with pytest.raises(error):
        invite(site, company.bas, **SANNE | told)
    assert len(read_house(site, company.bas).people) == 6
    assert actions(site) == []


# ── people ────────────────────────────────────────────────────────────────────────────────────


def test_somebody_becomes_coach_of_another_team(site: Site, company: Company) -> None:
    zuid = the_teams(site, company)["Zuid"].id
    change_someone(
        site, company.bas, company.lotte.id, **facts(company.lotte, role="coach", teams={zuid})
    )
    assert (person(site, company.lotte.id).role, person(site, company.lotte.id).teams) == (
        "coach",
        frozenset({zuid}),
    )
    (entry,) = read_log(site, company.bas, 10)
    assert (entry.action, entry.person, entry.about) == (
        "person_changed",
        "Bas Bakker",
        "Lotte Maes",
    )
    assert entry.detail["changed"]["role"] == ["seller", "coach"]


def test_a_change_of_nothing_is_not_logged(site: Site, company: Company) -> None:
    change_someone(site, company.bas, company.lotte.id, **facts(company.lotte))
    assert actions(site) == []


def test_an_address_is_one_persons(site: Site, company: Company) -> None:
    told = facts(company.lotte, email="DAAN@kassahuis.example", name="Anders")
    with pytest.raises(EmailTaken):
        change_someone(site, company.bas, company.lotte.id, **told)
    assert person(site, company.lotte.id).name == "Lotte Maes"


def test_the_last_admin_stays(site: Site, company: Company) -> None:
    with pytest.raises(LastAdmin):
        change_someone(site, company.bas, company.bas.id, **facts(company.bas, admin=False))
    with pytest.raises(LastAdmin):
        disable(site, company.bas, company.bas.id)
    change_someone(site, company.bas, company.fien.id, **facts(company.fien, admin=True))
    disable(site, company.bas, company.bas.id)
    fien = Actor.of(person(site, company.fien.id))
    with pytest.raises(LastAdmin):
        disable(site, fien, fien.id)
    assert actions(site) == ["person_changed", "disabled"]


def test_of_two_admins_who_put_each_other_out_one_stays(site: Site, company: Company) -> None:
    change_someone(site, company.bas, company.fien.id, **facts(company.fien, admin=True))
    fien = Actor.of(person(site, company.fien.id))

    def attempt(pair: tuple[Actor, Actor]) -> bool:
        try:
            disable(site, pair[0], pair[1].id)
        except LastAdmin:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, [(company.bas, fien), (fien, company.bas)]))
    assert sorted(done) == [False, True]


def test_who_is_let_out_is_out_at_once(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    session = sign_in(site, "lotte@kassahuis.example", GOOD, HERE)
    link = renew_link(site, company.bas, company.lotte.id)
    disable(site, company.bas, company.lotte.id)
    disable(site, company.bas, company.lotte.id)
    with site.database.reading() as connection:
        assert session_of(connection, session, site.now()) is None
    with pytest.raises(LinkGone):
        open_link(site, link)
    with pytest.raises(NotFound):
        renew_link(site, company.bas, company.lotte.id)
    enable(site, company.bas, company.lotte.id)
    enable(site, company.bas, company.lotte.id)
    assert sign_in(site, "lotte@kassahuis.example", GOOD, HERE)
    assert actions(site).count("disabled") == actions(site).count("enabled") == 1


def test_nobody_is_not_found(site: Site, company: Company) -> None:
    for act in (disable, enable, renew_link):
        with pytest.raises(NotFound):
            act(site, company.bas, 999)
    with pytest.raises(NotFound):
        change_someone(site, company.bas, 999, **facts(company.lotte, email="x@y.example"))


# ── teams ─────────────────────────────────────────────────────────────────────────────────────


def test_a_team_is_made_filled_renamed_and_ended(site: Site, company: Company) -> None:
    team = make_team(site, company.bas, " Oost  Brabant ")
    change_team(
        site, company.bas, team, name="Oost", members={company.lotte.id, company.fien.id, 999}
    )
    found = the_teams(site, company)["Oost"]
    assert found.members == {company.lotte.id, company.fien.id}
    change_team(site, company.bas, team, name="Oost", members={company.fien.id})
    end_team(site, company.bas, team)
    assert "Oost" not in the_teams(site, company)
    assert person(site, company.fien.id).teams
    assert actions(site) == [
        "team_added",
        "team_renamed",
        "team_joined",
        "team_joined",
        "team_left",
        "team_removed",
    ]


def test_a_team_has_a_name_of_its_own(site: Site, company: Company) -> None:
    noord = the_teams(site, company)["Noord"]
    for name, error in (("", Mistakes), ("x" * 101, Mistakes), ("Zuid", TeamTaken)):
        with pytest.raises(error):
            make_team(site, company.bas, name)
        with pytest.raises(error):
            change_team(site, company.bas, noord.id, name=name, members=())
    assert the_teams(site, company)["Noord"] == noord
    assert actions(site) == []


def test_a_team_that_is_not_there(site: Site, company: Company) -> None:
    with pytest.raises(NotFound):
        change_team(site, company.bas, 999, name="Oost", members=())
    with pytest.raises(NotFound):
        end_team(site, company.bas, 999)


# ── the door ──────────────────────────────────────────────────────────────────────────────────


def test_nobody_but_an_admin_does_any_of_it(site: Site, company: Company) -> None:
    team = the_teams(site, company)["Noord"].id
    about = company.daan.id
    told = facts(company.daan, role="coach")
    tried: list[Callable[[Actor], object]] = [
        lambda me: invite(site, me, **SANNE),
        lambda me: renew_link(site, me, about),
        lambda me: read_house(site, me),
        lambda me: read_log(site, me, 10),
        lambda me: people.rename_organisation(site, me, "Anders"),
        lambda me: change_someone(site, me, about, **told),
        lambda me: disable(site, me, about),
        lambda me: enable(site, me, about),
        lambda me: make_team(site, me, "Oost"),
        lambda me: change_team(site, me, team, name="Oost", members=()),
        lambda me: end_team(site, me, team),
    ]
    for somebody in (company.lotte, company.joris, company.fien):
        for attempt in tried:
            with pytest.raises(NotFound):
                attempt(somebody)
    assert actions(site) == []


def test_the_modules_of_admins_have_no_other_way_in() -> None:
    """Every public function that takes an actor asks first whether they are admin."""
    import inspect

    for module in (people, teams, invitations):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and "actor" in inspect.signature(function).parameters:
                assert "need_admin(actor)" in inspect.getsource(function), name


def test_the_log_goes_on_by_pages(site: Site, company: Company) -> None:
    for number in range(7):
        make_team(site, company.bas, f"Team {number}")
    newest = read_log(site, company.bas, 3)
    older = read_log(site, company.bas, 10, before=newest[-1].id)
    assert [entry.detail["name"] for entry in newest + older] == [
        f"Team {number}" for number in reversed(range(7))
    ]
    with site.database.reading() as connection:
        assert len(all_entries(connection)) == 7


def test_a_browser_that_names_itself_at_length_is_kept_short(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    loud = Browser(agent="x\x00\n" * 400, address="192.0.2.7")
    token = sign_in(site, "lotte@kassahuis.example", GOOD, loud)
    with site.database.reading() as connection:
        found = session_of(connection, token, site.now())
    assert found
    assert len(found.agent) <= 300
    assert "\n" not in found.agent
