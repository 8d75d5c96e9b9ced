"""What names tell: every ready-made pattern proves itself, and no pattern can do harm."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.service.sources.arriving import Arriving
from klankbord.service.sources.file_names import PARTS, key_of, pattern_mistake, read_parts, told_by
from klankbord.service.sources.systems import FOLDER, NAMES, ORDER, Example, System, systems
from klankbord.service.sources.watch_config import FolderConfig

EXAMPLES = [
    pytest.param(system, one, id=f"{system.id}: {one.name}")
    for system in systems().values()
    for one in system.examples
]


def test_every_system_is_offered_and_named() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(ORDER) == set(NAMES)


@pytest.mark.parametrize("name", ORDER)
def test_a_system_has_patterns_that_can_be_and_a_name_that_fits_none(name: str) -> None:
    system = systems()[name]
    assert pattern_mistake(system.config("/x").patterns) is None
    assert any(one.gives for one in system.examples)
    assert name == "own" or any(one.gives is None for one in system.examples)
    if system.cdr:
        system.config("/x", cdr=system.cdr)


@pytest.mark.parametrize(("system", "example"), EXAMPLES)
def test_a_name_gives_what_its_example_says(system: System, example: Example) -> None:
    config = system.config("/x")
    (parts,) = read_parts(config.patterns, [example.name])
    if example.gives is None:
        assert parts is None
        return
    assert parts is not None
    told = told_by(config, example.name, parts)
    gives = dict(example.gives)
    if "when" in gives:
        gives["when"] = datetime.fromisoformat(gives["when"])
    found = {name: getattr(told, name) for name in ("id", "when", "direction", "own", "other")}
    found |= {"half": told.half, "title": told.title}
    assert {name: value for name, value in found.items() if value} == gives


def test_halves_have_one_key_and_a_number_has_one_wherever_it_is() -> None:
    stem = "20261120-092517-0612345678-201-1795163117.12206"
    assert key_of(f"{stem}-r.wav", "r", numbered=True) == stem
    assert key_of(f"a/{stem}-t.wav", "t", numbered=True) == stem
    assert key_of(f"a/{stem}.mp3", numbered=True) == stem
    assert key_of("a/gesprek.wav") != key_of("b/gesprek.wav")
    assert len(key_of("a" * 900 + ".wav")) == 64


def test_a_moment_in_the_hour_that_is_there_twice_or_never_is_one() -> None:
    config = systems()["asterisk"].config("/x")
    names = ["20261025-023000-201-0612345678.wav", "20260329-023000-201-0612345678.wav"]
    names += ["20261399-023000-201-0612345678.wav", "20260101-990000-201-0612345678.wav"]
    read = read_parts(config.patterns, names)
    whens = [told_by(config, n, p or {}).when for n, p in zip(names, read, strict=True)]
    assert [when and when.isoformat() for when in whens] == [
        "2026-10-25T00:30:00+00:00",
        "2026-03-29T01:30:00+00:00",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "pattern", ["(?P<id>(a+)+)b", "(?P<id>(a|aa)*)c", "(?P<id>(.*)*)x", "(?P<id>(a?){30}a{30})"]
)
def test_no_pattern_holds_the_server_up(pattern: str) -> None:
    """Each of these takes an engine that backtracks longer than the universe is old."""
    assert pattern_mistake([pattern]) is None
    begin = time.perf_counter()
    read_parts([pattern], ["a" * 250 + ".wav"] * 100)
    assert time.perf_counter() - begin < 5


ANY_CONFIG = FolderConfig(folder="/x", patterns=(r"(?P<title>.*?)(?P<date>\d{8})?(?P<other>.*)",))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200))
def test_any_name_can_be_read_and_offered(name: str) -> None:
    (parts,) = read_parts(ANY_CONFIG.patterns, [f"{name}.wav"])
    if parts is not None:
        told = told_by(ANY_CONFIG, f"{name}.wav", parts)
        Arriving(key=told.key, when=told.when, number=told.other[:300], title=told.title[:300])


def test_parts_are_explained_in_the_manual() -> None:
    manual = Path(__file__).parents[2] / "docs" / "manual"
    for language in ("nl", "en"):
        page = (manual / language / "sources.md").read_text("utf-8")
        assert all(f"`{part}`" in page for part in PARTS), language
