"""Speakers who stand before what they say: `Anna: hallo`, `[SPEAKER_00]: hallo`, `(Anna) hallo`.

Whether `Let op: …` names somebody can only be told from the whole file: most lines have a name,
and names come back or, in a short file, all look like one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise

LONGEST_NAME = 80
_MOST_COLONS = 4
"""So many colons a line are looked at: no name has more, and a hostile line has thousands."""
_QUOTED = re.compile(r'"([^"]{1,80})":\s*(.*)', re.DOTALL)
_BRACKETED = re.compile(r"\[([^\]\d][^\]]{0,79})\]:?\s+(.*)|\[([^\]\d][^\]]{0,79})\]:?$", re.DOTALL)
_PARTICLES = frozenset("d' de den der ten ter van von".split())
"""The parts of names without a capital."""
_LETTER = re.compile(r"[^\W\d_]")
_ENOUGH = 0.5
"""From this share of lines on, a file names its speakers before what they say."""


def split_quoted(line: str) -> tuple[str, str] | None:
    """Name and text of a line whose name is quoted or bracketed, else None."""
    match = _QUOTED.match(line)
    if match:
        return match[1], match[2]
    match = _BRACKETED.match(line)
    if match:
        return match[1] or match[3], match[2] or ""
    return None


def candidates(line: str) -> list[str]:
    """Every beginning of a line that could be a name: up to a colon and a space, shortest first.

    A question mark stands for a speaker who is not known, and never for part of a name.
    """
    found = []
    colons = re.finditer(r":(?=\s|$)", line[: LONGEST_NAME + 2])
    for match in islice(colons, _MOST_COLONS):
        name = line[: match.start()].strip()
        if name == "?":
            return [name]
        if _LETTER.search(name) and not name.startswith(("http", "www.")):
            found.append(name)
    return found


def is_capitalised(name: str) -> bool:
    """Whether a name looks like one: Anna de Wit, and not Let op."""
    return not any(word[0].islower() and word not in _PARTICLES for word in name.split())


class Names:
    """The names that a file puts before what is said, found from all its lines together.

    With `doubtful`, nothing else says that these lines open with names: then most of them must
    come back, or there must be several that all look like names.
    """

    def __init__(self, lines: Sequence[str], *, doubtful: bool = False) -> None:
        chains = [candidates(line) for line in lines]
        counts = Counter(name for chain in chains for name in chain)
        # How often what follows a name is itself a longer name that comes back.
        self._extended: Counter[str] = Counter()
        for chain in chains:
            self._extended.update(name for name, longer in pairwise(chain) if counts[longer] > 1)
        self._counts = counts
        named = sum(
            bool(chain or split_quoted(line)) for chain, line in zip(chains, lines, strict=True)
        )
        self.used = bool(lines) and named >= _ENOUGH * len(lines)
        if doubtful:
            self.used = self.used and _come_back_or_look_like_names(lines, chains)
        """Whether this file names its speakers in this way."""

    def split(self, line: str) -> tuple[str, str]:
        """Name and text of a line; the name is empty where there is none."""
        quoted = split_quoted(line)
        if quoted:
            return quoted
        if not self.used:
            return "", line
        name = self._name(candidates(line))
        if not name:
            return "", line
        text = line[line.index(name) + len(name) :].lstrip().removeprefix(":").strip()
        return "" if name == "?" else name, text

    def _name(self, found: list[str]) -> str:
        """The shortest candidate, or a longer one that always follows it (`Sales: Anna: …`)."""
        if not found:
            return ""
        name = found[0]
        for longer in found[1:]:
            if self._extended[name] < self._counts[name]:
                break
            name = longer
        return name


def _come_back_or_look_like_names(lines: Sequence[str], chains: Sequence[list[str]]) -> bool:
    pairs = zip(lines, chains, strict=True)
    first = Counter(chain[0] for line, chain in pairs if chain and not split_quoted(line))
    back = sum(count for count in first.values() if count > 1)
    return back * 2 > first.total() or (len(first) > 1 and all(map(is_capitalised, first)))
