"""All sources at a glance, and the form to add one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken, SourceOfNobody
from klankbord.i18n import N_, Translate
from klankbord.service.sources.other_sources import FIELDS
from klankbord.service.sources.sources import KINDS, Overview
from klankbord.service.sources.systems import NAMES, systems
from klankbord.service.sources.watching import KIND
from klankbord.store.people import Person
from klankbord.store.sources import Source
from klankbord.web.dates import ago
from klankbord.web.forms import Field, Option, fields_of, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class SourceRow:
    """A source in the list."""

    url: str
    name: str
    kind: str
    state: str
    trouble: str
    kept: int
    outside: int
    under_way: int


@dataclass(frozen=True)
class SourcesView:
    """All sources, and the form."""

    template: ClassVar[str] = "bronnen/page.html"
    rows: tuple[SourceRow, ...]
    systems: tuple[Option, ...]
    name: Field
    folder: Field
    usual: tuple[tuple[str, str], ...]
    roots: str

    @classmethod
    def of(
        cls,
        here: Visit,
        found: Overview,
        filled: Mapping[str, str] | None = None,
        wrong: NotTaken | None = None,
    ) -> SourcesView:
        """The list; the form as it was filled in."""
        _ = here.translate
        filled = filled or {}
        texts = {name: _(text) for name, text in NAMES.items()}
        texts |= {kind: _(KINDS[kind]).capitalize() for kind in FIELDS}
        fields = {"name": filled.get("name", ""), "folder": filled.get("folder", "")}
        return cls(
            rows=tuple(_row(here, one, found) for one in found.sources),
            systems=options_of(texts, [filled.get("system", "")]),
            **fields_of(fields, wrong, _),
            usual=tuple(
                (texts[name], system.folder) for name, system in systems().items() if system.folder
            ),
            roots=", ".join(here.site.settings.watched_roots),
        )


def kind_text(source: Source, translate: Translate) -> str:
    """What a source is, in words."""
    system = str(source.config.get("system", "")) if source.kind == KIND else ""
    if system in NAMES:
        return translate(NAMES[system])
    return translate(KINDS[source.kind]) if source.kind in KINDS else source.kind


def trouble_of(source: Source, language: str) -> str:
    """What was in the way when it was last looked at; "" where nothing was."""
    said = source.seen.get("error", {})
    return str(said.get(language) or said.get("nl", ""))


def nobody_of(source: Source, people: Mapping[int, Person], translate: Translate) -> str:
    """What is to be done where whose its calls are by default has left; "" else."""
    person = people.get(source.person_id)
    gone = source.enabled and (person is None or person.left)
    return SourceOfNobody(source.name).say(translate) if gone else ""


def state_of(here: Visit, source: Source) -> str:
    """Whether it is on, and when it was last looked at."""
    _ = here.translate
    if not source.enabled:
        return _(N_("uit"))
    if source.looked_at is None:
        return _(N_("aan"))
    when = ago(source.looked_at, here.site.now(), here.language)
    return _(N_("aan, gekeken {when}")).format(when=when)


def _in_folder(source: Source) -> int:
    """How many of a watched folder did not come yet, when it was last looked at."""
    return sum(int(source.seen.get(name, 0)) for name in ("waiting", "unfit")) * source.enabled


def _row(here: Visit, source: Source, found: Overview) -> SourceRow:
    counts = found.counts.get(source.id, {})
    return SourceRow(
        url=f"/beheer/bronnen/{source.id}",
        name=source.name,
        kind=kind_text(source, here.translate),
        state=state_of(here, source),
        trouble=(trouble_of(source, here.language) if source.enabled else "")
        or nobody_of(source, found.people, here.translate),
        kept=counts.get("kept", 0),
        outside=counts.get("left_out", 0) + counts.get("refused", 0),
        under_way=counts.get("waiting", 0) + counts.get("fetching", 0) + _in_folder(source),
    )
