"""Deepgram's answer for a recording: channels with words, and utterances if asked for."""

from __future__ import annotations

from pydantic import Field

from klankbord.conversation import Conversation, Word
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Number, Seconds, Shape, checked, inner, to_ms
from klankbord.formats.voices import Spoken, Voice, join_in, numbered, timed
from klankbord.i18n import N_

ID = "deepgram"
NAME = N_("Deepgram-JSON")
ABOUT = N_(
    "Een beurt is een `utterance`; zonder die worden de woorden van een spreker geknipt waar een "
    "seconde niets komt. Met meer dan één kanaal is het kanaal de spreker."
)
SAMPLE = """\
{
  "metadata": {"duration": 7.4, "channels": 2},
  "results": {
    "channels": [
      {"detected_language": "nl", "alternatives": [{"transcript": "Hoe gaat dat nu?", "words": [
        {"word": "hoe", "start": 0.4, "end": 0.7, "punctuated_word": "Hoe"},
        {"word": "gaat", "start": 0.7, "end": 1.1, "punctuated_word": "gaat"},
        {"word": "dat", "start": 1.1, "end": 1.4, "punctuated_word": "dat"},
        {"word": "nu", "start": 1.4, "end": 1.9, "punctuated_word": "nu?"}]}]},
      {"alternatives": [{"transcript": "Druk.", "words": [
        {"word": "druk", "start": 3.4, "end": 4.1, "punctuated_word": "Druk."}]}]}
    ]
  }
}
"""


class DeepgramWord(Shape):
    """A word; its speaker is a number, counted from 0 in each channel."""

    word: str
    punctuated_word: str | None = None
    start: Seconds
    end: Seconds
    speaker: Number | None = None


class DeepgramAlternative(Shape):
    """One reading of a channel; only the first is read."""

    words: list[DeepgramWord] = Field(default_factory=list)
    languages: list[str] | None = None


class DeepgramChannel(Shape):
    """A channel of the recording."""

    alternatives: list[DeepgramAlternative]
    detected_language: str | None = None


class DeepgramUtterance(Shape):
    """What a speaker says in one go."""

    start: Seconds
    end: Seconds
    transcript: str
    channel: Number = 0
    speaker: Number | None = None
    words: list[DeepgramWord] = Field(default_factory=list)


class DeepgramResults(Shape):
    """What was recognised."""

    channels: list[DeepgramChannel]
    utterances: list[DeepgramUtterance] | None = None


class DeepgramMetadata(Shape):
    """What Deepgram says of the recording (`created` is when it was asked, not the call)."""

    duration: Seconds | None = None


class DeepgramFile(Shape):
    """The answer."""

    metadata: DeepgramMetadata | None = None
    results: DeepgramResults


def recognises(document: Document) -> bool:
    """An object with results that have channels."""
    return "channels" in inner(document.json, "results")


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each utterance is a segment, or else what the words make.

    Raises:
        BadKey: a key is missing or wrong.
    """
    file = checked(DeepgramFile, document)
    results = file.results
    draft = Draft(language=_language(results))
    if file.metadata and file.metadata.duration:
        draft.end_ms = to_ms(file.metadata.duration)
    several = len(results.channels) > 1
    if results.utterances:
        _utterances(results.utterances, draft, several=several)
    else:
        _words(results.channels, draft, several=several)
    draft.overlap = several or None
    return (build(document, options, draft, format_id=ID, segments=True),)


def _utterances(utterances: list[DeepgramUtterance], draft: Draft, *, several: bool) -> None:
    voices = [_voice(said.channel if several else None, said.speaker) for said in utterances]
    parties = join_in(draft, voices)
    for voice, said in zip(voices, utterances, strict=True):
        words = tuple(map(_word, said.words))
        draft.say(parties[voice], to_ms(said.start), to_ms(said.end), said.transcript, words)


def _words(channels: list[DeepgramChannel], draft: Draft, *, several: bool) -> None:
    spoken = Spoken()
    for number, channel in enumerate(channels):
        label = number if several else None
        for alternative in channel.alternatives[:1]:
            for word in alternative.words:
                spoken.word(_voice(label, word.speaker), _word(word))
    spoken.into(draft)


def _voice(channel: int | None, speaker: int | None) -> Voice:
    return Voice(numbered("Channel", channel), numbered("Speaker", speaker))


def _word(word: DeepgramWord) -> Word:
    return timed(word.punctuated_word or word.word, to_ms(word.start), to_ms(word.end))


def _language(results: DeepgramResults) -> str:
    """The language of the first channel that tells one."""
    for channel in results.channels:
        for alternative in channel.alternatives[:1]:
            found = channel.detected_language or next(iter(alternative.languages or ()), None)
            if found:
                return found
    return ""
