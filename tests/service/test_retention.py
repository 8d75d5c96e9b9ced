"""What was kept for long enough is told first, and then gone everywhere; what is held stays."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
import soundfile
from sqlalchemy import func, select
from tests.service.calls import keep_call
from tests.service.kept_bytes import where_is
from tests.service.reviewed import answered, flagged
from tests.service.test_adding import given
from tests.sites import Clock, Company
from tests.working import work_off

from klankbord.conversation import Conversation
from klankbord.errors import HeldForDispute, Mistakes, NotAllowed, NotFound
from klankbord.service.access import Actor
from klankbord.service.calls.clips import clip
from klankbord.service.calls.comments import comment
from klankbord.service.calls.giving import give_call
from klankbord.service.calls.opening import open_call
from klankbord.service.intake.adding import Told, add
from klankbord.service.keeping.holding import (
    hold_call,
    lift_hold,
    list_shelf,
    put_in_library,
    say_yes,
    take_out,
)
from klankbord.service.keeping.removing import remove
from klankbord.service.keeping.retention import plan_retention
from klankbord.service.keeping.retention_terms import NAMES, Terms, read_all_terms, set_terms
from klankbord.service.learning.flagging import flag
from klankbord.service.learning.resolving import resolve
from klankbord.service.learning.reviewing import begin, close
from klankbord.service.site import Site
from klankbord.service.sources.arriving import Arriving, accept
from klankbord.store.arrivals import find_arrival
from klankbord.store.calls import find_calls
from klankbord.store.corpus import Corpus
from klankbord.store.erased import past_reviews_of
from klankbord.store.lessons import lessons_of
from klankbord.store.retention import all_going, soundless_since
from klankbord.store.sources import add_source, find_source
from klankbord.store.tables import calls, metadata
from klankbord.testing import talk

WORD, SAID = "kwartelkoning", "zeggekorfslak"
TEXT = f"""Lotte Maes: Hoe gaat het met de {WORD}?
Karel: De {SAID} komt vrijdag.
Lotte Maes: Fijn, dan spreken we maandag verder.
Karel: Prima, tot dan."""
TIMED: Conversation = talk(
    f"""
    0:00-0:03 Lotte Maes: Hoe gaat het met de {WORD}?
    0:04-0:09 Karel: De {SAID} komt vrijdag.
    0:10-0:12 Lotte Maes: Fijn, dan spreken we maandag verder.
    """,
    seller="Lotte Maes",
)


def a_recording() -> bytes:
    tone = np.sin(np.arange(12 * 8000) / 8) * 0.3
    file = io.BytesIO()
    soundfile.write(file, np.stack([tone, -tone], axis=1), 8000, format="WAV")
    return file.getvalue()


def clock(site: Site) -> Clock:
    assert isinstance(site.now, Clock)
    return site.now


def a_call(site: Site, actor: Actor) -> int:
    """A call that was added with its recording, as somebody would."""
    add(site, actor, [given("a.txt", TEXT.encode()), given("a.wav", a_recording())], Told())
    work_off(site)
    Corpus(site.settings.data).refresh(site.database)
    with site.database.reading() as connection:
        return find_calls(connection)[0].id


def days(site: Site, n: int) -> None:
    """Let days pass, on each of which the worker looks."""
    clock(site).forward(days=n)
    plan_retention(site)
    work_off(site)


def there(site: Site) -> list[int]:
    with site.database.reading() as connection:
        return [one.id for one in find_calls(connection)]


def gone_from(site: Site, *words: str) -> None:
    """Nowhere in the tables once the worker did its work; where it is a file, in no byte of it."""
    work_off(site)
    found = where_is(site, *words)
    assert not any(name.startswith("table") for name in found)
    if site.database.is_sqlite:
        assert found == set()


def test_the_first_day_only_tells(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    days(site, 4000)
    with site.database.reading() as connection:
        (one,) = all_going(connection)
    assert (one.call_id, one.part) == (call, "text")
    assert (one.goes_at - site.now()).days == 14
    days(site, 13)
    assert there(site) == [call]
    days(site, 1)
    assert there(site) == []


def test_it_goes_from_everywhere(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    comment(site, company.joris, call, 1, 1, f"Mooi over {WORD}", shared=False)
    assert where_is(site, WORD, SAID)
    days(site, 352)
    assert there(site) == [call]
    days(site, 14)
    gone_from(site, WORD, SAID)
    with site.database.reading() as connection:
        counts = {
            table.name: connection.execute(
                select(func.count()).select_from(table).where(table.c.call_id == call)
            ).scalar_one()
            for table in metadata.sorted_tables
            if "call_id" in table.c and table.name != "audit"
        }
    assert not any(counts.values())
    assert list(site.files.hashes()) == []
    assert not [path for path in site.settings.data.rglob("derived/**/*") if path.is_file()]


def test_sound_goes_before_text_and_the_call_stays(site: Site, company: Company) -> None:
    sound = site.files.keep([a_recording()], "a.wav", 10).hash
    call = keep_call(site, company.lotte, TIMED, sound)
    clip(site, company.lotte, call, 1, (1, 2), "De slak", shared=False)
    site.files.write_derived(sound, "peaks", b'{"length_ms": 1, "channels": [[1]]}')
    days(site, 76)
    assert open_call(site, company.lotte, call).call.sound == sound
    days(site, 14)
    opened = open_call(site, company.lotte, call)
    assert opened.call.sound is None
    assert opened.conversation == TIMED
    assert list(site.files.hashes()) == []
    assert not site.files.derived(sound, "peaks").exists()
    with site.database.reading() as connection:
        assert soundless_since(connection, [call]) == {call: site.now()}


def test_a_call_that_is_a_recording_alone_loses_its_recording_too(
    site: Site, company: Company
) -> None:
    sound = site.files.keep([a_recording()], "a.wav", 10).hash
    call = keep_call(site, company.lotte, TIMED, sound)
    with site.database.writing() as connection:
        connection.execute(calls.update().where(calls.c.id == call).values(source=sound))
    days(site, 76)
    days(site, 14)
    assert there(site) == [call]
    assert list(site.files.hashes()) == []


def test_a_recording_of_two_calls_stays_with_the_other(site: Site, company: Company) -> None:
    sound = site.files.keep([a_recording()], "a.wav", 10).hash
    first = keep_call(site, company.lotte, TIMED, sound)
    keep_call(site, company.lotte, TIMED, sound)
    hold_call(site, company.bas, first, "De klant klaagt")
    days(site, 76)
    days(site, 14)
    assert list(site.files.hashes()) == [sound]
    assert open_call(site, company.lotte, first).call.sound == sound


def test_what_is_held_stays_until_it_is_lifted(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    with pytest.raises(NotFound):
        hold_call(site, company.joris, call, "Klacht")
    with pytest.raises(Mistakes):
        hold_call(site, company.bas, call, " ")
    hold_call(site, company.bas, call, "Klacht")
    with pytest.raises(HeldForDispute):
        remove(site, company.lotte, call)
    days(site, 4000)
    days(site, 14)
    assert there(site) == [call]
    lift_hold(site, company.bas, call)
    days(site, 1)
    days(site, 13)
    assert there(site) == [call], "told anew"
    days(site, 1)
    assert there(site) == []


def test_what_was_told_and_is_held_then_does_not_go(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    days(site, 360)
    hold_call(site, company.bas, call, "Klacht")
    days(site, 30)
    assert there(site) == [call]


def test_the_library_wants_a_reason_and_its_sellers_yes(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    with pytest.raises(Mistakes):
        put_in_library(site, company.lotte, call, "")
    assert not put_in_library(site, company.joris, call, "Zo stel je een open vraag")
    with pytest.raises(NotAllowed):
        say_yes(site, company.joris, call)
    with pytest.raises(NotFound):
        put_in_library(site, company.fien, call, "Niet van haar")
    days(site, 352)
    with site.database.reading() as connection:
        assert [one.part for one in all_going(connection)] == ["text"]
    say_yes(site, company.lotte, call)
    days(site, 100)
    assert there(site) == [call]
    days(site, 700)
    days(site, 14)
    assert there(site) == []


def test_taken_out_of_the_library_it_is_as_any_other(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    assert put_in_library(site, company.lotte, call, "Mooi afgerond")
    days(site, 500)
    assert there(site) == [call]
    with pytest.raises(NotAllowed):
        take_out(site, company.joris, call)
    take_out(site, company.lotte, call)
    days(site, 1)
    days(site, 14)
    assert there(site) == []


def test_terms_are_set_by_an_admin_and_cannot_be_nonsense(site: Site, company: Company) -> None:
    assert read_all_terms(site) == Terms()
    filled: dict[str, str] = dict.fromkeys(NAMES, "30")
    set_terms(site, company.bas, filled)
    assert read_all_terms(site).coaching_text == 30
    with pytest.raises(NotFound):
        set_terms(site, company.lotte, filled)
    bad: list[dict[str, Any]] = [
        {"coaching_sound": "31"},
        {"coaching_sound": "0"},
        {"left": "x"},
        {"backups": "99999"},
        {"library_text": "-3"},
    ]
    for change in bad:
        with pytest.raises(Mistakes):
            set_terms(site, company.bas, filled | change)
    assert read_all_terms(site).left == 30


def test_a_shorter_term_is_told_first(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    days(site, 60)
    set_terms(site, company.bas, dict.fromkeys(NAMES, "10"))
    days(site, 1)
    assert there(site) == [call]
    days(site, 13)
    assert there(site) == [call]
    days(site, 1)
    assert there(site) == []


def test_it_is_told_in_pieces_and_of_every_call(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from klankbord.service.keeping import retention

    made = [keep_call(site, company.lotte, TIMED) for _ in range(5)]
    monkeypatch.setattr(retention, "TOLD_AT_ONCE", 2)
    told: list[tuple[int, int | None]] = []
    tell = retention.tell_going

    def telling(connection: Any, now: Any, after: int, until: int | None) -> None:
        told.append((after, until))
        tell(connection, now, after, until)

    monkeypatch.setattr(retention, "tell_going", telling)
    days(site, 4000)
    with site.database.reading() as connection:
        assert {one.call_id for one in all_going(connection)} == set(made)
    assert told == [(0, made[1]), (made[1], made[3]), (made[3], None)]
    days(site, 13)
    assert there(site)
    days(site, 1)
    assert there(site) == []


def test_a_shorter_term_takes_nothing_at_once_that_nobody_is_told_of(
    site: Site, company: Company
) -> None:
    add(site, company.lotte, [given(f"{WORD}.txt", b"melk en eieren")], Told())
    flag(site, company.lotte, "k1", good=True, note=f"Over de {SAID}")
    work_off(site)
    days(site, 5)
    set_terms(site, company.bas, dict.fromkeys(NAMES, "1"))
    days(site, 13)
    assert where_is(site, WORD)
    assert where_is(site, SAID)
    days(site, 1)
    gone_from(site, WORD, SAID)


def test_a_yes_is_asked_again_of_who_has_the_call_now(site: Site, company: Company) -> None:
    call = keep_call(site, company.lotte, TIMED)
    put_in_library(site, company.lotte, call, "Mooi afgerond")
    give_call(site, company.lotte, call, company.daan.id)
    inside, asked = list_shelf(site, company.daan)
    assert (inside, [one.call_id for one in asked]) == ([], [call])
    say_yes(site, company.daan, call)
    assert [one.call_id for one in list_shelf(site, company.daan)[0]] == [call]


def test_a_longer_term_takes_back_what_was_told(site: Site, company: Company) -> None:
    call = a_call(site, company.lotte)
    days(site, 360)
    set_terms(site, company.bas, dict.fromkeys(NAMES, "1000"))
    days(site, 14)
    with site.database.reading() as connection:
        assert all_going(connection) == []
    assert there(site) == [call]


def test_a_review_says_what_became_of_what_it_quoted(site: Site, company: Company) -> None:
    lotte = company.lotte
    call = keep_call(site, lotte, TIMED)
    review = begin(site, lotte, flagged(site, lotte, call), "alone")
    answered(site, lotte, review, f"Over de {SAID}")
    resolve(site, lotte, review, "Ik vraag door.", None)
    close(site, lotte, review)
    days(site, 360)
    days(site, 14)
    gone_from(site, SAID)
    with site.database.reading() as connection:
        (past,) = past_reviews_of(connection)
        (lesson,) = lessons_of(connection, lotte.id)
    assert (past.why, past.gone_at, past.lesson_id) == ("retention", site.now(), lesson.id)
    assert past.closed_at is not None
    assert lesson.text == "Ik vraag door."


def test_what_never_became_a_call_is_forgotten(site: Site, company: Company) -> None:
    with site.database.writing() as connection:
        own = {"config": {}, "person": company.lotte.id, "now": site.now(), "enabled": True}
        number = add_source(connection, kind="upload", name="Centrale", **own)  # type: ignore[arg-type]
        source = find_source(connection, number)
        assert source
        told = Arriving(key=f"{WORD}-1", number="+31201234567")
        arrival, new = accept(
            connection, source, told, payload=WORD.encode(), files=(), now=site.now()
        )
        assert new
    add(site, company.lotte, [given(f"{WORD}.txt", b"melk en eieren")], Told())
    work_off(site)
    assert where_is(site, WORD)
    days(site, 31)
    days(site, 1)
    gone_from(site, WORD, "201234567")
    with site.database.reading() as connection:
        left = find_arrival(connection, arrival)
    assert left
    assert (left.state, left.reason) == ("left_out", "nothing")
