"""The files of a watched folder that did not become a call yet, and what each waits for.

By what was last seen of the folder: it is not walked anew. How many wait was counted then; why,
is looked up when it is asked for, and of the newest alone: a folder can hold all calls of years.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from klankbord.errors import FolderClosed, Mistake, Refused
from klankbord.i18n import N_
from klankbord.service.access import Actor, need_admin
from klankbord.service.site import Site
from klankbord.service.sources.cdr import NO_RECORDS
from klankbord.service.sources.folders import need_allowed
from klankbord.service.sources.watch_config import FolderConfig
from klankbord.service.sources.watching import (
    KIND,
    Offer,
    has_record,
    named_in,
    offers_of,
    records_for,
    why_waits,
)
from klankbord.store.sources import Source
from klankbord.store.watched import newest_waiting

SHOWN = 50
"""Of so many it is told what they wait for; the newest."""
READ = 4 * SHOWN
"""So many files are read for that: a call can have two halves, and each in another format too."""
WHYS: dict[str, str] = {
    "writing": N_("Er wordt misschien nog aan geschreven: het bestand was nog niet lang stil."),
    "half": N_("De andere helft van het gesprek is er nog niet."),
    "empty": N_("Het bestand is nog leeg."),
    "broken": N_("Het bestand is nog niet zo lang als het zelf zegt."),
    "record": N_("De gesprekregel (CDR) is er nog niet."),
    "unfit": N_("De naam past bij geen patroon."),
    "soon": N_("Het gaat mee bij de volgende keer kijken."),
}
"""What a file waits for, by its code."""


@dataclass(frozen=True)
class WaitingFile:
    """A file, or the halves of a call, with why it waits: a code of `WHYS`."""

    names: tuple[str, ...]
    since: datetime
    why: str


@dataclass(frozen=True)
class WaitingFiles:
    """What waits in a watched folder: the newest, and how many in all; and how many fit nothing."""

    rows: tuple[WaitingFile, ...] = ()
    many: int = 0
    unfit: int = 0


NONE = WaitingFiles()


def count_waiting(source: Source) -> WaitingFiles:
    """How much waits in a source's folder, as its last look counted it; nothing of why.

    Nothing of a source that is off, or of another kind.
    """
    if source.kind != KIND or not source.enabled:
        return NONE
    seen = source.seen
    return WaitingFiles(many=seen.get("waiting", 0), unfit=seen.get("unfit", 0))


def waiting_files(site: Site, actor: Actor, source: Source) -> WaitingFiles:
    """What waits in a source's folder, and why: of the newest.

    Raises:
        NotFound: it is no admin who asks.
    """
    need_admin(actor)
    if source.kind != KIND or not source.enabled:
        return NONE
    config = FolderConfig.model_validate(source.config)
    with site.database.reading() as connection:
        seen = newest_waiting(connection, source.id, READ)
    fitting, unfit = named_in(config, seen)
    offers = sorted(offers_of(fitting), key=lambda one: one.still_since, reverse=True)
    since = {row.path: row.still_since for row in seen}
    rows = _why(site, config, offers[:SHOWN])
    left = SHOWN - len(rows)
    rows += [
        WaitingFile((path,), since[path], "unfit")
        for path in sorted(unfit, key=since.__getitem__, reverse=True)[:left]
    ]
    # What arrived since the last look counted is none of it; where that failed, nothing is counted.
    counted = count_waiting(source)
    return WaitingFiles(tuple(rows), max(counted.many, len(offers)), max(counted.unfit, len(unfit)))


def _why(site: Site, config: FolderConfig, offers: list[Offer]) -> list[WaitingFile]:
    """What each of some calls waits for, as far as the folder can be looked into now."""
    try:
        root = need_allowed(config.folder, site.settings)
        records = records_for(root, config, offers)
    except Refused:
        records = NO_RECORDS
    except (Mistake, FolderClosed):
        return [_row(one, "soon") for one in offers]

    def why(root: Path, one: Offer) -> str:
        if found := why_waits(site, root, config, one):
            return found
        awaits = config.cdr is not None and not has_record(site, one, records)
        return "record" if awaits else "soon"

    return [_row(one, why(root, one)) for one in offers]


def _row(offer: Offer, why: str) -> WaitingFile:
    return WaitingFile(tuple(one.file.path for one in offer.files), offer.still_since, why)
