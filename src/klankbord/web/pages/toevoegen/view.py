"""The form for files, and the list of what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import visible
from klankbord.i18n import N_, Translate
from klankbord.service.intake.imports import SHOWN, Listed, may_retry
from klankbord.service.intake.recognising import speakers_for
from klankbord.service.intake.stages import stages_of
from klankbord.service.privacy.consent import HOWS
from klankbord.speech.listening import Step
from klankbord.store.imports import Import
from klankbord.store.jobs import OPEN
from klankbord.web.dates import ago
from klankbord.web.forms import Option, options_of
from klankbord.web.kinds import DIRECTIONS, TYPES
from klankbord.web.manual import help_for

if TYPE_CHECKING:
    from klankbord.web.door import Visit

STAGE_NAMES = {
    "sound": N_("Opname lezen"),
    "read": N_("Gesprek lezen"),
    "hear": N_("Luisteren wie wanneer spreekt"),
    "words": N_("Woorden herkennen"),
    "measure": N_("Meten"),
}
STEP_NAMES = {
    Step.DECODE: N_("Luisteren: de opname doorlopen"),
    Step.CHANNELS: N_("Luisteren: wie op welk kanaal zit"),
    Step.TONES: N_("Luisteren: overgaan, tonen en wachtmuziek"),
    Step.SPEECH: N_("Luisteren: wie wanneer spreekt"),
    Step.SPEAKERS: N_("Luisteren: stemmen uit elkaar houden"),
}
"""What is done within the stage of hearing."""
MOST_PEOPLE = 8
"""So many people on one channel can be told of; a talk with more is no call."""
CHANNELS = {
    "seller,customer": N_("links de verkoper, rechts de klant"),
    "customer,seller": N_("links de klant, rechts de verkoper"),
}
"""Who is on which channel, as somebody tells it of a recording."""


@dataclass(frozen=True)
class CallLink:
    """A call that came of a file; "" as `url` where it is not this reader's to see."""

    url: str
    title: str
    note: str


@dataclass(frozen=True)
class Row:
    """An import: what it is, how far it got, and what can be done about it."""

    id: int
    name: str
    sound: str
    when: str
    state: str
    kind: str
    sentence: str
    help: str
    step: int
    steps: int
    calls: tuple[CallLink, ...]
    more: str
    may_retry: bool
    asks_seller: bool
    may_forget: bool


@dataclass(frozen=True)
class ListView:
    """The list alone, as it is sent again and again while something is under way."""

    template: ClassVar[str] = "toevoegen/list.html"
    rows: tuple[Row, ...]

    @property
    def under_way(self) -> bool:
        """Whether something is still to come of any of them."""
        return any(row.kind in OPEN for row in self.rows)

    @classmethod
    def of(cls, here: Visit, listed: Sequence[Listed]) -> ListView:
        """Somebody's imports, the newest first."""
        return cls(tuple(_row(here, one) for one in listed))


@dataclass(frozen=True)
class AddView:
    """The whole page; `people` is empty where speakers on one channel are not told apart."""

    template: ClassVar[str] = "toevoegen/page.html"
    rows: tuple[Row, ...]
    under_way: bool
    types: tuple[Option, ...]
    directions: tuple[Option, ...]
    languages: tuple[Option, ...]
    channels: tuple[Option, ...]
    people: tuple[Option, ...]
    consents: tuple[Option, ...]
    most_mb: int
    limits: str

    @classmethod
    def of(cls, here: Visit, listed: Sequence[Listed]) -> AddView:
        """The form, empty, and somebody's imports."""
        _, settings = here.translate, here.site.settings
        below = ListView.of(here, listed)
        limits = _("Een transcript tot {file} MB, een opname tot {sound} MB.")
        return cls(
            rows=below.rows,
            under_way=below.under_way,
            types=_choices(_("onbekend"), TYPES, _),
            directions=_choices(_("onbekend"), DIRECTIONS, _),
            languages=_choices(
                _("zoals het bestand zegt"), {"nl": N_("Nederlands"), "en": N_("Engels")}, _
            ),
            people=_people(_) if speakers_for(settings) else (),
            consents=_choices(_("dat weet ik niet"), HOWS, _),
            channels=_choices(_("zoals de naam van de opname zegt"), CHANNELS, _),
            most_mb=max(settings.max_sound_mb, settings.max_file_mb),
            limits=limits.format(file=settings.max_file_mb, sound=settings.max_sound_mb),
        )


def _choices(none: str, names: dict[str, str], translate: Translate) -> tuple[Option, ...]:
    return options_of({"": none} | {key: translate(name) for key, name in names.items()}, [""])


def _people(translate: Translate) -> tuple[Option, ...]:
    """How many speak on one channel, where they can be told apart."""
    names = {"": translate(N_("zoek het uit"))} | {
        str(n): str(n) for n in range(1, MOST_PEOPLE + 1)
    }
    return options_of(names, [""])


def _row(here: Visit, listed: Listed) -> Row:
    _, of = here.translate, listed.of
    calls = tuple(_link(one, listed, _) for one in of.calls[:SHOWN])
    left = len(of.calls) - len(calls)
    reason = of.reason or {}
    return Row(
        id=of.id,
        name=of.name,
        sound=of.sound_name if of.source and of.sound else "",
        when=ago(of.created_at, here.site.now(), here.language),
        state=_state(of, _),
        kind=of.state,
        sentence=_without(of.name, reason.get(here.language, "")),
        help=help_for(reason.get(here.language, "")),
        step=_step(of),
        steps=len(stages_of(of)),
        calls=calls,
        more=_("en nog {n}").format(n=left) if left else "",
        may_retry=may_retry(of),
        asks_seller=reason.get("error") == "UnknownHere",
        may_forget=of.state not in OPEN,
    )


def _state(of: Import, translate: Translate) -> str:
    if of.state == "waiting":
        return translate(N_("Wacht op zijn beurt"))
    if of.state == "running":
        stage = stages_of(of)[_step(of)]
        told, step = STAGE_NAMES[stage], of.payload.get("step")
        if stage == "hear" and step in set(Step):
            told = STEP_NAMES[Step(step)]
        many, done = len(of.calls), of.payload.get("done", 0)
        if stage == "measure" and many > 1:
            counted = translate(N_("{what}: {n} van {of}"))
            return counted.format(what=translate(told), n=done, of=many)
        if stage == "words" and of.payload.get("of"):
            share = of.payload["said"] * 100 // of.payload["of"]
            return translate(N_("{what}: {n}%")).format(what=translate(told), n=share)
        return translate(told)
    names = {
        "done": N_("Klaar"),
        "refused": N_("Geweigerd"),
        "failed": N_("Mislukt"),
    }
    return translate(names[of.state])


def _step(of: Import) -> int:
    stages = stages_of(of)
    return stages.index(of.stage) if of.stage in stages else 0


def _without(name: str, sentence: str) -> str:
    """A sentence about a file without the name that stands before it."""
    rest = sentence.removeprefix(visible(name)).lstrip(":, ")
    return rest[:1].upper() + rest[1:] if rest != sentence else sentence


def _link(one: dict[str, int], listed: Listed, translate: Translate) -> CallLink:
    call = listed.calls.get(one["call"])
    notes = []
    if one.get("gone"):
        return CallLink("", translate(N_("Een gesprek dat verwijderd is")), "")
    if not one["new"]:
        notes.append(translate(N_("stond er al")))
    if one.get("joined"):
        notes = [translate(N_("bij de opname gezet"))]
    if one.get("filled"):
        notes.append(translate(N_("aangevuld met wat je invulde")))
    if call is None:
        title = translate(N_("Een gesprek van een collega"))
        return CallLink("", title, ", ".join(notes))
    if call.customers:
        notes.insert(0, translate(N_("met {name}")).format(name=call.customers))
    if one.get("one_channel"):
        notes.append(translate(N_("iedereen staat op één kanaal")))
    elif not one["sides"]:
        notes.append(translate(N_("wie verkoopt is nog onbekend: zet het recht bij het gesprek")))
    title = call.title or translate(N_("Gesprek zonder titel"))
    return CallLink(f"/gesprekken/{call.id}", title, ", ".join(notes))
