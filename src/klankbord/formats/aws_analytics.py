"""AWS Call Analytics, and Contact Lens: turns of an agent and a customer."""

from __future__ import annotations

from klankbord.conversation import Conversation, Word
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Ms, Shape, checked, inner
from klankbord.formats.voices import marked, side_of, timed
from klankbord.i18n import N_

ID = "aws-call-analytics"
NAME = N_("AWS Call Analytics-JSON (ook Contact Lens)")
ABOUT = N_(
    "Wie `AGENT` is, verkoopt; wie `CUSTOMER` is, is de klant. Wat AWS over stemming en "
    "luidheid zegt, wordt niet ingelezen. Een bestand van Contact Lens was er niet om mee te "
    "vergelijken: dat is gelezen zoals AWS het beschrijft."
)
SAMPLE = """\
{
  "JobStatus": "COMPLETED",
  "LanguageCode": "nl-NL",
  "Participants": [{"ParticipantRole": "AGENT"}, {"ParticipantRole": "CUSTOMER"}],
  "ConversationCharacteristics": {"TotalConversationDurationMillis": 7400},
  "Transcript": [
    {"Id": "1", "ParticipantRole": "AGENT", "Content": "Hoe gaat dat nu?",
     "BeginOffsetMillis": 400, "EndOffsetMillis": 1900, "Items": [
      {"Type": "pronunciation", "Content": "Hoe",
       "BeginOffsetMillis": 400, "EndOffsetMillis": 700},
      {"Type": "pronunciation", "Content": "gaat",
       "BeginOffsetMillis": 700, "EndOffsetMillis": 1100},
      {"Type": "pronunciation", "Content": "dat",
       "BeginOffsetMillis": 1100, "EndOffsetMillis": 1400},
      {"Type": "pronunciation", "Content": "nu",
       "BeginOffsetMillis": 1400, "EndOffsetMillis": 1900},
      {"Type": "punctuation", "Content": "?"}]},
    {"Id": "2", "ParticipantRole": "CUSTOMER", "Content": "Druk.",
     "BeginOffsetMillis": 3400, "EndOffsetMillis": 4100}
  ]
}
"""


class AnalyticsItem(Shape):
    """A word with its times, or a mark without."""

    Content: str
    Type: str = ""
    BeginOffsetMillis: Ms | None = None
    EndOffsetMillis: Ms | None = None


class AnalyticsTurn(Shape):
    """What somebody says in one go; in a chat it has no times."""

    Content: str
    ParticipantRole: str | None = None
    ParticipantId: str | None = None
    BeginOffsetMillis: Ms | None = None
    EndOffsetMillis: Ms | None = None
    Items: list[AnalyticsItem] | None = None


class AnalyticsParticipant(Shape):
    """Somebody in the call."""

    ParticipantRole: str | None = None
    ParticipantId: str | None = None


class AnalyticsCharacteristics(Shape):
    """What AWS measured; only the length is read."""

    TotalConversationDurationMillis: Ms | None = None


class AnalyticsFile(Shape):
    """The output of a job."""

    LanguageCode: str | None = None
    Transcript: list[AnalyticsTurn]
    Participants: list[AnalyticsParticipant] | None = None
    ConversationCharacteristics: AnalyticsCharacteristics | None = None


def recognises(document: Document) -> bool:
    """An object with a Transcript, and what Call Analytics says beside it."""
    keys = inner({"": document.json}, "").keys()
    return "Transcript" in keys and bool({"Participants", "ConversationCharacteristics"} & keys)


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; a role gives the side. The channels of a call can overlap.

    Raises:
        BadKey: a key is missing or wrong.
    """
    file = checked(AnalyticsFile, document)
    draft = Draft(language=file.LanguageCode or "")
    if file.ConversationCharacteristics:
        draft.end_ms = file.ConversationCharacteristics.TotalConversationDurationMillis
    roles = {p.ParticipantId: p.ParticipantRole or "" for p in file.Participants or ()}
    for turn in file.Transcript:
        role = turn.ParticipantRole or roles.get(turn.ParticipantId) or turn.ParticipantId or ""
        party = draft.speaker(role, side_of(role))
        start, end = turn.BeginOffsetMillis, turn.EndOffsetMillis
        end = None if start is None else end
        draft.say(party, start, end, turn.Content, _words(turn.Items or []))
    if all(turn.EndOffsetMillis is not None for turn in file.Transcript):
        draft.overlap = True
    return (build(document, options, draft, format_id=ID, segments=True),)


def _words(items: list[AnalyticsItem]) -> tuple[Word, ...]:
    words: list[Word] = []
    for item in items:
        if item.Type == "punctuation":
            marked(words, item.Content)
        else:
            words.append(timed(item.Content, item.BeginOffsetMillis, item.EndOffsetMillis))
    return tuple(words)
