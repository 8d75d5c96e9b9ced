"""Somebody is found everywhere, given what there is, erased for good; and not by an accident."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from tests.service.kept_bytes import where_is
from tests.service.reviewed import flagged
from tests.service.test_adding import given
from tests.service.test_retention import a_recording, gone_from, there
from tests.sites import Company
from tests.working import work_off

from klankbord.errors import CountUnsure, FoundChanged, HeldForDispute, Mistakes, NotFound
from klankbord.formats import read
from klankbord.formats.document import Document
from klankbord.formats.writing import to_json
from klankbord.service.access import Actor
from klankbord.service.calls import saved
from klankbord.service.calls.clips import clip
from klankbord.service.calls.comments import comment
from klankbord.service.calls.finding import Wanted
from klankbord.service.intake.adding import Told, add
from klankbord.service.keeping.erasing import MARK, erase, look_for
from klankbord.service.keeping.holding import hold_call
from klankbord.service.keeping.removing import remove
from klankbord.service.keeping.sought import sought
from klankbord.service.learning.flagging import flag
from klankbord.service.learning.reviewing import begin
from klankbord.service.learning.today import put_on_list
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, ArrivingParty, accept
from klankbord.store.audit import all_entries
from klankbord.store.calls import add_call, find_calls
from klankbord.store.corpus import Corpus
from klankbord.store.erased import all_requests
from klankbord.store.new_calls import Source
from klankbord.store.sources import add_source, find_source
from klankbord.testing import talk

NUMBER, WRITTEN = "+31612345678", "06-12 34 56 78"
MAIL = "karel@zeggekorf.example"
WORD = "zandhagedis"


@dataclass(frozen=True)
class Kept:
    """Calls with Karel (by his number, by his address) and one with somebody else."""

    by_number: int
    by_mail: int
    other: int


def a_talk(name: str, word: str, number: str = "", email: str = "") -> bytes:
    """A transcript in our own shape, with a party that has a number or an address."""
    said = talk(
        f"""
        0:00-0:03 Lotte Maes: Hoe gaat het met de {word}?
        0:04-0:09 {name}: De {word} komt vrijdag.
        """,
        seller="Lotte Maes",
    )
    told = json.loads(to_json([said]))
    (party,) = (one for one in told["parties"] if one["name"] == name)
    party.update({"number": number} if number else {})
    party.update({"email": email} if email else {})
    return json.dumps(told).encode()


@pytest.fixture
def kept(site: Site, company: Company) -> Kept:
    lotte = company.lotte
    made: list[int] = []
    for name, content, told in (
        ("gesprek 0612345678", a_talk("Karel Appel", WORD, number=WRITTEN), Told(number=NUMBER)),
        ("gesprek per mail", a_talk("K. Appel", WORD, email=MAIL.upper()), Told()),
        ("iemand anders", a_talk("Karel Vos", "brandgans", number="+31687654321"), Told()),
    ):
        before = set(there(site))
        files = [given(f"{name}.json", content)]
        if not made:
            files.append(given(f"{name}.wav", a_recording()))
        add(site, lotte, files, told)
        work_off(site)
        (new,) = set(there(site)) - before
        made.append(new)
    found = Kept(*made)
    comment(site, company.joris, found.by_number, 1, 1, "Mooi", shared=True)
    clip(site, lotte, found.by_number, 1, (1, 2), "De slak", shared=False)
    begin(site, lotte, flagged(site, lotte, found.by_number), "alone")
    put_on_list(site, lotte, "k1", f"Karel bellen op {WRITTEN}")
    saved.keep(site, lotte, "Karel", Wanted(q="0612345678"))
    flag(site, lotte, "k2", good=True, number=NUMBER)
    _arrive(site, lotte)
    Corpus(site.settings.data).refresh(site.database)
    return found


def _arrive(site: Site, lotte: Actor) -> None:
    with site.database.writing() as connection:
        own = {"config": {}, "person": lotte.id, "now": site.now(), "enabled": True}
        number = add_source(connection, kind="upload", name="Centrale", **own)  # type: ignore[arg-type]
        source = find_source(connection, number)
        assert source
        told = Arriving(
            key="out-0612345678-101", number=WRITTEN, parties=(ArrivingParty(email=MAIL),)
        )
        accept(connection, source, told, payload=NUMBER.encode(), files=(), now=site.now())
    work_off(site)


def _erase(site: Site, company: Company, text: str) -> int:
    found = look_for(site, company.bas, text)
    picked = [call.id for call in found.calls]
    number = erase(site, company.bas, text, picked=picked, seen=found.seen)
    work_off(site)
    return number


def test_looking_changes_nothing_and_counts_everything(
    site: Site, company: Company, kept: Kept
) -> None:
    found = look_for(site, company.bas, WRITTEN)
    assert [call.id for call in found.calls] == [kept.by_number]
    told = {name: n for name, n in found.counts.items() if n}
    lines = told.pop("lines")
    assert lines > 0
    assert told == {
        "calls": 1,
        "sounds": 1,
        "clips": 1,
        "comments": 1,
        "reviews": 1,
        "quotes": 1,
        "flags": 2,
        "arrivals": 1,
        "texts": 1,
        "searches": 1,
    }
    assert look_for(site, company.bas, "0031 6 12345678").seen == found.seen
    for who in (company.lotte, company.joris):
        with pytest.raises(NotFound):
            look_for(site, who, NUMBER)
    for text in ("", "12", "ab", "geen@", "x" * 300):
        with pytest.raises(Mistakes):
            look_for(site, company.bas, text)
    assert len(there(site)) == 3


def test_a_number_goes_everywhere(site: Site, company: Company, kept: Kept) -> None:
    assert where_is(site, "612345678", "12 34 56 78")
    number = _erase(site, company, WRITTEN)
    assert set(there(site)) == {kept.by_mail, kept.other}
    gone_from(site, "612345678", "12 34 56 78", "Karel Appel")
    again = look_for(site, company.bas, NUMBER)
    assert not any(again.counts.values())
    with site.database.reading() as connection:
        (request,) = all_requests(connection)
        (line,) = [e for e in all_entries(connection) if e.action == "person_erased"]
    assert (request.id, request.kind, request.person) == (number, "erasure", "Bas Bakker")
    assert request.counts["calls"] == 1
    assert line.detail == {"name": str(number)}


def test_an_address_goes_too(site: Site, company: Company, kept: Kept) -> None:
    _erase(site, company, MAIL)
    assert set(there(site)) == {kept.by_number, kept.other}
    gone_from(site, MAIL, MAIL.upper())


def test_the_words_go_with_the_last_of_their_calls(
    site: Site, company: Company, kept: Kept
) -> None:
    _erase(site, company, NUMBER)
    _erase(site, company, MAIL)
    gone_from(site, WORD)
    assert there(site) == [kept.other]
    assert where_is(site, "brandgans")


def test_a_name_takes_only_what_was_picked(site: Site, company: Company, kept: Kept) -> None:
    found = look_for(site, company.bas, "karel vos")
    assert [call.id for call in found.calls] == [kept.other]
    erase(site, company.bas, "karel vos", picked=[], seen=found.seen)
    assert kept.other in there(site)
    found = look_for(site, company.bas, "karel vos")
    erase(site, company.bas, "karel vos", picked=[kept.other, kept.by_mail], seen=found.seen)
    assert set(there(site)) == {kept.by_number, kept.by_mail}


def test_what_came_meanwhile_is_shown_first(site: Site, company: Company, kept: Kept) -> None:
    found = look_for(site, company.bas, NUMBER)
    flag(site, company.lotte, "k3", good=True, number=NUMBER)
    with pytest.raises(FoundChanged):
        erase(site, company.bas, NUMBER, picked=[kept.by_number], seen=found.seen)
    assert kept.by_number in there(site)


def test_many_at_once_want_their_count(
    site: Site, company: Company, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klankbord.service.keeping import erasing

    monkeypatch.setattr(erasing, "SURE", 0)
    found = look_for(site, company.bas, NUMBER)
    things = 1 + len(found.beside)
    own = {"picked": [kept.by_number], "seen": found.seen}
    with pytest.raises(Mistakes) as told:
        erase(site, company.bas, NUMBER, **own)  # type: ignore[arg-type]
    assert [type(one) for one in told.value.mistakes] == [CountUnsure]
    erase(site, company.bas, NUMBER, **own, count=str(things))  # type: ignore[arg-type]
    assert kept.by_number not in there(site)


def test_what_is_held_is_told_and_stays(site: Site, company: Company, kept: Kept) -> None:
    hold_call(site, company.bas, kept.by_number, "Klacht")
    found = look_for(site, company.bas, NUMBER)
    assert (set(found.held), found.counts["held"]) == ({kept.by_number}, 1)
    _erase(site, company, NUMBER)
    assert kept.by_number in there(site)
    with pytest.raises(HeldForDispute):
        remove(site, company.lotte, kept.by_number)


def test_a_file_with_more_calls_goes_and_the_others_stay(site: Site, company: Company) -> None:
    file = site.files.keep([b"otter en wezel"], "samen.json", 1)
    talks = a_talk("Karel", "otter", number=NUMBER), a_talk("Piet", "wezel", number="+31687654321")
    for part, content in enumerate(talks):
        (conversation,) = read(Document("samen.json", content))
        own = {"owner": company.lotte.id, "uploader": company.lotte.id, "now": site.now()}
        with site.database.writing() as connection:
            add_call(connection, conversation, Source(file.hash, part), **own)  # type: ignore[arg-type]
    assert len(there(site)) == 2
    _erase(site, company, NUMBER)
    gone_from(site, "otter")
    assert len(there(site)) == 1
    assert list(site.files.hashes()) == []
    with site.database.reading() as connection:
        (left,) = find_calls(connection)
    assert left.customers == "Piet"


@pytest.mark.parametrize(
    ("who", "text", "has"),
    [
        (NUMBER, "bel 06 12345678 terug", True),
        (NUMBER, "+31 (0)6-1234 5678", True),
        (NUMBER, "out-0612345678-101.wav", True),
        (NUMBER, "31612345678", True),
        (NUMBER, "106123456789", False),
        (NUMBER, "06 1234 5679", False),
        (MAIL, "Karel <KAREL@zeggekorf.example>", True),
        (MAIL, "anderekarel@zeggekorf.example", False),
        ("Karel Appel", "met karel appel gebeld", True),
        ("Karel Appel", "karel appelboom", False),
    ],
)
def test_how_somebody_is_written(who: str, text: str, has: bool) -> None:  # noqa: FBT001
    assert sought(who).is_in(text) == has
    assert sought(who).is_in({"a": [text.encode()]}) == has
    if has and who != "Karel Appel":
        assert not sought(who).is_in(sought(who).without(text, MARK))
