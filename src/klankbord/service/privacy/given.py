"""Calls that somebody gives by hand: how their party knew, and who sees them at first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection, and_

from klankbord.service.outward.hooking import plan_hooks
from klankbord.service.privacy.consent import HOWS
from klankbord.service.privacy.told_again import release
from klankbord.service.site import Site
from klankbord.store.calls import find_calls
from klankbord.store.consent import keep_back, put_consent
from klankbord.store.tables import calls


def note_given(
    connection: Connection,
    site: Site,
    person: int,
    taken: Iterable[tuple[int, bool]],
    how: str,
) -> None:
    """Note what somebody tells of calls that they give by hand, and keep them for whose they are.

    Args:
        connection: the transaction in which the calls are kept.
        site: the installation.
        person: who gives them.
        taken: the calls, and whether each is new.
        how: how the other party was told, one of `HOWS`; "" where that is not said.
    """
    taken = list(taken)
    keep_for_owner(connection, site, [call for call, new in taken if new])
    if how not in HOWS:
        return
    here = find_calls(connection, calls.c.id.in_([call for call, _ in taken]))
    fresh = {call for call, new in taken if new}
    told = [one.id for one in here if one.id in fresh or one.owner_id == person]
    for call in told:
        put_consent(connection, call, "hand", site.now(), how=how, person_id=person)
    plan_hooks(connection, release(connection, told), site.now())


def keep_for_owner(connection: Connection, site: Site, new: Iterable[int]) -> None:
    """Let calls be seen at first by their owner alone that somebody else brought.

    Also by who brought them: it is the seller who knows whether it was private.
    """
    hours = site.settings.private_hours
    if not hours:
        return
    brought = (calls.c.id.in_(list(new)), calls.c.owner_id != calls.c.uploader_id)
    until = site.now() + timedelta(hours=hours)
    for one in find_calls(connection, and_(*brought)):
        keep_back(connection, one.id, "private", until=until)
