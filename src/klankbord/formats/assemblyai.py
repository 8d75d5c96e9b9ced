"""AssemblyAI's transcript, or the utterances of one: times in whole milliseconds."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from klankbord.conversation import Conversation, Word
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Id, Ms, Shape, checked, first, inner
from klankbord.formats.voices import Spoken, Voice, join_in, timed
from klankbord.i18n import N_

ID = "assemblyai"
NAME = N_("AssemblyAI-JSON")
ABOUT = N_(
    "Het hele transcript, of alleen de lijst van `utterances`. Zonder die worden de woorden van "
    "een spreker geknipt waar een seconde niets komt."
)
SAMPLE = """\
{
  "audio_url": "https://kassahuis.example/zaterdag.wav",
  "language_code": "nl",
  "audio_duration": 8,
  "utterances": [
    {"speaker": "A", "start": 400, "end": 1900, "text": "Hoe gaat dat nu?", "words": [
      {"text": "Hoe", "start": 400, "end": 700, "speaker": "A"},
      {"text": "gaat", "start": 700, "end": 1100, "speaker": "A"},
      {"text": "dat", "start": 1100, "end": 1400, "speaker": "A"},
      {"text": "nu?", "start": 1400, "end": 1900, "speaker": "A"}]},
    {"speaker": "B", "start": 3400, "end": 4100, "text": "Druk.", "words": [
      {"text": "Druk.", "start": 3400, "end": 4100, "speaker": "B"}]}
  ]
}
"""


class AssemblyWord(Shape):
    """A word."""

    text: str
    start: Ms
    end: Ms
    speaker: str | None = None
    channel: Id | None = None


class AssemblyUtterance(Shape):
    """What a speaker says in one go; channels are counted from 1, in text."""

    start: Ms
    end: Ms
    text: str
    speaker: str | None = None
    channel: Id | None = None
    words: list[AssemblyWord] | None = None


class AssemblyFile(Shape):
    """The transcript."""

    language_code: str | None = None
    audio_duration: float | None = Field(
        default=None, ge=0, le=LATEST_MS / 1000, allow_inf_nan=False
    )
    utterances: list[AssemblyUtterance] | None = None
    words: list[AssemblyWord] | None = None


def recognises(document: Document) -> bool:
    """A transcript with the address of its recording, or with utterances; or those alone."""
    value = document.json
    keys = inner({"": value}, "").keys()
    parts = {"words", "utterances"} & keys
    return bool(parts and "audio_url" in keys) or len(parts) > 1 or is_utterances(value)


def is_utterances(value: Any) -> bool:
    """Whether a list is the utterances of AssemblyAI, which look like segments of Whisper.

    Their times are whole milliseconds; the tools around Whisper write seconds with a point.
    """
    item = first(value)
    wanted = {"confidence", "start", "end", "speaker", "text", "words"}
    return wanted <= item.keys() and all(type(item[key]) is int for key in ("start", "end"))


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each utterance is a segment, or else what the words make.

    Raises:
        BadKey: a key is missing or wrong.
    """
    listed = "utterances" if isinstance(document.json, list) else ""
    file = checked(AssemblyFile, document, listed=listed)
    draft = Draft(language=file.language_code or "")
    if file.audio_duration:
        draft.end_ms = round(file.audio_duration * 1000)
    if file.utterances:
        voices = [_voice(said) for said in file.utterances]
        parties = join_in(draft, voices)
        for voice, said in zip(voices, file.utterances, strict=True):
            words = tuple(map(_word, said.words or ()))
            draft.say(parties[voice], said.start, said.end, said.text, words)
    else:
        spoken = Spoken()
        for word in file.words or ():
            spoken.word(_voice(word), _word(word))
        spoken.into(draft)
    return (build(document, options, draft, format_id=ID, segments=True),)


def _voice(said: AssemblyUtterance | AssemblyWord) -> Voice:
    """With several channels the speaker is the channel (1), or both (1A)."""
    channel, speaker = said.channel or "", said.speaker or ""
    return (
        Voice(f"Channel {channel}", speaker.removeprefix(channel))
        if channel
        else Voice("", speaker)
    )


def _word(word: AssemblyWord) -> Word:
    return timed(word.text, word.start, word.end)
