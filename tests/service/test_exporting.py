"""All that is kept on somebody, in one zip: everything of theirs, nothing of others."""

import io
import json
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import insert, select
from tests.service.calls import keep_call
from tests.service.test_adding import a_sound
from tests.sites import Company

from klankbord.conversation.mending import Reword
from klankbord.service.access import Actor
from klankbord.service.calls.clips import clip
from klankbord.service.calls.comments import comment
from klankbord.service.calls.finding import Wanted
from klankbord.service.calls.mending import mend
from klankbord.service.calls.remarks import remark
from klankbord.service.calls.saved import keep
from klankbord.service.keeping.export_zip import export_all
from klankbord.service.keeping.exporting import LEFT_OUT, PARTS
from klankbord.service.site import Site
from klankbord.store import learning_tables as learning
from klankbord.store import tables
from klankbord.store.audit import all_entries
from klankbord.store.flags import add_flag, change_flag
from klankbord.store.people import change_person
from klankbord.store.preferences import prefer
from klankbord.store.reviews import add_review, change_review, write_answer
from klankbord.store.sessions import make_link, start_session
from klankbord.store.tables import metadata
from klankbord.testing import talk

TALK = talk(
    "0:00-0:03 Lotte: Dag Bert, hoe gaat het?\n0:04-0:09 Bert: Dag, het is druk", seller="Lotte"
)


def zipped(site: Site, actor: Actor) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(export_all(site, actor))))


def told(archive: ZipFile, name: str) -> list[dict[str, Any]]:
    found = json.loads(archive.read(f"{name}.json"))
    assert isinstance(found, list)
    return found


def everything(archive: ZipFile) -> str:
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.fixture
def call(site: Site, company: Company) -> int:
    """A call of Lotte's with something of everything, and something of others beside it."""
    lotte, joris = company.lotte, company.joris
    sound = site.files.keep([a_sound()], "opname.wav", 1).hash
    number = keep_call(site, lotte, TALK, sound)
    mend(site, joris, number, 1, Reword(1, "Dag Bert, hoe gaat het nu?"))
    comment(site, lotte, number, 2, 1, "van lotte zelf", shared=False)
    comment(site, joris, number, 2, 1, "van joris gedeeld", shared=True)
    comment(site, joris, number, 2, 1, "geheim van joris", shared=False)
    clip(site, lotte, number, 2, (1, 2), "fragment van lotte", shared=False)
    clip(site, joris, number, 2, (1, 2), "geheim fragment van joris", shared=False)
    keep(site, lotte, "druk", Wanted(q="druk"))
    remark(site, lotte, number, "De lijn viel weg", "interruptions")
    now = site.now()
    with site.database.writing() as c:
        change_person(c, lotte.id, password="argon2id-geheim")
        start_session(
            c, lotte.id, now=now, lasts=timedelta(days=1), agent="Firefox", address="192.0.2.7"
        )
        make_link(c, "reset", lotte.id, now, timedelta(days=1))
        flag, _ = add_flag(
            c, lotte.id, "k", good=False, note="notitie van lotte", number="", at=now, call=number,
            now=now,
        )  # fmt: skip
        change_flag(c, flag, answers={"blijvend": "nee hoor"}, shared_id=joris.id)
        add_flag(
            c, joris.id, "k", good=True, note="geheime vlag van joris", number="", at=now,
            call=None, now=now,
        )  # fmt: skip
        review = add_review(c, flag, person=lotte.id, call=number, manner="apart", now=now)
        change_review(c, review, coach_id=joris.id)
        write_answer(c, review, lotte.id, "mine", "antwoord van lotte", now=now)
        write_answer(c, review, joris.id, "mine", "antwoord van joris", now=now)
        prefer(c, lotte.id, "remind_at", "09:00")
        own = {"person_id": lotte.id, "created_at": now}
        c.execute(insert(learning.todos).values(own | {"key": "t", "text": "Bert bellen"}))
        c.execute(insert(learning.lessons).values(own | {"text": "les van lotte"}))
        c.execute(
            insert(learning.reminders).values(
                person_id=lotte.id, kind="digest", about="2026-11-20", sent_at=now
            )
        )
    return number


def test_every_table_is_in_it_or_left_out_with_a_reason() -> None:
    named = {part.table.name for part in PARTS}
    there = {table.name for table in metadata.sorted_tables}
    assert there - named - LEFT_OUT.keys() == set(), "a new table: in PARTS, or in LEFT_OUT?"
    assert named & LEFT_OUT.keys() == set()
    assert (named | LEFT_OUT.keys()) - there == set()
    assert all(LEFT_OUT.values())
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_what_refers_to_people_is_never_left_out() -> None:
    to = {tables.people.c.id, tables.calls.c.id}
    for table in metadata.sorted_tables:
        if table.name in LEFT_OUT and table.name != "turns":
            assert not any(key.column in to for key in table.foreign_keys), table.name


def test_what_opens_a_door_is_in_no_part() -> None:
    for part in PARTS:
        told = {column.name for column in part.table.columns} - part.without
        assert told & {"password", "token", "form_token"} == set(), part.name


def test_it_holds_everything_of_theirs(site: Site, company: Company, call: int) -> None:
    archive = zipped(site, company.lotte)
    assert archive.testzip() is None
    text = everything(archive)
    for own in (
        "lotte@kassahuis.example",
        "van lotte zelf",
        "van joris gedeeld",
        "fragment van lotte",
        "q=druk",
        "De lijn viel weg",
        "notitie van lotte",
        "nee hoor",
        "antwoord van lotte",
        "Bert bellen",
        "les van lotte",
        "remind_at",
        "Firefox",
    ):
        assert own in text, own
    assert archive.read(f"opnamen/gesprek-{call}.wav") == a_sound()
    first, second = (json.loads(archive.read(f"gesprekken/{call}/versie-{n}.json")) for n in (1, 2))
    assert first["turns"][0]["text"] != second["turns"][0]["text"]
    assert [row["person"] for row in told(archive, "versies")] == ["Lotte Maes", "Joris Peeters"]
    assert {"mended", "exported"} <= {row["action"] for row in told(archive, "logboek")}
    for part in PARTS:
        assert f'href="{part.name}.json"' in archive.read("index.html").decode()
    filled = {part.name for part in PARTS if told(archive, part.name)}
    assert filled == {
        "account",
        "antwoorden",
        "bewaard",
        "cijfers",
        "deelnemers",
        "fragmenten",
        "gesprekken",
        "herinneringen",
        "kanttekeningen",
        "lessen",
        "lid-van",
        "links",
        "logboek",
        "metingen",
        "momenten",
        "opmerkingen",
        "reviews",
        "sessies",
        "te-doen",
        "teams",
        "versies",
        "voorkeuren",
        "zoekopdrachten",
    }


def test_what_others_keep_for_themselves_is_not_in_it(
    site: Site, company: Company, call: int
) -> None:
    text = everything(zipped(site, company.lotte))
    for hidden in (
        "geheim van joris",
        "geheim fragment",
        "geheime vlag",
        "antwoord van joris",
        "argon2id",
        "form_token",
        "coach_done_at",
    ):
        assert hidden not in text, hidden


def test_the_coach_gets_their_own_and_no_answer_before_both_are_done(
    site: Site, company: Company, call: int
) -> None:
    before = zipped(site, company.joris)
    text = everything(before)
    assert "antwoord van joris" in text
    assert "geheim van joris" in text
    for hidden in ("antwoord van lotte", "van lotte zelf", "notitie van lotte", "nee hoor"):
        assert hidden not in text, hidden
    assert told(before, "gesprekken") == []
    (row,) = told(before, "reviews-als-coach")
    assert not {"seller_done_at", "looked_at"} & row.keys()
    (mended,) = told(before, "verbeterd")
    assert mended.keys() & {"change", "document"} == set()
    with site.database.writing() as c:
        change_review(c, row["id"], seller_done_at=site.now(), coach_done_at=site.now())
    assert "antwoord van lotte" in everything(zipped(site, company.joris))
    assert "antwoord van joris" in everything(zipped(site, company.lotte))


@pytest.mark.parametrize("who", ["daan", "fien", "bas", "amber"])
def test_nobody_else_gets_any_of_it(site: Site, company: Company, call: int, who: str) -> None:
    archive = zipped(site, company[who])
    text = everything(archive)
    for hidden in ("lotte", "van joris", "Bert", "De lijn"):
        assert hidden not in text, hidden
    assert not any(name.startswith(("gesprekken/", "opnamen/")) for name in archive.namelist())


def test_a_transcript_with_calls_of_others_in_it_stays_behind(site: Site, company: Company) -> None:
    own = site.files.keep([b"alleen van lotte"], "a.txt", 1).hash
    both = site.files.keep([b"ook van daan"], "b.txt", 1).hash
    numbers = [keep_call(site, company[who], TALK) for who in ("lotte", "lotte", "daan")]
    with site.database.writing() as c:
        for number, source, part in zip(numbers, (own, both, both), (0, 0, 1), strict=True):
            c.execute(
                tables.calls.update()
                .where(tables.calls.c.id == number)
                .values(source=source, source_part=part)
            )
    text = everything(zipped(site, company.lotte))
    assert "alleen van lotte" in text
    assert "ook van daan" not in text


def test_that_it_was_taken_is_noted(site: Site, company: Company) -> None:
    zipped(site, company.lotte)
    with site.database.reading() as c:
        (entry,) = all_entries(c)
    assert (entry.action, entry.person_id, entry.about_id) == ("exported", *[company.lotte.id] * 2)


def test_memory_holds_a_piece_of_it_only(site: Site, company: Company) -> None:
    large = site.files.keep((b"RIFF" + bytes(1_000_000) for _ in range(60)), "groot.wav", 100)
    keep_call(site, company.lotte, TALK, large.hash)
    with site.database.writing() as c:
        rows = [
            {
                "at": site.now(), "person_id": company.lotte.id, "action": "opened",
                "about_id": company.lotte.id, "detail": {"name": "x" * 1000},
            }
            for _ in range(8_000)
        ]  # fmt: skip
        c.execute(insert(tables.audit), rows)
    del rows
    tracemalloc.start()
    try:
        sizes = [len(piece) for piece in export_all(site, company.lotte)]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(sizes) > 60_000_000
    assert peak < 12_000_000
    assert max(sizes) < 4_000_000


def test_who_breaks_off_holds_nothing_open(site: Site, company: Company, call: int) -> None:
    pieces: Iterator[bytes] = export_all(site, company.lotte)
    next(pieces)
    with site.database.writing() as c:  # nobody reads: PostgreSQL would tell by the pool
        c.execute(select(tables.people.c.id))
    pieces.close()  # type: ignore[attr-defined]
    assert site.database.engine.pool.status().count("Checked out: 1") == 0
