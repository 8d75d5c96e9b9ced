"""From pieces to turns: cleaned, in order, joined only where asked."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.conversation import Turn, Word
from klankbord.conversation.assembly import assemble, clean, from_words
from klankbord.testing import talk

# ── cleaning ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Hoe   gaat dat?  ", "Hoe gaat dat?"),
        ("Hoe\r\ngaat\tdat?", "Hoe gaat dat?"),
        ("Hoe\u00a0gaat\u2028dat?", "Hoe gaat dat?"),
        ("\ufeffHoe gaat dat?", "Hoe gaat dat?"),
        ("offerte\u00advoorstel", "offertevoorstel"),
        ("off\u200berte", "offerte"),
        ("\u202eetreffo\u202c", "etreffo"),
        ("\u2066Lotte\u2069", "Lotte"),
        ("Lotte\u200e", "Lotte"),
        ("\x1b[31mrood\x07", "[31mrood"),
        ("nul\x00teken", "nul teken"),
        ("ja\udcffnee", "ja\ufffdnee"),
        ("ja\U000e0041\U000e007f", "ja"),
    ],
)
def test_clean_keeps_one_line_of_what_can_be_seen(written: str, kept: str) -> None:
    assert clean(written) == kept


def test_clean_composes_accents() -> None:
    assert clean("een ge\u0301e\u0301n kop") == "een géén kop"


def test_clean_keeps_the_joiners_that_letters_need() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(family) == family


@given(st.text())
def test_clean_text_is_composed_printable_single_spaced_and_clean(text: str) -> None:
    kept = clean(text)
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == " ".join(kept.split())
    assert not any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in kept)
    assert clean(kept) == kept


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs"))))
def test_clean_loses_no_letter_or_mark(text: str) -> None:
    assert "".join(clean(text).split()) == "".join(unicodedata.normalize("NFC", text).split())


def test_words_are_cleaned_and_empty_ones_left_out() -> None:
    words = Word(0, 100, " Ja\u200b"), Word(100, 200, "\ufeff"), Word(None, None, "hoor.\n")
    (turn,) = assemble([Turn(0, 200, "p1", " Ja hoor.\n", words)])
    assert turn.text == "Ja hoor."
    assert turn.words == (Word(0, 100, "Ja"), Word(None, None, "hoor."))


# ── order ─────────────────────────────────────────────────────────────────────────────────────


def said(*pieces: tuple[int | None, int | None, str, str]) -> list[Turn]:
    return [Turn(start, end, party, text) for start, end, party, text in pieces]


def test_pieces_come_in_order_of_start_and_else_as_given() -> None:
    pieces = said((500, 900, "p1", "twee"), (0, 400, "p2", "een"), (500, 600, "p2", "drie"))
    assert [turn.text for turn in assemble(pieces)] == ["een", "twee", "drie"]


def test_where_a_start_is_missing_the_order_of_the_source_stands() -> None:
    pieces = said((500, 900, "p1", "een"), (None, None, "p2", "twee"), (0, 400, "p1", "drie"))
    assert [turn.text for turn in assemble(pieces)] == ["een", "twee", "drie"]


def test_empty_pieces_go_unless_they_are_to_stay() -> None:
    pieces = said((0, 100, "p1", " \u200b "), (100, 200, "p1", "Ja."))
    assert [turn.text for turn in assemble(pieces)] == ["Ja."]
    assert [turn.text for turn in assemble(pieces, keep_empty=True)] == ["", "Ja."]


# ── joining ───────────────────────────────────────────────────────────────────────────────────


def joined(text: str, gap_ms: int | None) -> list[str]:
    talked = talk(text)
    turns = assemble(talked.turns, gap_ms)
    return [f"{t.start_ms}-{t.end_ms} {talked.party(t.party).name}: {t.text}" for t in turns]


PAUSED = """
    0:00-0:02 Lotte: Goed,
    0:02.5-0:04 Lotte: dan gaan we.
    0:06-0:07 Lotte: Toch?
"""


def test_pieces_of_one_party_stay_apart_where_nothing_is_asked() -> None:
    assert len(joined(PAUSED, None)) == 3


def test_pieces_of_one_party_become_one_turn_over_gaps_up_to_the_setting() -> None:
    assert joined(PAUSED, 499) == [
        "0-2000 Lotte: Goed,",
        "2500-4000 Lotte: dan gaan we.",
        "6000-7000 Lotte: Toch?",
    ]
    assert joined(PAUSED, 500) == ["0-4000 Lotte: Goed, dan gaan we.", "6000-7000 Lotte: Toch?"]
    assert joined(PAUSED, 2000) == ["0-7000 Lotte: Goed, dan gaan we. Toch?"]


def test_pieces_are_not_joined_when_another_starts_in_between() -> None:
    assert joined(
        """
        0:00-0:02 Lotte: Goed,
        0:02.1-0:02.3 Karel: Ja.
        0:02.5-0:04 Lotte: dan gaan we.
        """,
        5000,
    ) == ["0-2000 Lotte: Goed,", "2100-2300 Karel: Ja.", "2500-4000 Lotte: dan gaan we."]


def test_overlapping_speech_of_two_parties_is_never_joined() -> None:
    assert joined(
        """
        0:00-0:04 Lotte: Dat is dus
        0:01-0:03 Karel: Wacht even,
        0:03.5-0:05 Lotte: eigenlijk
        0:04-0:06 Karel: wacht nou.
        """,
        5000,
    ) == [
        "0-4000 Lotte: Dat is dus",
        "1000-3000 Karel: Wacht even,",
        "3500-5000 Lotte: eigenlijk",
        "4000-6000 Karel: wacht nou.",
    ]


def test_pieces_of_one_party_that_overlap_are_joined_to_the_latest_end() -> None:
    assert joined(
        """
        0:00-0:09 Lotte: Goed,
        0:02-0:04 Lotte: dan gaan we.
        """,
        0,
    ) == ["0-9000 Lotte: Goed, dan gaan we."]


def test_without_an_end_there_is_no_gap_and_nothing_is_joined() -> None:
    assert joined("0:00 Lotte: Goed,\n0:01 Lotte: dan gaan we.", 5000) == [
        "0-None Lotte: Goed,",
        "1000-None Lotte: dan gaan we.",
    ]


def test_joining_to_a_piece_without_an_end_leaves_the_end_open() -> None:
    turns = assemble(said((0, 100, "p1", "Ja,"), (150, None, "p1", "en nu.")), 100)
    assert turns == (Turn(0, None, "p1", "Ja, en nu."),)


def test_joining_keeps_the_words_of_both() -> None:
    one = Turn(0, 100, "p1", "Ja,", (Word(0, 100, "Ja,"),))
    two = Turn(150, 200, "p1", "hoor.", (Word(150, 200, "hoor."),))
    assert assemble([one, two], 100)[0].words == one.words + two.words


@st.composite
def pieces_of_a_talk(draw: st.DrawFn) -> list[Turn]:
    spans = st.tuples(
        st.sampled_from("abc"),
        st.integers(0, 60),
        st.integers(0, 20),
        st.sampled_from(("ja", "nee", "", " goed \u200b", "hm\nhm")),
    )
    found = []
    for party, start, length, text in draw(st.lists(spans, max_size=25)):
        word = Word(start * 100, (start + length) * 100, text)
        found.append(Turn(start * 100, (start + length) * 100, party, text, (word,)))
    return found


def texts_by_party(turns: list[Turn] | tuple[Turn, ...]) -> dict[str, str]:
    return {
        party: " ".join(t.text for t in turns if t.party == party and t.text)
        for party in {turn.party for turn in turns if turn.text}
    }


@given(pieces_of_a_talk(), st.sampled_from((0, 100, 500, 10_000)))
def test_joining_loses_nothing_and_keeps_the_order(pieces: list[Turn], gap_ms: int) -> None:
    apart, together = assemble(pieces), assemble(pieces, gap_ms)
    assert texts_by_party(together) == texts_by_party(apart)
    assert sum((len(t.words) for t in together), 0) == sum(len(t.words) for t in apart)
    starts = [turn.start_ms or 0 for turn in together]
    assert starts == sorted(starts)
    assert {t.start_ms for t in together} <= {t.start_ms for t in apart}
    assert max((t.end_ms or 0 for t in together), default=0) == max(
        (t.end_ms or 0 for t in apart), default=0
    )


@given(pieces_of_a_talk(), st.sampled_from((0, 100, 500, 10_000)))
def test_nobody_else_starts_within_what_was_joined(pieces: list[Turn], gap_ms: int) -> None:
    apart, together = assemble(pieces), assemble(pieces, gap_ms)
    place = 0
    for turn in together:  # each turn is a run of pieces of its party, with nobody in between
        text = turn.text.split()
        while text:
            assert apart[place].party == turn.party
            text = text[len(apart[place].text.split()) :]
            place += 1
    assert place == len(apart)


@given(pieces_of_a_talk(), st.sampled_from((0, 100, 500)))
def test_what_is_joined_has_no_gap_left_to_join(pieces: list[Turn], gap_ms: int) -> None:
    together = assemble(pieces, gap_ms)
    assert assemble(together, gap_ms) == together


# ── from single words ─────────────────────────────────────────────────────────────────────────


def test_words_make_a_turn_until_another_speaks_or_a_gap_falls() -> None:
    words = [
        ("p1", Word(0, 300, " Goed,")),
        ("p1", Word(300, 700, "dan")),
        ("p2", Word(800, 900, "Ja.")),
        ("p2", Word(1899, 2000, "Graag.")),
        ("p2", Word(3000, 3100, "Toch?")),
    ]
    turns = from_words(words, 1000)
    assert [(t.party, t.start_ms, t.end_ms, t.text) for t in turns] == [
        ("p1", 0, 700, "Goed, dan"),
        ("p2", 800, 2000, "Ja. Graag."),
        ("p2", 3000, 3100, "Toch?"),
    ]
    assert [word for turn in turns for word in turn.words] == [word for _, word in words]


def test_words_without_times_go_on_with_those_before_them() -> None:
    words = [
        ("p1", Word(None, None, "In")),
        ("p1", Word(100, 300, "2026")),
        ("p1", Word(None, None, "dus")),
        ("p1", Word(900, 1000, "pas.")),
    ]
    (turn,) = from_words(words, 1000)
    assert (turn.start_ms, turn.end_ms, turn.text) == (100, 1000, "In 2026 dus pas.")


def test_words_without_times_hide_no_gap() -> None:
    words = [Word(0, 300, "Ja."), Word(None, None, "2026."), Word(9000, 9300, "Goed.")]
    turns = from_words([("p1", word) for word in words], 1000)
    assert [turn.text for turn in turns] == ["Ja. 2026.", "Goed."]


def test_a_last_word_without_an_end_leaves_the_end_open() -> None:
    (turn,) = from_words([("p1", Word(0, 300, "Ja")), ("p1", Word(400, None, "hoor."))], 1000)
    assert (turn.start_ms, turn.end_ms) == (0, None)


def test_words_that_have_no_times_at_all_make_a_turn_without_times() -> None:
    (turn,) = from_words([("p1", Word(None, None, "Ja")), ("p1", Word(None, None, "hoor"))], 1000)
    assert (turn.start_ms, turn.end_ms, turn.text) == (None, None, "Ja hoor")
