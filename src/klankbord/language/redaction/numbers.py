"""Accounts, cards, BSN, the national register and telephones among the digits of a text.

What has a check must pass it: mod 97 for IBAN and the national register, eleven for BSN, Luhn for
cards. A number that does not, because it was misheard, is taken only where the talk has just named
what it is and the number of its digits is right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from klankbord.language.folding import fold
from klankbord.language.redaction.amounts import without_amounts
from klankbord.language.redaction.kinds import Kind, Span
from klankbord.language.redaction.phones import phone_at
from klankbord.language.redaction.runs import OTHER, Found, stretches
from klankbord.language.redaction.spoken import Role, Unit

Hint = Callable[[int], str]
"""What was said before a place of the text, whoever said it."""
MOST_FILLERS = 4
"""So many units that stand for nothing may lie between two digits of a number."""
SHORTEST = 8
"""The digits of the shortest number that is looked for."""
LONGEST = 34
"""The digits and letters of the longest IBAN."""
_NAMES = {
    Kind.BSN: r"bsn|b s n|burgerservice|burger service|sofi|citizen service|social security",
    Kind.REGISTER: r"rijksregister|insz|national regist|nationaal nummer",
    Kind.CARD: r"(?:credit|bank|betaal|debet)?kaart|kaartnummer|credit ?card|debit card|visa"
    r"|master ?card|maestro|bancontact|card number|amex|american express",
    Kind.IBAN: r"iban|(?<!houd )(?<!houdt )rekening(?! (?:houd|met|mee))|bank ?account"
    r"|account number|sort code",
    Kind.PHONE: r"telefo|\bgsm\b|mobiel|mobile|\bphone|\bbel(?:len|t|de)?\b|terugbel|bereik\w*"
    r"|call (?:me|you|back)|reach (?:me|you)|whatsapp|\b06\b|nulzes|doorkies|toestel",
}
STALE = "stale"
"""Something that is nobody's secret was named a while ago."""
BARE = "bare"
"""Something that is nobody's secret, by a word that says less: a number beyond doubt stays one."""
_ASKED = frozenset({*(kind.value for kind in _NAMES if kind is not Kind.PHONE), OTHER, BARE})
"""What makes the digits after it another number; a telephone is named by repeating '06' as well."""
CLOSE = 30
"""So many letters before a number, what is named there is that number."""
_COUNTER = (
    r"(?:order|bestel|klant|factuur|offerte|referentie|artikel|ticket|zaak|dossier|polis|meter"
    r"|serie|contract|lid|lot|pakket|onderdeel|product|ondernemings|btw|kvk|aansluit|project)"
    r"[- ]?(?:nummer|code)|referentie|kenmerk|\bkvk\b|k v k|kamer van koophandel|\bbtw\b|\bean\b"
    r"|(?:invoice|order|reference|customer|policy|serial|part|quote|contract|ticket|case|tracking"
    r"|product|project) (?:number|no|code|id)\b|reference|barcode|chamber of commerce|\bvat\b"
    r"|track and trace"
)
_BARE = (
    r"\b(?:order|ticket|factuur|bestelling|offerte|dossier|zaak|polis|contract|partij|artikel"
    r"|invoice|case|quote|pakket)[ #:]*$"
)
"""What stands right before its number, and says so without 'nummer'; no telephone is ruled out."""
_TOLD = re.compile(
    "|".join(f"(?P<{kind.value}>{names})" for kind, names in _NAMES.items())
    + f"|(?P<other>{_COUNTER})|(?P<{BARE}>{_BARE})"
)
_BANKS = {
    "abna": "ABNA",
    "abn": "ABNA",
    "rabo": "RABO",
    "rabobank": "RABO",
    "ing": "INGB",
    "ingb": "INGB",
    "sns": "SNSB",
    "snsb": "SNSB",
    "asn": "ASNB",
    "asnb": "ASNB",
    "triodos": "TRIO",
    "trio": "TRIO",
    "knab": "KNAB",
    "bunq": "BUNQ",
    "regiobank": "RBRB",
    "rbrb": "RBRB",
    "revolut": "REVO",
    "revo": "REVO",
}
"""How banks are called, and what stands for them in a Dutch IBAN."""
_SAID_WITH = frozenset({"amro", "bank", "hoofdletters", "capital", "caps"})
_COUNTRIES = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "LU": 20, "GB": 22, "ES": 24, "IE": 22}
"""The length of an IBAN where it is taken though it fails its check: its shape is enough."""


def numbers_in(text: str, units: Sequence[Unit], hint: Hint) -> Iterator[Span]:
    """The numbers of people among the units of a text; where two overlap, the surer one."""
    taken = list(accounts_in(units))
    yield from taken
    for run in _runs(without_amounts(text, units, lambda at: _told(hint(at))), taken):
        if len(run) > 1 or len(run[0].value) >= SHORTEST:
            for one in _apart(text, run, hint):
                yield from _in_run(one, hint)


def _apart(text: str, run: list[Unit], hint: Hint) -> Iterator[list[Unit]]:
    """A row of digits, cut where somebody asked for something else in between."""
    told, first = _told(hint(run[0].start)), 0
    for at in range(1, len(run)):
        if "\n" not in text[run[at - 1].end : run[at].start]:
            continue
        now = _told(hint(run[at].start))
        if now in _ASKED and now != told:
            yield run[first:at]
            told, first = now, at
    yield run[first:]


def _runs(units: Sequence[Unit], taken: Sequence[Span]) -> Iterator[list[Unit]]:
    """The longest rows of digits that are not taken; a plus before them belongs to them."""
    own: list[Unit] = []
    fillers, past = 0, 0
    for unit in units:
        while past < len(taken) and taken[past].end <= unit.start:
            past += 1
        free = past == len(taken) or unit.end <= taken[past].start
        if free and unit.role in {Role.DIGITS, Role.PLUS}:
            own.append(unit)
            fillers = 0
        elif free and unit.role is Role.FILLER and own and fillers < MOST_FILLERS:
            fillers += 1
        else:
            if own:
                yield own
            own, fillers = [], 0
    if own:
        yield own


def _in_run(units: Sequence[Unit], hint: Hint) -> Iterator[Span]:
    """What a row of digits holds: at each place the surest, the longest of those."""
    if sum(len(unit.value) for unit in units) < SHORTEST:
        return
    told = _told(hint(units[0].start))
    yield from _along(
        units, lambda at: next(filter(None, (test(units, at, told) for test in _TESTS)), None)
    )


def _along(units: Sequence[Unit], find: Callable[[int], Found]) -> Iterator[Span]:
    """What is found from place to place; nothing is part of two."""
    at = 0
    while at < len(units):
        found = find(at)
        if found is None:
            at += 1
            continue
        count, span = found
        yield span
        at += count


def _told(before: str) -> str:
    """What the talk has just named: the last of the kinds that it did, or something else.

    Something else that was named a while ago says little: 'the invoice … and my number is'.
    """
    last = ""
    for found in _TOLD.finditer(fold(before)):
        last = found.lastgroup or ""
        if last == OTHER and len(before) - found.end() > CLOSE:
            last = STALE
    return last


def _card(units: Sequence[Unit], at: int, told: str) -> Found:
    from stdnum import luhn

    named = told == Kind.CARD
    for count, run in stretches(units, at, 13, 19):
        digits = run.digits
        alone = run.groups in {(len(digits),), (4, 4, 4, 4), (4, 6, 5)} or run.is_dictated
        whole = at + count == len(units) and at == 0
        if digits[0] in "23456" and told != OTHER and (named or (alone and whole)):
            misheard = named and whole
            if luhn.is_valid(digits) or misheard:
                return count, run.span(Kind.CARD)
    return None


def _register(units: Sequence[Unit], at: int, told: str) -> Found:
    from stdnum.be import nn

    for count, run in stretches(units, at, 11, 11):
        if told == Kind.REGISTER or (told != OTHER and nn.is_valid(run.digits)):
            return count, run.span(Kind.REGISTER)
    return None


def _bsn(units: Sequence[Unit], at: int, told: str) -> Found:
    from stdnum.nl import bsn

    named = told == Kind.BSN
    for count, run in stretches(units, at, 8 if named else 9, 9):
        whole = at == 0 and count == len(units)
        looks = run.groups in {(9,), (3, 3, 3), (4, 2, 3)} or run.is_dictated
        passes = bsn.is_valid(run.digits)
        if (named and (passes or whole)) or (passes and looks and whole and told == ""):
            return count, run.span(Kind.BSN)
    return None


def _account(units: Sequence[Unit], at: int, told: str) -> Found:
    """The digits of an account without its country: only where an account was named."""
    if told != Kind.IBAN:
        return None
    for count, run in stretches(units, at, 9, 16):
        if at + count == len(units):
            return count, run.span(Kind.IBAN)
    return None


_TESTS = (_card, _register, phone_at, _bsn, _account)
"""The surest first."""


def accounts_in(units: Sequence[Unit]) -> Iterator[Span]:
    """IBANs: a country in one word or two letters, two digits, and what follows."""
    return _along(units, lambda at: _iban(units, at))


def _iban(units: Sequence[Unit], at: int) -> Found:
    opening = _country(units, at)
    if opening is None:
        return None
    country, count = opening
    parts, fillers, kept = [country], 0, count
    sure: tuple[int, str] | None = None
    for place in range(at + count, len(units)):
        unit = units[place]
        value = _part(unit, sum(map(len, parts)))
        if value is None:
            fillers += 1
            passing = unit.role is Role.FILLER or unit.word in _SAID_WITH
            if passing and fillers <= MOST_FILLERS:
                continue
            break
        parts.append(value)
        fillers, kept = 0, place - at + 1
        whole = "".join(parts)
        if len(whole) > LONGEST:
            break
        if len(whole) >= 15 and _is_iban(whole):  # noqa: PLR2004
            sure = kept, whole
        if len(whole) >= _COUNTRIES.get(country, LONGEST):
            break
    whole = "".join(parts)
    if sure is None and _is_shaped(whole, country):
        sure = kept, whole
    if sure is None:
        return None
    return sure[0], Span(units[at].start, units[at + sure[0] - 1].end, Kind.IBAN, sure[1])


def _country(units: Sequence[Unit], at: int) -> tuple[str, int] | None:
    """The country that opens an IBAN here, of how many units; two digits must follow."""
    first = units[at]
    if first.word.upper() in _IBANS:
        country, count = first.word.upper(), 1
    elif first.role is Role.LETTER or first.word == "en":
        after = at + 1
        while after < len(units) and units[after].word in _SIGNS:
            after += 1
        if after >= len(units) or units[after].role is not Role.LETTER:
            return None
        country = ("N" if first.word == "en" else first.value) + units[after].value
        count = after + 1 - at
    else:
        return None
    following = [u for u in units[at + count : at + count + 3] if u.role is not Role.FILLER]
    checked = country in _IBANS and following and following[0].role is Role.DIGITS
    return (country, count) if checked else None


def _part(unit: Unit, place: int) -> str | None:
    """What a unit adds to an IBAN that has so many letters and digits by now; None for nothing."""
    if unit.role in {Role.DIGITS, Role.LETTER}:
        return unit.value
    if 3 < place < 8:  # noqa: PLR2004 (where the bank stands)
        if unit.word in _BANKS:
            return _BANKS[unit.word]
        if unit.word == "en":
            return "N"
        if unit.role is Role.OTHER and len(unit.word) == 4 and unit.word.isascii():  # noqa: PLR2004
            return unit.word.upper()
    return None


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text, check_country=False))


def _is_shaped(text: str, country: str) -> bool:
    """Whether it is as an IBAN of its country is, but for its check: somebody was misheard."""
    if country == "NL":
        return re.fullmatch(r"NL\d\d[A-Z]{2,5}\d{9,11}", text) is not None
    if country == "BE":
        return re.fullmatch(r"BE\d{13,15}", text) is not None
    return False


_SIGNS = frozenset("-.,/ ")
_IBANS = frozenset(
    "AD AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO "
    "SE SI SK SM".split()
)
"""The countries from which euros are paid."""
