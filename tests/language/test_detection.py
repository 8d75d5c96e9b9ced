"""Which language is spoken, told by its small words, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.language.detection import detect_language

DUTCH = (
    "Ja, dat is het hem juist, want wij hebben er maar een van en die is ook nog eens kapot. "
    "En als je dan belt, zit je een halve ochtend te wachten op iemand die van niets weet."
)
ENGLISH = (
    "Yes, and that is what we do not have at the moment, because the one we had is broken. "
    "So if you could tell us how it would work with our own people, that would be good."
)
GERMAN = (
    "Ja, das ist nicht schlecht, aber wir haben noch keine Zeit gehabt, und ich muss mich erst "
    "mit den anderen zusammensetzen, weil sie auch dabei sind und es dann nur einmal gehen soll."
)
FRENCH = (
    "Oui, mais nous ne sommes pas très bien dans cette maison, et je crois que vous avez aussi "
    "une autre idée pour les gens qui sont dans notre équipe, avec le temps que tu as."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [(DUTCH, "nl"), (ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (DUTCH.upper(), "nl")],
)
def test_a_few_sentences_are_enough(text: str, language: str) -> None:
    assert detect_language([text]) == language


@pytest.mark.parametrize("texts", [[], [""], ["Ja."], ["Hm-hm.", "Oké.", "Top."], ["日本"]])
def test_too_little_shows_nothing(texts: list[str]) -> None:
    assert detect_language(texts) == ""


def test_twenty_small_words_are_enough() -> None:
    assert detect_language(["het"] * 19) == ""
    assert detect_language(["het"] * 20) == "nl"


def test_half_as_many_again_is_clear() -> None:
    assert detect_language([*["het"] * 29, *["the"] * 20]) == ""
    assert detect_language([*["het"] * 30, *["the"] * 20]) == "nl"


def test_two_languages_as_much_are_neither() -> None:
    assert detect_language([DUTCH, ENGLISH, "het", "the"]) == ""


@given(st.permutations(DUTCH.split()))
def test_neither_order_nor_turns_matter(words: list[str]) -> None:
    assert detect_language(words) == detect_language([" ".join(words)]) == "nl"
