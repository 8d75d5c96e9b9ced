"""What a webhook points at is brought here: by the key of its source, and only what is whole."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.lines import Handler, line
from tests.service.hooked import ACCOUNT, TOKEN, a_source, own, phone, twilio, zoom
from tests.service.test_http_out import LIES, LONG, QUICK, SLOW, WAV
from tests.sites import Clock, Company, fresh_site
from tests.working import work_off

from klankbord.service.outward import http_out
from klankbord.service.outward.hook_rules import name_host
from klankbord.service.outward.http_out import Patience
from klankbord.service.outward.outlets import outlet_of
from klankbord.service.site import Site
from klankbord.service.sources.sources import try_again
from klankbord.service.sources.webhooks.bringing import fetch_by_http
from klankbord.service.sources.webhooks.receiving import receive
from klankbord.store.arrivals import Arrival, arrivals_of
from klankbord.store.outlets import name_outlet
from klankbord.store.sources import Source
from klankbord.store.tables import imports

VTT = b"WEBVTT\n\n1\n00:00:00.000 --> 00:00:03.000\nLotte Maes: Hoe gaat het?\n"
FOR_GOOD = {"a page", "a page that says it is sound", "an empty file"}
FOR_GOOD |= {"more than may be, as it says", "more than may be, and no end"}
"""What is of no use to ask for again."""


@pytest.fixture
def site(tmp_path: Path, quick_hashing: None) -> Iterator[Site]:
    """The network knows no database."""
    with fresh_site(tmp_path) as fresh:
        yield fresh


def only(site: Site, source: Source) -> Arrival:
    with site.database.reading() as connection:
        (one,) = arrivals_of(connection, source.id, 9)
    return one


def waiting(monkeypatch: pytest.MonkeyPatch, patience: Patience) -> None:
    """Let a fetch have another patience."""
    usual = http_out.download.__kwdefaults__ or {}
    monkeypatch.setattr(http_out.download, "__kwdefaults__", usual | {"patience": patience})


@pytest.mark.parametrize(
    ("path", "body", "name", "role"),
    [
        ("/opname.wav", WAV, "opname.wav", "sound"),
        ("/een/opname", WAV, "opname.wav", "sound"),
        ("/opname?sleutel=geheim", WAV, "opname.wav", "sound"),
        ("/..%2F..%2Fetc%2Fpasswd", WAV, "passwd.wav", "sound"),
        ("/rec/download/TRANSCRIPT", VTT, "TRANSCRIPT.vtt", "transcript"),
        ("/tekst", b"Lotte: Dag.\nBert: Dag.\n", "tekst.txt", "transcript"),
        ("/", WAV, "bestand.wav", "sound"),
    ],
)
def test_a_file_is_called_as_its_address_and_is_what_it_is(
    site: Site, company: Company, path: str, body: bytes, name: str, role: str
) -> None:
    with line(lambda handler: handler.say(body)) as server:
        source = a_source(site, company.joris.id, "webhook")
        name_host(site, company.bas, server.address, inside=True)
        receive(site, source.id, own(site.now(), media=[server.address + path]))
        (file,) = fetch_by_http(site, source, only(site, source))
    assert (file.name, file.role) == (name, role)
    assert site.files.path(file.hash).read_bytes() == body


def test_a_call_comes_in_from_its_webhook_to_its_import(site: Site, company: Company) -> None:
    with line(lambda handler: handler.say(VTT)) as server:
        source = a_source(site, company.joris.id, "webhook")
        name_host(site, company.bas, server.address, inside=True)
        told: dict[str, Any] = {
            "media": [f"{server.address}/t.vtt"],
            "primaryUser": "lotte@kassahuis.example",
        }
        receive(site, source.id, own(site.now(), **told))
        work_off(site)
    one = only(site, source)
    assert one.outcome == "kept"
    assert one.person_id == company.lotte.id
    assert len(one.calls) == 1
    assert one.payload is None


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_whole_is_refused_or_asked_for_again(
    site: Site, company: Company, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(monkeypatch, QUICK if lie in SLOW else LONG)
    reply: Callable[[Handler], None] = LIES[lie][0]
    good: list[bool] = []

    def first_bad(handler: Handler) -> None:
        if good:
            handler.say(VTT)
        else:
            reply(handler)

    with line(first_bad) as server:
        source = a_source(site, company.joris.id, "webhook")
        name_host(site, company.bas, server.address, inside=True)
        receive(site, source.id, own(site.now(), media=[f"{server.address}/t.vtt"]))
        small = site.settings.model_copy(update={"max_sound_mb": 1, "max_file_mb": 1})
        object.__setattr__(site, "settings", small)
        work_off(site)
        first = only(site, source)
        if lie in FOR_GOOD:
            assert (first.state, first.files) == ("refused", ())
            assert first.detail["nl"]
            return
        assert (first.state, first.files) == ("fetching", ())
        good.append(True)
        waiting(monkeypatch, LONG)
        assert isinstance(site.now, Clock)
        site.now.forward(seconds=10)
        work_off(site)
    assert only(site, source).outcome == "kept"


@pytest.mark.parametrize("where", ["http://127.0.0.1:{port}/x.wav", "http://localhost:{port}/x"])
def test_from_where_nobody_named_nothing_comes(site: Site, company: Company, where: str) -> None:
    with line() as server:
        with site.database.writing() as connection:  # as a name that leads inside later on
            named = outlet_of(f"http://localhost:{server.port}")
            name_outlet(connection, named, company.bas.id, site.now())
        source = a_source(site, company.joris.id, "webhook")
        url = where.format(port=server.port)
        receive(site, source.id, own(site.now(), media=[url]))
        work_off(site)
        assert server.heard == []
    one = only(site, source)
    assert one.state == "refused"
    assert "Uitgaand" in one.detail["nl"]
    assert list(site.files.hashes()) == []


def test_once_its_host_is_named_a_call_can_be_fetched_after_all(
    site: Site, company: Company
) -> None:
    with line(lambda handler: handler.say(VTT)) as server:
        source = a_source(site, company.joris.id, "webhook")
        receive(site, source.id, own(site.now(), media=[f"{server.address}/t.vtt"]))
        work_off(site)
        assert only(site, source).outcome == "refused"
        name_host(site, company.bas, server.address, inside=True)
        try_again(site, company.bas, source.id, only(site, source).id)
        work_off(site)
    one = only(site, source)
    assert (one.outcome, len(one.calls), one.payload, one.told["fetch"]) == ("kept", 1, None, [])


def test_what_was_fetched_and_could_not_be_read_is_tried_again_as_it_is_here(
    site: Site, company: Company
) -> None:
    with line(lambda handler: handler.say(b"{}")) as server:
        source = a_source(site, company.joris.id, "webhook")
        name_host(site, company.bas, server.address, inside=True)
        receive(site, source.id, own(site.now(), media=[f"{server.address}/t.json"]))
        work_off(site)
        first = only(site, source)
        assert (first.state, first.outcome) == ("kept", "refused")
        try_again(site, company.bas, source.id, first.id)
        work_off(site)
        assert len(server.heard) == 1
    again = only(site, source)
    assert (again.state, again.outcome) == ("kept", "refused")
    with site.database.reading() as connection:
        wanted = select(func.count()).select_from(imports)
        assert connection.execute(wanted).scalar() == 1, "the first try is off the list"


def test_the_key_of_a_source_goes_to_its_own_host_alone(site: Site, company: Company) -> None:
    with (
        line(lambda handler: handler.say(WAV)) as theirs,
        line(lambda handler: handler.say(VTT)) as others,
    ):
        for server in (theirs, others):
            name_host(site, company.bas, server.address, inside=True)
        host = f"127.0.0.1:{theirs.port}"
        source = a_source(site, company.joris.id, "webhook", media_host=host, media_key="geheim")
        media = [f"{theirs.address}/a.wav", f"{others.address}/b.vtt"]
        receive(site, source.id, own(site.now(), media=media))
        files = fetch_by_http(site, source, only(site, source))
    assert [file.role for file in files] == ["sound", "transcript"]
    assert theirs.heard[0].headers["authorization"] == "Bearer geheim"
    assert "authorization" not in others.heard[0].headers


def test_what_opens_a_recording_is_nowhere_to_be_read(site: Site, company: Company) -> None:
    token = "heel-geheim"
    secret = a_source(site, company.joris.id, "twilio", secret=token, account=ACCOUNT)
    receive(site, secret.id, twilio(site.now(), token=token))
    bearer = a_source(site, company.joris.id, "zoom")
    receive(site, bearer.id, zoom(site.now(), "phone.recording_completed", **phone()))
    told = [repr(secret), repr(bearer), repr(only(site, secret)), repr(only(site, bearer))]
    for one in told:
        assert token not in one
        assert "tok'" not in one
    assert "tok" not in json.dumps(only(site, bearer).told)


def test_twilio_s_key_is_its_account_and_token(site: Site, company: Company) -> None:
    from klankbord.service.sources.webhooks.twilio import Twilio

    source = a_source(site, company.joris.id, "twilio", secret=TOKEN, account=ACCOUNT)
    receive(site, source.id, twilio(site.now()))
    (url,) = only(site, source).told["fetch"]
    opened = Twilio().opens(source, url, {})["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(opened).decode() == f"{ACCOUNT}:{TOKEN}"


def test_of_a_call_that_is_not_whole_nothing_is_kept(site: Site, company: Company) -> None:
    with line(lambda handler: handler.say(WAV)) as server:
        source = a_source(site, company.joris.id, "webhook")
        name_host(site, company.bas, server.address, inside=True)
        both = [f"{server.address}/opname.wav", "https://niet.genoemd.example/t.vtt"]
        receive(site, source.id, own(site.now(), media=both))
        work_off(site)
        assert len(server.heard) == 1
    assert only(site, source).outcome == "refused"
    assert list(site.files.hashes()) == []
