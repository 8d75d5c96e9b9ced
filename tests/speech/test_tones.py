"""Ringing, busy tones, beeps, keys and music are found, called by their name, and cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.speech.sounds import (
    RATE,
    music,
    noise,
    recording,
    row,
    save,
    sides,
    silence,
    tone,
    voice,
)

from klankbord.conversation import Conversation, Side
from klankbord.conversation.frames import from_frames, to_frames
from klankbord.formats import read
from klankbord.formats.document import Document
from klankbord.formats.writing import to_json
from klankbord.measures.measuring import measure
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.decode import Samples, open_sound, read_all
from klankbord.speech.engines.fake import Fake
from klankbord.speech.found import Found, Kind, as_options, found_in
from klankbord.speech.listening import Told, listen
from klankbord.speech.profile import profile_of
from klankbord.speech.recognition import Options, SpokenWord
from klankbord.speech.tones import tones
from klankbord.speech.transcribing import Transcribed, with_words

DEMO = Path(__file__).parents[2] / "src" / "klankbord" / "demo" / "sound"
TALK = row(voice(4), silence(0.6), voice(5, seed=3))

RINGING = {
    "nl": row(*[row(tone(1, 425), silence(4))] * 3),
    "be": row(*[row(tone(1, 425), silence(3))] * 3),
    "uk": row(*[row(tone(0.4, 400, 450), silence(0.2), tone(0.4, 400, 450), silence(2))] * 3),
    "us": row(*[row(tone(2, 440, 480), silence(4))] * 2),
    "once": row(tone(1, 425), silence(2)),
}
KINDS = ({"subtype": "PCM_16"}, {"subtype": "ULAW"}, {"subtype": "GSM610"}, {"format": "MP3"})


def found_on(path: Path, channel: int = 0) -> list[Found]:
    return tones(profile_of(recording(path)), channel)


def near(found: Found, start_s: float, end_s: float) -> bool:
    """Within a tenth of a second on both ends."""
    apart = abs(found.span.start_ms - start_s * 1000), abs(found.span.end_ms - end_s * 1000)
    return max(apart) <= 100


@pytest.mark.parametrize("how", KINDS, ids=str)
@pytest.mark.parametrize("land", RINGING)
def test_ringing_is_one_span_with_its_pauses(
    tmp_path: Path, land: str, how: dict[str, Any]
) -> None:
    ringing = RINGING[land]
    sounds = len(ringing) - np.argmax(np.abs(ringing[::-1]) > 0)
    path = save(tmp_path / "a", row(silence(1), ringing, TALK), **({"format": "WAV"} | how))
    (found,) = found_on(path)
    assert found.kind is Kind.RINGING
    assert near(found, 1, 1 + sounds / RATE)


@pytest.mark.parametrize("beat", [0.5, 0.25])
def test_a_busy_tone_is_told_from_ringing(tmp_path: Path, beat: float) -> None:
    path = save(tmp_path / "a.wav", row(TALK, *[row(tone(beat, 425), silence(beat))] * 8))
    (found,) = found_on(path)
    assert found.kind is Kind.BUSY
    assert near(found, 9.6, 9.6 + 15 * beat)


@pytest.mark.parametrize(("hertz", "length"), [(1400, 0.25), (1000, 0.5), (2000, 0.15)])
def test_beeps_are_found(tmp_path: Path, hertz: float, length: float) -> None:
    path = save(
        tmp_path / "a.wav", row(TALK, silence(0.2), tone(length, hertz), silence(0.3), TALK)
    )
    (found,) = found_on(path)
    assert found.kind is Kind.BEEP
    assert near(found, 9.8, 9.8 + length)


def test_keys_are_found(tmp_path: Path) -> None:
    keys = ((697, 1209), (770, 1336), (941, 1477))
    pressed = row(*[row(tone(0.12, *key), silence(0.3)) for key in keys])
    found = found_on(save(tmp_path / "a.wav", row(TALK, pressed), subtype="ULAW"))
    assert [each.kind for each in found] == [Kind.KEYS] * 3
    assert all(near(each, 9.6 + 0.42 * n, 9.72 + 0.42 * n) for n, each in enumerate(found))


@pytest.mark.parametrize("name", ["a01", "a07", "a11", "a15", "a18"])
def test_in_speech_no_tone_is_found(name: str) -> None:
    profile = profile_of(recording(DEMO / f"{name}.ogg"))
    assert [tones(profile, channel) for channel in (0, 1)] == [[], []]


def real_voice() -> Samples:
    """Some ten seconds of somebody on one channel of the demo, at 16 kHz."""
    sound = read_all(open_sound(DEMO / "a07.ogg"))
    return sound[: 16_000 * 30, 0]


@pytest.mark.parametrize("hiss", [-90, -45])
@pytest.mark.parametrize("channels", [1, 2])
def test_music_on_hold_is_no_speech(tmp_path: Path, channels: int, hiss: float) -> None:
    """Before it and after it somebody speaks; whoever speaks meanwhile is cut too."""
    said = real_voice()
    lane = row(said, silence(1, 16_000), music(20, 16_000), silence(1, 16_000), said)
    lane = lane + noise(len(lane) / 16_000, hiss, 16_000)[: len(lane)]
    other = np.concatenate([silence(31, 16_000), said])
    made = sides(lane, other) if channels == 2 else sides(lane)
    heard = listen(recording(save(tmp_path / "a.wav", made, 16_000)))
    (found,) = heard.found
    assert found.kind is Kind.MUSIC
    assert abs(found.span.start_ms - 31_000) < 1500
    assert abs(found.span.end_ms - 51_000) < 1500
    for spans in heard.voices:
        assert all(s.end_ms <= 32_500 or s.start_ms >= 49_500 for s in spans)
    before, after = (
        sum(s.length_ms for s in heard.voices[0] if low <= s.start_ms < low + 31_000)
        for low in (0, 49_500)
    )
    assert before > 15_000
    assert abs(before - after) < 0.1 * before


def test_what_is_cut_is_no_part_of_the_conversation(tmp_path: Path) -> None:
    """Ringing before and a busy tone after: neither is silence, and neither is speech."""
    ringing = row(*[row(tone(1, 425), silence(4))] * 2)
    busy = row(*[row(tone(0.5, 425), silence(0.5))] * 6)
    one = row(silence(10), voice(5), silence(8))
    two = row(ringing, silence(5.5), voice(7), silence(0.5), busy)
    path = save(tmp_path / "a.wav", sides(one, two))
    heard = listen(recording(path))
    assert [each.kind for each in heard.found] == [Kind.RINGING, Kind.BUSY]
    conversation = to_conversation(heard, "a")
    assert [t.party for t in conversation.turns] == ["1", "2"]
    first, last = conversation.turns
    assert abs((first.start_ms or 0) - 10_000) < 100
    assert abs((last.end_ms or 0) - 22_500) < 400
    assert conversation.end_ms == heard.found[1].span.start_ms
    assert found_in(conversation.provenance) == heard.found
    assert dict(as_options(heard.found)).keys() == {"ringing", "busy"}


def held(path: Path, music_s: float = 20) -> Path:
    """Somebody asks, is put on hold, and is answered after it by the other."""
    said = real_voice()
    rate = 16_000
    wait = row(silence(1, rate), music(music_s, rate), silence(1, rate))
    asks = row(said, wait, silence(30, rate))
    answers = row(silence(30 + len(wait) / rate, rate), said)
    return save(path, sides(asks, answers), rate)


def silence_of(conversation: Conversation) -> int:
    return int(measure([conversation]).turns["silence_ms"].sum())


def test_waiting_to_music_is_no_silence_and_no_patience(tmp_path: Path) -> None:
    """It stands on the timeline as what it is: a turn of nobody who sells or buys."""
    told = Told((Side.CUSTOMER, Side.SELLER))
    heard = listen(recording(held(tmp_path / "a.wav")), told)
    (hold,) = heard.holds
    assert hold == next(each.span for each in heard.found if each.kind is Kind.MUSIC)
    found = to_conversation(heard, "a")
    assert [(p.name, p.side) for p in found.parties][-1] == ("wachtmuziek", Side.OTHER)
    (turn,) = (turn for turn in found.turns if turn.party == found.parties[-1].id)
    assert (turn.start_ms, turn.end_ms) == (hold.start_ms, hold.end_ms)
    without_hold = replace(
        found,
        parties=found.parties[:-1],
        turns=tuple(turn for turn in found.turns if turn.party != found.parties[-1].id),
    )
    assert silence_of(without_hold) - silence_of(found) == hold.length_ms
    gaps = measure([found]).turns.filter(side="seller", floor_change=True)["prior_side"].to_list()
    assert gaps[0] == "other"  # what the seller takes over from is the music, not the customer
    assert found.bears.sides
    assert from_frames(to_frames([found])) == [found]


def test_music_is_marked_among_words_too(tmp_path: Path) -> None:
    record = recording(held(tmp_path / "a.wav"))
    heard = listen(record, Told((Side.CUSTOMER, Side.SELLER)))
    words = tuple(
        (SpokenWord(spans[0].start_ms, spans[0].start_ms + 300, "ja"),) for spans in heard.voices
    )
    said = Transcribed(words, "nl", Fake(["ja"]).about, Options())
    found = with_words(heard, said, "a")
    assert [(turn.party, turn.text) for turn in found.turns] == [
        ("1", "ja"),
        ("3", "(wachtmuziek)"),
        ("2", "ja"),
    ]
    assert found.bears.words
    (again,) = read(Document("a.json", to_json([found])))
    assert [turn.text for turn in again.turns] == ["ja", "(wachtmuziek)", "ja"]
    assert again.parties[-1].side is Side.OTHER
    (hold,) = heard.holds
    bare = replace(again, parties=again.parties[:-1], turns=(again.turns[0], again.turns[2]))
    assert silence_of(bare) - silence_of(again) == hold.length_ms


def test_music_before_and_after_a_talk_is_no_turn(tmp_path: Path) -> None:
    said, rate = real_voice(), 16_000
    pause = silence(1, rate)
    lane = row(music(12, rate), pause, said, pause, music(12, rate))
    heard = listen(recording(save(tmp_path / "a.wav", sides(lane, silence(1, rate)), rate)))
    assert [each.kind for each in heard.found] == [Kind.MUSIC] * 2
    assert heard.holds == ()
    assert len(to_conversation(heard, "a").parties) == 2
