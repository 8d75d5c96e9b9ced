"""What is found, by whom, on both databases alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert
from tests.service.calls import keep_call
from tests.sites import Company, index_turns

from klankbord.conversation import Side
from klankbord.conversation.facts import SetFacts
from klankbord.conversation.mending import Rename
from klankbord.errors import NotFound
from klankbord.service.access import Actor
from klankbord.service.calls import saved
from klankbord.service.calls.facts import change_facts
from klankbord.service.calls.finding import Wanted, choices, find
from klankbord.service.calls.mending import mend
from klankbord.service.site import Site
from klankbord.store.calls import add_call
from klankbord.store.new_calls import Source
from klankbord.store.tables import readings
from klankbord.testing import talk


@pytest.fixture
def calls(site: Site, company: Company) -> dict[str, int]:
    """Four calls: two of Lotte's, one of Daan's, one of Amber's (in the other team)."""
    made = {}
    rows = [
        ("lotte-nov", "lotte", "Wat kost dat?", "Dat kost honderd euro.", "2026-11-19T23:30+01:00"),
        (
            "lotte-okt",
            "lotte",
            "Hoe gaat het?",
            "Goed, de prijs is hoog.",
            "2026-10-25T02:30+01:00",
        ),
        ("daan", "daan", "De prijzen dalen.", "Mooi zo.", "2026-11-20T00:30+01:00"),
        ("amber", "amber", "Prijs, prijs, prijs.", "Genoeg.", ""),
    ]
    for part, (name, owner, said, answer, when) in enumerate(rows):
        text = f"# wanneer: {when}\n# titel: {name}\n" if when else f"# titel: {name}\n"
        conversation = talk(
            f"{text}0:00 Verkoper: {said}\n0:30 Karel_V: {answer}", seller="Verkoper"
        )
        person: Actor = company[owner]
        with site.database.writing() as connection:
            own = {"owner": person.id, "uploader": person.id, "now": site.now()}
            call = add_call(connection, conversation, Source("a" * 64, part), **own)  # type: ignore[arg-type]
            marks = [["question"] if "?" in turn.text else [] for turn in conversation.turns]
            index_turns(connection, call, conversation, marks)
            value = {
                "measure": "talk-share",
                "kind": "seller",
                "version": 1,
                "n": 5,
                "value": part / 4,
            }
            connection.execute(insert(readings).values(value | {"call_id": call}))
        made[name] = call
    return made


@pytest.mark.parametrize(
    ("who", "asked", "expected"),
    [
        ("lotte", {}, ["lotte-nov", "lotte-okt"]),
        ("joris", {}, ["daan", "lotte-nov", "lotte-okt"]),
        ("fien", {}, ["amber"]),
        ("bas", {}, []),
        ("joris", {"q": "prijs"}, ["daan", "lotte-okt"]),
        ("joris", {"q": "prijs", "by": "customer"}, ["lotte-okt"]),
        ("joris", {"q": "kost", "question": "1"}, ["lotte-nov"]),
        ("joris", {"q": '"honderd euro"'}, ["lotte-nov"]),
        ("joris", {"since": "2026-11-20"}, ["daan"]),
        ("joris", {"until": "2026-11-19"}, ["lotte-nov", "lotte-okt"]),
        ("joris", {"since": "2026-10-25", "until": "2026-10-25"}, ["lotte-okt"]),
        ("joris", {"who": "arel_v"}, ["daan", "lotte-nov", "lotte-okt"]),
        ("joris", {"who": "arelxv"}, []),
        ("joris", {"who": "%"}, []),
        ("joris", {"measure": "talk-share:seller", "low": "20"}, ["daan", "lotte-okt"]),
        ("joris", {"measure": "talk-share:seller", "low": "20", "high": "30"}, ["lotte-okt"]),
        ("joris", {"least": "1"}, []),
        ("joris", {"sound": "1"}, []),
        ("joris", {"cue": "no such", "since": "gisteren", "low": "nan"}, "all"),
    ],
)
def test_finds(
    site: Site,
    company: Company,
    calls: dict[str, int],
    who: str,
    asked: dict[str, str],
    expected: list[str] | str,
) -> None:
    found = find(site, company[who], Wanted.of(asked))
    wanted = ["daan", "lotte-nov", "lotte-okt"] if expected == "all" else expected
    assert [call.title for call in found.calls] == wanted
    assert found.count == len(wanted)
    assert not found.more


def test_what_was_found_is_marked(site: Site, company: Company, calls: dict[str, int]) -> None:
    found = find(site, company.lotte, Wanted(q="prijzen hoog"))
    ((snippet,),) = found.snippets.values()
    assert [text for text, hit in snippet.pieces if hit] == ["prijs", "hoog"]
    assert "".join(text for text, _ in snippet.pieces) == "Goed, de prijs is hoog."


def test_what_others_have_is_not_offered(
    site: Site, company: Company, calls: dict[str, int]
) -> None:
    names = [person.name for person in choices(site, company.joris)[0]]
    assert names == ["Daan de Wit", "Lotte Maes"]


def test_a_person_of_another_team_is_not_found_by_number(
    site: Site, company: Company, calls: dict[str, int]
) -> None:
    assert find(site, company.joris, Wanted.of({"person": str(company.amber.id)})).count == 0


def test_an_address_asks_what_it_was_made_from() -> None:
    wanted = Wanted.of({"q": '"per maand" & meer', "by": "customer", "low": "2,5", "x": "y"})
    from urllib.parse import parse_qsl

    assert Wanted.of(dict(parse_qsl(wanted.address))) == wanted


def test_a_search_is_kept_by_its_name_and_for_oneself(site: Site, company: Company) -> None:
    saved.keep(site, company.lotte, " Prijs  bij klanten ", Wanted(q="prijs", by="customer"))
    saved.keep(site, company.lotte, "Prijs bij klanten", Wanted(q="prijzen"))
    (search,) = saved.saved(site, company.lotte)
    assert (search.name, search.query) == ("Prijs bij klanten", "q=prijzen")
    assert saved.saved(site, company.daan) == []
    with pytest.raises(NotFound):
        saved.remove(site, company.daan, search.id)
    assert saved.saved(site, company.lotte) == [search]
    saved.remove(site, company.lotte, search.id)
    assert saved.saved(site, company.lotte) == []


def test_without_a_date_comes_last(site: Site, company: Company) -> None:
    for part, when in enumerate((None, datetime(2026, 1, 1, tzinfo=UTC), None)):
        text = f"# wanneer: {when.isoformat()}\n" if when else ""
        conversation = talk(f"{text}# titel: {part}\n0:00 V: Dag.\n0:02 K: Dag.", seller="V")
        with site.database.writing() as connection:
            own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
            add_call(connection, conversation, Source("b" * 64, part), **own)  # type: ignore[arg-type]
    assert [call.title for call in find(site, company.lotte, Wanted()).calls] == ["1", "2", "0"]


@pytest.mark.parametrize("who", ["élodie", "ELODIE NOËL", "E\u0301lodie", "noel", "VAN\tDEN"])
def test_a_name_is_found_whatever_its_case_and_accents(
    site: Site, company: Company, who: str
) -> None:
    conversation = talk("0:00 Verkoper: Dag.\n0:02 Élodie Noël van den Âker: Dag.")
    with site.database.writing() as connection:
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        call = add_call(connection, conversation, Source("b" * 64, 0), **own)  # type: ignore[arg-type]
    assert [one.id for one in find(site, company.lotte, Wanted(who=who)).calls] == [call]
    assert find(site, company.lotte, Wanted(who="e_odie")).count == 0


def test_a_mended_name_is_found_too(site: Site, company: Company, calls: dict[str, int]) -> None:
    mend(site, company.lotte, calls["lotte-nov"], 1, Rename("p2", "Élodie"))
    assert find(site, company.lotte, Wanted(who="elodie")).count == 1
    assert find(site, company.lotte, Wanted(who="karel_v")).count == 1


def test_a_letter_that_no_text_has_is_left_out() -> None:
    assert Wanted.of({"q": "\0prijs\0", "type": "\0"}) == Wanted(q="prijs")


# ── by a title or a customer's name ───────────────────────────────────────────────────────────


def test_words_of_a_title_or_a_customer_find_the_call(site: Site, company: Company) -> None:
    spoken = keep_call(
        site, company.lotte, talk("Lotte Maes: De bakkerij.\nKarel: Ja.\n", seller="Lotte Maes")
    )
    named = talk("Lotte Maes: Dag.\nÉlodie Noël: Hallo.\n").with_sides({"p2": Side.CUSTOMER})
    titled = keep_call(site, company.lotte, replace(named, title="Bakkerij De Vries"))

    def ids(**asked: str) -> list[int]:
        return [call.id for call in find(site, company.lotte, Wanted(**asked)).calls]

    found = find(site, company.lotte, Wanted(q="bakkerij"))
    assert [call.id for call in found.calls] == [titled, spoken]
    assert [bool(found.snippets[call]) for call in (titled, spoken)] == [False, True]
    assert found.count == 2
    for words in ("elodie", "Élod", '"de vries"', "vries bakkerij "):
        assert titled in ids(q=words), words
    for words in ("vri es", '"vries de"', "ries", "bakkerij jansen"):
        assert titled not in ids(q=words), words
    assert ids(q="bakkerij", by="seller") == [spoken], "a title is said by nobody"
    assert find(site, company.amber, Wanted(q="vries")).calls == ()
    assert [c.id for c in find(site, company.joris, Wanted(q="vries")).calls] == [titled]
    change_facts(site, company.lotte, titled, 1, SetFacts("Slagerij", None, "", ""), "")
    assert (ids(q="vries"), ids(q="slager")) == ([], [titled])


def test_what_is_asked_and_cannot_be_is_named() -> None:
    given = {"q": "prijs", "since": "31-13-2026", "least": "vijf", "most": "", "by": "klant"}
    assert Wanted.misread(given) == {"since": "31-13-2026", "least": "vijf", "by": "klant"}
    assert Wanted.misread({"since": "2026-11-01", "sound": "1"}) == {}
