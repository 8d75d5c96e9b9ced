"""The works-council pack: what is set here, put in words; read anew each time it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from klankbord import __version__
from klankbord.i18n import translator
from klankbord.service.access import Actor
from klankbord.service.accounts.keys import SCOPES
from klankbord.service.agreement import agreed
from klankbord.service.agreement.agreed import NAMES, changes, need_reader
from klankbord.service.agreement.agreeing import Agreed, agreed_in
from klankbord.service.agreement.agreements import difference, differences, lines_of
from klankbord.service.agreement.pack_facts import (
    Deed,
    Outward,
    deeds_in,
    outward_in,
)
from klankbord.service.agreement.seconds import REST
from klankbord.service.agreement.telling import Teller
from klankbord.service.agreement.trained import Models, models_of
from klankbord.service.keeping.retention_terms import NOTICE, Terms, terms_in
from klankbord.service.outward.mail import sends_mail
from klankbord.service.privacy.consent import MOST_WAIT_H
from klankbord.service.redaction.redaction_rules import rules_in
from klankbord.service.site import Site
from klankbord.store.agreed import may_export
from klankbord.store.house import backed_up_at, organisation
from klankbord.store.keys import find_keys
from klankbord.store.retention import all_held
from klankbord.store.sources import all_sources


@dataclass(frozen=True)
class Subject:
    """What can be agreed on as it is now: a sentence each; `agreed_at` is None where it is open.

    `confirmed_by` is who else said that it was agreed on, "" where nobody did; `apart` tells what
    is not as it was agreed on.
    """

    name: str
    lines: tuple[str, ...]
    agreed_at: datetime | None
    agreed_by: str
    confirmed_by: str
    apart: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """Everything that the pack tells of this house.

    Attributes:
        subjects: what can be agreed on, by its key.
        scopes: what keys of the API may.
        keys: how many of them there are that work.
        outward: which rules send something out.
        sources_off: the names of sources that are there and off.
        terms: how long things are kept; a seller can know of it `notice_days` before.
        held: how many calls are held for a dispute.
        models: the trained models at work.
        deeds: what was done lately to what can be agreed on.
        changed: what is different since the last pack that was agreed on.
        waiting: changes that wait for a second person.
        most_wait: so many hours a call waits for consent at most.
        rest_hours: so long somebody approves nothing whom something was done to (see `seconds`).
    """

    language: str
    organisation: str
    made_at: datetime
    version: str
    digest: str
    subjects: dict[str, Subject]
    scopes: tuple[str, ...]
    keys: int
    outward: Outward
    sources_off: tuple[str, ...]
    mail: bool
    metrics: bool
    redacts: bool
    terms: Terms
    notice_days: int
    held: int
    models: Models
    deeds: tuple[Deed, ...]
    backed_up_at: datetime | None
    last_at: datetime | None
    last_by: str
    last_digest: str
    changed: tuple[str, ...]
    waiting: tuple[str, ...]
    rest_hours: int
    most_wait: int


def read_pack(site: Site, actor: Actor, language: str) -> Pack:
    """The pack, for an admin or who sits for the works council.

    Raises:
        NotFound: it is somebody else.
    """
    with site.database.reading() as connection:
        need_reader(connection, actor)
        return pack_in(site, connection, language)


def make_pack(site: Site, language: str) -> Pack:
    """The pack, for who is at the machine itself."""
    with site.database.reading() as connection:
        return pack_in(site, connection, language)


def pack_in(site: Site, connection: Connection, language: str) -> Pack:
    """The pack of what is set now."""
    found, now = agreed_in(connection, site.settings), site.now()
    teller = Teller.of(connection, translator(language), language)
    exports = may_export(connection)
    return Pack(
        language=language,
        organisation=organisation(connection),
        made_at=now,
        version=__version__,
        digest=found.digest,
        subjects={key: _subject(key, found, teller) for key in NAMES if key in found.facts},
        scopes=tuple(
            teller.translate(text) for scope, text in SCOPES.items() if exports or scope != "export"
        ),
        keys=sum(not key.ended(now) for key in find_keys(connection)),
        outward=outward_in(connection),
        sources_off=tuple(one.name for one in all_sources(connection) if not one.enabled),
        mail=sends_mail(site.settings),
        metrics=bool(site.settings.metrics_token.get_secret_value()),
        redacts=rules_in(connection).on,
        terms=terms_in(connection),
        notice_days=NOTICE.days,
        held=len(all_held(connection)),
        models=models_of(site.settings),
        deeds=deeds_in(connection, teller.translate),
        backed_up_at=backed_up_at(connection),
        last_at=found.pack.at if found.pack else None,
        last_by=found.pack.by if found.pack else "",
        last_digest=found.pack.digest if found.pack else "",
        changed=tuple(differences(found.pack.facts, found.facts, teller)) if found.pack else (),
        waiting=tuple(
            teller.translate(NAMES[asked.key]) for asked in found.waiting if asked.key in NAMES
        ),
        most_wait=MOST_WAIT_H,
        rest_hours=round(REST.total_seconds() / 3600),
    )


def apart_lines(key: str, found: Agreed, teller: Teller) -> tuple[str, ...]:
    """What is not as it was agreed on, a sentence each."""
    lock = found.locks.get(key)
    if lock is None:
        return ()
    now = found.facts[key]
    return tuple(
        difference(key, name, lock.agreed.get(name), now.get(name), teller)
        for name in changes(lock.agreed, now)
    )


def _subject(key: str, found: Agreed, teller: Teller) -> Subject:
    lock = found.locks.get(key)
    facts = found.facts[key]
    if key == agreed.REDACTION and facts["mode"] == "off":
        facts = {"mode": "off"}  # of what, says nothing where nothing is
    return Subject(
        name=teller.translate(NAMES[key]),
        lines=tuple(lines_of(key, facts, teller)),
        agreed_at=lock.at if lock else None,
        agreed_by=lock.by if lock else "",
        confirmed_by=lock.second if lock else "",
        apart=apart_lines(key, found, teller),
    )
