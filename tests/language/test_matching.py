"""Finding cues: at the right place, at the edges of words, the longest of nested hits."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.language.twins import hits_of, plain_hits

from klankbord.language import Cue, Pack, find_cues
from klankbord.language.matching import SCHEMA, Matcher

PACK = Pack(
    "xx",
    {
        "aarzeling": Cue("aarzeling", "", ("eh", "zeg maar", "hoe zal ik het zeggen", "'t eh")),
        "zeggen": Cue("zeggen", "", ("zeg", "maar", "zeggen", "zal ik", "één", "maar één")),
        "luistert": Cue("luistert", "", ("ja", "hm-hm", "zo is 't", "zo"), whole=True),
        "kort": Cue("kort", "", ("ja", "nee"), whole=True, most_words=1),
    },
)


def found(*texts: str, pack: Pack = PACK) -> list[tuple[int, str, str]]:
    """Row, cue and the very words, in order."""
    hits = Matcher(pack).hits(pl.Series(texts, dtype=pl.String))
    rows = hits.sort("row", "start_char", "end_char", "cue").iter_rows(named=True)
    return [(r["row"], r["cue"], texts[r["row"]][r["start_char"] : r["end_char"]]) for r in rows]


def words(text: str, cue: str) -> list[str]:
    return [said for _, name, said in found(text) if name == cue]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Eh, ik weet het niet.", ["Eh"]),
        ("Ik weet, éh, het niet, eh", ["éh", "eh"]),
        ("Behalve het gehoor van de ehs.", []),
        ("eh… eh! (eh) eh_eh “eh”", ["eh"] * 6),
        ("De eh-knop en de knop-eh.", []),
        ("eh - eh -eh eh- --eh", ["eh"] * 5),
        ("eh2 2eh 2-eh", []),
        ("eh’s en 's eh", ["eh", "eh"]),
        ("Dat is ’t eh.", ["’t eh"]),
        ("Dat't eh.", ["eh"]),
        ("zeg maar, ZEG\u00a0MAAR", ["zeg maar", "ZEG\u00a0MAAR"]),
        ("zeg, maar niet", []),
        ("Hoe zal ik het zeggen?", ["Hoe zal ik het zeggen"]),
        ("eh😀eh", ["eh", "eh"]),
        ("eh漢 漢eh", []),
        ("", []),
    ],
)
def test_phrases_end_where_words_do(text: str, said: list[str]) -> None:
    assert words(text, "aarzeling") == said


def test_places_are_those_of_the_original_text() -> None:
    texts = ("Ĳs, één", "Żeg: ’t kost €\u00a0één", "zeg")
    assert found(*texts) == [
        (0, "zeggen", "één"),
        (1, "zeggen", "Żeg"),
        (1, "zeggen", "één"),
        (2, "zeggen", "zeg"),
    ]


def test_of_nested_hits_of_a_cue_the_longest_stands() -> None:
    assert words("Ik zeg maar één ding.", "zeggen") == ["zeg", "maar één"]
    assert words("Ik zeg maar één ding.", "aarzeling") == ["zeg maar"]
    assert words("Hoe zal ik het zeggen, eh.", "zeggen") == ["zal ik", "zeggen"]


def test_hits_that_only_overlap_both_stand() -> None:
    pack = Pack("xx", {"a": Cue("a", "", ("een twee", "twee drie", "twee"))})
    assert found("een twee drie", pack=pack) == [(0, "a", "een twee"), (0, "a", "twee drie")]


def test_a_phrase_that_is_there_twice_hits_once() -> None:
    pack = Pack("xx", {"a": Cue("a", "", ("één", "een"))})
    assert found("een", pack=pack) == [(0, "a", "een")]


def test_a_phrase_ends_with_its_turn() -> None:
    assert found("zeg", "maar", "één") == [
        (0, "zeggen", "zeg"),
        (1, "zeggen", "maar"),
        (2, "zeggen", "één"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("Ja.", "ja ja ja ja ja", "Hm-hm, ja!", "“Ja”", "Zo is ’t.", "Zo, zo is 't, ja", "ja…"),
        *("(lacht) Ja.", "[lacht] ja *kucht*", "ja - ja", "JÁ", "- ja", "(lacht) ja ja ja ja ja"),
    ],
)
def test_a_whole_cue_is_all_that_is_said(text: str) -> None:
    assert words(text, "luistert") == [text]


@pytest.mark.parametrize(
    "text",
    [
        *("", "Ja?", "jaja", "Ja, maar", "ja ja ja ja ja ja", "(lacht)", "…", "is 't", "hm hm"),
        *("hm-hm-hm", "ja/ja", "(ja", "ja 2"),
    ],
)
def test_a_whole_cue_has_nothing_beside_it(text: str) -> None:
    assert words(text, "luistert") == []


def test_a_whole_cue_is_short() -> None:
    assert words("Nee.", "kort") == ["Nee."]
    assert words("Nee, nee.", "kort") == []


def test_a_long_turn_takes_no_longer() -> None:
    pack = Pack(
        "xx", {"luistert": Cue("luistert", "", ("hum", "hum hum", "nou", "ja"), whole=True)}
    )
    assert found("hum " * 5000 + "nee", "nou" + " -" * 5000 + " ja", pack=pack) == [
        (1, "luistert", "nou" + " -" * 5000 + " ja")
    ]


def test_languages_may_be_mixed() -> None:
    texts = pl.Series(["Eh, ja.", "Um, you know.", "Eh, um.", "Eh, um.", "Um, eh."])
    languages = pl.Series(["nl", "en", "en", "nl", ""])
    hits = find_cues(texts, languages).filter(pl.col.cue == "filler")
    said = [texts[r["row"]][r["start_char"] : r["end_char"]] for r in hits.iter_rows(named=True)]
    assert hits["row"].to_list() == [0, 1, 1, 2, 3, 3]
    assert said == ["Eh", "Um", "you know", "um", "Eh", "um"]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["Morgen om tien uur."]])
@pytest.mark.parametrize("language", ["nl", "xx"])
def test_where_nothing_is_found_the_table_is_empty(texts: list[str], language: str) -> None:
    hits = find_cues(
        pl.Series(texts, dtype=pl.String), pl.Series([language] * len(texts), dtype=pl.String)
    )
    assert hits.height == 0
    assert hits.schema == SCHEMA


def test_a_pack_may_be_of_one_sort_only() -> None:
    only_whole = Pack("xx", {"luistert": PACK.cues["luistert"]})
    assert found("ja", pack=only_whole) == [(0, "luistert", "ja")]
    only_phrases = Pack("xx", {"zeggen": PACK.cues["zeggen"]})
    assert found("zeg", pack=only_phrases) == [(0, "zeggen", "zeg")]


PIECES = st.sampled_from(
    (
        *("eh", "zeg", "maar", "zeggen", "hoe zal ik het zeggen", "één", "'t", "’t", "ja", "zo"),
        *("is", "hm-hm", "hm", "Eh", "ÉÉN", "2", "b", "(lacht)", "[x]", "*kucht*", "漢", "😀"),
        *(" ", " ", " ", " ", "-", ", ", ". ", "…", "?", "(", "]", "'", "\u00a0", "–", ""),
    )
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_every_hit_is_the_twins(texts: list[str]) -> None:
    hits = Matcher(PACK).hits(pl.Series(texts, dtype=pl.String))
    nothing: dict[str, list[Any]] = {name: [] for name in PACK.cues}
    fast = nothing | {
        str(name): sorted(own.select("row", "start_char", "end_char").rows())
        for (name,), own in hits.group_by("cue")
    }
    slow = {
        name: [(row, *place) for row, text in enumerate(texts) for place in plain_hits(text, cue)]
        for name, cue in PACK.cues.items()
    }
    assert fast == slow


SAID = ("Eh, ja.", "Zeg maar, um.", "yeah", "Hm-hm, ja.", "You know, uh…", "", "Dat, eh, kan.")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SAID), st.sampled_from(("nl", "en", "", "fr")))))
def test_each_text_is_read_by_the_pack_of_its_own_language(said: list[tuple[str, str]]) -> None:
    texts = pl.Series([text for text, _ in said], dtype=pl.String)
    languages = pl.Series([language for _, language in said], dtype=pl.String)
    hits = list(find_cues(texts, languages).iter_rows())
    assert hits == sorted(hits, key=lambda hit: (hit[0], hit[2], hit[1]))
    assert sorted(hits) == sorted(
        (row, cue, *place)
        for row, (text, language) in enumerate(said)
        for cue in ("backchannel", "filler")
        for place in hits_of(text, language, cue)
    )
