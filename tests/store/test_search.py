"""Search finds the same turns on both databases: our words, not theirs."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.sites import Company, index_turns

from klankbord.conversation import Conversation
from klankbord.language.searching import read_question, search_lemmas
from klankbord.service.site import Site
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.store.search import Asked, calls_with, forget_words, mark, turns_in
from klankbord.store.tables import turns
from klankbord.testing import talk

PRICES = """
0:00 Lotte: Wat kost het nu, die oude prijs?
0:05 Karel: De prijzen gingen omhoog, honderd euro per maand.
0:10 Lotte: Per jaar is het maandbedrag lager.
"""
GREETING = """
0:00 Lotte: Goedemorgen, met Lotte.
0:03 Karel: Dag Lotte, één momentje, ik bel over de foto's.
"""


def keep(site: Site, company: Company, text: str, part: int) -> int:
    conversation: Conversation = talk(text, seller="Lotte")
    with site.database.writing() as connection:
        call = add_call(
            connection,
            conversation,
            Source("0" * 64, part),
            owner=company.lotte.id,
            uploader=company.lotte.id,
            now=site.now(),
        )
        marks = [["open_question"] if "?" in turn.text else [] for turn in conversation.turns]
        index_turns(connection, call, conversation, marks)
    return call


def hits(site: Site, question: str, *marks: str) -> list[tuple[int, int]]:
    asked = Asked(read_question(question), tuple(map(mark, marks)))
    with site.database.reading() as connection:
        wanted = calls_with(connection, asked)
        found = sorted(int(call) for call in connection.execute(wanted).scalars())
        return [
            (call, turn.turn)
            for call, own in turns_in(connection, asked, found, 100).items()
            for turn in own
        ]


@pytest.mark.parametrize(
    ("question", "marks", "expected"),
    [
        ("prijzen", (), [1, 2]),
        ("PRIJS", (), [1, 2]),
        ("prijs euro", (), [2]),
        ('"per maand"', (), [2]),
        ('"maand per"', (), []),
        ('"per jaar" laag', (), [3]),
        ("maandb", (), [3]),
        ("maandb ", (), []),
        ("prijs", ("open_question",), [1]),
        ("prijs", ("customer",), [2]),
        ("", ("open_question",), [1]),
        ("appel", (), []),
        ("' OR 1=1 --", (), []),
        ('"', ("seller",), [1, 3]),
    ],
)
def test_finds(
    site: Site, company: Company, question: str, marks: tuple[str, ...], expected: list[int]
) -> None:
    call = keep(site, company, PRICES, 0)
    keep(site, company, GREETING, 1) if "seller" not in marks else None
    assert hits(site, question, *marks) == [(call, turn) for turn in expected]


def test_accents_and_case_make_no_difference(site: Site, company: Company) -> None:
    call = keep(site, company, GREETING, 0)
    for question in ("een moment", "ÉÉN", "foto", "foto's", '"over de foto\'s"'):
        assert hits(site, question) == [(call, 2)], question


def test_a_call_that_is_mended_is_found_by_its_new_words_alone(
    site: Site, company: Company
) -> None:
    call = keep(site, company, PRICES, 0)
    with site.database.writing() as connection:
        index_turns(connection, call, talk(GREETING, seller="Lotte"), [[], []])
    assert hits(site, "prijs") == []
    assert hits(site, "foto") == [(call, 2)]


def test_a_word_that_was_taken_out_is_nowhere_in_the_file(site: Site, company: Company) -> None:
    if not site.database.is_sqlite:
        return  # PostgreSQL wipes by VACUUM, which it does by itself
    call = keep(site, company, "0:00 Lotte: Dag.\n0:02 Karel: geheimzinnigheid", 0)
    with site.database.writing() as connection:
        index_turns(connection, call, talk(GREETING, seller="Lotte"), [[], []])
        forget_words(connection)
    with site.database.reading() as connection:
        pieces = connection.exec_driver_sql("SELECT block FROM turns_fts_data").scalars()
        assert not any(b"geheimzinnig" in piece for piece in pieces)


def test_words_that_databases_read_each_in_their_own_way(site: Site, company: Company) -> None:
    odd = "1e5 12abc p2p 0031 straße ørsted ελλαδα 5km user@site.nl http://a.b/c -12 3.14 a_b ½ x²"
    conversation = talk(f"0:00 Lotte: {odd}", seller="Lotte")
    with site.database.writing() as connection:
        source = Source("0" * 64, 0)
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        call = add_call(connection, conversation, source, **own)  # type: ignore[arg-type]
        index_turns(connection, call, conversation, [[]])
        (lemmas,) = connection.execute(select(turns.c.lemmas)).scalars()
    for word in lemmas.split():
        assert hits(site, f'"{word} "') == [(call, 1)], word


PART = count()
WORDS = st.lists(
    st.sampled_from("prijs prijzen maand per de 12 ik één foto's bel".split()), max_size=8
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(WORDS, min_size=1, max_size=4), question=WORDS, quoted=st.booleans())
def test_a_turn_is_found_when_its_words_have_what_is_asked(
    site: Site,
    company: Company,
    texts: list[list[str]],
    question: list[str],
    quoted: bool,  # noqa: FBT001
) -> None:
    lines = "\n".join(
        f"0:{k:02d} Lotte: {' '.join(words) or 'niets'}" for k, words in enumerate(texts)
    )
    conversation = talk(lines, seller="Lotte")
    asked_text = " ".join(question) + " "
    asked = Asked(read_question(f'"{asked_text}"' if quoted else asked_text))
    with site.database.writing() as connection:
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        source = Source("0" * 64, next(PART))
        call = add_call(connection, conversation, source, **own)  # type: ignore[arg-type]
        index_turns(connection, call, conversation, [[]] * len(conversation.turns))
        found = (
            [turn.turn for turn in turns_in(connection, asked, [call], 100)[call]] if asked else []
        )
    expected = []
    for number, turn in enumerate(conversation.turns, 1):
        words = search_lemmas([turn.text], "nl")[0].split()
        has = [
            any(
                all(term.takes(words[k + j]) for j, term in enumerate(phrase))
                for k in range(len(words) - len(phrase) + 1)
            )
            for phrase in asked.phrases
        ]
        expected += [number] if has and all(has) else []
    assert found == expected
