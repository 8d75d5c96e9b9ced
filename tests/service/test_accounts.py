"""Setting up, signing in and out, one's own account; on both databases."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.errors import (
    AlreadySetUp,
    BadForm,
    KlankbordError,
    Mistakes,
    NotFound,
    TooManyTries,
    WrongPassword,
)
from klankbord.service.access import Actor
from klankbord.service.accounts import passwords
from klankbord.service.accounts.accounts import (
    change_own,
    change_password,
    read_account,
    sign_out_everywhere,
    sign_out_of,
)
from klankbord.service.accounts.signing_in import (
    LASTS,
    Browser,
    is_fresh,
    set_up,
    sign_in,
    sign_out,
)
from klankbord.service.accounts.tries import (
    AT_ONCE,
    PER_ADDRESS,
    PER_PAIR,
    SLOWEST_S,
    WINDOW,
    take_try,
    wait_s,
)
from klankbord.service.running.housekeeping import plan_housekeeping
from klankbord.service.site import Site, open_site
from klankbord.store.audit import all_entries
from klankbord.store.house import organisation
from klankbord.store.people import all_people, change_person, person_by_email, person_by_id
from klankbord.store.sessions import Session, session_of, sessions_of
from klankbord.store.tables import audit, sessions, tries

HERE = Browser(agent="Firefox op Linux", address="192.0.2.7")
GOOD = "drie gele fietsen"
FIRST = {"organisation": "Kassahuis", "name": "Lotte Maes", "email": "Lotte@Kassahuis.example"}


def first(site: Site, **other: str) -> str:
    told = FIRST | {"password": GOOD, "language": "nl"} | other
    return set_up(site, **told, browser=HERE)


def session(site: Site, token: str) -> Session | None:
    with site.database.reading() as connection:
        return session_of(connection, token, site.now())


def with_password(site: Site, actor: Actor, password: str = GOOD) -> None:
    with site.database.writing() as connection:
        change_person(connection, actor.id, password=passwords.hash_password(password))


def of_session(site: Site, token: str) -> Actor:
    found = session(site, token)
    assert found
    with site.database.reading() as connection:
        person = person_by_id(connection, found.person_id)
    assert person
    return Actor.of(person, found.id, found.form_token)


def actions(site: Site) -> list[str]:
    with site.database.reading() as connection:
        return [entry.action for entry in reversed(all_entries(connection))]


# ── setting up ────────────────────────────────────────────────────────────────────────────────


def test_the_first_is_admin_and_is_in(site: Site) -> None:
    assert is_fresh(site)
    token = first(site)
    assert not is_fresh(site)
    me = of_session(site, token)
    assert (me.name, me.role, me.admin, me.language) == ("Lotte Maes", "coach", True, "nl")
    with site.database.reading() as connection:
        assert organisation(connection) == "Kassahuis"
        assert person_by_email(connection, "lotte@kassahuis.example")
    assert actions(site) == ["set_up"]


def test_a_second_time_is_refused(site: Site) -> None:
    first(site)
    with pytest.raises(AlreadySetUp):
        first(site, email="daan@kassahuis.example")
    with site.database.reading() as connection:
        assert len(all_people(connection)) == 1


def test_of_many_at_once_one_is_first(site: Site) -> None:
    def attempt(number: int) -> bool:
        try:
            first(site, email=f"p{number}@kassahuis.example")
        except AlreadySetUp:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    with site.database.reading() as connection:
        assert len(all_people(connection)) == 1


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"organisation": " "}, "organisation"),
        ({"organisation": "x" * 101}, "organisation"),
        ({"name": "\u200b"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"email": "lotte"}, "email"),
        ({"email": "lotte@thuis"}, "email"),
        ({"email": "lo tte@kassahuis.example"}, "email"),
        ({"email": "lotte@kassahuis..example"}, "email"),
        ({"email": "x" * 250 + "@a.nl"}, "email"),
        ({"password": "negen 999"}, "password"),
        ({"password": "ab" * 101}, "password"),
        ({"password": "aaaaaaaaaaaa"}, "password"),
        ({"password": "lottemaes", "name": "Lotte Maes"}, "password"),
        ({"password": "Lotte Maes"}, "password"),
        ({"password": "lotte@kassahuis.example"}, "password"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(site: Site, told: dict[str, str], field: str) -> None:
    with pytest.raises(Mistakes) as wrong:
        first(site, **told)
    assert [mistake.field for mistake in wrong.value.mistakes] == [field]
    assert is_fresh(site)


def test_all_mistakes_are_told_at_once(site: Site) -> None:
    with pytest.raises(Mistakes) as wrong:
        first(site, organisation="", name="", email="", password="")
    fields = [mistake.field for mistake in wrong.value.mistakes]
    assert fields == ["organisation", "name", "email", "password"]
    assert "naam in" in wrong.value.say()


def test_a_language_that_is_none_is_no_form_of_ours(site: Site) -> None:
    with pytest.raises(BadForm):
        first(site, language="tlh")


def test_a_name_keeps_its_letters_and_loses_what_is_unseen(site: Site) -> None:
    me = of_session(site, first(site, name="  Zoë\u202e\x00\n de\tVries "))
    assert me.name == "Zoë de Vries"


# ── passwords ─────────────────────────────────────────────────────────────────────────────────


def test_a_password_is_kept_as_argon2id_and_never_as_itself(site: Site) -> None:
    first(site)
    with site.database.reading() as connection:
        person = person_by_email(connection, "lotte@kassahuis.example")
    assert person
    assert (person.password or "").startswith("$argon2id$")
    assert GOOD not in (person.password or "")


def test_a_password_is_the_same_from_every_keyboard() -> None:
    kept = passwords.hash_password("cafe\u0301 op de hoek")
    assert passwords.is_right(kept, "caf\u00e9 op de hoek")
    assert not passwords.is_right(kept, "cafe op de hoek")


def test_of_nobody_no_password_is_right_and_the_work_is_the_same() -> None:
    kept = passwords.hash_password(GOOD)
    passwords.is_right(None, GOOD)  # what is made once

    def seconds(of: str | None) -> float:
        times = []
        for _ in range(5):
            start = time.thread_time()
            passwords.is_right(of, "een ander wachtwoord")
            times.append(time.thread_time() - start)
        return min(times)

    assert passwords.is_right(None, "nobody has this password") is False
    known, unknown = seconds(kept), seconds(None)
    assert 0.3 < unknown / known < 3


def test_a_kept_hash_that_is_broken_opens_nothing() -> None:
    assert not passwords.is_right("$argon2id$onzin", GOOD)


def test_no_more_are_hashed_at_once_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    busy = most = 0

    class Counting(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            time.sleep(0.02)
            busy -= 1
            return super().hash(password, salt=salt)

    monkeypatch.setattr(passwords, "_HASHER", Counting(1, 8, 1))
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(passwords.hash_password, [GOOD] * 12))
    assert 1 <= most <= passwords.AT_ONCE


def test_who_waits_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAIT_S", 0.01)
    for _ in range(passwords.AT_ONCE):
        passwords._ROOM.acquire()
    try:
        with pytest.raises(KlankbordError, match="druk"):
            passwords.hash_password(GOOD)
    finally:
        for _ in range(passwords.AT_ONCE):
            passwords._ROOM.release()


def test_signing_in_renews_a_hash_of_before(site: Site, company: Company) -> None:
    old = PasswordHasher(1, 8192, 1).hash(GOOD)
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password=old)
    sign_in(site, "lotte@kassahuis.example", GOOD, HERE)
    with site.database.reading() as connection:
        person = person_by_id(connection, company.lotte.id)
    assert person
    assert person.password
    assert person.password != old
    assert passwords.is_right(person.password, GOOD)


# ── signing in and out ────────────────────────────────────────────────────────────────────────


def test_a_session_is_new_each_time_and_only_its_hash_is_kept(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    tokens = {sign_in(site, " LOTTE@kassahuis.example", GOOD, HERE) for _ in range(2)}
    assert len(tokens) == 2
    with site.database.reading() as connection:
        rows = [tuple(row) for row in connection.execute(sessions.select())]
    assert len(rows) == 2
    assert not tokens & {cell for row in rows for cell in row}
    found = session(site, tokens.pop())
    assert found
    assert (found.agent, found.address) == (HERE.agent, HERE.address)
    assert found.expires_at == site.now() + LASTS


def test_what_the_browser_had_before_has_ended(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    with_password(site, company.daan)
    before = sign_in(site, "daan@kassahuis.example", GOOD, HERE)
    elsewhere = sign_in(site, "daan@kassahuis.example", GOOD, HERE)
    after = sign_in(site, "lotte@kassahuis.example", GOOD, replace(HERE, token=before))
    assert session(site, before) is None
    assert session(site, elsewhere)
    assert of_session(site, after).id == company.lotte.id


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("lotte@kassahuis.example", "drie groene fietsen"),
        ("niemand@kassahuis.example", GOOD),
        ("daan@kassahuis.example", GOOD),  # invited, and has no password yet
        ("", ""),
        ("lotte@kassahuis.example\x00", "\x00" * 5000),
    ],
)
def test_every_failure_is_told_alike(
    site: Site, company: Company, email: str, password: str
) -> None:
    with_password(site, company.lotte)
    with pytest.raises(WrongPassword) as wrong:
        sign_in(site, email, password, HERE)
    assert wrong.value.say() == WrongPassword().say()


def test_who_was_let_out_does_not_come_in(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, left_at=site.now())
    with pytest.raises(WrongPassword):
        sign_in(site, "lotte@kassahuis.example", GOOD, HERE)


def test_guessing_ends_after_some_tries_even_with_the_right_one(
    site: Site, company: Company
) -> None:
    with_password(site, company.lotte)
    for _ in range(PER_PAIR):
        with pytest.raises(WrongPassword):
            sign_in(site, "lotte@kassahuis.example", "verkeerd verkeerd", HERE)
    with pytest.raises(TooManyTries, match="paar minuten"):
        sign_in(site, "Lotte@kassahuis.example", GOOD, HERE)


def test_a_right_password_forgets_the_wrong_ones(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    for _ in range(2):
        for _ in range(PER_PAIR - 1):
            with pytest.raises(WrongPassword):
                sign_in(site, "lotte@kassahuis.example", "verkeerd verkeerd", HERE)
        assert sign_in(site, "lotte@kassahuis.example", GOOD, HERE)


@pytest.mark.parametrize("addresses", [["192.0.2.7"], ["2001:db8::1", "2001:db8::2"], [""]])
def test_one_address_guesses_not_at_everybody(site: Site, addresses: list[str]) -> None:
    for number in range(PER_ADDRESS):
        take_try(site, f"{number}@kassahuis.example", addresses[number % len(addresses)])
    with pytest.raises(TooManyTries):
        take_try(site, "een.ander@kassahuis.example", addresses[0])
    take_try(site, "een.ander@kassahuis.example", "198.51.100.1")


def test_tries_are_forgotten_after_a_while(site: Site) -> None:
    for _ in range(PER_PAIR):
        take_try(site, "lotte@kassahuis.example", "192.0.2.7")
    with pytest.raises(TooManyTries):
        take_try(site, "lotte@kassahuis.example", "192.0.2.7")
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=WINDOW.total_seconds())
    take_try(site, "lotte@kassahuis.example", "192.0.2.7")


def test_they_hold_for_every_process(site: Site) -> None:
    other = open_site(site.settings, site.now)
    for each in (site, other) * (PER_PAIR // 2):
        take_try(each, "lotte@kassahuis.example", "192.0.2.7")
    for each in (site, other):
        with pytest.raises(TooManyTries):
            take_try(each, "lotte@kassahuis.example", "192.0.2.7")
    other.close()


def test_who_guesses_elsewhere_locks_nobody_out(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    for _ in range(PER_PAIR):
        take_try(site, "lotte@kassahuis.example", "203.0.113.5")
    for number in range(3 * AT_ONCE):
        take_try(site, "lotte@kassahuis.example", f"198.51.100.{number}")
    assert sign_in(site, "lotte@kassahuis.example", GOOD, HERE)


def test_where_many_guess_together_each_waits_but_not_for_ever(site: Site) -> None:
    waits = []
    for number in range(4 * AT_ONCE):
        waits.append(wait_s(site, "Lotte@kassahuis.example"))
        take_try(site, "lotte@kassahuis.example", f"198.51.100.{number}")
    assert waits[: AT_ONCE + 1] == [0] * (AT_ONCE + 1)
    assert 0 < waits[AT_ONCE + 1] < waits[AT_ONCE + 2] < waits[-1] == SLOWEST_S
    assert wait_s(site, "daan@kassahuis.example") == 0


def test_the_house_keeps_no_tries_for_long(site: Site) -> None:
    take_try(site, "lotte@kassahuis.example", "192.0.2.7")
    assert isinstance(site.now, Clock)
    site.now.forward(minutes=11)
    plan_housekeeping(site)
    work_off(site)
    with site.database.reading() as connection:
        assert connection.execute(tries.select()).all() == []


def test_a_session_ends_where_it_is_not_used(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    token = sign_in(site, "lotte@kassahuis.example", GOOD, HERE)
    assert isinstance(site.now, Clock)
    site.now.forward(days=15)
    assert session(site, token) is None


def test_signing_out_ends_that_session_alone(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    one, other = (sign_in(site, "lotte@kassahuis.example", GOOD, HERE) for _ in range(2))
    sign_out(site, of_session(site, one))
    assert session(site, one) is None
    assert session(site, other)


# ── one's own account ─────────────────────────────────────────────────────────────────────────


def test_name_and_language_change(site: Site, company: Company) -> None:
    change_own(site, company.lotte, name=" Lotte  Maes-Bos ", language="en")
    person = read_account(site, company.lotte).person
    assert (person.name, person.language) == ("Lotte Maes-Bos", "en")
    with pytest.raises(Mistakes):
        change_own(site, company.lotte, name="", language="en")
    with pytest.raises(BadForm):
        change_own(site, company.lotte, name="Lotte", language="fr")
    assert read_account(site, company.lotte).person == person


def test_a_new_password_signs_out_elsewhere(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    here, there = (sign_in(site, "lotte@kassahuis.example", GOOD, HERE) for _ in range(2))
    me = of_session(site, here)
    change_password(site, me, current=GOOD, new="vier rode trams", address="192.0.2.7")
    assert session(site, here)
    assert session(site, there) is None
    assert sign_in(site, "lotte@kassahuis.example", "vier rode trams", HERE)
    with pytest.raises(WrongPassword):
        sign_in(site, "lotte@kassahuis.example", GOOD, HERE)


def test_a_new_password_needs_the_one_of_now(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    with pytest.raises(Mistakes) as wrong:
        change_password(site, company.lotte, current="mis", new="kort", address="")
    assert [mistake.field for mistake in wrong.value.mistakes] == ["current", "password"]
    assert sign_in(site, "lotte@kassahuis.example", GOOD, HERE)


def test_the_password_of_now_cannot_be_guessed_at(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    for _ in range(PER_PAIR):
        with pytest.raises(Mistakes):
            change_password(site, company.lotte, current="mis", new="vier rode trams", address="")
    with pytest.raises(TooManyTries):
        change_password(site, company.lotte, current=GOOD, new="vier rode trams", address="")


def test_sessions_are_listed_and_ended_by_whose_they_are(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    one, other = (sign_in(site, "lotte@kassahuis.example", GOOD, HERE) for _ in range(2))
    me = of_session(site, one)
    theirs = {session.id for session in read_account(site, me).sessions}
    assert theirs == {me.session_id, of_session(site, other).session_id}
    for number in theirs:
        with pytest.raises(NotFound):
            sign_out_of(site, company.daan, number)
    sign_out_of(site, me, of_session(site, other).session_id)
    assert session(site, other) is None
    sign_out_everywhere(site, me)
    with site.database.reading() as connection:
        assert sessions_of(connection, me.id, site.now()) == []


def test_everything_is_in_the_log_and_no_secret_is(site: Site, company: Company) -> None:
    with_password(site, company.lotte)
    token = sign_in(site, "lotte@kassahuis.example", GOOD, HERE)
    me = of_session(site, token)
    for email in ("lotte@kassahuis.example", "niemand@kassahuis.example"):
        with pytest.raises(WrongPassword):
            sign_in(site, email, "geheim geheim", HERE)
    change_own(site, me, name="Lotte Bos", language="nl")
    change_password(site, me, current=GOOD, new="vier rode trams", address="")
    sign_out(site, me)
    assert actions(site) == [
        "signed_in",
        "sign_in_failed",
        "sign_in_unknown",
        "account_changed",
        "password_changed",
        "signed_out",
    ]
    with site.database.reading() as connection:
        whole = repr(connection.execute(audit.select()).all())
    for secret in (GOOD, "geheim", "vier rode", token, "Lotte", "kassahuis", HERE.address):
        assert secret not in whole
