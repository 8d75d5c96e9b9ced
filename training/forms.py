"""What words stand for in n-grams: number words, words for you, and the forms of common verbs."""

from __future__ import annotations

import numpy as np

from klankbord.language.ngrams import NUMBER, Words, number_of

NL_SAME = (
    "u je jij jou ge gij jullie gijzelf jijzelf uzelf",
    "uw jouw uwe",
    "bent ben zijt",
    "heeft hebt heb hebben hebde",
    "had hadden hadt",
    "kunt kan kun kunnen kunde",
    "kon konden kondt",
    "wilt wil willen",
    "wou wilde wilden",
    "zou zoudt zouden",
    "zult zal zullen",
    "gaat ga gaan",
    "doet doe doen",
    "vindt vind vinden",
    "denkt denk denken",
    "weet weten weette",
    "moet moeten moest moesten",
    "mag mogen mocht",
    "wordt word worden",
    "zegt zeg zeggen",
    "komt kom komen",
    "ziet zie zien",
    "krijgt krijg krijgen",
    "werkt werk werken",
    "maakt maak maken",
    "een 'n ne nen",
    "het 't t",
    "mijn m'n mn",
    "zijn z'n zn",
    "er d'r",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "oke okee ok",
    "euro euro's eur €",
    "procent %",
    "wij we",
    "hm hum mm hmm mhm mm-hu mm-hm hmhm",
    "zij ze",
)
EN_SAME = (
    "you ya u",
    "i'm im",
    "monday tuesday wednesday thursday friday saturday sunday",
    "january february march april june july august september october november december",
    "pound pounds quid £ dollar dollars $ euro euros €",
    "percent %",
    "that's thats",
    "it's its",
    "what's whats",
    "don't dont",
    "can't cant",
    "we've weve",
    "you've youve",
    "you're youre",
    "we're were",
    "i've ive",
    "okay ok",
    "yeah yes yep",
)
OPENERS = {
    "nl": "ja nee nou en maar of dus want oh o ah oke ok goed hm hmm mm uh eh euh allee awel tja "
    "ach kijk zeg he wel amai nja jawel precies prima mooi want ook even dan",
    "en": "yes yeah no well and but or so oh ah okay ok right hm mm uh um look sure great good "
    "alright fine now then",
}


def words_of(language: str) -> Words:
    """What a language's words stand for."""
    same = {"nl": NL_SAME, "en": EN_SAME}[language]
    forms: dict[int, int] = {}
    for group in same:
        numbers = number_of(group.split())
        forms.update(dict.fromkeys(numbers.tolist(), int(numbers[0])))
    numerals = {"nl": _dutch(), "en": _english()}[language]
    forms.update(dict.fromkeys(number_of(numerals).tolist(), int(NUMBER)))
    word = np.array(sorted(forms), dtype=np.uint64)
    form = np.array([forms[int(number)] for number in word], dtype=np.uint64)
    openers = np.unique(number_of(sorted(set(OPENERS[language].split()))))
    return Words(word, form, openers)


def _dutch() -> list[str]:
    """Number words from 2 to 999 and round thousands, as Dutch writes them."""
    ones = "een twee drie vier vijf zes zeven acht negen".split()
    teens = "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
    tens = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
    below = [*ones[1:], *teens, *tens]
    below += [f"{one}en{ten}" for ten in tens for one in ones]
    hundreds = ["honderd", *(f"{one}honderd" for one in [*ones[1:], *teens[1:]])]
    all_hundreds = [f"{h}{b}" for h in hundreds for b in below]
    thousands = ["duizend", "miljoen", "anderhalf", "anderhalve"]
    thousands += [f"{b}duizend" for b in [*below, *hundreds]]
    return [*below, *hundreds, *all_hundreds, *thousands]


def _english() -> list[str]:
    small = (
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
        "ninety hundred thousand million grand"
    ).split()
    tens, ones = small[18:26], "one two three four five six seven eight nine".split()
    return [*small, *(f"{ten}-{one}" for ten in tens for one in ones)]
