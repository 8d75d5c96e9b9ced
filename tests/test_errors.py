"""Every error takes facts and speaks a sentence."""

import pickle
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from klankbord import errors
from klankbord.errors import BadForm, KlankbordError, Refused, UsageError
from klankbord.i18n import translator

FACTS: dict[str, Any] = {
    "where": "/srv/klankbord",
    "at": 4711,
    "file": "map/Gesprek {12}.vtt",
    "name": "Lotte",
    "command": "pip install x",
    "names": '"Lotte Maes", "Karel Vermeulen"',
    "calls": 3,
    "things": 31,
    "channels": 9,
    "told": 2,
    "rate": 96_000,
    "hours": 12,
    "other": "gesprek.flac",
    "allowed": "een heel getal",
    "id": "spreektijd",
    "cue": "aarzeling.yes",
    "close": "spreek-tijd",
    "endings": ".json, .vtt",
    "title": "Kassa's voor de bakkerij",
    "reason": "geen toegang",
    "key": "turns[3].start_ms",
    "limit_mb": 50,
    "turns": 60_000,
    "parties": 501,
    "lines": 600_000,
    "limit": 50_000,
    "least": 10,
    "kind": "een pdf",
    "mend": "bewaar het opnieuw",
    "start": "Er was eens",
    "line": 12,
    "text": "0:5 Lotte",
    "problem": "dit is geen tijd",
    "address": "postgresql://klankbord@localhost/klankbord",
    "version": "0007",
    "email": "lotte@kassahuis.example",
    "attempts": 5,
    "turn": 12,
    "minutes": 10,
    "port": 8321,
    "host": "127.0.0.1",
    "folder": "/var/spool/asterisk/monitor",
    "roots": "/srv/opnamen, /var/spool",
    "pattern": "(?P<klant>.+)",
    "part": "klant",
    "length": 500,
    "most": 3600,
    "seconds": 40,
    "scope": "export",
    "offset": 65_536,
    "status": 503,
    "job": 31,
    "source": "Centrale",
}
"""Plausible facts, by the name of the field; a new field needs one here."""


def tree(kind: type[KlankbordError]) -> Iterator[type[KlankbordError]]:
    """A class and all below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


ALL = sorted(set(tree(KlankbordError)), key=lambda kind: kind.__name__)
USAGE = set(tree(UsageError))
LEAVES = [kind for kind in ALL if "sentence" in vars(kind)]
EACH = pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)


def built(kind: type[KlankbordError]) -> KlankbordError:
    return kind(*(FACTS[field.name] for field in fields(kind)))


def test_the_package_has_every_error() -> None:
    lacking = [kind.__name__ for kind in tree(KlankbordError) if not hasattr(errors, kind.__name__)]
    assert not lacking, "the __all__ of their room lacks them"


def test_the_tree_stands_in_one_room() -> None:
    assert all(kind.__module__.startswith(f"{errors.__name__}.") for kind in ALL)
    assert len(LEAVES) > 12


@EACH
def test_an_error_says_all_its_facts(kind: type[KlankbordError]) -> None:
    said = str(built(kind))
    for field in fields(kind):
        assert str(FACTS[field.name]) in said


@EACH
def test_an_error_is_one_sentence_with_every_fact_in_it(kind: type[KlankbordError]) -> None:
    named = {name for _, name, _, _ in Formatter().parse(kind.sentence) if name}
    assert named == {field.name for field in fields(kind)}
    said = str(built(kind))
    assert said.endswith((".", "?"))
    assert "\n" not in said
    assert len(said) < 300


@EACH
def test_an_error_is_the_same_after_a_journey_between_processes(kind: type[KlankbordError]) -> None:
    error = built(kind)
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is kind
    assert str(back) == str(error)
    assert [getattr(back, field.name) for field in fields(kind)] == [
        getattr(error, field.name) for field in fields(kind)
    ]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_an_error_has_an_exit_code_and_a_status(kind: type[KlankbordError]) -> None:
    assert kind.exit_code == (3 if issubclass(kind, Refused) else 2 if kind in USAGE else 1)
    assert kind.http_status in range(400, 600)
    assert (kind.http_status < 500) == issubclass(kind, UsageError | Refused)


@EACH
def test_an_error_is_explained_where_it_is_written(kind: type[KlankbordError]) -> None:
    assert (kind.__doc__ or "").strip().endswith(".")


def test_the_words_of_an_error_are_translated_with_it() -> None:
    error = errors.BadLine("x.vtt", 3, "0:5", "dit is geen tijd", "schrijf 0:05")
    said = error.say(
        lambda sentence: {"dit is geen tijd": "this is no time"}.get(sentence, sentence)
    )
    assert said == "x.vtt, regel 3: this is no time (‘0:5’); schrijf 0:05."


@pytest.mark.parametrize(
    "kind",
    [
        errors.NotText,
        errors.NotYetRead,
        errors.BadKey,
        errors.BadLine,
        errors.BadSetting,
        errors.SettingsMissing,
        errors.CannotWrite,
        errors.FileMissing,
    ],
)
def test_words_within_a_sentence_are_translated(kind: type[KlankbordError]) -> None:
    said = built(kind).say(lambda sentence: sentence if "{" in sentence else sentence.upper())
    inner = {"kind", "problem", "mend", "reason", "allowed"}
    for name in inner & {field.name for field in fields(kind)}:
        assert FACTS[name].upper() in said


def test_the_system_s_own_words_are_not_english_in_a_dutch_sentence(tmp_path: Path) -> None:
    faults = {tmp_path / "weg.vtt": "het bestaat niet", tmp_path: "het is een map"}
    for path, reason in faults.items():
        with pytest.raises(OSError) as fault:  # noqa: PT011 (which one, the table says)
            path.read_bytes()
        assert errors.why(fault.value) == reason
    assert errors.why(OSError("iets zeldzaams")) == "OSError"


def test_names_are_quoted_so_that_a_comma_in_one_parts_no_two() -> None:
    assert errors.quoted(["Maes, Lotte", "Karel"]) == '"Maes, Lotte", "Karel"'
    assert errors.quoted([]) == "–"


def test_an_error_is_an_exception_that_can_be_caught_as_its_kind() -> None:
    with pytest.raises(Refused, match="niemand iets"):
        raise built(errors.NoTurns)
    with pytest.raises(UsageError):
        raise built(errors.AmbiguousSeller)


def test_dutch_is_the_language_of_the_source() -> None:
    error = errors.NoTurns("x.vtt")
    assert error.say() == error.say(translator("nl")) == str(error)


def test_the_name_of_a_file_steers_no_terminal_and_breaks_no_line() -> None:
    said = str(errors.EmptyFile("a\n\x1b[31m\u202egpj.\ud800.vtt"))
    assert said.startswith("a��[31m�gpj.�.vtt: dit bestand is leeg")
    assert str(errors.EmptyFile("Zoë’s 12:30 – né.vtt")).startswith("Zoë’s 12:30 – né.vtt: ")


@pytest.mark.parametrize("kind", [k for k in LEAVES if issubclass(k, (Refused, BadForm))])
def test_what_a_page_may_show_tells_of_no_command(kind: type[KlankbordError]) -> None:
    assert "--" not in kind.sentence
    assert "‘klankbord" not in kind.sentence
