"""The figures of one call as a report shows them, each with its evidence and its definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from klankbord.conversation.time import format_clock
from klankbord.i18n import translator
from klankbord.measures import CATALOGUE, Family, Measure
from klankbord.measures.about import About, about
from klankbord.measures.measuring import Measured
from klankbord.report import basis
from klankbord.report.values import duration, number, reason

FEW_KINDS = 2


@dataclass(frozen=True)
class Value:
    """One value of a figure; `side` is seller, customer or "", `text` a value or a reason.

    `basis` says what it rests on (26 of 44); `zero` is true where nothing was counted, and
    `none` then says out of what. `kind` is that of its reading.
    """

    label: str
    text: str
    side: str
    known: bool
    basis: str = ""
    zero: bool = False
    none: str = ""
    kind: str = ""


@dataclass(frozen=True)
class MomentRow:
    """A piece of evidence; `turn` is 0 where no turn is meant, `name` says which one it is."""

    clock: str
    length: str
    turn: int
    to_turn: int
    name: str
    label: str
    side: str
    quote: str


@dataclass(frozen=True)
class Figure:
    """A measure of this call: its values, its evidence and its definition."""

    id: str
    values: tuple[Value, ...]
    moments: tuple[MomentRow, ...]
    about: About
    unsure: bool = False
    """It rests on an act that was wrong more often than right on calls kept apart."""
    count: str = ""
    """How many moments there are, as a row shows it; "" where there are none."""

    @property
    def brief(self) -> tuple[Value, ...]:
        """The values for a row: of many kinds, those of which there is something to tell."""
        if len(self.values) <= FEW_KINDS:
            return self.values
        return tuple(value for value in self.values if not value.zero) or self.values[:1]


@dataclass(frozen=True)
class Unsaid:
    """Figures that are unknown for the same reason."""

    reason: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Shelf:
    """Figures by how much room they take: a row each, or together in a quiet line.

    `shown` have something to say, `unsure` too, but rest on acts that are often found wrongly; of
    `none` nothing was counted, `unknown` cannot be said.
    """

    shown: tuple[Figure, ...]
    unsure: tuple[Figure, ...]
    none: tuple[Figure, ...]
    unknown: tuple[Unsaid, ...]

    @classmethod
    def of(cls, figures: tuple[Figure, ...]) -> Shelf:
        """The figures, put where they belong; each in its own order."""
        known = [figure for figure in figures if any(value.known for value in figure.values)]
        none = [
            figure
            for figure in known
            if not figure.moments and all(value.zero for value in figure.values)
        ]
        by_reason: dict[str, list[Figure]] = {}
        for figure in figures:
            if figure not in known:
                reasons = dict.fromkeys(value.text for value in figure.values)
                by_reason.setdefault("; ".join(reasons), []).append(figure)
        return cls(
            shown=tuple(f for f in known if f not in none and not f.unsure),
            unsure=tuple(f for f in known if f not in none and f.unsure),
            none=tuple(none),
            unknown=tuple(Unsaid(why, tuple(own)) for why, own in by_reason.items()),
        )


GROUPS = {"perspectives": "customers"}
"""Counts that are told out of how many there were, and the quantity of the call that says so."""


def figures_of(
    measured: Measured, call: int, language: str, spoken: str
) -> dict[Family, tuple[Figure, ...]]:
    """The figures of a call by family, each in the catalogue's order.

    Args:
        measured: the calls.
        call: the number of this one in the frames.
        language: nl or en, the reader's.
        spoken: the language of the call, which tells what is sure.
    """
    readings = [_whole_group(row, measured, call) for row in rows_of(measured.readings, call)]
    moments = rows_of(measured.moments, call)
    return {
        family: tuple(
            _figure(measure, readings, moments, language, spoken)
            for measure in CATALOGUE
            if measure.family is family
        )
        for family in Family
    }


def _whole_group(row: dict[str, Any], measured: Measured, call: int) -> dict[str, Any]:
    """A reading, with how many there were where that is told too."""
    quantity = GROUPS.get(row["measure"])
    if quantity is None:
        return row
    calls = measured.calls.filter(pl.col.call == call)
    return row | {"group": calls[quantity][0]}


def rows_of(table: pl.DataFrame, call: int) -> list[dict[str, Any]]:
    """The rows of one call in a table of many."""
    return table.filter(pl.col.call == call).rows(named=True)


def _figure(
    measure: Measure,
    readings: Sequence[dict[str, Any]],
    moments: Sequence[dict[str, Any]],
    language: str,
    spoken: str,
) -> Figure:
    told = about(measure.id, language)
    own = [row for row in readings if row["measure"] == measure.id]
    values = [_value(row, measure, told, language) for row in own]
    reasons = {row["unknown"] for row in own}
    if len(values) > 1 and len(reasons) == 1 and reasons != {None}:
        values = [Value("", values[0].text, "", known=False)]  # one reason for all kinds
    evidence = tuple(_moments(measure, moments, told, language))
    return Figure(
        id=measure.id,
        values=tuple(values),
        moments=evidence,
        about=told,
        unsure=not measure.is_sure(spoken),
        count=f"{number(len(evidence), language, '0')} ▸" if evidence else "",
    )


def _value(row: dict[str, Any], measure: Measure, told: About, language: str) -> Value:
    kind = row["kind"]
    known = row["unknown"] is None and row["value"] is not None
    label, side = told.kinds.get(kind, kind), kind if kind in {"seller", "customer"} else ""
    if not known:
        why = reason(row["unknown"] or "too_few", translator(language))
        return Value(label, why, side, known=False)
    value, rests = basis.told(row, measure, language)
    if measure.id in GROUPS:
        value = basis.out_of(value, number(row["group"], language, "0"), language)
    return Value(
        label=label,
        text=value,
        side=side,
        known=True,
        basis=rests,
        zero=row["value"] == 0 and measure.sample is None and measure.id not in GROUPS,
        none="" if row["whole"] is None else rests or value,
        kind=kind,
    )


def _moments(
    measure: Measure, moments: Sequence[dict[str, Any]], told: About, language: str
) -> Iterator[MomentRow]:
    """The evidence of a measure.

    What is both its most and its least is all there is to show: it stands there once, unnamed.
    """
    own = [row for row in moments if row["measure"] == measure.id]
    many = Counter(_place(row) for row in own)
    seen: set[tuple[Any, ...]] = set()
    for row in own:
        place = _place(row)
        if row["name"] and many[place] > 1:
            if place in seen:
                continue
            seen.add(place)
            yield _moment(row | {"name": ""}, told, language)
        else:
            yield _moment(row, told, language)


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[key] for key in ("kind", "turn", "to_turn", "start_ms", "end_ms"))


def _moment(row: dict[str, Any], told: About, language: str) -> MomentRow:
    start, end, kind = row["start_ms"], row["end_ms"], row["kind"]
    return MomentRow(
        clock="" if start is None else format_clock(start),
        length="" if start is None or end is None else duration(end - start, language),
        turn=row["turn"] or 0,
        to_turn=row["to_turn"] or row["turn"] or 0,
        name=told.moments.get(row["name"], ""),
        label=told.kinds.get(kind, kind),
        side=kind if kind in {"seller", "customer"} else "",
        quote=row["quote"] or "",
    )
