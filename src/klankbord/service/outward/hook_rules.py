"""Making rules for webhooks out, and naming where they may go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import urlsplit

from sqlalchemy import Connection

from klankbord.errors import (
    BadTarget,
    HostNotNamed,
    NotFound,
    NotOverHttps,
    SearchMissing,
    TargetNotNamed,
)
from klankbord.service.access import Actor, need_admin
from klankbord.service.agreement.agreed import OUTLETS, changing, guard
from klankbord.service.names import clean, name_mistake, refuse
from klankbord.service.outward.hooking import may_rule, plan_delivery
from klankbord.service.outward.outlets import as_sent, need_outlet, need_said_inside, outlet_of
from klankbord.service.outward.signing import new_secret
from klankbord.service.site import Site
from klankbord.store import audit, hooks
from klankbord.store.hooks import Delivery, Hook
from klankbord.store.outlets import (
    PORTS,
    NamedOutlet,
    all_outlets,
    forget_outlet,
    name_outlet,
    named_outlets,
)
from klankbord.store.searches import Search, searches_of

LONGEST_URL = 1000


@dataclass(frozen=True)
class Rules:
    """Somebody's rules, how many deliveries each has in which state, and what they may go by."""

    hooks: Sequence[Hook]
    counts: Mapping[int, Mapping[str, int]]
    searches: Sequence[Search]
    outlets: Sequence[NamedOutlet]


@dataclass(frozen=True)
class Made:
    """A rule whose secret is new, to be shown once."""

    id: int
    secret: str = field(repr=False)


def read_rules(site: Site, actor: Actor) -> Rules:
    """One's own rules.

    Raises:
        NotFound: they make none.
    """
    _need_ruler(actor)
    with site.database.reading() as connection:
        return Rules(
            hooks.hooks_of(connection, actor.id),
            hooks.count_by_hook(connection),
            searches_of(connection, actor.id),
            named_outlets(connection),
        )


def read_all_rules(site: Site, actor: Actor) -> Rules:
    """Everybody's rules, and where they may go; for admins.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        counts = hooks.count_by_hook(connection)
        return Rules(hooks.all_hooks(connection), counts, (), named_outlets(connection))


def read_rule(
    site: Site, actor: Actor, number: int, limit: int, before: int | None = None
) -> tuple[Hook, list[Delivery]]:
    """One's own rule, and its newest deliveries.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with site.database.reading() as connection:
        hook = _own(connection, actor, number)
        return hook, hooks.deliveries_of(connection, number, limit, before)


def make_rule(site: Site, actor: Actor, *, name: str, search: int, url: str, facts: bool) -> Made:
    """Make a rule from one of one's saved searches.

    Raises:
        NotFound: they make none.
        Mistakes: the name, the search or the address cannot be.
    """
    _need_ruler(actor)
    name, url = clean(name), url.strip()
    with site.database.writing() as connection:
        found = next((s for s in searches_of(connection, actor.id) if s.id == search), None)
        missing = None if found else SearchMissing()
        refuse(name_mistake(name), missing, _wrong_target(connection, url))
        assert found is not None
        secret = new_secret()
        made = hooks.add_hook(
            connection,
            actor.id,
            site.now(),
            name=name,
            query=found.query,
            url=url,
            secret=secret,
            facts=facts,
        )
        audit.log(connection, site.now(), actor.id, "hook_made", name=name)
    return Made(made, secret)


def switch_rule(site: Site, actor: Actor, number: int, *, on: bool) -> None:
    """Let a rule work, or rest. An admin may lay anybody's to rest.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with site.database.writing() as connection:
        hook = _own(connection, actor, number, admins=not on)
        hooks.change_hook(connection, number, enabled=on)
        now = site.now()
        if on:
            audit.log(connection, now, actor.id, "hook_started", name=hook.name)
        else:
            audit.log(
                connection, now, actor.id, "hook_stopped", about=hook.person_id, name=hook.name
            )


def remove_rule(site: Site, actor: Actor, number: int) -> None:
    """Remove a rule with all that is known of what went out by it.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with site.database.writing() as connection:
        hook = _own(connection, actor, number)
        hooks.remove_hook(connection, number)
        audit.log(connection, site.now(), actor.id, "hook_removed", name=hook.name)


def shown_rule(site: Site, actor: Actor, number: int, secret: str) -> Hook:
    """One's own rule, to whoever just got its secret.

    Raises:
        NotFound: there is none, it is somebody else's, or it has another secret.
    """
    with site.database.reading() as connection:
        hook = _own(connection, actor, number)
    if not compare_digest(hook.secret.encode(), secret.encode()):
        raise NotFound
    return hook


def renew_secret(site: Site, actor: Actor, number: int) -> Made:
    """Sign with another secret from now on.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with site.database.writing() as connection:
        hook = _own(connection, actor, number)
        secret = new_secret()
        hooks.change_hook(connection, number, secret=secret)
        audit.log(connection, site.now(), actor.id, "hook_renewed", name=hook.name)
    return Made(number, secret)


def try_out(site: Site, actor: Actor, number: int) -> None:
    """Send something that tells of no call.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    with site.database.writing() as connection:
        _own(connection, actor, number)
        now = site.now()
        plan_delivery(connection, hooks.add_try_out(connection, number, now), now)


def send_again(site: Site, actor: Actor, number: int, delivery: int) -> None:
    """Send a delivery once more.

    Raises:
        NotFound: there is none, or its rule is somebody else's.
    """
    with site.database.writing() as connection:
        _own(connection, actor, number)
        found = hooks.find_delivery(connection, delivery)
        if found is None or found.hook_id != number:
            raise NotFound
        now = site.now()
        hooks.change_delivery(connection, delivery, now, state="waiting")
        plan_delivery(connection, delivery, now)


def name_host(site: Site, actor: Actor, text: str, *, inside: bool) -> None:
    """Name a host to which Klankbord may go.

    Raises:
        NotFound: it is no admin who asks.
        BadOutlet: it is no host.
        OutletInside: it lies in the own network, and that was not said.
        AwaitsSecond: where data may go was agreed on.
    """
    need_admin(actor)
    outlet = outlet_of(text, inside=inside)
    need_said_inside(outlet)
    with changing(site, actor) as connection:
        known = {one.text: one.inside for one in all_outlets(connection)}
        before = {outlet.text: known[outlet.text]} if outlet.text in known else {}
        guard(connection, OUTLETS, before, {outlet.text: inside})
        keep_host(site, connection, actor, text, inside=inside)


def keep_host(site: Site, connection: Connection, actor: Actor, text: str, *, inside: bool) -> None:
    """Name it, whoever approved."""
    outlet, now = outlet_of(text, inside=inside), site.now()
    name_outlet(connection, outlet, actor.id, now)
    if inside:
        audit.log(connection, now, actor.id, "outlet_named_inside", name=outlet.text)
    else:
        audit.log(connection, now, actor.id, "outlet_named", name=outlet.text)


def forget_host(site: Site, actor: Actor, number: int) -> None:
    """Name a host no more: nothing goes there from now on.

    Raises:
        NotFound: it was not named; or it is no admin who asks.
    """
    need_admin(actor)
    with site.database.writing() as connection:
        outlet = forget_outlet(connection, number)
        if outlet is None:
            raise NotFound
        audit.log(connection, site.now(), actor.id, "outlet_forgotten", name=outlet.text)


def _need_ruler(actor: Actor) -> None:
    if not may_rule(actor):
        raise NotFound


def _own(connection: Connection, actor: Actor, number: int, *, admins: bool = False) -> Hook:
    hook = hooks.find_hook(connection, number)
    theirs = hook is not None and hook.person_id == actor.id and may_rule(actor)
    if hook is None or not (theirs or (admins and actor.admin)):
        raise NotFound
    return hook


def _wrong_target(connection: Connection, url: str) -> BadTarget | TargetNotNamed | None:
    """What is wrong with where a rule is to send."""
    try:
        parts = urlsplit(url)
        host, port = as_sent(parts.hostname or ""), parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return BadTarget()
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or len(url) > LONGEST_URL:
        return BadTarget()
    if clean(url) != url or " " in url:
        return BadTarget()
    try:
        need_outlet(parts.scheme, host, port, all_outlets(connection))
    except (HostNotNamed, NotOverHttps) as fault:
        return TargetNotNamed(fault.host)
    return None
