"""From a recording to a conversation with words: each party apart, once, and resumable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from klankbord.conversation import Side
from klankbord.errors import CannotWrite, NoVoices, ServerSilent
from klankbord.speech.activity import By
from klankbord.speech.cutting import sound_of
from klankbord.speech.decode import open_sound
from klankbord.speech.engines.fake import Fake, sound_for
from klankbord.speech.kept import Kept, digest_of
from klankbord.speech.listening import Heard, Told, listen
from klankbord.speech.pieces import Piece
from klankbord.speech.recognition import RATE, About, Mono, Options, Words
from klankbord.speech.recording import Recording
from klankbord.speech.spans import Span, joined
from klankbord.speech.transcribing import TOGETHER, Transcribed, transcribe, with_words

LOUD = 20
SILENT = ("spraak.example", "het duurt te lang")
TEXTS = tuple(f"w{n}" for n in range(60))
Said = Sequence[tuple[float, float, int]]
SELLER: Said = [(1.0, 1.3, 0), (1.4, 1.8, 1), (6.0, 6.4, 2), (6.5, 7.2, 3), (12.0, 12.5, 4)]
CUSTOMER: Said = [(2.5, 2.9, 30), (3.0, 3.6, 31), (6.6, 6.9, 32), (9.0, 9.5, 33)]
TOLD = Told((Side.SELLER, Side.CUSTOMER))


def levels(said: Said, seconds: float) -> Mono:
    return sound_for([(start, end, which + LOUD) for start, end, which in said], seconds)


class Hearing(Fake):
    """The fake, that breaks off after some pieces, and keeps what it was given."""

    def __init__(self, breaks_after: int | None = None, language: str = "nl") -> None:
        super().__init__([*("?",) * LOUD, *TEXTS], language)
        self.left, self.given = breaks_after, 0
        self.languages_told = 0

    def language_of(self, pieces: Sequence[Mono]) -> str:
        self.languages_told += 1
        return super().language_of(pieces)

    def recognise(self, pieces: Sequence[Mono], options: Options) -> list[Words]:
        if self.left is not None and self.given >= self.left:
            raise ServerSilent(*SILENT)
        self.given += len(pieces)
        return super().recognise(pieces, options)


class Deaf(Hearing):
    """It forces no language, tells none, and knows no words of one's own."""

    def __init__(self) -> None:
        super().__init__()
        self.about = About("deaf", "2", "oor")


def recording_of(tmp_path: Path, *channels: Mono, rate: int = RATE) -> Recording:
    path = tmp_path / "gesprek.wav"
    soundfile.write(path, np.stack(channels, axis=1), rate)
    return Recording([open_sound(path)])


@pytest.fixture
def call(tmp_path: Path) -> tuple[Recording, Heard]:
    recording = recording_of(tmp_path, levels(SELLER, 14), levels(CUSTOMER, 14))
    return recording, listen(recording, TOLD)


def test_each_channel_is_recognised_apart_and_its_words_are_its_party_s(
    call: tuple[Recording, Heard],
) -> None:
    recording, heard = call
    found = with_words(heard, transcribe(recording, heard, Hearing()), "x", "Gesprek")
    sides = {party.id: party.side for party in found.parties}
    assert [(sides[t.party], t.text) for t in found.turns] == [
        (Side.SELLER, "w0 w1"),
        (Side.CUSTOMER, "w30 w31"),
        (Side.SELLER, "w2 w3"),
        (Side.CUSTOMER, "w32"),
        (Side.CUSTOMER, "w33"),
        (Side.SELLER, "w4"),
    ]
    assert found.bears.words
    assert found.bears.overlap
    words = [(w.start_ms, w.end_ms, w.text) for w in found.turns[0].words]
    assert words == [(1000, 1300, "w0"), (1400, 1800, "w1")]


def test_a_turn_begins_and_ends_where_the_voice_does(call: tuple[Recording, Heard]) -> None:
    recording, heard = call
    found = with_words(heard, transcribe(recording, heard, Hearing()), "x")
    edges = {(turn.start_ms, turn.end_ms) for turn in found.turns}
    assert edges == {(s.start_ms, s.end_ms) for spans in heard.voices for s in spans}
    assert found.end_ms == heard.length_ms


def test_a_word_of_which_the_end_is_guessed_ends_with_the_voice(
    call: tuple[Recording, Heard],
) -> None:
    recording, heard = call
    said = transcribe(recording, heard, Hearing())
    longer = tuple(tuple(replace(w, end_ms=w.end_ms + 320) for w in lane) for lane in said.lanes)
    guessed = with_words(heard, replace(said, lanes=longer), "x")
    known = with_words(heard, said, "x")
    assert [(t.start_ms, t.end_ms) for t in guessed.turns] == [
        (t.start_ms, t.end_ms) for t in known.turns
    ]
    assert all((w.end_ms or 0) <= (t.end_ms or 0) for t in guessed.turns for w in t.words)


def test_who_recognised_is_told_and_what_was_asked(call: tuple[Recording, Heard]) -> None:
    recording, heard = call
    said = transcribe(recording, heard, Hearing(), Options("", ("Kassahuis", "Maes")))
    found = with_words(heard, said, "x")
    options = dict(found.provenance.options)
    assert options["recogniser"] == "fake 1"
    assert options["recogniser_model"] == "words"
    assert options["recogniser_language"] == "nl"
    assert options["vocabulary"] == "Kassahuis, Maes"
    assert found.language == "nl"
    assert found.provenance.format == "recording"
    assert "sound_alone" not in found.provenance.notes
    assert {word.confidence for words in said.lanes for word in words} == {0.9}


def test_a_language_is_found_once_a_call_and_then_forced(call: tuple[Recording, Heard]) -> None:
    recording, heard = call
    fake = Hearing(language="en")
    assert transcribe(recording, heard, fake).language == "en"
    assert fake.languages_told == 1
    assert {options.language for options in fake.asked} == {"en"}
    forced = Hearing(language="en")
    assert transcribe(recording, heard, forced, Options("nl")).language == "nl"
    assert forced.languages_told == 0
    assert {options.language for options in forced.asked} == {"nl"}


def test_what_an_engine_cannot_do_is_not_asked_and_not_recorded(
    call: tuple[Recording, Heard],
) -> None:
    recording, heard = call
    deaf = Deaf()
    found = with_words(heard, transcribe(recording, heard, deaf, Options("nl", ("Maes",))), "x")
    assert set(deaf.asked) == {Options()}
    assert not {"vocabulary", "recogniser_language"} & dict(found.provenance.options).keys()
    assert found.language == ""


@pytest.mark.parametrize("longest_ms", [4_500, 6_000, 25_000])
def test_pieces_of_any_length_give_the_same_words(tmp_path: Path, longest_ms: int) -> None:
    said = [(0.5 + 0.4 * n, 0.7 + 0.4 * n, n % 40) for n in range(80)]
    other = [(3.0 + 5 * n, 3.5 + 5 * n, 40 + n) for n in range(6)]
    heard = listen(recording_of(tmp_path, levels(SELLER, 34), levels(CUSTOMER, 34)), TOLD)
    recording = recording_of(tmp_path, levels(said, 34), levels(other, 34))
    voices = tuple(
        tuple(joined([Span(round(1000 * a), round(1000 * b)) for a, b, _ in each], 300))
        for each in (said, other)
    )
    heard = replace(heard, voices=voices)
    found = transcribe(recording, heard, Hearing(), longest_ms=longest_ms)
    assert [[w.text for w in words] for words in found.lanes] == [
        [TEXTS[which] for _, _, which in each] for each in (said, other)
    ]


def test_who_is_on_one_channel_is_one_party(tmp_path: Path) -> None:
    both = levels(SELLER, 14)
    recording = recording_of(tmp_path, both, both)
    heard = listen(recording, Told(by=By.ENERGY))
    assert heard.channels.one_for_all
    found = with_words(heard, transcribe(recording, heard, Hearing()), "x")
    (party,) = found.parties
    assert party.side is Side.UNKNOWN
    assert [t.text for t in found.turns] == ["w0 w1", "w2 w3", "w4"]
    assert "same_twice" in found.provenance.notes


def test_a_channel_on_which_nothing_is_recognised_has_no_turns(
    call: tuple[Recording, Heard],
) -> None:
    recording, heard = call
    said = transcribe(recording, heard, Hearing())
    found = with_words(heard, replace(said, lanes=(said.lanes[0], ())), "x")
    assert {turn.party for turn in found.turns} == {"1"}
    assert len(found.parties) == 2


def test_a_recording_without_one_word_is_refused(call: tuple[Recording, Heard]) -> None:
    _, heard = call
    nothing = Transcribed(((), ()), "nl", Hearing().about, Options())
    with pytest.raises(NoVoices):
        with_words(heard, nothing, "x")


# ── cutting ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_a_piece_comes_at_the_rate_of_recognisers(tmp_path: Path, rate: int) -> None:
    at = np.arange(25 * rate) / rate
    one, two = (
        np.sin(2 * np.pi * hertz * at).astype(np.float32) * np.float32(0.5) for hertz in (440, 1000)
    )
    recording = recording_of(tmp_path, one, two, rate=rate)
    pieces = [Piece(1, 9_500, 10_500), Piece(0, 300, 24_000), Piece(1, 24_500, 25_000)]
    found = dict(sound_of(recording, pieces, one_for_all=False))
    assert set(found) == set(pieces)
    for piece, sound in found.items():
        assert sound.dtype == np.float32
        assert abs(len(sound) - piece.length_ms * RATE // 1000) <= 4
        peak = np.abs(np.fft.rfft(sound)).argmax() * RATE / len(sound)
        assert abs(peak - (440, 1000)[piece.lane]) < 3


def test_pieces_come_in_order_of_end_however_they_lie(tmp_path: Path) -> None:
    ramp = np.linspace(0, 0.9, 40 * RATE).astype(np.float32)
    recording = recording_of(tmp_path, ramp, ramp)
    pieces = [Piece(0, 0, 39_000), Piece(1, 1_000, 2_000), Piece(0, 38_000, 40_000)]
    found = list(sound_of(recording, pieces, one_for_all=False))
    assert [piece.end_ms for piece, _ in found] == [2_000, 39_000, 40_000]
    for piece, sound in found:
        middle = (piece.start_ms + piece.end_ms) / 2 / 40_000 * 0.9
        assert abs(float(sound.mean()) - middle) < 1e-3


# ── interrupted ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def long_call(tmp_path: Path) -> tuple[Recording, Heard]:
    said = [(1.0 + 3 * n, 1.5 + 3 * n, n) for n in range(30)]
    recording = recording_of(tmp_path, levels(said, 95), levels(CUSTOMER, 95))
    return recording, listen(recording, TOLD)


def test_who_is_interrupted_goes_on(long_call: tuple[Recording, Heard], tmp_path: Path) -> None:
    recording, heard = long_call
    whole = Hearing()
    wanted = transcribe(recording, heard, whole)
    seen: list[tuple[int, int]] = []
    broken = Hearing(breaks_after=2 * TOGETHER)
    with pytest.raises(ServerSilent):
        transcribe(recording, heard, broken, kept=Kept(tmp_path, "a" * 64))
    again = Hearing()
    kept = Kept(tmp_path, "a" * 64)
    found = transcribe(recording, heard, again, kept=kept, progress=lambda *told: seen.append(told))
    assert found == wanted
    assert broken.given + again.given == whole.given
    assert again.languages_told == 0
    assert 0 < seen[0][0] < seen[-1][0] == seen[-1][1]
    assert seen == sorted(seen)
    kept.remove()
    assert [path.name for path in tmp_path.iterdir()] == ["gesprek.wav"]


def test_a_line_that_broke_off_is_recognised_again(
    long_call: tuple[Recording, Heard], tmp_path: Path
) -> None:
    recording, heard = long_call
    whole = Hearing()
    kept = Kept(tmp_path, "a" * 64)
    wanted = transcribe(recording, heard, whole, kept=kept)
    data = kept.path.read_bytes().rstrip()
    kept.path.write_bytes(data[:-9] + b"\n[1, 2]\n{}\nnull\n\xff\n")
    again = Hearing()
    kept = Kept(tmp_path, "a" * 64)
    assert len(kept) == whole.given - 1
    assert transcribe(recording, heard, again, kept=kept) == wanted
    assert again.given == 1


def test_nothing_is_gone_on_with_that_was_asked_otherwise(tmp_path: Path) -> None:
    one, other = tmp_path / "a.wav", tmp_path / "b.wav"
    one.write_bytes(b"een")
    other.write_bytes(b"twee")
    about = About("fake", "1", "m")
    asked = [
        digest_of(files, engine, options)
        for files, engine, options in (
            ([one], about, Options()),
            ([other], about, Options()),
            ([one, other], about, Options()),
            ([other, one], about, Options()),
            ([one], About("fake", "2", "m"), Options()),
            ([one], About("fake", "1", "n"), Options()),
            ([one], about, Options("nl")),
            ([one], about, Options("", ("Maes",))),
        )
    ]
    assert len(set(asked)) == len(asked)
    (tmp_path / "c.wav").write_bytes(b"een")
    assert digest_of([tmp_path / "c.wav"], about, Options()) == asked[0]


def test_where_nothing_can_be_kept_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        Kept(tmp_path / "weg", "a" * 64).add([(Piece(0, 0, 1), ())])


def test_what_is_kept_is_small_and_plain(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "b" * 64)
    (words,) = Hearing().recognise([levels([(0.1, 0.5, 3)], 1)], Options())
    kept.add([(Piece(1, 0, 1000), words)])
    (line,) = (line for line in kept.path.read_text("utf-8").splitlines() if line)
    assert json.loads(line)["words"] == [[100, 500, "w3", 0.9]]
    assert Kept(tmp_path, "b" * 64).get(Piece(1, 0, 1000)) == words
