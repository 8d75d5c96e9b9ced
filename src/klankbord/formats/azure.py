"""Azure Speech: the result of a batch, or the list of results of realtime recognition."""

from __future__ import annotations

from typing import Annotated

from pydantic import AliasChoices, Field

from klankbord.conversation import Conversation, Word
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Id, Shape, checked, first, inner, lasting
from klankbord.formats.voices import Voice, join_in, numbered, timed
from klankbord.i18n import N_

ID = "azure"
NAME = N_("Azure Speech-JSON (batch en realtime)")
ABOUT = N_(
    "Van elke zin de eerste lezing (`nBest[0]`). Tijden zijn tikken van een tienmiljoenste "
    "seconde. Zinnen die niet herkend zijn, tellen niet mee."
)
SAMPLE = """\
{
  "durationInTicks": 74000000,
  "recognizedPhrases": [
    {"recognitionStatus": "Success", "channel": 0, "speaker": 1, "locale": "nl-NL",
     "offsetInTicks": 4000000, "durationInTicks": 15000000,
     "nBest": [{"display": "Hoe gaat dat nu?", "words": [
       {"word": "hoe", "offsetInTicks": 4000000, "durationInTicks": 3000000},
       {"word": "gaat", "offsetInTicks": 7000000, "durationInTicks": 4000000},
       {"word": "dat", "offsetInTicks": 11000000, "durationInTicks": 3000000},
       {"word": "nu", "offsetInTicks": 14000000, "durationInTicks": 5000000}]}]},
    {"recognitionStatus": "Success", "channel": 0, "speaker": 2, "locale": "nl-NL",
     "offsetInTicks": 34000000, "durationInTicks": 7000000,
     "nBest": [{"display": "Druk.", "words": []}]}
  ]
}
"""

TICKS = 10_000
"""In a millisecond."""
Ticks = Annotated[float, Field(ge=0, le=LATEST_MS * TICKS, allow_inf_nan=False)]
_UNKNOWN = "unknown"
"""What realtime recognition calls whom it does not know."""


def _any(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class AzureSpan(Shape):
    """Something with a start and a length; batch and realtime call them differently."""

    offset: Ticks = Field(validation_alias=_any("offsetInTicks", "Offset"))
    duration: Ticks = Field(validation_alias=_any("durationInTicks", "Duration"))

    _in_time = lasting("offset", "duration", LATEST_MS * TICKS)

    @property
    def times(self) -> tuple[int, int]:
        """Start and end in whole milliseconds."""
        return round(self.offset / TICKS), round((self.offset + self.duration) / TICKS)


class AzureWord(AzureSpan):
    """A word; displayed words have case and marks, the others have not."""

    text: str = Field(validation_alias=_any("displayText", "word", "Word", "Text"))


class AzureReading(Shape):
    """One reading of a phrase; only the first is read."""

    display: str | None = Field(default=None, validation_alias=_any("display", "Display"))
    lexical: str | None = Field(default=None, validation_alias=_any("lexical", "Lexical"))
    words: list[AzureWord] | None = Field(default=None, validation_alias=_any("words", "Words"))
    shown: list[AzureWord] | None = Field(
        default=None, validation_alias=_any("displayWords", "DisplayWords")
    )


class AzurePhrase(AzureSpan):
    """What somebody says in one go."""

    status: str = Field(validation_alias=_any("recognitionStatus", "RecognitionStatus"))
    channel: int | None = Field(default=None, validation_alias=_any("channel", "Channel"))
    speaker: Id | None = Field(default=None, validation_alias=_any("speaker", "SpeakerId"))
    locale: str | None = None
    readings: list[AzureReading] | None = Field(
        default=None, validation_alias=_any("nBest", "NBest")
    )
    text: str | None = Field(default=None, validation_alias="DisplayText")


class AzureFile(Shape):
    """The result of a batch."""

    duration: Ticks | None = Field(
        default=None, validation_alias=_any("durationInTicks", "durationTicks")
    )
    recognizedPhrases: list[AzurePhrase]  # noqa: N815 (Azure's own name)


def recognises(document: Document) -> bool:
    """An object with recognizedPhrases, or a list of results with a status."""
    value = document.json
    return "recognizedPhrases" in inner({"": value}, "") or "RecognitionStatus" in first(value)


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each phrase that was recognised is a segment.

    Raises:
        BadKey: a key is missing or wrong.
    """
    listed = "recognizedPhrases" if isinstance(document.json, list) else ""
    file = checked(AzureFile, document, listed=listed)
    draft = Draft()
    if file.duration:
        draft.end_ms = round(file.duration / TICKS)
    phrases = [phrase for phrase in file.recognizedPhrases if phrase.status == "Success"]
    draft.language = next((p.locale for p in phrases if p.locale), "")
    several = len({phrase.channel for phrase in phrases}) > 1
    voices = [_voice(phrase, several=several) for phrase in phrases]
    parties = join_in(draft, voices)
    for voice, phrase in zip(voices, phrases, strict=True):
        best = next(iter(phrase.readings or ()), AzureReading())
        text = best.display or phrase.text or best.lexical or ""
        draft.say(parties[voice], *phrase.times, text, _words(best))
    return (build(document, options, draft, format_id=ID, segments=True),)


def _voice(phrase: AzurePhrase, *, several: bool) -> Voice:
    speaker = phrase.speaker or ""
    if speaker.isdigit():
        speaker = f"Speaker {speaker}"
    elif speaker.lower() == _UNKNOWN:
        speaker = ""
    return Voice(numbered("Channel", phrase.channel if several else None), speaker)


def _words(reading: AzureReading) -> tuple[Word, ...]:
    words = reading.shown or reading.words or ()
    return tuple(timed(word.text, *word.times) for word in words)
