"""From files that somebody gives to calls that are kept, measured and found, each once."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile
from sqlalchemy import Connection, func, select
from tests.sites import Clock, Company, read_measured
from tests.working import LEASE, work_off

from klankbord.errors import NotFound, NothingGiven
from klankbord.service.calls.measuring import digest
from klankbord.service.calls.sound import kept_peaks
from klankbord.service.intake import stages
from klankbord.service.intake.adding import Given, Told, add, clean_name, is_sound, receive, start
from klankbord.service.intake.belonging import take_in
from klankbord.service.intake.imports import SHOWN, Listed, forget, list_imports, may_retry, retry
from klankbord.service.intake.stages import import_step
from klankbord.service.jobs import take
from klankbord.service.site import Site
from klankbord.service.work import LeaseLost
from klankbord.store.audit import entries_of_call
from klankbord.store.calls import Call, find_calls, read_conversation
from klankbord.store.measurements import calls_to_measure
from klankbord.store.tables import calls, jobs, turns

TALK = """\
0:00-0:03 Lotte Maes: Goedemorgen, met Lotte. Hoe gaat het met de bakkerij?
0:03-0:09 Karel: Druk, met Kerst voor de deur. De kassa valt steeds uit.
0:09-0:12 Lotte Maes: Wat gebeurt er dan precies?
0:12-0:20 Karel: Dan staat de rij tot buiten, en dat kost ons klanten.
"""
NAMELESS = "Spreker 1: Hoe gaat het?\nSpreker 2: Druk.\nSpreker 1: Vertel.\nSpreker 2: Nou.\n"


def a_sound(kind: str = "WAV", seconds: float = 1, *, silent: bool = False) -> bytes:
    """A recording of one channel; what sounds on it is taken for a voice."""
    tone = (0 if silent else 0.3) * np.sin(np.arange(int(8000 * seconds)) / 4)
    file = io.BytesIO()
    soundfile.write(file, tone, 8000, format=kind)
    return file.getvalue()


def given(name: str, data: bytes | str = TALK) -> Given:
    raw = data.encode() if isinstance(data, str) else data
    return Given(name, [raw[:7], raw[7:]])


def only(listed: list[Listed]) -> Listed:
    (one,) = listed
    return one


def all_calls(site: Site) -> list[Call]:
    with site.database.reading() as connection:
        return find_calls(connection)


def said(listed: Listed) -> str:
    return (listed.of.reason or {})["nl"]


def test_a_transcript_becomes_a_call_that_is_measured_and_can_be_searched(
    site: Site, company: Company
) -> None:
    add(site, company.lotte, [given("bakkerij.txt")], Told())
    assert only(list_imports(site, company.lotte)).of.state == "waiting"
    work_off(site)
    listed = only(list_imports(site, company.lotte))
    assert listed.of.state == "done"
    (call,) = listed.calls.values()
    assert (call.title, call.owner, call.customers) == ("bakkerij", "Lotte Maes", "Karel")
    with site.database.reading() as connection:
        assert read_measured(connection, call.id) is not None
        assert calls_to_measure(connection, digest()) == []
        assert connection.execute(select(func.count()).select_from(turns)).scalar() == 4
        assert [e.action for e in entries_of_call(connection, call.id)] == ["call_added"]


def test_the_same_bytes_are_one_call_whoever_gives_them(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("een.txt")], Told())
    add(site, company.lotte, [given("twee.txt")], Told())
    add(site, company.amber, [given("drie.txt")], Told())
    work_off(site)
    assert len(all_calls(site)) == 1
    second, first = list_imports(site, company.lotte)
    assert [one["new"] for one in first.of.calls] == [True]
    assert [one["new"] for one in second.of.calls] == [False]
    assert first.calls == second.calls
    of_amber = only(list_imports(site, company.amber))
    assert [one["new"] for one in of_amber.of.calls] == [False]
    assert of_amber.calls == {}, "she may not see it, and so is given no link"


def test_a_call_belongs_to_who_sells_in_it(site: Site, company: Company) -> None:
    for name in ("Daan de Wit", "DAAN@kassahuis.example", "de Wit, Daan (Kassahuis)"):
        add(site, company.joris, [given(f"{name}.txt", TALK.replace("Lotte Maes", name))], Told())
    add(site, company.joris, [given("ander.txt", TALK.replace("Lotte Maes", "Sara Smit"))], Told())
    work_off(site)
    owners = {call.title: call.owner for call in all_calls(site)}
    assert owners.pop("ander") == "Joris Peeters"
    assert set(owners.values()) == {"Daan de Wit"}
    assert len(owners) == 3


def test_of_two_sellers_the_uploader_goes_first(site: Site, company: Company) -> None:
    both = TALK + "0:20-0:22 Daan de Wit: En ik ben Daan.\n"
    add(site, company.daan, [given("samen.txt", both)], Told())
    add(site, company.joris, [given("samen2.txt", both + "0:22-0:23 Karel: Dag.\n")], Told())
    work_off(site)
    assert {c.title: c.owner for c in all_calls(site)} == {
        "samen": "Daan de Wit",
        "samen2": "Lotte Maes",
    }


def test_what_the_file_lacks_is_told_and_what_it_says_stands(site: Site, company: Company) -> None:
    when = datetime(2026, 11, 19, 9, 4, tzinfo=UTC)
    told = Told(when, "demo", "outbound", "+31 20 555 01 23", "nl", "")
    header = "# wanneer: 2026-01-05T10:00:00+01:00\n# soort: price\n# verkoper: Lotte Maes\n"
    add(site, company.lotte, [given("kaal.txt"), given("vol.txt", header + TALK)], told)
    work_off(site)
    calls = {call.title: call for call in all_calls(site)}
    assert (calls["kaal"].started_at, calls["kaal"].type) == (when, "demo")
    assert (calls["kaal"].number, calls["kaal"].direction) == ("+31 20 555 01 23", "outbound")
    assert calls["vol"].started_at == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert (calls["vol"].type, calls["vol"].direction) == ("price", "outbound")


def test_who_sells_is_told_where_nobody_knows_it(site: Site, company: Company) -> None:
    stranger = TALK.replace("Lotte Maes", "Sara Smit")
    add(site, company.lotte, [given("a.txt", stranger)], Told())
    add(
        site,
        company.lotte,
        [given("b.txt", stranger + "0:21-0:22 Karel: Ja.\n")],
        Told(seller="Sara"),
    )
    add(site, company.lotte, [given("c.txt")], Told(seller="Sara"))
    work_off(site)
    c, b, a = list_imports(site, company.lotte)
    assert [one.of.calls[0]["sides"] for one in (a, b, c)] == [False, True, True]


def test_a_name_that_nobody_has_is_refused_and_mended_by_another(
    site: Site, company: Company
) -> None:
    stranger = TALK.replace("Lotte Maes", "Sara Smit")
    add(site, company.lotte, [given("a.txt", stranger)], Told(type="demo", seller="Sarah"))
    work_off(site)
    listed = only(list_imports(site, company.lotte))
    assert listed.of.state == "refused"
    assert said(listed).startswith('a.txt: wie is hier "Sarah"? Vul in wie verkoopt: "Sara Smit"')
    assert (listed.of.reason or {})["error"] == "UnknownHere"
    work_off(site)
    assert said(only(list_imports(site, company.lotte))) == said(listed)
    assert all_calls(site) == []
    retry(site, company.lotte, listed.of.id, seller="Sara")
    work_off(site)
    assert only(list_imports(site, company.lotte)).of.state == "done"
    assert only(list(list_imports(site, company.lotte))).of.calls[0]["sides"]
    assert [call.type for call in all_calls(site)] == ["demo"]


def test_a_refusal_names_the_file_as_its_reader_knows_it(site: Site, company: Company) -> None:
    bad = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nhallo\n\n00:00:xx --> 00:00:03.000\nja\n"
    add(site, company.lotte, [given("Gesprek {1} <b>.vtt", bad)], Told())
    work_off(site)
    listed = only(list_imports(site, company.lotte))
    assert listed.of.state == "refused"
    assert said(listed).startswith("Gesprek {1} <b>.vtt, regel 6: ")
    assert (listed.of.reason or {})["en"] != said(listed)
    assert str(site.settings.data) not in said(listed)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("leeg.txt", b"", "leeg.txt: dit bestand is leeg"),
        (
            "pak.zip",
            b"PK\x03\x04\x14\x00\x00\x00\x08\x00iets",
            "pak.zip: dit is geen transcript maar",
        ),
        ("a.wav", a_sound(silent=True), "a.wav: in deze opname is niemand te horen"),
        ("leeg.wav", a_sound(seconds=0), "leeg.wav: in deze opname zit geen geluid"),
        ("groot.txt", b"x" * 1_000_001, "groot.txt: dit bestand is groter dan de grens van 1 MB"),
        ("huh.txt", b"zomaar wat tekst", "huh.txt: dit bestand lijkt op geen enkel transcript"),
    ],
)
def test_what_cannot_be_taken_in_stands_in_the_list_with_its_sentence(
    site: Site, company: Company, name: str, data: bytes, sentence: str
) -> None:
    small = replace(site, settings=site.settings.model_copy(update={"max_file_mb": 1}))
    add(small, company.lotte, [given(name, data)], Told())
    work_off(small)
    listed = only(list_imports(small, company.lotte))
    assert listed.of.state == "refused"
    assert said(listed).startswith(sentence)


def test_one_bad_file_does_not_stop_the_others(site: Site, company: Company) -> None:
    add(
        site,
        company.lotte,
        [given("a.txt", ""), given("b.txt"), given("c.vtt", "WEBVTT\n")],
        Told(),
    )
    work_off(site)
    states = {one.of.name: one.of.state for one in list_imports(site, company.lotte)}
    assert states == {"a.txt": "refused", "b.txt": "done", "c.vtt": "refused"}


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "OGG", "MP3"])
def test_a_recording_goes_with_the_transcript_of_its_name(
    site: Site, company: Company, kind: str
) -> None:
    sound = a_sound(kind)
    assert is_sound(sound[:16])
    add(
        site,
        company.lotte,
        [given("GESPREK.dat", sound), given("gesprek.txt"), given("x.txt", "")],
        Told(),
    )
    work_off(site)
    (call,) = all_calls(site)
    assert call.sound
    assert site.files.path(call.sound).read_bytes() == sound
    assert kept_peaks(site, call.sound)
    done = [one.of for one in list_imports(site, company.lotte) if one.of.state == "done"]
    assert [(one.name, one.sound_name) for one in done] == [("gesprek.txt", "GESPREK.dat")]


@pytest.mark.parametrize("first", ["sound", "transcript"])
def test_a_recording_and_its_transcript_wait_for_each_other_a_day(
    site: Site, company: Company, first: str
) -> None:
    assert isinstance(site.now, Clock)
    files = [given("gesprek.wav", a_sound()), given("gesprek.txt")]
    for file in files if first == "sound" else reversed(files):
        add(site, company.lotte, [file], Told())
        work_off(site)
        site.now.forward(hours=5)
    (call,) = all_calls(site)
    assert call.sound
    listed = only(list_imports(site, company.lotte))
    assert (listed.of.state, listed.of.sound_name) == ("done", "gesprek.wav")
    told = listed.of.calls[0]
    assert (told["new"], told.get("joined", False)) == (first != "sound", first == "sound")
    with site.database.reading() as connection:
        assert read_conversation(connection, call.id).turns[0].text.startswith("Goedemorgen")
        assert calls_to_measure(connection, digest()) == []


def test_after_a_day_or_from_somebody_else_they_do_not_find_each_other(
    site: Site, company: Company
) -> None:
    assert isinstance(site.now, Clock)
    add(site, company.lotte, [given("gesprek.txt")], Told())
    add(site, company.daan, [given("gesprek.wav", a_sound())], Told())
    site.now.forward(days=1, seconds=1)
    add(site, company.lotte, [given("gesprek.wav", a_sound(seconds=2))], Told())
    work_off(site)
    assert sorted((call.owner, call.sound is not None) for call in all_calls(site)) == [
        ("Daan de Wit", True),
        ("Lotte Maes", False),
        ("Lotte Maes", True),
    ]


def test_a_broken_recording_is_refused_before_anything_is_added(
    site: Site, company: Company
) -> None:
    add(site, company.lotte, [given("g.txt"), given("g.flac", b"fLaC\0" + b"\1" * 60)], Told())
    add(
        site,
        company.lotte,
        [given("h.txt"), given("h.wav", b"RIFF\4\0\0\0WAVE" + b"x" * 8)],
        Told(),
    )
    work_off(site)
    for listed, name in zip(list_imports(site, company.lotte), ("h.wav", "g.flac"), strict=True):
        assert listed.of.state == "refused"
        assert said(listed).startswith(f"{name}: deze opname is beschadigd en niet te lezen")
    assert all_calls(site) == []


def many(count: int) -> str:
    """A page of Gong's, which holds several calls."""

    def said(speaker: str, start: int, text: str) -> dict[str, object]:
        return {
            "speakerId": speaker,
            "sentences": [{"start": start, "end": start + 900, "text": text}],
        }

    talks = [
        {
            "callId": str(n),
            "transcript": [said("1", 0, "Hoe gaat het?"), said("2", 1000, f"Goed {n}.")],
        }
        for n in range(count)
    ]
    parties = [{"speakerId": "1", "name": "Lotte Maes"}, {"speakerId": "2", "name": "Karel"}]
    return json.dumps({"callTranscripts": talks, "parties": parties})


def test_one_file_may_hold_several_conversations(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("drie.json", many(3))], Told())
    add(site, company.lotte, [given("twee.json", many(2)), given("twee.wav", a_sound())], Told())
    work_off(site)
    with_sound, plain = list_imports(site, company.lotte)
    assert plain.of.state == "done"
    assert len(plain.calls) == 3
    assert said(with_sound).startswith("twee.json: hierin staan 2 gesprekken, en een opname hoort")
    with site.database.reading() as connection:
        assert calls_to_measure(connection, digest()) == []
        last = [read_conversation(connection, call).turns[-1].text for call in sorted(plain.calls)]
    assert last == ["Goed 0.", "Goed 1.", "Goed 2."]


def test_an_upload_that_breaks_off_leaves_nothing(site: Site, company: Company) -> None:
    def breaking() -> Iterator[bytes]:
        yield TALK.encode()
        raise ConnectionError

    with pytest.raises(ConnectionError):
        receive(site, company.lotte, Given("a.txt", breaking()))
    assert list(site.files.hashes()) == []
    assert list_imports(site, company.lotte) == []


def test_nobody_starts_on_another_s_files_or_twice_on_their_own(
    site: Site, company: Company
) -> None:
    number = receive(site, company.lotte, given("a.txt")).number
    assert list_imports(site, company.lotte) == []
    with pytest.raises(NothingGiven):
        start(site, company.daan, [number], Told())
    assert start(site, company.lotte, [number, 999], Told()) == [number]
    with pytest.raises(NothingGiven):
        start(site, company.lotte, [number], Told())
    with pytest.raises(NothingGiven):
        add(site, company.lotte, [], Told())


def test_only_one_s_own_imports_are_seen_retried_and_forgotten(
    site: Site, company: Company
) -> None:
    (number,) = add(site, company.lotte, [given("a.txt", "zomaar wat")], Told())
    work_off(site)
    assert list_imports(site, company.joris) == []
    for verb in (retry, forget):
        with pytest.raises(NotFound):
            verb(site, company.joris, number)
    forget(site, company.lotte, number)
    assert list_imports(site, company.lotte) == []
    with site.database.reading() as connection:
        assert connection.execute(select(jobs.c.id)).all() == []
    assert work_off(site) == 0


def test_retrying_what_is_done_does_nothing(site: Site, company: Company) -> None:
    (number,) = add(site, company.lotte, [given("a.txt")], Told())
    work_off(site)
    retry(site, company.lotte, number)
    assert work_off(site) == 0
    assert len(all_calls(site)) == 1


def test_what_was_given_and_never_started_on_is_swept_after_a_day(
    site: Site, company: Company
) -> None:
    import os

    from klankbord.service.running.housekeeping import plan_housekeeping

    assert isinstance(site.now, Clock)
    lost = receive(site, company.lotte, given("weg.txt", "zomaar wat")).number
    receive(site, company.lotte, given("dubbel.txt"))
    add(site, company.daan, [given("blijft.txt")], Told())
    work_off(site)
    stray = site.settings.data / "incoming" / "stray"
    stray.write_bytes(b"half")
    site.now.forward(days=2)
    for path in (stray, *site.files.folder.glob("*/*")):
        os.utime(path, (0, 0))
    before = len(list(site.files.hashes()))
    plan_housekeeping(site)
    work_off(site)
    assert before - len(list(site.files.hashes())) == 1
    assert not stray.exists()
    with pytest.raises(NothingGiven):
        start(site, company.lotte, [lost], Told())
    assert [call.title for call in all_calls(site)] == ["blijft"]


def test_a_file_goes_a_day_after_it_was_taken_off_the_list(site: Site, company: Company) -> None:
    import os

    from klankbord.service.intake.imports import forget
    from klankbord.service.running.housekeeping import plan_housekeeping

    assert isinstance(site.now, Clock)
    (refused, kept) = add(
        site, company.lotte, [given("kapot.txt", "zomaar wat"), given("goed.txt")], Told()
    )
    work_off(site)
    forget(site, company.lotte, refused)
    forget(site, company.lotte, kept)  # its call stays, and so does its file
    site.now.forward(days=2)
    for path in site.files.folder.glob("*/*"):
        os.utime(path, (0, 0))
    plan_housekeeping(site)
    work_off(site)
    with site.database.reading() as connection:
        sources = connection.execute(calls.select()).mappings().all()
    assert list(site.files.hashes()) == [row["source"] for row in sources]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Mijn gesprekken\\a.vtt", "a.vtt"),
        ("a\x00b\n\x1b[31m\u202egpj.vtt", "a\ufffdb\ufffd\ufffd[31m\ufffdgpj.vtt"),
        ("", "bestand"),
        ("map/", "bestand"),
        ("x" * 400 + ".vtt", "x" * 146 + ".vtt"),
        ("cafe\u0301.vtt", "café.vtt"),
    ],
)
def test_the_name_of_a_file_is_only_ever_shown(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@pytest.mark.parametrize(
    "head", [b"\xff\xfeh\x00a\x00", b"RIFF\4\0\0\0AVI ", b"", b"ID", b"WEBVTT"]
)
def test_what_is_no_recording_is_taken_for_none(head: bytes) -> None:
    assert not is_sound(head)


@pytest.mark.parametrize("stages", [0, 1, 2])
def test_a_recording_that_comes_while_its_transcript_is_worked_on_is_no_second_job(
    site: Site, company: Company, stages: int
) -> None:
    (number,) = add(site, company.lotte, [given("gesprek.txt")], Told())
    work = take(site, "tester", LEASE)
    assert work is not None
    for _ in range(stages):
        assert import_step(work)
    assert add(site, company.lotte, [given("gesprek.wav", a_sound())], Told()) == [number]
    with site.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(jobs)).scalar() == 1
    with pytest.raises(LeaseLost):
        import_step(work)
    work_off(site)
    listed = only(list_imports(site, company.lotte))
    assert (listed.of.state, listed.of.sound_name) == ("done", "gesprek.wav")
    assert [one["new"] for one in listed.of.calls] == [True]
    (call,) = all_calls(site)
    assert call.sound
    assert kept_peaks(site, call.sound)
    with site.database.reading() as connection:
        assert calls_to_measure(connection, digest()) == []


def test_of_a_file_of_many_conversations_a_batch_is_kept_at_a_time(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "BATCH", 3)
    add(site, company.lotte, [given("acht.json", many(8))], Told())
    work = take(site, "tester", LEASE)
    assert work is not None
    kept: list[object] = []

    def dying(connection: Connection, *rest: object, **more: object) -> object:
        if len(kept) == 2:
            raise ConnectionError
        kept.append(rest)
        return take_in(connection, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "take_in", dying)
    with pytest.raises(ConnectionError):
        import_step(work)
    monkeypatch.setattr(stages, "take_in", take_in)
    before = [call.id for call in all_calls(site)]
    assert len(before) == 6, "what was kept before the worker died stays"
    work.release()
    work_off(site)
    listed = only(list_imports(site, company.lotte))
    assert [one["new"] for one in listed.of.calls] == [True] * 8
    assert len({one["call"] for one in listed.of.calls}) == len(all_calls(site)) == 8
    with site.database.reading() as connection:
        assert calls_to_measure(connection, digest()) == []


def test_the_list_looks_up_only_the_calls_that_it_shows(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("twaalf.json", many(12))], Told())
    work_off(site)
    listed = only(list_imports(site, company.lotte))
    assert len(listed.of.calls) == 12
    assert sorted(listed.calls) == [one["call"] for one in listed.of.calls[:SHOWN]]


def test_more_numbers_than_a_statement_can_hold_are_no_fault(site: Site, company: Company) -> None:
    number = receive(site, company.lotte, given("a.txt")).number
    assert start(site, company.lotte, range(1, 100_001), Told()) == [number]


# ── who gave it, and what is no recording ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "seller"),
    [
        ("Lotte: Hoi.\nKarel: Ha.\nLotte: Ja.\nKarel: Ja.\n", "Lotte"),
        ("Lotte: Hoi.\nDaan: Ha.\nLotte: Ja.\nDaan: Ja.\n", ""),
        ("Spreker 1: Hoi.\nKarel: Ha.\nSpreker 1: Ja.\nKarel: Ja.\n", ""),
        ("Lotte: Hoi.\nDaan de Wit: Ha.\nLotte: Ja.\nDaan de Wit: Ja.\n", "Daan de Wit"),
    ],
)
def test_who_gave_it_is_known_by_a_first_name_where_that_is_sure(
    site: Site, company: Company, text: str, seller: str
) -> None:
    add(site, company.lotte, [given("a.txt", text.encode())], Told())
    work_off(site)
    (call,) = all_calls(site)
    with site.database.reading() as connection:
        conversation = read_conversation(connection, call.id)
    sellers = [party.name for party in conversation.parties if party.side == "seller"]
    assert sellers == [seller] * bool(seller)
    assert conversation.bears.sides is bool(seller)


def test_a_recording_that_is_none_is_named_as_such(site: Site, company: Company) -> None:
    files = [given("a.txt", TALK.encode()), given("a.ogg", bytes(range(1, 200)))]
    add(site, company.lotte, files, Told())
    work_off(site)
    rows = {row.of.name: row.of for row in list_imports(site, company.lotte)}
    assert rows["a.txt"].state == "done"
    assert (rows["a.ogg"].reason or {})["error"] == "NoSound"
    assert not may_retry(rows["a.ogg"])


def test_trying_again_is_offered_where_it_can_help(site: Site, company: Company) -> None:
    add(site, company.lotte, [given("a.txt", b"zomaar wat")], Told())
    add(site, company.lotte, [given("b.txt", TALK.encode())], Told(seller="Niemand"))
    add(site, company.lotte, [given("c.txt", NAMELESS.encode())], Told(seller="Niemand"))
    work_off(site)
    rows = {row.of.name: row.of for row in list_imports(site, company.lotte)}
    assert {name: may_retry(of) for name, of in rows.items()} == {
        "a.txt": False,
        "b.txt": False,
        "c.txt": True,
    }
    retry(site, company.lotte, rows["c.txt"].id, "Spreker 1")
    work_off(site)
    rows = {row.of.name: row.of for row in list_imports(site, company.lotte)}
    assert rows["c.txt"].state == "done"
