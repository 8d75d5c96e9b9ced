"""After a backup is put back: what was erased since it was made is erased again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from klankbord.service.keeping.erased_beside import beside, put_beside, read_list
from klankbord.service.keeping.erasing import erase_in, found_of, wipe_all
from klankbord.service.keeping.removing import take_away, wipe
from klankbord.service.keeping.sought import LEAST_DIGITS, Sought
from klankbord.service.keeping.sound_gone import silence_for_good
from klankbord.service.names import email_of
from klankbord.service.privacy.reaching import numbers_of
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.calls import lock_calls
from klankbord.store.erased import Erased, add_erased, all_erased, calls_on
from klankbord.store.erasing import older_than, told_of_all
from klankbord.store.objections import emails_in_calls, numbers_in_calls
from klankbord.store.retention import forget_rows, lift

_EMAIL = re.compile(r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;]+")


def lists_for(data: Path, given: Path | None) -> list[Erased] | None:
    """What was erased: by the list that was given, and the one that stands in the data folder.

    None where there is neither.

    Raises:
        BadErasedList: one of them cannot be read.
    """
    paths = [path for path in (given, beside(data)) if path is not None and path.is_file()]
    if given is not None and given not in paths:
        paths.append(given)  # it says that it cannot be read
    return [one for path in paths for one in read_list(path)] if paths else None


def erase_again(site: Site, known: Sequence[Erased]) -> int:
    """Erase what is on the list, and keep the list; of how many calls something went.

    What was erased after the backup was made was so for good, also where the call is held in it:
    it was no longer held then.
    """
    with site.database.writing() as connection:
        add_erased(connection, known)
        every = [one for _, one in all_erased(connection)]
    marks = {one.digest for one in every if one.kind == "call"}
    silent = {one.digest for one in every if one.kind == "sound"}
    count = _calls(site, marks) + _sounds(site, silent)
    for one in (one for one in every if one.kind in ("number", "email")):
        count += _party(site, one)
    if count:
        with site.database.writing() as connection:
            log(connection, site.now(), None, "erased_again", calls=count)
        forget_rows(site.database)
    put_beside(site, anew=True)
    return count


def _calls(site: Site, marks: Collection[str]) -> int:
    with site.database.reading() as connection:
        found = calls_on(connection, marks)
    for call, _ in found:
        with site.database.writing() as connection:
            lock_calls(connection, [call])
            lift(connection, call)
            files = take_away(connection, call, site.now(), "retention")
        wipe(site, call, files)
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


def _party(site: Site, one: Erased) -> int:
    """Erase somebody of whom a digest is known, from the calls of before they were erased."""
    with site.database.writing() as connection:
        forms = frozenset(form for form in _forms(connection, one.kind) if one.is_of(form))
        if not forms:
            return 0
        who = Sought("number" if one.kind == "number" else "email", forms)
        found = found_of(connection, who)
        free = [call.id for call in found.calls if call.id not in found.held]
        going = older_than(connection, free, one.at)
        wiped = erase_in(connection, who, going, site.now())
    wipe_all(site, wiped)
    return len(going)


def _forms(connection: Connection, kind: str) -> set[str]:
    """Every number, or every address, that stands in a store, as it is digested."""
    told = [text for value in told_of_all(connection) for text in _texts(value)]
    if kind == "email":
        texts = [*emails_in_calls(connection), *told]
        return {email_of(email) for text in texts for email in _EMAIL.findall(text)}
    texts = [*numbers_in_calls(connection), *told]
    forms = {form for text in set(texts) for form in numbers_of(text)}
    return {form for form in forms if len(form) > LEAST_DIGITS}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
