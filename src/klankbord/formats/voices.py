"""What the formats of recognisers share: words of a channel and a speaker, and marks apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from klankbord.conversation import Side, Word
from klankbord.conversation.assembly import clean, from_words
from klankbord.formats.building import Draft

WORD_GAP_MS = 1000
"""Words of one speaker belong together up to this gap, where the source gives no pieces."""
_ROLES = {"agent": Side.SELLER, "customer": Side.CUSTOMER}


class Voice(NamedTuple):
    """Where a word comes from; either may be empty. Speakers are told apart within a channel."""

    channel: str = ""
    speaker: str = ""


class Spoken:
    """The words of a recording as they come, gathered by channel."""

    def __init__(self) -> None:
        self._channels: dict[str, list[tuple[Voice, Word]]] = {}

    def word(self, voice: Voice, said: Word) -> None:
        """Add a word."""
        self._channels.setdefault(voice.channel, []).append((voice, said))

    def mark(self, channel: str, text: str) -> None:
        """Add a mark to the last word of a channel: a full stop is no word of its own."""
        words = self._channels.get(channel)
        if words:
            voice, last = words[-1]
            words[-1] = voice, replace(last, text=last.text + text)

    def into(self, draft: Draft) -> None:
        """Put what was said in the draft: a piece a speaker, cut where none is for a second."""
        said = [pair for words in self._channels.values() for pair in words]
        parties = join_in(draft, (voice for voice, _ in said))
        for words in self._channels.values():
            draft.pieces += from_words([(parties[v], w) for v, w in words], WORD_GAP_MS)


def join_in(draft: Draft, voices: Iterable[Voice]) -> dict[Voice, str]:
    """The party of each voice; where there are several channels, overlap can be seen.

    A voice is called after its speaker, or else its channel; of several channels, after its
    channel, and by both where more people share that one.
    """
    found = list(dict.fromkeys(voices))
    channels = Counter(voice.channel for voice in found)
    several = len(channels) > 1
    if several:
        draft.overlap = True
    parties = {}
    for voice in found:
        name = voice.speaker or voice.channel
        if several and channels[voice.channel] > 1:
            name = f"{voice.channel} {voice.speaker}".strip()
        elif several:
            name = voice.channel or voice.speaker
        parties[voice] = draft.speaker(name, side_of(name))
    return parties


def side_of(label: str) -> Side:
    """The side that a label tells where it is a role, as call centres name them."""
    return _ROLES.get(clean(label).lower(), Side.UNKNOWN)


def timed(text: str, start_ms: int | None, end_ms: int | None) -> Word:
    """A word. Some tools write an end before the start; that word is kept without length."""
    if start_ms is None:
        return Word(None, None, text)
    return Word(start_ms, None if end_ms is None else max(start_ms, end_ms), text)


def marked(words: list[Word], text: str) -> None:
    """Add a mark to the last of the words: a full stop is no word of its own."""
    if words:
        words[-1] = replace(words[-1], text=words[-1].text + text)


def numbered(kind: str, number: int | None) -> str:
    """What a channel or speaker is called that has but a number."""
    return "" if number is None else f"{kind} {number}"
