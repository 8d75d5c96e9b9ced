"""Settings: the environment, else a file, else the default."""

import os
from pathlib import Path

import pytest

from klankbord.errors import (
    BadSetting,
    BrokenSettings,
    SettingsMissing,
    UnknownSetting,
    UsageError,
)
from klankbord.settings import Settings, load_settings
from klankbord.settings_file import spoken_language


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder, an empty home, and none of our names in the environment."""
    for name in os.environ:
        if name.upper().startswith("KLANKBORD_"):
            monkeypatch.delenv(name)
    (tmp_path / "werk").mkdir()
    monkeypatch.chdir(tmp_path / "werk")
    monkeypatch.setenv("HOME", str(tmp_path / "thuis"))


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def fault(file: Path | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        load_settings(file)
    return caught.value


# ── where settings come from ──────────────────────────────────────────────────────────────────


def test_where_nothing_is_set_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings == Settings()
    assert (settings.language, settings.sellers, settings.join_gap_ms) == ("nl", (), None)


def test_a_file_in_the_working_folder_is_read() -> None:
    write(
        Path("klankbord.toml"),
        'language = "en"\nsellers = ["Maes, Lotte", "Jan"]\nown_domains = ["kassahuis.example"]\n'
        "join_gap_ms = 300\nmax_file_mb = 5\nmax_turns = 10\n",
    )
    settings = load_settings()
    assert settings == Settings(
        language="en",
        sellers=("Maes, Lotte", "Jan"),
        own_domains=("kassahuis.example",),
        join_gap_ms=300,
        max_file_mb=5,
        max_turns=10,
    )


def test_else_the_file_at_home_is_read() -> None:
    home = Path.home() / ".config" / "klankbord" / "klankbord.toml"
    write(home, "max_turns = 10\n")
    assert load_settings().max_turns == 10
    write(Path("klankbord.toml"), "max_turns = 20\n")
    assert load_settings().max_turns == 20


def test_a_named_file_goes_before_both(monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path("klankbord.toml"), "max_turns = 20\n")
    named = write(Path("elders/eigen.toml"), "max_turns = 30\n")
    monkeypatch.setenv("KLANKBORD_CONFIG", str(named))
    assert load_settings().max_turns == 30
    asked = write(Path("elders/gevraagd.toml"), "max_turns = 40\n")
    assert load_settings(asked).max_turns == 40


def test_an_empty_name_of_a_file_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANKBORD_CONFIG", "")
    assert load_settings() == Settings()


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path("klankbord.toml"), 'language = "en"\nmax_turns = 20\n')
    monkeypatch.setenv("KLANKBORD_MAX_TURNS", "7")
    settings = load_settings()
    assert (settings.language, settings.max_turns) == ("en", 7)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Lotte Maes", ("Lotte Maes",)),
        ("Maes, Lotte; Jan ;", ("Maes, Lotte", "Jan")),
        ('["Maes, Lotte", "Jan; Piet"]', ("Maes, Lotte", "Jan; Piet")),
        ("", ()),
    ],
)
def test_a_list_in_the_environment_has_semicolons_or_is_json(
    monkeypatch: pytest.MonkeyPatch, written: str, names: tuple[str, ...]
) -> None:
    monkeypatch.setenv("KLANKBORD_SELLERS", written)
    assert load_settings().sellers == names


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().language = "en"


# ── what cannot be ────────────────────────────────────────────────────────────────────────────


NUMBERS = {"max_turns": "1–1000000", "max_file_mb": "1–2000", "join_gap_ms": "0–10000"}


@pytest.mark.parametrize(
    ("line", "key", "allowed"),
    [
        ('language = "de"', "language", "nl, en"),
        ("max_turns = 0", "max_turns", NUMBERS["max_turns"]),
        ("max_turns = 1000001", "max_turns", NUMBERS["max_turns"]),
        ("max_turns = 1.5", "max_turns", NUMBERS["max_turns"]),
        ("max_file_mb = -1", "max_file_mb", NUMBERS["max_file_mb"]),
        ("join_gap_ms = 10001", "join_gap_ms", NUMBERS["join_gap_ms"]),
        ("join_gap_ms = -1", "join_gap_ms", NUMBERS["join_gap_ms"]),
        ("join_gap_ms = nan", "join_gap_ms", NUMBERS["join_gap_ms"]),
        ("sellers = 5", "sellers", "een lijst van teksten"),
        ("sellers = [5]", "sellers.0", "een lijst van teksten"),
        ("own_words = 5", "own_words", "de naam van een bestand"),
    ],
)
def test_a_bad_value_names_file_and_key_and_what_it_can_be(
    line: str, key: str, allowed: str
) -> None:
    write(Path("klankbord.toml"), f"{line}\n")
    assert isinstance(fault(), BadSetting)
    assert str(fault()) == f"klankbord.toml: de instelling ‘{key}’ klopt niet; kies {allowed}."


@pytest.mark.parametrize(
    ("line", "key"), [('seller = "Lotte"', "seller"), ("[server]\nport = 80", "server")]
)
def test_an_unknown_key_is_told_with_those_that_are(line: str, key: str) -> None:
    write(Path("klankbord.toml"), f"{line}\n")
    assert isinstance(fault(), UnknownSetting)
    assert str(fault()).startswith(
        f"klankbord.toml: de instelling ‘{key}’ bestaat niet; kies uit: language, sellers, "
    )


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("KLANKBORD_LANGUAGE", "de", "language"),
        ("KLANKBORD_MAX_TURNS", "veel", "max_turns"),
        ("KLANKBORD_JOIN_GAP_MS", "", "join_gap_ms"),
        ("KLANKBORD_SELLERS", "[Lotte]", "sellers"),
        ("klankbord_language", "de", "language"),
    ],
)
def test_a_bad_value_in_the_environment_is_not_blamed_on_the_file(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, key: str
) -> None:
    write(Path("klankbord.toml"), "max_file_mb = 5\n")
    monkeypatch.setenv(name, value)
    assert str(fault()).startswith(f"{name.upper()}: de instelling ‘{key}’ klopt niet; kies ")


def test_a_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLANKBORD_CONFIG", "weg.toml")
    assert isinstance(fault(), SettingsMissing)
    assert str(fault()) == "weg.toml: kan deze instellingen niet lezen (het bestaat niet)."


@pytest.mark.parametrize(
    ("broken", "line"),
    [("language = nl\n", 1), ("max_turns = 5\nlanguage\n", 2), ("max_turns = 5\n\na = [", 3)],
)
def test_a_file_that_is_no_toml_is_named_with_its_line(broken: str, line: int) -> None:
    path = write(Path("kapot.toml"), broken)
    assert isinstance(fault(path), BrokenSettings)
    assert str(fault(path)).startswith(f"kapot.toml, regel {line}: dit is geen geldige TOML; ")


@pytest.mark.parametrize("broken", [b"\xff\xfe", b'a = "\xe9"\n'])
def test_a_file_that_is_no_utf_8_is_named(broken: bytes) -> None:
    path = Path("kapot.toml")
    path.write_bytes(broken)
    assert "kapot.toml: kan deze instellingen niet lezen (de tekst is geen UTF-8)" in str(
        fault(path)
    )


# ── the language, before anything is checked ──────────────────────────────────────────────────


def test_the_language_is_known_before_settings_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert spoken_language() == "nl"
    write(Path.home() / ".config" / "klankbord" / "klankbord.toml", 'language = "en"\n')
    assert spoken_language() == "en"
    write(Path("klankbord.toml"), 'max_turns = 0\nlanguage = "nl"\n')
    assert spoken_language() == "nl"
    named = write(Path("elders/eigen.toml"), 'language = "en"\nfout = 1\n')
    monkeypatch.setenv("KLANKBORD_CONFIG", str(named))
    assert spoken_language() == "en"
    monkeypatch.setenv("klankbord_language", "nl")
    assert spoken_language() == "nl"


@pytest.mark.parametrize("written", ["language = nl\n", "language = 5\n", 'language = "de"\n', ""])
def test_settings_that_cannot_be_are_told_in_dutch(written: str) -> None:
    write(Path("klankbord.toml"), written)
    assert spoken_language() == "nl"


@pytest.mark.parametrize("name", ["weg.toml", "a" * 5000, "."])
def test_a_named_file_that_cannot_be_read_is_no_language(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("KLANKBORD_CONFIG", name)
    assert spoken_language() == "nl"
    assert isinstance(fault(), SettingsMissing)
