"""What the name of a file tells of a call, by patterns with named parts.

The patterns are regular expressions of a kind without look-around and back-references, which Rust's
engine (that of Polars) matches in time linear in the name: no pattern can hold the server up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from klankbord.errors import (
    Mistake,
    PatternBroken,
    PatternMissing,
    PatternNamesNothing,
    PatternNamesOther,
    PatternTooLong,
)
from klankbord.service.names import clean
from klankbord.service.sources.arriving import LONGEST_KEY
from klankbord.service.sources.watch_config import LONGEST_PATTERN, MOST_PATTERNS, FolderConfig

PARTS = (
    *("id", "date", "time", "datetime", "epoch", "direction", "from", "to", "own", "other"),
    *("half", "title"),
)
"""What a named part of a pattern may be."""
_NO_DIGIT = re.compile(r"\D")
_ZONE = re.compile(r"(?<=\d)(?:[.,]\d+)?(?:[Zz]|([+-])(\d\d):?(\d\d))$")
_STAMP = 14


@dataclass(frozen=True)
class NameTold:
    """What a name tells; "" or None where it does not.

    Attributes:
        key: the call that the file is of; both halves of one have the same.
        half: 1 or 2 of the half of a pair, which is its channel; 0 of a whole recording.
        id: the call's number at the phone system.
        when: when it began, on the clock of the source.
        direction: in or out.
        own: our extension.
        other: the number of the other party.
        title: what the call is to be called.
        inside: whether both who call and who are called are of us.
    """

    key: str
    half: int = 0
    id: str = ""
    when: datetime | None = None
    direction: str = ""
    own: str = ""
    other: str = ""
    title: str = ""
    inside: bool = False


def pattern_mistake(patterns: Sequence[str]) -> Mistake | None:
    """What is wrong with patterns; None where they can be used."""
    if not patterns:
        return PatternMissing()
    if len(patterns) > MOST_PATTERNS or any(len(p) > LONGEST_PATTERN for p in patterns):
        return PatternTooLong(MOST_PATTERNS, LONGEST_PATTERN)
    return next((found for pattern in patterns if (found := _mistake(pattern))), None)


def read_parts(patterns: Iterable[str], paths: Sequence[str]) -> list[dict[str, str] | None]:
    """The named parts of each path, by the first pattern that it fits; None where it fits none.

    A pattern with a / in it is laid beside the whole path in the folder, any other beside the name
    alone; the ending is no part of either.
    """
    import polars as pl

    found: list[dict[str, str] | None] = [None] * len(paths)
    left = list(range(len(paths)))
    for pattern in patterns:
        if not left:
            break
        whole = "/" in pattern
        texts = pl.Series([_stem(paths[i], whole=whole) for i in left], dtype=pl.String)
        anchored = f"^(?:{pattern})$"
        fits = texts.str.contains(anchored)
        groups = texts.str.extract_groups(anchored)
        for i, fit, parts in zip(left, fits, groups.to_list(), strict=True):
            if fit:
                found[i] = {
                    name: value
                    for name, value in parts.items()
                    if value is not None and name in PARTS
                }
        left = [i for i in left if found[i] is None]
    return found


def told_by(config: FolderConfig, path: str, parts: dict[str, str]) -> NameTold:
    """What the parts of a name mean, as the source is set."""
    direction = _direction(config, parts)
    caller, callee = parts.get("from", ""), parts.get("to", "")
    ours, others = {"out": (caller, callee), "in": (callee, caller)}.get(direction, ("", ""))
    inside = is_inside(config, parts.get("direction", ""), caller, callee)
    if inside:
        direction, ours = "", parts.get("own", caller)
        others = caller if ours == callee else callee
    half = parts.get("half", "")
    other = parts.get("other", others)
    return NameTold(
        key=key_of(path, half, numbered="id" in parts),
        half=_half(config, half),
        id=parts.get("id", ""),
        when=_when(parts, ZoneInfo(config.zone)),
        direction=direction,
        own=parts.get("own", ours),
        other=other if any(map(str.isdigit, other)) else "",
        title=clean(parts.get("title", "")),
        inside=inside,
    )


def key_of(path: str, half: str = "", *, numbered: bool = False) -> str:
    """The call that a file is of: its name without ending and half.

    The folder is part of it, unless the name holds a number of the call's own: such a file is the
    same call wherever it was moved to, and in whatever format.
    """
    stem = _stem(path, whole=not numbered)
    if half and (at := stem.rfind(half)) >= 0:
        stem = stem[:at].rstrip("-_. ") + stem[at + len(half) :]
    key = clean(stem)
    return key if 0 < len(key) <= LONGEST_KEY else sha256(path.encode()).hexdigest()


def is_own(number: str, digits: int) -> bool:
    """Whether a number is an extension of ours: short, and of digits alone."""
    return number.isdecimal() and len(number) <= digits


def is_inside(config: FolderConfig, word: str, caller: str, callee: str) -> bool:
    """Whether a call is among ourselves: two short numbers, and no word that tells otherwise."""
    if word.casefold() in {one.casefold() for one in (*config.inward, *config.outward)}:
        return False
    return is_own(caller, config.own_digits) and is_own(callee, config.own_digits)


def direction_of(config: FolderConfig, word: str, caller: str, callee: str) -> str:
    """In or out: by the source's word for it, else by who has a short number, else as it is set."""
    word = word.casefold()
    if word and word in {one.casefold() for one in config.inward}:
        return "in"
    if word and word in {one.casefold() for one in config.outward}:
        return "out"
    own = (is_own(caller, config.own_digits), is_own(callee, config.own_digits))
    if caller and callee and own[0] != own[1]:
        return "out" if own[0] else "in"
    return config.direction


def _direction(config: FolderConfig, parts: dict[str, str]) -> str:
    return direction_of(
        config, parts.get("direction", ""), parts.get("from", ""), parts.get("to", "")
    )


def _half(config: FolderConfig, word: str) -> int:
    word = word.casefold()
    halves = (config.first_half, config.second_half)
    words = [{one.casefold() for one in half} for half in halves]
    return 1 if word in words[0] else 2 if word in words[1] else 0


def _when(parts: dict[str, str], zone: ZoneInfo) -> datetime | None:
    """The moment that a name tells; None where it tells none that can be."""
    if epoch := parts.get("epoch"):
        try:
            return datetime.fromtimestamp(float(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            return None
    told = parts.get("datetime") or parts.get("date", "") + parts.get("time", "")
    own = _ZONE.search(told)
    digits = _NO_DIGIT.sub("", told[: own.start()]) if own else ""
    if len(digits) != _STAMP:  # what looked like a zone is part of the time
        own, digits = None, _NO_DIGIT.sub("", told)
    if len(digits) != _STAMP or not digits.isascii():
        return None
    try:
        local = datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007 (the zone follows)
        at = local.replace(tzinfo=_zone_of(own) if own else zone)
    except ValueError:
        return None
    return at.astimezone(UTC) if 1 < local.year < MAXYEAR else None


def _zone_of(told: re.Match[str]) -> timezone:
    """The zone that a name itself tells: Z, or how far it is from that.

    Raises:
        ValueError: it cannot be.
    """
    sign, hours, minutes = told.groups(default="0")
    apart = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-apart if sign == "-" else apart)


def _stem(path: str, *, whole: bool) -> str:
    pure = PurePosixPath(path)
    return path[: len(path) - len(pure.suffix)] if whole else pure.stem


def _mistake(pattern: str) -> Mistake | None:
    import polars as pl

    texts = pl.Series(["a"])
    try:
        texts.str.contains(pattern)  # alone first: "a)|(?:b" is one only with brackets around it
        groups = texts.str.extract_groups(f"^(?:{pattern})$()")  # at least one, or it is refused
    except pl.exceptions.ComputeError as fault:
        return PatternBroken(pattern, _first_line(fault))
    names = [field for field in groups.struct.fields if not field.isdigit()]
    strange = next((name for name in names if name not in PARTS), None)
    if strange is not None:
        return PatternNamesOther(strange, pattern, ", ".join(PARTS))
    return None if names else PatternNamesNothing(pattern, ", ".join(PARTS))


def _first_line(fault: Exception) -> str:
    """What the engine says, on one line and without the pattern drawn out."""
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    said = next((line for line in lines if line.startswith("error:")), lines[0] if lines else "")
    return said.removeprefix("error:").strip()[:120]
