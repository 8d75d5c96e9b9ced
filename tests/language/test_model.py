"""The model of n-grams: words as numbers, scores as sums, reasons as words."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from klankbord.language.blocks import BLOCK
from klankbord.language.model import (
    HERE,
    MODELS,
    Model,
    load_model,
    read_model,
    write_model,
)
from klankbord.language.ngrams import FORM, NO_WORDS, Table, Texts, number_of

SAID = ["Ja, en hoe doen jullie dat?", "", "Het kost €2.500,50.", "?", "Één foto's, 15%"]


def quotes(texts: Texts, kind: str) -> list[str]:
    return [
        texts.quote(first, found.words, found.kind)
        for found in texts.ngrams()
        if found.kind == kind
        for first in found.first.tolist()
    ]


def test_words_are_found_with_their_text() -> None:
    texts = Texts(SAID, NO_WORDS)
    words = quotes(texts, "word")
    assert words[:7] == ["Ja", "en", "hoe", "doen", "jullie", "dat", "Het"]
    assert words[7:] == ["kost", "€", "2.500,50", "Één", "foto's", "15", "%"]
    assert texts.row.tolist() == [0] * 6 + [2] * 4 + [4] * 4


def test_ngrams_stay_within_a_text() -> None:
    texts = Texts(["een twee drie", "vier vijf"], NO_WORDS)
    assert quotes(texts, "pair") == ["een twee", "twee drie", "vier vijf"]
    assert quotes(texts, "three") == ["een twee drie"]
    assert quotes(texts, "last_two") == ["twee drie", "vier vijf"]


def test_a_question_is_known_by_how_it_begins() -> None:
    assert quotes(Texts(SAID, NO_WORDS), "asks") == ["en"]
    assert quotes(Texts(["Goed. Waarom dan?"], NO_WORDS), "asks_two") == ["Waarom dan"]


def test_the_same_word_has_the_same_number_wherever_it_stands() -> None:
    one, two = number_of(["jullie"]), Texts(["en jullie, JULLIE"], NO_WORDS).number
    assert one[0] == two[1] == two[2] != two[0]


def test_form() -> None:
    form = Texts(SAID, NO_WORDS).form_of()
    columns = dict(zip(FORM, form.T.tolist(), strict=True))
    assert columns["asks"] == [1, 0, 0, 1, 0]
    assert columns["asks_last"] == [1, 0, 0, 1, 0]
    assert columns["no_mark"] == [0, 1, 0, 0, 0]
    assert columns["length_0"] == [0, 1, 0, 1, 0]


def test_a_table_finds_what_it_holds_and_nothing_else() -> None:
    keys = np.unique(np.random.default_rng(1).integers(0, 2**63, 60_000).astype(np.uint64))
    table = Table(keys[::2])
    assert (table.find(keys[::2]) == np.arange(len(keys[::2]))).all()
    assert (table.find(keys[1::2]) == -1).all()


@pytest.mark.parametrize("language", MODELS)
@pytest.mark.parametrize("name", ["model", "asks"])
def test_a_model_is_written_as_it_was_read(language: str, name: str) -> None:
    data = (HERE / language / f"{name}.npz").read_bytes()
    assert write_model(read_model(data)) == data
    assert len(data) < 3_000_000


@pytest.fixture
def model() -> Model:
    found = load_model("nl")
    assert found is not None
    return found


def test_scores_do_not_depend_on_what_else_is_looked_at(model: Model) -> None:
    texts = SAID * (BLOCK // 4)
    every = model.scores(pl.Series(texts))
    alone = model.scores(pl.Series(SAID))
    for role in ("own", "prior", "next"):
        whole, part = getattr(every, role), getattr(alone, role)
        assert (whole == np.tile(part, (BLOCK // 4, 1))).all()


def test_the_reasons_add_up_to_the_score(model: Model) -> None:
    text = "Nou, dat vind ik wel heel erg duur, moet ik zeggen."
    scores = model.scores(pl.Series([text]))
    for role in ("own", "prior", "next"):
        for label in ("objection", "price", "counter"):
            column = model.labels.index(label)
            place = ("own", "prior", "next").index(role)
            bias = model.form[0, column + place * len(model.labels)]
            reasons = sum(weight for _, _, weight in model.explain(text, label, role))
            total = getattr(scores, role)[0, column] - bias
            assert reasons == pytest.approx(total * model.unit[column], abs=1e-4)


def test_no_texts(model: Model) -> None:
    assert model.scores(pl.Series([], dtype=pl.String)).own.shape == (0, len(model.labels))


def test_a_language_without_a_model() -> None:
    assert load_model("fr") is None


def test_a_long_text_adds_up_like_a_short_one(model: Model) -> None:
    """Weights are added in numbers that hold no more than some hundreds of n-grams."""
    text = "Nee, dat is ons echt te duur, we wachten liever. " * 400
    texts = Texts([text], model.words)
    at = np.concatenate([model.table.find(found.key) for found in texts.ngrams()])
    exact = model.own[at[at >= 0]].sum(axis=0, dtype=np.int64)
    exact += (texts.form_of()[0] @ model.form[:, : len(model.labels)]).astype(np.int64)
    assert np.abs(exact).max() > 1 << 15
    assert (model.scores(pl.Series([text])).own[0] == exact).all()
