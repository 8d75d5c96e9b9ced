"""Values as the reader sees them."""

from datetime import datetime

import pytest

from klankbord.i18n import translator
from klankbord.measures.measure import CODES, UNITS
from klankbord.report.catalogue import UNIT_NAMES
from klankbord.report.values import date_text, duration, minutes, reason, value_text


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en"),
    [
        (0.386, "share", "39 %", "39%"),
        (620, "ms", "0,6 s", "0.6 s"),
        (12_400, "ms", "12 s", "12 s"),
        (108_000, "ms", "1:48", "1:48"),
        (3, "count", "3", "3"),
        (1234, "count", "1.234", "1,234"),
        (31, "words", "31 woorden", "31 words"),
        (8.64, "per minute", "8,6 / min", "8.6 / min"),
        (0.4, "per 10 minutes", "0,40 / 10 min", "0.40 / 10 min"),
        (0, "per 10 minutes", "0,0 / 10 min", "0.0 / 10 min"),
        (0.03, "per minute", "0,03 / min", "0.03 / min"),
        (53.4, "per hour", "53 / uur", "53 / hour"),
        (205.2, "words per minute", "205 / min", "205 / min"),
        (0.25, "per 100 words", "0,25 / 100", "0.25 / 100"),
        (0.996, "0 to 1", "1,00", "1.00"),
    ],
)
def test_a_value_in_both_languages(value: float, unit: str, nl: str, en: str) -> None:
    assert value_text(value, unit, "nl") == nl
    assert value_text(value, unit, "en") == en


def test_every_unit_and_every_code_has_its_words() -> None:
    for unit in UNITS:
        assert value_text(1.0, unit.name, "nl")
        assert UNIT_NAMES[unit.name]
    for code in CODES[1:]:
        assert reason(code, translator("en")) != reason(code, translator("nl"))


def test_a_date_keeps_the_clock_of_its_own_zone() -> None:
    when = datetime.fromisoformat("2026-11-19T10:04:00-05:00")
    assert date_text(when, "nl") == "do 19 november 2026, 10:04"
    assert date_text(when, "en") == "Thu 19 November 2026, 10:04"


def test_lengths() -> None:
    assert duration(59_990, "nl") == "59 s"
    assert duration(48_700, "nl") == minutes(48_700, translator("nl")) == "48 s"
    assert duration(9_640, "nl") == "9,6 s"
    assert duration(108_900, "nl") == "1:48"
    assert duration(60_000, "nl") == "1:00"
    assert minutes(1_860_000, translator("nl")) == "31 min"
    assert minutes(40_000, translator("nl")) == "40 s"
    assert minutes(817 * 60_000, translator("nl")) == "13 u 37 min"
    assert minutes(3_599_900, translator("en")) == "59 min"
    assert minutes(299_999, translator("nl")) == "4 min"


def test_times_have_the_unit_that_the_report_shows() -> None:
    assert "milli" not in UNIT_NAMES["ms"]
