"""`klankbord doctor`: a line a check, a way to mend, and an exit code for a machine."""

import json
from pathlib import Path

from tests.cli.conftest import Klankbord

from klankbord.service.running.doctor import CHECKS
from klankbord.service.site import open_site
from klankbord.settings import Settings


def test_a_sound_installation_is_told_check_by_check(klankbord: Klankbord, tmp_path: Path) -> None:
    open_site(Settings(data=tmp_path / "data")).close()
    ran = klankbord("doctor", "--data", tmp_path / "data")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("✓ Python 3.")
    assert any(line.startswith("✓ De database antwoordt") for line in lines)
    after = lines[next(n for n, line in enumerate(lines) if "geen werker" in line) + 1]
    assert after == "    Start `klankbord serve`, of een `klankbord worker`."


def test_what_is_wrong_gives_an_exit_code(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("geen map")
    ran = klankbord("doctor", "--data", tmp_path / "data")
    assert ran.code == 1
    assert "✗ In de gegevensmap" in ran.out


def test_settings_that_cannot_be_are_told(klankbord: Klankbord, tmp_path: Path) -> None:
    (tmp_path / "klankbord.toml").write_text("poort = 8000\n")
    ran = klankbord("doctor")
    assert ran.code == 1
    assert ran.out.startswith("✗ ")
    assert "poort" in ran.out


def test_a_program_gets_json(klankbord: Klankbord, tmp_path: Path) -> None:
    open_site(Settings(data=tmp_path / "data")).close()
    ran = klankbord("doctor", "--json", "--data", tmp_path / "data")
    told = json.loads(ran.out)
    assert told["well"] is True
    assert {one["check"] for one in told["checks"]} <= CHECKS.keys()
    assert all(one["said"] and one["state"] in {"good", "note"} for one in told["checks"])
    assert all(bool(one["mend"]) == (one["state"] == "note") for one in told["checks"])
