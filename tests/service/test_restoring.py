"""Where there is no installation, none is made; and a restore that is refused leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Company

from klankbord.errors import BadBackup, NotEmpty, NotThere
from klankbord.service.running.restoring import restore
from klankbord.service.site import Site, find_site, is_there
from klankbord.settings import Settings
from klankbord.store.backup import write_backup
from klankbord.store.people import all_people


def test_what_is_there_is_found(site: Site, company: Company) -> None:
    assert is_there(site.settings)
    again = find_site(site.settings, site.now)
    with again.database.reading() as connection:
        assert len(all_people(connection)) == 6
    again.close()


def test_nothing_is_made_where_there_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "typefout"
    with pytest.raises(NotThere, match="typefout"):
        find_site(Settings(data=folder))
    assert not folder.exists()
    folder.mkdir()
    with pytest.raises(NotThere):
        find_site(Settings(data=folder))
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("there", [False, True])
def test_a_refused_restore_leaves_nothing(tmp_path: Path, *, there: bool) -> None:
    source, folder = tmp_path / "kopie.tar", tmp_path / "leeg"
    source.write_bytes(b"geen kopie")
    if there:
        folder.mkdir()
        (folder / "eigen.txt").write_text("blijft")
    with pytest.raises(BadBackup):
        restore(Settings(data=folder), source)
    assert folder.exists() == there
    assert not there or [path.name for path in folder.iterdir()] == ["eigen.txt"]


def test_a_restore_into_a_house_that_is_there_leaves_that(
    site: Site, company: Company, tmp_path: Path
) -> None:
    source = tmp_path / "kopie.tar"
    write_backup(site.database, site.files, source, site.now())
    with pytest.raises(NotEmpty):
        restore(site.settings, source)
    assert is_there(site.settings)
    counts = restore(Settings(data=tmp_path / "nieuw"), source)
    assert counts["people"] == 6
