"""An offer is taken once; what became of it stands there, and what is left out leaves no bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select, update
from tests.service.watched import arrived, outcomes, recording
from tests.sites import Clock, Company
from tests.working import LEASE, work_off

from klankbord.errors import NotFound
from klankbord.i18n import translator
from klankbord.service.intake.imports import list_imports
from klankbord.service.jobs import take
from klankbord.service.running.housekeeping import plan_housekeeping
from klankbord.service.site import Site
from klankbord.service.sources import admitting
from klankbord.service.sources.admitting import Outside
from klankbord.service.sources.arrival_stages import arrival_step
from klankbord.service.sources.arriving import Arriving, accept
from klankbord.service.sources.leaving_out import forget_arrival
from klankbord.service.sources.sources import may_try_again, try_again, turn
from klankbord.store.arrivals import ArrivedFile, count_arrivals
from klankbord.store.audit import entries_by_others, entries_of_call
from klankbord.store.calls import find_calls, read_conversation
from klankbord.store.leftovers import old_arrivals
from klankbord.store.people import change_person
from klankbord.store.sources import (
    Source,
    add_source,
    change_source,
    find_source,
    set_extensions,
)
from klankbord.store.tables import imports, jobs

WHEN = datetime(2026, 11, 19, 11, 0, tzinfo=UTC)
TALK = """\
0:00-0:03 Lotte Maes: Goedemorgen, met Lotte. Hoe gaat het met de bakkerij?
0:03-0:09 Karel: Druk, met Kerst voor de deur. De kassa valt steeds uit.
"""


@pytest.fixture
def source(site: Site, company: Company) -> Source:
    """One to which calls are sent; those of nobody are Joris'."""
    with site.database.writing() as connection:
        facts = {"kind": "upload", "name": "Centrale", "config": {}, "enabled": True}
        number = add_source(connection, **facts, person=company.joris.id, now=site.now())  # type: ignore[arg-type]
        set_extensions(connection, number, {"201": company.daan.id})
        found = find_source(connection, number)
    assert found
    return found


def kept(site: Site, data: bytes, role: str = "sound", name: str = "opname.wav") -> ArrivedFile:
    return ArrivedFile(site.files.keep([data], name, 10).hash, name, role)


def offer(site: Site, source: Source, key: str, *files: ArrivedFile, **told: object) -> bool:
    arriving = Arriving(key=key, **told)  # type: ignore[arg-type]
    with site.database.writing() as connection:
        payload = b'{"zoals": "het kwam"}'
        return accept(connection, source, arriving, now=site.now(), payload=payload, files=files)[1]


def test_the_same_call_offered_twice_is_one(site: Site, source: Source) -> None:
    file = kept(site, recording())
    assert offer(site, source, "1", file)
    assert not offer(site, source, "1", file)
    work_off(site)
    assert not offer(site, source, "1", file), "nor when it is worked off"
    work_off(site)
    (one,) = arrived(site, source)
    assert (one.outcome, one.payload) == ("kept", None)
    with site.database.reading() as connection:
        assert len(find_calls(connection)) == 1
        wanted = select(func.count()).where(jobs.c.kind == "arrival")
        assert connection.execute(wanted).scalar() == 1


@pytest.mark.parametrize(
    ("told", "owner"),
    [
        ({"primary_user": "201"}, "Daan de Wit"),
        ({"primary_user": "Amber@Kassahuis.example"}, "Amber Jansen"),
        ({"parties": [{"email": "amber@kassahuis.example", "side": "seller"}]}, "Amber Jansen"),
        ({"parties": [{"email": "amber@kassahuis.example", "side": "customer"}]}, "Joris Peeters"),
        ({"primary_user": "999"}, "Joris Peeters"),
        ({}, "Joris Peeters"),
    ],
)
def test_whose_a_call_is(
    site: Site, source: Source, company: Company, told: dict[str, object], owner: str
) -> None:
    offer(site, source, "1", kept(site, recording()), **told)
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert call.owner == owner


def test_what_the_source_tells_is_told_of_the_call(site: Site, source: Source) -> None:
    told = {
        "when": "2026-11-19T12:00:00+01:00",
        "direction": "in",
        "number": "0612345678",
        "type": "demo",
        "channels": "customer,seller",
        "parties": [{"name": "Karel Bos", "side": "customer"}],
    }
    offer(site, source, "1", kept(site, recording()), **told)
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert (call.number, call.type, call.direction) == ("0612345678", "demo", "inbound")
    assert call.title == call.customers == "Karel Bos"
    assert call.started_at
    assert call.started_at.isoformat() == "2026-11-19T11:00:00+00:00"


def test_a_moment_is_told_by_the_clocks_of_the_house(site: Site, source: Source) -> None:
    offer(site, source, "1", kept(site, recording()), when="2026-11-19T11:00:00Z")
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
        found = read_conversation(connection, call.id, call.revision)
    assert found.when
    assert found.when.isoformat() == "2026-11-19T12:00:00+01:00"


def test_who_it_was_with_is_found_by_number_and_address(site: Site, source: Source) -> None:
    """As the other party told them: somebody may ask for what is kept of them by either."""
    karel = {"name": "Karel Bos", "side": "customer", "number": "+31201234567", "email": "k@bos.nl"}
    offer(site, source, "1", kept(site, recording()), channels="seller,customer", parties=[karel])
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
        found = read_conversation(connection, call.id, call.revision)
    assert call.number == "+31201234567"
    assert [party.email for party in found.parties if party.name == "Karel Bos"] == ["k@bos.nl"]


@pytest.mark.parametrize(
    ("parties", "whose"),
    [
        ([{"name": "Karel Bos", "side": "customer", "email": "k@bos.nl"}], "Karel Bos"),
        ([{"side": "customer", "email": "k@bos.nl"}], "Karel Bos"),
        (
            [
                {"name": "Lotte Maes", "side": "seller", "email": "lotte@kassahuis.example"},
                {"name": "Bert", "side": "customer"},
                {"name": "Karel Bos", "side": "customer", "email": "k@bos.nl"},
            ],
            "Karel Bos",
        ),
        ([{"name": "Iemand", "side": "customer", "email": "k@bos.nl"}], "Karel Bos"),
    ],
)
def test_of_a_transcript_too_who_it_was_with_is_found_by_address(
    site: Site, source: Source, parties: list[dict[str, str]], whose: str
) -> None:
    text = b"0:00-0:03 Lotte Maes: Hoe gaat het?\n0:04-0:09 Karel Bos: Goed, dank je.\n"
    offer(site, source, "1", kept(site, text, "transcript", "g.txt"), parties=parties)
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
        found = read_conversation(connection, call.id, call.revision)
    assert [party.name for party in found.parties if party.email == "k@bos.nl"] == [whose]


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ({"title": "Kennismaking", "number": "0612345678"}, "Kennismaking"),
        ({"number": "0612345678"}, "0612345678"),
        ({}, "opname"),
    ],
)
def test_what_a_recording_is_called(
    site: Site, source: Source, told: dict[str, str], title: str
) -> None:
    offer(site, source, "1", kept(site, recording(), name="opname.wav"), **told)
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert call.title == title


def test_a_transcript_arrives_as_well(site: Site, source: Source) -> None:
    offer(site, source, "1", kept(site, TALK.encode(), "transcript", "bakkerij.txt"))
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert (call.title, call.owner) == ("bakkerij", "Lotte Maes")


def test_what_is_left_out_or_refused_leaves_no_bytes(site: Site, source: Source) -> None:
    offer(site, source, "kort", kept(site, recording(2)))
    offer(site, source, "niets")
    offer(site, source, "onzin", kept(site, b"x" * 5000))
    work_off(site)
    assert outcomes(arrived(site, source)) == [
        ("left_out", "too_short"),
        ("left_out", "nothing"),
        ("refused", "NoSound"),
    ]
    assert list(site.files.hashes()) == []
    with site.database.reading() as connection:
        assert count_arrivals(connection)[source.id] == {"left_out": 2, "refused": 1}
        assert connection.execute(select(func.count()).select_from(imports)).scalar() == 0


def test_the_bytes_of_what_is_a_call_already_stay(site: Site, source: Source) -> None:
    file = kept(site, recording())
    offer(site, source, "1", file)
    work_off(site)
    offer(site, source, "2", file)
    work_off(site)
    assert outcomes(arrived(site, source)) == [("kept", ""), ("left_out", "duplicate")]
    assert site.files.path(file.hash).is_file()


def test_every_reason_can_be_said_when_its_details_have_gone(site: Site, source: Source) -> None:
    offer(site, source, "1")
    work_off(site)
    (one,) = arrived(site, source)
    for language in ("nl", "en"):
        for reason in admitting.REASONS:
            bare = replace(one, reason=reason, detail={})
            said = admitting.say_reason(bare, translator(language), language)
            assert said
            assert "{" not in said
        refused = replace(one, state="refused", reason="NoSound", detail={}, import_reason=None)
        assert admitting.say_reason(refused, translator(language), language)


def test_what_is_here_already_is_told_what_it_lacked(
    site: Site, source: Source, company: Company
) -> None:
    file = kept(site, recording())
    offer(site, source, "1", file)
    work_off(site)
    offer(site, source, "2", file, when=WHEN, direction="out", number="+31612345678")
    offer(site, source, "3", file, when=WHEN + timedelta(hours=1), number="+31600000000")
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
    assert call.started_at == WHEN
    assert (call.direction, call.number) == ("outbound", "+31612345678")
    last = arrived(site, source)[-1]
    assert admitting.calls_of(last) == [call.id]
    assert (
        admitting.say_reason(last, lambda text: text, "nl") == f"Dit was er al: gesprek {call.id}."
    )


def test_what_another_persons_telephone_tells_is_no_fact_of_a_call(
    site: Site, source: Source, company: Company
) -> None:
    file = kept(site, recording())
    offer(site, source, "1", file)
    work_off(site)
    offer(site, source, "2", file, number="+31612345678", primary_user="201")
    work_off(site)
    with site.database.reading() as connection:
        assert [one.number for one in find_calls(connection)] == [""]


def test_a_rule_more_is_a_line_more(
    site: Site, source: Source, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(admitting.REASONS, "whim", "Geen zin, zegt {who}.")
    rule = lambda *_: Outside("whim", {"who": "Daan"})  # noqa: E731
    monkeypatch.setattr(admitting, "RULES", [*admitting.RULES, rule])
    offer(site, source, "1", kept(site, recording()))
    work_off(site)
    (one,) = arrived(site, source)
    said = admitting.say_reason(one, lambda text: text, "nl")
    assert (one.state, said) == ("left_out", "Geen zin, zegt Daan.")


def test_files_of_what_still_waits_are_not_swept(site: Site, source: Source) -> None:
    import os

    file = kept(site, recording())
    assert isinstance(site.now, Clock)
    arriving = Arriving(key="1")
    with site.database.writing() as connection:
        accept(connection, source, arriving, now=site.now(), files=[file])
        connection.execute(jobs.update().values(due_at=site.now.time.replace(year=2027)))
    old = site.now().timestamp() - 3 * 24 * 3600
    os.utime(site.files.path(file.hash), (old, old))
    plan_housekeeping(site)
    work_off(site)
    assert site.files.path(file.hash).is_file()


def test_what_is_no_recording_after_all_is_told_as_refused(site: Site, source: Source) -> None:
    import io

    import soundfile
    from tests.speech.sounds import tone

    data = io.BytesIO()
    soundfile.write(data, tone(20, 425), 8000, format="WAV")  # it only rang
    offer(site, source, "1", kept(site, data.getvalue()))
    work_off(site)
    (one,) = arrived(site, source)
    assert (one.state, one.outcome) == ("kept", "refused")
    assert admitting.say_reason(one, lambda text: text, "nl")


def test_what_came_by_itself_nobody_added(site: Site, source: Source, company: Company) -> None:
    offer(site, source, "1", kept(site, recording()), primary_user="201")
    work_off(site)
    with site.database.reading() as connection:
        (call,) = find_calls(connection)
        (line,) = entries_of_call(connection, call.id)
        by_others = entries_by_others(connection, company.daan.id, looking=False)
    assert (line.action, line.person_id, line.about_id) == ("call_added", None, company.daan.id)
    assert by_others == []
    for person in (company.daan, company.joris):
        assert list_imports(site, person) == [], "it is none of what they gave"


def test_what_began_anew_is_not_cleared_away_by_who_left_it_out(
    site: Site, source: Source, company: Company
) -> None:
    """Somebody presses between the moment it was refused and that in which its bytes would go."""
    file = kept(site, b"x" * 5000)
    offer(site, source, "1", file)
    first = take(site, "tester", LEASE)
    assert first
    while first.job.stage != "clear":
        assert arrival_step(first)
    (one,) = arrived(site, source)
    try_again(site, company.bas, source.id, one.id)
    assert not arrival_step(first)
    (again,) = arrived(site, source)
    assert (again.state, again.files) == ("waiting", (file,))
    assert site.files.path(file.hash).is_file()


def test_of_what_was_given_up_nothing_stays_in_the_end(site: Site, source: Source) -> None:
    file = kept(site, recording())
    offer(site, source, "1", file, fetch=["https://opnamen.example/1.wav"])
    with site.database.writing() as connection:
        connection.execute(update(jobs).values(state="failed", ended_at=site.now()))
    (one,) = arrived(site, source)
    assert (one.state, one.outcome, may_try_again(one)) == ("waiting", "refused", True)
    with site.database.writing() as connection:
        assert old_arrivals(connection, site.now(), 9) == []
        ((number, reason),) = old_arrivals(connection, site.now() + timedelta(days=1), 9)
        assert forget_arrival(connection, number, site.now(), reason) == {file.hash}
    (gone,) = arrived(site, source)
    assert (gone.outcome, gone.reason, gone.told, gone.files) == ("left_out", "gone", {}, ())


def test_only_admins_see_to_sources(site: Site, source: Source, company: Company) -> None:
    for who in (company.lotte, company.joris):
        with pytest.raises(NotFound):
            turn(site, who, source.id, on=False)
        with pytest.raises(NotFound):
            try_again(site, who, source.id, 1)
    with pytest.raises(NotFound):
        try_again(site, company.bas, source.id, 99)


@pytest.mark.parametrize(
    "told",
    [
        {"key": ""},
        {"key": "a\nb"},
        {"key": " a"},
        {"key": "a" * 501},
        {"key": "a", "when": "2026-11-19T12:00:00"},
        {"key": "a", "direction": "omhoog"},
        {"key": "a", "channels": "ik,jij"},
        {"key": "a", "number": "1" * 301},
        {"key": "a", "fetch": ["https://x.example"] * 9},
        {"key": "a", "parties": [{"side": "verkoper"}]},
        {"key": "a", "meer": "dit ook"},
    ],
)
def test_an_offer_that_cannot_be_is_none(told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Arriving(**told)  # type: ignore[arg-type]


def test_what_cannot_be_shown_is_cleaned() -> None:
    told = Arriving(key="a", number="06\u202e12\x00", parties=[{"name": " Karel\n Bos "}])  # type: ignore[arg-type]
    assert (told.number, told.parties[0].name) == ("06 12", "Karel Bos")


def test_where_whose_the_rest_is_has_left_it_waits_for_somebody(
    site: Site, company: Company, source: Source
) -> None:
    with site.database.writing() as connection:
        change_person(connection, company.joris.id, left_at=site.now())
    file = kept(site, TALK.replace("Lotte Maes", "Iemand").encode(), "transcript", "1.txt")
    other = kept(site, TALK.encode() + b"0:10-0:12 Karel: Nou.\n", "transcript", "2.txt")
    offer(site, source, "van niemand", file)
    offer(site, source, "van Daan", other, primary_user="201")
    work_off(site)
    mine = arrived(site, source)
    assert [(one.key, one.outcome) for one in mine] == [
        ("van niemand", "fetching"),
        ("van Daan", "kept"),
    ]
    assert mine[0].job_reason is not None
    assert "werkt hier niet meer" in mine[0].job_reason["nl"]
    assert site.files.path(file.hash).is_file(), "nothing of it is lost"
    with site.database.writing() as connection:
        change_source(connection, source.id, person_id=company.lotte.id)
    assert isinstance(site.now, Clock)
    site.now.forward(minutes=6)
    work_off(site)
    first, second = arrived(site, source)
    assert (first.outcome, first.person_id, second.outcome) == ("kept", company.lotte.id, "kept")
