"""The command line, run in this process: arguments in; exit code, output and errors out."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from klankbord.cli.main import run


class Ran(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Klankbord = Callable[..., Ran]


@pytest.fixture
def klankbord(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Klankbord:
    """Run `klankbord` with the arguments, in an empty folder and without settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    def call(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["klankbord", *map(str, arguments)])
        code = 0
        try:
            run()
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call
