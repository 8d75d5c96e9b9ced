"""The settings of what recognises: whole addresses, and no key over a line that anyone reads."""

from __future__ import annotations

import pytest

from klankbord.errors import BadSetting
from klankbord.settings import load_settings


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    "address", ["spraak.example/v1", "ftp://spraak.example", "https://", "https://ik:wie@x.example"]
)
@pytest.mark.parametrize("name", ["RECOGNISER_URL", "MODELS_HOST"])
def test_an_address_is_a_whole_one_without_a_password(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"KLANKBORD_{name}", address)
    with pytest.raises(BadSetting, match="https://"):
        load_settings()


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://spraak.example/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("http://localhost:8000/v1", True),
        ("http://spraak.example/v1", False),
        ("http://localhost.example/v1", False),
    ],
)
def test_a_key_goes_over_no_line_that_anybody_can_read(
    address: str,
    fine: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KLANKBORD_RECOGNISER_URL", f"{address}/")
    assert load_settings().recogniser_url == address
    monkeypatch.setenv("KLANKBORD_RECOGNISER_KEY", "geheim")
    if fine:
        settings = load_settings()
        assert settings.recogniser_key.get_secret_value() == "geheim"
        assert "geheim" not in repr(settings)
    else:
        with pytest.raises(BadSetting, match="sleutel"):
            load_settings()
