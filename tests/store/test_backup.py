"""A backup is shown good by restoring it, on the same database and on the other."""

from __future__ import annotations

import io
import json
import tarfile
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select
from tests.sites import DATABASES, Company, fresh_site, index_turns

from klankbord.errors import BadBackup, NotEmpty
from klankbord.samples import read_samples
from klankbord.service.site import Site
from klankbord.store.audit import log
from klankbord.store.backup import _add, _write_table, read_backup, write_backup
from klankbord.store.calls import add_call, read_conversation
from klankbord.store.new_calls import Source
from klankbord.store.people import add_team
from klankbord.store.search import Asked, calls_with
from klankbord.store.sessions import link_of, make_link, session_of, start_session
from klankbord.store.tables import metadata, sessions
from klankbord.store.tries import add_try


@pytest.fixture
def filled(site: Site, company: Company) -> Site:
    kept = site.files.keep([b"transcript"], "a.txt", 1)
    for part, conversation in enumerate(read_samples()):
        with site.database.writing() as connection:
            own = {"owner": company.lotte.id, "uploader": company.bas.id, "now": site.now()}
            source = Source(kept.hash, part)
            call = add_call(connection, conversation, source, **own)  # type: ignore[arg-type]
            index_turns(connection, call, conversation, [[]] * len(conversation.turns))
            log(connection, site.now(), company.joris.id, "opened", call=call)
    return site


def rows(site: Site) -> dict[str, list[object]]:
    with site.database.reading() as connection:
        return {
            table.name: [
                tuple(r) for r in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("database", DATABASES)
def test_what_is_restored_is_what_was(filled: Site, tmp_path: Path, database: str) -> None:
    file = tmp_path / "kopie.tar"
    write_backup(filled.database, filled.files, file, filled.now())
    with fresh_site(tmp_path / "new", database) as other:
        counts = read_backup(other.database, other.files, file)
        assert counts["calls"] == 4
        assert rows(other) == rows(filled)
        assert list(other.files.hashes()) == list(filled.files.hashes())
        with other.database.writing() as connection:
            assert read_conversation(connection, 1) == read_samples()[0]
            asked = Asked(marks=("seller",))
            assert len(connection.execute(calls_with(connection, asked)).all()) == 4
            assert add_team(connection, "Nieuw") == 3  # counts on from what is there


def test_no_session_and_no_link_comes_back_to_life(filled: Site, tmp_path: Path) -> None:
    now, lasts = filled.now(), timedelta(days=1)
    with filled.database.writing() as connection:
        own = {"now": now, "lasts": lasts, "agent": "", "address": ""}
        token = start_session(connection, 1, **own)  # type: ignore[arg-type]
        link = make_link(connection, "invitation", 2, now, lasts)
        add_try(connection, "x", "192.0.2.7", now)
    file = tmp_path / "kopie.tar"
    write_backup(filled.database, filled.files, file, now)
    with tarfile.open(file) as tar:
        assert not {"sessions", "links", "tries"} & {
            name.split("/")[-1].split(".")[0] for name in tar.getnames()
        }
    with_their_rows(filled, file)
    with fresh_site(tmp_path / "new") as other:
        with other.database.writing() as connection:
            add_try(connection, "x", "192.0.2.7", now)  # somebody tried the door meanwhile
        read_backup(other.database, other.files, file)
        with other.database.reading() as connection:
            assert session_of(connection, token, now) is None
            assert link_of(connection, link, now) is None
        assert not any(rows(other)[name] for name in ("sessions", "links", "tries"))


def with_their_rows(site: Site, file: Path) -> None:
    """Put the sessions into a backup after all, as an older version did."""
    whole = file.with_suffix(".whole")
    with tarfile.open(file) as tar, tarfile.open(whole, "w") as made:
        for member in tar:
            data = tar.extractfile(member)
            assert data
            content = data.read()
            if member.name == "manifest.json":
                told = json.loads(content)
                told["rows"]["sessions"] = 1
                content = json.dumps(told).encode()
            _add(made, member.name, content)
        with site.database.reading() as connection, TemporaryDirectory() as folder:
            _write_table(connection, sessions, made, Path(folder))
    whole.replace(file)


def test_a_store_with_people_is_left_alone(filled: Site, tmp_path: Path) -> None:
    file = tmp_path / "kopie.tar"
    write_backup(filled.database, filled.files, file, filled.now())
    before = rows(filled)
    with pytest.raises(NotEmpty):
        read_backup(filled.database, filled.files, file)
    assert rows(filled) == before


@pytest.mark.parametrize("damage", ["cut", "nothing", "text", "foreign", "changed"])
def test_a_damaged_one_changes_nothing(filled: Site, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "kopie.tar"
    write_backup(filled.database, filled.files, file, filled.now())
    data = file.read_bytes()
    if damage == "foreign":
        with tarfile.open(file, "a") as tar:
            member = tarfile.TarInfo("../../elders")
            member.size = 4
            tar.addfile(member, io.BytesIO(b"kwaad"[:4]))
    else:
        made = {
            "cut": data[: len(data) // 2],
            "nothing": b"",
            "text": b"geen tar",
            "changed": data.replace(b"transcript", b"transcripT"),
        }
        file.write_bytes(made[damage])
    with fresh_site(tmp_path / "new") as other:
        with pytest.raises(BadBackup):
            read_backup(other.database, other.files, file)
        assert not any(rows(other).values())
    assert not (tmp_path.parent / "elders").exists()
