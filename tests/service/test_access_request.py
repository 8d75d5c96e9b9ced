"""Somebody gets what is kept of them: their own words whole, of others what is answered for."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from zipfile import ZipFile

import pytest
from tests.service.arrived import a_source, arrive
from tests.service.test_adding import given
from tests.service.test_retention import a_recording, there
from tests.sites import Company
from tests.working import work_off

from klankbord.errors import BadForm, FoundChanged, NotFound
from klankbord.formats.writing import to_json
from klankbord.report.copies import copy_pages
from klankbord.service.access import Actor
from klankbord.service.calls.comments import comment, rewrite
from klankbord.service.calls.remarks import remark
from klankbord.service.intake.adding import Told, add
from klankbord.service.keeping.access_request import WHYS, Asked, give
from klankbord.service.keeping.copying import copyable, key_of
from klankbord.service.keeping.erasing import look_for
from klankbord.service.keeping.holding import hold_call
from klankbord.service.learning.reminding import local
from klankbord.service.redaction.redaction_rules import set_rules
from klankbord.service.site import Site
from klankbord.store.audit import Entry, all_entries
from klankbord.store.calls import find_calls
from klankbord.store.consent import keep_back
from klankbord.store.erased import all_requests
from klankbord.store.hooks import add_deliveries, add_hook, change_delivery
from klankbord.testing import talk

NUMBER, WRITTEN = "+31612345678", "06-12 34 56 78"
OTHER = "+31687654321"
MAIL = "karel@zeggekorf.example"
WORD = "zandhagedis"
OFFERED = "0:00-0:03 Lotte Maes: Hoe gaat het?\n0:03-0:09 Karel: Druk, met Kerst voor de deur.\n"


@dataclass(frozen=True)
class Archive:
    """What somebody got."""

    names: frozenset[str]
    told: dict[str, Any]
    page: str
    house: str
    plain: str

    @property
    def all(self) -> str:
        return json.dumps(self.told, ensure_ascii=False) + self.page + self.house + self.plain


def a_talk(*customers: str, **facts: dict[str, str]) -> bytes:
    """A transcript with a seller and customers, who each say a word of their own."""
    said = [
        f"0:{9 + 5 * n:02}-0:{12 + 5 * n:02} {name}: De {WORD} van {name} komt vrijdag."
        for n, name in enumerate(customers)
    ]
    made = talk(
        "\n".join(["0:00-0:03 Lotte Maes: Hoe gaat het met de brandgans?", *said]),
        seller="Lotte Maes",
    )
    told = json.loads(to_json([made]))
    for party in told["parties"]:
        party.update(facts.get(party["name"].split()[0].lower(), {}))
        party["side"] = "seller" if party["name"] == "Lotte Maes" else "customer"
    return json.dumps(told).encode()


def kept(site: Site, owner: Actor, content: bytes, number: str = "", *, sound: bool = False) -> int:
    before = set(there(site))
    name = f"gesprek {len(before)}"
    files = [given(f"{name}.json", content)]
    files += [given(f"{name}.wav", a_recording())] if sound else []
    add(site, owner, files, Told(number=number))
    work_off(site)
    (new,) = set(there(site)) - before
    return new


def got(
    site: Site, admin: Actor, text: str = NUMBER, picked: set[int] | None = None, **asked: Any
) -> Archive:
    found = look_for(site, admin, text)
    ids = frozenset(call.id for call in found.calls) if picked is None else frozenset(picked)
    pieces = give(
        site,
        admin,
        text,
        asked=Asked(picked=ids, **asked),
        seen=found.seen,
        pages=lambda told: copy_pages(told, local),
    )
    with ZipFile(io.BytesIO(b"".join(pieces))) as zip_:
        assert zip_.testzip() is None
        pages = {
            name: zip_.read(name).decode()
            for name in zip_.namelist()
            if not name.startswith("opnamen/")
        }
        names = frozenset(zip_.namelist())
    house = next(text for name, text in pages.items() if name in {"uitleg.html", "about.html"})
    plain = next(text for name, text in pages.items() if name.endswith(".txt"))
    return Archive(names, json.loads(pages["gegevens.json"]), pages["index.html"], house, plain)


def log_of(site: Site, action: str) -> list[Entry]:
    with site.database.reading() as connection:
        return [one for one in all_entries(connection) if one.action == action]


def words(call: dict[str, Any]) -> list[tuple[bool, str | None]]:
    return [(turn["van_jou"], turn["tekst"]) for turn in call["beurten"]]


# ── what they and the others said ─────────────────────────────────────────────────────────────


def test_their_own_words_are_whole_and_the_others_stay_out(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER, sound=True)
    archive = got(site, company.bas)
    (call,) = archive.told["gesprekken"]
    assert archive.names == {"index.html", "uitleg.html", "uitleg.txt", "gegevens.json"}
    assert words(call) == [(False, None), (True, f"De {WORD} van Karel Appel komt vrijdag.")]
    assert "brandgans" not in archive.all
    assert "Maes" not in archive.all, "our people by their first name"
    assert "Van dit gesprek is een opname." in archive.page
    (line,) = log_of(site, "copied")
    assert (line.call_id, line.about_id, line.person_id) == (
        number,
        company.lotte.id,
        company.bas.id,
    )
    assert log_of(site, "copied_whole") == []


@pytest.mark.parametrize("why", WHYS)
def test_the_others_go_along_with_a_reason_that_the_seller_reads(
    site: Site, company: Company, why: str
) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER, sound=True)
    archive = got(site, company.bas, others=why)
    assert f"opnamen/gesprek-{number}.wav" in archive.names
    assert f'src="opnamen/gesprek-{number}.wav"' in archive.page
    assert "Hoe gaat het met de brandgans?" in archive.page
    (line,) = log_of(site, "copied_whole")
    assert (line.about_id, line.detail) == (company.lotte.id, {"why": why})


def test_a_reason_of_ones_own_comes_in_no_log(site: Site, company: Company) -> None:
    kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    mistakes: list[dict[str, Any]]
    mistakes = [{"others": "Karel wil het"}, {"language": "fr"}, {"also": "x" * 2001}]
    for wrong in mistakes:
        with pytest.raises(BadForm):
            got(site, company.bas, **wrong)
    with pytest.raises(NotFound):
        got(site, company.lotte)
    with site.database.reading() as connection:
        assert all_requests(connection) == []


# ── who of several people they are ────────────────────────────────────────────────────────────


def test_of_two_customers_somebody_says_which(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel", "Piet Vos"), NUMBER)
    found = look_for(site, company.bas, NUMBER)
    (unclear,) = copyable(site, company.bas, found).unclear
    assert [one.name for one in unclear.who.among] == ["Karel Appel", "Piet Vos"]
    silent = got(site, company.bas)
    assert [text for _, text in words(silent.told["gesprekken"][0])] == [None, None, None]
    assert "Niet duidelijk is wie van de mensen in dit gesprek jij bent." in silent.page
    assert "behalve in de gesprekken waarbij staat" in silent.page
    assert silent.told["van_jou"] == {"number": [NUMBER]}
    place = unclear.who.among[0].place
    archive = got(site, company.bas, places={number: (unclear.revision, place)})
    assert [text for own, text in words(archive.told["gesprekken"][0]) if own] == [
        f"De {WORD} van Karel Appel komt vrijdag."
    ]
    assert "Piet" not in archive.all
    assert "Niet duidelijk" not in archive.page


def test_a_place_of_another_revision_is_shown_again(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel", "Piet Vos"), NUMBER)
    with pytest.raises(FoundChanged):
        got(site, company.bas, places={number: (7, 1)})
    nobody = got(site, company.bas, places={number: (1, 99)})
    assert nobody.told["gesprekken"][0]["onduidelijk_wie_je_bent"]


def test_the_seller_is_not_taken_for_them(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel", "Piet Vos"), NUMBER)
    archive = got(site, company.bas, places={number: (1, 0)})
    assert archive.told["gesprekken"][0]["onduidelijk_wie_je_bent"]
    assert "brandgans" not in archive.all


def test_two_with_one_name_are_told_apart(site: Site, company: Company) -> None:
    first = {"name": "Jan Jansen"}
    kept(site, company.lotte, a_talk("Jan Jansen", "Piet Vos", piet=first))
    found = look_for(site, company.bas, "jan jansen")
    (unclear,) = copyable(site, company.bas, found).unclear
    assert len(unclear.who.among) == 2
    archive = got(site, company.bas, "jan jansen")
    assert [own for own, _ in words(archive.told["gesprekken"][0])] == [False] * 3


# ── counts, and what stays in the house ───────────────────────────────────────────────────────


def test_only_what_is_given_is_counted(site: Site, company: Company) -> None:
    first = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    second = kept(site, company.lotte, a_talk("Karel Appel", "Rosa Bos"), NUMBER)
    comment(site, company.joris, second, 1, 1, "Mooi gedaan", shared=False)
    hold_call(site, company.bas, first, "Klacht over een bever")
    archive = got(site, company.bas, picked={first})
    assert [one["nummer"] for one in archive.told["gesprekken"]] == [first]
    assert set(archive.told) == {"van_jou", "gesprekken", "notities", "niet_bewaard", "over_ons"}
    for word in ("held", "bever", "Klacht", "rules", "paths", "lines", "Rosa", "Mooi"):
        assert word not in archive.all, word
    assert "aantekening" not in archive.page
    with site.database.reading() as connection:
        (request,) = all_requests(connection)
    assert request.counts == {"calls": 1, "sounds": 0, "notes": 0, "elsewhere": 0, "originals": 0}


# ── what else is theirs ───────────────────────────────────────────────────────────────────────


def test_their_own_record_is_theirs(site: Site, company: Company) -> None:
    karel = {"number": WRITTEN, "email": MAIL}
    kept(
        site, company.lotte, a_talk("Karel Appel", "Piet Vos", karel=karel, piet={"number": OTHER})
    )
    archive = got(site, company.bas, MAIL)
    assert archive.told["van_jou"] == {
        "name": ["Karel Appel"],
        "number": [WRITTEN],
        "email": [MAIL],
    }
    assert archive.told["gesprekken"][0]["jij"] == {"name": "Karel Appel"} | karel
    assert WRITTEN in archive.page
    assert OTHER not in archive.all


def test_what_a_source_told_of_them(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    parties = (
        {"name": "Karel", "number": NUMBER, "side": "customer"},
        {"name": "Rosa Bos", "number": OTHER, "side": "other"},
    )
    own: dict[str, Any] = {"number": NUMBER, "parties": parties}
    arrive(site, source, "k-0612345678", OFFERED, **own)
    arrive(site, source, "k2", "leeg", **own)
    archive = got(site, company.bas)
    (call,) = archive.told["gesprekken"]
    (came,) = call["van_een_bron"]
    assert came["uitkomst"] == "kept"
    assert came["vertelde"]["number"] == NUMBER
    assert [one["name"] for one in came["vertelde"]["parties"]] == ["Karel"]
    (elsewhere,) = archive.told["niet_bewaard"]
    assert elsewhere["vertelde"]["number"] == NUMBER
    assert "Gemeld, en geen gesprek geworden" in archive.page
    assert OTHER not in archive.all
    assert "Rosa" not in archive.all


def test_by_a_name_nothing_of_namesakes(site: Site, company: Company) -> None:
    source = a_source(site, company.lotte)
    arrive(site, source, "k1", "leeg", parties=({"name": "Karel Appel", "number": OTHER},))
    number = kept(site, company.lotte, a_talk("Karel Appel"))
    archive = got(site, company.bas, "Karel Appel", {number})
    assert archive.told["niet_bewaard"] == []
    assert OTHER not in archive.all


def test_figures_in_which_they_count(site: Site, company: Company) -> None:
    lines = [
        f"{n // 3}:{n % 3 * 20:02}-{n // 3}:{n % 3 * 20 + 15:02} {name}: Dat hangt ervan af hoe."
        for n, name in enumerate(["Lotte Maes", "Karel Appel"] * 10)
    ]
    made = talk("\n".join(lines), seller="Lotte Maes")
    kept(site, company.lotte, to_json([made]), NUMBER)
    archive = got(site, company.bas)
    figures = {(one["measure"], one["kind"]) for one in archive.told["gesprekken"][0]["cijfers"]}
    assert ("talk-share", "customer") in figures
    assert not [kind for _, kind in figures if kind == "seller"]
    assert "Spreekaandeel: klant" in archive.page
    assert "Talk share" in got(site, company.bas, language="en").page


def test_where_a_call_was_told_of(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    url = "https://crm.example/geheim?token=abc"
    with site.database.writing() as connection:
        rule = {"name": "crm", "query": "", "url": url, "secret": "s", "facts": True}
        hook = add_hook(connection, company.lotte.id, site.now(), **rule)
        (one,) = add_deliveries(connection, hook, [number], site.now())
        change_delivery(connection, one, site.now(), state="sent")
    archive = got(site, company.bas)
    assert archive.told["gesprekken"][0]["verteld_aan"][0]["waar"] == "crm.example"
    assert "naar crm.example, met titel en naam van de klant." in archive.page
    assert "crm.example krijgt een bericht" in archive.house
    assert "geheim" not in archive.all


# ── notes ─────────────────────────────────────────────────────────────────────────────────────


def test_notes_go_along_one_by_one_without_who_wrote_them(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    elsewhere = kept(site, company.lotte, a_talk("Rosa Bos"))
    comment(site, company.joris, number, 1, 1, "Karel is ongeduldig", shared=True)
    comment(site, company.joris, number, 1, 1, "Alleen voor mij", shared=False)
    comment(site, company.joris, number, 1, 1, "Over iets anders", shared=True)
    remark(site, company.lotte, elsewhere, f"Bel Karel nog op {WRITTEN}")
    found = look_for(site, company.bas, NUMBER)
    closed = copyable(site, company.bas, found)
    assert (closed.notes, closed.private, closed.read) == (3, 1, ())
    assert log_of(site, "notes_read") == []
    assert [one.call_id for one in copyable(site, company.bas, found, read=()).read] == [elsewhere]
    offered = copyable(site, company.bas, found, read={number, elsewhere}).read
    assert "Alleen voor mij" not in {one.text for one in offered}
    told = {(line.call_id, line.about_id) for line in log_of(site, "notes_read")}
    assert told == {
        (number, company.lotte.id),
        (number, company.joris.id),
        (elsewhere, company.lotte.id),
    }
    picked = tuple(key_of(one) for one in offered if "Karel" in one.text)
    archive = got(site, company.bas, notes=picked)
    read, given_away = log_of(site, "notes_read")[0], log_of(site, "person_given")[0]
    assert read.detail["name"] in given_away.detail["name"].split(", ")
    assert {one["tekst"] for one in archive.told["notities"]} == {
        "Karel is ongeduldig",
        f"Bel Karel nog op {WRITTEN}",
    }
    assert "Joris" not in archive.all
    assert "Over iets anders" not in archive.all
    assert "Alleen voor mij" not in archive.all
    assert "Eén aantekening bij deze gesprekken" in archive.page
    assert "door Joris" in got(site, company.bas, notes=picked, authors=True).page
    assert got(site, company.bas).told["notities"] == []


def test_a_word_is_no_name_to_read_notes_by(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    elsewhere = kept(site, company.lotte, a_talk("Rosa Bos"))
    comment(site, company.joris, number, 1, 1, "Te snel met korting", shared=True)
    remark(site, company.lotte, elsewhere, "Karel Appel wil korting")
    for word in ("korting", "Karel", "Lotte Maes"):
        found = look_for(site, company.bas, word)
        offered = copyable(site, company.bas, found, read={number, elsewhere})
        assert (offered.notes, offered.read) == (0, ())
    assert log_of(site, "notes_read") == []
    found = look_for(site, company.bas, "Karel Appel")
    (note,) = copyable(site, company.bas, found, read=()).read
    assert note.text == "Karel Appel wil korting"


@pytest.mark.parametrize("why", ["consent", "private"])
def test_notes_with_a_call_that_others_do_not_see_yet_are_not_read(
    site: Site, company: Company, why: Literal["consent", "private"]
) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    elsewhere = kept(site, company.lotte, a_talk("Rosa Bos"))
    comment(site, company.lotte, number, 1, 1, "Van mij", shared=True)
    remark(site, company.lotte, number, "Ook van mij")
    remark(site, company.lotte, elsewhere, f"Bel Karel op {WRITTEN}")
    with site.database.writing() as connection:
        for call in (number, elsewhere):
            keep_back(connection, call, why, until=site.now() + timedelta(hours=1))
    found = look_for(site, company.bas, NUMBER)
    offered = copyable(site, company.bas, found, read={number})
    assert (offered.notes, offered.read) == (0, ())


def test_a_note_that_was_rewritten_is_read_again(site: Site, company: Company) -> None:
    number = kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    one = comment(site, company.joris, number, 1, 1, "Karel is ongeduldig", shared=True)
    found = look_for(site, company.bas, NUMBER)
    (note,) = copyable(site, company.bas, found, read={number}).read
    rewrite(site, company.joris, number, one, "Piet loog", shared=True)
    for wrong in (key_of(note), "comment:99:ab", "answer:1:ab", "comment:x:ab", "x" * 99):
        with pytest.raises(FoundChanged):
            got(site, company.bas, notes=(wrong,))


# ── what was made unreadable ──────────────────────────────────────────────────────────────────

SECRET = "NL91ABNA0417164300"


@pytest.mark.parametrize(("mode", "keeps"), [("share", True), ("import", False)])
def test_what_is_unreadable_is_told_and_given_where_it_is_kept(
    site: Site,
    company: Company,
    mode: str,
    keeps: bool,  # noqa: FBT001
) -> None:
    set_rules(site, company.bas, mode, ["iban"])
    kept(
        site,
        company.lotte,
        a_talk(f"Karel {SECRET}").replace(f'"name": "Karel {SECRET}"'.encode(), b'"name": "Karel"'),
        NUMBER,
    )
    told = got(site, company.bas)
    assert told.told["gesprekken"][0]["onleesbaar"]["origineel_bewaard"] == keeps
    assert "onleesbaar gemaakt" in told.page
    assert SECRET not in told.all
    archive = got(site, company.bas, originals=True)
    assert (SECRET in archive.page) == keeps
    with site.database.reading() as connection:
        assert all_requests(connection)[0].counts["originals"] == int(keeps)


# ── how we deal with calls ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            [
                "Opnamen: 90 dagen",
                "Gegevensbeschermingsautoriteit",
                "Uit Centrale:",
                "Het programma neemt geen besluiten over jou",
                "binnen een maand",
            ],
        ),
        (
            "en",
            [
                "Recordings: 90 days",
                "Gegevensbeschermingsautoriteit",
                "From Centrale:",
                "The program takes no decisions about you",
                "within a month",
            ],
        ),
    ],
)
def test_how_we_deal_with_calls_is_told_from_what_is_set(
    site: Site, company: Company, language: str, said: list[str]
) -> None:
    a_source(site, company.lotte, "Centrale")
    kept(site, company.lotte, a_talk("Karel Appel"), NUMBER)
    archive = got(site, company.bas, language=language, also="Bel <b>Bas</b> & co")
    for text in (*said, "Bel <b>Bas</b> & co"):
        assert text in archive.plain, text
        assert text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in archive.house
    assert f'lang="{language}"' in archive.page
    assert "style" not in archive.plain


# ── many ──────────────────────────────────────────────────────────────────────────────────────


def test_it_streams_a_call_at_a_time(site: Site, company: Company) -> None:
    for word in range(3):
        kept(site, company.lotte, a_talk(f"Karel {word}"), NUMBER)
    found = look_for(site, company.bas, NUMBER)
    read: list[int] = []

    def pages(told: Any) -> Any:
        def texts() -> Any:
            for one in told.calls():
                read.append(one.number)
                yield "x"

        return [("index.html", texts())]

    ids = frozenset(call.id for call in found.calls)
    asked = Asked(picked=ids)
    pieces = give(site, company.bas, NUMBER, asked=asked, seen=found.seen, pages=pages)
    seen = 0
    for _ in pieces:
        assert len(read) - seen <= 1, "no more than one at a time"
        seen = len(read)
    assert sorted(read) == sorted(ids)
    with site.database.reading() as connection:
        assert len(find_calls(connection)) == 3
