"""Fetching what a source still has when it offers a call: a way for each kind of source.

A fetcher gives all files of the call, each kept here by its hash. It raises a `Refused` where there
is no use in trying again; after anything else the job tries again later.
"""

from __future__ import annotations

from collections.abc import Callable

from klankbord.service.site import Site
from klankbord.service.sources.folders import fetch_from_folder
from klankbord.service.sources.webhooks.bringing import fetch_by_http
from klankbord.service.sources.webhooks.receiving import KINDS
from klankbord.store.arrivals import Arrival, ArrivedFile
from klankbord.store.sources import Source

Fetch = Callable[[Site, Source, Arrival], list[ArrivedFile]]

FETCHERS: dict[str, Fetch] = {
    "folder": fetch_from_folder,
    **dict.fromkeys(KINDS, fetch_by_http),
}
"""By the kind of the source; of a kind without one, everything came with the offer."""
