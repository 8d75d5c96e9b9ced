"""Numbers and letters as they are said: 'nul zes twaalf', 'double five', 'N van Nico'.

A text becomes units: what stands for digits, for a letter, for nothing ('uh', a comma, 'en dan'),
or for something else. Dutch as in the Netherlands and in Flanders, and English, always both: many
calls mix them, and a word that is a number in one is seldom something else in the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from itertools import product

from klankbord.language.folding import fold

_TOKEN = re.compile(r"\d+|[^\W\d_]+|\S")


class Role(Enum):
    """What a unit is for whoever looks for numbers."""

    DIGITS = 1
    LETTER = 2
    FILLER = 3
    PLUS = 4
    OTHER = 5


@dataclass(frozen=True, slots=True)
class Unit:
    """[start, end) of the text, its digits or its letter, and its folded word.

    `word` is "" where it is made of several; `said` where digits were words, not figures.
    """

    start: int
    end: int
    role: Role
    value: str
    word: str
    said: bool = False

    @property
    def is_one(self) -> bool:
        """Whether it is a single digit."""
        return self.role is Role.DIGITS and len(self.value) == 1


_ONES = "nul een twee drie vier vijf zes zeven acht negen".split()
_TEENS = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_TWICE = {"dubbel": 2, "dubbele": 2, "double": 2, "triple": 3, "driedubbel": 3, "treble": 3}
_TIMES = frozenset({"keer", "maal", "times", "x"})
_NOUGHTS = frozenset({"nullen", "zeros", "zeroes"})
_FILLERS = frozenset(
    "uh uhm eh ehm euh euhm um umm hm hmm mm mhm ja jawel juist oke okay yes yeah right klopt en "
    "dan daarna and then weer nog streepje streep koppelteken spatie dash hyphen space punt dot "
    "schuine slash".split()
)
_SIGNS = frozenset("-.,/:;()·–—'\"")
_NAMED = (
    "a=a,ah b=bee,be c=cee,cé,see d=dee e=ee f=ef,eff g=gee h=ha,haa,aitch i=ie j=jee,jay k=ka,kaa,"
    "kay l=el,ell m=em n=en p=pee q=ku,kuu,cue,queue r=er,ar s=es,ess t=tee u=uu v=vee w=wee x=iks "
    "y=ij,ei,ypsilon,griekse z=zet,zed,zee"
)
LETTERS = {
    name: pair.partition("=")[0].upper()
    for pair in _NAMED.split()
    for name in fold(pair.partition("=")[2]).split(",")
} | {letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
"""Letters by their names, folded; 'en' and 'er' are words too, so only beside others."""
_FOR = frozenset({"van", "als", "for", "as", "like", "in"})


@cache
def words() -> dict[str, str]:
    """Every number up to 999 in one word, folded, with its digits."""
    known = {word: str(n) for n, word in enumerate(_ONES)} | {"een": "1"}
    known |= {word: str(n) for n, word in enumerate(_TEENS, 10)}
    known |= {word: str(10 * n) for n, word in enumerate(_TENS, 2)}
    for (tens, ten), (n, one) in product(enumerate(_TENS, 2), enumerate(_ONES)):
        if n:
            known[f"{one}en{ten}"] = str(10 * tens + n)
    below = dict(known)
    for n, one in enumerate(_ONES):
        if n:
            hundred = "honderd" if n == 1 else f"{one}honderd"
            known[hundred] = str(100 * n)
            for word, digits in below.items():
                if word != "nul":
                    known[hundred + word] = known[f"{hundred}en{word}"] = str(100 * n + int(digits))
    known |= {word: str(n) for n, word in enumerate(_ENGLISH)}
    known |= {word: str(10 * n) for n, word in enumerate(_ENGLISH_TENS, 2)}
    return known | {"nought": "0", "naught": "0", "ene": "1", "zeuven": "7", "niner": "9"}


def units_of(text: str, start: int = 0, end: int | None = None) -> list[Unit]:
    """A text, or [start, end) of it, as units in order; places are those of the whole text."""
    folded = fold(text[start:end])
    plain = [_unit(found[0], start + found.start()) for found in _TOKEN.finditer(folded)]
    return _joined(_with_ohs(plain))


def is_number(word: str) -> bool:
    """Whether a word is a number, or says nothing beside one ('ja', 'uh')."""
    bare = fold(word).strip(".,;:!?-")
    return not bare or bare.isdecimal() or bare in words() or bare in _FILLERS


def _unit(word: str, start: int) -> Unit:
    end = start + len(word)
    if word.isascii() and word.isdecimal():
        return Unit(start, end, Role.DIGITS, word, word)
    if digits := words().get(word):
        return Unit(start, end, Role.DIGITS, digits, word, said=True)
    if word in {"+", "plus"}:
        return Unit(start, end, Role.PLUS, "", word)
    if word in _FILLERS or word in _SIGNS:
        return Unit(start, end, Role.FILLER, "", word)
    if word in LETTERS:
        return Unit(start, end, Role.LETTER, LETTERS[word], word)
    return Unit(start, end, Role.OTHER, "", word)


def _with_ohs(units: list[Unit]) -> list[Unit]:
    """An O beside digits is a nought: 'oh seven', 'nul o zes'."""
    for at, unit in enumerate(units):
        if unit.word in {"o", "oh"}:
            beside = units[max(at - 1, 0) : at] + units[at + 1 : at + 2]
            if any(other.role is Role.DIGITS for other in beside):
                units[at] = replace(unit, role=Role.DIGITS, value="0", said=True)
    return units


def _joined(units: list[Unit]) -> list[Unit]:
    """Several words that are one number or one letter become one unit."""
    made: list[Unit] = []
    at = 0
    while at < len(units):
        unit, count = _at(units, at)
        made.append(unit)
        at += count
    return made


def _at(units: list[Unit], at: int) -> tuple[Unit, int]:
    """The unit that begins here, and of how many it is made."""
    here, following = units[at], units[at + 1 : at + 6]
    if here.word in _TWICE and following and following[0].is_one:
        return _made(here, following[0], following[0].value * _TWICE[here.word]), 2
    if here.role is Role.DIGITS:
        return _number(here, following)
    if here.role is Role.LETTER and _spells(here, following):
        return replace(here, end=following[1].end, word=""), 3
    return here, 1


def _spells(letter: Unit, following: Sequence[Unit]) -> bool:
    """'n van nico', 'a as in apple' said short."""
    if len(following) < 2 or following[0].word not in _FOR:  # noqa: PLR2004
        return False
    word = following[1].word
    return len(word) > 1 and word[0].upper() == letter.value


def _number(here: Unit, following: Sequence[Unit]) -> tuple[Unit, int]:
    """The number that begins here, whose words may stand apart; and of how many it is made."""
    if here.is_one:
        for way in (_and_tens, _hundred, _times, _naughts):
            if count := way(here, following):
                return count
    if here.said and following:
        return _tens_and_one(here, following) or (here, 1)
    return here, 1


def _and_tens(here: Unit, following: Sequence[Unit]) -> tuple[Unit, int] | None:
    """'een en twintig', 'een-en-twintig'."""
    rest = [(n, unit) for n, unit in enumerate(following, 2) if unit.word != "-"][:2]
    if [unit.word for _, unit in rest[:1]] != ["en"] or len(rest) < 2:  # noqa: PLR2004
        return None
    count, tens = rest[1]
    if not here.said or tens.word not in _TENS:
        return None
    return _made(here, tens, tens.value[0] + here.value), count


def _hundred(here: Unit, following: Sequence[Unit]) -> tuple[Unit, int] | None:
    """'five hundred'."""
    if not here.said or [unit.word for unit in following[:1]] != ["hundred"]:
        return None
    return _made(here, following[0], f"{here.value}00"), 2


def _times(here: Unit, following: Sequence[Unit]) -> tuple[Unit, int] | None:
    """'twee keer de zes', '3 x 0'."""
    if here.value < "2" or [unit.word in _TIMES for unit in following[:1]] != [True]:
        return None
    for count, unit in enumerate(following[1:3], 3):
        if unit.is_one and unit.word != "een":
            return _made(here, unit, unit.value * int(here.value)), count
        if unit.word not in {"de", "een", "a"}:
            return None
    return None


def _naughts(here: Unit, following: Sequence[Unit]) -> tuple[Unit, int] | None:
    """'drie nullen'."""
    if here.value < "2" or [unit.word in _NOUGHTS for unit in following[:1]] != [True]:
        return None
    return _made(here, following[0], "0" * int(here.value)), 2


def _tens_and_one(here: Unit, following: Sequence[Unit]) -> tuple[Unit, int] | None:
    """'twenty-one', 'vijfhonderd tien'."""
    count, one = 2, following[0]
    if one.word == "-" and len(following) > 1:
        count, one = 3, following[1]
    if not one.said or one.value == "0":
        return None
    if here.word in _ENGLISH_TENS and len(one.value) == 1:
        return _made(here, one, here.value[0] + one.value), count
    if here.word.endswith("honderd") and len(one.value) < len(here.value):
        return _made(here, one, str(int(here.value) + int(one.value))), count
    return None


def _made(first: Unit, last: Unit, digits: str) -> Unit:
    return Unit(first.start, last.end, Role.DIGITS, digits, "", said=True)
