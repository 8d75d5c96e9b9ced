"""Finding cues: at the right place, at the edges of words, the longest of nested hits."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.language.twins import hits_of, plain_hits

from klankbord.language import Cue, Pack, find_cues, load_pack
from klankbord.language.matching import SCHEMA, Matcher, find_cue
from klankbord.language.packs import Pattern
from klankbord.language.wording import begins_with

PACK = Pack(
    "xx",
    {
        "aarzeling": Cue("aarzeling", "", ("eh", "zeg maar", "hoe zal ik het zeggen", "'t eh")),
        "zeggen": Cue("zeggen", "", ("zeg", "maar", "zeggen", "zal ik", "één", "maar één")),
        "luistert": Cue("luistert", "", ("ja", "hm-hm", "zo is 't", "zo"), whole=True),
        "kort": Cue("kort", "", ("ja", "nee"), whole=True, most_words=1),
    },
)


DUTCH = Pack(
    "nl",
    {
        "offerte": Cue("offerte", phrases=("offerte*", "*bedrag", "*prijs*", "een offerte")),
        "goed": Cue("goed", phrases=("goed", "heel goed"), not_after=("niet", "geen enkele")),
        "zo is het": Cue("zo is het", phrases=("zo is het", "heb ik een", "het")),
        "euro": Cue(
            "euro",
            phrases=("per maand",),
            patterns=(
                Pattern("euro", r"\d+ euro(?: per maand)?"),
                Pattern("€", r"€ ?\d+"),
                Pattern("duizend", r"x*"),
            ),
            not_after=("niet",),
        ),
    },
)
"""With all that a phrase may be."""


def found(*texts: str, pack: Pack = PACK) -> list[tuple[int, str, str]]:
    """Row, cue and the very words, in order."""
    hits = Matcher(pack).hits(pl.Series(texts, dtype=pl.String))
    rows = hits.sort("row", "start_char", "end_char", "cue").iter_rows(named=True)
    return [(r["row"], r["cue"], texts[r["row"]][r["start_char"] : r["end_char"]]) for r in rows]


def words(text: str, cue: str, pack: Pack = PACK) -> list[str]:
    return [said for _, name, said in found(text, pack=pack) if name == cue]


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


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Een offertebedrag.", ["offertebedrag"]),  # een offerte is no word of its own there
        ("De offertes, en offerte-aanvragen.", ["offertes", "offerte-aanvragen"]),
        ("Proefofferte", []),
        ("Het bedrag, het beginbedrag en de bedragen.", ["bedrag", "beginbedrag"]),
        ("Marktprijzen, prijzen en de prijs van prijsklassen.", ["prijs", "prijsklassen"]),
        ("OFFERTÉ!", ["OFFERTÉ"]),
    ],
)
def test_a_star_stands_for_the_rest_of_a_word(text: str, said: list[str]) -> None:
    assert words(text, "offerte", DUTCH) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dat is goed.", ["goed"]),
        ("Dat is niet goed.", []),
        ("Dat is niet, heel goed.", []),
        ("Dat is niet altijd even goed.", []),
        ("Dat is niet altijd even heel erg goed.", ["goed"]),
        ("Niet nu. Goed.", ["Goed"]),
        ("Liever niet; goed?", ["goed"]),
        ("Geniet, goed.", ["goed"]),
        ("Goed, niet?", ["Goed"]),
        ("Geen enkele goed.", []),
        ("Geen goed.", ["goed"]),
        ("niet " + "zo" * 30 + " goed", ["goed"]),  # further than sixty letters
        ("graniet" + "a" * 48 + " goed", ["goed"]),
    ],
)
def test_a_word_before_it_may_undo_a_hit(text: str, said: list[str]) -> None:
    assert words(text, "goed", DUTCH) == said


def test_what_is_undone_ends_with_the_turn() -> None:
    assert found("niet", "goed", pack=DUTCH) == [(1, "goed", "goed")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dat kost 12 euro.", ["12 euro"]),
        ("Dat kost 12 EURO per maand.", ["12 EURO per maand"]),
        ("Geen euro per maand", ["per maand"]),
        ("€ 12 of €13, maar niet 14 euro", ["€ 12", "€13"]),
        ("duizend", []),  # an empty match is none
        ("12 eu", []),
    ],
)
def test_a_pattern_is_tried_where_its_literal_is(text: str, said: list[str]) -> None:
    assert words(text, "euro", DUTCH) == said


def test_a_pattern_ends_with_its_turn() -> None:
    patterns = (Pattern("bed", r"aan.*bed\s*$"), Pattern("cel", "^cel"), Pattern("dak", r"dak\s\w"))
    pack = Pack("xx", {"a": Cue("a", patterns=patterns)})
    assert found("aan bed", "aan", "bed", "cel", "dak", "x", pack=pack) == [
        (0, "a", "aan bed"),
        (3, "a", "cel"),
    ]


def test_a_literal_of_one_or_two_letters_is_a_word() -> None:
    patterns = (Pattern("u", r"\bu\b"), Pattern("je", r"\bje\b"))
    pack = Pack("xx", {"a": Cue("a", patterns=patterns)})
    assert found("nu ben je", "meisje", "U.", "Ú, u", pack=pack) == [
        (0, "a", "je"),
        (2, "a", "U"),
        (3, "a", "Ú"),
        (3, "a", "u"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Zo is het.", ["Zo is het"]),
        ("Zo is 't, zo is ’t en zo is t", ["Zo is 't", "zo is ’t", "zo is t"]),
        ("Heb 'k 'n auto, heb ik n auto, heb k een auto", ["Heb 'k 'n", "heb ik n", "heb k een"]),
        ("'t, t", []),  # alone it says too little
    ],
)
def test_a_phrase_of_several_words_may_be_said_short(text: str, said: list[str]) -> None:
    assert words(text, "zo is het", DUTCH) == said


def test_short_forms_are_those_of_the_language() -> None:
    cue = Cue("a", phrases=("going to", "don't know", "het is"))
    assert found("gonna dont know 't is", pack=Pack("en", {"a": cue})) == [
        (0, "a", "gonna"),
        (0, "a", "dont know"),
    ]


LEMMAS = Pack("nl", {"weg": Cue("weg", lemmas=("opzeggen", "contract", "nadenken"))})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dan zeg ik het contract op.", ["zeg ik het contract op"]),
        ("Ik wil opzeggen.", ["opzeggen"]),
        ("Dat heb ik opgezegd, het contractje ook.", ["opgezegd", "contractje"]),
        ("als ik opzeg", []),  # a form that the dictionary does not know
        ("Zeg op!", ["Zeg op"]),
        ("Hij zegt nu, denk ik, zijn contracten op.", ["zegt nu, denk ik, zijn contracten op"]),
        ("Om het op te zeggen", ["op te zeggen"]),
        ("Ik zeg het. Op maandag.", []),
        ("Ik zeg het: op maandag.", []),
        ("Ik zeg het u op een rustig moment", ["zeg het u op"]),  # for this is how it sounds
        ("Ik zeg dat we daar dan maandag allemaal samen nog eens op komen", []),
        ("Ik zeg opnieuw", []),
        ("Denkt u er nog even over na?", ["Denkt u er nog even over na"]),
        ("Daar dacht ik aan.", []),
    ],
)
def test_a_lemma_hits_in_every_form_and_apart(text: str, said: list[str]) -> None:
    assert words(text, "weg", LEMMAS) == said


def test_a_lemma_ends_with_its_turn() -> None:
    assert found("Ik zeg", "het op", pack=LEMMAS) == []


NAMES = Pack(
    "nl",
    {
        "naam": Cue(
            "naam", phrases=("Contractvrij", "Activiteit", "Aalbertsen", "Kort"), also_heard=True
        )
    },
)


@pytest.mark.parametrize(
    "text",
    [
        *("contractvrij", "CONTRACTVRIJ", "contract vrij", "contract-vrij", "kontrakt frij"),
        *("contracctvrij", "con tract vrij", "qontractvrij", "ccontractvrij"),
        *("activiteit", "aktiviteit", "actifiteit", "Akt ivi teit"),
        *("aalbertsen", "Albertsen", "aalberdsen", "Aalbertssen", "kort"),
    ],
)
def test_a_name_may_be_split_joined_or_misheard(text: str) -> None:
    assert words(f"Bij {text}, ja.", "naam", NAMES) == [text]


@pytest.mark.parametrize(
    "text",
    ["contractvrije", "hetcontractvrij", "contract. vrij", "cort", "contractvri", "contrastvrij"],
)
def test_another_word_is_no_name_misheard(text: str) -> None:
    assert words(f"Bij {text}, ja.", "naam", NAMES) == []


def test_what_is_not_also_heard_is_as_it_is_written() -> None:
    pack = Pack("nl", {"naam": Cue("naam", phrases=("Contractvrij",))})
    assert found("kontrakt vrij contractvrij", pack=pack) == [(0, "naam", "contractvrij")]


def test_a_learned_cue_is_no_matter_of_words() -> None:
    pack = Pack("nl", {"vraag": Cue("vraag", phrases=("hoe",), learned=True)})
    assert found("hoe", pack=pack) == []


def test_a_long_phrase_has_no_endless_spellings() -> None:
    phrase = " ".join(["het een ik"] * 12)
    pack = Pack("nl", {"a": Cue("a", phrases=(phrase,))})
    assert len(Matcher(pack).wordings) <= 24
    assert found(phrase, pack=pack) == [(0, "a", phrase)]


PIECES = st.sampled_from(
    (
        *("eh", "zeg", "maar", "zeggen", "hoe zal ik het zeggen", "één", "'t", "’t", "ja", "zo"),
        *("is", "hm-hm", "hm", "Eh", "ÉÉN", "2", "b", "(lacht)", "[x]", "*kucht*", "漢", "😀"),
        *(" ", " ", " ", " ", "-", ", ", ". ", "…", "?", "(", "]", "'", "\u00a0", "–", ""),
    )
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


DUTCH_PIECES = st.sampled_from(
    (
        *("offerte", "bedrag", "prijs", "goed", "heel goed", "niet", "geen enkele", "zo is het"),
        *("zo is 't", "zo is t", "heb 'k 'n", "het", "12 euro", "per maand", "€ 5", "duizend"),
        *("Niet", "é", "s", " ", " ", " ", " ", " ", ", ", ". ", "-", "’", "–", "\u00a0", "\n"),
    )
)
DUTCH_TEXTS = st.lists(DUTCH_PIECES, max_size=10).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_every_hit_is_the_twins(texts: list[str]) -> None:
    check(texts, PACK)


@settings(max_examples=300, deadline=None)
@given(st.lists(DUTCH_TEXTS, max_size=6))
def test_every_hit_of_other_wordings_is_the_twins(texts: list[str]) -> None:
    check(texts, DUTCH)


def check(texts: list[str], pack: Pack) -> None:
    hits = Matcher(pack).hits(pl.Series(texts, dtype=pl.String))
    nothing: dict[str, list[Any]] = {name: [] for name in pack.cues}
    fast = nothing | {
        str(name): sorted(own.select("row", "start_char", "end_char").rows())
        for (name,), own in hits.group_by("cue")
    }
    slow = {
        name: [
            (row, *place)
            for row, text in enumerate(texts)
            for place in plain_hits(text, cue, pack.language)
        ]
        for name, cue in pack.cues.items()
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


ONE_BY_ONE = [
    "Eh, ik denk dat JE dat van mij weet.",
    "Één keer, 't is `n gedoe met die Kontrakt-frij.",
    "(lacht) Ja, hoor.",
    "",
    "ja",
    "Dat hebben we opgenomen, haha.",
    "Wij nemen dit gesprek op.",
]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_one_cue_is_found_as_among_all(language: str) -> None:
    texts = pl.Series(ONE_BY_ONE * 3)
    every = find_cues(texts, pl.repeat(language, len(texts), eager=True))
    for cue in load_pack(language).cues.values():
        if not (cue.learned or cue.for_notes):
            found = find_cue(texts, cue, language)
            assert_frame_equal(found, every.filter(pl.col.cue == cue.name))


def test_one_cue_of_a_name_that_is_misheard() -> None:
    cue = Cue("product", phrases=("Contractvrij",), also_heard=True)
    texts = pl.Series([*ONE_BY_ONE, "Met KONTRAKT FRIJ dus.", "Met contrast."])
    assert find_cue(texts, cue, "nl")["row"].to_list() == [1, len(ONE_BY_ONE)]


@pytest.mark.parametrize(
    ("pattern", "begins"),
    [
        (r"(?<![\w-])(?<!de )me(?![\w-])", True),
        (r"(?:(?<!de )|(?<=in de ))me\b", True),
        (r"me(?: (?:ook|nu))+", True),
        (r"me?", False),
        (r"me{0,2}", False),
        (r"me|mij", False),
        (r"(?:me|mij)", False),
        (r"(?<!a)(?:geef )?me", False),
        (r"(?:(?<!de )|in )me", False),
    ],
)
def test_whether_a_pattern_begins_with_its_literal(pattern: str, *, begins: bool) -> None:
    assert begins_with(pattern, "me") == begins
