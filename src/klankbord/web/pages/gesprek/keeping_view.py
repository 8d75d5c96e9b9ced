"""What the reader of a call's page keeps of it, and what others share: comments and clips."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from klankbord.coaching.anchors import Place
from klankbord.conversation import Conversation
from klankbord.conversation.time import format_clock
from klankbord.i18n import Translate
from klankbord.report.transcript import TurnRow
from klankbord.service.calls.clips import LONGEST_CLIP_MIN, LONGEST_TITLE, Clipped, clips_of
from klankbord.service.calls.comments import LONGEST_COMMENT, Commented, comments_on
from klankbord.store.calls import Call
from klankbord.web.dates import day_and_time
from klankbord.web.forms import Option
from klankbord.web.pages.gesprek.words import Said, words_of
from klankbord.web.short import one_line

if TYPE_CHECKING:
    from klankbord.web.door import Visit

MOST_ENDS = 200
"""So many turns a clip may be chosen to go on for."""
SHORT = 60


@dataclass(frozen=True)
class Asked:
    """What is opened on the page: by numbers, 0 for nothing.

    A turn to mend, to comment on or to clip from; one's own comment or clip to change; a clip to
    listen to; a turn whose tools are shown (`desk`, where no script shows them). `words` are those
    of the turn to comment on, [start, end) of its text. `was` is the revision before what was just
    mended.
    """

    mend: int = 0
    comment: int = 0
    clip: int = 0
    rewrite: int = 0
    retitle: int = 0
    listen: int = 0
    desk: int = 0
    words: tuple[int, int] = (0, 0)
    was: int = 0


@dataclass(frozen=True)
class NoteRow:
    """A comment; `quote` tells what it was about where those words are gone.

    `about` are the words that it is about where they are some of the turn.
    """

    id: int
    turn: int
    clock: str
    who: str
    when: str
    text: str
    short: str
    quote: str
    about: str
    shared: bool
    own: bool
    open: bool


@dataclass(frozen=True)
class ClipRow:
    """A clip; `url` opens the call at it, `sound` is its wav where there is a recording."""

    id: int
    title: str
    span: str
    start_ms: int
    end_ms: int
    who: str
    shared: bool
    own: bool
    open: bool
    chosen: bool
    url: str
    sound: str


@dataclass(frozen=True)
class ClipForm:
    """A clip to be: from this turn until one of those."""

    turn: int
    ends: tuple[Option, ...]


@dataclass(frozen=True)
class KeepingView:
    """Comments by turn, those whose words and time are gone, clips, and the form that is open.

    `comment` is the turn at which something is written, 0 for none, `about` the `words` of it that
    were chosen; `marked` is what is said where some words have a comment. `chosen` are the turns
    of the clip that is listened to, `busy` those with a comment or a form.
    """

    at: Mapping[int, Sequence[NoteRow]]
    lost: Sequence[NoteRow]
    notes: Sequence[NoteRow]
    clips: Sequence[ClipRow]
    comment: int
    about: str
    words: tuple[int, int]
    marked: Mapping[int, Sequence[Said]]
    clip: ClipForm | None
    chosen: range
    desk: int
    busy: Collection[int]
    longest_comment: int = LONGEST_COMMENT
    longest_title: int = LONGEST_TITLE
    longest_clip: int = LONGEST_CLIP_MIN

    @classmethod
    def of(
        cls,
        here: Visit,
        call: Call,
        conversation: Conversation,
        rows: Sequence[TurnRow],
        asked: Asked,
    ) -> KeepingView:
        """What somebody may read of what is kept of a call."""
        found = comments_on(here.site, here.actor, call, conversation)
        kept = clips_of(here.site, here.actor, call, conversation)
        notes = [_note(here, conversation, one, asked) for one in found]
        at: dict[int, list[NoteRow]] = {}
        for note in notes:
            if note.turn:
                at.setdefault(note.turn, []).append(note)
        turns = len(conversation.turns)
        comment = asked.comment if 1 <= asked.comment <= turns else 0
        words, about = _chosen(conversation, comment, asked.words)
        spans = [one.turns for one in kept if one.clip.id == asked.listen and one.turns]
        return cls(
            at=at,
            lost=[note for note in notes if not note.turn],
            notes=notes,
            clips=[_clip(here, call, one, asked) for one in kept],
            comment=comment,
            about=about,
            words=words,
            marked=words_of(rows, found),
            clip=_clip_form(conversation, asked.clip, here.translate)
            if 1 <= asked.clip <= turns
            else None,
            desk=asked.desk,
            busy={*at, asked.mend, asked.comment, asked.clip, asked.desk},
            chosen=range(spans[0][0], spans[0][1] + 1) if spans else range(0),
        )


def _note(here: Visit, conversation: Conversation, one: Commented, asked: Asked) -> NoteRow:
    comment, place, _ = one.comment, one.place, here.translate
    own = comment.person_id == here.actor.id
    start = conversation.turns[place.turn - 1].start_ms if place else None
    when = day_and_time(comment.created_at, here.language)
    if comment.changed_at:
        when = _("{when}, gewijzigd").format(when=when)
    return NoteRow(
        id=comment.id,
        turn=place.turn if place else 0,
        clock=format_clock(start) if start is not None else str(place.turn if place else ""),
        who=_("jij") if own else comment.person,
        when=when,
        text=comment.text,
        short=one_line(comment.text, SHORT),
        quote="" if place and place.on_words else comment.anchor.quote,
        about=_words(conversation, place) if place and one.on_some else "",
        shared=comment.shared,
        own=own,
        open=own and comment.id == asked.rewrite,
    )


def _words(conversation: Conversation, place: Place) -> str:
    return conversation.turns[place.turn - 1].text[place.start_char : place.end_char]


def _chosen(
    conversation: Conversation, turn: int, words: tuple[int, int]
) -> tuple[tuple[int, int], str]:
    """The words that were chosen in a turn, with where they are; all of it where there are none."""
    text = conversation.turns[turn - 1].text if turn else ""
    start, end = words
    about = text[start:end].strip() if 0 <= start < end <= len(text) else ""
    return (words, about) if about and about != text.strip() else ((0, 0), "")


def _clip(here: Visit, call: Call, one: Clipped, asked: Asked) -> ClipRow:
    clip, address = one.clip, f"/gesprekken/{call.id}"
    own = clip.person_id == here.actor.id
    return ClipRow(
        id=clip.id,
        title=clip.title,
        span=f"{format_clock(clip.start_ms)}–{format_clock(clip.end_ms)}",
        start_ms=clip.start_ms,
        end_ms=clip.end_ms,
        who=here.translate("jij") if own else clip.person,
        shared=clip.shared,
        own=own,
        open=own and clip.id == asked.retitle,
        chosen=clip.id == asked.listen,
        url=f"{address}?fragment={clip.id}" + (f"#t{one.turns[0]}" if one.turns else ""),
        sound=f"{address}/fragmenten/{clip.id}.wav" if call.sound else "",
    )


def _clip_form(conversation: Conversation, turn: int, _: Translate) -> ClipForm | None:
    """The turns with which a clip may end: those that begin soon enough."""
    start = conversation.turns[turn - 1].start_ms
    if start is None:
        return None
    ends = []
    for number, later in enumerate(conversation.turns[turn - 1 :][:MOST_ENDS], turn):
        if later.start_ms is None or later.start_ms - start >= LONGEST_CLIP_MIN * 60_000:
            break
        name = conversation.party(later.party).name or _("onbekende spreker")
        text = f"{format_clock(later.start_ms)} {name}: {one_line(later.text, SHORT)}"
        ends.append(Option(str(number), text, chosen=number == turn))
    return ClipForm(turn, tuple(ends))
