"""`klankbord import`: a folder of transcripts, with what became of each."""

from pathlib import Path

import pytest
from tests.cli.conftest import Klankbord
from tests.service.test_adding import TALK, a_sound

from klankbord.service.site import open_site
from klankbord.settings import Settings
from klankbord.store.people import add_person

FOLDER = Path("gesprekken")


@pytest.fixture
def ran(klankbord: Klankbord, tmp_path: Path) -> Klankbord:
    """`klankbord import` in an installation with one person."""
    site = open_site(Settings(data=tmp_path / "data"))
    with site.database.writing() as connection:
        add_person(
            connection,
            name="Lotte Maes",
            email="lotte@kassahuis.example",
            role="seller",
            admin=False,
            language="nl",
            now=site.now(),
        )
    site.close()
    FOLDER.mkdir()

    def run(*arguments: object) -> object:
        here = ("--data", tmp_path / "data", "--person", "lotte@kassahuis.example")
        return klankbord("import", *arguments, *here, "--processes", 1)

    return run  # type: ignore[return-value]


def put(name: str, data: str | bytes) -> None:
    (FOLDER / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def test_a_folder_is_taken_in_and_again_nothing_is_new(ran: Klankbord) -> None:
    put("a.txt", TALK)
    put("b.txt", TALK + "0:20-0:22 Karel: Ja, graag.\n")
    first, again = ran(FOLDER), ran(FOLDER)
    assert (first.code, first.err) == (0, "")
    assert first.out == "2 gesprekken toegevoegd, 0 stonden er al.\n"
    assert again.out == "0 gesprekken toegevoegd, 2 stonden er al.\n"
    put("a.wav", a_sound())
    later = ran(FOLDER)
    assert (later.code, later.err) == (0, "")
    assert later.out == (
        "0 gesprekken toegevoegd, 2 stonden er al.\nBij 1 daarvan staat nu de opname.\n"
    )


def test_a_recording_that_is_not_kept_is_named(ran: Klankbord) -> None:
    put("a.txt", TALK)
    put("a.flac", a_sound("FLAC"))
    put("a.wav", a_sound())
    put("alleen.wav", a_sound())
    done = ran(FOLDER)
    assert done.code == 3
    assert done.out.startswith("1 gesprekken toegevoegd")
    assert "1 opnamen staan klaar" in done.out
    (twice,) = done.err.splitlines()
    assert twice.startswith("Geweigerd: gesprekken/a.wav: deze opname is niet bewaard")
    assert "a.flac" in twice
