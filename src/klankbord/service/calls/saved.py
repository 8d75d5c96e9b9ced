"""Searches that somebody keeps; they are theirs alone."""

from __future__ import annotations

from klankbord.errors import BadForm, NotFound
from klankbord.service.access import Actor
from klankbord.service.calls.finding import Wanted
from klankbord.service.site import Site
from klankbord.store import searches
from klankbord.store.searches import Search

LONGEST_NAME = 80


def keep(site: Site, actor: Actor, name: str, wanted: Wanted) -> None:
    """Keep a search by a name, in place of one of that name.

    Raises:
        BadForm: there is no name, or nothing is asked.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name or not wanted.address:
        raise BadForm
    with site.database.writing() as connection:
        searches.keep_search(connection, actor.id, name, wanted.address, site.now())


def saved(site: Site, actor: Actor) -> list[Search]:
    """Somebody's searches, by name."""
    with site.database.reading() as connection:
        return searches.searches_of(connection, actor.id)


def remove(site: Site, actor: Actor, search: int) -> None:
    """Remove one of somebody's searches.

    Raises:
        NotFound: there is none of theirs with this number.
    """
    with site.database.writing() as connection:
        if not searches.remove_search(connection, actor.id, search):
            raise NotFound
