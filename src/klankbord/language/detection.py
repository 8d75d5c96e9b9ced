"""Which language is spoken: counted in the small words that only one of the languages has."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OWN_WORDS = {
    "nl": frozenset(
        "de het een en dat die niet ik je jij u wij we van voor met op aan ook maar als dan nog "
        "naar bij er hoe wat wie waar wel geen heb hebt heeft hebben ben bent zijn wordt ja nee "
        "dus want omdat moet kan zou mijn uw jullie deze eens even goed ge gij zo toch".split()
    ),
    "en": frozenset(
        "the a an and that this not i you he she it we they of for with on at also but if than to "
        "by there how what who where do does did have has had am are is was were be been will "
        "would yes yeah so because must can could my your our these just good right okay "
        "from".split()
    ),
    "de": frozenset(
        "der die das und ich nicht ist sie mit auf ein eine einen auch aber wie wenn habe haben "
        "hat sind zu von es noch schon nein doch nur dann den dem des im mir mich wir ihr euch "
        "sich wird werden kann muss mal ganz sehr oder weil dass bei nach aus für über".split()
    ),
    "fr": frozenset(
        "le la les un une des et est je tu il elle nous vous ils que qui ne pas ce c'est dans sur "
        "pour avec mais comme oui non au aux du mon ma mes votre notre plus très bien alors donc "
        "ça cette être avoir fait".split()
    ),
}
"""German and French are here so that they are not taken for Dutch or English."""
_ENOUGH = 20
_CLEAR = 1.5


def detect_language(texts: Iterable[str]) -> str:
    """The language of the texts (nl, en, de, fr), or "" where too little shows it.

    Twenty small words are enough, and the one language must have half as many again as the next.
    """
    counts = dict.fromkeys(_OWN_WORDS, 0)
    for text in texts:
        for word in re.findall(r"[\w']+", text.lower()):
            for language, own in _OWN_WORDS.items():
                counts[language] += word in own
    (best, most), (_, second) = sorted(counts.items(), key=lambda pair: -pair[1])[:2]
    return best if most >= _ENOUGH and most >= _CLEAR * second else ""
