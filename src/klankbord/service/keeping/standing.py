"""Where somebody stands: in which calls surely, in which perhaps, and in what beside calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import Connection, select

from klankbord.language.folding import fold
from klankbord.service.keeping.sought import LEAST_LETTERS, Sought
from klankbord.service.names import clean
from klankbord.store import erasing as store
from klankbord.store.erasing import COUNTED, PLACES, Row, Scope
from klankbord.store.tables import parties

SELLER, CUSTOMER = "seller", "customer"
EARLIER = "earlier"


@dataclass(frozen=True)
class Standing:
    """Where somebody stands.

    Attributes:
        sure: the calls of which a party, other than our own, has their number, address or name.
        perhaps: the calls in which it stands in another place.
        names: how they are called in the calls of which that is sure.
        rows: what there is beside calls.
        under_way: how much that is still coming in by their name; it is left alone.
        left: how much stays, by `COUNTED`, and how many notes have their name.
        hits: the numbers of all rows in which they stand, by the names of places.
    """

    sure: frozenset[int]
    perhaps: frozenset[int]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    under_way: int
    left: Mapping[str, int]
    hits: Mapping[str, frozenset[int]]


@dataclass
class _Gathered:
    """What is found, row by row."""

    named: bool
    sure: set[int] = field(default_factory=set)
    perhaps: set[int] = field(default_factory=set)
    rows: list[Row] = field(default_factory=list)
    under_way: int = 0
    left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED.values(), 0))
    hits: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def put(self, row: Row) -> None:
        """A row in which they stand."""
        kind = row.place.kind
        if row.place.number is not None:
            own = row.key if "id" in row.place.table.c else row.calls
            self.hits[row.place.name].add(own[0])
        if kind == "left":
            self.left[COUNTED[row.place.table.name]] += 1
        elif kind == "field" and row.values.get("side") != SELLER:
            self.sure |= set(row.calls)
        elif kind in {"field", "about"} or (row.calls and kind != "text"):
            self.perhaps |= set(row.calls)
        elif self._passes(row):
            self.under_way += 1
        else:
            self.rows.append(row)

    def _passes(self, row: Row) -> bool:
        """Whether it is coming in: a file that somebody gave, or by a name alone anything."""
        kind = row.place.kind
        return (row.open and (self.named or kind == "import")) or (
            self.named and kind in {"sent", "told"}
        )


def stand(connection: Connection, who: Sought, scope: Scope | None = None) -> Standing:
    """Where somebody stands; with a scope, as far as that goes."""
    named = who.kind == "name"
    found = _Gathered(named)
    if named:  # what people wrote is not changed by a name alone: they are shared
        found.sure |= set(store.calls_named(connection, who.forms))
    without = {"field", "text", "search"} if named else set()
    without |= {"left"} if scope is not None else set()
    for place in PLACES:
        for row in () if place.kind in without else store.rows_of(connection, place, scope):
            if is_of(who, row):
                found.put(row)
    for call, told in () if named else store.earlier_parties(connection, scope):
        if who.is_in(told):
            found.hits[EARLIER].add(call)
            found.perhaps.add(call)
    return Standing(
        sure=frozenset(found.sure),
        perhaps=frozenset() if named else frozenset(found.perhaps - found.sure),
        names=() if named else _names(connection, who, found.sure),
        rows=tuple(found.rows),
        under_way=found.under_way,
        left=found.left,
        hits={name: frozenset(numbers) for name, numbers in found.hits.items()},
    )


def is_of(who: Sought, row: Row) -> bool:
    """Whether a row is about somebody: it has them, and not as one of our own."""
    return bool(forms_in(who, row))


def forms_in(who: Sought, row: Row) -> frozenset[str]:
    """Those of the forms of somebody that stand in a row; not where they are of our own side.

    What a source tells of a call has both sides: the line that was dialled is ours, and stands in
    the names of files of everybody who dialled it.
    """
    values = row.values
    if row.place.kind == "field":
        number, email = values.get("number") or "", values.get("email") or ""
        return (who.in_number(number) | who.in_email(email)) if number or email else frozenset()
    told = values.get("facts") if row.place.kind == "sent" else values.get("told")
    told = values.get("told_by") or told
    if row.place.kind in {"search", "left"}:
        texts = [one for one in values.values() if isinstance(one, str)]
        return who.in_value([*texts, *map(unquote_plus, texts)])
    found = who.in_value(list(values.values()))
    return found - _our_own(who, told) if found and isinstance(told, dict) else found


def count_named(
    connection: Connection, who: Sought, names: Collection[str], without: Collection[int]
) -> int:
    """How many notes have one of these names, apart from those at some calls."""
    folded = frozenset(fold(clean(name)).strip() for name in names)
    forms = who.forms if who.kind == "name" else folded
    wanted = Sought("name", frozenset(one for one in forms if len(one) >= LEAST_LETTERS))
    if not wanted.forms:
        return 0
    return sum(
        wanted.is_in(list(row.values.values()))
        for place in PLACES
        if place.kind == "text"
        for row in store.rows_of(connection, place)
        if not set(row.calls) & set(without)
    )


def _our_own(who: Sought, told: Mapping[str, Any]) -> frozenset[str]:
    sides: dict[bool, list[Any]] = {True: [told.get("primary_user")], False: []}
    for party in told.get("parties") or ():
        if isinstance(party, dict):
            sides[party.get("side") == SELLER].append(party)
    sides[False] += [told.get(name) for name in ("number", "email", "customer", "title")]
    return who.in_value(sides[True]) - who.in_value(sides[False])


def _names(connection: Connection, who: Sought, of: Collection[int]) -> tuple[str, ...]:
    """How somebody is called in calls: by their number or address, or as the only customer."""
    c = parties.c
    wanted = select(c.call_id, c.name, c.side, c.number, c.email).where(c.call_id.in_(of))
    by_call: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(wanted):
        by_call[row.call_id].append(row)
    found: set[str] = set()
    for rows in by_call.values():
        theirs = [
            one for one in rows if who.in_number(one.number or "") | who.in_email(one.email or "")
        ]
        customers = [one for one in rows if one.side == CUSTOMER]
        only = customers if len(customers) == 1 else []
        found |= {one.name for one in theirs or only if one.name}
    return tuple(sorted(found))
