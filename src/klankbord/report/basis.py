"""What a figure rests on, as the reader sees it: 26 of 44, the middle one of 54, 7× in 12:30.

A share of a handful is told as a count, without a percentage: 2 of 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from klankbord.i18n import N_, translator
from klankbord.measures import Measure
from klankbord.report.values import duration, number, value_text

HANDFUL = 10
"""A share of fewer than so many occurrences is told as a count."""
_PER_TIME = frozenset({"per minute", "per 10 minutes", "per hour"})


def told(row: dict[str, Any], measure: Measure, language: str) -> tuple[str, str]:
    """The value of a known reading, and what it rests on; "" where the value says it all."""
    value, rests = value_text(row["value"], measure.unit.name, language), ""
    if measure.sample is not None:
        rests = _of_sample(row["n"], measure, language)
    elif row["part"] is not None and row["whole"] is not None:
        rests = _of_whole(row["part"], row["whole"], measure, language)
        if measure.unit.name == "share" and not _is_time(measure) and row["whole"] < HANDFUL:
            return rests, ""
    return value, rests


def out_of(part: str, whole: str, language: str) -> str:
    """26 of 44."""
    translate = translator(language)
    return translate("{part} van {whole}").format(part=part, whole=whole)


def _of_whole(part: float, whole: float, measure: Measure, language: str) -> str:
    _, unit = translator(language), measure.unit.name
    if unit == "words per minute":
        return _("{words} woorden in {time}").format(
            words=_count(part, language), time=duration(whole, language)
        )
    if unit in _PER_TIME:
        return _("{n}× in {time}").format(n=_count(part, language), time=duration(whole, language))
    if unit == "per 100 words":
        return _("{n}× in {words} woorden").format(
            n=_count(part, language), words=_count(whole, language)
        )
    say = duration if _is_time(measure) else _count
    return out_of(say(part, language), say(whole, language), language)


def _of_sample(n: int, measure: Measure, language: str) -> str:
    if measure.unit.name == "0 to 1":
        return ""  # one index a call: there is nothing to count
    translate = translator(language)
    if n == 1:
        return translate("de enige")
    longest = N_("de langste van {n}") if measure.unit.name == "ms" else N_("de hoogste van {n}")
    text = longest if measure.statistic == "max" else N_("de middelste van {n}")
    return translate(text).format(n=_count(n, language))


def _count(value: float, language: str) -> str:
    return number(value, language, "0")


def _is_time(measure: Measure) -> bool:
    """Whether the whole of a measure is time rather than occurrences."""
    whole = measure.whole
    if isinstance(whole, pl.Expr):
        return whole.meta.is_column() and whole.meta.output_name().endswith("_ms")
    name = next(iter(whole.values())) if isinstance(whole, Mapping) else whole
    return bool(name and name.endswith("_ms"))
