"""Somebody is looked for in every column in which they can stand; nobody else goes with them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from sqlalchemy import JSON, LargeBinary, Text, insert, select, update
from tests.service.arrived import a_source, arrival_of, arrive
from tests.service.test_adding import given
from tests.service.test_erasing import MAIL, NUMBER, WRITTEN, Kept, a_talk, kept
from tests.service.test_retention import TEXT, gone_from, there
from tests.sites import Company
from tests.working import work_off

from klankbord.coaching.reframing import QUESTIONS
from klankbord.conversation.facts import SetFacts
from klankbord.errors import CountUnsure, FoundChanged, Mistakes
from klankbord.service.calls.comments import comment
from klankbord.service.calls.facts import change_facts
from klankbord.service.intake.adding import Told, add
from klankbord.service.keeping.erasing import SURE, Found, erase, look_for
from klankbord.service.keeping.holding import hold_call
from klankbord.service.learning.flagging import answer_questions, flag
from klankbord.service.learning.today import put_on_list
from klankbord.service.site import Site
from klankbord.store import erasing as store
from klankbord.store.consent_tables import consents
from klankbord.store.erased import all_requests
from klankbord.store.key_tables import uploads
from klankbord.store.learning_tables import flags, todos
from klankbord.store.tables import calls, comments, imports, metadata, parties
from klankbord.store.types import Facts
from klankbord.store.uploads import add_upload

__all__ = ["kept"]
CUSTOMER = {"name": "Klant", "side": "customer"}


def found(site: Site, company: Company, text: str) -> Found:
    return look_for(site, company.bas, text)


def erased(site: Site, company: Company, text: str, *picked: int, beside: Any = ()) -> int:
    seen = found(site, company, text).seen
    return erase(site, company.bas, text, picked=picked, seen=seen, beside=beside)


def test_every_column_with_texts_is_looked_in_or_left_out_with_a_reason() -> None:
    looked = {(p.table.name, name) for p in store.PLACES for name in p.columns}
    looked |= {(table, name) for table, names in store.BOTH.items() for name in names}
    every = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Text | JSON | LargeBinary | Facts)
    }
    left = {one for one in every if one[0] in store.LEFT_OUT or ".".join(one) in store.LEFT_OUT}
    assert not every - looked - left, "say in store/erasing.py whether somebody can stand here"
    assert not looked & left
    named = {name for one in left for name in (one[0], ".".join(one))}
    assert store.LEFT_OUT.keys() <= named, "there is no such column any more"


def test_by_a_name_nothing_goes_but_what_was_picked(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    for n in range(3):
        party = {"name": f"Jan {n}", "number": f"+3161111111{n}", "side": "customer"}
        arrive(
            site,
            source,
            f"gesprek jan {n}",
            TEXT.replace("vrijdag", f"dag{n}"),
            parties=(party,),
            work=False,
        )
    with site.database.writing() as connection:
        own: dict[str, Any] = {"digest": "", "expects": ["media"], "arrival": None}
        facts = {"parties": [{"name": "Jan 0"}]}
        add_upload(connection, source, "k", facts=facts, now=site.now(), **own)
    shown = found(site, company, "jan")
    assert (shown.items, shown.counts["under_way"]) == ((), 4)
    erased(site, company, "jan")
    work_off(site)
    assert len(there(site)) == 3
    with site.database.reading() as connection:
        assert len(connection.execute(select(uploads.c.id)).all()) == 1


def test_by_a_name_what_is_over_is_picked_one_by_one(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    for key in ("jan jansen 1", "jan jansen 2"):
        arrive(site, source, key, f"{key[-1]} leeg")
    shown = found(site, company, "jan jansen")
    assert (shown.counts["arrivals"], shown.counts["imports"], len(shown.items)) == (2, 2, 4)
    item = next(one for one in shown.items if one.text == "jan jansen 1")
    erased(site, company, "jan jansen", beside=[item.key])
    again = found(site, company, "jan jansen")
    assert {one.text for one in again.items} == {"jan jansen 2", "jan jansen 2.txt"}


def test_the_address_of_another_is_not_touched(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    party = {**CUSTOMER, "email": "jan@bedrijf.co.uk"}
    arrive(site, source, "k1", TEXT, parties=(party,), work=False)
    erased(site, company, "jan@bedrijf.co")
    work_off(site)
    assert len(there(site)) == 1


def test_our_own_line_finds_nobody_who_dialled_it(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    ours = {"name": "Lotte", "number": "+31201234567", "side": "seller"}
    theirs = {**CUSTOMER, "number": NUMBER}
    key = "in-0201234567-0612345678"
    arrive(site, source, key, "leeg", number=NUMBER, parties=(ours, theirs))
    assert not any(found(site, company, "020-1234567").counts.values())
    assert found(site, company, NUMBER).counts["arrivals"] == 1


def test_answers_numbers_and_consents_have_it_no_more(
    site: Site, company: Company, kept: Kept
) -> None:
    flag(site, company.lotte, "q1", good=True, note="x")
    answer_questions(site, company.lotte, "q1", {QUESTIONS[0].id: f"Bel {WRITTEN} of mail {MAIL}"})
    flag(site, company.lotte, "q2", good=True, number=NUMBER, call=kept.other)
    for who, call in ((NUMBER, kept.by_number), (MAIL, kept.by_mail)):
        erased(site, company, who, call)
    with site.database.reading() as connection:
        rows = connection.execute(select(flags.c.answers, flags.c.number)).all()
    assert not any("12 34" in str(row) or MAIL in str(row) or NUMBER in str(row) for row in rows)
    assert any("Bel ‹gewist› of mail ‹gewist›" in str(row.answers) for row in rows)


def test_calls_that_have_it_elsewhere_are_offered_and_not_picked(
    site: Site, company: Company, kept: Kept
) -> None:
    """In a title, a name, the text of a consent, an earlier revision, or what its source told."""
    offered = []
    for n, name in enumerate(("gesprek 0687654399", "b", "c", "d")):
        before = set(there(site))
        content = a_talk(f"Klant {n}", f"wezel{n}")
        content = content.replace(b"Klant 1", b"0687654399")
        told = json.loads(content) | ({"title": "Bel 06-87654399"} if n == 2 else {})
        add(site, company.lotte, [given(f"{name}.json", json.dumps(told).encode())], Told())
        work_off(site)
        offered += sorted(set(there(site)) - before)
    with site.database.writing() as connection:
        row = {"call_id": offered[3], "way": "hand", "how": "spoken", "noted_at": site.now()}
        connection.execute(insert(consents).values(row | {"text": "aan 06 87654399 verteld"}))
        revision = connection.execute(select(calls.c.revision).where(calls.c.id == offered[2]))
        number = revision.scalar_one()
    change_facts(site, company.lotte, offered[2], number, SetFacts("anders", None, "", ""), "")
    shown = found(site, company, "0687654399")
    assert {one.id for one in shown.calls} == set(offered)
    assert (shown.sure, shown.counts["perhaps"]) == (frozenset(), 4)
    erased(site, company, "0687654399", *offered)
    work_off(site)
    gone_from(site, "87654399", "wezel")


def test_what_stands_with_a_held_call_stays_and_is_told(
    site: Site, company: Company, kept: Kept
) -> None:
    number = comment(site, company.joris, kept.by_number, 1, 1, f"Bel {WRITTEN}", shared=True)
    hold_call(site, company.bas, kept.by_number, f"Klacht van {WRITTEN}")
    assert found(site, company, NUMBER).counts["held_texts"] == 2
    erased(site, company, NUMBER, kept.by_number)
    with site.database.reading() as connection:
        said = select(comments.c.text).where(comments.c.id == number)
        assert connection.execute(said).scalar_one() == f"Bel {WRITTEN}"
        (request,) = all_requests(connection)
    assert request.counts["held_texts"] == 2


def test_a_comment_since_is_shown_first(site: Site, company: Company, kept: Kept) -> None:
    shown = found(site, company, NUMBER)
    comment(site, company.joris, kept.by_number, 1, 1, "nieuw", shared=False)
    with pytest.raises(FoundChanged):
        erase(site, company.bas, NUMBER, picked=[kept.by_number], seen=shown.seen)


def test_much_beside_calls_wants_its_count_too(site: Site, company: Company) -> None:
    for n in range(SURE + 1):
        put_on_list(site, company.lotte, f"k{n}", f"Bel {WRITTEN} ({n})")
    shown = found(site, company, NUMBER)
    with pytest.raises(Mistakes) as told:
        erase(site, company.bas, NUMBER, picked=[], seen=shown.seen)
    assert [type(one) for one in told.value.mistakes] == [CountUnsure]
    erase(site, company.bas, NUMBER, picked=[], seen=shown.seen, count=str(SURE + 1))
    with site.database.reading() as connection:
        assert all("‹gewist›" in one for one in connection.execute(select(todos.c.text)).scalars())


def test_how_they_are_called_is_shown_and_where_that_stays_counted(
    site: Site, company: Company, kept: Kept
) -> None:
    put_on_list(site, company.lotte, "n1", "Karel Appel: offerte sturen")
    shown = found(site, company, NUMBER)
    assert shown.names == ("Karel Appel",)
    assert shown.counts["named"] == 1


def test_what_came_in_between_is_seen_under_the_lock(
    site: Site, company: Company, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klankbord.service.keeping import erasing

    shown, first = found(site, company, NUMBER), erasing.found_of

    def meanwhile(*args: Any) -> Found:
        monkeypatch.setattr(erasing, "found_of", first)
        seen = first(*args)
        put_on_list(site, company.lotte, "tussendoor", f"Bel {WRITTEN}")
        return seen

    monkeypatch.setattr(erasing, "found_of", meanwhile)
    with pytest.raises(FoundChanged):
        erase(site, company.bas, NUMBER, picked=[kept.by_number], seen=shown.seen)
    assert kept.by_number in there(site)


def test_twenty_thousand_calls_take_seconds_and_the_lock_a_moment(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(site, company, 20_000)
    begun = time.monotonic()
    shown = found(site, company, "+31610000037")
    assert [one.id for one in shown.calls] == [1]
    assert time.monotonic() - begun < 20
    with site.database.writing() as connection:
        begun = time.monotonic()
        from klankbord.service.keeping.erasing import found_of

        assert found_of(connection, shown.who, shown.scope).seen == shown.seen
        assert time.monotonic() - begun < 1


def many(site: Site, company: Company, count: int) -> None:
    """So many calls, each with its own number and address."""
    lotte, now = company.lotte.id, site.now()
    of_call = {"owner_id": lotte, "uploader_id": lotte, "source_part": 0, "title": "t"}
    of_call |= {"customers": "k", "folded": "k", "language": "nl", "direction": "in", "type": ""}
    of_call |= {"length_ms": 1, "revision": 1, "created_at": now, "started_at": now}
    numbers = {n: f"+316{10_000_000 + n * 37:08d}" for n in range(1, count + 1)}
    rows = [of_call | {"id": n, "source": f"{n:064x}", "number": of} for n, of in numbers.items()]
    party = {"party": 0, "name": "Klant", "side": "customer", "folded": "klant"}
    with site.database.writing() as connection:
        connection.execute(insert(calls), rows)
        each = [
            party | {"call_id": n, "number": of, "email": f"k{n}@x.example"}
            for n, of in numbers.items()
        ]
        connection.execute(insert(parties), each)


def test_an_arrival_under_way_with_their_number_goes(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "k1", TEXT, number=NUMBER, work=False)
    assert found(site, company, NUMBER).counts["arrivals"] == 1
    erased(site, company, NUMBER)
    work_off(site)
    assert (there(site), arrival_of(site, source).told) == ([], {})


def test_the_name_of_a_file_of_a_living_call_offers_that_call(
    site: Site, company: Company, kept: Kept
) -> None:
    with site.database.writing() as connection:
        connection.execute(update(imports).values(name="in-0644556677.wav"))
    shown = found(site, company, "0644556677")
    assert {one.id for one in shown.calls} == {kept.by_number, kept.by_mail, kept.other}
    assert not shown.sure
