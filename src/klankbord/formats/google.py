"""Google Speech-to-Text, first and second version: results with words, channels and speakers."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, Field

from klankbord.conversation import Conversation, Turn
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Id, Number, SecondsText, Shape, checked, first, inner, to_ms
from klankbord.formats.voices import Spoken, Voice, join_in, numbered, timed
from klankbord.i18n import N_

ID = "google"
NAME = N_("Google Speech-to-Text-JSON")
ABOUT = N_(
    "Het resultaat zelf, of het antwoord waar het in zit. Waar sprekers zijn herkend, staan alle "
    "woorden nog eens in het laatste resultaat, en telt alleen dat. Zonder woordtijden heeft een "
    "beurt geen tijd. Er was geen bestand om mee te vergelijken: dit is gelezen zoals Google het "
    "beschrijft."
)
SAMPLE = """\
{
  "name": "1234567890",
  "done": true,
  "response": {"results": [
    {"languageCode": "nl-nl", "resultEndTime": "4.100s", "alternatives": [
      {"transcript": "Hoe gaat dat nu? Druk.", "words": [
        {"word": "Hoe", "startTime": "0.400s", "endTime": "0.700s", "speakerTag": 1},
        {"word": "gaat", "startTime": "0.700s", "endTime": "1.100s", "speakerTag": 1},
        {"word": "dat", "startTime": "1.100s", "endTime": "1.400s", "speakerTag": 1},
        {"word": "nu?", "startTime": "1.400s", "endTime": "1.900s", "speakerTag": 1},
        {"word": "Druk.", "startTime": "3.400s", "endTime": "4.100s", "speakerTag": 2}]}]}
  ]}
}
"""


class GoogleWord(Shape):
    """A word; speakers are numbers in the first version, and labels in the second."""

    word: str
    start: SecondsText | None = Field(
        default=None, validation_alias=AliasChoices("startTime", "startOffset")
    )
    end: SecondsText | None = Field(
        default=None, validation_alias=AliasChoices("endTime", "endOffset")
    )
    tag: Number = Field(default=0, validation_alias="speakerTag")
    label: Id = Field(default="", validation_alias="speakerLabel")

    @property
    def speaker(self) -> str:
        """What the speaker is called; empty where nobody is."""
        number = self.label or (str(self.tag) if self.tag else "")
        return f"Speaker {number}" if number.isdigit() else number


class GoogleAlternative(Shape):
    """One reading of a result; only the first is read."""

    transcript: str = ""
    words: list[GoogleWord] = Field(default_factory=list)


class GoogleResult(Shape):
    """A stretch of speech in one channel."""

    alternatives: list[GoogleAlternative] = Field(default_factory=list)
    channel: Number = Field(default=0, validation_alias="channelTag")
    language: str | None = Field(default=None, validation_alias="languageCode")


class GoogleFile(Shape):
    """All results."""

    results: list[GoogleResult]


def recognises(document: Document) -> bool:
    """Results with a transcript, by themselves or in a response."""
    value = inner({"": document.json}, "")
    if isinstance(inner(value, "response").get("results"), list):
        return True
    best = first(first(value.get("results")).get("alternatives"))
    return "transcript" in best and "result_index" not in value and "timestamps" not in best


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation, from its words, or where those have no times from its results.

    Raises:
        BadKey: a key is missing or wrong.
    """
    value: dict[str, Any] = document.json
    under = ("response",) if "response" in value else ()
    results = _told_apart(checked(GoogleFile, document, under=under).results)
    draft = Draft(language=next((r.language for r in results if r.language), ""))
    said = [r for r in results if _best(r).transcript or _best(r).words]
    if said and all(any(word.start is not None for word in _best(r).words) for r in said):
        _timed(results, draft)
    else:
        _untimed(results, draft)
    return (build(document, options, draft, format_id=ID, segments=True),)


def _timed(results: list[GoogleResult], draft: Draft) -> None:
    spoken = Spoken()
    for channel, result in zip(_channels(results), results, strict=True):
        for word in _best(result).words:
            start = None if word.start is None else to_ms(word.start)
            end = None if word.end is None else to_ms(word.end)
            spoken.word(Voice(channel, word.speaker), timed(word.word, start, end))
    spoken.into(draft)


def _untimed(results: list[GoogleResult], draft: Draft) -> None:
    voices = [Voice(channel) for channel in _channels(results)]
    parties = join_in(draft, voices)
    draft.overlap = None
    for voice, result in zip(voices, results, strict=True):
        draft.pieces.append(Turn(None, None, parties[voice], _best(result).transcript))


def _best(result: GoogleResult) -> GoogleAlternative:
    return next(iter(result.alternatives), GoogleAlternative())


def _channels(results: list[GoogleResult]) -> list[str]:
    """What the channel of each result is called; nothing where there is but one."""
    several = len({result.channel for result in results}) > 1
    return [numbered("Channel", result.channel if several else None) for result in results]


def _told_apart(results: list[GoogleResult]) -> list[GoogleResult]:
    """The last result alone where it has all words again, told apart by speaker."""
    last = [word for result in results[-1:] for word in _best(result).words]
    before = [word for result in results[:-1] for word in _best(result).words]
    again = any(word.speaker for word in last) and not any(word.speaker for word in before)
    return results[-1:] if again and len(last) >= len(before) else results
