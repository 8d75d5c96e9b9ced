"""Recordings that somebody gives without a transcript: each is a call, once."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from sqlalchemy import select
from tests.service.test_adding import TALK, all_calls, given, only, said
from tests.sites import Company
from tests.speech.sounds import RATE, row, save, save_av, sides, silence, spoken, tone
from tests.working import LEASE, work_off

from klankbord.conversation import Conversation, Side
from klankbord.errors import NotAPair, NothingGiven, ServerSilent, SoundTwice
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import digest
from klankbord.service.calls.mending import history
from klankbord.service.calls.opening import open_call, open_peaks, open_sound
from klankbord.service.intake import heard
from klankbord.service.intake.adding import Told, add, plan_call
from klankbord.service.intake.gathering import KeptFile, OneCall, as_one_call
from klankbord.service.intake.imports import forget, list_imports, look
from klankbord.service.intake.stages import PATIENCE, import_step, stages_of
from klankbord.service.jobs import BACKOFF_S, do, take
from klankbord.service.site import Site
from klankbord.service.work import LeaseLost
from klankbord.speech.decode import Samples, read_all
from klankbord.speech.decode import open_sound as decoded
from klankbord.speech.engines.fake import Fake, sound_for
from klankbord.speech.found import Kind, found_in
from klankbord.speech.listening import Heard, Step, Tell, listen
from klankbord.speech.naming import Seat
from klankbord.speech.recognition import Mono, Options, Words
from klankbord.speech.recording import Recording
from klankbord.store.calls import Call, read_conversation
from klankbord.store.measurements import calls_to_measure
from klankbord.store.tables import calls, jobs

DEMO = Path(__file__).parents[2] / "src" / "klankbord" / "demo" / "sound"
"""Voices that the network hears."""
SELLER = ((1, 4), (9, 14))
CUSTOMER = ((5, 8), (15, 18))
OUTBOUND = "out-0612345678-201-20261119-101112-1795079472.7.wav"
"""As FreePBX calls it: we called that number; the caller is on the left."""


def as_bytes(*channels: Samples, rate: int = RATE, **how: Any) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, sides(*channels), rate, **(how or {"format": "WAV", "subtype": "PCM_16"}))
    return file.getvalue()


def seller(seconds: float = 20) -> Samples:
    return spoken(seconds, *SELLER)


def customer(seconds: float = 20) -> Samples:
    return spoken(seconds, *CUSTOMER, pitch=200)


def two_channels(seconds: float = 20, **how: Any) -> bytes:
    """A call in which the seller is on the left."""
    return as_bytes(seller(seconds), customer(seconds), **how)


def the_call(site: Site) -> tuple[Call, Conversation]:
    (call,) = all_calls(site)
    with site.database.reading() as connection:
        assert calls_to_measure(connection, digest()) == []
        return call, read_conversation(connection, call.id)


def spoken_s(conversation: Conversation, side: Side = Side.SELLER) -> float:
    """For how long somebody on a side speaks."""
    own = {party.id for party in conversation.parties if party.side is side}
    turns = (turn for turn in conversation.turns if turn.party in own)
    return sum((turn.end_ms or 0) - (turn.start_ms or 0) for turn in turns) / 1000


def real_voices(seconds: int = 30) -> Samples:
    """Two people who talk, as the network hears it too: a column each."""
    return read_all(decoded(DEMO / "a07.ogg"), RATE)[: seconds * RATE]


def test_a_recording_alone_is_a_call_of_who_spoke_when(site: Site, company: Company) -> None:
    sound = two_channels()
    add(site, company.lotte, [given(OUTBOUND, sound)], Told(type="demo"))
    work_off(site)
    call, conversation = the_call(site)
    assert (call.title, call.owner, call.type) == (OUTBOUND[:-4], "Lotte Maes", "demo")
    assert (call.number, call.direction) == ("0612345678", "outbound")
    assert call.started_at
    assert [(p.name, p.side) for p in conversation.parties] == [
        ("verkoper", Side.SELLER),
        ("klant", Side.CUSTOMER),
    ]
    starts = [round((turn.start_ms or 0) / 1000) for turn in conversation.turns]
    assert starts == [1, 5, 9, 15]
    assert {turn.text for turn in conversation.turns} == {""}
    assert spoken_s(conversation) == pytest.approx(8, abs=0.6)
    assert spoken_s(conversation, Side.CUSTOMER) == pytest.approx(6, abs=0.6)
    assert call.sound
    assert site.files.path(call.sound).read_bytes() == sound
    listed = only(list_imports(site, company.lotte))
    assert (listed.of.state, listed.of.calls[0]["sides"]) == ("done", True)
    assert open_call(site, company.lotte, call.id).sound_ms == 20_000


def test_the_same_recording_is_one_call_whoever_gives_it_and_however_it_is_called(
    site: Site, company: Company
) -> None:
    for who, name in ((company.lotte, "a.wav"), (company.lotte, "b.wav"), (company.amber, "c.wav")):
        add(site, who, [given(name, two_channels())], Told())
        work_off(site)
    call, _ = the_call(site)
    assert call.title == "a"
    new = [one.of.calls[0]["new"] for one in list_imports(site, company.lotte)]
    assert new == [False, True]
    assert only(list_imports(site, company.amber)).calls == {}


def a_pair(name: str = "belletje", ending: str = "wav") -> list[tuple[str, bytes]]:
    halves = {"r": customer(), "t": seller()}
    return [(f"{name}-{half}.{ending}", as_bytes(sound)) for half, sound in halves.items()]


@pytest.mark.parametrize("order", [1, -1])
def test_two_halves_are_one_call_of_two_channels(site: Site, company: Company, order: int) -> None:
    pair = a_pair()[::order]
    add(site, company.lotte, [given(*one) for one in pair], Told(direction="inbound"))
    work_off(site)
    call, conversation = the_call(site)
    assert call.title == "belletje"
    assert {p.name: p.side for p in conversation.parties} == {
        "klant": Side.CUSTOMER,
        "verkoper": Side.SELLER,
    }
    assert spoken_s(conversation) == pytest.approx(8, abs=0.6)
    listed = only(list_imports(site, company.lotte))
    assert listed.of.name == " + ".join(name for name, _ in pair)
    played, rate = soundfile.read(open_sound(site, company.lotte, call.id))
    assert (played.shape, rate) == ((20 * RATE, 2), RATE)
    assert open_peaks(site, company.lotte, call.id).sides == ("seller", "customer")


def test_two_halves_under_other_names_are_the_same_call(site: Site, company: Company) -> None:
    for name, told in (("een", "inbound"), ("twee", "inbound")):
        add(site, company.lotte, [given(*one) for one in a_pair(name)], Told(direction=told))
        work_off(site)
    assert the_call(site)[0].title == "een"


def test_a_half_that_comes_later_makes_the_call_whole(site: Site, company: Company) -> None:
    voices = real_voices().T
    first, second = (
        (f"a-{half}.wav", as_bytes(own)) for half, own in zip("rt", voices, strict=True)
    )
    (number,) = add(site, company.lotte, [given(*first)], Told(direction="inbound"))
    work_off(site)
    before, alone = the_call(site)
    assert not alone.bears.sides
    assert add(site, company.lotte, [given(*second)], Told()) == [number]
    work_off(site)
    call, whole = the_call(site)
    assert (call.id, call.revision) == (before.id, 2)
    assert whole.bears.sides
    assert [c.facts["what"] for c in history(site, company.lotte, call.id)] == ["half", "imported"]
    assert len(list_imports(site, company.lotte)) == 1


def test_halves_go_with_the_transcript_of_their_call(site: Site, company: Company) -> None:
    files = [given(*one) for one in a_pair("gesprek")]
    add(site, company.lotte, [*files, given("gesprek.txt")], Told())
    work_off(site)
    call, conversation = the_call(site)
    assert (call.revision, conversation.turns[0].text[:12]) == (1, "Goedemorgen,")
    assert soundfile.info(open_sound(site, company.lotte, call.id)).channels == 2


FORMATS: list[tuple[str, dict[str, Any], str]] = [
    ("WAV", {"subtype": "PCM_16"}, ""),
    ("WAV", {"subtype": "ALAW"}, "play"),
    ("WAV", {"subtype": "MS_ADPCM"}, "play"),
    ("FLAC", {}, ""),
    ("MP3", {}, ""),
    ("OGG", {"subtype": "VORBIS"}, ""),
    ("OGG", {"subtype": "OPUS"}, ""),
    ("AIFF", {}, "play"),
]


@pytest.mark.parametrize(("kind", "how", "copy"), FORMATS)
def test_every_kind_of_recording_is_heard_and_played(
    site: Site, company: Company, kind: str, how: dict[str, Any], copy: str
) -> None:
    if not site.database.is_sqlite:
        pytest.skip("what is decoded has nothing to do with the database")
    sound = two_channels(format=kind, **how)
    add(site, company.lotte, [given("gesprek.dat", sound)], Told(channels="seller,customer"))
    work_off(site)
    call, conversation = the_call(site)
    assert len(conversation.turns) == 4
    assert call.sound
    path = open_sound(site, company.lotte, call.id)
    assert path == (site.files.derived(call.sound, copy) if copy else site.files.path(call.sound))
    assert soundfile.info(path).duration == pytest.approx(20, abs=0.1)
    assert site.files.path(call.sound).read_bytes() == sound


@pytest.mark.parametrize(
    ("codec", "container", "rate"),
    [("aac", "mp4", 44_100), ("libopus", "webm", 48_000)],
)
def test_what_only_ffmpeg_reads_is_heard_and_played(
    site: Site, company: Company, tmp_path: Path, codec: str, container: str, rate: int
) -> None:
    if not site.database.is_sqlite:
        pytest.skip("what is decoded has nothing to do with the database")
    both = sides(*(spoken(20, *spans, rate=rate) for spans in (SELLER, CUSTOMER)))
    path = save_av(tmp_path / f"gesprek.{container}", both, rate, codec, container)
    add(
        site,
        company.lotte,
        [given(path.name, path.read_bytes())],
        Told(channels="seller,customer"),
    )
    work_off(site)
    call, conversation = the_call(site)
    assert call.sound
    assert conversation.bears.sides
    played = open_sound(site, company.lotte, call.id)
    assert played == site.files.derived(call.sound, "play")
    original, copy = read_all(decoded(site.files.path(call.sound)), 8_000), soundfile.read(played)
    assert copy[1] <= 16_000
    assert np.abs(copy[0]).mean() == pytest.approx(np.abs(original).mean(), rel=0.1)


@pytest.mark.parametrize("kind", ["gsm", "amr"])
def test_one_channel_of_a_phone_is_heard_and_played(
    site: Site, company: Company, tmp_path: Path, kind: str
) -> None:
    if not site.database.is_sqlite:
        pytest.skip("what is decoded has nothing to do with the database")
    mixed = real_voices().mean(axis=1)
    path = tmp_path / f"gesprek.{kind}"
    if kind == "gsm":
        save(path, mixed, format="WAV", subtype="GSM610")
    else:
        save_av(path, mixed, RATE, "libopencore_amrnb", "amr")
    add(site, company.lotte, [given(path.name, path.read_bytes())], Told())
    work_off(site)
    call, conversation = the_call(site)
    assert "one_channel" in conversation.provenance.notes
    assert len(conversation.turns) > 1
    played, rate = soundfile.read(open_sound(site, company.lotte, call.id))
    assert (played.ndim, rate, len(played) / rate) == (1, RATE, pytest.approx(30, abs=0.2))


def test_a_copy_that_is_gone_is_made_again(site: Site, company: Company) -> None:
    add(site, company.lotte, [given(*one) for one in a_pair()], Told())
    work_off(site)
    call, _ = the_call(site)
    assert call.sound
    copy = site.files.derived(call.sound, "play")
    before = copy.read_bytes()
    copy.unlink()
    assert open_sound(site, company.lotte, call.id).read_bytes() == before


def test_of_a_recording_that_goes_meanwhile_nothing_is_left(site: Site) -> None:
    hash_ = site.files.keep([b"sound"], "a.wav", 1).hash
    with site.files.making(hash_, "play") as path:
        path.write_bytes(b"what was said")
        site.files.remove(hash_)
    site.files.write_derived(hash_, "heard", b"who spoke when")
    assert not [one for one in site.settings.data.rglob("derived/**/*") if one.is_file()]


# ── the transcript that comes later ───────────────────────────────────────────────────────────


def test_a_transcript_that_comes_later_is_the_next_revision(site: Site, company: Company) -> None:
    ringing = row(tone(1, 425), silence(4), tone(1, 425), silence(14))
    sound = as_bytes(seller(), customer() + ringing)
    add(site, company.lotte, [given("gesprek.wav", sound)], Told(type="demo", number="020 1"))
    work_off(site)
    before, _ = the_call(site)
    add(site, company.lotte, [given("Gesprek.txt")], Told())
    work_off(site)
    call, conversation = the_call(site)
    assert (call.id, call.revision, call.type, call.number) == (before.id, 2, "demo", "020 1")
    assert call.customers == "Karel"
    assert call.sound == before.sound
    assert conversation.turns[0].text.startswith("Goedemorgen")
    assert [each.kind for each in found_in(conversation.provenance)] == [Kind.RINGING]
    listed = only(list_imports(site, company.lotte))
    assert (listed.of.name, listed.of.sound_name) == ("Gesprek.txt", "gesprek.wav")
    assert listed.of.calls == [{"call": call.id, "new": False, "joined": True, "sides": True}]
    what = [change.facts["what"] for change in history(site, company.lotte, call.id)]
    assert what == ["transcript", "imported"]


def test_afterwards_each_of_its_files_finds_that_call(site: Site, company: Company) -> None:
    files = [given("a.wav", two_channels()), given("a.txt")]
    for file in files:
        add(site, company.lotte, [file], Told())
        work_off(site)
    for again in ([given("b.wav", two_channels())], [given("c.txt")], files):
        for who in (company.lotte, company.amber):
            add(site, who, again, Told())
            work_off(site)
    call, _ = the_call(site)
    assert call.revision == 2


def test_a_recording_given_again_with_its_transcript_is_not_there_twice(
    site: Site, company: Company
) -> None:
    """However long ago it was, and whatever it is called: by its bytes."""
    add(site, company.lotte, [given("ooit.wav", two_channels())], Told())
    work_off(site)
    forget(site, company.lotte, only(list_imports(site, company.lotte)).of.id)
    add(site, company.lotte, [given("nu.wav", two_channels()), given("nu.txt")], Told())
    work_off(site)
    call, conversation = the_call(site)
    assert (call.revision, conversation.turns[0].text[:5]) == (2, "Goede")


def test_nobody_s_transcript_joins_the_recording_of_somebody_else(
    site: Site, company: Company
) -> None:
    add(site, company.daan, [given("a.wav", two_channels())], Told())
    work_off(site)
    add(site, company.lotte, [given("a.wav", two_channels()), given("a.txt")], Told())
    work_off(site)
    found = {call.owner: call for call in all_calls(site)}
    assert {owner: call.revision for owner, call in found.items()} == {
        "Daan de Wit": 1,
        "Lotte Maes": 1,
    }


@pytest.mark.parametrize("stages", [0, 1, 2, 3, 4])
def test_a_transcript_that_comes_while_the_recording_is_worked_on_joins_it(
    site: Site, company: Company, stages: int
) -> None:
    add(site, company.lotte, [given("a.wav", two_channels())], Told())
    work = take(site, "tester", LEASE)
    assert work is not None
    for _ in range(stages):
        assert import_step(work)
    add(site, company.lotte, [given("a.txt")], Told())
    if stages < 4:
        with pytest.raises(LeaseLost):
            import_step(work)
    work_off(site)
    call, conversation = the_call(site)
    assert conversation.turns[0].text.startswith("Goedemorgen")
    assert call.revision == (2 if stages >= 3 else 1)
    assert len(list_imports(site, company.lotte)) == 1


def test_a_refused_transcript_takes_no_recording_with_it(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("a.txt", "zomaar wat")], Told())
    work_off(site)
    add(site, company.lotte, [given("a.wav", two_channels())], Told())
    work_off(site)
    assert the_call(site)[0].title == "a"


# ── what is told, and what is refused ─────────────────────────────────────────────────────────


def test_who_is_on_which_channel_is_told_where_the_name_tells_nothing(
    site: Site, company: Company
) -> None:
    told = Told(channels="customer,seller", seller="Daan de Wit", customer="Karel")
    files = [given("a.wav", two_channels()), given("mono.wav", as_bytes(real_voices()[:, 0]))]
    add(site, company.lotte, files, told)
    add(site, company.lotte, [given("b.wav", two_channels(21))], Told())
    work_off(site)
    found = {call.title: call for call in all_calls(site)}
    with site.database.reading() as connection:
        of_a = read_conversation(connection, found["a"].id)
    assert spoken_s(of_a) == pytest.approx(6, abs=0.6)
    assert (found["a"].owner, found["a"].customers) == ("Daan de Wit", "Karel")
    assert found["mono"].owner == found["b"].owner == "Lotte Maes"
    sides_ = {
        one.of.name: one.of.calls[0]["sides"]
        for one in list_imports(site, company.lotte)
        if one.of.calls
    }
    assert sides_ == {"a.wav": True, "mono.wav": False, "b.wav": False}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("stil.wav", as_bytes(silence(5), silence(5)), "in deze opname is niemand te horen"),
        ("kapot.flac", b"fLaC\0" + b"\1" * 60, "deze opname is beschadigd"),
        ("geen.m4a", b"hallo", "dit is geen opname die Klankbord kent"),
        ("kort.wav", as_bytes(silence(0)), "in deze opname zit geen geluid"),
    ],
)
def test_what_is_no_recording_of_a_talk_is_refused_with_a_sentence(
    site: Site, company: Company, name: str, data: bytes, sentence: str
) -> None:
    add(site, company.lotte, [given(name, data)], Told())
    work_off(site)
    listed = only(list_imports(site, company.lotte))
    assert (listed.of.state, said(listed)[: len(name) + 2]) == ("refused", f"{name}: ")
    assert said(listed).split(": ", 1)[1].startswith(sentence)
    assert all_calls(site) == []


def test_two_halves_with_two_channels_each_are_no_pair(site: Site, company: Company) -> None:
    files = [given(f"a-{half}.wav", two_channels()) for half in "rt"]
    add(site, company.lotte, files, Told())
    work_off(site)
    assert "heeft zelf 2 kanalen" in said(only(list_imports(site, company.lotte)))


# ── how far it is ─────────────────────────────────────────────────────────────────────────────


def test_each_step_of_hearing_is_told(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(site, company.lotte, [given("a.wav", two_channels())], Told())
    seen: list[tuple[str, str]] = []

    def listening(recording: Recording, told: Any, threads: int, tell: Tell) -> Heard:
        def telling(step: Step) -> None:
            tell(step)
            ((_, _, stage, payload),) = look(site, company.lotte).state
            seen.append((stage, payload["step"]))

        return listen(recording, told, threads, telling)

    monkeypatch.setattr(heard, "listen", listening)
    work_off(site)
    steps = ("decode", "channels", "tones", "speech")
    assert seen == [("hear", step) for step in steps]
    of = only(list_imports(site, company.lotte)).of
    assert stages_of(of) == ("sound", "hear", "words", "measure")


def test_hearing_that_fells_its_workers_is_given_up(site: Site, company: Company) -> None:
    """To tell how far it is counts as no progress."""
    add(site, company.lotte, [given("a.wav", two_channels())], Told())
    work = take(site, "tester", LEASE)
    assert work is not None
    assert import_step(work)
    work.release()
    for attempt in range(1, 4):
        work = take(site, f"tester-{attempt}", LEASE)
        assert work is not None
        assert work.job.attempts == attempt
        work.tell(step="decode")
        site.now.forward(seconds=60)  # type: ignore[attr-defined]
    with site.database.reading() as connection:
        assert connection.execute(select(jobs.c.attempts)).scalar_one() == 3


# ── words ─────────────────────────────────────────────────────────────────────────────────────

AWAY = ("spraak.example", "het duurt te lang")
SAID = [(1.0, 1.3, 20), (1.4, 1.8, 21), (6.0, 6.4, 22), (6.5, 7.2, 23)]
ANSWERED = [(2.5, 2.9, 30), (3.0, 3.6, 31), (9.0, 9.5, 33)]


class Ear(Fake):
    """A recogniser that breaks off after some pieces, as one at the end of a line does."""

    def __init__(self, breaks_after: int = 1_000) -> None:
        super().__init__([f"w{n}" for n in range(60)])
        self.left = breaks_after
        self.done: list[int] = []

    def recognise(self, pieces: Sequence[Mono], options: Options) -> list[Words]:
        if len(self.done) + len(pieces) > self.left:
            raise ServerSilent(*AWAY)
        self.done += [len(piece) for piece in pieces]
        return super().recognise(pieces, options)


def speaking() -> bytes:
    return as_bytes(sound_for(SAID, 14), sound_for(ANSWERED, 14), rate=16_000)


def give_speech(site: Site, actor: Actor) -> None:
    add(site, actor, [given("a.wav", speaking())], Told(channels="seller,customer", language="nl"))


def test_where_a_recogniser_is_at_hand_the_call_has_words(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = Ear()
    monkeypatch.setattr(heard, "recogniser_for", lambda _settings: ear)
    give_speech(site, company.lotte)
    work_off(site)
    call, conversation = the_call(site)
    assert [turn.text for turn in conversation.turns] == ["w20 w21", "w30 w31", "w22 w23", "w33"]
    assert dict(conversation.provenance.options)["recogniser"] == "fake 1"
    assert (call.language, call.revision) == ("nl", 1)
    assert ear.asked[0].language == "nl"
    assert "Lotte Maes" in ear.asked[0].vocabulary
    assert list(site.files.incoming.iterdir()) == [], "nothing is left of it by the way"


def test_a_recogniser_that_breaks_off_goes_on_where_it_was(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Ear(breaks_after=2), Ear()
    monkeypatch.setattr("klankbord.speech.transcribing.TOGETHER", 1)
    monkeypatch.setattr(heard, "recogniser_for", lambda _settings: first)
    give_speech(site, company.lotte)
    work_off(site)
    assert all_calls(site) == []
    monkeypatch.setattr(heard, "recogniser_for", lambda _settings: second)
    site.now.forward(seconds=BACKOFF_S[0])  # type: ignore[attr-defined]
    work_off(site)
    _, conversation = the_call(site)
    assert [turn.text for turn in conversation.turns][-1] == "w33"
    assert (len(first.done), len(second.done)) == (2, 2), "what was done is not done again"


def test_a_server_that_stays_away_keeps_no_call_from_being_heard(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "recogniser_for", lambda _settings: Ear(breaks_after=0))
    give_speech(site, company.lotte)
    for tries in range(PATIENCE + 1):
        work_off(site)
        assert bool(all_calls(site)) is (tries == PATIENCE)
        site.now.forward(seconds=BACKOFF_S[min(tries, 3)])  # type: ignore[attr-defined]
    _, conversation = the_call(site)
    assert {turn.text for turn in conversation.turns} == {""}
    assert "sound_alone" in conversation.provenance.notes


def test_what_was_heard_is_not_heard_again(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(site, company.lotte, [given("a.wav", two_channels())], Told())
    work = take(site, "tester", LEASE)
    assert work is not None
    assert [import_step(work) for _ in range(2)] == [True, True]

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(heard, "listen", never)
    do(work, lambda: False)
    call, _ = the_call(site)
    assert call.sound
    kept = site.files.derived(call.sound, heard.KIND).read_text("utf-8")
    assert not re.search("level|pitch|loud", kept), "of how somebody sounds nothing is kept"


# ── files that arrive by themselves ───────────────────────────────────────────────────────────


def keep(site: Site, name: str, data: bytes, seat: Seat | None = None) -> KeptFile:
    return KeptFile(site.files.keep([data], name, 10).hash, name, seat)


def test_files_that_are_kept_are_planned_as_one_call(site: Site, company: Company) -> None:
    (_, left), (_, right) = a_pair()
    halves = [keep(site, "x1", left, Seat.CUSTOMER), keep(site, "x2", right, Seat.SELLER)]
    call = as_one_call(site, [*halves, keep(site, "x.txt", TALK.encode())])
    assert call.source
    assert (call.name, call.sound_name, len(call.halves)) == ("x.txt", "x1", 2)
    alone = as_one_call(site, halves)
    assert (alone.source, alone.sound) == (None, call.sound)
    with site.database.writing() as connection:
        number = plan_call(connection, company.daan.id, alone, Told(type="demo"), site.now())
    work_off(site)
    found, conversation = the_call(site)
    assert (found.owner, found.type) == ("Daan de Wit", "demo")
    assert conversation.bears.sides
    assert only(list_imports(site, company.daan)).of.id == number


def test_more_than_one_call_is_not_one(site: Site, company: Company) -> None:
    sounds = [keep(site, f"{n}.wav", two_channels(n)) for n in (20, 21, 22)]
    texts = [keep(site, f"{n}.txt", f"{TALK}\n{n}".encode()) for n in range(3)]
    with pytest.raises(SoundTwice):
        as_one_call(site, sounds)
    with pytest.raises(NotAPair):
        as_one_call(site, texts)
    with pytest.raises(NothingGiven):
        as_one_call(site, [])
    assert as_one_call(site, [texts[0]]) == OneCall("0.txt", texts[0].hash, None, "")


# ── two TextGrids ─────────────────────────────────────────────────────────────────────────────


def grid(speaker: str, *intervals: tuple[float, float, str]) -> bytes:
    cells = "\n".join(f'{a} {b} "{text}"' for a, b, text in intervals)
    head = f'"ooTextFile"\n"TextGrid"\n0 20 <exists> 1\n"IntervalTier" "{speaker}" 0 20'
    return f"{head} {len(intervals)}\n{cells}\n".encode()


LOTTE = grid("Speaker", (1, 4, "Hoe gaat het nu?"), (9, 14, "Wat kost dat jullie?"))
KAREL = grid("Speaker", (5, 8, "Druk."), (15, 18, "Heel veel."))


@pytest.mark.parametrize("order", [1, -1])
def test_two_textgrids_are_one_call(site: Site, company: Company, order: int) -> None:
    files = [given("za_agent.TextGrid", LOTTE), given("za_customer.TextGrid", KAREL)][::order]
    add(site, company.lotte, [*files, given("za.wav", two_channels())], Told())
    work_off(site)
    call, conversation = the_call(site)
    assert call.title == "za"
    assert {p.name: p.side.value for p in conversation.parties} == {
        "agent": "seller",
        "customer": "customer",
    }
    assert [turn.text for turn in conversation.turns][1] == "Druk."
    assert call.sound


def test_a_textgrid_whose_other_half_is_none_says_so(site: Site, company: Company) -> None:
    files = [given("za_a.TextGrid", LOTTE), given("za_b.TextGrid", TALK)]
    add(site, company.lotte, files, Told())
    work_off(site)
    assert "dit is geen paar met" in said(only(list_imports(site, company.lotte)))


def test_housekeeping_leaves_what_a_call_goes_back_to(site: Site, company: Company) -> None:
    import os

    from klankbord.service.running.housekeeping import plan_housekeeping

    add(site, company.lotte, [given(*one) for one in a_pair()], Told())
    work_off(site)
    site.now.forward(days=2)  # type: ignore[attr-defined]
    for path in site.files.folder.glob("*/*"):
        os.utime(path, (0, 0))
    plan_housekeeping(site)
    work_off(site)
    call, _ = the_call(site)
    assert list(site.files.hashes()) == [call.sound], "the two as they came are in it"
    assert replace(call, sound=None) != call
    with site.database.reading() as connection:
        assert connection.execute(select(calls.c.source)).scalar_one() == call.sound
