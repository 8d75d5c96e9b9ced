"""What stands under the marks of a call: for whose call it is, where the rules keep it."""

from __future__ import annotations

from dataclasses import dataclass

from klankbord.service.access import Actor
from klankbord.service.site import Site
from klankbord.store.calls import Call
from klankbord.store.made import Made
from klankbord.store.redaction import find_made


@dataclass(frozen=True)
class Beneath:
    """What a mark stands for: its kind, when it was said; `text` is "" where that is not told."""

    kind: str
    mark: str
    start_ms: int | None
    text: str


def beneath_of(made: Made | None, *, own: bool) -> tuple[Beneath, ...]:
    """What stands under the marks, in order of time; the words for whose call it is alone."""
    if made is None:
        return ()
    found = [
        Beneath(one["kind"], one["mark"], one["start_ms"], one["text"] if own else "")
        for one in made.pieces or ()
    ]
    return tuple(sorted(found, key=lambda one: (one.start_ms is None, one.start_ms or 0)))


def sound_for(site: Site, actor: Actor, call: Call) -> str | None:
    """The recording that somebody hears: as it was, for whose call it is, where that is kept."""
    if actor.id != call.owner_id:
        return call.sound
    with site.database.reading() as connection:
        made = find_made(connection, call.id)
    if made is None or made.sound is None or not site.files.path(made.sound).is_file():
        return call.sound
    return made.sound
