"""`klankbord works-council`: one file from the settings of now."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Klankbord

from klankbord.service.site import open_site
from klankbord.settings import Settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    open_site(Settings(data=tmp_path / "data")).close()
    return tmp_path / "data"


def test_the_pack_is_written(klankbord: Klankbord, data: Path, tmp_path: Path) -> None:
    ran = klankbord("works-council", "--data", data)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Geschreven: ondernemingsraad.html (kenmerk ")
    assert "Waarvoor het is" in (tmp_path / "ondernemingsraad.html").read_text("utf-8")


@pytest.mark.parametrize("paper", ["dpia", "klanten", "medewerkers"])
def test_a_text_to_fill_in(klankbord: Klankbord, data: Path, tmp_path: Path, paper: str) -> None:
    ran = klankbord("works-council", "--template", paper, "--language", "en", "--data", data)
    assert ran.code == 0
    assert "o legal advice" in (tmp_path / f"{paper}.html").read_text("utf-8")


def test_a_pdf_by_its_name(klankbord: Klankbord, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    ran = klankbord("works-council", "-o", "or.pdf", "--template", "klanten", "--data", data)
    assert ran.code == 0
    assert (tmp_path / "or.pdf").read_bytes().startswith(b"%PDF-")


def test_without_what_makes_a_pdf_it_says_how(
    klankbord: Klankbord, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint":
            msg = "cannot load library 'libpango-1.0-0'"
            raise OSError(msg)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    ran = klankbord("works-council", "--format", "pdf", "--data", data)
    assert ran.code == 1
    assert "[pdf]" in ran.err
    assert "Opslaan als PDF" in ran.err
    assert not (tmp_path / "ondernemingsraad.pdf").exists()


def test_without_an_installation_none_is_made(klankbord: Klankbord, tmp_path: Path) -> None:
    ran = klankbord("works-council", "--data", tmp_path / "nergens")
    assert ran.code == 2
    assert not (tmp_path / "nergens").exists()
