"""E-mail addresses, written and said: 'jan punt de vries apenstaartje gmail punt com'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from klankbord.language.folding import fold
from klankbord.language.redaction.kinds import Kind, Span
from klankbord.language.redaction.numbers import Hint

WRITTEN = re.compile(r"(?<![\w.+%'-])[\w.+%'-]*[\w+%-]\s?@\s?[\w-]+(?:\.[\w-]+)+")
_BRACKETED = re.compile(
    r"(?P<opens>[(\[{<]) ?(?:(?P<at>at|@|apenstaartje)|dot|punt|\.) ?[)\]}>]", re.IGNORECASE
)
"""'jan(at)bedrijf(punt)nl': how addresses are written to be read by people alone."""
_TOKEN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|\S")
_SURE = frozenset(
    "@ apenstaartje apenstaart apestaartje apestaart apenstaartjes at-teken atteken".split()
)
"""What only an address has."""
_WRITTEN_AT = "\uff20"
"""Stands for '(at)', which is one only before a host with an ending; no plain text has it."""
_AT = frozenset("at ad et".split())
"""What may be one: where more tells so."""
_DOT = frozenset(". punt dot point".split())
_JOINTS = frozenset("- _ + streepje streep koppelteken dash hyphen underscore minteken min".split())
_ENDS = frozenset(
    "nl be com eu org net info de fr uk lu io biz nu amsterdam frl gent vlaanderen brussels online "
    "shop app dev me".split()
)
_SPELLED = {("en", "el"): "nl", ("n", "l"): "nl", ("b", "e"): "be", ("bee", "ee"): "be"}
_PROVIDERS = frozenset(
    "gmail hotmail outlook live ziggo kpnmail kpn planet xs4all hetnet home upcmail casema telenet "
    "skynet proximus icloud yahoo proton protonmail quicknet chello tele2 caiway me msn".split()
)
_HINT = re.compile(r"\be-?mail|\bmail")
NEAR = 60
"""So many letters before an address, mail is what is spoken about."""
_STOP = frozenset(
    "is was mijn m'n mn je jouw jullie uw ons onze zijn haar hun naar op het t 't een ie dat "
    "die dit deze adres mailadres emailadres e-mailadres e-mail email mail mailtje mailen "
    "maile stuur sturen gestuurd kan kunt kun wil wilt heb heeft hebt krijg ik u we wij ze "
    "zij hij ja nee dus dan en of maar want om te bij met voor ook even nog wel niet oke okay "
    "nou eh uh ehm uhm doe graag via als my your his her our their the a an it's its address "
    "to send me you i at on yes no so and or but that this would be will can could please "
    "just um it im i'm we're he she they with for from use reach look looks kijk mij hoe wat "
    "wie schrijf typ spel gewoon alles hoofdletters kleine letters".split()
)
_PARTS_OF_NAMES = frozenset("van de der den ten ter het in t 't".split())
FARTHEST = 8
"""So many words of a name may stand before the sign."""
LONGEST_HOST = 10
"""So many words and dots may stand after it."""


_SIGN = re.compile(r"@|ap\w?\w?staart|at-?teken|\b(?:at|ad|et)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    word: str


def mails_in(text: str, hint: Hint) -> Iterator[Span]:
    """The addresses of a text; `hint` gives what was said before a place."""
    for found in WRITTEN.finditer(text):
        yield _span(text, *found.span())
    if _SIGN.search(text):
        opened = _BRACKETED.sub(_open, fold(text))
        words = [_Word(*m.span(), m[0]) for m in _TOKEN.finditer(opened)]
        yield from _said(text, words, hint)


def _open(found: re.Match[str]) -> str:
    """A sign without its brackets, as long as with them."""
    return (_WRITTEN_AT if found["at"] else ".").center(len(found[0]))


def _said(text: str, words: Sequence[_Word], hint: Hint) -> Iterator[Span]:
    for at, sign in enumerate(words):
        sure, written = sign.word in _SURE, sign.word == _WRITTEN_AT
        if not (sure or written or sign.word in _AT):
            continue
        end = _host(words, at + 1, sure=sure)
        begin = _name(words, at, sure=sure or written)
        if end is None or begin is None:
            continue
        start = words[begin].start
        if not (sure or written) and not _tells(words, begin, at, end, hint(start)):
            continue
        yield _span(text, start, words[end].end)


def _host(words: Sequence[_Word], at: int, *, sure: bool) -> int | None:
    """The last word of what stands after the sign: up to its ending, 'punt nl'."""
    last = None
    limit = min(at + LONGEST_HOST, len(words))
    for place in range(at, limit):
        if words[place].word not in _DOT or place == at:
            continue
        ending = tuple(word.word for word in words[place + 1 : place + 3])
        if ending[:1] and ending[0] in _ENDS:
            last = place + 1
        elif ending in _SPELLED:
            last = place + 2
        elif ending[:1] == ("co",):
            continue
        elif last is None and words[place].word == ".":
            break  # a sentence ends here
        if last is not None:
            following = words[last + 1 : last + 2]
            if not following or following[0].word not in _DOT:
                return last
    if last is None and sure and at < len(words) and words[at].word.isalnum():
        return at
    return last


def _name(words: Sequence[_Word], at: int, *, sure: bool) -> int | None:
    """The first word of what stands before the sign; right before a sure one stands a name."""
    first = None
    for place in range(at - 1, max(at - 1 - 2 * FARTHEST, -1), -1):
        word = words[place].word
        joins = word in _DOT or word in _JOINTS
        glued = place + 1 < at and words[place].end == words[place + 1].start
        if word == "." and not glued and place + 1 < at:
            break  # the end of a sentence before
        if joins:
            continue
        if not word[0].isalnum():
            break
        after_joint = place + 1 < at and words[place + 1].word in _DOT | _JOINTS
        is_name = after_joint or word in _PARTS_OF_NAMES or (sure and first is None)
        if word in _STOP and not is_name:
            break
        if at - place > FARTHEST and not after_joint:
            break
        first = place
    while first is not None and first < at - 1 and words[first].word in _PARTS_OF_NAMES:
        first += 1
    return first


def _tells(words: Sequence[_Word], begin: int, at: int, end: int, before: str) -> bool:
    """Whether 'at' is the sign here: by its host, by dots in the name, or since mail was named."""
    host = {word.word for word in words[at + 1 : end + 1]}
    if words[at].word == "at" and "punt" in host:
        return True  # no Dutch word, in Dutch
    name = {word.word for word in words[begin:at]}
    dots = bool(name & (_DOT | _JOINTS)) or any(c.isdigit() for word in name for c in word)
    return bool(host & _PROVIDERS) or dots or bool(_HINT.search(fold(before[-NEAR:])))


def _span(text: str, start: int, end: int) -> Span:
    said = "".join(
        {"punt": ".", "dot": ".", "apenstaartje": "@", "at": "@"}.get(word, word)
        for word in fold(text[start:end]).split()
    )
    return Span(start, end, Kind.MAIL, said)
