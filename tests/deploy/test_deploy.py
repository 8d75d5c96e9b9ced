"""What a service is put up with: units of systemd, a container, and compose; each is checked."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from klankbord.cli.main import COMMANDS
from klankbord.settings import Settings
from klankbord.web.server import GOODBYE_S
from klankbord.worker.beside import GOODBYE_S as WORKER_GOODBYE_S

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
HARDENED = {
    "NoNewPrivileges": "true",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "PrivateDevices": "true",
    "CapabilityBoundingSet": "",
    "RestrictNamespaces": "true",
    "RestrictSUIDSGID": "true",
    "SystemCallArchitectures": "native",
    "UMask": "0077",
}
EXPOSED = 20
"""Of `systemd-analyze security`, in tenths: below 2.0 is called OK."""
OF_UNITS = pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")


def tool(name: str) -> str:
    """A program of the development environment, or of this machine."""
    found = which(name, path=sysconfig.get_path("scripts")) or which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def ran(*command: str | Path, **around: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | around,
    )


def sections(unit: Path) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(unit.read_text("utf-8"))
    return parsed


# ── systemd ───────────────────────────────────────────────────────────────────────────────────


@OF_UNITS
def test_a_unit_is_hardened(unit: Path) -> None:
    service = sections(unit)["Service"]
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    assert service["User"] not in {"", "root"}
    assert service["ReadWritePaths"] == "/var/lib/klankbord"
    assert service["Restart"] == "on-failure"
    assert int(service["TimeoutStopSec"]) > GOODBYE_S + WORKER_GOODBYE_S


@OF_UNITS
def test_a_unit_starts_what_there_is_with_settings_that_there_are(unit: Path) -> None:
    text = unit.read_text("utf-8")
    (command,) = re.findall(r"^ExecStart=\S+/klankbord (\w+)$", text, re.MULTILINE)
    assert command in COMMANDS
    names = re.findall(r"^Environment=KLANKBORD_(\w+)=", text, re.MULTILINE)
    assert names
    assert {name.lower() for name in names} <= Settings.model_fields.keys()


@OF_UNITS
def test_systemd_itself_finds_a_unit_little_exposed(unit: Path) -> None:
    told = ran(
        tool("systemd-analyze"),
        "security",
        "--offline=yes",
        f"--threshold={EXPOSED}",
        "--no-pager",
        unit,
    )
    if "Unknown option" in told.stderr or "unrecognized option" in told.stderr:
        pytest.skip("this systemd is too old to judge a unit that is not loaded")
    assert told.returncode == 0, told.stdout[-400:] + told.stderr


@OF_UNITS
def test_systemd_itself_understands_a_unit(unit: Path, tmp_path: Path) -> None:
    here = tmp_path / unit.name.replace("@.", "@1.")
    there = str(Path(sys.executable).parent / "klankbord")
    here.write_text(unit.read_text("utf-8").replace("/opt/klankbord/bin/klankbord", there))
    told = ran(tool("systemd-analyze"), "verify", "--man=no", here)
    ours = [line for line in told.stderr.splitlines() if "klankbord" in line]
    assert [line for line in ours if "Failed to create" not in line] == []


def test_a_fault_in_a_unit_is_found(tmp_path: Path) -> None:
    """The check itself can fail."""
    unit = tmp_path / "klankbord.service"
    text = (
        UNITS[0].read_text("utf-8") if UNITS[0].name == unit.name else UNITS[1].read_text("utf-8")
    )
    unit.write_text(re.sub(r"(?m)^(Protect|Restrict|Private|SystemCall|Cap).*\n", "", text))
    program = tool("systemd-analyze")
    told = ran(program, "security", "--offline=yes", f"--threshold={EXPOSED}", unit)
    assert told.returncode != 0
    unit.write_text(text.replace("ProtectSystem=strict", "ProtectSystem=heel-streng"))
    assert "heel-streng" in ran(program, "verify", "--man=no", unit).stderr


# ── container ─────────────────────────────────────────────────────────────────────────────────


def test_the_dockerfile_passes_its_linter() -> None:
    told = ran(tool("hadolint"), DEPLOY / "Dockerfile")
    assert (told.returncode, told.stdout) == (0, "")


def test_the_container_is_nobodys_root_and_tells_its_health() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.12-slim"}
    last = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]
    (user,) = re.findall(r"^USER (\S+)", last, re.MULTILINE)
    assert user.split(":")[0].isdecimal()
    assert int(user.split(":")[0]) > 0
    assert "/healthz" in last.split("HEALTHCHECK")[1]
    assert "STOPSIGNAL SIGTERM" in last
    names = re.findall(r"KLANKBORD_(\w+)=", DOCKERFILE)
    assert names
    assert {name.lower() for name in names} <= Settings.model_fields.keys()


def test_what_the_container_is_built_from_is_there_and_let_through() -> None:
    let = set((DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split())
    assert "*" in let
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    sources = [name for line in copied for name in line.split()[:-1]]
    assert {"pyproject.toml", "src", "docs/manual"} <= set(sources)
    for name in sources:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in let, name


def test_the_extras_of_the_container_are_extras() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = re.findall(r"EXTRAS=([\w,]+)", DOCKERFILE)
    assert named
    for name in ",".join(named).split(","):
        assert name in extras["optional-dependencies"], name


# ── compose ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_compose_is_as_its_schema_says() -> None:
    program = tool("check-jsonschema")
    schema = "--builtin-schema", "vendor.compose-spec"
    told = ran(program, *schema, DEPLOY / "compose.yaml")
    assert told.returncode == 0, told.stdout


def test_compose_keeps_to_this_machine_and_gives_no_rights(compose: Any) -> None:
    services = compose["services"]
    assert set(services) == {"database", "serve", "worker"}
    assert services["serve"]["ports"] == ["127.0.0.1:8321:8321"]
    assert "ports" not in services["database"]
    for name in ("serve", "worker"):
        service = services[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
        assert service["command"][0] in COMMANDS
        ours = {key.removeprefix("KLANKBORD_").lower() for key in service["environment"]}
        assert ours <= Settings.model_fields.keys()
    assert "pg_isready" in services["database"]["healthcheck"]["test"]


def test_no_secret_stands_in_what_is_shipped() -> None:
    told = "\n".join(path.read_text("utf-8") for path in FILES)
    left = re.sub(r"\$\{[^}]*\}|\$\([^)]*\)", "", told)
    values = re.findall(r"(?:PASSWORD|TOKEN|SECRET)\w*[:=][ \t]*(\S*)", left)
    assert len(values) > 3
    assert set(values) <= {"", '"'}
    assert re.findall(r"//\w+:(\S*)@", left) == [""]


# ── all of it ─────────────────────────────────────────────────────────────────────────────────


def test_the_environment_file_names_settings_that_there_are() -> None:
    text = (DEPLOY / "klankbord.env").read_text("utf-8")
    names = re.findall(r"^(?:# )?KLANKBORD_(\w+)=", text, re.MULTILINE)
    assert len(names) > 4
    assert {name.lower() for name in names} <= Settings.model_fields.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_names_a_registry(path: Path) -> None:
    text = path.read_text("utf-8")
    for word in ("docker.io", "ghcr.io", "quay.io", "pypi.org", "index-url", "gcr.io"):
        assert word not in text
