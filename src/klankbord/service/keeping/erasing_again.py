"""After a backup is put back: what was erased since it was made is erased again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from klankbord.service.keeping.erased_beside import beside, put_beside, read_list
from klankbord.service.keeping.erasing import Wiped, erase_in, wipe_all
from klankbord.service.keeping.parties_in import LEAST_DIGITS, is_in_use, parties_in, texts_of
from klankbord.service.keeping.removing import take_away, wipe_many
from klankbord.service.keeping.sought import Sought
from klankbord.service.keeping.sound_gone import silence_for_good
from klankbord.service.keeping.standing import SELLER, forms_in
from klankbord.service.names import email_of
from klankbord.service.privacy.reaching import emails_of, numbers_of
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import lock_calls
from klankbord.store.erased import (
    Erased,
    add_erased,
    calls_on,
    digests_of,
    mark_of,
    note_erased_again,
    to_erase_again,
)
from klankbord.store.erasing import PLACES, Row, created_of, rows_of
from klankbord.store.retention import lift
from klankbord.store.scrubbing import forget_rows, unscrubbed, write_anew
from klankbord.store.search import forget_words

PARTIES = ("number", "email", "number_beside", "email_beside")
WHOLE = ("number", "email")
"""Of whom all calls went, and not only what stood beside calls."""
_BESIDE = ("arrival", "import", "flag", "sent", "told", "text", "search")


def lists_for(data: Path, given: Path | None) -> list[Erased] | None:
    """What was erased: by the list that was given, and the one that stands in the data folder.

    None where there is neither.

    Raises:
        BadErasedList: one of them cannot be read.
    """
    paths = list_paths(data, given)
    return [one for path in paths for one in read_list(path)] if paths else None


def list_paths(data: Path, given: Path | None) -> list[Path]:
    """Where lists stand: the one that was given, and that of the data folder."""
    paths = [path for path in (given, beside(data)) if path is not None and path.is_file()]
    if given is not None and given not in paths:
        paths.append(given)  # it says that it cannot be read
    return paths


def erase_again(site: Site, known: Sequence[Erased]) -> int:
    """Erase what is on a list, and keep it; of how many calls something went.

    What was on the list of the backup itself had gone when that was made: they may have called
    again since. What was erased after that was so for good, also where the call is held in it: it
    was no longer held then. Done twice, the second time finds nothing.
    """
    with site.database.writing() as connection:
        add_erased(connection, known, again=True)
        every = to_erase_again(connection)
    count = _calls(site, {one.digest for one in every if one.kind == "call"})
    count += _sounds(site, {one.digest for one in every if one.kind == "sound"})
    marks = {one.digest for one in every if one.kind in ("arrival", "import")}
    again, wiped = _beside_calls(site, marks, [one for one in every if one.kind in PARTIES])
    count += again
    if count or wiped:
        with site.database.writing() as connection:
            log(connection, site.now(), None, "erased_again", calls=count)
    with site.database.reading() as connection:
        noted = unscrubbed(connection)  # also of a time that broke off
    if noted is not None:
        with site.database.writing() as connection:
            forget_words(connection)
        write_anew(site.database)
        forget_rows(site.database)
    with site.database.writing() as connection:
        note_erased_again(connection)
    put_beside(site)
    return count


def _calls(site: Site, marks: Collection[str]) -> int:
    with site.database.reading() as connection:
        found = calls_on(connection, marks)
    files: set[str] = set()
    for call, _ in found:
        with site.database.writing() as connection:
            lock_calls(connection, [call])
            lift(connection, call)
            files |= take_away(connection, call, site.now(), "retention")
    if found:
        wipe_many(site, [call for call, _ in found], files)
    return len(found)


def _sounds(site: Site, marks: Collection[str]) -> int:
    with site.database.reading() as connection:
        found = calls_on(connection, marks)
    for call, _ in found:
        with site.database.writing() as connection:
            lock_calls(connection, [call])
            lift(connection, call)
            files = silence_for_good(connection, call, site.now())
        for hash_ in files:
            site.files.remove(hash_)
    return len(found)


def _beside_calls(
    site: Site, marks: Collection[str], parties: Sequence[Erased]
) -> tuple[int, bool]:
    """Erase the parties of whom a digest is known, and what was picked beside calls.

    Of a party goes what is of before they were erased: they may have called again since.
    """
    with site.database.reading() as connection:
        forms = sorted(_forms(connection)) if parties else []
    since = _recognised(forms, parties)
    whole = _recognised(sorted(since), [one for one in parties if one.kind in WHOLE])
    with site.database.writing() as connection:
        who = Sought("parties", frozenset(since))
        going = _calls_with(connection, replace(who, forms=frozenset(whole)), whole)
        rows = _rows(connection, who, since, marks)
        if not going and not rows:
            return 0, False
        for call in going:
            lift(connection, call)
        wiped: Wiped = erase_in(connection, who, going, rows, site.now())
    wipe_all(site, wiped)
    return len(going), True


def _calls_with(connection: Connection, who: Sought, since: Mapping[str, datetime]) -> list[int]:
    """The calls of which a party is one of these, and that came in before they were erased."""
    last: dict[int, datetime] = {}
    for row in _rows_of(connection, "field") if since else ():
        if row.values.get("side") == SELLER:
            continue
        for form in forms_in(who, row):
            (call,) = row.calls
            last[call] = max(since[form], last.get(call, since[form]))
    created = created_of(connection, list(last))
    return sorted(call for call, at in created.items() if at < last[call])


def _rows(
    connection: Connection, who: Sought, since: Mapping[str, datetime], marks: Collection[str]
) -> list[Row]:
    """What stands beside calls of these, of before they were erased; and what was picked."""
    found = []
    for kind in _BESIDE if since or marks else ():
        for row in _rows_of(connection, kind):
            if row.at is None or (row.calls and kind != "text"):
                continue
            theirs = since and any(row.at < since[form] for form in forms_in(who, row))
            if theirs or _is_marked(row, marks):
                found.append(row)
    return found


def _is_marked(row: Row, marks: Collection[str]) -> bool:
    """Whether it was erased by itself; what an arrival says that was, is empty."""
    kind = row.place.kind
    if kind not in {"arrival", "import"} or row.at is None:
        return False
    if kind == "arrival" and not row.values["told"]:
        return False
    return mark_of(row.key[0], row.at, kind) in marks


def _recognised(forms: Collection[str], parties: Sequence[Erased]) -> dict[str, datetime]:
    """Of the forms those that were erased, each with when that was last; each key is tried once."""
    by_salt: dict[str, list[Erased]] = defaultdict(list)
    for one in parties:
        by_salt[one.salt].append(one)
    found: dict[str, datetime] = {}
    for salt, lines in by_salt.items():
        written = digests_of(salt, forms)
        for one in lines:
            if (form := written.get(one.digest)) is not None:
                found[form] = max(one.at, found.get(form, one.at))
    return found


def _forms(connection: Connection) -> set[str]:
    """Every number that can be somebody's, and every address, that stands where one is erased."""
    found: set[str] = set()
    for row in _rows_of(connection, "field"):
        number, email = row.values.get("number") or "", row.values.get("email") or ""
        found |= numbers_of(number) | emails_of(email) | ({email_of(email)} if email else set())
    for kind in _BESIDE:
        for row in _rows_of(connection, kind):
            for text in texts_of(list(row.values.values())):
                for place in parties_in(text):
                    found |= {one for one in place.forms if "@" in one or is_in_use(one)}
    return {form for form in found if len(form) > LEAST_DIGITS}


def _rows_of(connection: Connection, kind: str) -> Iterable[Row]:
    for place in PLACES:
        if place.kind == kind:
            yield from rows_of(connection, place)
