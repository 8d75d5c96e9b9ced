"""Making something unreadable in a call that is there already, in every revision of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from klankbord.conversation import Conversation
from klankbord.language.redaction import Hidden, silences_of, veil
from klankbord.service.calls.measuring import Kept, keep_measured, measure_conversation
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.redaction.redacting import plan_forgetting
from klankbord.service.redaction.silencing import silence
from klankbord.service.site import Site
from klankbord.store.calls import Call, lock_calls
from klankbord.store.corpus import Corpus
from klankbord.store.made import Made
from klankbord.store.redaction import (
    change_recording,
    change_sound,
    put_made,
    rewrite,
    rewrite_quotes,
    rewrite_written,
)
from klankbord.store.scrubbing import empty_journal


@dataclass(frozen=True)
class Rewritten:
    """A call as it is to be from now on, made before any transaction begins.

    `revision` is the newest that it was made from, `documents` what every revision becomes, `gone`
    the files that are to be forgotten, `hidden` what is not to be read in them any more.
    """

    call: Call
    revision: int
    documents: Mapping[int, Conversation]
    measured: Kept
    made: Made
    sound: str | None
    gone: frozenset[str]
    hidden: Sequence[Hidden]


def silenced(site: Site, call: Call, hidden: Iterable[Hidden]) -> str | None:
    """The recording of a call without what is hidden in it: another file, or the same.

    Raises:
        SoundRefused: it cannot be decoded.
    """
    spans = silences_of(hidden)
    if call.sound is None or not spans or not site.files.path(call.sound).is_file():
        return call.sound
    return silence(site, call.sound, call.title or f"gesprek {call.id}", spans)


def rewritten(  # noqa: PLR0913 (what it is to be)
    site: Site,
    call: Call,
    *,
    documents: Mapping[int, Conversation],
    made: Made,
    sound: str | None,
    gone: Iterable[str | None],
    hidden: Sequence[Hidden],
) -> Rewritten:
    """A call as it is to be, measured as it is then."""
    newest = max(documents)
    measured = measure_conversation(site, documents[newest])
    files = frozenset(hash_ for hash_ in gone if hash_ and hash_ != sound)
    return Rewritten(call, newest, documents, measured, made, sound, files, hidden)


def keep_rewritten(connection: Connection, site: Site, one: Rewritten) -> bool:
    """Keep a call as it is to be; False where somebody mended it since, and nothing is changed."""
    number = one.call.id
    if lock_calls(connection, [number]).get(number) != one.revision:
        return False
    rewrite(connection, number, one.documents)
    rewrite_quotes(connection, number, lambda text: veil(text, one.hidden))
    rewrite_written(connection, number, lambda text: veil(text, one.hidden, quote=False))
    if one.sound != one.call.sound and one.sound and one.call.sound:
        change_recording(connection, number, one.call.sound, one.sound)
        if not one.made.sound:
            change_sound(connection, one.call.sound, one.sound)
    keep_measured(connection, number, one.revision, one.measured, site.now())
    put_made(connection, number, one.made, site.now())
    plan_forgetting(connection, site, one.gone, pages=True)
    Corpus(site.settings.data).forget(number)  # who dies after this leaves nothing of it there
    return True


def forget_traces(site: Site, calls: Iterable[int]) -> None:
    """Let nothing of what was rewritten stay in the copy for figures, in search or on the disk."""
    corpus = Corpus(site.settings.data)
    for call in calls:
        corpus.forget(call)
    with site.database.writing() as connection:
        plan_scrubbing(connection, site.now())
    empty_journal(site.database)
