"""AWS Transcribe's standard output: items, with labels for channels or speakers."""

from __future__ import annotations

from bisect import bisect_right

from pydantic import Field

from klankbord.conversation import Conversation
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import SecondsText, Shape, checked, inner, to_ms
from klankbord.formats.voices import Spoken, Voice, timed
from klankbord.i18n import N_

ID = "aws-transcribe"
NAME = N_("AWS Transcribe-JSON")
ABOUT = N_(
    "Met kanalen (`channel_labels`) of sprekers (`speaker_labels`). De woorden van een spreker "
    "worden geknipt waar een seconde niets komt. Een bestand met kanalen was er niet om mee te "
    "vergelijken: dat is gelezen zoals AWS het beschrijft."
)
SAMPLE = """\
{
  "jobName": "zaterdag",
  "status": "COMPLETED",
  "results": {
    "language_code": "nl-NL",
    "transcripts": [{"transcript": "Hoe gaat dat nu? Druk."}],
    "speaker_labels": {"speakers": 2, "segments": [
      {"start_time": "0.4", "end_time": "1.9", "speaker_label": "spk_0", "items": []},
      {"start_time": "3.4", "end_time": "4.1", "speaker_label": "spk_1", "items": []}]},
    "items": [
      {"type": "pronunciation", "start_time": "0.4", "end_time": "0.7",
       "alternatives": [{"confidence": "0.99", "content": "Hoe"}]},
      {"type": "pronunciation", "start_time": "0.7", "end_time": "1.1",
       "alternatives": [{"confidence": "0.99", "content": "gaat"}]},
      {"type": "pronunciation", "start_time": "1.1", "end_time": "1.4",
       "alternatives": [{"confidence": "0.99", "content": "dat"}]},
      {"type": "pronunciation", "start_time": "1.4", "end_time": "1.9",
       "alternatives": [{"confidence": "0.99", "content": "nu"}]},
      {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "?"}]},
      {"type": "pronunciation", "start_time": "3.4", "end_time": "4.1",
       "alternatives": [{"confidence": "0.99", "content": "Druk"}]},
      {"type": "punctuation", "alternatives": [{"confidence": "0.0", "content": "."}]}]
  }
}
"""


class AwsAlternative(Shape):
    """One reading of an item; only the first is read."""

    content: str


class AwsItem(Shape):
    """A word with its times, or a mark without."""

    type: str
    alternatives: list[AwsAlternative]
    start_time: SecondsText | None = None
    end_time: SecondsText | None = None
    speaker_label: str | None = None


class AwsChannel(Shape):
    """What was said in a channel."""

    channel_label: str
    items: list[AwsItem]


class AwsChannels(Shape):
    """The channels of the recording."""

    channels: list[AwsChannel]


class AwsSegment(Shape):
    """A span in which one speaker speaks; the label is empty where nobody does."""

    start_time: SecondsText
    end_time: SecondsText
    speaker_label: str


class AwsSpeakers(Shape):
    """Who speaks when."""

    segments: list[AwsSegment]


class AwsResults(Shape):
    """What was recognised."""

    items: list[AwsItem] = Field(default_factory=list)
    language_code: str | None = None
    channel_labels: AwsChannels | None = None
    speaker_labels: AwsSpeakers | None = None


class AwsFile(Shape):
    """The output of a job."""

    results: AwsResults


def recognises(document: Document) -> bool:
    """An object with results that have transcripts, and items or channels."""
    keys = inner(document.json, "results").keys()
    return "transcripts" in keys and bool({"items", "channel_labels"} & keys)


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; words are joined to the labels by their start.

    Raises:
        BadKey: a key is missing or wrong.
    """
    results = checked(AwsFile, document).results
    draft = Draft(language=results.language_code or "")
    spoken = Spoken()
    if results.channel_labels:
        for channel in results.channel_labels.channels:
            _take_in(channel.items, spoken, _Speakers(None), channel.channel_label)
    else:
        _take_in(results.items, spoken, _Speakers(results.speaker_labels), "")
    spoken.into(draft)
    return (build(document, options, draft, format_id=ID, segments=True),)


def _take_in(items: list[AwsItem], spoken: Spoken, speakers: _Speakers, channel: str) -> None:
    for item in items:
        text = item.alternatives[0].content if item.alternatives else ""
        if item.type == "punctuation":
            spoken.mark(channel, text)
        elif text:
            start = None if item.start_time is None else to_ms(item.start_time)
            end = None if item.end_time is None else to_ms(item.end_time)
            voice = Voice(channel, item.speaker_label or speakers.at(item.start_time))
            spoken.word(voice, timed(text, start, end))


class _Speakers:
    """Who speaks when: whoever's span began last, and of a word without a time nobody."""

    def __init__(self, labels: AwsSpeakers | None) -> None:
        segments = labels.segments if labels else []
        self._segments = sorted(segments, key=lambda segment: segment.start_time)
        self._starts = [segment.start_time for segment in self._segments]

    def at(self, moment: float | None) -> str:
        place = 0 if moment is None else bisect_right(self._starts, moment)
        return self._segments[place - 1].speaker_label if place else ""
