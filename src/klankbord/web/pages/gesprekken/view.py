"""The library: calls, newest first, with what was found in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.conversation.time import format_clock
from klankbord.i18n import N_, Translate
from klankbord.measures import CATALOGUE
from klankbord.measures.about import about
from klankbord.report.cue_names import cue_name
from klankbord.report.values import minutes, number
from klankbord.service.accounts.waiting import Waiting, read_waiting
from klankbord.service.calls.finding import Found, Snippet, Wanted, searchable_cues
from klankbord.store.calls import Call
from klankbord.store.people import Person
from klankbord.store.searches import Search
from klankbord.web.dates import day_and_time, month_of
from klankbord.web.forms import Option, options_of
from klankbord.web.kinds import DIRECTIONS, type_name

if TYPE_CHECKING:
    from klankbord.web.door import Visit

FILTERS = {
    "by": N_("Gezegd door"),
    "question": N_("In een vraag"),
    "cue": N_("In een beurt met"),
    "person": N_("Gesprek van"),
    "since": N_("Vanaf"),
    "until": N_("Tot en met"),
    "least": N_("Minstens (minuten)"),
    "most": N_("Hoogstens (minuten)"),
    "sound": N_("Met geluid"),
    "measure": N_("Maat"),
    "low": N_("Maat vanaf"),
    "high": N_("Maat tot en met"),
}
"""The filters whose values can be wrong, as their fields are called."""
UNIT_HINTS = {"share": "%", "ms": "s"}


@dataclass(frozen=True)
class SnippetRow:
    """A turn that was found: where it leads, when, whose side, and its text in pieces."""

    url: str
    clock: str
    side: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class CallRow:
    """A call in the list; `month` is told where a new one begins.

    `by_name`: it was found by its title or its customers, and not by what was said.
    """

    url: str
    title: str
    when: str
    length: str
    owner: str
    customers: str
    type: str
    sound: bool
    month: str
    snippets: tuple[SnippetRow, ...]
    by_name: bool


@dataclass(frozen=True)
class LibraryView:
    """Everything on the page of calls; `wanted` is what is asked, as it was given."""

    template: ClassVar[str] = "gesprekken/page.html"
    wanted: Wanted
    many: str
    empty: bool
    nothing_asked: bool
    rows: tuple[CallRow, ...]
    sides: tuple[Option, ...]
    cues: tuple[Option, ...]
    people: tuple[Option, ...]
    types: tuple[Option, ...]
    directions: tuple[Option, ...]
    measures: tuple[Option, ...]
    filters_open: bool
    filters: int
    earlier: str
    later: str
    searches: tuple[Search, ...]
    coach_waits: str
    teams_url: str
    misread: tuple[str, ...]

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 (what the page is made from)
        cls,
        here: Visit,
        wanted: Wanted,
        found: Found,
        page: int,
        people: Sequence[Person],
        types: Sequence[str],
        kept: Sequence[Search],
        misread: Mapping[str, str],
    ) -> LibraryView:
        """The page of what was found."""
        _, language = here.translate, here.language
        several = len(people) > 1
        waits = None if found.calls else read_waiting(here.site, here.actor)
        months: set[str] = set()
        many = _("1 gesprek") if found.count == 1 else _("{n} gesprekken")
        return cls(
            wanted=wanted,
            many=many.format(n=number(found.count, language, "0")),
            empty=not found.calls,
            nothing_asked=not wanted.address,
            rows=tuple(
                _row(
                    call,
                    found.snippets.get(call.id, ()),
                    months,
                    language,
                    _,
                    several=several,
                    searched=bool(wanted.asked),
                )
                for call in found.calls
            ),
            sides=options_of(
                {"": _("iedereen"), "seller": _("de verkoper"), "customer": _("de klant")},
                [wanted.by],
            ),
            cues=options_of({"": _("–")} | _cues(language), [wanted.cue]),
            people=options_of(
                {"": _("iedereen")} | {str(p.id): p.name for p in people} if several else {},
                [wanted.person],
            ),
            types=options_of(
                {"": _("alle")} | {t: type_name(t, _) for t in types} if types else {},
                [wanted.type],
            ),
            directions=options_of(
                {"": _("alle")} | {key: _(text) for key, text in DIRECTIONS.items()},
                [wanted.direction],
            ),
            measures=options_of({"": _("–")} | _measures(language), [wanted.measure]),
            filters_open=wanted.filters > 0,
            filters=wanted.filters,
            earlier=_address(wanted, page + 1) if found.more else "",
            later=_address(wanted, page - 1) if page > 1 else "",
            searches=tuple(kept),
            coach_waits=_coach_waits(waits, _, admin=here.actor.admin),
            teams_url="/beheer/teams" if _lacks_team(waits) and here.actor.admin else "",
            misread=tuple(
                _("{name} ‘{text}’").format(name=_(FILTERS[name]), text=text)
                for name, text in misread.items()
            ),
        )


def _lacks_team(waiting: Waiting | None) -> bool:
    """Whether a coach is to be put in a team, or a seller in theirs."""
    return waiting is not None and not (waiting.in_team and waiting.sellers)


def _coach_waits(waiting: Waiting | None, _: Translate, *, admin: bool) -> str:
    """What a coach without any call waits for; "" for a seller."""
    if waiting is None:
        return ""
    if waiting.in_team and waiting.sellers:
        text = _(
            "Je hoeft niets te doen: wat deze verkopers toevoegen, staat hier vanzelf. {names}"
        )
        return text.format(names=", ".join(waiting.sellers) + ".")
    if admin:
        return (
            _("In je team zit nog geen verkoper. Zet er zelf een in.")
            if waiting.in_team
            else _("Je zit nog niet in een team. Zet jezelf erin.")
        )
    admins = ", ".join(waiting.admins) or _("een beheerder")
    if waiting.in_team:
        text = _("In je team zit nog geen verkoper. Vraag {names} om er een in te zetten.")
    else:
        text = _("Je zit nog niet in een team. Vraag {names} om je erin te zetten.")
    return text.format(names=admins)


def _row(  # noqa: PLR0913
    call: Call,
    snippets: Sequence[Snippet],
    months: set[str],
    language: str,
    translate: Translate,
    *,
    several: bool,
    searched: bool,
) -> CallRow:
    undated = translate("Zonder datum")
    month = month_of(call.started_at, language) if call.started_at else undated
    fresh = month not in months
    months.add(month)
    url = f"/gesprekken/{call.id}"
    return CallRow(
        url=url,
        title=call.title or translate("Gesprek zonder titel"),
        when=day_and_time(call.started_at, language)
        if call.started_at
        else translate("datum onbekend"),
        length=minutes(call.length_ms, translate) if call.length_ms else "",
        owner=call.owner if several else "",
        customers=call.customers,
        type=type_name(call.type, translate),
        sound=call.sound is not None,
        month=month if fresh else "",
        snippets=tuple(_snippet(url, snippet) for snippet in snippets),
        by_name=searched and not snippets,
    )


def _snippet(url: str, snippet: Snippet) -> SnippetRow:
    turn = snippet.turn
    return SnippetRow(
        url=f"{url}#t{turn.turn}",
        clock=str(turn.turn) if turn.start_ms is None else format_clock(turn.start_ms),
        side=turn.side,
        pieces=_shortened(snippet.pieces),
    )


ROOM = 70
"""Letters of a long turn that are shown on each side of what was found."""


def _shortened(pieces: Sequence[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """The pieces with long stretches in which nothing was found cut short."""
    last = len(pieces) - 1
    short = []
    for place, (text, hit) in enumerate(pieces):
        begin, end = text, ""
        if not hit and len(text) > 2 * ROOM:
            begin = "" if place == 0 and last else text[:ROOM].rsplit(" ", 1)[0]
            end = "" if place == last else text[-ROOM:].split(" ", 1)[-1]
            begin, end = f"{begin} … {end}".strip() + ("" if place == last else " "), ""
            if place and not begin.startswith(" ") and text.startswith(" "):
                begin = f" {begin}"
        short.append((begin + end, hit))
    return tuple(short)


def _cues(language: str) -> dict[str, str]:
    named = {cue: cue_name(cue, language) for cue in searchable_cues()}
    return dict(sorted(named.items(), key=lambda item: item[1].casefold()))


def _measures(language: str) -> dict[str, str]:
    """Every measure and kind, by its name, with the unit that is asked in."""
    found = {}
    for measure in CATALOGUE:
        told = about(measure.id, language)
        unit = UNIT_HINTS.get(measure.unit.name, "")
        for kind in measure.kinds:
            name = f"{told.name}: {told.kinds.get(kind, kind)}" if kind else told.name
            found[f"{measure.id}:{kind}" if kind else measure.id] = (
                f"{name} ({unit})" if unit else name
            )
    return dict(sorted(found.items(), key=lambda item: item[1].casefold()))


def _address(wanted: Wanted, page: int) -> str:
    asked = "&".join(
        part for part in (wanted.address, f"pagina={page}" if page > 1 else "") if part
    )
    return f"/gesprekken?{asked}"
