"""Who sells? By name, by own people, or by the source; never a silent guess."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.sides import find_parties, same_name, with_own_people, with_sellers
from klankbord.errors import AmbiguousSeller, UnknownSeller
from klankbord.testing import conversations

S, C, O, U = Side.SELLER, Side.CUSTOMER, Side.OTHER, Side.UNKNOWN  # noqa: E741


def meeting(*names: str, sides: str = "", emails: tuple[str | None, ...] = ()) -> Conversation:
    """A conversation in which each of the names says something."""
    letters = {"S": S, "C": C, "O": O, "U": U}
    parties = tuple(
        Party(
            f"p{number}",
            name,
            letters[sides[number - 1]] if sides else U,
            emails[number - 1] if emails else None,
        )
        for number, name in enumerate(names, 1)
    )
    turns = tuple(Turn(None, None, party.id, "Ja.") for party in parties)
    return Conversation("gesprek", parties, turns)


def sides(conversation: Conversation) -> list[Side]:
    return [party.side for party in conversation.parties]


# ── by name ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    [
        "Maes, Lotte (Kassahuis)",
        "Maes, Lotte",
        "Lotte Maes",
        "lotte maes",
        "LOTTE",
        "Lotte Maes (Ander Huis)",
        "p1",
        "lotte@kassahuis.example",
        "  Lotte   Maes ",
    ],
)
def test_a_seller_is_known_by_any_form_of_their_name(name: str) -> None:
    call = meeting("Maes, Lotte (Kassahuis)", "Karel Vermeulen")
    lotte = replace(call.parties[0], email="lotte@kassahuis.example")
    call = replace(call, parties=(lotte, call.parties[1]))
    assert sides(with_sellers(call, [name], "gesprek.vtt")) == [S, C]


@pytest.mark.parametrize("name", ["Zoë", "zoe", "ZOE\u0308 d'Hondt", "d’Hondt, Zoë"])
def test_accents_and_case_do_not_matter(name: str) -> None:
    call = meeting("Zoë d'Hondt", "Karel")
    fits = "’" not in name  # another apostrophe is another letter
    assert [p.id for p in find_parties(call, name)] == (["p1"] if fits else [])


@pytest.mark.parametrize("name", ["Lott", "otte", "Maes", "Kassahuis", "", " ", "()", "p", "Piet"])
def test_a_name_that_nobody_goes_by_is_told_with_the_names_that_are(name: str) -> None:
    call = meeting("Maes, Lotte (Kassahuis)", "Karel Vermeulen")
    with pytest.raises(UnknownSeller) as fault:
        with_sellers(call, [name], "gesprek.vtt")
    assert "gesprek.vtt" in str(fault.value)
    assert '"Maes, Lotte (Kassahuis)", "Karel Vermeulen"' in str(fault.value)


def test_a_first_name_that_two_share_is_told_with_both() -> None:
    call = meeting("Lotte Maes", "Lotte de Wit", "Karel")
    with pytest.raises(AmbiguousSeller) as fault:
        with_sellers(call, ["Lotte"], "gesprek.vtt")
    assert '"Lotte Maes", "Lotte de Wit"' in str(fault.value)
    assert "Karel" not in str(fault.value)
    assert sides(with_sellers(call, ["Lotte de Wit"], "gesprek.vtt")) == [C, S, C]


def test_a_whole_name_is_never_ambiguous() -> None:
    firms = meeting("Lotte Maes (Kassahuis)", "Lotte Maes (Bakkerij)", "Lotte Maes")
    assert sides(with_sellers(firms, ["Lotte Maes (Bakkerij)"], "x")) == [C, S, C]
    assert sides(with_sellers(firms, ["Lotte Maes"], "x")) == [C, C, S]
    with pytest.raises(AmbiguousSeller):
        with_sellers(firms, ["Maes, Lotte"], "x")
    cases = meeting("anna", "Anna")
    assert sides(with_sellers(cases, ["Anna"], "x")) == [C, S]


def test_a_name_goes_before_an_id() -> None:
    assert sides(with_sellers(meeting("p2", "p1"), ["p2"], "x")) == [S, C]


def test_several_sellers_may_be_named() -> None:
    call = meeting("Lotte", "Jan", "Karel")
    assert sides(with_sellers(call, ["Lotte", "Jan"], "x")) == [S, S, C]


def test_one_wrong_name_among_several_is_refused() -> None:
    with pytest.raises(UnknownSeller) as fault:
        with_sellers(meeting("Lotte", "Jan", "Karel"), ["An", "Lotte", "Piet"], "x")
    assert 'niemand heet hier "An", "Piet"; ' in str(fault.value)


def test_no_names_change_nothing() -> None:
    call = meeting("Lotte", "Karel", sides="SC")
    assert with_sellers(call, [], "x") == call


def test_other_stays_other_unless_it_is_named_itself() -> None:
    call = meeting("Lotte", "Tolk", "Karel", sides="UOU")
    assert sides(with_sellers(call, ["Lotte"], "x")) == [S, O, C]
    assert sides(with_sellers(call, ["Tolk"], "x")) == [C, S, C]


def test_a_side_that_is_known_stands_beside_the_seller_who_is_named() -> None:
    call = meeting("Lotte", "Jan", "Karel", "Piet", sides="SSCU")
    assert sides(with_sellers(call, ["Lotte"], "x")) == [S, S, C, C]
    assert sides(with_sellers(call, ["Karel"], "x")) == [S, S, S, C]


def test_speakers_without_a_name_stay_unknown() -> None:
    call = meeting("Lotte", "", "Karel")
    assert sides(with_sellers(call, ["Lotte"], "x")) == [S, U, C]
    with pytest.raises(UnknownSeller):
        with_sellers(call, ["p2"], "x")


def test_nobody_to_choose_from_is_said_too() -> None:
    with pytest.raises(UnknownSeller, match="–"):
        with_sellers(meeting(""), ["Lotte"], "x")


def test_a_name_of_only_brackets_takes_no_time() -> None:
    with pytest.raises(UnknownSeller):
        with_sellers(meeting("(" * 200_000, "Karel"), ["Lotte"], "x")


# ── by own people ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("own", ["Lotte Maes", "Maes, Lotte", "lotte maes (kassahuis)"])
def test_the_seller_is_known_by_the_list_of_own_names(own: str) -> None:
    call = meeting("Maes, Lotte (Kassahuis)", "Karel Vermeulen")
    assert sides(with_own_people(call, [own, "Jan"], [])) == [S, C]


def test_own_people_are_recognised_by_the_address_of_a_party_too() -> None:
    call = meeting("L.", "Jan", emails=("Lotte@Kassahuis.example", None))
    assert sides(with_own_people(call, ["lotte@kassahuis.example"], [])) == [S, C]
    assert with_own_people(call, ["lotte@kassa.example"], []) == call


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("lotte maes", True),
        ("Maes, Lotte (Kassahuis)", True),
        ("Lotte", False),
        ("Lotte Maes-Smit", False),
        ("", False),
    ],
)
def test_a_party_goes_by_a_whole_name_only(*, name: str, same: bool) -> None:
    assert same_name(Party("1", name), ["Lotte Maes", ""]) is same


def test_a_first_name_alone_in_the_list_is_no_proof() -> None:
    call = meeting("Lotte Maes", "Karel Vermeulen")
    assert with_own_people(call, ["Lotte"], []) == call


@pytest.mark.parametrize(
    "domain", ["kassahuis.example", "@Kassahuis.Example", " kassahuis.example "]
)
def test_the_seller_is_known_by_an_own_domain(domain: str) -> None:
    emails = "lotte@kassahuis.example", "karel@bakkerij.example"
    call = meeting("Lotte", "Karel", emails=emails)
    assert sides(with_own_people(call, [], [domain])) == [S, C]


def test_an_address_may_stand_in_the_name() -> None:
    call = meeting("Lotte <lotte@kassahuis.example>", "karel@bakkerij.example")
    assert sides(with_own_people(call, [], ["kassahuis.example"])) == [S, C]


@pytest.mark.parametrize("domain", ["example", "huis.example", "a.kassahuis.example"])
def test_part_of_a_domain_is_another_domain(domain: str) -> None:
    call = meeting("Lotte", "Karel", emails=("lotte@kassahuis.example", None))
    assert with_own_people(call, [], [domain]) == call


@pytest.mark.parametrize("empty", ["", "@", " "])
def test_an_empty_setting_makes_nobody_a_seller(empty: str) -> None:
    call = meeting("Lotte", "Karel", emails=(None, "karel@bakkerij.example"))
    assert with_own_people(call, [empty], [empty]) == call


def test_nobody_or_everybody_recognised_changes_nothing() -> None:
    call = meeting("Lotte", "Jan", "")
    assert with_own_people(call, ["Piet"], ["kassahuis.example"]) == call
    assert with_own_people(call, ["Lotte", "Jan"], []) == call


def test_speakers_without_a_name_are_not_recognised() -> None:
    call = meeting("Lotte", "", "Karel", emails=(None, "jan@kassahuis.example", None))
    assert with_own_people(call, [], ["kassahuis.example"]) == call
    assert sides(with_own_people(call, ["Lotte"], ["kassahuis.example"])) == [S, U, C]


def test_what_the_source_says_stands() -> None:
    said = meeting("Lotte", "Karel", sides="SC")
    assert with_own_people(said, ["Karel"], []) == said
    half = meeting("Lotte", "Karel", "Piet", sides="SUO")
    assert sides(with_own_people(half, ["Lotte"], [])) == [S, C, O]
    assert sides(with_own_people(half, ["Karel"], [])) == [S, S, O]
    against = meeting("Lotte", "Karel", sides="CU")
    assert with_own_people(against, ["Lotte"], []) == against


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

CALLS = st.booleans().flatmap(lambda known: conversations(sides=known, most_turns=4))


@given(CALLS, st.lists(st.sampled_from(("Naam 0", "Naam 1", "Naam 2", "Naam 9"))))
def test_own_people_never_change_a_side_that_is_known(call: Conversation, own: list[str]) -> None:
    sided = with_own_people(call, own, [])
    for before, after in zip(call.parties, sided.parties, strict=True):
        assert before.side in {U, after.side}
        assert replace(after, side=before.side) == before


@given(CALLS, st.integers(0, 3))
def test_naming_a_seller_leaves_nobody_named_unknown(call: Conversation, number: int) -> None:
    seller = call.parties[number % len(call.parties)]
    sided = with_sellers(call, [seller.name], "x")
    for before, after in zip(call.parties, sided.parties, strict=True):
        if before == seller:
            assert after.side is S
        else:
            assert after.side is (C if before.side is U else before.side)
