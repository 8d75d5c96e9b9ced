"""One contract for every recogniser: the fake, onnx-asr, faster-whisper, and any server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.speech import tiny_models
from tests.speech.recogniser_server import serving

from klankbord.speech.engines.fake import Fake, sound_for
from klankbord.speech.engines.faster_whisper import FasterWhisper
from klankbord.speech.engines.onnx_asr import OnnxAsr
from klankbord.speech.engines.server import Server
from klankbord.speech.recognition import RATE, Mono, Options, Recogniser, Words, length_ms

WORDS = ("ja", "nee", "misschien", "goed")
ENGINES = ("fake", "onnx-asr", "faster-whisper", "server", "server, words in segments")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("modellen")
    tiny_models.tones(folder / "tones")
    tiny_models.noise(folder / "noise")
    return folder


@pytest.fixture(scope="module", params=ENGINES)
def recogniser(request: pytest.FixtureRequest, models: Path) -> Iterator[Recogniser]:
    if request.param == "fake":
        yield Fake(WORDS)
    elif request.param == "onnx-asr":
        yield OnnxAsr(models / "tones", "tones", 1)
    elif request.param == "faster-whisper":
        yield FasterWhisper(models / "noise", "noise", 1)
    elif request.param == "server":
        with serving(WORDS) as served:
            yield Server(served.address)
    else:
        with serving(WORDS, lambda h, a: h.say(h.served.answer(a, in_segments=True))) as served:
            yield Server(served.address)


@pytest.fixture(scope="module")
def spoken() -> Mono:
    """Something of everything: levels for the fake, and tones for who hears those."""
    sound = tiny_models.tone_words([(0.5, 0.9, "laag"), (1.5, 1.9, "hoog")], 6)
    sound[3 * RATE :] = sound_for([(0.5, 0.9, 0), (1.0, 1.4, 2), (1.6, 2.0, 3)], 3)
    return sound


def texts(words: Words) -> list[str]:
    return [word.text for word in words]


def test_it_says_what_it_is(recogniser: Recogniser) -> None:
    about = recogniser.about
    assert about.engine
    assert about.version
    assert about.model


def test_words_lie_in_their_piece_and_in_order(recogniser: Recogniser, spoken: Mono) -> None:
    (words,) = recogniser.recognise([spoken], Options())
    assert words
    starts = [word.start_ms for word in words]
    assert starts == sorted(starts)
    for word in words:
        assert type(word.start_ms) is type(word.end_ms) is int
        assert 0 <= word.start_ms <= word.end_ms <= length_ms(spoken)
        assert word.text == word.text.strip() != ""
        assert word.confidence is None or 0 <= word.confidence <= 1


def test_it_keeps_how_sure_it_was(recogniser: Recogniser, spoken: Mono) -> None:
    (words,) = recogniser.recognise([spoken], Options())
    assert all(type(word.confidence) is float for word in words)


def test_pieces_come_back_in_the_order_in_which_they_went(
    recogniser: Recogniser, spoken: Mono
) -> None:
    pieces = [spoken, spoken[: 2 * RATE], spoken[3 * RATE :], spoken]
    together = recogniser.recognise(pieces, Options("nl"))
    apart = [recogniser.recognise([piece], Options("nl"))[0] for piece in pieces]
    assert [texts(words) for words in together] == [texts(words) for words in apart]


def test_the_same_sound_gives_the_same_words(recogniser: Recogniser, spoken: Mono) -> None:
    assert recogniser.recognise([spoken], Options()) == recogniser.recognise([spoken], Options())


@pytest.mark.parametrize("samples", [0, 1, 160, 1_600, 8_000])
def test_a_piece_may_be_very_short(recogniser: Recogniser, samples: int, spoken: Mono) -> None:
    (words,) = recogniser.recognise([spoken[:samples]], Options("nl"))
    assert all(word.end_ms <= samples * 1000 // RATE for word in words)


def test_a_piece_may_be_silent_or_as_loud_as_can_be(recogniser: Recogniser) -> None:
    loud = np.sign(np.random.default_rng(1).normal(size=RATE)).astype(np.float32)
    found = recogniser.recognise([np.zeros(RATE, np.float32), loud], Options("nl"))
    assert len(found) == 2


def test_of_nothing_there_is_nothing(recogniser: Recogniser) -> None:
    assert recogniser.recognise([], Options()) == []
    assert recogniser.language_of([]) == ""


def test_it_tells_a_language_if_it_says_that_it_can(recogniser: Recogniser, spoken: Mono) -> None:
    language = recogniser.language_of([spoken, spoken])
    assert (len(language) in {2, 3}) == recogniser.about.detects
    assert language == language.lower()


def test_it_takes_a_vocabulary_and_any_language(recogniser: Recogniser, spoken: Mono) -> None:
    for options in (
        Options("nl", ("Kassahuis", "Zoë’s")),
        Options("xx"),
        Options("", ("A" * 600,)),
    ):
        (words,) = recogniser.recognise([spoken], options)
        assert all(word.text for word in words)


# ── what each hears ───────────────────────────────────────────────────────────────────────────


def test_onnx_asr_hears_the_right_words_at_the_right_time(models: Path) -> None:
    said = [(0.8, 1.2, "laag"), (2.0, 2.4, "hoog"), (2.8, 3.2, "laag"), (4.0, 4.4, "hoog")]
    (words,) = OnnxAsr(models / "tones", "tones", 1).recognise(
        [tiny_models.tone_words(said, 6)], Options()
    )
    assert texts(words) == [word for _, _, word in said]
    for word, (start, end, _) in zip(words, said, strict=True):
        assert abs(word.start_ms - 1000 * start) <= 80
        assert abs(word.end_ms - 1000 * end) <= 160
        assert word.confidence is not None
        assert word.confidence > 0.8


def test_a_whisper_of_many_languages_is_forced_into_one(models: Path, spoken: Mono) -> None:
    engine = FasterWhisper(models / "noise", "noise", 1)
    seen: list[str | None] = []
    real = engine._model.transcribe

    def transcribe(piece: Mono, **options: object) -> object:
        found, info = real(piece, **options)
        seen.append(info.language)
        return found, info

    engine._model.transcribe = transcribe
    engine.recognise([spoken], Options("nl"))
    engine.recognise([spoken], Options("en"))
    assert seen == ["nl", "en"]


def test_a_vocabulary_changes_what_whisper_hears(models: Path, spoken: Mono) -> None:
    engine = FasterWhisper(models / "noise", "noise", 1)
    plain, told = (
        engine.recognise([spoken], Options("nl", words)) for words in ((), ("Kassahuis", "Maes"))
    )
    assert plain != told
