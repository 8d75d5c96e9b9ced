"""A source: its settings as they are or were filled in, and what arrived from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import Mistakes, NoticeOrDemand, NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.privacy.consent import waiting_among
from klankbord.service.sources.admitting import say_reason
from klankbord.service.sources.leaving_out import QUIET
from klankbord.service.sources.other_sources import FIELDS, SECRETS, Asked
from klankbord.service.sources.regrown import LATER
from klankbord.service.sources.source_form import SEPARATORS, filled_in, of_extensions
from klankbord.service.sources.sources import OneSource, may_try_again
from klankbord.service.sources.systems import systems
from klankbord.service.sources.waiting_files import count_waiting, waiting_files
from klankbord.service.sources.watch_config import FolderConfig
from klankbord.service.sources.watching import KIND
from klankbord.store.arrivals import Arrival, State
from klankbord.store.people import Person
from klankbord.store.sources import Source
from klankbord.web.dates import day_and_time
from klankbord.web.forms import Field, Option, fields_of, options_of
from klankbord.web.kinds import direction_name
from klankbord.web.pages.bronnen.list_view import kind_text, nobody_of, state_of, trouble_of
from klankbord.web.pages.bronnen.waits_view import Waits

if TYPE_CHECKING:
    from klankbord.web.door import Visit

STATES: dict[str, tuple[State, ...]] = {
    "": (),
    "onderweg": ("waiting", "fetching"),
    "bewaard": ("kept",),
    "gelaten": ("left_out",),
    "geweigerd": ("refused",),
}
"""What the list of arrivals can be narrowed to, by its word in the address."""
_STATE_TEXTS = {
    "": N_("alles"),
    "onderweg": N_("onderweg"),
    "bewaard": N_("bewaard"),
    "gelaten": N_("niet bewaard"),
    "geweigerd": N_("geweigerd"),
}
_OUTCOMES: dict[str, str] = {
    "waiting": N_("wacht"),
    "fetching": N_("onderweg"),
    "kept": N_("bewaard"),
    "left_out": N_("niet bewaard"),
    "refused": N_("geweigerd"),
}
_DIRECTIONS = {"in": "inbound", "out": "outbound"}
_SEATINGS = {
    "": N_("weet ik niet"),
    "seller,customer": N_("links de verkoper"),
    "customer,seller": N_("links de klant"),
}
_WAYS = {"": N_("weet ik niet"), "in": N_("inkomend"), "out": N_("uitgaand")}
_LANGUAGES = {"": N_("hoort Klankbord zelf"), "nl": "Nederlands", "en": "English"}
_SEPARATOR_TEXTS = {
    "comma": N_("komma"),
    "semicolon": N_("puntkomma"),
    "tab": N_("tab"),
    "bar": N_("streep"),
}
_COLLEAGUES = {"": N_("komen niet mee"), "yes": N_("komen ook mee")}
_HEADER = {"yes": N_("ja, met namen"), "no": N_("nee")}
PAGE = 20
EMPTY = {"name": "", "extensions": ""}
FOLDER_FIELDS = (
    *("folder", "patterns", "zone", "inward", "outward", "own_digits", "outside"),
    *(
        "first_half",
        "second_half",
        "least_s",
        "still_s",
        "every_s",
        "since",
        "cdr_file",
        "cdr_columns",
    ),
)


@dataclass(frozen=True)
class ArrivalRow:
    """A call that arrived: what it is called there, what was told, and what became of it."""

    again: str
    name: str
    when: str
    facts: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class OwnField:
    """A field that only this kind of source has."""

    name: str
    label: str
    hint: str
    field: Field
    options: tuple[Option, ...]
    hidden: bool


@dataclass(frozen=True)
class SourceView:
    """The page of a source."""

    template: ClassVar[str] = "bronnen/source.html"
    title: str
    url: str
    kind: str
    watched: bool
    enabled: bool
    state: str
    trouble: str
    unlawful: str
    seen: str
    address: str
    key_url: str
    name: Field
    extensions: Field
    persons: tuple[Option, ...]
    fields: Mapping[str, Field]
    choices: Mapping[str, tuple[Option, ...]]
    cdr_usual: str
    own: tuple[OwnField, ...]
    secret: Field | None
    secret_label: str
    secret_hint: str
    unfolded: bool
    waits: Waits
    rows: tuple[ArrivalRow, ...]
    tallies: tuple[tuple[str, str, int, bool], ...]
    more: str

    @classmethod
    def of(
        cls,
        here: Visit,
        found: OneSource,
        *,
        form: Mapping[str, str] | None = None,
        wrong: NotTaken | None = None,
        chosen: str = "",
    ) -> SourceView:
        """The page; its form as it was filled in, where something is wrong with that."""
        _, source = here.translate, found.source
        watched = source.kind == KIND
        filled = dict(form) if form else _filled(found)
        unlawful, wrong = _apart(wrong, _)
        names = [*EMPTY, *(FOLDER_FIELDS if watched else FIELDS.get(source.kind, ()))]
        names += ["secret"] if source.kind in SECRETS else []
        fields = fields_of({name: filled.get(name, "") for name in names}, wrong, _)
        label, hint = SECRETS.get(source.kind, ("", ""))
        waits = Waits.of(
            here,
            waiting_files(here.site, here.actor, source)
            if chosen == "onderweg"
            else count_waiting(source),
        )
        waiting = waiting_among(here.site, [n for one in found.arrivals for n in one.calls])
        return cls(
            title=source.name,
            url=f"/beheer/bronnen/{source.id}",
            kind=kind_text(source, _),
            watched=watched,
            enabled=source.enabled,
            state=state_of(here, source),
            trouble=(trouble_of(source, here.language) if source.enabled else "")
            or nobody_of(source, found.people, _),
            unlawful=unlawful,
            seen=_seen(source, _),
            address=_address(here, source),
            key_url=f"/beheer/sleutels?bron={source.id}" if source.kind == "upload" else "",
            name=fields["name"],
            extensions=fields["extensions"],
            persons=_persons(found.people, filled.get("person", "")),
            fields={name: fields[name] for name in FOLDER_FIELDS} if watched else {},
            choices=_choices(filled, _) if watched else {},
            cdr_usual=_usual(source),
            own=_own(source, fields, _),
            secret=Field("", fields["secret"].mistake) if source.kind in SECRETS else None,
            secret_label=_(label),
            secret_hint=_secret_hint(source, hint, _),
            unfolded=wrong is not None or not source.enabled or not found.counts,
            waits=waits,
            rows=tuple(_row(here, one, waiting, named=not watched) for one in found.arrivals),
            tallies=_tallies(found, chosen, waits.many, _),
            more=_more(found, chosen),
        )


def _apart(wrong: NotTaken | None, _: Translate) -> tuple[str, NotTaken | None]:
    """What is said of consent, which has a page of its own; and what is wrong on this one."""
    mistakes = wrong.mistakes if wrong else ()
    said = [one.say(_) for one in mistakes if isinstance(one, NoticeOrDemand)]
    rest = tuple(one for one in mistakes if not isinstance(one, NoticeOrDemand))
    return (said[0], Mistakes(rest) if rest else None) if said else ("", wrong)


def _filled(found: OneSource) -> dict[str, str]:
    source = found.source
    told = {
        "name": source.name,
        "person": str(source.person_id),
        "extensions": of_extensions(found.extensions, found.people),
    }
    if source.kind == KIND:
        return told | filled_in(FolderConfig.model_validate(source.config))
    asked = FIELDS.get(source.kind, {})
    shown = {name: source.config.get(name, "") for name, one in asked.items() if not one.hidden}
    return told | {name: str(value) for name, value in shown.items()}


def _persons(people: Mapping[int, Person], chosen: str) -> tuple[Option, ...]:
    names = {str(one.id): one.name for one in people.values() if not one.left}
    return options_of(names, [chosen])


def _choices(filled: Mapping[str, str], _: Translate) -> dict[str, tuple[Option, ...]]:
    texts: dict[str, Mapping[str, str]] = {
        "direction": _WAYS,
        "channels_in": _SEATINGS,
        "channels_out": _SEATINGS,
        "language": _LANGUAGES,
        "cdr_separator": {name: _SEPARATOR_TEXTS[name] for name in SEPARATORS},
        "cdr_header": _HEADER,
        "colleagues": _COLLEAGUES,
    }
    return {
        name: options_of({value: _(text) for value, text in of.items()}, [filled.get(name, "")])
        for name, of in texts.items()
    }


def _usual(source: Source) -> str:
    """How this system lays its call records out, as the field for columns has it."""
    system = systems().get(str(source.config.get("system", "")))
    if system is None or not system.cdr:
        return ""
    return ", ".join(f"{name} = {at}" for name, at in system.cdr["columns"].items())


def _own(source: Source, fields: Mapping[str, Field], _: Translate) -> tuple[OwnField, ...]:
    def one(name: str, asked: Asked) -> OwnField:
        texts = {value: _(text) for value, text in asked.choices}
        options = options_of(texts, [fields[name].value]) if texts else ()
        field = Field("", fields[name].mistake) if asked.hidden else fields[name]
        hint = _(asked.hint) if asked.hint else ""
        return OwnField(name, _(asked.label), hint, field, options, asked.hidden)

    return tuple(one(name, asked) for name, asked in FIELDS.get(source.kind, {}).items())


def _secret_hint(source: Source, hint: str, _: Translate) -> str:
    if not hint:
        return ""
    there = _(N_("Er staat er een; leeg laat het zoals het is.")) if source.secret else ""
    return f"{_(hint)} {there}".strip()


def _address(here: Visit, source: Source) -> str:
    """Where a webhook is to be sent."""
    return f"{here.site.settings.address}/webhooks/{source.id}" if source.kind in SECRETS else ""


def _seen(source: Source, _: Translate) -> str:
    """What was found when it was last looked at."""
    seen = source.seen
    if "files" not in seen:
        return ""
    told = [_(N_("{n} bestanden")).format(n=seen["files"])]
    for name, text in _COUNTED.items():
        if seen.get(name):
            told.append(_(text).format(n=seen[name]))
    return ", ".join(told)


_COUNTED = {
    "waiting": N_("{n} nog niet compleet"),
    "unfit": N_("{n} die nergens op passen"),
    "links": N_("{n} koppelingen overgeslagen"),
    "unreadable": N_("{n} onleesbare namen overgeslagen"),
    "closed": N_("{n} mappen dicht voor Klankbord"),
}


def _row(here: Visit, arrival: Arrival, waiting: set[int], *, named: bool) -> ArrivalRow:
    """An arrival; `named` where its source itself names calls, and not by their files."""
    _, told = here.translate, arrival.told
    way = direction_name(_DIRECTIONS.get(told.get("direction", ""), ""), _)
    facts = [way, told.get("number", ""), told.get("primary_user", "")]
    reason = say_reason(arrival, _, here.language)
    later = ", ".join(arrival.detail.get(LATER, ()))
    if later and arrival.outcome == "kept":
        reason = _(N_("Daarna veranderde of kwam nog: {names}")).format(names=later)
    if arrival.outcome == "kept" and waiting.intersection(arrival.calls):
        reason = _(N_("Niemand ziet het nog: het wacht op toestemming."))
    again = f"/beheer/bronnen/{arrival.source_id}/aankomsten/{arrival.id}/opnieuw"
    key = _(N_("een gesprek")) if arrival.reason in QUIET else arrival.key
    files = " + ".join(file.name for file in arrival.files)
    facts += [files] if named and files != key else []
    return ArrivalRow(
        again=again if may_try_again(arrival) else "",
        name=key if named else files or key,
        when=day_and_time(arrival.received_at, here.language),
        facts=", ".join(fact for fact in facts if fact),
        outcome=_(_OUTCOMES[arrival.outcome]),
        reason=reason,
    )


def _tallies(
    found: OneSource, chosen: str, waits: int, _: Translate
) -> tuple[tuple[str, str, int, bool], ...]:
    """Each narrowing: its address, its name, how many, and whether it is the one that is shown."""
    counted = {
        word: sum(found.counts.get(state, 0) for state in states) if states else None
        for word, states in STATES.items()
    }
    counted["onderweg"] = (counted["onderweg"] or 0) + waits
    total = sum(found.counts.values()) + waits
    url = f"/beheer/bronnen/{found.source.id}"
    return tuple(
        (
            f"{url}?stand={word}#aankomsten" if word else f"{url}#aankomsten",
            _(_STATE_TEXTS[word]),
            total if many is None else many,
            word == chosen,
        )
        for word, many in counted.items()
    )


def _more(found: OneSource, chosen: str) -> str:
    if len(found.arrivals) < PAGE:
        return ""
    narrowed = f"stand={chosen}&" if chosen else ""
    last = found.arrivals[-1].id
    return f"/beheer/bronnen/{found.source.id}?{narrowed}voor={last}#aankomsten"
