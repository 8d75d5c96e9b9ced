"""Numbers and addresses are recognised in any text, each whole and in its place; in linear time."""

from __future__ import annotations

import json
import time
import unicodedata
from typing import Any

import pytest

from klankbord.errors import Mistakes, SeveralMeant, WhoUnclear
from klankbord.service.keeping.parties_in import parties_in
from klankbord.service.keeping.sought import sought

NUMBER, MAIL = "+31612345678", "jan@bedrijf.co"
MARK = "‹gewist›"


@pytest.mark.parametrize(
    "written",
    [
        "06-12 34 56 78",
        "06‑12345678",
        "06–12345678",
        "06_12345678",
        "06\u00a012\u00a034\u00a056\u00a078",
        "０６－１２３４５６７８",
        "٠٦١٢٣٤٥٦٧٨",
        "06\u200b12345678",
        "(0031) 6 12345678",
        "+31 (06) 12345678",
        "+31 (0)6-1234 5678",
        "0031(0)612345678",
        "+310612345678",
        "%2B31612345678",
        "06%2012345678",
        "van=Karel&nummer=06+12+34+56+78",
        "20261120093000_0612345678",
        "out-0612345678-101.wav",
        "PJSIP/90612345678-00000123",
        "tel:+31-6-1234-5678",
    ],
)
def test_a_number_is_known_however_it_is_written(written: str) -> None:
    who = sought(NUMBER)
    for text in (written, f"bel {written} terug" if "=" not in written else written):
        assert who.is_in(text)
        assert not who.is_in(who.without(text, MARK))


@pytest.mark.parametrize(
    "other", ["106123456789", "06 1234 5679", "+49 612 345678", "2026-11-20 06:12", "0612345"]
)
def test_another_number_is_another(other: str) -> None:
    assert not sought(NUMBER).is_in(other)
    assert sought(NUMBER).without(other, MARK) == other


def test_only_the_number_is_taken_out() -> None:
    who = sought(NUMBER)
    assert (
        who.without("Bel 2 keer: +31 (0)6 12345678, dan mail.", "X") == "Bel 2 keer: X, dan mail."
    )
    assert who.without({"a": ["tel 0612345678", 7]}, "X") == {"a": ["tel X", 7]}


@pytest.mark.parametrize(
    "number", ["004930901820", "0049 30 901820", "+49 (0)30 901820", "out-004930901820.wav"]
)
def test_a_number_from_abroad(number: str) -> None:
    assert sought("+49 30 901820").is_in(number)


@pytest.mark.parametrize(
    "text",
    [
        "jan@bedrijf.co",
        "Mail naar JAN@Bedrijf.CO.",
        "'jan@bedrijf.co'",
        "Jan <mailto:jan@bedrijf.co>",
        "ｊａｎ@bedrijf.co",
        "From=jan%40bedrijf.co&To=x",
        "https://x.example/?mail=jan@bedrijf.co&a=1",
    ],
)
def test_an_address_is_found(text: str) -> None:
    assert sought(MAIL).is_in(text)
    assert not sought(MAIL).is_in(sought(MAIL).without(text, MARK))


@pytest.mark.parametrize(
    "text",
    [
        "jan@bedrijf.co.uk",
        "piet-jan@bedrijf.co",
        "a+jan@bedrijf.co",
        "o'jan@bedrijf.co",
        "jan@bedrijf.co-op.nl",
        "jan@bedrijf.com",
        "x.jan@bedrijf.co",
    ],
)
def test_the_address_of_another_is_left(text: str) -> None:
    assert not sought(MAIL).is_in(text)
    assert sought(MAIL).without(text, MARK) == text


def test_addresses_are_compared_as_one_reads_them() -> None:
    assert sought("groß@firma.de").without("Mail Groß@Firma.de terug", "X") == "Mail X terug"
    assert sought("rené@x.nl").is_in(unicodedata.normalize("NFD", "rené@x.nl"))
    assert sought("jan@bücher.example").is_in("jan@xn--bcher-kva.example")


@pytest.mark.parametrize(
    "value",
    [
        {"a": [{"b": "06 12345678"}]},
        {"0612345678": 1},
        [31612345678],
        b'{"to": "\\u002b31612345678"}',
        json.dumps({"n": "+31612345678"}).encode(),
    ],
)
def test_it_is_found_in_any_value(value: Any) -> None:
    assert sought(NUMBER).is_in(value)


@pytest.mark.parametrize(
    ("said", "kind", "forms"),
    [
        ("tel 06-12345678", "number", {NUMBER}),
        ("06-12345678 (Karel)", "number", {NUMBER}),
        ("tel:+31612345678", "number", {NUMBER}),
        ("sip:+31612345678@pbx.example", "number", {NUMBER}),
        ("+31612345678 / 06 12345678", "number", {NUMBER}),
        ("Karel <karel@zeggekorf.example>", "email", {"karel@zeggekorf.example"}),
        ("mailto:Karel@zeggekorf.example", "email", {"karel@zeggekorf.example"}),
        ("Firma 3000 bv", "name", {"firma 3000 bv"}),
    ],
)
def test_what_is_filled_in_is_understood(said: str, kind: str, forms: set[str]) -> None:
    who = sought(said)
    assert (who.kind, set(who.forms)) == (kind, forms)


@pytest.mark.parametrize(
    ("said", "mistake"),
    [
        ("+31612345678 / +31687654321", SeveralMeant),
        ("0612345678 0687654321", SeveralMeant),
        ("a@b.example, c@d.example", SeveralMeant),
        ("karel@b.example 0612345678", SeveralMeant),
        ("geen@", WhoUnclear),
        ("12", WhoUnclear),
        ("ab", WhoUnclear),
        ("x" * 600, WhoUnclear),
    ],
)
def test_what_is_unclear_is_refused(said: str, mistake: type) -> None:
    with pytest.raises(Mistakes) as told:
        sought(said)
    assert [type(one) for one in told.value.mistakes] == [mistake]


@pytest.mark.parametrize(
    "text",
    [
        "+31" + " " * 60_000,
        "+31" + "-" * 60_000,
        ("+31" + "." * 700) * 80,
        "0" * 60_000,
        "a" * 60_000,
        "@" * 60_000,
        "%2B31" * 6_000 + "@",
        "é1 " * 20_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    list(parties_in(text))
    for who in (NUMBER, MAIL):
        assert not sought(who).is_in(text)
    assert time.process_time() - begun < 3, "half a minute where it is quadratic"
