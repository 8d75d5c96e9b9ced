"""`klankbord measures`, `formats`, `demo`, `--help`, and what happens outside this process."""

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


def test_demo_writes_four_reports(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("demo")
    assert ran.code == 0
    pages = sorted((tmp_path / "klankbord-demo").iterdir())
    assert len(pages) == 4
    assert all(str(page) in ran.out.replace("\n", "") for page in pages)


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
    assert texts[0] != texts[1]


def test_help_names_every_command_and_imports_none(klankbord: Klankbord) -> None:
    assert all(name in klankbord("--help").out for name in COMMANDS)
    assert __version__ in klankbord("--version").out
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
