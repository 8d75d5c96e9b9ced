"""What is made unreadable, for admins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.i18n import N_, Translate
from klankbord.language.redaction import FOUND
from klankbord.report.values import number
from klankbord.service.redaction.redacting_old import Looked, Progress
from klankbord.service.redaction.redaction_rules import Mode, Rules
from klankbord.web.forms import Option, options_of
from klankbord.web.kinds import HIDDEN

if TYPE_CHECKING:
    from klankbord.web.door import Visit

_MODES = {
    Mode.OFF: (N_("Niets"), N_("Gesprekken blijven zoals ze binnenkomen.")),
    Mode.SHARE: (
        N_("Voor anderen"),
        N_(
            "De verkoper leest en hoort het origineel, verder niemand. Coach, fragmenten, "
            "rapporten en andere programma's krijgen de onleesbare versie."
        ),
    ),
    Mode.IMPORT: (
        N_("Voor iedereen"),
        N_("Bij binnenkomst, voor er iets bewaard is. Het origineel gaat weg en komt niet terug."),
    ),
}


@dataclass(frozen=True)
class Choice:
    """One of the modes."""

    value: str
    name: str
    about: str
    chosen: bool


@dataclass(frozen=True)
class Lookthrough:
    """How far a look through the calls is: what is told of it, and a line a kind."""

    over: bool
    told: str
    counts: tuple[tuple[str, str], ...]
    still_heard: str


@dataclass(frozen=True)
class RedactionView:
    """What is set; and of the calls that are there, `left` tells how many were not looked through.

    `left` is "" where there are none, or nothing is to be made unreadable.
    """

    template: ClassVar[str] = "beheer/onleesbaar/page.html"
    modes: tuple[Choice, ...]
    kinds: tuple[Option, ...]
    on: bool
    left: str
    counted: Lookthrough | None
    done: Lookthrough | None
    gone: bool
    """Whether what is made unreadable cannot come back."""

    @classmethod
    def of(cls, here: Visit, rules: Rules, looked: Looked) -> RedactionView:
        """The page."""
        _, language = here.translate, here.language
        texts = {kind.value: _(HIDDEN[kind]) for kind in FOUND}
        one = _("1 gesprek dat er al is, is nog niet nagelopen met deze keuze.")
        many = _("{n} gesprekken die er al zijn, zijn nog niet nagelopen met deze keuze.")
        shown = number(looked.left, language, "0")
        return cls(
            modes=tuple(
                Choice(mode.value, _(name), _(about), mode is rules.mode)
                for mode, (name, about) in _MODES.items()
            ),
            kinds=options_of(texts, [kind.value for kind in rules.kinds]),
            on=rules.on,
            left=(one if looked.left == 1 else many.format(n=shown)) if looked.left else "",
            counted=_look(looked.counted, _, language, dry=True),
            done=_look(looked.done, _, language, dry=False),
            gone=not rules.keeps,
        )


def kind_counts(counts: Mapping[str, int], _: Translate) -> tuple[tuple[str, str], ...]:
    """How many of each kind, by the names of the kinds."""
    return tuple(
        (_(HIDDEN[kind]), str(counts[kind.value])) for kind in HIDDEN if counts.get(kind.value)
    )


def _look(
    progress: Progress | None, _: Translate, language: str, *, dry: bool
) -> Lookthrough | None:
    if progress is None:
        return None
    seen, of, found = (
        number(n, language, "0") for n in (progress.seen, progress.of, progress.found)
    )
    if not progress.over:
        told = _("Bezig: {seen} van {of} gesprekken.").format(seen=seen, of=of)
    elif dry:
        told = _("Geteld: in {found} van {of} gesprekken staat iets.").format(found=found, of=of)
    else:
        told = _("Klaar: in {found} van {of} gesprekken is iets onleesbaar gemaakt.").format(
            found=found, of=of
        )
    heard = ""
    if progress.still_heard:
        heard = _("Bij {n} ervan ontbreken de tijden: die blijven in de opname te horen.").format(
            n=number(progress.still_heard, language, "0")
        )
    return Lookthrough(progress.over, told, kind_counts(progress.counts, _), heard)
