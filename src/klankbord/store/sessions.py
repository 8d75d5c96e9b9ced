"""Who is signed in where, and the links that let somebody set a password.

Only the SHA-256 of a token is kept: who reads the database can sign in as nobody.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from klankbord.store.tables import links, sessions
from klankbord.store.types import Utc

SEEN_EVERY = timedelta(minutes=5)
"""How precisely `seen_at` is kept; a page should not have to write."""


@dataclass(frozen=True)
class Session:
    """A browser in which somebody is signed in."""

    id: int
    person_id: int
    form_token: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    agent: str
    address: str


@dataclass(frozen=True)
class Link:
    """An open invitation, or a way to a new password; `kind` is invitation or reset."""

    id: int
    kind: str
    person_id: int
    expires_at: datetime


def new_token() -> str:
    """Thirty-two random bytes, as a text for a cookie or an address."""
    return secrets.token_urlsafe(32)


def start_session(
    connection: Connection,
    person: int,
    *,
    now: datetime,
    lasts: timedelta,
    agent: str,
    address: str,
) -> str:
    """Sign somebody in; the token for their cookie, always a new one."""
    token = new_token()
    row = {"token": _hashed(token), "form_token": new_token(), "person_id": person}
    row |= {"agent": agent[:300], "address": address[:100]}
    times = {"created_at": now, "seen_at": now, "expires_at": now + lasts}
    connection.execute(insert(sessions).values(row | times))
    return token


def session_of(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session that a cookie's token opens, where it has not ended."""
    wanted = _columns().where(sessions.c.token == _hashed(token), sessions.c.expires_at > now)
    row = connection.execute(wanted).one_or_none()
    return Session(*row) if row else None


def sessions_of(connection: Connection, person: int, now: datetime) -> list[Session]:
    """Everywhere that somebody is signed in, the last seen first."""
    wanted = _columns().where(sessions.c.person_id == person, sessions.c.expires_at > now)
    newest = wanted.order_by(sessions.c.seen_at.desc(), sessions.c.id.desc())
    return [Session(*row) for row in connection.execute(newest)]


def touch_session(connection: Connection, session: int, now: datetime, lasts: timedelta) -> None:
    """Note that a session was used, and let it last on."""
    wanted = update(sessions).where(sessions.c.id == session)
    connection.execute(wanted.values(seen_at=now, expires_at=now + lasts))


def end_session(connection: Connection, session: int, person: int) -> None:
    """End one of somebody's sessions."""
    connection.execute(
        delete(sessions).where(sessions.c.id == session, sessions.c.person_id == person)
    )


def end_sessions(connection: Connection, person: int, but: int | None = None) -> None:
    """End all of somebody's sessions, but one where that is given."""
    where = [sessions.c.person_id == person]
    if but is not None:
        where.append(sessions.c.id != but)
    connection.execute(delete(sessions).where(*where))


def forget_ended(connection: Connection, now: datetime) -> None:
    """Throw away sessions and links that have ended."""
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
    connection.execute(delete(links).where(links.c.expires_at <= now))


def make_link(
    connection: Connection,
    kind: str,
    person: int,
    now: datetime,
    lasts: timedelta,
    *,
    beside: bool = False,
) -> str:
    """A link for somebody, in place of any of that kind before; the token that it must hold.

    With `beside` those of before stay open: the first that is used ends the others.
    """
    if not beside:
        connection.execute(delete(links).where(links.c.person_id == person, links.c.kind == kind))
    token = new_token()
    row = {"token": _hashed(token), "kind": kind, "person_id": person, "created_at": now}
    connection.execute(insert(links).values(row | {"expires_at": now + lasts}))
    return token


def link_of(connection: Connection, token: str, now: datetime) -> Link | None:
    """The link that a token opens, where it has not ended and is not used."""
    wanted = select(links.c.id, links.c.kind, links.c.person_id, links.c.expires_at).where(
        links.c.token == _hashed(token), links.c.expires_at > now, links.c.used_at.is_(None)
    )
    row = connection.execute(wanted).one_or_none()
    return Link(*row) if row else None


def use_link(connection: Connection, link: int, now: datetime) -> bool:
    """Use a link up; False where somebody was first."""
    wanted = update(links).where(links.c.id == link, links.c.used_at.is_(None))
    return connection.execute(wanted.values(used_at=now)).rowcount == 1


def end_link(connection: Connection, token: str) -> None:
    """Let the link of a token be used no more."""
    connection.execute(delete(links).where(links.c.token == _hashed(token)))


def end_links(connection: Connection, person: int) -> None:
    """Let none of somebody's links be used any more."""
    connection.execute(delete(links).where(links.c.person_id == person, links.c.used_at.is_(None)))


def last_seen(connection: Connection, now: datetime) -> dict[int, datetime]:
    """When everybody who is signed in was last there."""
    newest = select(sessions.c.person_id, func.max(sessions.c.seen_at, type_=Utc))
    open_now = newest.where(sessions.c.expires_at > now).group_by(sessions.c.person_id)
    return {row[0]: row[1] for row in connection.execute(open_now)}


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _columns() -> Select[Any]:
    c = sessions.c
    return select(
        c.id, c.person_id, c.form_token, c.created_at, c.seen_at, c.expires_at, c.agent, c.address
    )
