"""What measures rest on can reach no web, no database, no network and no sound.

Import-linter proves it of our own arrows; here the interpreter itself is asked, so that what a
library drags in counts too. No measure can reach audio.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import klankbord

SOURCE = Path(klankbord.__file__).parent
ROOMS = ("conversation", "language", "dialogue", "measures", "formats", "coaching")

WEB = {"fastapi", "starlette", "uvicorn", "flask", "django", "jinja2", "http.server", "wsgiref"}
DATABASES = {"sqlite3", "dbm", "sqlalchemy", "alembic", "psycopg", "psycopg2", "duckdb"}
CLIENTS = {"httpx", "httpx2", "requests", "aiohttp", "urllib3", "websockets", "botocore", "openai"}
CLIENTS |= {"http.client", "ftplib", "smtplib", "poplib", "imaplib", "xmlrpc", "huggingface_hub"}
AUDIO = {"wave", "aifc", "sunau", "soundfile", "sounddevice", "librosa", "av", "soxr", "pyaudio"}
AUDIO |= {"onnxruntime", "onnx_asr", "faster_whisper", "ctranslate2", "sherpa_onnx", "torch"}
AUDIO |= {"klankbord.speech"}
UPSTAIRS = {"klankbord.report", "klankbord.service", "klankbord.cli", "klankbord.web"}
UPSTAIRS |= {"klankbord.store", "klankbord.worker", "klankbord.demo"}
FORBIDDEN = WEB | DATABASES | CLIENTS | AUDIO | UPSTAIRS

NEVER_NAMED = FORBIDDEN | {"socket", "ssl", "http", "asyncio", "urllib.request", "socketserver"}
NEVER_NAMED |= {"subprocess", "multiprocessing", "ctypes", "importlib.import_module"}
"""What our own modules may not import either, though a library may for its own reasons."""


def modules() -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            parts = path.relative_to(SOURCE.parent).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


MODULES = dict(modules())


def within(name: str, names: set[str]) -> bool:
    """Whether a module is one of these, or lies in one of them."""
    parts = name.split(".")
    return any(".".join(parts[:length]) in names for length in range(1, len(parts) + 1))


def imported(path: Path) -> set[str]:
    """The modules that a file names in its imports, wherever they stand."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_what_listens_reaches_no_measure_and_no_store() -> None:
    """Loudness and pitch end in the ear: it gives turns, to whoever asks, and calls nobody."""
    hearing = sorted((SOURCE / "speech").rglob("*.py"))
    assert len(hearing) > 10
    above = {f"klankbord.{room}" for room in ROOMS} - {"klankbord.conversation"}
    for path in hearing:
        names = imported(path)
        assert {name for name in names if within(name, UPSTAIRS | DATABASES | above)} == set(), path


def test_all_rooms_are_looked_at() -> None:
    assert {name.split(".")[1] for name in MODULES} == set(ROOMS)
    assert "klankbord.measures.engine" in MODULES
    assert "klankbord.measures" in MODULES


@pytest.mark.parametrize("module", MODULES)
def test_no_module_names_one(module: str) -> None:
    assert {name for name in imported(MODULES[module]) if within(name, NEVER_NAMED)} == set()


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_imported_by_a_name_made_up_while_running(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert names & {"__import__", "import_module", "eval", "exec"} == set()


def test_loading_them_all_loads_none() -> None:
    code = (
        "import importlib, json, sys\n"
        f"for name in {sorted(MODULES)!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert set(MODULES) <= loaded
    assert {name for name in loaded if within(name, FORBIDDEN)} == set()
