"""Who may be the second: not whom somebody else just made so, or could just have stood in for.

An admin can make a link by which anybody chooses a password, change an address, and name whom they
like. So whoever that was done to approves nothing for a while, and sees in the log that it was.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection

from klankbord.errors import NoSecond, SecondRests
from klankbord.service.access import Actor
from klankbord.store.agreed import council_members
from klankbord.store.audit import Entry, entries_about
from klankbord.store.people import all_people

REST = timedelta(hours=72)
"""So long after it somebody approves nothing."""
_DEEDS = frozenset(
    {"password_reset", "invitation_accepted", "person_changed", "enabled", "council_named"}
)


def seconds_in(connection: Connection) -> frozenset[int]:
    """Who may approve what somebody else asked: admins, and the works council.

    Whoever was only invited is nobody yet: their link is still with who made it.
    """
    members = council_members(connection)
    people = [one for one in all_people(connection) if one.password and not one.left]
    return frozenset(one.id for one in people if one.admin or one.id in members)


def need_two(connection: Connection) -> None:
    """Let something be locked only as long as there are two: one asks, another approves.

    Else the one who is left would have to make a second, and be it.

    Raises:
        NoSecond: there is one.
    """
    if len(seconds_in(connection)) < 2:  # noqa: PLR2004
        raise NoSecond


def rests_until(connection: Connection, persons: Collection[int]) -> dict[int, datetime]:
    """From when each may approve; nobody stands in it of whom the log tells nothing such."""
    entries = entries_about(connection, persons, _DEEDS)
    return {one.about_id: one.at + REST for one in entries if one.about_id and _is_new(one)}


def need_rested(connection: Connection, actor: Actor, now: datetime) -> None:
    """Let somebody through who can be the second.

    Raises:
        SecondRests: they cannot yet.
    """
    until = rests_until(connection, [actor.id]).get(actor.id, now)
    if until > now:
        raise SecondRests(-((now - until) // timedelta(hours=1)))


def _is_new(entry: Entry) -> bool:
    """Whether it was about who can sign in as them, or what they may."""
    if entry.action != "person_changed":
        return True
    was, now = entry.detail.get("changed", {}).get("admin", (False, False))
    return "email" in entry.detail.get("renamed", ()) or (now and not was)
