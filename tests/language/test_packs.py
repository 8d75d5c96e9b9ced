"""The cue packs prove themselves: what must hit hits, and what must not does not."""

from __future__ import annotations

import re

import polars as pl
import pytest

from klankbord.language import Cue, find_cues, load_pack
from klankbord.language.folding import fold
from klankbord.language.matching import find_in_note
from klankbord.language.packs import PACKS, Example

CUES = [
    pytest.param(language, cue, id=f"{language}-{cue.name}")
    for language in PACKS
    for cue in load_pack(language).cues.values()
    if not cue.learned
]
FEWEST_YES, FEWEST_NO = 15, 8

each_cue = pytest.mark.parametrize(("language", "cue"), CUES)


def hit(examples: tuple[Example, ...], language: str, cue: Cue) -> set[str]:
    """Those of the texts in which the cue is."""
    texts = [example.text for example in examples]
    if cue.for_notes:
        return {text for text in texts if cue.name in find_in_note(text, language)["cue"]}
    series = pl.Series(texts, dtype=pl.String)
    found = find_cues(series, pl.Series([language] * len(texts), dtype=pl.String))
    return {texts[row] for row in found.filter(pl.col.cue == cue.name)["row"]}


@each_cue
def test_every_yes_hits(language: str, cue: Cue) -> None:
    assert {e.text for e in cue.yes} - hit(cue.yes, language, cue) == set()


@each_cue
def test_no_no_hits(language: str, cue: Cue) -> None:
    assert hit(cue.no, language, cue) == set()


@each_cue
def test_every_phrase_hits_by_itself(language: str, cue: Cue) -> None:
    said = tuple(Example(f"{phrase.capitalize()}.") for phrase in cue.phrases)
    assert {e.text for e in said} - hit(said, language, cue) == set()


@each_cue
def test_there_is_proof_enough(language: str, cue: Cue) -> None:
    assert language in PACKS
    assert len(set(cue.yes)) == len(cue.yes) >= FEWEST_YES
    assert len(set(cue.no)) == len(cue.no) >= FEWEST_NO
    assert not set(cue.yes) & set(cue.no)


@each_cue
def test_phrases_are_spelled_as_texts_are_folded(language: str, cue: Cue) -> None:
    assert cue.meaning
    assert cue.name == cue.name.lower()
    for phrase in cue.phrases:
        assert phrase == phrase.lower().strip()
        assert re.search(r"[^\W_]", phrase), language
    folded = [fold(phrase) for phrase in cue.phrases]
    assert len(folded) == len(set(folded)), [p for p in folded if folded.count(p) > 1]


def test_every_language_listens_for_the_same() -> None:
    names = {language: set(load_pack(language).cues) for language in PACKS}
    assert set.union(*names.values()) == set.intersection(*names.values())


def test_a_language_without_a_pack_has_no_cues() -> None:
    for language in ("", "de", "xx", "../nl"):
        assert load_pack(language).cues == {}
        assert load_pack(language).language == language
