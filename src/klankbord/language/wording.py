"""The many spellings of one wording: clitics, forms of a word, and what a recogniser makes of it.

A pack writes a phrase once. Here it becomes what may stand in a transcript: `een` also as 'n, a
verb in all its forms and with its particle apart, a name also split, joined or misheard.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from klankbord.language.folding import fold

CLITICS: dict[str, dict[str, tuple[str, ...]]] = {
    "nl": {
        "een": ("'n", "n"),
        "het": ("'t", "t"),
        "ik": ("'k", "k"),
        "mijn": ("m'n", "mn"),
        "zijn": ("z'n", "zn"),
        "haar": ("d'r", "'r"),
        "er": ("d'r", "'r"),
        "hem": ("'m", "m"),
        "zo een": ("zo'n",),
    },
    "en": {"going to": ("gonna",), "want to": ("wanna",), "them": ("'em", "em")},
}
"""Short forms of full words; each stands for the full word where a phrase has that."""
MOST_SPELLINGS = 24
PARTICLES = (
    *("aan", "achter", "af", "bij", "binnen", "door", "in", "mee", "na", "om", "op", "over"),
    *("tegen", "terug", "toe", "uit", "vast", "voor", "weg"),
)
"""The first parts at which Dutch verbs come apart: opzeggen, ik zeg het op."""
SHORT_NAME = 8
"""Names of fewer letters are heard well, or are too like other words to be heard anew."""

OPENING = 4
"""So many letters of a name that may be heard are looked for before the name itself is."""

_BEHIND = r"\(\?<[=!](?:[^()\\|]|\\.)*\)"
_BEFORE = re.compile(rf"(?:{_BEHIND}|\(\?:{_BEHIND}(?:\|{_BEHIND})*\))*")
"""What a pattern may say about the words before it, taking none of them."""

NO_LETTER_BEFORE, NO_LETTER_AFTER = r"(?<![^\W_])", r"(?![^\W_])"

_LIKE = {
    **dict.fromkeys("ckq", "[ckq]"),
    **dict.fromkeys("sz", "[sz]"),
    **dict.fromkeys("fv", "[fv]"),
    **dict.fromkeys("dt", "[dt]"),
}


def spellings(phrase: str, language: str) -> tuple[str, ...]:
    """The folded phrase itself, its clitic forms, and each without its apostrophes.

    >>> spellings("dat is het", "nl")
    ('dat is het', "dat is 't", 'dat is t')
    """
    folded = fold(phrase)
    if " " not in folded:  # alone, 't says too little, and we're would be were
        return (folded,)
    short = CLITICS.get(language, {})
    parts = re.split(rf"\b({'|'.join(map(re.escape, short))})\b" if short else "(?!)", folded)
    choices = [(part, *short.get(part, ())) for part in parts]
    found: dict[str, None] = {}
    for choice in product(*choices):
        spelling = "".join(choice)
        found |= dict.fromkeys((spelling, re.sub(r"(?<=\w)'(?=\w)", "", spelling)))
        if len(found) >= MOST_SPELLINGS:
            break
    return tuple(found)[:MOST_SPELLINGS]


def heard_as(name: str) -> str | None:
    """A pattern for a longer name as a recogniser may write it; None for a short one.

    Spaces and hyphens may come or go anywhere, letters may double, and letters that sound alike
    (c and k, s and z, f and v, d and t) may take each other's place.

    >>> bool(re.fullmatch(heard_as("Contractvrij"), "kontrakt frij"))
    True
    """
    letters = _letters(name)
    if len(letters) < SHORT_NAME:
        return None
    between = "[ '-]?"
    sounds = (f"{_LIKE.get(letter, re.escape(letter))}{{1,2}}" for letter in letters)
    return f"{NO_LETTER_BEFORE}{between.join(sounds)}{NO_LETTER_AFTER}"


def begins_as(name: str) -> tuple[str, ...]:
    """How a name may begin, two letters, as a recogniser may write it.

    >>> begins_as("Activa")
    ('ac', 'ak', 'aq', 'aa')
    """
    first, second = (_LIKE.get(letter, letter).strip("[]") for letter in _letters(name)[:2])
    after = " -'" if not fold(name)[1:2].isalnum() else ""
    pairs = product(first, dict.fromkeys(second + first + after))
    return tuple("".join(pair) for pair in pairs)


def opens_as(name: str) -> set[str]:
    """The first letters of all that `heard_as` makes of a longer name.

    >>> {"cont", "kont", "cc o"} <= opens_as("Contractvrij")
    True
    """
    found = {""}
    for letter in _letters(name)[:OPENING]:
        like = _LIKE.get(letter, letter).strip("[]")
        found = {
            (begun + one + again + between)[:OPENING]
            for begun in found
            for one, again, between in product(like, ("", *like), ("", *" '-"))
        }
    return found


def _letters(name: str) -> str:
    """The letters of a name, folded, of doubled ones one."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[\W_]", "", fold(name)))


def begins_with(pattern: str, literal: str) -> bool:
    r"""Whether everything that a pattern matches begins with the literal, by how it is written.

    >>> begins_with(r"(?<!de )me(?![\w'-])", "me"), begins_with("me?|mij", "me")
    (True, False)
    """
    begin = _BEFORE.match(pattern)
    rest = pattern[begin.end() if begin else 0 :]
    if not rest.startswith(literal) or re.search(r"[^\w ]", literal):
        return False
    after = re.sub(r"\\.|\[[^\]]*\]", ".", rest[len(literal) :])
    while (shorter := re.sub(r"\([^()]*\)", "", after)) != after:
        after = shorter
    # Another choice than this one, or one in which its last letter is not needed.
    return "|" not in after and not rest[len(literal) :].startswith(("?", "*", "+", "{"))


def forms(lemma: str, language: str) -> tuple[str, ...]:
    """Every form of a word that the dictionary knows, folded; the word itself at least."""
    return tuple(dict.fromkeys((fold(lemma), *_forms(language).get(fold(lemma), ()))))


def apart(lemma: str, language: str) -> Iterator[tuple[str, str]]:
    """Of a separable verb (Dutch): its forms and the particle that may stand further on."""
    for particle, verb in _parted(lemma, language):
        for form in forms(verb, language):
            yield form, particle


def with_te(lemma: str, language: str) -> Iterator[str]:
    """A separable verb (Dutch) after te: op te zeggen."""
    for particle, verb in _parted(lemma, language):
        yield f"{particle} te {verb}"


def _parted(lemma: str, language: str) -> Iterator[tuple[str, str]]:
    """The particle and the verb of a separable verb."""
    if language != "nl":
        return
    for particle in PARTICLES:
        verb = fold(lemma).removeprefix(particle)
        if verb != fold(lemma) and len(_forms(language).get(verb, ())) > 1:
            yield particle, verb


@cache
def _forms(language: str) -> dict[str, list[str]]:
    """All forms by lemma, as far as they are one word."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    known = DefaultDictionaryFactory().get_dictionary(language)
    words, lemmas = (
        fold("\n".join(column)).split("\n") for column in (known.keys(), known.values())
    )
    found: dict[str, list[str]] = {}
    for form, lemma in zip(words, lemmas, strict=True):
        found.setdefault(lemma, []).append(form)
    return found
