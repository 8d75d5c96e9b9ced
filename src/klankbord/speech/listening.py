"""A recording heard: who spoke when, and what else sounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from klankbord.conversation import Side
from klankbord.errors import NoVoices
from klankbord.speech import bleed, silero, tones
from klankbord.speech.activity import GAP_MS, By, by_chance, by_energy, is_clean, is_silent
from klankbord.speech.channels import Channels, Why, channels_of
from klankbord.speech.found import Found, Kind
from klankbord.speech.naming import Named, named
from klankbord.speech.profile import STEP_MS, Profile, profile_of
from klankbord.speech.recording import Recording
from klankbord.speech.silero import FRAME_MS, Chances
from klankbord.speech.spans import Span, flags_of, joined, spans_of, without
from klankbord.speech.speakers.asking import Speakers, who_speaks
from klankbord.speech.speakers.deciding import tell_apart

LEFT_MS = 150
"""What is left of a voice beside an echo or a tone counts from this length."""
HOLE_MS = 100
FOR_ALL = frozenset({Kind.RINGING, Kind.BUSY, Kind.MUSIC})
"""While these sound there is no conversation: what anybody says then is cut too."""


class Step(StrEnum):
    """What is done while listening, in this order."""

    DECODE = "decode"
    CHANNELS = "channels"
    TONES = "tones"
    SPEECH = "speech"
    SPEAKERS = "speakers"
    """Only where that is asked."""


Tell = Callable[[Step], None]
"""Told of each step before it begins."""


@dataclass(frozen=True)
class Told:
    """What somebody says of a recording that its sound does not.

    `sides` has the side of each channel; `direction` is inbound or outbound; `starts_ms` says when
    each of several files begins on one clock; `by` forces the way in which speech is found.
    `speakers` asks who speaks where everybody is on one channel; elsewhere the channel says it.
    """

    sides: tuple[Side, ...] = ()
    direction: str = ""
    starts_ms: tuple[int, ...] = ()
    by: By | None = None
    speakers: Speakers | None = None


@dataclass(frozen=True)
class People:
    """How those on one channel were told apart.

    Attributes:
        count: how many there are, as was told; 0 where it was found.
        label: the models that compared their voices.
        unknown: whether the last of the voices is nobody's that could be told.
    """

    count: int
    label: str
    unknown: bool


@dataclass(frozen=True)
class Heard:
    """What was heard.

    Attributes:
        length_ms: how long the recording is.
        channels: who is on which channel.
        voices: for each party, when they speak: each its channel, or its voice on the only one.
        found: what sounded besides voices.
        by: what told when somebody spoke.
        echo: whose voice is heard on whose channel, if so.
        cut_short: the file is shorter than its head tells.
        name: what the names of the files tell.
        people: how those on one channel were told apart, where they were.
    """

    length_ms: int
    channels: Channels
    voices: tuple[tuple[Span, ...], ...]
    found: tuple[Found, ...]
    by: By
    echo: bleed.Bleed | None
    cut_short: bool
    name: Named
    people: People | None = None

    @property
    def lanes(self) -> tuple[tuple[Span, ...], ...]:
        """When somebody speaks, for each channel that is heard by itself."""
        if self.people is None:
            return self.voices
        return (tuple(joined([span for own in self.voices for span in own], 0)),)

    @property
    def holds(self) -> tuple[Span, ...]:
        """Music on hold between what is said: a wait, and no silence between two who talk."""
        spans = [span for own in self.voices for span in own]
        first, last = min(s.start_ms for s in spans), max(s.end_ms for s in spans)
        music = [each.span for each in self.found if each.kind is Kind.MUSIC]
        return tuple(s for s in joined(music, 0) if first <= s.start_ms and s.end_ms <= last)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know, as codes."""
        channels = self.channels
        told = {
            "sound_alone": True,
            "one_channel": channels.one_for_all and self.people is None,
            "told_apart": self.people is not None,
            "same_twice": channels.why is Why.SAME_TWICE,
            "silent_channel": bool(channels.silent),
            "echo": self.echo is not None,
            "cut_short": self.cut_short,
            "noisy": self.by is By.SILERO and not channels.one_for_all,
        }
        return tuple(code for code, so in told.items() if so)


def listen(
    recording: Recording, told: Told | None = None, threads: int = 1, tell: Tell | None = None
) -> Heard:
    """Listen to a recording; `tell` is told how far that is.

    Raises:
        SoundRefused: it cannot be decoded, or nobody speaks in it.
        ChannelsDiffer: sides are told of more or fewer channels than there are.
        SpeechMissing: what this needs is not installed.
        UsageError: who speaks is asked, and what tells that is missing or broken.
    """
    told, tell = told or Told(), tell or _nobody
    tell(Step.DECODE)
    profile = profile_of(recording)
    tell(Step.CHANNELS)
    names = [named(sound.name) for sound in recording.sounds]
    channels = channels_of(profile, names, told.sides, told.direction)
    heard = _Listening(recording, profile, channels, told.by, threads)
    voices, found = heard.voices(tell)
    if not any(voices):
        raise NoVoices(recording.name)
    people = None
    if told.speakers is not None and channels.one_for_all:
        tell(Step.SPEAKERS)
        cut = [each.span for each in found]
        spoke = who_speaks(recording, profile.length_ms, cut, told.speakers, threads)
        apart = tell_apart(voices[0], spoke)
        voices = apart.voices
        people = People(told.speakers.count, told.speakers.label, apart.unknown)
    return Heard(
        *(profile.length_ms, channels, voices, found, heard.by, heard.echo),
        cut_short=recording.cut_short,
        name=names[0],
        people=people,
    )


def _nobody(_step: Step) -> None:
    """Nobody is told."""


class _Listening:
    """One recording while it is listened to: the network is asked once, and only if needed."""

    def __init__(
        self,
        recording: Recording,
        profile: Profile,
        channels: Channels,
        by: By | None,
        threads: int,
    ) -> None:
        self.recording, self.profile, self.threads = recording, profile, threads
        self.lanes = range(len(channels.sides))
        clean = not channels.one_for_all and all(
            is_clean(profile, lane) for lane in self.lanes if lane not in channels.silent
        )
        self.by = by or (By.ENERGY if clean else By.SILERO)
        self.echo = None if channels.one_for_all else bleed.find_bleed(profile)
        self._chances: Chances | None = None

    def chances(self) -> Chances:
        """What the network says of the recording."""
        if self._chances is None:
            self._chances = silero.chances_of(self.recording, self.threads)
        return self._chances

    def voices(self, tell: Tell) -> tuple[tuple[tuple[Span, ...], ...], tuple[Found, ...]]:
        """When each party speaks, and what else sounds; what is no conversation is cut out."""
        tell(Step.TONES)
        found = [self._found(lane) for lane in self.lanes]
        for_all = [each.span for own in found for each in own if each.kind in FOR_ALL]
        tell(Step.SPEECH)
        voices = tuple(
            tuple(self._voice(lane, [*for_all, *(each.span for each in found[lane])]))
            for lane in self.lanes
        )
        return voices, tuple(sorted({each for own in found for each in own}))

    def _found(self, lane: int) -> list[Found]:
        if is_silent(self.profile, lane):
            return []
        found = tones.tones(self.profile, lane)
        spans = [s for s in tones.music_where(self.profile, lane) if without([s], _all(found))]
        return found + [
            music for s, own in self._asked(lane, spans) for music in tones.music_in(s, own)
        ]

    def _asked(self, lane: int, spans: Sequence[Span]) -> Iterator[tuple[Span, Chances]]:
        """What the network says of some spans: of those alone, where energy tells the rest."""
        if self.by is By.ENERGY and spans:
            own = silero.chances_within(self.recording, lane, spans)
            yield from zip(spans, own, strict=True)
            return
        for span in spans:
            inside = slice(span.start_ms // FRAME_MS, span.end_ms // FRAME_MS)
            yield span, self.chances()[inside, lane]

    def _voice(self, lane: int, cut: Sequence[Span]) -> list[Span]:
        profile = self.profile
        if is_silent(profile, lane):
            return []
        if self.by is By.ENERGY:
            spans = by_energy(profile, lane)
        else:
            spans = by_chance(self.chances(), lane, profile.length_ms)
        if self.echo is not None and self.echo.on == lane:
            spans = self._without_echo(spans, self.echo)
        return without(spans, cut, LEFT_MS) if cut else spans

    def _without_echo(self, spans: Sequence[Span], echo: bleed.Bleed) -> list[Span]:
        steps = len(self.profile.levels)
        own = flags_of(spans, steps, STEP_MS) & ~bleed.echo_flags(self.recording, echo, steps)
        pieces = joined(spans_of(own, STEP_MS), HOLE_MS)
        return joined([piece for piece in pieces if piece.length_ms >= LEFT_MS], GAP_MS)


def _all(found: Iterable[Found]) -> list[Span]:
    return [each.span for each in found]
