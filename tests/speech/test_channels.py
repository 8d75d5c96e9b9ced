"""Who is on which channel: by what is told, by names of files, by the phone system's habit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.speech.sounds import RATE, noise, recording, save, sides, silence, spoken, voice

from klankbord.conversation import Side
from klankbord.errors import ChannelsDiffer
from klankbord.speech.activity import By
from klankbord.speech.aligning import lag_ms
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.channels import Why
from klankbord.speech.decode import Samples, open_sound, read_all
from klankbord.speech.listening import Heard, Told, listen
from klankbord.speech.naming import INBOUND, OUTBOUND, Named, Seat, named, pairs
from klankbord.speech.recording import Recording
from klankbord.speech.spans import flags_of

DEMO = Path(__file__).parents[2] / "src" / "klankbord" / "demo" / "sound"
ONE, TWO = spoken(20, (1, 4), (9, 14)), spoken(20, (5, 8), (15, 18), pitch=200)
SELLER, CUSTOMER, UNKNOWN = Side.SELLER, Side.CUSTOMER, Side.UNKNOWN
EPOCH = datetime.fromtimestamp(1743042317, UTC)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "monitor/2025/out-0612345678-201-20250327-092517-1743042317.12206.wav",
            ("asterisk", OUTBOUND, "0612345678", EPOCH, None),
        ),
        (
            "in-201-0612345678-20250327-092517-1743042317.12206.wav",
            ("asterisk", INBOUND, "0612345678", EPOCH, None),
        ),
        (
            "force-0821234567-3201-20250327-092517-1743042317.12206.wav",
            ("asterisk", OUTBOUND, "0821234567", EPOCH, None),
        ),
        (
            "[]_100-0836826436_20190211124709(2).wav",
            ("3cx", OUTBOUND, "0836826436", None, None),
        ),
        (
            "[27836826436]_27836826436-100_20190211124743(3).wav",
            ("3cx", INBOUND, "27836826436", None, None),
        ),
        (
            "20251104-133555_302_(252)792-8686_Outgoing_Auto_2243.mp3",
            ("ringcentral", OUTBOUND, "(252)792-8686", None, None),
        ),
        (
            "0f4e2f3c-5d8e-4f1a-9c8b-1a2b3c4d5e6f.wav",
            ("freeswitch", "", None, None, None),
        ),
        ("belletje-r.wav", ("", "", None, None, Seat.CALLER)),
        ("belletje_uitgaand-t.wav", ("", OUTBOUND, None, None, Seat.CALLEE)),
        ("belletje-in.wav", ("", "", None, None, Seat.CALLER)),
        ("Auto_Repairs_agent.wav", ("", "", None, None, Seat.SELLER)),
        ("Zo bereik je de klant.wav", ("", "", None, None, Seat.CUSTOMER)),
        ("incoming call 12.mp3", ("", INBOUND, None, None, None)),
        ("gewoon.wav", ("", "", None, None, None)),
        ("start.wav", ("", "", None, None, None)),
    ],
)
def test_what_a_name_tells(name: str, told: tuple[str, str, str | None, object, object]) -> None:
    found = named(name)
    assert (found.source, found.direction, found.customer, found.when, found.seat) == told


def test_halves_of_one_call_go_together_and_nothing_else() -> None:
    files = ["a/x-r.wav", "b/x-t.wav", "a/x-t.mp3", "y-agent.wav", "y-caller.wav", "z-in.wav"]
    assert pairs(files) == [
        ("a/x-r.wav", "a/x-t.mp3"),
        ("b/x-t.wav",),
        ("y-agent.wav", "y-caller.wav"),
        ("z-in.wav",),
    ]
    assert pairs(["a-r.wav", "a-rx.wav"]) == [("a-r.wav",), ("a-rx.wav",)]
    assert pairs(["a-r.wav", "a-t.wav", "a-out.wav"]) == [
        (n,) for n in ("a-r.wav", "a-t.wav", "a-out.wav")
    ]


def heard_pair(folder: Path, first: str, second: str, told: Told | None = None) -> Heard:
    paths = save(folder / first, ONE), save(folder / second, TWO)
    return listen(recording(*paths), told)


@pytest.mark.parametrize(
    ("first", "second", "sides_", "why"),
    [
        ("a-agent.wav", "a-caller.wav", (SELLER, CUSTOMER), Why.HALF),
        ("a-klant.wav", "a-verkoper.wav", (CUSTOMER, SELLER), Why.HALF),
        ("uitgaand-r.wav", "uitgaand-t.wav", (SELLER, CUSTOMER), Why.HALF),
        ("inbound-r.wav", "inbound-t.wav", (CUSTOMER, SELLER), Why.HALF),
        ("a-r.wav", "a-t.wav", (UNKNOWN, UNKNOWN), Why.UNKNOWN),
    ],
)
def test_halves_sit_where_their_names_say(
    tmp_path: Path, first: str, second: str, sides_: tuple[Side, ...], why: Why
) -> None:
    heard = heard_pair(tmp_path, first, second)
    assert (heard.channels.sides, heard.channels.why) == (sides_, why)
    assert [len(voice) for voice in heard.voices] == [2, 2]


def test_the_direction_told_decides_where_the_name_does_not(tmp_path: Path) -> None:
    outbound = heard_pair(tmp_path, "a-r.wav", "a-t.wav", Told(direction=OUTBOUND))
    inbound = heard_pair(tmp_path, "a-r.wav", "a-t.wav", Told(direction=INBOUND))
    assert outbound.channels.sides == (SELLER, CUSTOMER)
    assert inbound.channels.sides == (CUSTOMER, SELLER)


def test_what_is_told_goes_before_what_a_name_says(tmp_path: Path) -> None:
    heard = heard_pair(tmp_path, "a-agent.wav", "a-caller.wav", Told((CUSTOMER, SELLER)))
    assert (heard.channels.sides, heard.channels.why) == ((CUSTOMER, SELLER), Why.TOLD)


@pytest.mark.parametrize(
    ("name", "sides_", "why"),
    [
        ("in-201-0612345678-20250327-092517-1743042317.12206.wav", (CUSTOMER, SELLER), Why.SYSTEM),
        ("out-0612345678-201-20250327-092517-1743042317.12206.wav", (SELLER, CUSTOMER), Why.SYSTEM),
        ("0f4e2f3c-5d8e-4f1a-9c8b-1a2b3c4d5e6f.wav", (UNKNOWN, UNKNOWN), Why.UNKNOWN),
        ("gesprek.wav", (UNKNOWN, UNKNOWN), Why.UNKNOWN),
    ],
)
def test_a_phone_system_always_records_alike(
    tmp_path: Path, name: str, sides_: tuple[Side, ...], why: Why
) -> None:
    heard = listen(recording(save(tmp_path / name, sides(ONE, TWO))))
    assert (heard.channels.sides, heard.channels.why) == (sides_, why)
    conversation = to_conversation(heard, "a")
    if why is Why.SYSTEM:
        assert conversation.when == EPOCH
        numbers = {party.side: party.number for party in conversation.parties}
        assert numbers == {SELLER: None, CUSTOMER: "0612345678"}
    else:
        names = {party.name for party in conversation.parties}
        assert names in ({"kanaal 1", "kanaal 2"}, {"beller", "gebelde"})


def test_swapped_channels_swap_the_parties(tmp_path: Path) -> None:
    told = Told((SELLER, CUSTOMER))
    straight = listen(recording(save(tmp_path / "a.wav", sides(ONE, TWO))), told)
    swapped = listen(recording(save(tmp_path / "b.wav", sides(TWO, ONE))), told)
    assert straight.voices == swapped.voices[::-1]
    one, two = to_conversation(straight, "a"), to_conversation(swapped, "a")
    assert [(t.start_ms, t.end_ms) for t in one.turns] == [
        (t.start_ms, t.end_ms) for t in two.turns
    ]
    assert all(a.party != b.party for a, b in zip(one.turns, two.turns, strict=True))


def test_more_channels_than_told_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.wav", sides(ONE, TWO, voice(20)))
    with pytest.raises(ChannelsDiffer, match="3 kanalen en er is van 2"):
        listen(recording(path), Told((SELLER, CUSTOMER)))


@pytest.mark.parametrize("gain", [1.0, 0.5])
@pytest.mark.parametrize("how", [{"subtype": "PCM_16"}, {"format": "MP3"}], ids=str)
def test_the_same_on_both_channels_is_one_channel(
    tmp_path: Path, gain: float, how: dict[str, Any]
) -> None:
    both = ONE + TWO + noise(20, -70)
    heard = listen(
        recording(save(tmp_path / "a", sides(both, both * gain), **({"format": "WAV"} | how))),
        Told(by=None),
    )
    assert heard.channels.why is Why.SAME_TWICE
    assert len(heard.voices) == 1
    assert {"one_channel", "same_twice"} <= set(heard.notes)
    conversation = to_conversation(heard, "a")
    assert [party.side for party in conversation.parties] == [UNKNOWN]
    assert not conversation.bears.overlap


def test_two_who_agree_are_not_one_channel(tmp_path: Path) -> None:
    heard = listen(recording(save(tmp_path / "a.wav", sides(ONE, 0.7 * ONE + TWO))))
    assert heard.channels.why is Why.UNKNOWN


def test_a_silent_channel_is_told(tmp_path: Path) -> None:
    heard = listen(recording(save(tmp_path / "a.wav", sides(ONE, silence(20)))))
    assert heard.channels.silent == (1,)
    assert "silent_channel" in heard.notes
    assert [len(own) for own in heard.voices] == [2, 0]


def room(far: Samples, delay_ms: int, gain: float) -> Samples:
    """What a microphone hears of a loudspeaker: late, softer, and with a tail."""
    tail = np.random.default_rng(7).normal(0, 1, RATE // 10) * np.exp(-np.arange(RATE // 10) / 120)
    tail[0] = 4
    heard = np.convolve(far, tail / np.abs(tail).sum())[: len(far)]
    late = delay_ms * RATE // 1000
    made: Samples = (gain * np.r_[np.zeros(late), heard])[: len(far)].astype(np.float32)
    return made


@pytest.mark.parametrize("gain", [2.0, 0.7, 0.2])
@pytest.mark.parametrize("delay_ms", [20, 120, 350])
def test_an_echo_is_no_speech(tmp_path: Path, delay_ms: int, gain: float) -> None:
    far = spoken(40, (1, 9), (12, 20), (25, 38))
    near = room(far, delay_ms, gain) + noise(40, -75)
    path = save(tmp_path / "a.wav", sides(far, near))
    heard = listen(recording(path), Told(by=By.ENERGY))
    assert heard.echo is not None
    assert (heard.echo.of, heard.echo.on) == (0, 1)
    assert abs(heard.echo.delay_ms - delay_ms) <= 2
    assert "echo" in heard.notes
    assert sum(s.length_ms for s in heard.voices[0]) > 25_000
    assert sum(s.length_ms for s in heard.voices[1]) < 400


def test_who_speaks_through_the_echo_is_heard(tmp_path: Path) -> None:
    """Real voices over each other: nearly all of the near one is found, and little else."""
    far = read_all(open_sound(DEMO / "a07.ogg"), RATE)[: 60 * RATE, 0]
    own = read_all(open_sound(DEMO / "a18.ogg"), RATE)[: 60 * RATE, 1]
    alone = listen(recording(save(tmp_path / "own.wav", sides(own, silence(60))))).voices[0]
    heard = listen(recording(save(tmp_path / "a.wav", sides(far, room(far, 80, 0.6) + own))))
    assert heard.echo is not None
    found, real = (flags_of(spans, 6000, 10) for spans in (heard.voices[1], alone))
    assert (found & real).sum() > 0.85 * real.sum()
    assert (found & ~real).sum() < 0.1 * found.sum()


def test_two_who_talk_make_no_echo(tmp_path: Path) -> None:
    assert listen(recording(save(tmp_path / "a.wav", sides(ONE, TWO)))).echo is None


def test_halves_are_put_on_one_clock(tmp_path: Path) -> None:
    one, two = save(tmp_path / "a-r.wav", ONE), save(tmp_path / "a-t.wav", TWO)
    heard = listen(recording(one, two, offsets_ms=(90_000, 93_000)))
    assert abs(heard.voices[0][0].start_ms - 1000) < 100
    assert abs(heard.voices[1][0].start_ms - 8000) < 100


@pytest.mark.parametrize("late_s", [2.5, -3.0, 0.0])
def test_the_lag_between_halves_is_heard_from_an_echo(tmp_path: Path, late_s: float) -> None:
    far = spoken(30, (1, 9), (12, 20), (22, 29))
    near = room(far, 0, 0.5) + noise(30, -60)
    cut = round(abs(late_s) * RATE)
    one, two = (far[cut:], near) if late_s > 0 else (far, near[cut:])
    found = lag_ms(
        *(open_sound(save(tmp_path / n, s)) for n, s in (("a.wav", one), ("b.wav", two)))
    )
    assert found is not None
    assert abs(found - late_s * 1000) <= 5
    assert (
        lag_ms(open_sound(save(tmp_path / "c.wav", ONE)), open_sound(save(tmp_path / "d.wav", TWO)))
        is None
    )


def test_names_are_read_without_their_folders() -> None:
    assert named("/inbound/agents/x.wav") == Named("x")
    assert named("C:\\klant\\x.wav") == Named("x")


def test_three_channels_are_three_people(tmp_path: Path) -> None:
    third = spoken(20, (18.5, 19.5))
    path = save(tmp_path / "a.wav", sides(ONE, TWO, third))
    heard = listen(Recording([open_sound(path)]), Told((SELLER, CUSTOMER, CUSTOMER)))
    conversation = to_conversation(heard, "a")
    assert [(p.name, p.side) for p in conversation.parties] == [
        ("verkoper", SELLER),
        ("kanaal 2", CUSTOMER),
        ("kanaal 3", CUSTOMER),
    ]
    assert [t.party for t in conversation.turns] == ["1", "2", "1", "2", "3"]
