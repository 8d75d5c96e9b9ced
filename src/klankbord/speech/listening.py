"""A recording heard: who spoke when, what else sounded, and the conversation that makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from klankbord import __version__
from klankbord.conversation import Conversation, Party, Provenance, Side, Turn
from klankbord.conversation.assembly import assemble
from klankbord.errors import NoVoices
from klankbord.i18n import N_, Translate, translator
from klankbord.speech import bleed, silero, tones
from klankbord.speech.activity import GAP_MS, By, by_chance, by_energy, is_clean, is_silent
from klankbord.speech.channels import Channels, Why, channels_of
from klankbord.speech.found import FORMAT, Found, Kind, as_options
from klankbord.speech.naming import Named, Seat, named
from klankbord.speech.profile import STEP_MS, Profile, profile_of
from klankbord.speech.recording import Recording
from klankbord.speech.silero import FRAME_MS, Chances
from klankbord.speech.spans import Span, flags_of, joined, spans_of, without

LEFT_MS = 150
"""What is left of a voice beside an echo or a tone counts from this length."""
HOLE_MS = 100
FOR_ALL = frozenset({Kind.RINGING, Kind.BUSY, Kind.MUSIC})
"""While these sound there is no conversation: what anybody says then is cut too."""


@dataclass(frozen=True)
class Told:
    """What somebody says of a recording that its sound does not.

    `sides` has the side of each channel; `direction` is inbound or outbound; `starts_ms` says when
    each of several files begins on one clock; `by` forces the way in which speech is found.
    """

    sides: tuple[Side, ...] = ()
    direction: str = ""
    starts_ms: tuple[int, ...] = ()
    by: By | None = None


@dataclass(frozen=True)
class Heard:
    """What was heard.

    Attributes:
        length_ms: how long the recording is.
        channels: who is on which channel.
        voices: for each party, when they speak.
        found: what sounded besides voices.
        by: what told when somebody spoke.
        echo: whose voice is heard on whose channel, if so.
        cut_short: the file is shorter than its head tells.
        name: what the names of the files tell.
    """

    length_ms: int
    channels: Channels
    voices: tuple[tuple[Span, ...], ...]
    found: tuple[Found, ...]
    by: By
    echo: bleed.Bleed | None
    cut_short: bool
    name: Named

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know, as codes."""
        channels = self.channels
        told = {
            "sound_alone": True,
            "one_channel": channels.one_for_all,
            "same_twice": channels.why is Why.SAME_TWICE,
            "silent_channel": bool(channels.silent),
            "echo": self.echo is not None,
            "cut_short": self.cut_short,
            "noisy": self.by is By.SILERO and not channels.one_for_all,
        }
        return tuple(code for code, so in told.items() if so)


def listen(recording: Recording, told: Told | None = None, threads: int = 1) -> Heard:
    """Listen to a recording.

    Raises:
        SoundRefused: it cannot be decoded, or nobody speaks in it.
        ChannelsDiffer: sides are told of more or fewer channels than there are.
        SpeechMissing: what this needs is not installed.
    """
    told = told or Told()
    profile = profile_of(recording)
    names = [named(sound.name) for sound in recording.sounds]
    channels = channels_of(profile, names, told.sides, told.direction)
    heard = _Listening(recording, profile, channels, told.by, threads)
    voices, found = heard.voices()
    if not any(voices):
        raise NoVoices(recording.name)
    return Heard(
        *(profile.length_ms, channels, voices, found, heard.by, heard.echo),
        cut_short=recording.cut_short,
        name=names[0],
    )


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

    def voices(self) -> tuple[tuple[tuple[Span, ...], ...], tuple[Found, ...]]:
        """When each party speaks, and what else sounds; what is no conversation is cut out."""
        found = [self._found(lane) for lane in self.lanes]
        for_all = [each.span for own in found for each in own if each.kind in FOR_ALL]
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


def to_conversation(heard: Heard, id_: str, title: str = "", language: str = "nl") -> Conversation:
    """The conversation that was heard: turns with times and without words.

    Args:
        heard: what was heard.
        id_: of the conversation.
        title: of the conversation.
        language: nl or en, in which parties without a name are called.
    """
    channels, several = heard.channels, not heard.channels.one_for_all
    names = _names(channels, translator(language))
    customer = heard.name.customer
    parties = tuple(
        Party(str(n + 1), names[n], side, number=customer if side is Side.CUSTOMER else None)
        for n, side in enumerate(channels.sides)
    )
    pieces = [
        Turn(span.start_ms, span.end_ms, parties[lane].id)
        for lane, spans in enumerate(heard.voices)
        for span in spans
    ]
    turns = assemble(pieces, keep_empty=True)
    return Conversation(
        id=id_,
        parties=parties,
        turns=turns,
        title=title,
        when=heard.name.when,
        direction=heard.name.direction,
        end_ms=_end(heard),
        overlap=several,
        laughter=False,
        provenance=Provenance(
            FORMAT,
            __version__,
            (
                ("speech", heard.by.value),
                *((("model", f"silero {silero.VERSION}"),) if heard.by is By.SILERO else ()),
                ("channels", channels.why.value),
                *as_options(heard.found),
            ),
            heard.notes,
        ),
    )


_SEATS = {
    Seat.CALLER: N_("beller"),
    Seat.CALLEE: N_("gebelde"),
    Seat.SELLER: N_("verkoper"),
    Seat.CUSTOMER: N_("klant"),
}


def _names(channels: Channels, translate: Translate) -> list[str]:
    """What the parties are called: by their side, their seat or their channel."""
    if channels.one_for_all:
        return [""]
    count = len(channels.sides)
    names = []
    for n, (side, seat) in enumerate(zip(channels.sides, channels.seats, strict=True)):
        alone = channels.sides.count(side) == 1
        if side in {Side.SELLER, Side.CUSTOMER} and alone:
            names.append(translate(_SEATS[Seat(side.value)]))
        elif seat is not None and channels.seats.count(seat) == 1:
            names.append(translate(_SEATS[seat]))
        else:
            names.append(translate(N_("kanaal {n}")).format(n=n + 1))
    assert len(names) == count
    return names


def _end(heard: Heard) -> int:
    """Where the conversation ends: tones and music after the last voice are no part of it."""
    last = max(span.end_ms for spans in heard.voices for span in spans)
    after = [
        each.span.start_ms
        for each in heard.found
        if each.kind in FOR_ALL and each.span.start_ms >= last
    ]
    return min(after, default=heard.length_ms)
