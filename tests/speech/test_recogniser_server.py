"""Servers that are slow, busy, lying or broken: a sentence each, and nothing that hangs."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from tests.speech.recogniser_server import Asked, Handler, Reply, good, serving

from klankbord.errors import NoRecogniserServer, ServerOdd, ServerRefuses, ServerSilent
from klankbord.speech.engines.fake import sound_for
from klankbord.speech.engines.server import Server
from klankbord.speech.recognition import RATE, Options

WORDS = ("ja", "nee")
SOUND = sound_for([(0.2, 0.6, 0), (1.0, 1.4, 1)], 2)


def says(value: object, code: int = 200, **headers: str) -> Reply:
    return lambda handler, _: handler.say(value, code, **headers)


def with_words(*words: dict[str, Any]) -> Reply:
    return says({"text": "ja", "words": list(words)})


def once(first: Reply) -> Reply:
    """First so, and from then on well."""

    def reply(handler: Handler, asked: Asked) -> None:
        (first if len(handler.served.asked) == 1 else good)(handler, asked)

    return reply


def breaks_off(handler: Handler, asked: Asked) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'{"text": "ja", "words": [')
    handler.close_connection = True


def test_what_is_asked_is_what_openai_s_clients_ask() -> None:
    with serving(WORDS) as served:
        server = Server(f"{served.address}/", "whisper-groot", "geheim")
        (words,) = server.recognise([SOUND], Options("nl", ("Kassahuis", "Zoë")))
    assert [(w.start_ms, w.end_ms, w.text) for w in words] == [
        (200, 600, "ja"),
        (1000, 1400, "nee"),
    ]
    (asked,) = served.asked
    assert asked.path == "/v1/audio/transcriptions"
    assert asked.key == "Bearer geheim"
    assert asked.form == {
        "model": ["whisper-groot"],
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
        "temperature": ["0"],
        "language": ["nl"],
        "prompt": ["Kassahuis, Zoë"],
    }
    assert np.abs(asked.sound - SOUND).max() < 1e-4


def test_without_a_key_none_is_sent_and_without_a_language_none_is_named() -> None:
    with serving(WORDS) as served:
        Server(served.address).recognise([SOUND], Options())
    (asked,) = served.asked
    assert asked.key == ""
    assert not {"language", "prompt"} & asked.form.keys()


@pytest.mark.parametrize(("told", "language"), [("dutch", "nl"), ("NL", "nl"), ("klingon", "")])
def test_a_language_is_told_by_name_or_code(told: str, language: str) -> None:
    with serving(WORDS, says({"text": "", "language": told})) as served:
        assert Server(served.address).language_of([SOUND]) == language


def test_a_chance_is_the_word_s_own_or_its_segment_s() -> None:
    word = {"word": "ja", "start": 0.2, "end": 0.5}
    for told, chance in (
        ({"words": [word | {"probability": 0.5}]}, 0.5),
        ({"words": [word], "segments": [{"start": 0, "end": 1, "avg_logprob": -0.105}]}, 0.9),
        ({"words": [word]}, None),
        ({"words": [word], "segments": None}, None),
    ):
        with serving(WORDS, says({"text": "ja", **told})) as served:
            ((found,),) = Server(served.address).recognise([SOUND], Options())
        assert found.confidence == chance


# ── lying ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "reply",
    [
        says(b"<html>Welkom</html>"),
        says(b"\xff\xfe\x00"),
        says(b"[" * 100_000),
        says([]),
        says(b'{"text": "ja", "words": [{"word": "ja", "start": NaN, "end": 1}]}'),
        says(b'{"text": "ja", "words": [{"word": "ja", "start": 1e999, "end": 1}]}'),
        says({"text": "ja", "words": "ja"}),
        says({"text": "ja"}),
        says({"text": "ja", "words": None, "segments": [{"start": 0, "end": 1}]}),
        with_words({"word": "ja", "start": 0.5, "end": 0.2}),
        with_words({"word": "ja", "start": -90, "end": 0.2}),
        with_words({"word": "ja", "start": 0.1, "end": 7_200}),
        with_words({"word": "ja"}),
        with_words({"start": 0, "end": 1}),
        says(b" " * 5_000_000),
    ],
)
def test_an_answer_that_cannot_be_is_refused(reply: Reply) -> None:
    with serving(WORDS, reply) as served, pytest.raises(ServerOdd) as caught:
        Server(served.address).recognise([SOUND], Options())
    assert "127.0.0.1" in str(caught.value)
    assert len(served.asked) == 1


def test_what_lies_just_past_the_end_is_put_within() -> None:
    reply = with_words(
        {"word": "ja", "start": 1.9, "end": 2.4}, {"word": " ", "start": 0, "end": 0}
    )
    with serving(WORDS, reply) as served:
        ((word,),) = Server(served.address).recognise([SOUND], Options())
    assert (word.start_ms, word.end_ms) == (1900, 2000)


def test_a_redirect_takes_the_sound_nowhere() -> None:
    with serving(WORDS) as elsewhere:
        there = says(b"", 307, Location=f"{elsewhere.address}/audio/transcriptions")
        with serving(WORDS, there) as served, pytest.raises(ServerRefuses, match="307"):
            Server(served.address, key="geheim").recognise([SOUND], Options())
    assert elsewhere.asked == []


def test_the_environment_sends_it_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with serving(WORDS) as served:
        assert Server(served.address).recognise([SOUND], Options())[0]


# ── slow, busy, away ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [400, 401, 404, 413, 422])
def test_a_no_is_told_in_the_server_s_own_words(code: int) -> None:
    with (
        serving(WORDS, says({"error": {"message": "geen\n  sleutel"}}, code)) as served,
        pytest.raises(ServerRefuses) as caught,
    ):
        Server(served.address).recognise([SOUND], Options())
    assert str(code) in str(caught.value)
    assert "geen" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(served.asked) == 1


@pytest.mark.parametrize("first", [says({}, 429, Retry_After="0"), says({}, 503), breaks_off])
def test_a_busy_server_is_asked_again(first: Reply) -> None:
    with serving(WORDS, once(first)) as served:
        (words,) = Server(served.address, patience_s=0.5).recognise([SOUND], Options())
    assert len(words) == len(served.asked) == 2


def test_a_server_that_stays_busy_is_given_up_on() -> None:
    with serving(WORDS, says({}, 503, Retry_After="0")) as served:
        with pytest.raises(ServerSilent, match="503"):
            Server(served.address, tries=2).recognise([SOUND], Options())
        assert len(served.asked) == 2


@pytest.mark.parametrize("slow", [lambda *_: time.sleep(0.6), lambda handler, _: handler.drip(8)])
def test_a_server_is_waited_for_no_longer_than_patience(slow: Reply) -> None:
    begin = time.monotonic()
    with serving(WORDS, slow) as served, pytest.raises(ServerSilent, match="duurt te lang"):
        Server(served.address, patience_s=0.2).recognise([SOUND], Options())
    assert time.monotonic() - begin < 5


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ServerSilent, match=r"127\.0\.0\.1:9"):
        Server("http://127.0.0.1:9/v1", tries=1).recognise([SOUND], Options())


@pytest.mark.parametrize("address", ["", "hier", "file:///etc/passwd", "https:///v1"])
def test_without_an_address_nothing_is_asked(address: str) -> None:
    with pytest.raises(NoRecogniserServer):
        Server(address)


def test_an_hour_of_pieces_is_asked_a_few_at_a_time() -> None:
    with serving(WORDS) as served:
        found = Server(served.address).recognise([SOUND] * 12, Options())
    assert len(found) == len(served.asked) == 12
    assert all(len(asked.sound) == 2 * RATE for asked in served.asked)
