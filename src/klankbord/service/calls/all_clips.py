"""All clips that somebody may see, of all calls: their own, and what others share with them."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.service.access import Actor, may_see
from klankbord.service.site import Site
from klankbord.store.marks import Found, find_clips

PAGE = 20


@dataclass(frozen=True)
class FoundClips:
    """A page of clips; `more` says that there are further ones."""

    clips: tuple[Found, ...]
    more: bool


def all_clips(site: Site, actor: Actor, page: int = 1) -> FoundClips:
    """A page of the clips on calls that somebody may see, the newest first."""
    first = (page - 1) * PAGE
    with site.database.reading() as connection:
        found = find_clips(connection, actor.id, may_see(actor), limit=PAGE + 1, offset=first)
    return FoundClips(tuple(found[:PAGE]), more=len(found) > PAGE)
