"""Looking into a watched folder, and never out of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.service.watched import (
    a_source,
    allowing,
    arrived,
    look,
    look_twice,
    outcomes,
    put,
    recording,
)
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.errors import FolderClosed, OutsideFolder
from klankbord.service.site import Site
from klankbord.service.sources.folders import open_inside, walk
from klankbord.store.sources import find_source

OUT = "2026/11/20/out-0612345678-201-20261120-092517-1795163117.1.wav"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "monitor"
    made.mkdir()
    return made


@pytest.fixture
def site(site: Site, tmp_path: Path) -> Site:
    return allowing(site, tmp_path)


def test_links_and_names_that_are_no_text_are_passed_over(
    site: Site, company: Company, folder: Path, tmp_path: Path
) -> None:
    secret = put(tmp_path, "elders/in-202-0687654321-20261120-101500-1795166100.3.wav")
    source = a_source(site, company, folder)
    (folder / secret.name).symlink_to(secret)
    (folder / "map").symlink_to(secret.parent)
    os.mkfifo(folder / OUT.rpartition("/")[2])
    odd = os.fsencode(folder) + b"/in-\xff\xfe.wav"
    Path(os.fsdecode(odd)).write_bytes(b"x")
    put(folder, ".verborgen/in-202-0687654321-20261120-101500-1795166100.5.wav")
    look_twice(site)
    assert arrived(site, source) == []
    with site.database.reading() as connection:
        found = find_source(connection, source.id)
    assert found
    assert (found.seen["links"], found.seen["unreadable"], found.seen["files"]) == (2, 1, 0)


def test_a_folder_that_became_a_link_is_not_followed(
    site: Site, company: Company, folder: Path, tmp_path: Path
) -> None:
    """Between the look and the copying, somebody puts a link in the place of a folder."""
    source = a_source(site, company, folder)
    put(folder, OUT)
    look(site)
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=60)
    from tests.working import LEASE

    from klankbord.service.jobs import do, take

    work = take(site, "tester", LEASE)
    assert work
    do(work, lambda: False)
    assert [one.state for one in arrived(site, source)] == ["waiting"]
    put(tmp_path, "elders/20/" + OUT.rpartition("/")[2], recording(9))
    (folder / "2026/11").rename(tmp_path / "weg")
    (folder / "2026/11").symlink_to(tmp_path / "elders")
    work_off(site)
    (one,) = arrived(site, source)
    assert (one.outcome, one.reason) == ("refused", "OutsideFolder")


def test_the_folder_itself_may_be_no_link_on_any_step_of_its_way(
    site: Site, company: Company, tmp_path: Path
) -> None:
    """Between asking where it really stands and opening it, somebody puts a link in its way."""
    real = tmp_path / "centrale" / "opnamen"
    put(real, OUT)
    put(tmp_path / "elders" / "opnamen", OUT)
    assert [file.path for file in walk(real, {"wav"}).files] == [OUT]
    (tmp_path / "centrale").rename(tmp_path / "weg")
    (tmp_path / "centrale").symlink_to(tmp_path / "elders")
    with pytest.raises(FolderClosed):
        walk(real, {"wav"})
    with pytest.raises(OutsideFolder), open_inside(real, OUT):
        pass


def test_a_folder_outside_those_allowed_is_not_watched(
    site: Site, company: Company, folder: Path, tmp_path: Path
) -> None:
    source = a_source(site, company, folder)
    put(folder, OUT)
    other = allowing(site, tmp_path / "elders")
    look_twice(other)
    assert arrived(site, source) == []
    with site.database.reading() as connection:
        found = find_source(connection, source.id)
    assert found
    assert found.seen["error"]["error"] == "OutsideRoots"


def test_a_folder_that_comes_back_brings_nothing_twice(
    site: Site, company: Company, folder: Path, tmp_path: Path
) -> None:
    source = a_source(site, company, folder)
    put(folder, OUT)
    look_twice(site)
    folder.rename(tmp_path / "los")
    look_twice(site)
    (tmp_path / "leeg").mkdir()
    (tmp_path / "leeg").rename(folder)  # mounted, and nothing in it
    look_twice(site)
    folder.rmdir()
    (tmp_path / "los").rename(folder)
    look_twice(site)
    assert outcomes(arrived(site, source)) == [("kept", "")]
