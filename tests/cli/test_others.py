"""`klankbord measures`, `formats`, `samples`, `--help`, and what happens outside this process."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Klankbord

from klankbord import __version__
from klankbord.cli.main import COMMANDS
from klankbord.formats import FORMATS
from klankbord.measures import CATALOGUE
from klankbord.samples import FOLDER as SAMPLES


def test_measures_lists_all_and_tells_all_about_one(klankbord: Klankbord) -> None:
    listed = klankbord("measures").out
    assert all(measure.id in listed for measure in CATALOGUE)
    told = klankbord("measures", "patience", "--language", "en").out
    assert "How it misleads" in told
    assert "median" in told


def test_an_unknown_measure_gets_what_comes_near(klankbord: Klankbord) -> None:
    ran = klankbord("measures", "talkshare")
    assert ran.code == 2
    assert "talk-share" in ran.err


def test_formats_lists_all(klankbord: Klankbord) -> None:
    out = klankbord("formats").out
    assert all(format_.ID in out for format_ in FORMATS)
    assert ".parquet" in out


def test_samples_writes_four_reports(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("samples")
    assert ran.code == 0
    pages = sorted((tmp_path / "klankbord-samples").iterdir())
    assert len(pages) == 4
    assert all(str(page) in ran.out.replace("\n", "") for page in pages)


def test_samples_go_into_a_folder_of_any_name(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("samples", "-o", "a[/b]", "--language", "nl")
    assert ran.code == 0
    assert f"  {tmp_path}/a[/b]/" in ran.out
    assert len(list((tmp_path / "a[" / "b]").iterdir())) == 4


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(command: str) -> None:
    texts = []
    for language in ("nl", "en"):
        environment = os.environ | {"KLANKBORD_LANGUAGE": language}
        ran = subprocess.run(
            [sys.executable, "-m", "klankbord", command, "--help"],
            capture_output=True, check=True, env=environment,
        )  # fmt: skip
        texts.append(ran.stdout.decode())
    assert "Toon deze hulp." in texts[0]
    assert "[OPTIONS]" not in texts[0]
    assert "[OPTIONS]" in texts[1]
    assert texts[0] != texts[1]


@pytest.mark.parametrize(
    "command", [["formats"], ["measures"], ["samples"], ["samples", "--language", "nl"]]
)
def test_a_bad_setting_is_told_by_every_command(
    klankbord: Klankbord, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "klankbord.toml").write_text('language = "de"\n')
    ran = klankbord(*command)
    assert (ran.code, ran.out) == (2, "")
    assert "de instelling ‘language’ klopt niet; kies nl, en." in ran.err


def test_the_language_of_the_settings_is_spoken(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "klankbord.toml").write_text('language = "en"\n')
    assert "Reads (" in klankbord("formats").out
    assert "How it misleads" in klankbord("measures", "patience").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--help"], "[OPTIONS] COMMAND …"),
        (["convert", "--help"], "Convert a transcript"),
        (["report"], "Error: Missing argument"),
        (["report", "weg.vtt"], "weg.vtt: cannot open this file (it does not exist)."),
        (["convert", "leeg", "uit"], "leeg: there is no transcript in this folder."),
    ],
)
def test_help_and_faults_are_in_the_language_of_the_settings(
    tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "klankbord.toml").write_text('language = "en"\n')
    (tmp_path / "leeg").mkdir()
    kept = {key: text for key, text in os.environ.items() if not key.startswith("KLANKBORD_")}
    ran = subprocess.run(
        [sys.executable, "-m", "klankbord", *arguments],
        capture_output=True, check=False, cwd=tmp_path, env=kept,
    )  # fmt: skip
    assert says in (ran.stdout + ran.stderr).decode()


def test_what_is_asked_wrongly_is_told_in_dutch(klankbord: Klankbord) -> None:
    assert klankbord("--help").out.startswith("Gebruik: klankbord [OPTIES] OPDRACHT …")
    assert "[OPTIONS]" not in klankbord("report").err


def test_help_names_every_command_and_imports_none(klankbord: Klankbord) -> None:
    assert all(name in klankbord("--help").out for name in COMMANDS)
    assert klankbord("--version").out == f"klankbord {__version__}\n"
    program = (
        "import sys; from klankbord.cli.main import run; sys.argv = ['klankbord', '--help']\n"
        "try: run()\nexcept SystemExit: pass\n"
        "assert not {'polars', 'numpy', 'pydantic', 'rich', 'jinja2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_a_broken_pipe_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [sys.executable, "-m", "klankbord", "report", str(SAMPLES / "museum.json"),
         "--format", "json"],
        stdout=write, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(write)
    assert b"Traceback" not in ran.stderr
    assert b"Exception" not in ran.stderr
