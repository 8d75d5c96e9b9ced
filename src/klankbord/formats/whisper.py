"""The JSON of Whisper and its kin: openai-whisper, WhisperX, whisper-timestamped, whisper.cpp."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, Field

from klankbord.conversation import Conversation, Word
from klankbord.conversation.assembly import from_words
from klankbord.errors import BadKey
from klankbord.formats.assemblyai import is_utterances
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Ms, Seconds, Shape, checked, to_ms
from klankbord.formats.voices import WORD_GAP_MS
from klankbord.i18n import N_

ID = "whisper"
NAME = N_("Whisper- en WhisperX-JSON")
ABOUT = ""
SAMPLE = """\
{
  "language": "nl",
  "segments": [
    {"start": 0.4, "end": 2.9, "text": " Hoe gaat dat nu?", "speaker": "SPEAKER_00",
     "words": [{"word": "Hoe", "start": 0.4, "end": 0.7},
               {"word": "gaat", "start": 0.7, "end": 1.1},
               {"word": "dat"},
               {"word": "nu?", "start": 1.4, "end": 2.9}]},
    {"start": 3.4, "end": 7.1, "text": " Druk.", "speaker": "SPEAKER_01"}
  ]
}
"""

_SLOWEST_S = 120
"""Whole seconds a word that nobody takes: slower than this, the times are milliseconds."""


class WhisperWord(Shape):
    """A word; WhisperX gives no times to words that it could not align."""

    text: str = Field(validation_alias=AliasChoices("word", "text"))
    start: Seconds | None = None
    end: Seconds | None = None
    speaker: str | None = None


class WhisperSegment(Shape):
    """A segment."""

    start: Seconds
    end: Seconds
    text: str
    speaker: str | None = None
    words: list[WhisperWord] | None = None


class WhisperFile(Shape):
    """The file: segments, or else words."""

    language: str | None = None
    segments: list[WhisperSegment] | None = None
    words: list[WhisperWord] | None = None


class CppOffsets(Shape):
    """Times of whisper.cpp, in milliseconds."""

    from_: Ms = Field(validation_alias="from")
    to: Ms


class CppSegment(Shape):
    """A segment of whisper.cpp."""

    offsets: CppOffsets
    text: str
    speaker: str | None = None


class CppResult(Shape):
    """What whisper.cpp says of the recording."""

    language: str | None = None


class CppFile(Shape):
    """The file of whisper.cpp."""

    result: CppResult = CppResult()
    transcription: list[CppSegment]


def recognises(document: Document) -> bool:
    """Segments (or words) with start, end and text in seconds, or whisper.cpp's transcription."""
    value = document.json
    if isinstance(value, list):
        return _some_have(value, {"start", "end", "text"}) and not is_utterances(value)
    if not isinstance(value, dict):
        return False
    if _is_cpp(value):
        return True
    if value.get("segments") is not None:
        return value["segments"] == [] or _some_have(value["segments"], {"start", "end", "text"})
    return "text" in value and _some_have(value.get("words"), {"word"})


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each segment is a segment, cut where its words change speaker.

    Words keep the times that they have.

    Raises:
        BadKey: a key is missing or wrong, or the times are no seconds.
    """
    value = document.json
    if isinstance(value, dict) and _is_cpp(value):
        draft = _from_cpp(document)
    else:
        listed = isinstance(value, list)
        file = checked(WhisperFile, document, listed="segments" if listed else "")
        segments = value if listed else value.get("segments")
        key = "words" if segments is None else "" if listed else "segments"
        if _are_ms(value[key] if key else segments):
            problem = N_("dit zijn geen seconden: zo traag praat niemand")
            mend = N_("deel de tijden door duizend, als het milliseconden zijn")
            raise BadKey(document.name, f"{key}[0].end", problem, mend)
        draft = _from_file(file)
    return (build(document, options, draft, format_id=ID, segments=True),)


def _from_file(file: WhisperFile) -> Draft:
    draft = Draft(language=file.language or "")
    if file.segments is None:
        spoken = [(draft.speaker(word.speaker or ""), _word(word)) for word in file.words or []]
        draft.pieces = from_words(spoken, WORD_GAP_MS)
        return draft
    for segment in file.segments:
        _take_in(segment, draft)
    return draft


def _are_ms(items: list[dict[str, Any]]) -> bool:
    """Whether times without a point would have people speak impossibly slowly, as seconds."""
    spans = [
        item for item in items if item.get("start") is not None and item.get("end") is not None
    ]
    times = [item[key] for item in spans for key in ("start", "end")]
    said = sum(len((item.get("text") or item.get("word") or "").split()) for item in spans)
    spoken = sum(max(item["end"] - item["start"], 0) for item in spans)
    return all(type(time) is int for time in times) and spoken > _SLOWEST_S * max(said, 1)


def _take_in(segment: WhisperSegment, draft: Draft) -> None:
    """Put a segment in the draft, cut where its words change speaker (as WhisperX tells)."""
    words = segment.words or []
    speakers = _speakers(segment)
    start, end = to_ms(segment.start), to_ms(segment.end)
    changes = len(set(speakers)) > 1
    if changes and "".join("".join(w.text for w in words).split()) == "".join(segment.text.split()):
        draft.note("segments_split")
        spoken = [(draft.speaker(n), _word(w)) for n, w in zip(speakers, words, strict=True)]
        for piece in from_words(spoken):
            start = start if piece.start_ms is None else piece.start_ms
            until = start if piece.end_ms is None else max(piece.end_ms, start)
            draft.say(piece.party, start, until, piece.text, piece.words)
            start = until
        return
    if changes:
        draft.note("segments_whole")
    speaker = draft.speaker(segment.speaker or "")
    draft.say(speaker, start, end, segment.text, tuple(_word(word) for word in words))


def _speakers(segment: WhisperSegment) -> list[str]:
    """Who says each word; a word without a speaker is of whoever said the one before it."""
    found: list[str] = []
    first = next((word.speaker for word in segment.words or () if word.speaker), None)
    for word in segment.words or ():
        before = found[-1] if found else first or segment.speaker or ""
        found.append(word.speaker or before)
    return found


def _from_cpp(document: Document) -> Draft:
    file = checked(CppFile, document)
    draft = Draft(language=file.result.language or "")
    for segment in file.transcription:
        start, end = segment.offsets.from_, segment.offsets.to
        draft.say(draft.speaker(segment.speaker or ""), start, end, segment.text)
    return draft


def _word(word: WhisperWord) -> Word:
    if word.start is None:
        return Word(None, None, word.text)
    end = None if word.end is None else max(to_ms(word.end), to_ms(word.start))
    return Word(to_ms(word.start), end, word.text)


def _is_cpp(value: dict[str, Any]) -> bool:
    return _some_have(value.get("transcription"), {"offsets", "text"})


def _some_have(items: Any, keys: set[str]) -> bool:
    """Whether one of the first items has the keys; reading tells where others do not."""
    if not isinstance(items, list):
        return False
    return any(isinstance(item, dict) and keys <= item.keys() for item in items[:20])
