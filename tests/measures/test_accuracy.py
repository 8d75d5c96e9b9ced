"""What is told of how right measures are, stands word for word in docs/validation.md."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from klankbord.i18n import LANGUAGES
from klankbord.measures import CATALOGUE
from klankbord.measures.accuracy import FILE, accuracy, calls_tried, counted, precise, tried_on

VALIDATION = Path(__file__).parents[2] / "docs" / "validation.md"
TOLD = tomllib.loads(FILE.read_text("utf-8"))


def proofs(entry: dict[str, str | list[str]]) -> list[str]:
    found = entry["proof"]
    return [found] if isinstance(found, str) else found


def test_every_figure_has_its_proof() -> None:
    page = VALIDATION.read_text("utf-8")
    for name, entry in {**TOLD["measure"], **TOLD["acts"]}.items():
        more = {"right", "of"} if name in TOLD["measure"] else {"calls"}
        assert entry.keys() == {*LANGUAGES, "proof", *more}, name
        for proof in proofs(entry):
            assert proof in page, name


def test_what_was_right_out_of_how_many_stands_in_the_proof() -> None:
    for name, entry in TOLD["measure"].items():
        words = set(re.findall(r"\d+(?:,\d{3})*", " ".join(proofs(entry))))
        right, out_of = entry["right"]
        assert 0 < right <= out_of, name
        for figure in (right, out_of):
            assert {str(figure), f"{figure:,}"} & words, (name, figure)
        found = counted(name, "nl")
        assert found is not None
        assert found.percent == round(100 * right / out_of)
    assert counted("uptake", "nl") is None


def test_no_measure_is_made_up() -> None:
    assert TOLD["measure"].keys() <= {measure.id for measure in CATALOGUE}
    assert accuracy("interruptions", "nl").startswith("Zwak")
    assert accuracy("uptake", "nl") == ""


def test_both_languages_tell_the_same_figures() -> None:
    for name, entry in TOLD["measure"].items():
        dutch, english = (
            {re.sub(r"[.,]", "", figure) for figure in re.findall(r"\d[\d.,]*", entry[language])}
            for language in LANGUAGES
        )
        assert dutch == english, name


def test_acts_carry_how_often_they_are_right() -> None:
    (price,) = precise(("price",), "nl")
    assert 0 < price.right <= 100
    assert precise(("bestaat_niet",), "nl") == ()
    for spoken in LANGUAGES:
        assert f" {calls_tried(spoken)} " in tried_on(spoken, "nl")
