"""Many transcripts at once: the same calls as one by one, whoever else imports meanwhile."""

import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.service.test_adding import TALK, a_sound, all_calls, many
from tests.service.test_recordings import two_channels
from tests.sites import Company
from tests.working import work_off

from klankbord.conversation import Conversation
from klankbord.errors import (
    CallKeptOut,
    FileMissing,
    NotUnderstood,
    SoundForMany,
    SoundTwice,
    SoundUnreadable,
)
from klankbord.service.access import Actor
from klankbord.service.calls.measuring import Kept, digest, measure_many
from klankbord.service.calls.sound import kept_peaks
from klankbord.service.intake import bulk
from klankbord.service.intake.adding import Given as Uploaded
from klankbord.service.intake.adding import Told, add
from klankbord.service.intake.bulk import Taken, import_many, plan_recordings, sort_files
from klankbord.service.intake.importing import import_document
from klankbord.service.privacy.objecting import note_objection
from klankbord.service.site import Site
from klankbord.store.audit import entries_of_call
from klankbord.store.calls import Call, add_call, read_conversation
from klankbord.store.measurements import calls_to_measure, read_measurement
from klankbord.store.new_calls import Source
from klankbord.store.tables import turns

Tell = Callable[..., list[Path]]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    """Files in a folder, each by its name."""
    folder = tmp_path / "transcripten"
    folder.mkdir()

    def write(**files: str | bytes) -> list[Path]:
        for name, data in files.items():
            raw = data.encode() if isinstance(data, str) else data
            (folder / name.replace("__", ".")).write_bytes(raw)
        return sorted(folder.iterdir())

    return write


def talk(number: int) -> str:
    return TALK + f"0:20-0:24 Lotte Maes: Dat kost {number} euro per maand. Wat vind je daarvan?\n"


def taken_in(site: Site, actor: Actor, paths: Sequence[Path], processes: int = 1) -> list[Taken]:
    found = sort_files(paths)
    return [
        *import_many(site, found.given, actor.id, processes),
        *plan_recordings(site, found.alone, actor.id),
        *found.refused,
    ]


def what_is_kept(site: Site) -> dict[str, object]:
    """Of each call all there is, but for the numbers that a database gives and the source."""
    found: dict[str, object] = {}
    with site.database.reading() as connection:
        for call in all_calls(site):
            said = select(turns).where(turns.c.call_id == call.id).order_by(turns.c.turn)
            rows = [tuple(row)[2:10] for row in connection.execute(said)]
            talk_ = read_conversation(connection, call.id)
            entries = entries_of_call(connection, call.id)
            log = {(one.action, one.person, one.about) for one in entries}  # SQLite: numbers return
            measured = read_measurement(connection, call.id)
            assert measured is not None
            own = replace(
                measured,
                readings=sorted(measured.readings, key=str),
                moments=sorted(measured.moments, key=str),
            )
            found[f"{call.title}: {talk_.turns[-1].text}"] = (_bare(call), rows, talk_, log, own)
    return found


def _bare(call: Call) -> Call:
    return replace(call, id=0)


@pytest.mark.parametrize("processes", [1, 2])
def test_many_at_once_are_the_same_calls_as_one_by_one(
    site: Site, company: Company, tell: Tell, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(bulk, "PIECE", 3)
    files = {f"g{n}__txt": talk(n) for n in range(7)}
    paths = tell(**files, g3__wav=a_sound(), drie__json=many(3), huh__txt="zomaar wat")
    taken = taken_in(site, company.lotte, paths, processes)
    transcripts = [path for path in paths if path.suffix != ".wav"]
    assert [one.path for one in taken] == transcripts, "told in their order"
    assert [one.new for one in taken] == [3, *[1] * 7, 0]
    assert isinstance(taken[-1].refusal, NotUnderstood)
    in_bulk = what_is_kept(site)
    assert len(in_bulk) == 10
    assert all_calls_are_measured(site)
    _forget_all(site)
    for path in transcripts:
        sound = path.with_suffix(".wav")
        own = [path, sound] if sound.exists() else [path]
        add(site, company.lotte, [Uploaded(p.name, [p.read_bytes()]) for p in own], Told())
    work_off(site)
    assert what_is_kept(site) == in_bulk


def all_calls_are_measured(site: Site) -> bool:
    with site.database.reading() as connection:
        return calls_to_measure(connection, digest()) == []


def _forget_all(site: Site) -> None:
    from sqlalchemy import text

    with site.database.writing() as connection:
        connection.execute(text("DELETE FROM calls"))


def test_with_whom_nothing_is_kept_nothing_is_kept(
    site: Site, company: Company, tell: Tell
) -> None:
    note_objection(site, company.bas, "0612345678")
    paths = tell(a__json=with_number("+31612345678"), b__json=with_number("+31612345679"))
    taken = taken_in(site, company.lotte, paths)
    assert [one.new for one in taken] == [0, 1]
    assert isinstance(taken[0].refusal, CallKeptOut)
    assert len(all_calls(site)) == 1
    assert len(list(site.files.hashes())) == 1
    assert [one.new for one in taken_in(site, company.lotte, paths)] == [0, 0]


def with_number(number: str) -> str:
    return json.dumps(
        {
            "klankbord": 1,
            "parties": [
                {"id": "a", "name": "Lotte Maes", "side": "seller"},
                {"id": "b", "name": "Bert", "side": "customer", "number": number},
            ],
            "turns": [{"party": "a", "text": "Goedemorgen."}, {"party": "b", "text": "Dag."}],
        }
    )


def test_again_nothing_is_new_and_nothing_is_measured(
    site: Site, company: Company, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = tell(a__txt=talk(1), b__txt=talk(2), c__txt=talk(1), drie__json=many(3))
    first = taken_in(site, company.lotte, paths)
    assert [one.new for one in first] == [1, 1, 0, 3], "the same bytes under two names are one"
    assert sorted(call.title for call in all_calls(site))[:2] == ["a", "b"]
    assert first[2].calls == first[0].calls
    asked: list[int] = []

    def measuring(of: Sequence[Conversation], own: Path | None) -> list[Kept]:
        asked.append(len(of))
        return measure_many(of, own)

    monkeypatch.setattr(bulk, "measure_many", measuring)
    again = taken_in(site, company.amber, paths)
    assert [one.calls for one in again] == [one.calls for one in first]
    assert [one.new for one in again] == [0] * 4
    assert asked == [0]
    assert {call.uploader_id for call in all_calls(site)} == {company.lotte.id}


def test_a_call_gets_the_recording_that_came_into_the_folder_later(
    site: Site, company: Company, tell: Tell
) -> None:
    taken_in(site, company.lotte, tell(a__txt=talk(1), b__txt=talk(2)))
    paths = tell(A__WAV=a_sound())
    for actor, got in ((company.amber, 0), (company.lotte, 1), (company.lotte, 0)):
        taken = taken_in(site, actor, paths)
        assert [one.sounds for one in taken] == [got, 0], "only whose call it is gives it a sound"
        assert [one.new for one in taken] == [0, 0]
    sounds = {call.title: call.sound for call in all_calls(site)}
    assert sounds["b"] is None
    assert sounds["a"]
    assert site.files.path(sounds["a"]).read_bytes() == a_sound()
    assert kept_peaks(site, sounds["a"])


def test_a_recording_that_cannot_be_kept_is_told_of(
    site: Site, company: Company, tell: Tell
) -> None:
    paths = tell(
        alleen__wav=a_sound(seconds=3),
        kapot__flac=b"fLaC\0" + b"\1" * 60,
        kapot__txt=talk(1),
        twee__json=many(2),
        twee__wav=a_sound(),
        x__flac=a_sound("FLAC"),
        x__txt=talk(2),
        x__wav=a_sound(),
    )
    told = {one.path.name: one.refusal for one in taken_in(site, company.lotte, paths)}
    assert {name: type(refusal) for name, refusal in told.items()} == {
        "kapot.txt": SoundUnreadable,
        "twee.json": SoundForMany,
        "x.txt": type(None),
        "alleen.wav": type(None),
        "x.wav": SoundTwice,
    }
    assert "x.flac" in str(told["x.wav"])
    assert [call.title for call in all_calls(site)] == ["x"]
    work_off(site)
    assert {call.title for call in all_calls(site)} == {"x", "alleen"}


def test_a_recording_alone_waits_for_a_worker_and_is_given_once(
    site: Site, company: Company, tell: Tell
) -> None:
    paths = tell(a__wav=two_channels(), **{"b-r__wav": a_sound(), "b-t__wav": a_sound(seconds=2)})
    first = taken_in(site, company.lotte, paths)
    assert [(one.path.name, one.waits, one.calls) for one in first] == [
        ("a.wav", True, ()),
        ("b-r.wav", True, ()),
    ]
    work_off(site)
    assert {call.title for call in all_calls(site)} == {"a", "b"}
    again = taken_in(site, company.lotte, paths)
    assert [(one.waits, len(one.calls)) for one in again] == [(False, 1)] * 2
    assert work_off(site) == 0


def test_a_file_is_kept_as_it_was_read(
    site: Site, company: Company, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever becomes of it meanwhile, the hash is that of what the call was made from."""
    (path,) = tell(a__txt=talk(1))

    def changing(*given: object) -> object:
        found = import_document(*given)  # type: ignore[arg-type]
        path.write_text(talk(2), encoding="utf-8")
        return found

    monkeypatch.setattr(bulk, "import_document", changing)
    taken_in(site, company.lotte, [path])
    (hash_,) = site.files.hashes()
    assert site.files.path(hash_).read_text(encoding="utf-8") == talk(1)
    (call,) = all_calls(site)
    with site.database.reading() as connection:
        assert read_conversation(connection, call.id).turns[-1].text.startswith("Dat kost 1 euro")


def test_a_file_that_went_away_stops_nothing(site: Site, company: Company, tell: Tell) -> None:
    paths = [*tell(a__txt=talk(1)), Path("weg.txt")]
    kept, gone = taken_in(site, company.lotte, paths)
    assert kept.new == 1
    assert isinstance(gone.refusal, FileMissing)


def test_two_at_the_same_time_take_each_call_in_once(
    site: Site, company: Company, tell: Tell
) -> None:
    """Both find none of the files there, and then both keep them, each in another order."""
    paths = tell(**{f"g{n}__txt": talk(n) for n in range(8)})
    both = threading.Barrier(2, timeout=30)

    def run(actor: Actor, own: Sequence[Path]) -> list[Taken]:
        given = sort_files(own).given
        importer = bulk._Importer(site, (), actor.id, _Met(both))
        return bulk._import(importer, given)

    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(run, company.lotte, paths),
            pool.submit(run, company.daan, paths[::-1]),
        ]
        one, other = (future.result(60) for future in runs)
    assert sorted((sum(t.new for t in one), sum(t.new for t in other))) == [0, 8]
    assert {t.path: t.calls for t in one} == {t.path: t.calls for t in other}
    assert len(all_calls(site)) == 8
    assert all_calls_are_measured(site)


class _Met:
    """A turn to write that begins when both are at it."""

    def __init__(self, both: threading.Barrier) -> None:
        self.both = both

    def __enter__(self) -> None:
        self.both.wait()

    def __exit__(self, *_: object) -> None:
        pass


def test_one_by_one_and_in_bulk_at_the_same_time_is_one_call(
    site: Site, company: Company, tell: Tell
) -> None:
    (path,) = tell(a__txt=talk(1))
    (number,) = taken_in(site, company.lotte, [path])[0].calls
    with site.database.reading() as connection:
        conversation = read_conversation(connection, number)
    _forget_all(site)
    (hash_,) = site.files.hashes()
    with ThreadPoolExecutor(1) as pool, site.database.writing() as connection:
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        first = add_call(connection, conversation, Source(hash_, 0), **own)  # type: ignore[arg-type]
        other = pool.submit(taken_in, site, company.daan, [path])
        with pytest.raises(TimeoutError):
            other.result(1)
        connection.commit()
        assert other.result(30)[0].calls == (first,)
