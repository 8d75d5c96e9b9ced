"""Bringing here what a webhook pointed at, opened by the key of its source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from klankbord.errors import (
    FetchedPage,
    FetchInside,
    FetchInTheOpen,
    FetchNotNamed,
    HostNotNamed,
    NotFetched,
    NotOverHttps,
    NotTheFile,
    OwnNetwork,
)
from klankbord.service.intake.adding import clean_name
from klankbord.service.keeping.unused import remove_unused
from klankbord.service.outward.http_out import download
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.webhooks.receiving import KINDS
from klankbord.speech.kinds import HEAD, kind_of
from klankbord.store.arrivals import Arrival, ArrivedFile
from klankbord.store.outlets import all_outlets
from klankbord.store.sources import Source

ENDINGS = {"mp4": "m4a", "matroska": "webm"}
"""How files of a kind are usually called, where that is not the name of the kind."""
REFUSALS: dict[type[Exception], type[NotFetched]] = {
    HostNotNamed: FetchNotNamed,
    OwnNetwork: FetchInside,
    NotOverHttps: FetchInTheOpen,
    NotTheFile: FetchedPage,
}
"""How each fault that asking again does not mend is told of a file."""


def fetch_by_http(site: Site, source: Source, arrival: Arrival) -> list[ArrivedFile]:
    """Fetch the files of a call from where its webhook said that they are; all, or none is kept.

    Raises:
        Refused: one of them may not be fetched, or is no file of a call; again is of no use.
        NoAnswer, AnswerRefuses: the server does not give it now.
    """
    told = json.loads(arrival.payload)["opens"] if arrival.payload else {}
    brought: list[ArrivedFile] = []
    try:
        for file in _fetched(site, source, Arriving.of(arrival).fetch, told):
            brought.append(file)  # noqa: PERF402 (what came before a fault is to be known)
    except Exception:
        remove_unused(site, {file.hash for file in brought})
        raise
    return brought


def _fetched(
    site: Site, source: Source, addresses: tuple[str, ...], told: dict[str, str]
) -> Iterator[ArrivedFile]:
    kind = KINDS[source.kind]
    with site.database.reading() as connection:
        outlets = (*kind.outlets(source), *all_outlets(connection))
    limit = max(site.settings.max_sound_mb, site.settings.max_file_mb)
    for url in addresses:
        name = _name(url)
        try:
            kept = download(
                *(site, url, outlets),
                name=name,
                limit_mb=limit,
                headers=kind.opens(source, url, told),
            )
        except (HostNotNamed, OwnNetwork, NotOverHttps, NotTheFile) as fault:
            raise REFUSALS[type(fault)](name, fault.host) from None
        yield _arrived(site, kept.hash, name)


def _arrived(site: Site, hash_: str, name: str) -> ArrivedFile:
    """A file by what it is: what is no recording is read as a transcript, and refused as such."""
    with site.files.path(hash_).open("rb") as file:
        head = file.read(HEAD)
    found = kind_of(head)
    if PurePosixPath(name).suffix:
        ending = ""
    elif found:
        ending = f".{ENDINGS.get(found.name, found.name)}"
    else:
        ending = ".vtt" if head.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT") else ".txt"
    return ArrivedFile(hash_, name + ending, "sound" if found else "transcript")


def _name(url: str) -> str:
    """What a file is called: the last part of its address, without what opens it."""
    try:
        last = unquote(urlsplit(url).path).rpartition("/")[2]
    except ValueError:
        last = ""
    return clean_name(last)
