"""Content lemmas: what is talked about, and nothing else."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.language.twins import is_dated, plain_lemmas

from klankbord.language.lemmas import SCHEMA, content_lemmas, lemma_of

PIECES = st.sampled_from(
    (
        *("contract", "contracten", "Vestigingen", "drie", "twintig", "maandag", "de", "ik", "een"),
        *("koffie", "hm-hm", "e-mail", "zo'n", "Joris'", "(lacht)", "[koffie]", "*zucht*", "één"),
        *("July", "shifts", "percent", "don't", "7", "b2b", "_", "漢字", "ĳs", "x", "²", "aan-"),
        *(" ", " ", " ", " ", " ", ", ", ". ", "-", "'", "’", "—", "–", "\n", "\u00a0", ""),
    )
)
TEXTS = st.tuples(
    st.lists(PIECES, max_size=10).map("".join), st.sampled_from(("nl", "nl", "en", "", "fr"))
)


def lemmas(*texts: str, language: str = "nl") -> list[set[int]]:
    """The numbers of the lemmas of each text."""
    table = content_lemmas(
        pl.Series(texts, dtype=pl.String), pl.Series([language] * len(texts), dtype=pl.String)
    )
    return [set(table.filter(pl.col.row == row)["lemma"]) for row in range(len(texts))]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_every_lemma_is_the_twins(said: list[tuple[str, str]]) -> None:
    """A number means nothing; that two words have the same one does."""
    texts = pl.Series([text for text, _ in said], dtype=pl.String)
    languages = pl.Series([language for _, language in said], dtype=pl.String)
    table = content_lemmas(texts, languages)
    assert table.schema == SCHEMA
    assert table["row"].is_sorted()
    fast: dict[int, set[tuple[int, bool]]] = {}
    for row, lemma, dated in table.iter_rows():
        fast.setdefault(lemma, set()).add((row, dated))
    slow: dict[str, set[tuple[int, bool]]] = {}
    for row, (text, language) in enumerate(said):
        for word in plain_lemmas(text, language):
            slow.setdefault(word, set()).add((row, is_dated(word, language)))
    assert sorted(map(sorted, fast.values())) == sorted(map(sorted, slow.values()))
    assert table.height == sum(map(len, slow.values()))


@pytest.mark.parametrize(
    ("word", "language", "lemma"),
    [
        ("vestigingen", "nl", "vestiging"),
        ("contractje", "nl", "contract"),
        ("maar", "nl", None),
        ("ja", "nl", None),
        ("nu", "nl", None),
        ("hm-hm", "nl", None),
        ("twintig", "nl", None),
        ("driehonderd", "nl", None),
        ("maandag", "nl", "maandag"),
        ("shifts", "en", "shift"),
        ("twenty", "en", None),
        ("you're", "en", None),
    ],
)
def test_content_is_no_small_word_and_no_number(
    word: str, language: str, lemma: str | None
) -> None:
    assert lemma_of(word, language) == lemma


def test_forms_of_a_word_are_one_lemma() -> None:
    one, other = lemmas("Het contract.", "De Contracten!")
    assert one == other
    assert len(one) == 1


def test_a_word_is_there_once_a_text() -> None:
    assert [len(found) for found in lemmas("contract, contract en contracten")] == [1]


def test_marks_are_no_words() -> None:
    assert lemmas("(lacht) [onverstaanbaar] *zucht*", "Lachen") == [set(), {0}]


def test_figures_are_no_part_of_a_lemma() -> None:
    mixed, apart = lemmas("de mp3-speler in 4netwerken", "speler netwerk")
    assert mixed == apart
    assert len(mixed) == 2


def test_a_mark_may_touch_a_word() -> None:
    assert lemmas("contract(koffie)", "contract") == [{0}, {0}]


def test_a_text_may_have_lines() -> None:
    both, one = lemmas("een contract\nvoor koffie", "koffie")
    assert len(both) == 2
    assert one < both


def test_words_of_the_calendar_are_told_apart() -> None:
    texts = pl.Series(["Maandag koffie", "In July, on Monday"])
    table = content_lemmas(texts, pl.Series(["nl", "en"]))
    assert table.filter("dated").group_by("row").len().sort("row").rows() == [(0, 1), (1, 2)]
    assert table.height == 4


@pytest.mark.parametrize("language", ["", "de"])
def test_a_language_without_a_list_has_no_lemmas(language: str) -> None:
    assert lemmas("contract", language=language) == [set()]
