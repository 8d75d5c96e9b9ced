"""Azure's conversation items: what its analysis of conversations is given."""

from __future__ import annotations

from klankbord.conversation import Conversation, Word
from klankbord.conversation.assembly import clean
from klankbord.errors import NoTurns
from klankbord.formats.azure import TICKS, Ticks
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Id, Shape, checked, inner, lasting
from klankbord.formats.voices import side_of, timed
from klankbord.i18n import N_

ID = "azure-items"
NAME = N_("Azure-gespreksanalyse (conversationItems)")
ABOUT = N_(
    "De gesprekken van een verzoek aan Azure; de taken daarin tellen niet mee. Een deelnemer "
    "die `Agent` heet of is, verkoopt; `Customer` is de klant. Tijden zijn er alleen waar elk "
    "stuk woordtijden heeft (`audioTimings`); zo’n bestand was er niet om mee te vergelijken."
)
SAMPLE = """\
{
  "displayName": "zaterdag",
  "analysisInput": {"conversations": [{
    "id": "1", "language": "nl", "modality": "transcript",
    "conversationItems": [
      {"id": "1", "participantId": "Agent", "text": "Hoe gaat dat nu?", "audioTimings": [
        {"word": "hoe", "offset": 4000000, "duration": 3000000},
        {"word": "gaat", "offset": 7000000, "duration": 4000000},
        {"word": "dat", "offset": 11000000, "duration": 3000000},
        {"word": "nu", "offset": 14000000, "duration": 5000000}]},
      {"id": "2", "participantId": "Customer", "text": "Druk.", "audioTimings": [
        {"word": "druk", "offset": 34000000, "duration": 7000000}]}
    ]
  }]},
  "tasks": []
}
"""


class ItemsWord(Shape):
    """A word with its times."""

    word: str
    offset: Ticks
    duration: Ticks

    _in_time = lasting("offset", "duration", LATEST_MS * TICKS)

    def as_word(self) -> Word:
        """The word in whole milliseconds."""
        start, end = self.offset, self.offset + self.duration
        return timed(self.word, round(start / TICKS), round(end / TICKS))


class ItemContent(Shape):
    """What is said; some versions put it in an object of its own."""

    text: str | None = None
    audioTimings: list[ItemsWord] | None = None  # noqa: N815 (Azure's own names)


class Item(ItemContent):
    """What a participant says in one go."""

    participantId: Id = ""  # noqa: N815
    role: str | None = None
    content: ItemContent = ItemContent()

    @property
    def said(self) -> str:
        """The text, wherever it stands."""
        return self.text or self.content.text or ""


class ItemsConversation(Shape):
    """One conversation."""

    language: str | None = None
    conversationItems: list[Item]  # noqa: N815


class ItemsInput(Shape):
    """What is analysed."""

    conversations: list[ItemsConversation]


class ItemsFile(Shape):
    """A request."""

    analysisInput: ItemsInput  # noqa: N815


def recognises(document: Document) -> bool:
    """An object with conversations to be analysed."""
    return "conversations" in inner(document.json, "analysisInput")


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversations; each item is a turn. One in which nothing is said is left out, and noted.

    Raises:
        BadKey: a key is missing or wrong.
        NoTurns: nothing is said in any conversation.
    """
    conversations = checked(ItemsFile, document).analysisInput.conversations
    silent = [not any(clean(item.said) for item in c.conversationItems) for c in conversations]
    found = []
    for number, conversation in enumerate(conversations):
        if silent[number]:
            continue
        draft = _draft(conversation)
        if len(conversations) > 1:
            draft.id = f"{document.digest}-{number + 1}"
        if any(silent):
            draft.note("silent_calls")
        found.append(build(document, options, draft, format_id=ID))
    if not found:
        raise NoTurns(document.name)
    return tuple(found)


def _draft(conversation: ItemsConversation) -> Draft:
    draft = Draft(language=conversation.language or "")
    for item in conversation.conversationItems:
        side = side_of(item.role or item.participantId)
        words = tuple(
            word.as_word() for word in item.audioTimings or item.content.audioTimings or ()
        )
        starts = [word.start_ms for word in words if word.start_ms is not None]
        ends = [word.end_ms for word in words if word.end_ms is not None]
        party = draft.speaker(item.participantId, side)
        draft.say(party, min(starts, default=None), max(ends, default=None), item.said, words)
    return draft
