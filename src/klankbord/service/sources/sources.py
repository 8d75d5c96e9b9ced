"""Where calls come from by themselves, as admins see to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from klankbord.errors import NotFound, NoticeOrDemand, SecretMissing, SourceTaken, WishStale
from klankbord.i18n import N_
from klankbord.service.access import Actor, need_admin
from klankbord.service.agreement.agreed import SOURCES, changing, guard
from klankbord.service.keeping.unused import remove_unused
from klankbord.service.names import need_choice, refuse
from klankbord.service.site import ZONE, Site
from klankbord.service.sources.arriving import plan_arrival
from klankbord.service.sources.other_sources import FIELDS, SECRETS, to_values
from klankbord.service.sources.source_facts import facts_of_source
from klankbord.service.sources.source_form import (
    folder_mistake,
    source_name,
    to_config,
    to_extensions,
)
from klankbord.service.sources.systems import ORDER, systems
from klankbord.service.sources.watch_config import FolderConfig
from klankbord.service.sources.watching import KIND, job_key, plan_watch
from klankbord.store import audit
from klankbord.store.arrivals import (
    UNDER_WAY,
    Arrival,
    State,
    arrivals_of,
    change_arrival,
    count_arrivals,
    find_arrival,
    hashes_of,
)
from klankbord.store.consent import ConsentRule, is_lawful, lock_arrival, set_rule
from klankbord.store.imports import remove_import
from klankbord.store.jobs import drop_job
from klankbord.store.people import Person, all_people
from klankbord.store.sources import (
    Source,
    add_source,
    all_sources,
    change_source,
    extensions_of,
    find_source,
    remove_source,
    set_extensions,
)

KINDS: dict[str, str] = {
    KIND: N_("map op de server"),
    "upload": N_("upload via de API"),
    "webhook": N_("webhook"),
    "twilio": N_("Twilio"),
    "zoom": N_("Zoom"),
}
"""The kinds of sources, as people call them; of any other its own name is shown."""


@dataclass(frozen=True)
class Overview:
    """All sources, how many arrivals each has in which state, and everybody."""

    sources: tuple[Source, ...]
    counts: dict[int, dict[str, int]]
    people: dict[int, Person]


@dataclass(frozen=True)
class OneSource:
    """A source, whose telephone is whose there, and what arrived of late."""

    source: Source
    extensions: dict[str, int]
    counts: dict[str, int]
    arrivals: tuple[Arrival, ...]
    people: dict[int, Person]


def list_sources(site: Site, actor: Actor) -> Overview:
    """All sources.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        return Overview(
            tuple(all_sources(connection)), count_arrivals(connection), _people(connection)
        )


def read_source(
    site: Site,
    actor: Actor,
    number: int,
    limit: int = 50,
    before: int | None = None,
    states: tuple[State, ...] = (),
) -> OneSource:
    """A source with its newest arrivals; those before one, to page on; those in some states.

    Raises:
        NotFound: there is none; or it is no admin who asks.
    """
    need_admin(actor)
    with site.database.reading() as connection:
        source = _need(connection, number)
        return OneSource(
            source=source,
            extensions=extensions_of(connection, number),
            counts=count_arrivals(connection, number).get(number, {}),
            arrivals=tuple(arrivals_of(connection, number, limit, before=before, states=states)),
            people=_people(connection),
        )


def make_source(site: Site, actor: Actor, system: str, name: str, folder: str = "") -> int:
    """Add a source, which is off at first: a watched folder with the ready-made settings of a
    phone system, or one that sends calls itself.

    A folder counts from today: of what was recorded before, nobody was asked. Calls are kept only
    where the other party knew, until an admin sets that otherwise.

    Raises:
        NotFound: it is no admin who asks.
        BadForm: there is no such system, and no such kind.
        Mistakes: it has no name, or the folder may not be watched.
        SourceTaken: another source has this name.
    """
    need_admin(actor)
    need_choice(system, (*ORDER, *FIELDS))
    name, folder = source_name(name), folder.strip()
    config: dict[str, Any] = {}
    if system in ORDER:
        refuse(folder_mistake(folder, site.settings))
        today = site.now().astimezone(ZONE).date()
        config = systems()[system].config(folder, since=today).model_dump(mode="json")
    facts = {"kind": KIND if system in ORDER else system, "config": config, "person": actor.id}
    try:
        with site.database.writing() as connection:
            number = add_source(connection, name=name, now=site.now(), **facts)  # type: ignore[arg-type]
            set_rule(connection, number, ConsentRule(demanded=True))
            audit.log(connection, site.now(), actor.id, "source_added", name=name)
            return number
    except IntegrityError:
        raise SourceTaken from None


def change(site: Site, actor: Actor, number: int, form: Mapping[str, str]) -> None:
    """Change the settings of a source, whose calls are by default, and the extensions.

    Raises:
        NotFound: there is no such source; or it is no admin who asks.
        Mistakes: something in the form cannot be.
        ExtensionsUnclear: a line of the extensions cannot be.
        ExtensionOfNobody: such a line has an address that nobody here has.
        SourceTaken: another source has this name.
        AwaitsSecond: it is on, and where calls come from was agreed on; nothing of it is changed.
    """
    need_admin(actor)
    name = source_name(form.get("name", ""))
    try:
        with changing(site, actor) as connection:
            before = _need(connection, number)
            values: dict[str, Any] = {"name": name}
            if before.kind == KIND:
                config = to_config(form, FolderConfig.model_validate(before.config), site.settings)
                values["config"] = config.model_dump(mode="json")
            elif before.kind in FIELDS:
                values |= to_values(before.kind, form, before.config)
            was = _facts(connection, before)
            _keep(connection, number, form, values)
            after = _need(connection, number)
            if before.enabled:
                guard(connection, SOURCES, was, _facts(connection, after))
                _plan(site, connection, after)
            audit.log(connection, site.now(), actor.id, "source_changed", name=name)
    except IntegrityError:
        raise SourceTaken from None


def turn(site: Site, actor: Actor, number: int, *, on: bool) -> None:
    """Have a source take calls in, or have it stop; what arrived stays.

    Raises:
        NotFound: there is none; or it is no admin who asks.
        Mistakes: it signs what it sends, and its secret is not known; or it would neither tell its
            parties of the recording nor demand that they knew.
        AwaitsSecond: where calls come from was agreed on, and it would be one more.
    """
    need_admin(actor)
    with changing(site, actor) as connection:
        source = _need(connection, number)
        if source.enabled == on:
            return
        if on:
            _need_ready(connection, source)
            guard(connection, SOURCES, {}, _facts(connection, source))
        _turn(site, connection, actor, source, on=on)


def keep_sources(
    site: Site, connection: Connection, actor: Actor, wanted: Mapping[str, Any]
) -> None:
    """Let sources be as a second person approved: on and with these settings, or off.

    Raises:
        NotFound: there is none.
        Mistakes: it would go on, and may not by now (see `turn`).
        WishStale: it is another sort of source.
    """
    for number, facts in wanted.items():
        source = _need(connection, int(number))
        if facts is None:
            _turn(site, connection, actor, source, on=False)
            continue
        if facts["kind"] != source.kind:
            raise WishStale
        if _facts(connection, source) != {number: facts}:
            config = source.config | facts["config"]
            change_source(connection, source.id, config=config, person_id=facts["person"])
            set_extensions(connection, source.id, facts["extensions"])
            audit.log(connection, site.now(), actor.id, "source_changed", name=source.name)
        source = _need(connection, source.id)
        _need_ready(connection, source)
        _plan(site, connection, source)
        _turn(site, connection, actor, source, on=True)


def _need_ready(connection: Connection, source: Source) -> None:
    """Let a source be on that knows its secret, and tells its parties or demands that they knew."""
    refuse(
        SecretMissing() if source.kind in SECRETS and not source.secret else None,
        None if is_lawful(connection, source.id) else NoticeOrDemand(),
    )


def _facts(connection: Connection, source: Source) -> dict[str, Any]:
    """What is agreed on of a source that is on."""
    return {str(source.id): facts_of_source(source, extensions_of(connection, source.id))}


def _plan(site: Site, connection: Connection, source: Source) -> None:
    """Look into a folder as it is set by now."""
    if source.enabled and source.kind == KIND:
        plan_watch(connection, source, site.now())


def _turn(site: Site, connection: Connection, actor: Actor, source: Source, *, on: bool) -> None:
    number = source.id
    if source.enabled == on:
        return
    change_source(connection, number, enabled=on)
    if source.kind == KIND:
        if on:
            plan_watch(connection, source, site.now())
        else:
            drop_job(connection, job_key(number))
    now, who, name = site.now(), actor.id, source.name
    if on:
        audit.log(connection, now, who, "source_on", name=name)
    else:
        audit.log(connection, now, who, "source_off", name=name)


def end_source(site: Site, actor: Actor, number: int) -> None:
    """Remove a source with its list of what arrived; the calls that came of it stay.

    Raises:
        NotFound: there is none; or it is no admin who asks.
    """
    need_admin(actor)
    with site.database.writing() as connection:
        source = _need(connection, number)
        hashes = hashes_of(connection, number)
        remove_source(connection, number)
        drop_job(connection, job_key(number))
        audit.log(connection, site.now(), actor.id, "source_removed", name=source.name)
    remove_unused(site, hashes)


def try_again(site: Site, actor: Actor, number: int, arrival: int) -> None:
    """Let a call that was left out or refused begin anew.

    Raises:
        NotFound: it is not of this source, its bytes are nowhere any more, or no admin asks.
    """
    need_admin(actor)
    now = site.now()
    with site.database.writing() as connection:
        lock_arrival(connection, arrival)
        found = find_arrival(connection, arrival)
        if found is None or found.source_id != number:
            raise NotFound
        if found.outcome in {*UNDER_WAY, "kept"}:
            return  # somebody pressed twice
        if not may_try_again(found):
            raise NotFound
        values: dict[str, Any] = {"state": "waiting", "reason": "", "detail": {}, "import_id": None}
        change_arrival(connection, arrival, **values, changed_at=now)
        if found.import_id is not None:
            remove_import(connection, found.import_id)
        plan_arrival(connection, arrival, now)


def may_try_again(arrival: Arrival) -> bool:
    """Whether what did not become a call can be tried anew: it is still here, or at its source."""
    there = bool(arrival.files) and all(file.hash or file.path for file in arrival.files)
    unfetched = bool(arrival.told.get("fetch"))
    return arrival.outcome in {"left_out", "refused"} and (there or unfetched)


def _keep(
    connection: Connection, number: int, form: Mapping[str, str], values: dict[str, Any]
) -> None:
    people = _people(connection)
    persons = to_extensions(form.get("extensions", ""), people)
    person = form.get("person", "")
    inside = {str(one.id): one.id for one in people.values() if not one.left}
    if person in inside:
        values["person_id"] = inside[person]
    change_source(connection, number, **values)
    set_extensions(connection, number, persons)


def _people(connection: Connection) -> dict[int, Person]:
    return {person.id: person for person in all_people(connection)}


def _need(connection: Connection, number: int) -> Source:
    found = find_source(connection, number)
    if found is None:
        raise NotFound
    return found
