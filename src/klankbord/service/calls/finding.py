"""Find calls: by what was said in them, by whom and how, and by what is known of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, Select, select, union

from klankbord.conversation.assembly import clean
from klankbord.dialogue.acts import ACTS
from klankbord.language.folding import fold
from klankbord.language.packs import PACKS, load_pack
from klankbord.language.searching import find_words, read_names, read_question
from klankbord.measures import CATALOGUE
from klankbord.service.access import Actor, may_see
from klankbord.service.learning.folding import is_folded
from klankbord.service.site import ZONE, Site
from klankbord.store.calls import Call, count_calls, find_and_count, find_calls
from klankbord.store.people import Person, all_people
from klankbord.store.search import Asked, FoundTurn, calls_with, mark, turns_in
from klankbord.store.tables import calls, parties, readings

PAGE = 30
SNIPPETS = 3
MINUTE_MS = 60_000
SIDES = ("seller", "customer")
LONGEST_QUESTION = 300

T = TypeVar("T")


@dataclass(frozen=True)
class Wanted:
    """What calls are looked for; whatever is empty is not asked. The address bar holds it.

    `q` words and "phrases"; `by` seller or customer; `question` 1: said in a question; `cue` a
    cue in the same turn; `person` whose call; `who` part of a name of somebody who takes part;
    `since`, `until` days; `least`, `most` minutes; `type`, `direction`; `sound` 1: can be heard;
    `measure` (id or id:kind) from `low` to `high`, in the unit that the page shows.
    """

    q: str = ""
    by: str = ""
    question: str = ""
    cue: str = ""
    person: str = ""
    who: str = ""
    since: str = ""
    until: str = ""
    least: str = ""
    most: str = ""
    type: str = ""
    direction: str = ""
    sound: str = ""
    measure: str = ""
    low: str = ""
    high: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Wanted:
        """From the question part of an address; what cannot be is left out."""
        names = {field.name for field in fields(cls)}
        wanted = cls(
            **{
                name: given[name].replace("\0", "").strip()[:LONGEST_QUESTION]
                for name in names & set(given)
            }
        )
        return wanted._checked()

    @classmethod
    def misread(cls, given: Mapping[str, str]) -> dict[str, str]:
        """What an address asks that cannot be, by the name of its filter."""
        wanted = asdict(cls.of(given))
        asked = {name: given.get(name, "").replace("\0", "").strip() for name in wanted}
        return {name: text for name, text in asked.items() if text and not wanted[name]}

    @property
    def address(self) -> str:
        """The question part of an address that asks the same."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    @property
    def asked(self) -> Asked:
        """What one turn must have; by whom it was said asks nothing by itself."""
        phrases = read_question(self.q)
        marks = ["question" if self.question else "", self.cue]
        if not phrases and not any(marks):
            return Asked()
        return Asked(phrases, tuple(mark(name) for name in (self.by, *marks) if name))

    @property
    def filters(self) -> int:
        """How many things besides the words are asked."""
        return sum(bool(v) for k, v in asdict(self).items() if k not in {"q", "low", "high"})

    def _checked(self) -> Wanted:
        known = {
            "by": self.by in SIDES,
            "question": self.question == "1",
            "cue": self.cue in searchable_cues(),
            "person": _number(self.person) is not None,
            "since": _day(self.since) is not None,
            "until": _day(self.until) is not None,
            "least": _number(self.least) is not None,
            "most": _number(self.most) is not None,
            "sound": self.sound == "1",
            "measure": _measure(self.measure) is not None,
            "low": _number(self.low) is not None,
            "high": _number(self.high) is not None,
        }
        return Wanted(**{k: v for k, v in asdict(self).items() if known.get(k, True)})


@dataclass(frozen=True)
class Snippet:
    """A turn that was found, its text in pieces: (text, whether it is what was looked for)."""

    turn: FoundTurn
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Found:
    """A page of calls; `more` says that there are further ones; `count` is of all."""

    calls: tuple[Call, ...]
    snippets: dict[int, tuple[Snippet, ...]]
    count: int
    more: bool


def find(site: Site, actor: Actor, wanted: Wanted, page: int = 1) -> Found:
    """A page of the calls that somebody may see and looks for, the newest first.

    A call is found by what was said in it; where that is all that is asked, by its title and its
    customers too, and then without a snippet.
    """
    asked = wanted.asked
    with site.database.reading() as connection:
        where = conditions(connection, actor, wanted)
        first = (page - 1) * PAGE
        if asked:  # searched once, for both
            found, count = find_and_count(connection, *where, limit=PAGE + 1, offset=first)
        else:  # to count rows is quicker than to carry all of them along
            found = find_calls(connection, *where, limit=PAGE + 1, offset=first)
            count = count_calls(connection, *where)
        own = found[:PAGE]
        snippets = snippets_in(connection, asked, own)
    return Found(tuple(own), snippets, count, more=len(found) > PAGE)


def conditions(connection: Connection, actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What holds for the calls that somebody may see and looks for."""
    where = [may_see(actor), *_conditions(wanted)]
    if wanted.measure:  # that a call is found by a figure tells it
        where.append(~is_folded(actor.id))
    if wanted.asked:
        named, found_in = _named(wanted, actor), calls_with(connection, wanted.asked)
        where.append(calls.c.id.in_(union(named, found_in) if named is not None else found_in))
    return where


def snippets_in(
    connection: Connection, asked: Asked, own: Sequence[Call]
) -> dict[int, tuple[Snippet, ...]]:
    """The first turns of these calls in which what is asked was said; none where nothing is."""
    turns = turns_in(connection, asked, [c.id for c in own], SNIPPETS) if asked else {}
    languages = {call.id: call.language for call in own}
    return {
        call: tuple(Snippet(turn, _pieces(turn.text, languages[call], asked)) for turn in found_in)
        for call, found_in in turns.items()
    }


@cache
def searchable_cues() -> frozenset[str]:
    """The cues and acts that turns are marked with."""
    by_words = (cue for pack in map(load_pack, PACKS) for cue in pack.cues.values())
    return frozenset({*(cue.name for cue in by_words if not cue.for_notes), *ACTS, "interruption"})


def choices(site: Site, actor: Actor) -> tuple[list[Person], list[str]]:
    """What the filters offer: the people whose calls somebody may see, and the types of those."""
    with site.database.reading() as connection:
        visible = may_see(actor)
        owners = set(
            connection.execute(select(calls.c.owner_id).where(visible).distinct()).scalars()
        )
        types = connection.execute(select(calls.c.type).where(visible).distinct()).scalars()
        named = sorted(name for name in types if name)
        return [person for person in all_people(connection) if person.id in owners], named


def _named(wanted: Wanted, actor: Actor) -> Select[Any] | None:
    """The calls whose title and customers have what is asked; None where turns alone are asked."""
    if not wanted.asked or wanted.asked.marks:
        return None
    have = (calls.c.folded.contains(words) for words in read_names(wanted.q))
    return select(calls.c.id).where(may_see(actor), *have).correlate(None)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What is asked of the calls themselves."""
    return [*_on_facts(wanted), *_on_time(wanted)]


def _on_facts(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.person:
        yield calls.c.owner_id == int(float(wanted.person))
    if wanted.who:
        part = f"%{_plain(fold(clean(wanted.who)))}%"
        named = select(parties.c.call_id).where(parties.c.folded.like(part, escape="\\"))
        yield calls.c.id.in_(named)
    if wanted.type:
        yield calls.c.type == wanted.type
    if wanted.direction:
        yield calls.c.direction == wanted.direction
    if wanted.sound:
        yield calls.c.sound.is_not(None)
    if measure := _measure(wanted.measure):
        yield calls.c.id.in_(_measured(*measure, wanted))


def _on_time(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if since := _day(wanted.since):
        yield calls.c.started_at >= _begin(since)
    if until := _day(wanted.until):
        yield calls.c.started_at < _begin(until + timedelta(days=1))
    if (least := _number(wanted.least)) is not None:
        yield calls.c.length_ms >= least * MINUTE_MS
    if (most := _number(wanted.most)) is not None:
        yield calls.c.length_ms < (most // 1 + 1) * MINUTE_MS  # 5:59 says 5 min


def _measured(measure: str, kind: str, wanted: Wanted) -> Any:
    found = select(readings.c.call_id).where(
        readings.c.measure == measure, readings.c.kind == kind, readings.c.value.is_not(None)
    )
    scale = shown_scale(measure)
    if (low := _number(wanted.low)) is not None:
        found = found.where(readings.c.value >= low / scale)
    if (high := _number(wanted.high)) is not None:
        found = found.where(readings.c.value <= high / scale)
    return found


def shown_scale(measure: str) -> float:
    """By how much a reading's value is multiplied where people see it: a share as per cent."""
    unit = next(m.unit.name for m in CATALOGUE if m.id == measure)
    return {"share": 100, "ms": 1 / 1000}.get(unit, 1)


def _pieces(text: str, language: str, asked: Asked) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in find_words(text, language, asked.phrases):
        if start < at:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def _measure(text: str) -> tuple[str, str] | None:
    """The measure and kind of listening-signals:seller, where there are such."""
    name, _, kind = text.partition(":")
    kinds = next((m.kinds for m in CATALOGUE if m.id == name), ())
    return (name, kind) if kind in kinds else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if MINYEAR < day.year < MAXYEAR else None  # its night is countable too


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None  # noqa: PLR2004 (also no infinity, no nan)


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
