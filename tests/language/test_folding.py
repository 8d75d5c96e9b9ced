"""Folding keeps every letter in its place."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.language.twins import plain_fold

from klankbord.language.folding import fold

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
LETTERS = [chr(code) for code in range(0x3400) if not 0xD800 <= code < 0xE000]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Eén, nee: ÉÉN!", "een, nee: een!"),
        ("’t Is zó’n dag – ‘ja’.", "'t is zo'n dag   'ja'."),
        ("„Ça va?” «Süß»", '"ca va?" "suß"'),
        ("hm\u2011hm hm\u2010hm hm—hm", "hm-hm hm-hm hm hm"),
        ("tien\u00a0euro", "tien euro"),
        ("İSTANBUL", "istanbul"),
        ("ĳs en ﬁets, ½ €", "ĳs en ﬁets, ½ €"),
        ("ΑΒΓ ДЁ 日本 😀", "αβγ де 日本 😀"),
        ("", ""),
    ],
)
def test_examples(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(TEXTS)
def test_the_length_stays(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXTS)
def test_twice_is_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS, TEXTS)
def test_a_letter_is_folded_by_itself(before: str, after: str) -> None:
    assert fold(before + after) == fold(before) + fold(after)


def test_every_letter_is_folded_for_good() -> None:
    once = fold("".join(LETTERS))
    assert len(once) == len(LETTERS)
    twice = fold(once)
    assert [a for a, b, c in zip(LETTERS, once, twice, strict=True) if b != c] == []


def test_every_letter_is_folded_as_the_twin_folds_it() -> None:
    letters = [letter for letter in LETTERS if ord(letter) < 0x3000]
    folded = fold("".join(letters))
    assert [(a, b) for a, b in zip(letters, folded, strict=True) if plain_fold(a) != b] == []


@given(st.text("abcdeéèëïóüçÉÀ '’-–", max_size=40))
def test_case_and_accents_make_no_difference(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    bare = unicodedata.normalize("NFD", text.upper())
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    assert fold(bare) == fold(text)
