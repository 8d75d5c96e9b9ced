"""Values, times and reasons as the reader of a report sees them."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from babel.dates import format_datetime
from babel.numbers import format_decimal

from klankbord.conversation.time import format_clock
from klankbord.i18n import N_, Translate, translator

_MINUTE = 60_000
_SECOND = 1000

_UNITS: dict[str, tuple[float, str, str]] = {
    # unit: factor, digits, text around the number
    "share": (100, "0", N_("{n} %")),
    "count": (1, "0", N_("{n}")),
    "words": (1, "0", N_("{n} woorden")),
    "per 100 words": (1, "0.0", N_("{n} / 100")),
    "per minute": (1, "0.0", N_("{n} / min")),
    "per 10 minutes": (1, "0.0", N_("{n} / 10 min")),
    "per hour": (1, "0", N_("{n} / uur")),
    "words per minute": (1, "0", N_("{n} / min")),
    "0 to 1": (1, "0.00", N_("{n}")),
}

_REASONS: dict[str, str] = {
    "too_few": N_("te weinig om te zeggen"),
    "no_words": N_("hiervoor zijn woorden nodig, en dit is alleen geluid"),
    "no_sides": N_("niet bekend wie verkoopt"),
    "no_starts": N_("zonder tijden niet te meten"),
    "no_ends": N_("zonder eindtijden niet te meten"),
    "no_overlap": N_("deze bron toont niet wie door elkaar praat"),
    "no_punctuation": N_("zonder leestekens zijn vragen niet te tellen"),
    "no_cues": N_("deze taal kent Klankbord nog niet"),
    "one_customer": N_("er is maar één klant aan het woord"),
    "no_calls": N_("van geen enkel gesprek bekend"),
}


def value_text(value: float, unit: str, language: str) -> str:
    """A value with its unit: 39 %, 1:48, 0,6 s, 8,6 / min."""
    if unit == "ms":
        return duration(value, language)
    factor, digits, text = _UNITS[unit]
    if digits == "0.0" and 0 < abs(value) < 1:
        digits = "0.00"
    return translator(language)(text).format(n=number(value * factor, language, digits))


def duration(ms: float, language: str) -> str:
    """A length of time: under a minute in seconds (0,6 s), else as a clock (1:48).

    From ten seconds on whole ones that passed, as a clock counts and `minutes` does.
    """
    if abs(ms) < 10 * _SECOND:
        return f"{number(ms / _SECOND, language)} s"
    if abs(ms) < _MINUTE:
        return f"{number(int(ms / _SECOND), language, '0')} s"
    return format_clock(int(ms))


@lru_cache(maxsize=20_000)
def number(value: float, language: str, digits: str = "0.0") -> str:
    """A number in the reader's notation."""
    return str(format_decimal(value, format=f"#,##{digits}", locale=language))


def minutes(ms: int, translate: Translate) -> str:
    """A length in whole minutes that passed, in seconds under one, with hours: 1 u 5 min.

    Counted as a clock counts, so that what says 5 min is at least that long.
    """
    if ms < _MINUTE:
        return translate("{n} s").format(n=ms // _SECOND)
    hours, rest = divmod(ms // _MINUTE, 60)
    if not hours:
        return translate("{n} min").format(n=rest)
    if not rest:
        return translate("{hours} u").format(hours=hours)
    return translate("{hours} u {n} min").format(hours=hours, n=rest)


def date_text(when: datetime, language: str) -> str:
    """A date and time: do 19 november 2026, 10:04 (the clock of the source's own zone)."""
    pattern = {"nl": "EEE d MMMM y, HH:mm", "en": "EEE d MMMM y, HH:mm"}[language]
    return format_datetime(when, pattern, tzinfo=when.tzinfo, locale=language)


def reason(code: str, translate: Translate) -> str:
    """Why a reading is unknown, as the reader sees it."""
    return translate(_REASONS[code])
