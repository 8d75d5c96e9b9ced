"""A watched folder tried out: what each name in it would become, and whether all is in order.

Nothing is kept, and nothing in the folder is changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from klankbord.errors import FolderClosed, Mistake, NotFound, Refused
from klankbord.i18n import N_, Translate
from klankbord.service.access import Actor, need_admin
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.cdr import NO_RECORDS, Records, with_record
from klankbord.service.sources.folders import Found, Walked, need_allowed, open_inside, walk
from klankbord.service.sources.watch_config import FolderConfig
from klankbord.service.sources.watching import (
    KIND,
    Offer,
    arriving_of,
    named_in,
    offers_of,
    recent,
    records_for,
)
from klankbord.store.people import Person, all_people
from klankbord.store.sources import extensions_of, find_source
from klankbord.store.watched import WatchedFile

SHOWN = 200
"""So many calls, and so many names that fit nothing, are shown; the newest."""
LEFT = 50
"""So many names of before the day from which the source counts are shown."""
TRIED = 3
"""So many recordings are opened."""
NAMED = 10
"""So many extensions are told by name."""


@dataclass(frozen=True)
class WouldBe:
    """A call that files would become, and whose.

    `person` is None where nobody is recognised: it is then of who gets the rest. `left_out` is of a
    call among colleagues, at a source that takes none.
    """

    names: tuple[str, ...]
    told: Arriving
    person: Person | None
    half: bool
    left_out: bool


@dataclass(frozen=True)
class Preview:
    """What the names in a folder would become; of many, the newest.

    Attributes:
        files: how many there are in all, of those that count.
        older: how many are of before the day from which the source counts.
        left: the newest of those, by name.
        calls: how many calls they would be.
        rows: the newest of those.
        unfit: names that fit no pattern, the newest; `unfit_all` is how many in all.
        strangers: extensions that are nobody's yet, and how many calls each has.
        rest: the name of who gets the calls in which nobody is recognised.
        walked: what was passed over.
    """

    files: int
    older: int
    left: tuple[str, ...]
    calls: int
    rows: tuple[WouldBe, ...]
    unfit: tuple[str, ...]
    unfit_all: int
    strangers: tuple[tuple[str, int], ...]
    rest: str
    walked: Walked
    records: Records = NO_RECORDS


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it is right, and what there is to say.

    `heed` is of what is right, and may still not be what was meant.
    """

    what: str
    right: bool
    facts: Mapping[str, object] = field(default_factory=dict)
    error: Mistake | Refused | FolderClosed | None = None
    heed: bool = False


def preview(site: Site, actor: Actor, number: int) -> Preview:
    """What the names in a source's folder would become.

    Raises:
        NotFound: there is no such source; or it is no admin who asks.
        Mistake: its folder may not be watched, or is not there.
        FolderClosed: it cannot be looked into.
    """
    config, persons, rest = _source(site, actor, number)
    root = need_allowed(config.folder, site.settings)
    walked = walk(root, config.endings)
    counted = sorted(recent(config, walked.files), key=lambda file: file.mtime_ns, reverse=True)
    counts = {file.path for file in counted}
    left = [file for file in walked.files if file.path not in counts]
    left.sort(key=lambda file: file.mtime_ns, reverse=True)
    fitting, unfit = named_in(config, [_as_row(file, site.now()) for file in counted])
    offers = offers_of(fitting)
    shown = offers[:SHOWN]
    try:
        records = records_for(root, config, shown)
    except Refused:
        records = NO_RECORDS  # the test says so
    rows = tuple(_would_be(config, offer, records, persons) for offer in shown)
    return Preview(
        files=len(counted),
        older=len(left),
        left=tuple(file.path for file in left[:LEFT]),
        calls=len(offers),
        rows=rows,
        unfit=tuple(unfit[:SHOWN]),
        unfit_all=len(unfit),
        strangers=_strangers(offers, persons, records),
        rest=rest,
        walked=walked,
        records=records,
    )


def test_source(site: Site, actor: Actor, number: int) -> list[Check]:
    """Whether a source's folder can be looked into, its names read, and its recordings opened.

    Raises:
        NotFound: there is no such source; or it is no admin who asks.
    """
    config, persons, rest = _source(site, actor, number)
    try:
        root = need_allowed(config.folder, site.settings)
        walked = walk(root, config.endings)
    except (Mistake, FolderClosed) as wrong:
        return [Check("folder", right=False, error=wrong)]
    files = sorted(recent(config, walked.files), key=lambda file: file.mtime_ns, reverse=True)
    fitting, unfit = named_in(config, [_as_row(file, site.now()) for file in files])
    checks = [
        Check("folder", right=True, facts={"folder": str(root)}),
        Check("files", bool(files), {"files": len(files)}),
        Check(
            *("names", bool(fitting), {"fit": len(fitting), "unfit": len(unfit)}),
            heed=bool(unfit),
        ),
    ]
    if walked.links or walked.closed or walked.unreadable:
        told = {"links": walked.links, "closed": walked.closed, "names": walked.unreadable}
        checks.append(Check("passed", right=False, facts=told))
    begun = [one for one in fitting if one.file.size]
    if len(begun) < len(fitting):
        checks.append(Check("empty", right=True, facts={"n": len(fitting) - len(begun)}, heed=True))
    checks += [_opened(root, one.file.path) for one in begun[:TRIED]]
    offers, records = offers_of(fitting[: SHOWN * 2]), NO_RECORDS
    if config.cdr is not None:
        check, records = _recorded(root, config, offers)
        checks.append(check)
    if strangers := _strangers(offers, persons, records):
        own = {"own": _listed(strangers), "rest": rest}
        checks.append(Check("strangers", right=True, facts=own, heed=True))
    return checks


def _source(site: Site, actor: Actor, number: int) -> tuple[FolderConfig, dict[str, Person], str]:
    """The settings of a source, who has which extension, and the name of who gets the rest."""
    need_admin(actor)
    with site.database.reading() as connection:
        source = find_source(connection, number)
        if source is None or source.kind != KIND:
            raise NotFound
        people = {person.id: person for person in all_people(connection)}
        persons = extensions_of(connection, number)
    inside = {number: person for number, person in people.items() if not person.left}
    known = {name: inside[of] for name, of in persons.items() if of in inside}
    rest = people[source.person_id].name if source.person_id in people else ""
    return FolderConfig.model_validate(source.config), known, rest


def _strangers(
    offers: Iterable[Offer], persons: Mapping[str, Person], records: Records
) -> tuple[tuple[str, int], ...]:
    """The extensions that are nobody's, and how many calls each has; those with most first."""
    first = (offer.files[0] for offer in offers)
    told = (with_record(one.told, records.of(one.file.path, one.told)) for one in first)
    named = Counter(one.own for one in told if one.own)
    return tuple((own, many) for own, many in named.most_common() if own not in persons)


def _listed(strangers: Sequence[tuple[str, int]]) -> str:
    names = [own for own, _ in strangers[:NAMED]]
    return ", ".join([*names, *(["…"] if len(strangers) > NAMED else [])])


def _as_row(file: Found, now: datetime) -> WatchedFile:
    return WatchedFile(file.path, file.size, file.mtime_ns, now)


def _would_be(
    config: FolderConfig, offer: Offer, records: Records, persons: dict[str, Person]
) -> WouldBe:
    told = arriving_of(config, offer, records)
    names = tuple(one.file.path for one in offer.files)
    half = len(names) == 1 and offer.files[0].told.half > 0
    left_out = told.inside and not config.colleagues
    return WouldBe(names, told, persons.get(told.primary_user), half, left_out)


def _opened(root: Path, path: str) -> Check:
    """Whether a recording is one, by its first bytes: it may be hours long."""
    from klankbord.speech.kinds import HEAD, kind_of

    try:
        with open_inside(root, path) as file:
            kind = kind_of(file.read(HEAD))
    except Refused as refusal:
        return Check("sound", right=False, facts={"name": path}, error=refusal)
    told = {"name": path, "kind": kind.name if kind else ""}
    return Check("sound" if kind else "no_sound", kind is not None, told)


def _recorded(root: Path, config: FolderConfig, offers: list[Offer]) -> tuple[Check, Records]:
    """Whether the call records can be read and have the calls; and what they tell of those."""
    try:
        records = records_for(root, config, offers)
    except Refused as refusal:
        return Check("records", right=False, error=refusal), NO_RECORDS
    if records.columns:
        missing = {"columns": ", ".join(records.columns)}
        return Check("columns", right=False, facts=missing), records
    found = sum(records.of(o.files[0].file.path, o.files[0].told) is not None for o in offers)
    told = {"lines": records.lines, "found": found, "calls": len(offers)}
    return Check("records", right=bool(found) or not offers, facts=told), records


CHECKS: dict[str, str] = {
    "folder": N_("De map is er en mag gevolgd worden: {folder}"),
    "files": N_("Bestanden die meetellen: {files}"),
    "names": N_("Namen die bij een patroon passen: {fit}; die nergens op passen: {unfit}"),
    "strangers": N_("Toestellen die nog van niemand zijn: {own}; hun gesprekken gaan naar {rest}"),
    "passed": N_(
        "Overgeslagen: {links} koppelingen, {closed} mappen waar Klankbord niet in mag, "
        "{names} namen die geen tekst zijn"
    ),
    "sound": N_("Deze opname is te openen: {name} ({kind})"),
    "empty": N_("Bestanden waar nog niets in staat: {n}. Misschien loopt het gesprek nog."),
    "no_sound": N_("Dit is geen opname die Klankbord kent: {name}"),
    "records": N_("Gesprekregels: {lines}; bij {found} van {calls} gesprekken hoort er een"),
    "columns": N_("Deze kolommen staan niet in de gesprekregels: {columns}"),
}
"""What each check says, where no error says more."""


def say_mark(check: Check, translate: Translate) -> str:
    """Whether a check is right, in a word or two."""
    if not check.right:
        return translate(N_("kijk na"))
    return translate(N_("let op")) if check.heed else translate(N_("goed"))


def say_check(check: Check, translate: Translate) -> str:
    """What a check says."""
    if check.error is not None:
        return check.error.say(translate)
    return translate(CHECKS[check.what]).format(**check.facts)
