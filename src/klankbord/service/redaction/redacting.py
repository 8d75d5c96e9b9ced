"""Making a call unreadable where it comes in, before anything of it is kept in a table.

The conversation that is kept has marks, and its recording has silences: so whatever is made of
either (search, figures, reports, exports, clips, mail) cannot tell more. What stands under the
marks is kept, for whose call it is, where the rules say so; else the files that were given are
forgotten as soon as nobody works on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from klankbord.conversation import Conversation
from klankbord.language.redaction import Hidden, Redacted, redact
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.redaction.redaction_rules import Rules
from klankbord.service.redaction.silencing import silence
from klankbord.service.site import Site
from klankbord.service.work import Work
from klankbord.store.jobs import enqueue
from klankbord.store.made import Made
from klankbord.store.new_calls import NewCall, Source
from klankbord.store.redaction import (
    change_sound,
    find_made,
    put_made,
)
from klankbord.store.uses import uses_of

AGAIN = timedelta(minutes=1)
"""So long a file waits to be forgotten that somebody still works on."""


def unreadable(
    site: Site,
    rules: Rules,
    conversation: Conversation,
    source: Source,
    halves: Collection[str] = (),
) -> tuple[Conversation, Source]:
    """A conversation and its source as they are to be kept; takes as long as its recording asks.

    Args:
        site: the installation.
        rules: what is set.
        conversation: as it was read or heard.
        source: the files that it came from.
        halves: the files of which its recording is made, where it is two.

    Raises:
        FileMissing: the recording is not there any more.
        SoundRefused: it cannot be decoded.
    """
    if not rules.on:
        return conversation, source
    found = redact(conversation, rules.kinds)
    if not found.hidden and found.conversation == conversation:
        return conversation, replace(source, made=made_of(found, rules, source.sound))
    sound = source.sound
    if sound is not None and found.silences:
        sound = silence(site, sound, conversation.title or "opname", found.silences)
    gone = {hash_ for hash_ in (source.hash, source.sound, *halves) if hash_ and hash_ != sound}
    alone = source.hash == source.sound  # a call of a recording is told by that
    original = source.sound if rules.keeps and sound != source.sound else None
    return found.conversation, replace(
        source,
        hash=sound if alone and sound else source.hash,
        sound=sound,
        made=replace(made_of(found, rules, source.sound), sound=original),
        before=frozenset() if rules.keeps else frozenset(gone),
        was=source.sound or "",
    )


def made_of(found: Redacted, rules: Rules, sound: str | None) -> Made:
    """What was found in a call with this recording, as it is kept; with the words where they are.

    Where no recording goes with it, nothing of it is heard.
    """
    pieces = [as_piece(one) for one in found.hidden] if rules.keeps else None
    counts = Counter(one.kind.value for one in found.hidden)
    return Made(rules.digest, dict(counts), found.still_heard if sound else 0, pieces)


def as_piece(hidden: Hidden) -> dict[str, Any]:
    """What stands under a mark, as it is kept."""
    told = asdict(hidden)
    return {name: told[name] for name in ("kind", "mark", "text", "start_ms", "end_ms")}


def keep_made(
    connection: Connection, site: Site, new: NewCall, call: int, *, fresh: bool, late: bool = False
) -> None:
    """Keep what is unreadable in a call, and plan to forget the files that it came from.

    Args:
        connection: the transaction in which the call is kept.
        site: the installation.
        new: what was given.
        call: the number of its call.
        fresh: its words are now those that were given; else it was there already.
        late: it was there, and got its recording only now.
    """
    source = new.source
    if source.made is None:
        return
    there = find_made(connection, call)
    if fresh:
        put_made(connection, call, source.made, site.now())
    elif late and there is not None:
        put_made(connection, call, replace(there, sound=source.made.sound), site.now())
    if source.before and source.sound and source.was not in {"", source.sound}:
        change_sound(connection, source.was, source.sound)
    plan_forgetting(connection, site, source.before)


def plan_forgetting(
    connection: Connection, site: Site, files: Collection[str], *, pages: bool = False
) -> None:
    """Plan that files are forgotten once nobody works on them; `pages`: the database's too."""
    if files or pages:
        payload = {"files": sorted(files)}
        enqueue(connection, "forget", payload, now=site.now(), rank=0)


def forget_step(work: Work) -> bool:
    """Forget files of which calls have another form; those that are worked on, a minute later."""
    site, files = work.site, set(work.payload["files"])
    with site.database.reading() as connection:
        used = uses_of(connection, files)
    for hash_ in sorted(files - used.working - used.kept):
        site.files.remove(hash_)
    with work.finishing() as connection:
        plan_scrubbing(connection, site.now())
        if used.working:
            now, payload = site.now(), {"files": sorted(used.working)}
            enqueue(connection, "forget", payload, now=now, due_at=now + AGAIN, rank=1)
    return False
