"""Whom a number or an address stands for, whatever an exchange or a mail program makes of it."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat
from tests.service.arrived import a_source, arrival_of, arrive, calls_in
from tests.sites import Company

from klankbord.service.privacy.objecting import note_objection
from klankbord.service.privacy.private import add_number
from klankbord.service.privacy.reaching import emails_of, numbers_of, without_outside_line
from klankbord.service.site import Site
from klankbord.store.arrival_tables import sources
from klankbord.store.calls import find_calls
from klankbord.store.tables import calls

TALK = "Lotte Maes: Goedemorgen.\nBert: Dag, ik bel over de offerte.\n"
OUTSIDE = {"outside": "0"}
DUTCH, BELGIAN = "+31612345678", "+32478123456"
MADE_OF = {
    DUTCH: (
        "00612345678",
        "90612345678",
        "000031612345678",
        "PJSIP/0612345678-00000123",
        "0 0031612345678",
        "90031612345678",
        "1470612345678",
        "+0612345678",
        "DAHDI/i1/0612345678-1",
        "DAHDI/i4/0612345678",
        "out-0612345678-101-20250101",
        "０６１２３４５６７８",
        "٠٦١٢٣٤٥٦٧٨",
        "9,0612345678",
        "9 06 12 34 56 78",
        "*31#0612345678",
        "SIP/trunk-90612345678-20250101-1234567890.12345",
    ),
    BELGIAN: ("00478123456", "00032478123456"),
}
FORMATS = (
    PhoneNumberFormat.E164,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.RFC3966,
)
REGIONS = ("NL", "BE", "DE", "AT", "FR", "GB", "US", "LU", "PL", "TR", "ID", "FI", "RO", "SR")


@pytest.mark.parametrize(
    ("meant", "written"), [(whole, one) for whole, made in MADE_OF.items() for one in made]
)
def test_what_an_exchange_makes_of_a_number_is_that_number(meant: str, written: str) -> None:
    assert meant in numbers_of(written)


@st.composite
def valid_numbers(draw: st.DrawFn, regions: tuple[str, ...] = REGIONS) -> phonenumbers.PhoneNumber:
    """Numbers that can be in use: examples of each country, with other digits at the end."""
    region = draw(st.sampled_from(regions))
    kind = draw(st.sampled_from([0, 1, 3]))  # of a house, a mobile, free of charge
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        reject()
    national = phonenumbers.national_significant_number(example)
    tail = draw(st.text("0123456789", min_size=4, max_size=4))
    code = phonenumbers.country_code_for_region(region)
    number = phonenumbers.parse(f"+{code}{national[:-4]}{tail}")
    assume(phonenumbers.is_valid_number(number))
    return number


def written(number: phonenumbers.PhoneNumber) -> list[str]:
    """A number with its country, as people and exchanges write it."""
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return [phonenumbers.format_number(number, way) for way in FORMATS] + [f"00{e164[1:]}"]


@given(valid_numbers(), valid_numbers())
def test_a_valid_number_is_that_number_and_no_other(
    one: phonenumbers.PhoneNumber, other: phonenumbers.PhoneNumber
) -> None:
    own = phonenumbers.format_number(one, PhoneNumberFormat.E164)
    for text in written(one):
        assert numbers_of(text) == {own}
    if one != other:
        assert all(not numbers_of(text) & {own} for text in written(other))


@given(valid_numbers(("NL", "BE")))
def test_without_its_country_a_number_is_one_of_the_two(number: phonenumbers.PhoneNumber) -> None:
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    digits = phonenumbers.national_significant_number(number)
    found = numbers_of(national)
    assert phonenumbers.format_number(number, PhoneNumberFormat.E164) in found
    assert found <= {f"+31{digits}", f"+32{digits}"}


@given(
    st.integers(10_000_000, 59_999_999), st.sampled_from(["9", "147", "PJSIP/", "out-", "9,", "+"])
)
def test_something_before_it_hides_no_dutch_mobile(digits: int, before: str) -> None:
    assume(phonenumbers.is_valid_number(phonenumbers.parse(f"+316{digits}")))
    assert numbers_of(f"{before}06{digits}") == {f"+316{digits}"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mailto:jan@x.example", {"jan@x.example"}),
        ("Jan <jan@x.example>", {"jan@x.example"}),
        ('"Bos, Jan" <Jan@X.example>', {"jan@x.example"}),
        ("Jan (jan@x.example)", {"jan@x.example"}),
        ("jan@x.example.", {"jan@x.example"}),
        ("mailto:jan%40x.example?subject=hoi", {"jan@x.example"}),
        ("jan@x.example; piet@y.example", {"jan@x.example", "piet@y.example"}),
        ("ｊａｎ＠ｘ．ｅｘａｍｐｌｅ", {"jan@x.example"}),
        ("a@b@c.nl", set()),
        ("bert@", set()),
        ("Jan", set()),
        ("", set()),
    ],
)
def test_an_address_is_read_however_it_is_written(text: str, meant: set[str]) -> None:
    assert emails_of(text) == meant


@pytest.mark.parametrize("number", MADE_OF[DUTCH])
def test_neither_an_objection_nor_a_list_misses_it(
    site: Site, company: Company, number: str
) -> None:
    note_objection(site, company.bas, "06 12345678")
    source = a_source(site, company.lotte)
    arrive(site, source, "1", TALK, number=number)
    assert arrival_of(site, source).reason == "blocked"
    add_number(site, company.daan, "020 555 1234")
    other = a_source(site, company.daan, "Daan")
    listed = number.replace("0612345678", "0205551234").replace("31612345678", "31205551234")
    arrive(site, other, "1", TALK, number=listed)
    if listed != number:
        assert arrival_of(site, other).reason == "number"


@pytest.mark.parametrize("email", ["mailto:bert@klant.example", "Bert <Bert@klant.example>."])
def test_an_address_that_objects_is_known_however_it_comes(
    site: Site, company: Company, email: str
) -> None:
    note_objection(site, company.bas, "bert@klant.example")
    source = a_source(site, company.lotte)
    arrive(site, source, "1", TALK, parties=[{"name": "Bert", "email": email}])
    assert arrival_of(site, source).reason == "blocked"


# ── an outside line ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "outside", "bare"),
    [
        ("00612345678", "0", "0612345678"),
        ("00431234567", "0", "0431234567"),
        ("0612345678", "0", "0612345678"),
        ("9,0612345678", "9", "0612345678"),
        ("90031612345678", "9", "0031612345678"),
        ("90612345678", "", "90612345678"),
        ("201", "2", "201"),
    ],
)
def test_only_what_was_dialled_for_it_is_taken_off(number: str, outside: str, bare: str) -> None:
    assert without_outside_line(number, outside) == bare


def test_a_source_tells_what_is_dialled_for_it(site: Site, company: Company) -> None:
    """0043… is Austria, unless a 0 is dialled first: then it is somebody in Maastricht."""
    note_objection(site, company.bas, "043-1234567")
    source = a_source(site, company.lotte)
    arrive(site, source, "1", TALK, number="00431234567", direction="out")
    assert len(calls_in(site)) == 1
    with site.database.writing() as connection:
        connection.execute(sources.update().where(sources.c.id == source), {"config": OUTSIDE})
    arrive(site, source, "2", TALK + "Bert: Nou.\n", number="00431234567", direction="out")
    assert arrival_of(site, source).reason == "blocked"
    arrive(site, source, "3", TALK + "Bert: Ja.\n", number="00612345678", direction="out")
    with site.database.reading() as connection:
        found = {one.number for one in find_calls(connection, calls.c.id > 0)}
    assert found == {"00431234567", "0612345678"}, "it is no part of the number"
