"""Any cutting of a talk gives the same words; sound is given in pieces that fit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from klankbord.speech.engines.fake import MISHEARD, Fake, sound_for
from klankbord.speech.pieces import AIR_MS, APART_MS, Piece, in_one_row, pieces_of
from klankbord.speech.recognition import RATE, Mono, Options, SpokenWord, Words
from klankbord.speech.spans import Span, joined

TEXTS = ("ja", "nee", "dus", "en", "wat", "kost", "dat", "ja")
Said = list[tuple[int, int, int]]


@st.composite
def talks(draw: st.DrawFn) -> Said:
    """Words as start, end and which: many of them the same, and with every sort of gap."""
    steps = st.tuples(
        st.sampled_from((60, 120, 300, 700)),
        st.sampled_from((20, 20, 60, 60, 150, 280, 280, 320, 1_400, 1_600, 9_000)),
        st.sampled_from((0, 0, 0, 7, 1, 2, 3)),
    )
    at, said = draw(st.sampled_from((300, 1_000))), []
    for length, gap, which in draw(st.lists(steps, min_size=1, max_size=120)):
        said.append((at, at + length, which))
        at += length + gap
    return said


def sound(said: Said) -> Mono:
    words = [(start / 1000, end / 1000, which) for start, end, which in said]
    return sound_for(words, said[-1][1] / 1000 + 0.5)


def spans(said: Said) -> list[Span]:
    return joined([Span(start, end) for start, end, _ in said], 300)


def heard(samples: Mono, pieces: list[Piece], jitter: list[int] | None = None) -> Words:
    fake = Fake(TEXTS)
    cut = [samples[p.start_ms * RATE // 1000 : p.end_ms * RATE // 1000] for p in pieces]
    found = fake.recognise(cut, Options())
    if jitter:
        found = [
            tuple(
                replace(w, start_ms=max(w.start_ms + by, 0), end_ms=max(w.end_ms + by, 0))
                for w in words
            )
            for words, by in zip(found, jitter * len(found), strict=False)
        ]
    return in_one_row(pieces, found)


@settings(max_examples=150, deadline=None)
@given(talks(), st.integers(4_500, 40_000))
def test_any_cutting_of_a_talk_gives_the_same_words(said: Said, longest_ms: int) -> None:
    samples = sound(said)
    pieces = pieces_of(spans(said), 0, len(samples) * 1000 // RATE, longest_ms)
    words = heard(samples, pieces)
    assert [(w.start_ms, w.end_ms, w.text) for w in words] == [
        (start, end, TEXTS[which]) for start, end, which in said
    ]


@settings(max_examples=60, deadline=None)
@given(talks(), st.integers(4_500, 15_000), st.lists(st.integers(-9, 9), min_size=1, max_size=5))
def test_two_recognisings_need_not_agree_on_the_time(
    said: Said, longest_ms: int, jitter: list[int]
) -> None:
    samples = sound(said)
    pieces = pieces_of(spans(said), 0, len(samples) * 1000 // RATE, longest_ms)
    words = heard(samples, pieces, jitter)
    assert [w.text for w in words] == [TEXTS[which] for _, _, which in said]


@settings(max_examples=150, deadline=None)
@given(talks(), st.integers(4_500, 40_000))
def test_pieces_hold_all_speech_and_fit(said: Said, longest_ms: int) -> None:
    length = said[-1][1] + 500
    pieces = pieces_of(spans(said), 3, length, longest_ms)
    assert all(piece.lane == 3 for piece in pieces)
    assert all(piece.length_ms <= longest_ms + 2 * AIR_MS for piece in pieces)
    assert all(0 <= piece.start_ms < piece.end_ms <= length for piece in pieces)
    for span in spans(said):
        inside = [p for p in pieces if p.start_ms < span.end_ms and p.end_ms > span.start_ms]
        assert inside[0].start_ms <= span.start_ms
        assert inside[-1].end_ms >= span.end_ms
        assert all(b.start_ms <= a.end_ms for a, b in pairwise(inside))
    for before, after in pairwise(pieces):
        assert after.overlaps == (after.start_ms < before.end_ms)


def test_a_long_silence_is_in_no_piece() -> None:
    pieces = pieces_of([Span(1000, 2000), Span(2000 + APART_MS, 5000)], 0, 6000)
    assert [(p.start_ms, p.end_ms) for p in pieces] == [
        (1000 - AIR_MS, 2000 + AIR_MS),
        (2000 + APART_MS - AIR_MS, 5000 + AIR_MS),
    ]
    assert pieces_of([Span(1000, 2000), Span(1999 + APART_MS, 5000)], 0, 5000) == [
        Piece(0, 1000 - AIR_MS, 5000)
    ]


def test_what_nobody_says_gives_no_pieces() -> None:
    assert pieces_of([], 0, 10_000) == []
    assert in_one_row([], []) == ()


def word(start_ms: int, text: str) -> SpokenWord:
    return SpokenWord(start_ms, start_ms + 200, text, 0.5)


def test_pieces_that_agree_on_no_word_share_out_the_time() -> None:
    pieces = [Piece(0, 0, 6_000), Piece(0, 4_000, 10_000, overlaps=True)]
    found = [
        (word(3_000, "een"), word(4_200, "twee"), word(5_600, "fout")),
        (word(100, "mis"), word(1_400, "drie"), word(3_000, "vier")),
    ]
    assert [w.text for w in in_one_row(pieces, found)] == ["een", "twee", "drie", "vier"]


def test_a_capital_or_a_mark_makes_no_other_word() -> None:
    pieces = [Piece(0, 0, 6_000), Piece(0, 4_000, 10_000, overlaps=True)]
    found = [
        (word(3_000, "Ik"), word(4_500, "kom,"), word(5_000, "dus."), word(5_700, "ik")),
        (word(0, "-"), word(500, "Kom"), word(1_010, "dus"), word(1_700, "Ja.")),
    ]
    assert [w.text for w in in_one_row(pieces, found)] == ["Ik", "kom,", "dus.", "Ja."]


def test_a_word_that_one_piece_missed_is_not_taken_for_the_next_like_it() -> None:
    pieces = [Piece(0, 0, 6_000), Piece(0, 4_000, 10_000, overlaps=True)]
    found = [
        (word(3_000, "wat"), word(4_900, "ja"), word(5_250, "ja")),
        (word(1_250, "ja"), word(3_000, "goed")),
    ]
    assert [w.text for w in in_one_row(pieces, found)] == ["wat", "ja", "ja", "goed"]


def test_the_fake_mishears_what_is_cut() -> None:
    samples = sound_for([(0.2, 0.6, 0), (0.8, 1.2, 1)], 1.5)
    (words,) = Fake(TEXTS).recognise([samples[round(0.4 * RATE) :]], Options())
    assert [w.text for w in words] == [MISHEARD, "nee"]
    assert np.isclose(words[0].confidence or 0, 0.25)


@pytest.mark.parametrize("longest_ms", [5_000, 25_000])
def test_a_monologue_without_a_breath_is_cut_all_the_same(longest_ms: int) -> None:
    said = [(500 + 250 * n, 700 + 250 * n, n % 7) for n in range(400)]
    pieces = pieces_of(spans(said), 0, 101_000, longest_ms)
    assert len(pieces) > 100_000 // longest_ms
    words = heard(sound(said), pieces)
    assert [w.text for w in words] == [TEXTS[n % 7] for n in range(400)]
