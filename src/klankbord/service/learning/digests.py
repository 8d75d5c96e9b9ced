"""The digest: one letter a working day at most, and only when something waits.

What is told is noted before the letter goes out: where a worker dies in between, or the line breaks
at the very end, it is lost rather than sent twice. A reminder that comes twice nags, and what is
lost stands in Klankbord all the same.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from klankbord.errors import MailNotSent, MailUnsure
from klankbord.i18n import N_, translator
from klankbord.service.access import Actor
from klankbord.service.learning.reminding import (
    AT,
    FROM,
    MAIL,
    OFF,
    UNTIL,
    Chosen,
    Reminder,
    chosen_by,
    local,
    reminders_for,
)
from klankbord.service.learning.workdays import is_workday
from klankbord.service.outward.mail import Letter, send, sends_mail
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store import reminders
from klankbord.store.jobs import enqueue
from klankbord.store.people import Person, all_people, person_by_id

EVERY_S = 300
"""So often it is looked who is to be reminded."""
AGAIN = timedelta(minutes=15)
"""So long after a server did not take it, a digest is tried again; until the working day ends."""
REMEMBERED = timedelta(days=14)
DAY = "digest"
"""The kind under which it is noted that somebody's digest of a day was seen to."""
GIVING = "giving"
"""The stage in which the letter is being given to the server."""

LINES = {
    "review_today": N_("Er staat vandaag een review gepland."),
    "waiting": N_("Er staat een review voor je klaar."),
    "experiment": N_(
        "Een experiment van je loopt af: hou je het, verander je het of laat je het los?"
    ),
    "leaving": N_("Van gesprekken van jou gaat binnenkort iets weg, of alles."),
    "library": N_("Iemand vraagt of een gesprek van jou langer mag blijven."),
    "old_flags": N_("Er liggen nog bewaarde gesprekken om op terug te komen."),
}
"""A sentence a kind, without a name or a figure: mail is read on other screens."""


def plan_digests(site: Site) -> None:
    """Have it looked regularly who is to be reminded, where there is a server of mail."""
    if not sends_mail(site.settings):
        return
    with site.database.writing() as connection:
        now = site.now()
        enqueue(connection, "digests", {}, now=now, key="digests", every_s=EVERY_S, rank=1)


def digests_step(work: Work) -> bool:
    """Plan the digests whose time has come; each person's once a day."""
    site, now = work.site, work.site.now()
    day = f"{local(now):%Y-%m-%d}"
    with site.database.reading() as connection:
        done = reminders.noted_people(connection, DAY, day)
        kept = {key: reminders.all_preferences(connection, key) for key in (MAIL, AT, OFF)}
        due = [
            person.id
            for person in all_people(connection)
            if person.id not in done
            and can_be_mailed(site, person)
            and is_time(now, Chosen.of(*(kept[key].get(person.id) for key in (MAIL, AT, OFF))))
        ]
    with work.finishing() as connection:
        reminders.forget_noted(connection, DAY, now - REMEMBERED)
        for person in due:
            reminders.note(connection, person, [(DAY, day)], now)
            key = f"digest:{person}:{day}"
            enqueue(connection, "digest", {"person": person}, now=now, key=key, rank=1)
    return False


def digest_step(work: Work) -> bool:
    """Give somebody's digest to the server of mail."""
    site, number = work.site, int(work.payload["person"])
    if work.job.stage == GIVING:  # in which another worker fell: it may have been sent
        with work.finishing():
            return False
    with site.database.reading() as connection:
        person = person_by_id(connection, number)
        known = reminders.noted(connection, number)
        wanted = chosen_by(connection, number).mail and is_working(site.now())
    if person is None or not can_be_mailed(site, person) or not wanted:
        told = []
    else:
        told = [
            one
            for one in reminders_for(site, Actor.of(person))
            if (one.kind, one.about) not in known
        ]
    if person is None or not told:
        with work.finishing():
            return False
    _give(work, person, told)
    return False


def _give(work: Work, person: Person, told: list[Reminder]) -> None:
    site, new = work.site, [(one.kind, one.about) for one in told]
    written = letter(site, person, told)
    with work.getting_on(GIVING) as connection:
        reminders.note(connection, person.id, new, site.now())
    try:
        with suppress(MailUnsure):
            send(site, written)
    except MailNotSent as fault:
        with work.getting_on("") as connection:
            reminders.unnote(connection, person.id, new)
        work.put_off(site.now() + AGAIN, fault)
    else:
        with work.finishing():
            pass


def is_working(now: datetime) -> bool:
    """Whether it is a working day, between eight and six on the reader's clock."""
    here = local(now)
    return is_workday(here.date()) and FROM <= here.time() < UNTIL


def is_time(now: datetime, chosen: Chosen) -> bool:
    """Whether somebody's digest of today may go out."""
    return chosen.mail and is_working(now) and local(now).time() >= chosen.at


def can_be_mailed(site: Site, person: Person) -> bool:
    """Whether somebody is in, and there is a server of mail."""
    return sends_mail(site.settings) and not person.left and person.password is not None


def letter(site: Site, person: Person, told: list[Reminder]) -> Letter:
    """What stands in a digest: a sentence a kind, and where to go on."""
    _ = translator(person.language)
    by_kind = {one.kind: one.path for one in reversed(told)}
    lines = [
        f"{_(sentence)}\n{site.settings.address}{by_kind[kind]}"
        for kind, sentence in LINES.items()
        if kind in by_kind
    ]
    return Letter(
        person.email,
        _(N_("Er staat iets voor je klaar in Klankbord")),
        "\n\n".join(
            (
                *lines,
                _(N_("Liever niet, of op een ander moment? Dat kies je hier:"))
                + f"\n{site.settings.address}/instellingen#herinneringen",
            )
        )
        + "\n",
    )
