"""Cue packs: what to listen for in one language, as data (`nl/*.toml`, `en/*.toml`).

An organisation adds words of its own in one small file of the same form (see `read_own`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from klankbord.errors import BadPack
from klankbord.i18n import N_

HERE = Path(__file__).parent
PACKS = ("nl", "en")
"""The languages that have a cue pack."""
DIRECTIONS = ("stay", "move_to_us", "move_elsewhere")
"""Where something drives a customer: to stay put, to come to the seller, to go elsewhere."""
LONGEST_PATTERN = 2_000


@dataclass(frozen=True)
class Pattern:
    """A regular expression over the folded text, tried only on turns that hold `literal`.

    A literal of one or two letters is held only as a word of its own.
    """

    literal: str
    match: str


@dataclass(frozen=True)
class Example:
    """What somebody says in one turn, or a small talk of which the last line is judged.

    The lines of a small talk begin with S: (seller) or C: (customer). `direction` is one of
    DIRECTIONS where the cue has one.
    """

    text: str
    direction: str = ""


@dataclass(frozen=True)
class Cue:
    """One cue of a pack.

    A cue hits each of its `phrases` and `patterns`, bounded by anything but letters, digits and a
    hyphen between them; of hits within each other the longest stands. A star at the end or the
    beginning of a phrase's word stands for the rest of that word (offerte* hits offertebedrag).
    `lemmas` are verbs and nouns that hit in every form, separable verbs also when separated.
    A `whole` cue hits a turn of at most `most_words` words that consists of its phrases, marks
    such as (lacht), and nothing else. Of a `learned` cue, a model decides (`dialogue.acts`), on
    the whole turn; it learns from labelled calls and from `yes` and `no`, and the phrases are
    there for people who read the pack.

    `side` is the one side that can do it, "" where both can. `not_after` are words that undo a
    phrase where they stand shortly before it. `also_heard` phrases hit too as a recogniser may
    have split, joined or misheard them (an organisation's own names). `yes` and `no` are what
    must and must not hit. A cue `for_notes` is looked for in what a person writes about a call
    (`find_in_note`), never in the call.
    """

    name: str
    meaning: str = ""
    phrases: tuple[str, ...] = ()
    side: Literal["", "seller", "customer"] = ""
    learned: bool = False
    patterns: tuple[Pattern, ...] = ()
    lemmas: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    also_heard: bool = False
    for_notes: bool = False
    whole: bool = False
    most_words: int = 5
    yes: tuple[Example, ...] = ()
    no: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The cues of one language, by name."""

    language: str
    cues: Mapping[str, Cue]

    def with_own(self, own: Pack) -> Pack:
        """This pack with the words of an organisation's own beside its own.

        Own words hit by themselves, also those of a cue of which else a model decides.
        """
        added = {name: self.cues.get(name, Cue(name)) for name in own.cues}
        told = {
            name: replace(
                cue,
                phrases=(*(() if cue.learned else cue.phrases), *own.cues[name].phrases),
                patterns=(*(() if cue.learned else cue.patterns), *own.cues[name].patterns),
                lemmas=(*cue.lemmas, *own.cues[name].lemmas),
                not_after=(*cue.not_after, *own.cues[name].not_after),
                also_heard=True,
                learned=False,
            )
            for name, cue in added.items()
        }
        return Pack(self.language, {**self.cues, **told})


@cache
def load_pack(language: str) -> Pack:
    """The pack of a language; one without cues for a language that has none."""
    if language not in PACKS:
        return Pack(language, {})
    cues: dict[str, Cue] = {}
    for file in sorted((HERE / language).glob("*.toml")):
        cues |= read_pack(file, language).cues
    return Pack(language, cues)


def read_pack(file: Path, language: str) -> Pack:
    """The cues that a file holds.

    Raises:
        BadPack: the file cannot be read, or holds what no pack can; names file, cue and key.
    """
    try:
        text = unicodedata.normalize("NFC", file.read_text("utf-8-sig"))
        entries = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise BadPack(str(file), "-", str(fault)) from None
    return Pack(language, {name: _cue(str(file), name, entry) for name, entry in entries.items()})


@cache
def read_own(file: Path, language: str) -> Pack:
    """The pack of a language with an organisation's own words in it.

    Raises:
        BadPack: as `read_pack`, and where a cue is none of the pack's.
    """
    pack = load_pack(language)
    own = read_pack(file, language)
    for name in own.cues:
        if pack.cues and name not in pack.cues:
            known = ", ".join(sorted(pack.cues))
            raise BadPack(str(file), name, f"{_NO_SUCH} ({known})")
        if pack.cues:
            _refuse_stars(str(file), own.cues[name], whole=pack.cues[name].whole)
    return pack.with_own(own) if pack.cues else pack


_NO_SUCH = N_("zo'n cue is er niet")
_STAR = N_(
    "een ster werkt alleen vast aan een woord, aan het begin of het eind van een phrase; "
    "schrijf de woorden voluit, of neem een patroon"
)
_LISTS = ("phrases", "lemmas", "not_after")
_KEYS = {
    "meaning": str,
    "side": str,
    "learned": bool,
    "whole": bool,
    "also_heard": bool,
    "for_notes": bool,
    "most_words": int,
}


def _cue(file: str, name: str, entry: Any) -> Cue:
    if not isinstance(entry, dict):
        raise BadPack(file, name, N_("een cue is een tabel: [naam] met phrases"))
    facts: dict[str, Any] = {}
    for key, value in entry.items():
        where = f"{name}.{key}"
        if key in _LISTS:
            facts[key] = _texts(file, where, value)
        elif key in ("yes", "no"):
            facts[key] = tuple(_example(file, where, one) for one in _list(file, where, value))
        elif key == "patterns":
            facts[key] = tuple(_pattern(file, where, one) for one in _list(file, where, value))
        elif isinstance(value, _KEYS.get(key, ())):
            facts[key] = value
        else:
            raise BadPack(file, where, N_("deze sleutel of waarde kent een cuepakket niet"))
    if facts.get("side", "") not in ("", "seller", "customer"):
        raise BadPack(file, f"{name}.side", N_("een kant is seller of customer"))
    cue = Cue(name=name, **facts)
    _refuse_stars(file, cue, whole=cue.whole)
    return cue


def _refuse_stars(file: str, cue: Cue, *, whole: bool) -> None:
    """A star is for the rest of a word, at an edge of a phrase; elsewhere it would never hit."""
    for key in _LISTS:
        for text in getattr(cue, key):
            bare = text.strip("*") if key == "phrases" and not whole else text
            if "*" in bare or bare != bare.strip():
                raise BadPack(file, f"{cue.name}.{key}: {text}", _STAR)


def _list(file: str, where: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise BadPack(file, where, N_("hier hoort een lijst"))
    return value


def _texts(file: str, where: str, value: Any) -> tuple[str, ...]:
    texts = _list(file, where, value)
    if not all(isinstance(text, str) and re.search(r"[^\W_]", text) for text in texts):
        raise BadPack(file, where, N_("hier hoort een lijst van woorden"))
    return tuple(" ".join(text.split()) for text in texts)


def _example(file: str, where: str, value: Any) -> Example:
    if isinstance(value, str):
        return Example(value)
    if isinstance(value, dict) and set(value) == {"text", "direction"}:
        text, direction = value["text"], value["direction"]
        if isinstance(text, str) and direction in DIRECTIONS:
            return Example(text, direction)
    raise BadPack(file, where, N_("een voorbeeld is een zin, of {text, direction}"))


def _pattern(file: str, where: str, value: Any) -> Pattern:
    if not isinstance(value, dict) or set(value) != {"with", "match"}:
        raise BadPack(file, where, N_("een patroon is {with, match}"))
    literal, match = value["with"], value["match"]
    if not isinstance(literal, str) or not isinstance(match, str) or not literal:
        raise BadPack(file, where, N_("een patroon is {with, match}"))
    if len(match) > LONGEST_PATTERN:
        raise BadPack(file, where, N_("dit patroon is te lang"))
    try:
        re.compile(match)
    except (re.error, OverflowError, RecursionError) as fault:
        raise BadPack(file, where, str(fault)) from None
    return Pattern(literal, match)
