"""Who speaks on one channel: told apart by the real library, in a process that keeps nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.speech import tiny_speakers
from tests.speech.one_channel import TALK, both_models, heard_by, mono, said, spans_of, talk
from tests.speech.sounds import music, row, save, sides, voice
from tests.speech.tiny_speakers import RATE, marked

from klankbord.conversation import Side
from klankbord.errors import (
    ModelBroken,
    SpeakersMissing,
    SpeakersStopped,
    SpeakersTooLong,
    SpeakersTooSlow,
)
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.decode import open_sound
from klankbord.speech.engines.fake import Fake
from klankbord.speech.listening import Told, listen
from klankbord.speech.recognition import SpokenWord
from klankbord.speech.recording import Recording
from klankbord.speech.spans import Span, joined, total_ms
from klankbord.speech.speakers import asking
from klankbord.speech.speakers.apart import READY
from klankbord.speech.speakers.asking import Speakers, Spoke, ask, who_speaks
from klankbord.speech.speakers.deciding import by_voice
from klankbord.speech.transcribing import transcribe, with_words


@pytest.fixture(scope="module")
def speakers(tmp_path_factory: pytest.TempPathFactory) -> Speakers:
    return both_models(tmp_path_factory.mktemp("modellen"))


# ── the whole way ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("count", [2, 0])
def test_who_speaks_on_one_channel_is_told_apart(
    tmp_path: Path, speakers: Speakers, count: int
) -> None:
    """Whether somebody says that there are two, or that is found."""
    heard = heard_by(mono(tmp_path), replace(speakers, count=count))
    found = to_conversation(heard, "gesprek")
    assert [party.name for party in found.parties] == ["spreker 1", "spreker 2"]
    assert {party.side for party in found.parties} == {Side.UNKNOWN}
    assert [turn.party for turn in found.turns] == ["1", "2", "1", "2"]
    for turn, (start, end, _) in zip(found.turns, TALK, strict=True):
        assert abs((turn.start_ms or 0) - 1000 * start) < 350
        assert abs((turn.end_ms or 0) - 1000 * end) < 350
    told = dict(found.provenance.options)
    assert told["speakers"] == "wissels, stemmen"
    assert told["people"] == ("2" if count else "found")
    assert "told_apart" in found.provenance.notes
    assert "one_channel" not in found.provenance.notes
    assert not found.bears.overlap


def test_without_being_asked_everybody_is_one(tmp_path: Path, speakers: Speakers) -> None:
    recording = mono(tmp_path)
    alone, apart = heard_by(recording, None), heard_by(recording, speakers)
    assert len(alone.voices) == 1
    assert alone.people is None
    assert "one_channel" in alone.notes
    assert apart.lanes == alone.voices  # not a moment of speech is lost or found


def test_on_two_channels_the_channel_says_it(tmp_path: Path, speakers: Speakers) -> None:
    path = save(tmp_path / "a.wav", sides(talk(TALK[::2]), talk(TALK[1::2])), RATE)
    missing = replace(speakers, voices=tmp_path / "niets")
    heard = listen(Recording([open_sound(path)]), Told(speakers=missing))
    assert heard.people is None
    assert len(heard.voices) == 2


def test_the_same_on_both_channels_is_one_channel(tmp_path: Path, speakers: Speakers) -> None:
    path = save(tmp_path / "a.wav", sides(talk(), talk()), RATE)
    heard = heard_by(Recording([open_sound(path)]), speakers)
    assert len(heard.voices) == 2
    assert "same_twice" in heard.notes


def test_a_recording_of_the_telephone_is_made_as_models_want_it(
    tmp_path: Path, speakers: Speakers
) -> None:
    """At 8 kHz the tones of our people are gone, and nobody is found: all stays unknown."""
    path = save(tmp_path / "a.wav", talk()[::2], RATE // 2)
    heard = heard_by(Recording([open_sound(path)]), speakers)
    assert heard.people is not None
    assert heard.people.unknown
    assert len(heard.voices) == 1
    (party,) = to_conversation(heard, "a").parties
    assert party.name == ""


def test_several_at_once_and_nobody_s_voice_stay_unknown(
    tmp_path: Path, speakers: Speakers
) -> None:
    sound = talk(((1, 5, 0), (12, 15, 1)), 20)
    both, nobody = said(3, 0, 1), voice(2, 150, RATE)
    sound[6 * RATE : 9 * RATE] += both
    sound[16 * RATE : 18 * RATE] += nobody
    found = to_conversation(heard_by(mono(tmp_path, sound), speakers), "a")
    assert [party.name for party in found.parties] == ["spreker 1", "spreker 2", ""]
    assert [turn.party for turn in found.turns] == ["1", "3", "2", "3"]


def test_words_go_to_who_speaks_then(tmp_path: Path, speakers: Speakers) -> None:
    """They are recognised over all speech at once: a recogniser hears more with what is around."""
    recording = mono(tmp_path)
    heard = heard_by(recording, speakers)
    fake = Fake(["woord"])
    words = [SpokenWord(ms, ms + 400, f"w{ms}") for ms in (1200, 4500, 5700, 9400, 16_500)]
    lanes = by_voice(tuple(words), heard.voices)
    assert [[word.text for word in lane] for lane in lanes] == [
        ["w1200", "w4500"],
        ["w5700", "w9400", "w16500"],
    ]
    given = transcribe(recording, heard, fake)
    assert len(given.lanes) == 2
    found = with_words(heard, replace(given, lanes=lanes), "a")
    assert [(turn.party, turn.text) for turn in found.turns] == [
        ("1", "w1200"),
        ("1", "w4500"),
        ("2", "w5700"),
        ("2", "w9400"),
        ("2", "w16500"),
    ]
    assert "told_apart" in found.provenance.notes


def test_music_is_given_to_nobody(tmp_path: Path, speakers: Speakers) -> None:
    """What is no conversation is silent before voices are compared."""
    sound = row(talk(((1, 6, 0),), 8), marked(music(20, RATE), 1), talk(((1, 6, 0),), 8))
    recording = mono(tmp_path, sound)
    cut = spans_of((7_500, 28_500))
    with_music = who_speaks(recording, 36_000, [], speakers)
    without = who_speaks(recording, 36_000, cut, speakers)
    assert {each.speaker for each in with_music} == {0, 1}
    assert total_ms(joined([each.span for each in without], 0)) < 12_000


# ── nothing of a voice is kept ────────────────────────────────────────────────────────────────


def test_nothing_is_written_and_nothing_comes_out_but_spans_and_numbers(
    tmp_path: Path, speakers: Speakers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The raw answer is looked at, before anything of it is believed."""
    lines: list[bytes] = []
    real = asking._line

    class Ear:
        def __init__(self, back: object) -> None:
            self.back = back

        def readline(self, most: int) -> bytes:
            lines.append(self.back.readline(most))  # type: ignore[attr-defined]
            return lines[-1]

    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(asking, "_line", lambda back: real(Ear(back)))  # type: ignore[arg-type]
    before = sorted(path for path in speakers.voices.parent.rglob("*"))
    ask([talk()], 20_000, "gesprek", speakers)
    assert list(tmp_path.rglob("*")) == []
    assert sorted(path for path in speakers.voices.parent.rglob("*")) == before
    *stages, answer = lines
    assert [json.loads(line) for line in stages] == ["voices", "changes", READY]
    assert re.fullmatch(rb"\[\[\d+, \d+, \d+\](, \[\d+, \d+, \d+\])*\]\n", answer)


def test_the_process_that_compares_voices_can_write_no_file(tmp_path: Path) -> None:
    code = (
        "import sys; from klankbord.speech.speakers.apart import shut_in; shut_in(4000, 60)\n"
        "try:\n"
        "    with open(sys.argv[1], 'wb') as file: file.write(b'stem')\n"
        "except OSError as fault: print(type(fault).__name__, fault.errno)\n"
    )
    path = tmp_path / "stemafdruk"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("OSError")
    assert path.read_bytes() == b""


def test_what_is_heard_holds_no_voiceprint(tmp_path: Path, speakers: Speakers) -> None:
    """Of all that listening gives, times and texts are the only values."""

    def leaves(value: object) -> list[object]:
        if isinstance(value, tuple | list):
            return [leaf for each in value for leaf in leaves(each)]
        if hasattr(value, "__dataclass_fields__"):
            return [
                leaf for name in value.__dataclass_fields__ for leaf in leaves(getattr(value, name))
            ]
        return [value]

    heard = heard_by(mono(tmp_path), speakers)
    assert not [leaf for leaf in leaves(heard) if isinstance(leaf, float | np.ndarray | bytes)]


@pytest.mark.parametrize(
    "answer",
    [
        [[0, 10]],
        [[0, 10, 0.5]],
        [[0, 10, True]],
        [[0, 10, "a"]],
        [[10, 0, 0]],
        [[0, 10, -1]],
        [[0, 10, 0, 0.25]],
        [{"speaker": 0}],
        ["voices"],
    ],
)
def test_an_answer_with_anything_else_is_not_believed(answer: list[object]) -> None:
    with pytest.raises(SpeakersStopped):
        asking._believed(answer, 1_000, "gesprek")


def test_spans_past_the_end_are_cut_there() -> None:
    assert asking._believed([[900, 1_200, 1], [0, 500, 0], [1_500, 1_600, 0]], 1_000, "a") == [
        Spoke(Span(0, 500), 0),
        Spoke(Span(900, 1_000), 1),
    ]


def test_secrets_of_ours_do_not_go_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANKBORD_RECOGNISER_KEY", "geheim")
    process = asking._start()
    try:
        theirs = Path(f"/proc/{process.pid}/environ").read_bytes()
    finally:
        process.kill()
        process.communicate()
    assert b"geheim" not in theirs


# ── what goes wrong ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", ["voices", "changes"])
@pytest.mark.parametrize("how", ["no model", "no data", "other framework", "gone"])
def test_a_model_that_ends_the_process_is_named(
    tmp_path: Path, speakers: Speakers, part: str, how: str
) -> None:
    """The library ends the whole process on a model that it cannot use."""
    path = tmp_path / f"{part}.onnx"
    make = {"voices": tiny_speakers.voices, "changes": tiny_speakers.changes}[part]
    if how == "no model":
        path.write_bytes(b"geen graaf")
    elif how == "no data":
        make(path, **dict.fromkeys({**tiny_speakers.VOICES, **tiny_speakers.CHANGES}))
    elif how == "other framework":
        make(path, framework="eigen", sample_rate="veel")
    broken = replace(speakers, voices=path) if part == "voices" else replace(speakers, changes=path)
    with pytest.raises(ModelBroken) as caught:
        ask([talk()], 20_000, "gesprek", broken)
    assert str(path) in str(caught.value)


def test_a_process_that_is_ended_is_told(speakers: Speakers) -> None:
    """Somebody ends it halfway, as a system does that runs out of memory."""
    ended: list[int] = []

    def sound() -> object:
        yield talk()
        (child,) = children()
        os.kill(child, 9)
        ended.append(child)
        time.sleep(0.2)
        for _ in range(200):
            yield talk()

    with pytest.raises(SpeakersStopped, match=r"gesprek: .*brak af"):
        ask(sound(), 20_000, "gesprek", speakers)  # type: ignore[arg-type]
    assert ended
    assert children() == []


def test_what_takes_too_long_is_ended(speakers: Speakers) -> None:
    def slow() -> object:
        yield talk()
        time.sleep(1.5)
        yield talk()

    with pytest.raises(SpeakersTooSlow, match="1 minuten"):
        ask(slow(), 20_000, "gesprek", replace(speakers, seconds=1))  # type: ignore[arg-type]
    assert children() == []


def test_too_little_memory_is_said(speakers: Speakers) -> None:
    small = replace(speakers, memory_mb=700)
    with pytest.raises(SpeakersStopped, match="te weinig geheugen"):
        ask([np.zeros(1_000_000, np.float32)] * 150, 6_000_000, "gesprek", small)
    assert children() == []


def test_who_ends_us_ends_it(speakers: Speakers) -> None:
    def sound() -> object:
        yield talk()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(sound(), 20_000, "gesprek", speakers)  # type: ignore[arg-type]
    assert children() == []


def children() -> list[int]:
    """The processes of ours that compare voices."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int(path.joinpath("stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"speakers.apart" in path.joinpath("cmdline").read_bytes():
                found.append(int(path.name))
        except (OSError, ValueError):
            continue
    return found


def test_a_recording_that_is_too_long_is_refused_before_any_work(
    tmp_path: Path, speakers: Speakers
) -> None:
    with pytest.raises(SpeakersTooLong, match="2 uur"):
        who_speaks(mono(tmp_path), 2 * 3_600_000 + 1, [], speakers)


def test_what_is_not_installed_is_named_with_the_mend(
    speakers: Speakers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sherpa_onnx", None)
    with pytest.raises(SpeakersMissing, match=r"\[speakers\]"):
        ask([talk()], 20_000, "gesprek", speakers)
