"""AWS Bedrock Data Automation, its standard output for sound: segments and their items."""

from __future__ import annotations

from klankbord.conversation import Conversation, Word
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Ms, Shape, checked, inner
from klankbord.formats.voices import Voice, join_in, marked, timed
from klankbord.i18n import N_

ID = "aws-bedrock"
NAME = N_("AWS Bedrock Data Automation-JSON (standaard)")
ABOUT = N_(
    "Het standaardresultaat van een opname. Een eigen blauwdruk (`matched_blueprint`) is een "
    "samenvatting zonder beurten, en wordt geweigerd."
)
SAMPLE = """\
{
  "metadata": {"semantic_modality": "AUDIO", "number_of_channels": 2, "duration_millis": 7400,
               "dominant_asset_language": "NL"},
  "audio_items": [
    {"item_index": 0, "content": "Hoe",
     "start_timestamp_millis": 400, "end_timestamp_millis": 700},
    {"item_index": 1, "content": "gaat",
     "start_timestamp_millis": 700, "end_timestamp_millis": 1100},
    {"item_index": 2, "content": "dat",
     "start_timestamp_millis": 1100, "end_timestamp_millis": 1400},
    {"item_index": 3, "content": "nu",
     "start_timestamp_millis": 1400, "end_timestamp_millis": 1900},
    {"item_index": 4, "content": "?"}
  ],
  "audio_segments": [
    {"segment_index": 0, "type": "TRANSCRIPT", "text": "Hoe gaat dat nu?",
     "start_timestamp_millis": 400, "end_timestamp_millis": 1900,
     "speaker": {"speaker_label": "spk_1"}, "channel": {"channel_label": "ch_1"},
     "audio_item_indices": [0, 1, 2, 3, 4]},
    {"segment_index": 1, "type": "TRANSCRIPT", "text": "Druk.",
     "start_timestamp_millis": 3400, "end_timestamp_millis": 4100,
     "speaker": {"speaker_label": "spk_0"}, "channel": {"channel_label": "ch_0"},
     "audio_item_indices": []}
  ]
}
"""


class BedrockItem(Shape):
    """A word with its times, or a mark without."""

    item_index: int
    content: str
    start_timestamp_millis: Ms | None = None
    end_timestamp_millis: Ms | None = None


class BedrockSpeaker(Shape):
    """Who speaks."""

    speaker_label: str | None = None


class BedrockChannel(Shape):
    """In which channel."""

    channel_label: str | None = None


class BedrockSegment(Shape):
    """What a speaker says in one go."""

    start_timestamp_millis: Ms
    end_timestamp_millis: Ms
    text: str
    speaker: BedrockSpeaker | None = None
    channel: BedrockChannel | None = None
    audio_item_indices: list[int] | None = None


class BedrockMetadata(Shape):
    """What is known of the recording."""

    duration_millis: Ms | None = None
    dominant_asset_language: str | None = None


class BedrockFile(Shape):
    """The standard output."""

    metadata: BedrockMetadata = BedrockMetadata()
    audio_items: list[BedrockItem] | None = None
    audio_segments: list[BedrockSegment]


def recognises(document: Document) -> bool:
    """An object with metadata and what was heard."""
    keys = inner({"": document.json}, "").keys()
    return "metadata" in keys and bool({"audio_items", "audio_segments"} & keys)


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each segment is a segment, with the words that it points to.

    Raises:
        BadKey: a key is missing or wrong.
    """
    file = checked(BedrockFile, document)
    draft = Draft(
        language=file.metadata.dominant_asset_language or "",
        end_ms=file.metadata.duration_millis,
    )
    items = {item.item_index: item for item in file.audio_items or ()}
    voices = [_voice(segment) for segment in file.audio_segments]
    parties = join_in(draft, voices)
    for voice, segment in zip(voices, file.audio_segments, strict=True):
        words = _words(segment, items)
        start, end = segment.start_timestamp_millis, segment.end_timestamp_millis
        draft.say(parties[voice], start, end, segment.text, words)
    return (build(document, options, draft, format_id=ID, segments=True),)


def _voice(segment: BedrockSegment) -> Voice:
    channel = segment.channel.channel_label if segment.channel else None
    speaker = segment.speaker.speaker_label if segment.speaker else None
    return Voice(channel or "", speaker or "")


def _words(segment: BedrockSegment, items: dict[int, BedrockItem]) -> tuple[Word, ...]:
    words: list[Word] = []
    for index in segment.audio_item_indices or ():
        item = items.pop(index, None)  # a word is said once
        if item and item.start_timestamp_millis is None:
            marked(words, item.content)
        elif item:
            times = item.start_timestamp_millis, item.end_timestamp_millis
            words.append(timed(item.content, *times))
    return tuple(words)
