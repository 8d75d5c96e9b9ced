"""Streets with a number, Dutch and Belgian, and a postcode with a number.

A street is told by its ending (-straat, -laan, …) or its head (Rue …, Laan van …). Endings that
other words have as well (-park, -baan, -markt) count only with a capital inside a sentence, or
where an address was just spoken about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from klankbord.language.folding import fold
from klankbord.language.redaction.kinds import Kind, Span
from klankbord.language.redaction.numbers import Hint
from klankbord.language.redaction.spoken import Role, Unit, units_of

_SURE = r"straat|straatweg|steenweg|laan|gracht|kade|singel|dreef|steeg|plantsoen|kaai|boulevard"
_MAYBE = (
    r"weg|plein|dijk|pad|hof|park|markt|lei|vest|baan|allee|wal|vaart|brink|kamp|veld|erf|donk"
    r"|akker|berg|bos|meent|poort|haven|dam|hoek|wijk|buurt|heide|rode|dal|hout|stede"
)
_CAPITAL = r"(?-i:[A-Z\u00c0-\u00dd])[\w'’-]*"
_BEFORE = (
    r"(?:(?:lange|korte|oude|nieuwe|grote|kleine|hoge|lage|eerste|tweede|derde|noorder|zuider"
    r"|ooster|wester|burgemeester|burg|professor|prof|dokter|dr|prins|prinses|koning|koningin"
    r"|keizer|graaf|pastoor|pater|sint|st|generaal|admiraal|van|de|der|den|ten|ter)\.? ){0,4}"
)
_ONE = re.compile(
    rf"(?<![\w-]){_BEFORE}(?:[\w'’]+-)*[\w'’]*[\w’](?:(?P<sure>{_SURE})|(?P<maybe>{_MAYBE}))(?!\w)",
    re.IGNORECASE,
)
_APART = re.compile(
    rf"(?<!\w)(?:(?:{_CAPITAL} ){{1,4}}|(?:grote|oude|nieuwe|lange|korte|kleine|groene) )"
    rf"(?:{_SURE}|weg|plein|dijk|markt|hof|park|baan|pad|voorhout|vest|lei)(?!\w)"
    rf"|(?<!\w)(?:laan|plein|weg|hof|straat) (?:van|der|de|het)(?: (?:de|den|der|het|nieuw)){{0,3}}"
    rf" [\w'’-]{{3,}}"
    rf"|(?<!\w)(?:rue|avenue|chauss[eé]e|(?:place|boulevard)(?= (?-i:[A-Z]))|all[eé]e|quai|drève)"
    rf"(?: (?:de|du|des|la|le|les)){{0,3}}"
    rf"(?: |'|’| l['’]| d['’])[\w'’-]{{3,}}(?: {_CAPITAL}){{0,3}}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<!\w)(?:[Oo]p|[Aa]an|[Ii]n) (?:de|het|den) ((?:{_CAPITAL} ){{0,3}}{_CAPITAL})(?= )"
)
"""A street without an ending ('op de Meir 24'): only where an address is spoken about."""
_NEVER = frozenset(
    "aandelenmarkt achteraan achterban afzetmarkt allerlei amsterdam arbeidsmarkt autopark "
    "autoweg basiskamp bedrijfshof behoud berg bescheid bijbaan bos bovenaan buurt dam damwal "
    "digitaal doelmarkt doorweg edam energiemarkt enerlei export fase gaan gerechtshof "
    "glijbaan goederen groeipad halverwege harvest haven heenweg hoek ijsberg import inhoud "
    "invalshoek invest invoerhoek invoerveld jaarmarkt jachthaven kamp kanaal klasse "
    "klimaatpad kwartaal leerpad lokaal loopbaan luchthaven luchtvaart maal maand machinepark "
    "noodhaven noorden omweg onderaan onderweg onthoud ontslaan oosten opslaan opvaart "
    "overweg paspoort periode pretpark productiestraat rapport rekenpoort renbaan rijbaan "
    "rijksweg rotterdam schiedam signaal slaan snelweg speelveld spoorweg sport staan "
    "stappenpad supermarkt support tekstveld tennisbaan terugweg teststraat thuishaven "
    "thuismarkt tijdvak topbaan totaal trainingskamp transport tweeerlei uitweg usb-poort "
    "vakgebied vakmarkt vandaal vanweg vast veld veldhoven velerlei verdieping versie vest "
    "vinexwijk voetbalveld volendam vooraan voorpoort vooruitgang wagenpark wasstraat week "
    "welvaart werkbaan werkveld westen wijk windpark winkelstraat woningmarkt woonwijk "
    "zaandam zebrapad zoekveld zonnepark zuiden".split()
)
"""Words with such an ending that are no streets."""
_HINT = re.compile(
    r"adres|woon|wonen|gevestigd|straat|huisnummer|postcode|bezorg|lever|langskom|langs te komen"
    r"|kantoor|winkel|filiaal|magazijn|zaak|pand|zetel|steenweg|address|live at|based at|deliver"
)
_NOT_HOUSES = frozenset(
    "euro eur procent percent dag dagen week weken maand maanden jaar uur minuten minuut "
    "seconden keer maal stuks mensen man vrouw klanten medewerkers winkels auto's autos km "
    "kilometer meter m graden of en tot a per x % € januari februari maart april mei juni "
    "juli augustus september oktober november december hectare verdiepingen huizen woningen "
    "stappen".split()
)
_BIT = re.compile(
    r"(?:[ ,-]{1,2}(?:bis|hs|huis|zwart|rood|rd|zw|(?:bus|box|bte|appartement|app|toevoeging|unit)"
    r" ?\w{1,4}|[a-z](?![\w'])|\d{1,3}(?!\w)))?",
    re.IGNORECASE,
)
_GLUED = re.compile(r"[a-z](?!\w)", re.IGNORECASE)
"""Of a number such as 12a."""
_POSTCODE = re.compile(r"(?<!\w)[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}(?!\w)")
_SPOKEN_POSTCODE = re.compile(
    r"\bpostcode(?: is)?:? (?P<code>[1-9]\d{3} ?(?!en|is|in|op|of|om|de|te|ik|je|we|ja|er|eh|uh)"
    r"[a-z]{2})(?!\w)"
)
"""In small letters, where it is called so."""
_AFTER_STREET = re.compile(r"[ ,.]*(?:(?:de |met )?postcode (?:is )?)?")
_NUMBER_WORD = frozenset({"nummer", "huisnummer", "number", "nr", "op", "is"})
_SMALL = frozenset("op de het een in aan die deze onze hele over van door naar uit".split())
"""Words that open a sentence, and no name of a street."""
MOST_DIGITS = 5
NEAR, CLOSE = 80, 20
"""So many letters after a street are looked at; within so many its number begins."""


def addresses_in(text: str, hint: Hint) -> Iterator[Span]:
    """The addresses of a text; `hint` gives what was said before a place of it."""
    until = 0
    for start, end, sure in sorted(_streets(text)):
        if start < until:
            continue
        number = _number(text, end)
        if number is None or not (sure or _is_likely(text, start, end, hint)):
            continue
        until = _with_postcode(text, number)
        yield Span(start, until, Kind.ADDRESS, " ".join(fold(text[start:number]).split()))
    yield from _postcodes(text, hint)


def _streets(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where a street may be named, and whether its ending alone tells so."""
    for found in _ONE.finditer(text):
        if _last(found[0]) not in _NEVER:
            yield found.start(), found.end(), found["sure"] is not None
    for found in _APART.finditer(text):
        if fold(found[0]).split()[0] not in _SMALL:
            yield found.start(), found.end(), True
    for found in _NAMED.finditer(text):
        if _last(found[1]) not in _NEVER:
            yield *found.span(1), False


def _last(name: str) -> str:
    return fold(name).rsplit(maxsplit=1)[-1]


def _is_likely(text: str, start: int, end: int, hint: Hint) -> bool:
    name = text[start:end].rsplit(maxsplit=1)[-1]
    opens = not text[:start].rstrip() or text[:start].rstrip()[-1] in ".?!\n:"
    return (name[0].isupper() and not opens) or _HINT.search(fold(hint(start))) is not None


def _number(text: str, after: int) -> int | None:
    """Where the number ends that stands right after a street; None where there is none."""
    units = units_of(text, after, after + NEAR)
    following = units[:8]
    while following and (following[0].word in _NUMBER_WORD | {",", "-"}):
        following.pop(0)
    digits: list[Unit] = []
    for unit in following:
        close = not digits or text[digits[-1].end : unit.start].strip() == ""
        if unit.role is not Role.DIGITS or not close:
            break
        digits.append(unit)
        if not unit.said:
            break
    size = sum(len(unit.value) for unit in digits)
    if not digits or not 1 <= size <= MOST_DIGITS or digits[0].start - after > CLOSE:
        return None
    if len(digits) == 1 and digits[0].word in {"een", "honderd"}:
        return None  # 'in de Kerkstraat een winkel'
    glued = None if digits[-1].said else _GLUED.match(text, digits[-1].end)
    end = glued.end() if glued else digits[-1].end
    rest = [unit.word for unit in units if unit.start >= end][:1]
    if rest and rest[0] in _NOT_HOUSES:
        return None
    found = _BIT.match(text, end)
    return found.end() if found else end


def _with_postcode(text: str, end: int) -> int:
    """The end of an address, its postcode included where that follows."""
    gap = _AFTER_STREET.match(text, end)
    found = _POSTCODE.match(text, gap.end() if gap else end)
    return found.end() if found else end


def _postcodes(text: str, hint: Hint) -> Iterator[Span]:
    """A postcode with a number tells a house as a street does."""
    for found in _POSTCODE.finditer(text):
        end = _number(text, found.end())
        named = re.search(r"postcode|adres|huisnummer", fold(hint(found.start())))
        if end is not None or named:
            yield _house(text, found.start(), end or found.end())
    for found in _SPOKEN_POSTCODE.finditer(text):
        yield _house(text, found.start("code"), _number(text, found.end()) or found.end())


def _house(text: str, start: int, end: int) -> Span:
    return Span(start, end, Kind.ADDRESS, " ".join(fold(text[start:end]).split()))
