"""The form of a watched folder: from what somebody filled in to settings, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from klankbord.errors import (
    CdrColumns,
    CdrOutside,
    DayUnclear,
    DigitsBetween,
    EveryBetween,
    ExtensionOfNobody,
    ExtensionsUnclear,
    LeastBetween,
    Mistake,
    NotBetween,
    OutsideLine,
    SourceNameMissing,
    StillBetween,
    ZoneUnknown,
)
from klankbord.i18n import LANGUAGES
from klankbord.service.names import LONGEST, clean, email_of, need_choice, refuse
from klankbord.service.sources.file_names import pattern_mistake
from klankbord.service.sources.folders import need_allowed
from klankbord.service.sources.watch_config import (
    CDR_COLUMNS,
    DIGIT_LIMITS,
    EVERY_LIMITS,
    LEAST_LIMITS,
    MOST_OUTSIDE,
    STILL_LIMITS,
    CdrConfig,
    FolderConfig,
)
from klankbord.settings import Settings
from klankbord.store.people import Person

SEATINGS = ("", "seller,customer", "customer,seller")
DIRECTIONS = ("", "in", "out")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
_NUMBERS: dict[str, tuple[tuple[int, int], type[NotBetween]]] = {
    "own_digits": (DIGIT_LIMITS, DigitsBetween),
    "least_s": (LEAST_LIMITS, LeastBetween),
    "still_s": (STILL_LIMITS, StillBetween),
    "every_s": (EVERY_LIMITS, EveryBetween),
}
_WORDS = ("inward", "outward", "first_half", "second_half")
MOST_EXTENSIONS = 2000


def filled_in(config: FolderConfig) -> dict[str, str]:
    """The fields of the form as they stand now."""
    cdr = config.cdr
    told = {name: getattr(config, name) for name in ("folder", "zone", "direction", "language")}
    told |= {name: getattr(config, name) for name in ("channels_in", "channels_out", "outside")}
    told |= {name: " ".join(getattr(config, name)) for name in _WORDS}
    told |= {name: str(getattr(config, name)) for name in _NUMBERS}
    separators = {sign: name for name, sign in SEPARATORS.items()}
    return told | {
        "patterns": "\n".join(config.patterns),
        "since": config.since.isoformat() if config.since else "",
        "colleagues": "yes" if config.colleagues else "",
        "cdr_file": cdr.file if cdr else "",
        "cdr_separator": separators[cdr.separator] if cdr else "comma",
        "cdr_header": "yes" if cdr is None or cdr.header else "no",
        "cdr_columns": "\n".join(f"{name} = {at}" for name, at in cdr.columns.items())
        if cdr
        else "",
    }


def to_config(form: Mapping[str, str], before: FolderConfig, settings: Settings) -> FolderConfig:
    """The settings that a form asks for.

    Raises:
        Mistakes: something in it cannot be; every mistake is told with its field.
        BadForm: a choice is none of those that are offered.
    """
    for name in ("channels_in", "channels_out"):
        need_choice(form.get(name, ""), SEATINGS)
    need_choice(form.get("direction", ""), DIRECTIONS)
    need_choice(form.get("language", ""), ("", *LANGUAGES))
    need_choice(form.get("cdr_separator", "comma"), tuple(SEPARATORS))
    patterns = tuple(line.strip() for line in form.get("patterns", "").splitlines() if line.strip())
    numbers = {name: _number(form.get(name, ""), name) for name in _NUMBERS}
    since, day_wrong = _day(form.get("since", ""))
    cdr, cdr_wrong = _cdr(form)
    folder, outside = form.get("folder", "").strip(), form.get("outside", "").strip()
    refuse(
        folder_mistake(folder, settings),
        pattern_mistake(patterns),
        _zone_mistake(form.get("zone", "")),
        *(one for one in numbers.values() if isinstance(one, Mistake)),
        day_wrong,
        cdr_wrong,
        outside_mistake(outside),
    )
    told: dict[str, Any] = {name: tuple(form.get(name, "").split()[:40]) for name in _WORDS}
    told |= {name: form.get(name, "") for name in ("zone", "channels_in", "channels_out")}
    told |= {name: form.get(name, "") for name in ("direction", "language")}
    told |= {"folder": folder, "patterns": patterns, "since": since, "cdr": cdr, **numbers}
    told |= {"outside": outside, "colleagues": form.get("colleagues") == "yes"}
    told |= {name: tuple(word[:40] for word in told[name]) for name in _WORDS}
    return FolderConfig(**(before.model_dump() | told))


def source_name(text: str) -> str:
    """A name for a source.

    Raises:
        Mistakes: there is none.
    """
    name = clean(text)[:LONGEST]
    refuse(None if name else SourceNameMissing())
    return name


def folder_mistake(folder: str, settings: Settings) -> Mistake | None:
    """Why a folder may not be watched; None where it may."""
    try:
        need_allowed(folder, settings)
    except Mistake as wrong:
        return wrong
    return None


def outside_mistake(text: str) -> Mistake | None:
    """Why something is not what is dialled for an outside line; None where it is, or nothing."""
    right = len(text) <= MOST_OUTSIDE and (not text or (text.isascii() and text.isdecimal()))
    return None if right else OutsideLine(MOST_OUTSIDE)


def to_extensions(text: str, people: Mapping[int, Person]) -> dict[str, int]:
    """Who has which extension: a line each, `201 = lotte@bedrijf.nl`.

    Raises:
        ExtensionsUnclear: a line is none.
        ExtensionOfNobody: it is of somebody who is not here.
    """
    by_email = {person.email: person.id for person in people.values()}
    found: dict[str, int] = {}
    for line in text.splitlines()[:MOST_EXTENSIONS]:
        if not line.strip():
            continue
        extension, sign, email = line.partition("=")
        person = by_email.get(email_of(email))
        name = clean(extension)
        if not sign or not 0 < len(name) <= LONGEST or (person is None and "@" not in email):
            raise ExtensionsUnclear(clean(line)[:LONGEST])
        if person is None:
            raise ExtensionOfNobody(clean(email)[:LONGEST])
        found[name] = person
    return found


def of_extensions(persons: Mapping[str, int], people: Mapping[int, Person]) -> str:
    """Those lines, of what is set now."""
    return "\n".join(
        f"{name} = {people[person].email}" for name, person in persons.items() if person in people
    )


def _number(text: str, name: str) -> int | Mistake:
    (least, most), wrong = _NUMBERS[name]
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) < 7 and least <= int(text) <= most:  # noqa: PLR2004
        return int(text)
    return wrong(least, most)


def _day(text: str) -> tuple[date | None, Mistake | None]:
    try:
        return (date.fromisoformat(text.strip()) if text.strip() else None), None
    except ValueError:
        return None, DayUnclear()


def _zone_mistake(name: str) -> Mistake | None:
    if name not in available_timezones():
        return ZoneUnknown()
    ZoneInfo(name)
    return None


def _cdr(form: Mapping[str, str]) -> tuple[CdrConfig | None, Mistake | None]:
    file = form.get("cdr_file", "").strip()
    if not file:
        return None, None
    parts = PurePosixPath(file).parts
    if file.startswith("/") or ".." in parts or len(file) > 200 or not file.isprintable():  # noqa: PLR2004
        return None, CdrOutside()
    columns: dict[str, str] = {}
    for line in form.get("cdr_columns", "").splitlines():
        name, sign, column = (part.strip() for part in line.partition("="))
        if not name:
            continue
        if not sign or name not in CDR_COLUMNS or not 0 < len(column) <= LONGEST:
            return None, CdrColumns()
        columns[name] = column
    header = form.get("cdr_header", "yes") != "no"
    numbered = all(column.isdecimal() for column in columns.values())
    if not columns.keys() & {"id", "recording"} or not (header or numbered):
        return None, CdrColumns()
    separator: Any = SEPARATORS[form.get("cdr_separator", "comma")]
    return CdrConfig(file=file, separator=separator, header=header, columns=columns), None
