"""The recording of a call goes, and the call stays: its transcript, figures and marks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from klankbord.service.keeping.removing import need_not_held
from klankbord.service.keeping.scrubbing import plan_scrubbing
from klankbord.service.sources.leaving_out import forget_files
from klankbord.store.erased import note_call
from klankbord.store.retention import note_soundless
from klankbord.store.sound_gone import take_sound
from klankbord.store.uses import unused


def silence_for_good(connection: Connection, call: int, now: datetime) -> set[str]:
    """Take the recording out of a call; the files to which nothing leads any more.

    The caller locked the call; when its transaction is over, it removes the files.

    Raises:
        HeldForDispute: nothing of it may go.
    """
    need_not_held(connection, call)
    note_call(connection, "sound", call, now)
    files = take_sound(connection, call)
    note_soundless(connection, call, now)
    forget_files(connection, files, now)
    plan_scrubbing(connection, now)
    return unused(connection, files)
