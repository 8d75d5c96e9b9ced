"""Invitations and new passwords by mail; the link in them is made when they are sent.

A link is kept as its digest alone, so no job can carry it: each try makes one of its own, beside
the one that the admin was shown. A letter that may have gone out is sent again: a second one does
no harm, and without any somebody cannot come in.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from klankbord.errors import KlankbordError, MailUnsure
from klankbord.i18n import N_, translator
from klankbord.service.accounts.tries import is_pestered, take_try
from klankbord.service.names import email_of
from klankbord.service.outward.mail import Letter, send, sends_mail
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store import audit
from klankbord.store.house import organisation
from klankbord.store.jobs import enqueue
from klankbord.store.people import Person, person_by_email, person_by_id
from klankbord.store.sessions import end_link, make_link

LASTS = {"invitation": timedelta(days=7), "reset": timedelta(hours=24)}
"""How long a link of each kind can be used."""

MOST_ASKED = 3
"""So often within the window of `tries` a letter goes to one address, whoever asks."""


def plan_letter(site: Site, connection: Connection, person: int) -> None:
    """Send somebody a link, in the transaction in which it was asked for, where there is mail."""
    if sends_mail(site.settings):
        now = site.now()
        enqueue(connection, "letter", {"person": person}, now=now, key=f"letter:{person}")


def ask_reset(site: Site, email: str, address: str) -> None:
    """Ask for a letter with a link to a new password; it is told to nobody whether one goes out.

    Raises:
        TooManyTries: from this address of late.
    """
    email = email_of(email)
    asked = f"reset {email}"
    pestered = is_pestered(site, asked, MOST_ASKED)
    take_try(site, asked, address)
    if pestered:
        return
    with site.database.writing() as connection:
        person = person_by_email(connection, email)
        if person and not person.left:
            audit.log(connection, site.now(), None, "reset_asked", about=person.id)
            plan_letter(site, connection, person.id)
        else:
            audit.log(connection, site.now(), None, "reset_unknown")


def letter_step(work: Work) -> bool:
    """Give a letter with a link to the server of mail."""
    site, number = work.site, int(work.payload["person"])
    with site.database.reading() as connection:
        person, house = person_by_id(connection, number), organisation(connection)
    if person is None or person.left or not sends_mail(site.settings):
        with work.finishing():
            return False
    kind = "invitation" if person.password is None else "reset"
    with site.database.writing() as connection:
        token = make_link(connection, kind, number, site.now(), LASTS[kind], beside=True)
    try:
        send(site, _letter(site, person, kind, house, token))
    except MailUnsure:
        raise
    except KlankbordError:
        with site.database.writing() as connection:
            end_link(connection, token)  # the next try makes another
        raise
    with work.finishing():
        return False


def _letter(site: Site, person: Person, kind: str, house: str, token: str) -> Letter:
    _ = translator(person.language)
    link = f"{site.settings.address}/uitnodiging/{token}"
    if kind == "invitation":
        subject = _(N_("Je bent uitgenodigd voor Klankbord"))
        said = _(
            N_(
                "Je bent uitgenodigd voor Klankbord van {house}. Kies hier een wachtwoord; "
                "de link is een week geldig en werkt één keer."
            )
        )
    else:
        subject = _(N_("Een nieuw wachtwoord voor Klankbord"))
        said = _(
            N_(
                "Kies hier een nieuw wachtwoord voor Klankbord; de link is een dag geldig en werkt "
                "één keer. Vroeg je hier niet om? Dan hoef je niets te doen: je oude wachtwoord "
                "blijft."
            )
        )
    return Letter(person.email, subject, f"{said.format(house=house)}\n\n{link}\n")
