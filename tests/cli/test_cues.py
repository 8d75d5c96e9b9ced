"""`klankbord cues`: a pack that is tried, and what cues find in a file."""

from pathlib import Path

import pytest
from tests.cli.conftest import Klankbord

TALK = """\
# verkoper: Anna
# taal: nl
0:00-0:04 Anna: Goedemorgen, met Anna van Bouwvast.
0:05-0:09 Karel: Hoe lang duurt de levering van zo'n poort eigenlijk?
0:10-0:14 Anna: Dat is zeg maar twee weken, met Poortvast erbij.
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    file = tmp_path / "talk.txt"
    file.write_text(TALK, "utf-8")
    return file


def test_hits_tell_the_turn_the_cue_and_why(klankbord: Klankbord, talk: Path) -> None:
    ran = klankbord("cues", "hits", talk)
    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["3", "filler", "zeg", "maar"] in lines
    assert ["2", "open_question"] in [line[:2] for line in lines] or ["2", "closed_question"] in [
        line[:2] for line in lines
    ]
    assert any("+" in line for line in ran.out.splitlines())


def test_hits_of_one_cue_alone(klankbord: Klankbord, talk: Path) -> None:
    out = klankbord("cues", "hits", talk, "--cue", "filler").out
    assert [line.split()[1] for line in out.splitlines()] == ["filler"]


def test_a_cue_that_is_none_gets_what_comes_near(klankbord: Klankbord, talk: Path) -> None:
    ran = klankbord("cues", "hits", talk, "--cue", "objections")
    assert ran.code == 2
    assert "objection" in ran.err


def test_own_words_hit(
    klankbord: Klankbord, talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[competitor]\nphrases = ["poortvast"]\n', "utf-8")
    before = klankbord("cues", "hits", talk, "--cue", "competitor").out
    monkeypatch.setenv("KLANKBORD_OWN_WORDS", str(own))
    after = klankbord("cues", "hits", talk, "--cue", "competitor").out
    assert "   3  competitor" not in before
    assert "   3  competitor" in after


def test_a_file_of_own_words_is_tried(klankbord: Klankbord, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    good = '[filler]\nphrases = ["weet je"]\nyes = ["Dat is, weet je, mooi."]\n'
    own.write_text(good, "utf-8")
    assert klankbord("cues", "test", own).code == 0
    own.write_text(good.replace(", weet je,", ""), "utf-8")
    ran = klankbord("cues", "test", own)
    assert ran.code == 1
    assert "Dat is mooi." in ran.out


def test_a_pack_that_comes_along_passes_but_for_a_handful(klankbord: Klankbord) -> None:
    for language in ("nl", "en"):
        *failing, told = klankbord("cues", "test", language).out.splitlines()
        examples = int(told.split(" cues, ")[1].split()[0])
        assert len(failing) < 0.02 * examples
        assert all(": " in line for line in failing)


def test_a_faulty_file_is_named(klankbord: Klankbord, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text("[no_such_cue]\nphrases = ['x']\n", "utf-8")
    ran = klankbord("cues", "test", own)
    assert ran.code == 2
    assert "own.toml" in ran.err
    assert "no_such_cue" in ran.err
