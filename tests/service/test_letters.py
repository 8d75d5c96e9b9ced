"""Invitations and new passwords by mail."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.postbox import Postbox, nobody_there, postbox
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.errors import LinkGone, TooManyTries
from klankbord.service.accounts.invitations import accept_link, invite, open_link, renew_link
from klankbord.service.accounts.letters import MOST_ASKED, ask_reset
from klankbord.service.accounts.signing_in import Browser, sign_in
from klankbord.service.accounts.tries import PER_PAIR
from klankbord.service.jobs import PATIENT_S
from klankbord.service.site import Site
from klankbord.settings import Settings
from klankbord.store.people import change_person
from klankbord.store.tables import jobs, links

HERE = Browser(agent="Firefox", address="192.0.2.7")
GOOD = "drie gele fietsen"
ZOE = {"name": "Zoë", "email": "zoe@kassahuis.example", "role": "seller", "admin": False}


def with_mail(site: Site, box: Postbox, **other: object) -> Site:
    told = site.settings.model_dump() | box.settings | other
    return replace(site, settings=Settings(**told))


def tokens(box: Postbox) -> list[str]:
    texts = [letter.get_content() for letter in box.letters]
    return [found for text in texts for found in re.findall(r"/uitnodiging/([\w-]+)", text)]


def rows(site: Site) -> str:
    with site.database.reading() as connection:
        return repr(connection.execute(select(jobs.c.payload, jobs.c.key, jobs.c.reason)).all())


def test_an_invitation_goes_by_mail_and_both_links_work_until_one_is_used(
    site: Site, company: Company
) -> None:
    with postbox() as box:
        site = with_mail(site, box)
        _, shown = invite(site, company.bas, **ZOE, teams=())  # type: ignore[arg-type]
        assert work_off(site) == 1
        (mailed,) = tokens(box)
        assert mailed != shown
        for token in (mailed, shown):
            assert token not in rows(site)
            assert open_link(site, token).person.name == "Zoë"
        (letter,) = box.letters
        assert "https://klankbord.kassahuis.example/uitnodiging/" in letter.get_content()
        accept_link(site, mailed, GOOD, HERE)
        with pytest.raises(LinkGone):
            open_link(site, shown)
        assert sign_in(site, "zoe@kassahuis.example", GOOD, HERE)


def test_without_a_server_nothing_is_planned(site: Site, company: Company) -> None:
    invite(site, company.bas, **ZOE, teams=())  # type: ignore[arg-type]
    renew_link(site, company.bas, company.lotte.id)
    assert rows(site) == "[]"


def test_a_forgotten_password_goes_by_mail_in_the_language_of_its_owner(
    site: Site, company: Company
) -> None:
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password="x", language="en")
    with postbox() as box:
        site = with_mail(site, box)
        ask_reset(site, "Lotte@Kassahuis.example ", "192.0.2.7")
        ask_reset(site, "niemand@kassahuis.example", "192.0.2.7")
        work_off(site)
        (letter,) = box.letters
        assert letter["To"] == "lotte@kassahuis.example"
        found = open_link(site, tokens(box)[0])
        assert (found.kind, found.person.id) == ("reset", company.lotte.id)


def test_who_left_gets_none(site: Site, company: Company) -> None:
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, password="x", left_at=site.now())
    with postbox() as box:
        site = with_mail(site, box)
        ask_reset(site, "lotte@kassahuis.example", "192.0.2.7")
        work_off(site)
        assert box.letters == []


def test_nobody_is_pestered_from_many_places_and_nobody_asks_for_ever(
    site: Site, company: Company
) -> None:
    with postbox() as box:
        site = with_mail(site, box)
        for number in range(MOST_ASKED + 4):
            ask_reset(site, "lotte@kassahuis.example", f"198.51.100.{number}")
            work_off(site)
        assert len(box.letters) == MOST_ASKED
        for _ in range(PER_PAIR):
            ask_reset(site, "niemand@kassahuis.example", "192.0.2.9")
        with pytest.raises(TooManyTries):
            ask_reset(site, "niemand@kassahuis.example", "192.0.2.9")


def test_a_server_that_is_gone_for_a_night_gets_it_in_the_morning(
    site: Site, company: Company
) -> None:
    clock = site.now
    assert isinstance(clock, Clock)
    with postbox() as box:
        gone = with_mail(site, box, smtp_port=nobody_there())
        renew_link(gone, company.bas, company.lotte.id)
        waits = PATIENT_S["letter"]
        assert sum(waits) > 11 * 3600
        for wait in waits[:-1]:
            assert work_off(gone) == 1
            assert "MailNotSent" in rows(gone)
            assert work_off(gone) == 0
            clock.forward(seconds=wait)
        back = with_mail(site, box)
        assert work_off(back) == 1
        assert open_link(back, tokens(box)[0]).person.id == company.lotte.id
    with site.database.reading() as connection:
        kept = connection.execute(select(links.c.id)).all()
    assert len(kept) == 2, "each try that failed took its link back"


def test_an_address_that_the_server_refuses_is_not_tried_again(
    site: Site, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    with postbox() as box:
        box.to_recipient = "550 no such user"
        site = with_mail(site, box)
        renew_link(site, company.bas, company.lotte.id)
        assert work_off(site) == 1
        assert "MailRefused" in rows(site)
        assert isinstance(site.now, Clock)
        site.now.forward(days=1)
        assert work_off(site) == 0
    assert "uitnodiging/" not in caplog.text


def test_no_page_gives_a_letter_away(site: Site) -> None:
    """Only jobs send: whoever waits for a page never waits for a server of mail."""
    import klankbord

    callers = {
        path.relative_to(Path(klankbord.__file__).parent).as_posix()
        for path in Path(klankbord.__file__).parent.rglob("*.py")
        if re.search(r"service\.outward\.mail import .*\bsend\b", path.read_text("utf-8"))
    }
    assert callers == {"service/accounts/letters.py", "service/learning/digests.py"}
