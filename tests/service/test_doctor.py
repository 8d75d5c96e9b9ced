"""Each check finds what is really wrong, says so in a sentence, and tells how to mend it."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from sqlalchemy import create_engine, text
from tests.disks import tiny_disk
from tests.postbox import nobody_there, postbox
from tests.service.arrived import a_source, set_consent
from tests.sites import DATABASES, START, Clock, Company, fresh_site
from tests.working import work_off

from klankbord.errors import SpeechMissing, WentWrong
from klankbord.i18n import translator
from klankbord.installing import cloned_to, install_command
from klankbord.service.accounts.letters import plan_letter
from klankbord.service.agreement.agreeing import agree, set_council
from klankbord.service.running.backing_up import back_up
from klankbord.service.running.doctor import CHECKS, Finding, Installation, State, examine, is_well
from klankbord.service.running.doctor.disk import check_disk
from klankbord.service.running.doctor.environment import check_environment
from klankbord.service.running.doctor.packages import check_extras, check_packages
from klankbord.service.running.doctor.python import check_python
from klankbord.service.running.doctor.recogniser import check_recogniser
from klankbord.service.running.doctor.sound import check_sound
from klankbord.service.running.doctor.sqlite import check_sqlite, check_wal
from klankbord.service.site import Site
from klankbord.service.work import reason_of
from klankbord.settings import Settings
from klankbord.speech import silero
from klankbord.speech.decode import open_sound as open_recorded
from klankbord.speech.listening import Heard, listen
from klankbord.speech.recording import Recording
from klankbord.store.audit import log
from klankbord.store.calls import add_call
from klankbord.store.database import Database
from klankbord.store.jobs import claim, enqueue, give_up
from klankbord.store.new_calls import Source
from klankbord.store.people import change_person
from klankbord.store.scrubbing import note_unscrubbed
from klankbord.store.workers import touch_worker
from klankbord.testing import talk

NL = translator("nl")
Check = Callable[[Installation], Finding | None]


def looked_at(site: Site, **settings: object) -> Installation:
    """An installation as the doctor has it before it."""
    told = site.settings.model_copy(update=settings)
    return Installation(told, None, site.database, "", site.now())


def at_a_folder(folder: Path, **settings: object) -> Installation:
    """The same where there is nothing but a folder, or not even that."""
    return Installation(Settings(data=folder, **settings), None, None, "", START)  # type: ignore[arg-type]


def found(check: Check | str, installation: Installation, state: State, *words: str) -> Finding:
    """What a check finds: in this state, with these words, and a mend where that is due."""
    finding = (CHECKS[check] if isinstance(check, str) else check)(installation)
    assert finding is not None
    assert finding.state is state, finding
    said = f"{finding.say(NL)} {finding.how(NL)}"
    assert all(word in said for word in words), said
    assert bool(finding.how(NL)) == (state is not State.GOOD)
    return finding


@pytest.fixture(autouse=True)
def none_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting in the environment, none in a file."""
    for name in list(os.environ):
        if name.upper().startswith("KLANKBORD_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


# ── what it stands on ─────────────────────────────────────────────────────────────────────────


def test_python(tmp_path: Path) -> None:
    found("python", at_a_folder(tmp_path), State.GOOD, "Python 3.")
    old = partial(check_python, version=(3, 10, 4))
    found(old, at_a_folder(tmp_path), State.FAULT, "3.10.4", "3.11")


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, *needs: str) -> None:
    """Another klankbord is installed, with other needs."""
    about = folder / "klankbord-9.9.dist-info"
    about.mkdir()
    lines = ["Metadata-Version: 2.1", "Name: klankbord", "Version: 9.9"]
    lines += [f"Requires-Dist: {need}" for need in needs]
    (about / "METADATA").write_text("\n".join(lines) + "\n")
    monkeypatch.syspath_prepend(folder)


def test_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found("packages", at_a_folder(tmp_path), State.GOOD)
    pretend(tmp_path, monkeypatch, "click>=999", "jinja2>=3", "niet-te-vinden>=1")
    found(check_packages, at_a_folder(tmp_path), State.FAULT, "click, niet-te-vinden.")


def test_extras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found("extras", at_a_folder(tmp_path), State.GOOD)
    pretend(
        tmp_path,
        monkeypatch,
        "psycopg[binary]>=999; extra == 'postgres'",
        "klankbord[speech]; extra == 'recognition'",
        "niet-te-vinden>=1; extra == 'speech'",
    )
    found(check_extras, at_a_folder(tmp_path), State.NOTE, "niet-te-vinden", "klankbord[speech")
    on_postgresql = at_a_folder(tmp_path, database="postgresql://localhost/k")
    found(check_extras, on_postgresql, State.FAULT, "psycopg", "klankbord[postgres]")


def test_settings_with_a_secret_that_others_can_read(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "klankbord.toml"
    file.write_text('data = "x"\n')
    file.chmod(0o644)

    def with_file() -> Installation:
        return Installation(site.settings, file, None, "", START)

    found("settings", with_file(), State.GOOD)
    file.write_text('smtp_password = "drie gele fietsen"\n')
    finding = found("settings", with_file(), State.NOTE, "smtp_password", "chmod 600")
    assert "fietsen" not in finding.say(NL)
    file.chmod(0o600)
    found("settings", with_file(), State.GOOD)


def test_settings_that_cannot_be_are_all_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "klankbord.toml").write_text("recognizer = 'server'\n")
    told = examine(START)
    assert list(told) == ["settings"]
    assert not is_well(told)
    assert "recognizer" in told["settings"].say(NL)
    assert told["settings"].how(NL)


def test_a_setting_in_the_environment_that_is_none(tmp_path: Path) -> None:
    found("environment", at_a_folder(tmp_path), State.GOOD)
    ours = {"KLANKBORD_DATA": "x", "KLANKBORD_CONFIG": "y", "PATH": "z"}
    right = partial(check_environment, around=ours)
    found(right, at_a_folder(tmp_path), State.GOOD)
    strange = partial(check_environment, around=ours | {"KLANKBORD_PUBLICURL": "https://x"})
    told = found(strange, at_a_folder(tmp_path), State.NOTE, "PUBLICURL", "KLANKBORD_PUBLIC_URL")
    assert "https://x" not in told.say(NL)
    odd = partial(check_environment, around={"KLANKBORD_QQQ": "1"})
    found(odd, at_a_folder(tmp_path), State.NOTE, "KLANKBORD_QQQ")


# ── where it keeps things ─────────────────────────────────────────────────────────────────────


def test_the_data_folder(site: Site, tmp_path: Path) -> None:
    site.settings.data.chmod(0o700)
    found("folder", looked_at(site), State.GOOD)
    found("folder", at_a_folder(tmp_path / "nergens"), State.NOTE, "nergens", "klankbord serve")
    file = tmp_path / "een-bestand"
    file.write_text("")
    found("folder", at_a_folder(file), State.FAULT, "een-bestand", "geen map")
    site.settings.data.chmod(0o755)
    found("folder", looked_at(site), State.NOTE, "chmod 700")


def test_a_data_folder_that_may_only_be_read(tmp_path: Path) -> None:
    with tiny_disk(tmp_path / "disk", "size=256k,ro") as folder:
        found("folder", at_a_folder(folder), State.FAULT, "hier mag alleen gelezen worden")


def test_the_disk(tmp_path: Path) -> None:
    assert check_disk(at_a_folder(tmp_path / "nergens")) is None
    with tiny_disk(tmp_path / "disk") as folder:
        found("disk", at_a_folder(folder), State.FAULT, "vol", "0.0 GB")
    with tiny_disk(tmp_path / "disk", "size=3g") as folder:
        found("disk", at_a_folder(folder), State.NOTE, "3.2 GB")
    with tiny_disk(tmp_path / "disk", "size=30g") as folder:
        found("disk", at_a_folder(folder), State.GOOD, "32.2 GB")


def test_the_database(site: Site, tmp_path: Path) -> None:
    found("database", looked_at(site), State.GOOD)
    found("database", at_a_folder(tmp_path / "leeg"), State.NOTE, "klankbord serve")


def test_a_database_that_does_not_answer_is_told_by_the_whole_examination(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = nobody_there()
    address = f"postgresql://klankbord:geheim-woord@127.0.0.1:{port}/k"
    monkeypatch.setenv("KLANKBORD_DATABASE", address)
    told = examine(START, data=tmp_path)
    assert told["database"].state is State.FAULT
    assert str(port) in told["database"].say(NL)
    assert not any("geheim-woord" in one.say(NL) for one in told.values())
    assert {"tables", "clock", "workers", "backups", "wal", "sqlite"} & told.keys() == set()


def test_the_tables(site: Site) -> None:
    found("tables", looked_at(site), State.GOOD)
    for version, state, word in (("0006", State.NOTE, "backup"), ("9999", State.FAULT, "nieuwere")):
        with site.database.writing() as connection:
            told = text("UPDATE alembic_version SET version_num = :v")
            connection.execute(told, {"v": version})
        found("tables", looked_at(site), state, version, word)
    with site.database.writing() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    found("tables", looked_at(site), State.NOTE, "nog geen tabellen")


def test_sqlite(tmp_path: Path) -> None:
    new = partial(check_sqlite, version=(3, 45, 0))
    found(new, at_a_folder(tmp_path), State.GOOD, "3.45.0", "FTS5")
    assert CHECKS["sqlite"](at_a_folder(tmp_path, database="postgresql://localhost/k")) is None
    old = partial(check_sqlite, version=(3, 31, 1))
    found(old, at_a_folder(tmp_path), State.FAULT, "3.31.1")
    older = partial(check_sqlite, version=(3, 40, 0))
    found(older, at_a_folder(tmp_path), State.NOTE, "3.42")

    def without_search() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:")
        made = sqlite3.SQLITE_CREATE_VTABLE
        connection.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_DENY if action == made else sqlite3.SQLITE_OK
        )
        return connection

    none = partial(check_sqlite, memory=without_search)
    found(none, at_a_folder(tmp_path), State.FAULT, "FTS5 ontbreekt")


def test_wal(tmp_path: Path, site: Site) -> None:
    if not site.database.is_sqlite:
        assert check_wal(looked_at(site)) is None
        return
    found("wal", looked_at(site), State.GOOD)
    place = f"file:{tmp_path / 'network.db'}?vfs=unix-dotfile"  # it shares no memory, as a network

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(place, uri=True, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        return connection

    database = Database(create_engine("sqlite:///x", creator=connect))
    elsewhere = Installation(site.settings, None, database, "", START)
    found("wal", elsewhere, State.FAULT, "delete", "niet op het netwerk")
    database.close()


def test_the_clock(site: Site) -> None:
    beside = looked_at(site)
    now = Installation(beside.settings, None, site.database, "", datetime.now(UTC))
    found("clock", now, State.GOOD)
    with site.database.writing() as connection:
        log(connection, datetime.now(UTC) + timedelta(minutes=10), None, "started")
    found("clock", now, State.FAULT, "10 minuten", "timedatectl")


def test_the_clock_of_a_database_elsewhere(tmp_path: Path) -> None:
    with fresh_site(tmp_path, "postgresql") as site:
        late = Installation(
            site.settings, None, site.database, "", datetime.now(UTC) + timedelta(minutes=2)
        )
        found("clock", late, State.NOTE, "scheelt", "timedatectl")


# ── whom it speaks with ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("settings", "state", "word"),
    [
        ({}, State.GOOD, "alleen op deze machine"),
        ({"host": "0.0.0.0"}, State.NOTE, "https"),
        ({"public_url": "https://klankbord.bedrijf.nl"}, State.GOOD, "klankbord.bedrijf.nl"),
        ({"public_url": "http://klankbord.bedrijf.nl"}, State.NOTE, "https"),
        ({"public_url": "http://localhost:8321"}, State.GOOD, "localhost"),
        ({"public_url": "klankbord.bedrijf.nl"}, State.FAULT, "geen adres"),
        ({"public_url": "https://bedrijf.nl/klankbord"}, State.FAULT, "zonder pad"),
    ],
)
def test_the_address(tmp_path: Path, settings: dict[str, object], state: State, word: str) -> None:
    found("address", at_a_folder(tmp_path, **settings), state, word)


def test_mail(tmp_path: Path) -> None:
    found("mail", at_a_folder(tmp_path), State.GOOD, "geen mailserver")
    with postbox() as box:
        told = at_a_folder(tmp_path, **box.settings)
        found("mail", told, State.GOOD, "--mail")
        tried = Installation(told.settings, None, None, "", START, try_mail=True)
        found("mail", tried, State.GOOD, "laat Klankbord binnen")
        assert box.letters == []
        nowhere = at_a_folder(tmp_path, **(box.settings | {"public_url": ""}))
        found("mail", nowhere, State.NOTE, "public_url")


def test_what_an_error_says_is_told_in_the_readers_language(tmp_path: Path) -> None:
    en = translator("en")
    gone = at_a_folder(tmp_path, watched_roots=(str(tmp_path / "weg"),))
    finding = CHECKS["watched"](gone)
    assert finding
    assert "it does not exist" in finding.say(en)


def test_mail_to_nobody(tmp_path: Path) -> None:
    told = Settings(
        data=tmp_path,
        smtp_host="127.0.0.1",
        smtp_port=nobody_there(),
        smtp_security="none",
        mail_from="klankbord@kassahuis.example",
        public_url="https://klankbord.bedrijf.nl",
    )
    tried = Installation(told, None, None, "", START, try_mail=True)
    found("mail", tried, State.FAULT, "127.0.0.1", "smtp_port")


# ── what it hears with ────────────────────────────────────────────────────────────────────────


def test_the_recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"models": tmp_path / "models"}
    found("recogniser", at_a_folder(tmp_path, **here), State.NOTE, "klankbord models fetch")
    (tmp_path / "mijn").mkdir()
    own = here | {"recogniser_model": str(tmp_path / "mijn")}
    found("recogniser", at_a_folder(tmp_path, **own), State.GOOD, "mijn (onnx-asr)")
    server = {"recogniser": "server"}
    found("recogniser", at_a_folder(tmp_path, **server), State.FAULT, "recogniser_url")
    named = server | {"recogniser_url": "https://spraak.bedrijf.nl/v1"}
    found("recogniser", at_a_folder(tmp_path, **named), State.GOOD, "spraak.bedrijf.nl")
    pretend(tmp_path, monkeypatch, "niet-te-vinden>=1; extra == 'recognition'")
    found(check_recogniser, at_a_folder(tmp_path, **own), State.NOTE, "klankbord[recognition]")


def test_what_decodes_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found("sound", at_a_folder(tmp_path), State.GOOD)
    odd = partial(check_sound, codecs=("aac", "bestaat_niet"))
    found(odd, at_a_folder(tmp_path), State.FAULT, "bestaat_niet.")
    assert "libmp3lame" in av.codecs_available
    writes = partial(check_sound, codecs=("aac", "libmp3lame"))  # it can be written, not read
    found(writes, at_a_folder(tmp_path), State.FAULT, ": libmp3lame.")
    pretend(tmp_path, monkeypatch, "av>=999; extra == 'speech'")
    found(check_sound, at_a_folder(tmp_path), State.NOTE, "WAV, FLAC, OGG, MP3", "m4a", "av.")
    strange = partial(check_sound, formats=("WAV", "XYZ"))
    found(strange, at_a_folder(tmp_path), State.FAULT, "XYZ.")


def tones(folder: Path, name: str, *, rate: int = 8000, channels: int = 2) -> Path:
    """Two who speak in turn, a second each; or one."""
    clock = np.arange(rate * 8) / rate
    turn = (clock % 2 < 1) if channels == 2 else clock % 4 < 3
    both = [np.sin(clock * 900) * turn, np.sin(clock * 1300) * ~turn][:channels]
    soundfile.write(folder / name, np.stack(both, axis=1) * 0.4, rate)
    return folder / name


@pytest.mark.parametrize(
    ("library", "refused", "read", "words"),
    [
        ("onnxruntime", {"mono.wav"}, {"twee.wav", "twee.flac"}, "één kanaal"),
        ("soxr", {"hoog.wav", "mono.wav+mono16.wav"}, {"twee.wav", "twee.flac"}, "8 of 16 kHz"),
        ("av", {"a.amr"}, {"twee.wav", "twee.flac"}, "m4a, mp4, amr"),
    ],
)
def test_what_it_says_is_refused_is_refused_and_the_rest_is_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
    refused: set[str],
    read: set[str],
    words: str,
) -> None:
    """Without a library, the doctor and listening itself agree on what that means."""
    tones(tmp_path, "twee.wav")
    tones(tmp_path, "twee.flac")
    tones(tmp_path, "mono.wav", channels=1)
    tones(tmp_path, "mono16.wav", rate=16000, channels=1)
    tones(tmp_path, "hoog.wav", rate=44100)
    (tmp_path / "a.amr").write_bytes(b"#!AMR\n" + b"\x3c" + b"\0" * 4000)
    monkeypatch.setitem(sys.modules, library, None)
    silero._session.cache_clear()
    found(check_sound, at_a_folder(tmp_path), State.NOTE, words, f"{library}.")

    def hear(names: str) -> Heard:
        sounds = [open_recorded(tmp_path / name) for name in names.split("+")]
        return listen(Recording(tuple(sounds), [0] * len(sounds)))

    for names in refused:
        with pytest.raises(SpeechMissing):
            hear(names)
    for names in read:
        assert any(hear(names).voices)


def test_folders_that_are_watched(tmp_path: Path) -> None:
    assert CHECKS["watched"](at_a_folder(tmp_path)) is None
    told = at_a_folder(tmp_path, watched_roots=(str(tmp_path),))
    found("watched", told, State.GOOD)
    gone = at_a_folder(tmp_path, watched_roots=(str(tmp_path), str(tmp_path / "weg")))
    found("watched", gone, State.FAULT, "weg", "het bestaat niet")


# ── whether it works ──────────────────────────────────────────────────────────────────────────


def test_workers(site: Site) -> None:
    found("workers", looked_at(site), State.NOTE, "geen werker")
    with site.database.writing() as connection:
        enqueue(connection, "import", {}, now=site.now())
    found("workers", looked_at(site), State.FAULT, "er wacht werk: 1")
    touch_worker(site.settings.data, "host-1-a", site.now() - timedelta(seconds=40))
    found("workers", looked_at(site), State.GOOD, "1")
    touch_worker(site.settings.data, "host-1-a", site.now() - timedelta(seconds=80))
    found("workers", looked_at(site), State.FAULT, "geen werker")


def test_work_that_failed(site: Site) -> None:
    found("work", looked_at(site), State.GOOD)
    with site.database.writing() as connection:
        enqueue(connection, "import", {}, now=site.now())
        job = claim(connection, "a", site.now(), timedelta(seconds=30))
        assert job
        give_up(connection, job.id, "a", site.now(), {})
    found("work", looked_at(site), State.NOTE, "1", "Toevoegen")


@pytest.mark.parametrize(
    ("kind", "where"),
    [("arrival", "Bronnen"), ("watch", "Bronnen"), ("hook", "Uitgaand"), ("measure", "logboek")],
)
def test_where_failed_work_is_seen_is_told_by_its_kind(site: Site, kind: str, where: str) -> None:
    with site.database.writing() as connection:
        number = enqueue(connection, kind, {}, now=site.now())
        assert claim(connection, "a", site.now(), timedelta(seconds=30))
        give_up(connection, number, "a", site.now(), reason_of(WentWrong()))
    told = found("work", looked_at(site), State.NOTE, where, f"werk {number} ({kind})")
    assert str(WentWrong()) in told.say(NL)
    assert WentWrong().say(translator("en")) in told.say(translator("en"))
    assert "Toevoegen" not in told.how(NL)


def test_the_last_mail_that_did_not_go_out_is_told(site: Site, company: Company) -> None:
    settings = {
        "smtp_host": "127.0.0.1",
        "smtp_port": nobody_there(),
        "smtp_security": "none",
        "mail_from": "klankbord@kassahuis.example",
        "public_url": "https://klankbord.bedrijf.nl",
    }
    posting = Site(site.settings.model_copy(update=settings), site.database, site.files, site.now)
    found("mail", looked_at(posting), State.GOOD, "--mail")
    with site.database.writing() as connection:
        plan_letter(posting, connection, company.lotte.id)
    work_off(posting)
    told = found("mail", looked_at(posting), State.NOTE, "127.0.0.1", "neemt de post nu niet aan")
    assert isinstance(site.now, Clock)
    for _ in range(9):  # until it is given up: the reason is still that of the last try
        site.now.forward(hours=9)
        work_off(posting)
    assert "neemt de post nu niet aan" in found("mail", looked_at(posting), State.NOTE).say(NL)
    assert "kassahuis" not in told.say(NL)


def test_backups(site: Site, company: Company, tmp_path: Path) -> None:
    found("backups", looked_at(site), State.GOOD, "nog geen gesprekken")
    with site.database.writing() as connection:
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        add_call(connection, talk("An: Dag."), Source("a" * 64, 0), **own)  # type: ignore[arg-type]
    found("backups", looked_at(site), State.NOTE, "nog nooit", "klankbord backup")
    back_up(site, tmp_path / "kopie.tar")
    found("backups", looked_at(site), State.GOOD, "0 dagen")
    later = Installation(
        site.settings, None, site.database, "", site.now() + timedelta(days=9, hours=1)
    )
    found("backups", later, State.NOTE, "9 dagen")


def test_what_was_removed_and_still_stands_in_the_files(site: Site) -> None:
    found("scrubbed", looked_at(site), State.GOOD, "elke nacht")
    with site.database.writing() as connection:
        note_unscrubbed(connection, site.now())
    found("scrubbed", looked_at(site), State.GOOD)
    later = site.now() + timedelta(days=2, hours=1)
    with site.database.writing() as connection:
        note_unscrubbed(connection, later)  # of another day: the first still counts
    told = Installation(site.settings, None, site.database, "", later)
    word = "schijf" if site.database.is_sqlite else "tabellen"
    found("scrubbed", told, State.NOTE, f"{site.now():%d-%m-%Y}", word)


# ── all of it ─────────────────────────────────────────────────────────────────────────────────


def test_every_check_is_tried_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert [name for name in CHECKS if f'"{name}"' not in source] == []


@pytest.mark.parametrize("database", DATABASES)
def test_looking_changes_nothing(tmp_path: Path, database: str) -> None:
    with fresh_site(tmp_path, database) as site:
        site.settings.data.chmod(0o700)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KLANKBORD_DATABASE", site.settings.database)
            before = sorted(path.name for path in site.settings.data.iterdir())
            told = examine(datetime.now(UTC), data=site.settings.data)
            after = sorted(path.name for path in site.settings.data.iterdir())
        assert before == after
        assert is_well(told), [one.say(NL) for one in told.values()]
        assert told["database"].state is told["tables"].state is State.GOOD


def test_where_there_is_nothing_nothing_is_made(tmp_path: Path) -> None:
    told = examine(START, data=tmp_path / "data")
    assert is_well(told)
    assert not (tmp_path / "data").exists()


@pytest.mark.usefixtures("inside")
def test_what_is_other_than_agreed_is_told(site: Site, company: Company) -> None:
    found("agreed", looked_at(site), State.GOOD, "geen instellingen op slot")
    set_council(site, company.bas, company.lotte.id, sits=True)
    agree(site, company.bas, "private")
    found("agreed", looked_at(site), State.GOOD, "zoals is afgesproken")
    words = ("hoelang alleen de verkoper", "Beheer → Ondernemingsraad")
    found("agreed", looked_at(site, private_hours=2), State.NOTE, *words)


def test_a_source_whose_calls_are_of_nobody_or_untold(site: Site, company: Company) -> None:
    assert CHECKS["sources"](looked_at(site)) is None
    source = a_source(site, company.lotte)
    found("sources", looked_at(site), State.NOTE, "Centrale", "Toestemming")
    set_consent(site, company, source, demanded=True)
    found("sources", looked_at(site), State.GOOD)
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, left_at=site.now())
    found("sources", looked_at(site), State.NOTE, "Centrale", "Wie de rest krijgt")


def test_what_is_to_be_typed_fits_how_klankbord_is_installed(tmp_path: Path) -> None:
    folder = tmp_path / "mijn map"
    cloned = install_command("speech", prefix=str(folder / ".venv"), folder=folder)
    assert cloned == f"cd '{folder}' && .venv/bin/pip install --editable '.[speech]'"
    apart = install_command("speech", prefix="/opt/venv", folder=folder)
    assert apart.endswith("&& /opt/venv/bin/pip install --editable '.[speech]'")
    assert cloned_to() == Path(__file__).parents[2], "the tests run from the source"
