"""The page of all clips: each to play, with the way into its call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from klankbord.conversation.time import format_clock
from klankbord.report.values import duration
from klankbord.service.calls.all_clips import FoundClips
from klankbord.service.keeping.what_goes import silent_since
from klankbord.store.marks import Found
from klankbord.web.dates import day

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class ClipRow:
    """A clip; `url` opens its call at it, `sound` is its wav, "" where there is no recording.

    `silent` says when that went, "" where it did not.
    """

    id: int
    title: str
    quote: str
    url: str
    call: str
    at: str
    length: str
    who: str
    when: str
    shared: bool
    sound: str
    silent: str


@dataclass(frozen=True)
class ClipsView:
    """A page of clips, the newest first; `earlier` and `later` lead to the pages beside it."""

    template: ClassVar[str] = "fragmenten/page.html"
    rows: tuple[ClipRow, ...]
    earlier: str
    later: str

    @classmethod
    def of(cls, here: Visit, found: FoundClips, page: int) -> ClipsView:
        """The page of what was found."""
        silent = silent_since(here.site, {one.clip.call_id for one in found.clips})
        return cls(
            rows=tuple(_row(here, one, silent.get(one.clip.call_id)) for one in found.clips),
            earlier=f"/fragmenten?pagina={page + 1}" if found.more else "",
            later=f"/fragmenten?pagina={page - 1}" if page > 1 else "",
        )


def _row(here: Visit, one: Found, silent: datetime | None) -> ClipRow:
    clip, _ = one.clip, here.translate
    address = f"/gesprekken/{clip.call_id}"
    return ClipRow(
        id=clip.id,
        title=clip.title,
        quote="" if clip.quote == clip.title else clip.quote,
        url=f"{address}?fragment={clip.id}" + (f"#t{one.turn}" if one.turn else ""),
        call=one.call or _("Gesprek"),
        at=format_clock(clip.start_ms),
        length=duration(clip.end_ms - clip.start_ms, here.language),
        who=_("jij") if clip.person_id == here.actor.id else clip.person,
        when=day(clip.created_at, here.language),
        shared=clip.shared,
        sound=f"{address}/fragmenten/{clip.id}.wav" if one.sound else "",
        silent=_("Het geluid is verwijderd op {day}, volgens de bewaartermijn.").format(
            day=day(silent, here.language)
        )
        if silent
        else "",
    )
