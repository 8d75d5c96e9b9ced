"""Speechmatics: json-v2 with results, and the first generation with words and speakers."""

from __future__ import annotations

from bisect import bisect_right

from pydantic import Field

from klankbord.conversation import Conversation
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Seconds, SecondsText, Shape, checked, inner, lasting, to_ms
from klankbord.formats.voices import Spoken, Voice, timed
from klankbord.i18n import N_

ID = "speechmatics"
NAME = N_("Speechmatics-JSON (beide generaties)")
ABOUT = N_(
    "De woorden van een spreker worden geknipt waar een seconde niets komt. `UU` is een spreker "
    "die Speechmatics niet kent. Een kanaal dat `Agent` of `Customer` heet, zegt de kant. Wat als "
    "geluid is herkend (`audio_events`), wordt niet ingelezen. Een bestand met kanalen was er "
    "niet om mee te vergelijken: dat is gelezen zoals Speechmatics het beschrijft."
)
SAMPLE = """\
{
  "format": "2.9",
  "job": {"id": "abc", "data_name": "zaterdag.wav", "duration": 8},
  "metadata": {"type": "transcription",
               "transcription_config": {"language": "nl", "diarization": "speaker"}},
  "results": [
    {"type": "word", "start_time": 0.4, "end_time": 0.7,
     "alternatives": [{"content": "Hoe", "speaker": "S1"}]},
    {"type": "word", "start_time": 0.7, "end_time": 1.1,
     "alternatives": [{"content": "gaat", "speaker": "S1"}]},
    {"type": "word", "start_time": 1.1, "end_time": 1.4,
     "alternatives": [{"content": "dat", "speaker": "S1"}]},
    {"type": "word", "start_time": 1.4, "end_time": 1.9,
     "alternatives": [{"content": "nu", "speaker": "S1"}]},
    {"type": "punctuation", "start_time": 1.9, "end_time": 1.9, "attaches_to": "previous",
     "alternatives": [{"content": "?", "speaker": "S1"}]},
    {"type": "word", "start_time": 3.4, "end_time": 4.1,
     "alternatives": [{"content": "Druk", "speaker": "S2"}]},
    {"type": "punctuation", "start_time": 4.1, "end_time": 4.1, "attaches_to": "previous",
     "alternatives": [{"content": ".", "speaker": "S2"}]}
  ]
}
"""

_UNKNOWN = "UU"
_MARKS = frozenset(".,?!;:…")
"""What the first generation gives as words that are none."""


class MaticsAlternative(Shape):
    """One reading of a result; only the first is read."""

    content: str
    speaker: str | None = None


class MaticsResult(Shape):
    """A word, or a mark."""

    type: str
    start_time: Seconds
    end_time: Seconds
    channel: str | None = None
    alternatives: list[MaticsAlternative] = Field(default_factory=list)


class MaticsConfig(Shape):
    """How was asked to recognise."""

    language: str | None = None


class MaticsMetadata(Shape):
    """What is said of the job."""

    transcription_config: MaticsConfig = MaticsConfig()


class MaticsJob(Shape):
    """The job; `lang` is of the first generation."""

    duration: Seconds | None = None
    lang: str | None = None


class MaticsFile(Shape):
    """json-v2."""

    job: MaticsJob = MaticsJob()
    metadata: MaticsMetadata = MaticsMetadata()
    results: list[MaticsResult]


class OldSpan(Shape):
    """A word, or a span in which one speaker speaks."""

    name: str
    time: SecondsText
    duration: SecondsText

    _in_time = lasting("time", "duration", LATEST_MS / 1000)


class OldFile(Shape):
    """The first generation."""

    job: MaticsJob = MaticsJob()
    speakers: list[OldSpan] = Field(default_factory=list)
    words: list[OldSpan]


def recognises(document: Document) -> bool:
    """Results beside metadata and a format, or beside a job; or a job with words and speakers."""
    value = inner({"": document.json}, "")
    keys = value.keys()
    if isinstance(value.get("results"), list) and ({"format", "metadata"} <= keys or "job" in keys):
        return True
    return {"job", "speakers", "words"} <= keys


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation, from its words.

    Raises:
        BadKey: a key is missing or wrong.
    """
    spoken = Spoken()
    if "results" in document.json:
        file = checked(MaticsFile, document)
        language, job = file.metadata.transcription_config.language, file.job
        for result in file.results:
            _take_in(result, spoken)
    else:
        old = checked(OldFile, document)
        language, job = old.job.lang, old.job
        _take_in_old(old, spoken)
    draft = Draft(language=language or "")
    if job.duration:
        draft.end_ms = to_ms(job.duration)
    spoken.into(draft)
    return (build(document, options, draft, format_id=ID, segments=True),)


def _take_in(result: MaticsResult, spoken: Spoken) -> None:
    best = next(iter(result.alternatives), MaticsAlternative(content=""))
    channel = result.channel or ""
    if result.type == "punctuation":
        spoken.mark(channel, best.content)
    elif best.content:
        speaker = "" if best.speaker in {None, _UNKNOWN} else best.speaker or ""
        times = to_ms(result.start_time), to_ms(result.end_time)
        spoken.word(Voice(channel, speaker), timed(best.content, *times))


def _take_in_old(file: OldFile, spoken: Spoken) -> None:
    """A word is of the speaker whose span began last."""
    speakers = sorted(file.speakers, key=lambda span: span.time)
    starts = [span.time for span in speakers]
    for word in file.words:
        place = bisect_right(starts, word.time)
        if word.name in _MARKS:
            spoken.mark("", word.name)
        elif word.name:
            times = to_ms(word.time), to_ms(word.time + word.duration)
            voice = Voice("", speakers[place - 1].name if place else "")
            spoken.word(voice, timed(word.name, *times))
