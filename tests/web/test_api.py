"""The API: behind keys, within what the pages allow, and in words that its reader knows."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from pydantic import BaseModel
from starlette.testclient import TestClient
from tests.service.reviewed import TALK, flagged
from tests.sites import Clock, Company
from tests.web.conftest import Browser
from tests.web.world import keep

from klankbord.service.access import Actor
from klankbord.service.accounts.keys import READ, make_key, revoke, scopes_for
from klankbord.service.accounts.people import change_someone
from klankbord.service.learning.reviewing import begin, look_at
from klankbord.service.site import Site
from klankbord.store.audit import all_entries
from klankbord.store.people import change_person
from klankbord.web.api import flag_shapes, shapes, source_shapes
from klankbord.web.api.app import COMMON, describe
from klankbord.web.app import create_app

Program = Callable[..., TestClient]
ASKED = ({"accept-language": "en"}, {"accept-language": "nl"})
FIRST = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def program(site: Site) -> Program:
    """Somebody's program, with a key for what it names, or for all that it can be."""
    app = create_app(site)

    def client(actor: Actor | None, *scopes: str) -> TestClient:
        asking = TestClient(app, base_url="http://testserver/api/v1/")
        if actor:
            made = make_key(site, actor, "Programma", scopes or tuple(scopes_for(actor)))
            asking.headers["authorization"] = f"Bearer {made.secret}"
        return asking

    return client


def test_without_a_key_nothing_is_told(site: Site, company: Company, program: Program) -> None:
    for given in (None, "Bearer kb_0_x", "Basic bGV0OmhhbG8=", "Bearer", "Bearer "):
        headers = {"authorization": given} if given else {}
        answer = program(None).get("calls", headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "sleutel" in answer.json()["detail"].lower()


def test_a_cookie_opens_no_api_and_a_key_no_page(
    site: Site, company: Company, browser: Browser, program: Program
) -> None:
    signed_in = browser(company.lotte)
    assert signed_in.get("/api/v1/calls").status_code == 401
    assert signed_in.post("/api/v1/flags", json={}).status_code == 401
    with_key = program(company.lotte)
    for path in ("/gesprekken", "/instellingen", "/openapi.json"):
        answer = with_key.get(f"http://testserver{path}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"][:9]) == (303, "/inloggen"), path
    assert with_key.post("http://testserver/vandaag/bewaar", data={"key": "1"}).status_code == 401


def test_the_api_is_asked_from_anywhere_and_pages_are_not(
    company: Company, browser: Browser, program: Program
) -> None:
    elsewhere = {"origin": "https://crm.example", "sec-fetch-site": "cross-site"}
    asked = program(company.lotte).post("flags", json={"note": "x"}, headers=elsewhere)
    assert asked.status_code == 201
    assert "access-control-allow-origin" not in asked.headers
    for path in ("/vandaag/bewaar", "/api/../vandaag/bewaar", "/api/v1"):
        answer = browser(company.lotte).post(path, data={"key": "1"}, headers=elsewhere)
        assert answer.status_code in {403, 404, 405}, path
    assert browser(company.lotte).post("/vandaag/bewaar", headers=elsewhere).status_code == 403


def test_a_key_is_for_what_it_was_made_for(company: Company, program: Program) -> None:
    reading = program(company.lotte, READ)
    assert reading.get("calls").status_code == 200
    refused = reading.get("exports/calls.csv")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:klankbord:key-lacks")
    assert "‘export’" in refused.json()["detail"]
    for path in ("flags", "sources"):
        assert reading.get(path).status_code == 403
    assert reading.post("calls", json={}).status_code == 403


def test_a_revoked_key_stops_at_once(site: Site, company: Company, program: Program) -> None:
    reading = program(company.lotte)
    assert reading.get("calls").status_code == 200
    revoke(site, company.lotte, 1)
    assert reading.get("calls").status_code == 401


def test_who_is_no_admin_any_more_sees_no_sources(
    site: Site, company: Company, program: Program
) -> None:
    watching = program(company.bas)
    assert watching.get("sources").json() == {"items": []}
    lotte = company.lotte
    told = {"name": lotte.name, "email": "l@kassahuis.example", "role": "seller", "teams": ()}
    change_someone(site, company.bas, lotte.id, admin=True, **told)  # type: ignore[arg-type]
    told |= {"name": "Bas", "email": "b@kassahuis.example"}
    by = replace(lotte, admin=True)
    change_someone(site, by, company.bas.id, admin=False, **told)  # type: ignore[arg-type]
    assert watching.get("sources").status_code == 404


def test_too_much_in_a_minute_is_told_with_when_to_come_back(
    site: Site, company: Company, program: Program
) -> None:
    assert isinstance(site.now, Clock)
    site.now.forward(seconds=15)
    asking = program(company.lotte)
    few = site.settings.model_copy(update={"api_per_minute": 2})
    _state(asking).site = replace(site, settings=few)
    statuses = [asking.get("calls").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    answer = asking.get("calls")
    assert answer.headers["retry-after"] == "45"
    assert "45 s" in answer.json()["detail"]
    site.now.forward(seconds=45)
    assert asking.get("calls").status_code == 200


def _state(client: TestClient) -> Any:
    return client.app.state  # type: ignore[attr-defined]


def test_what_is_wrong_is_told_in_the_language_of_who_asks(
    site: Site, company: Company, program: Program
) -> None:
    dutch = program(company.lotte).get("calls?limit=0&since=gisteren&onzin=1")
    assert dutch.status_code == 422
    assert dutch.json()["detail"].startswith("Dit klopt niet in je vraag: ")
    wrong = {each["at"] for each in dutch.json()["errors"]}
    assert wrong == {"query.limit", "query.since", "query.onzin"}
    nothing = {program(None).get("nergens", headers=asked).json()["detail"] for asked in ASKED}
    assert len(nothing) == 2
    with site.database.writing() as connection:
        change_person(connection, company.lotte.id, language="en")
    told = program(company.lotte).get("calls/9", headers={"accept-language": "nl"}).json()
    assert told["detail"] in nothing
    assert told["detail"] != program(company.daan).get("calls/9").json()["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("calls/0", 404), ("calls/een", 404), ("calls/99999999999999999999", 404),
        ("calls/1/iets", 404), ("", 404), ("calls/", 404), ("exports/calls.xlsx", 404),
        ("calls?cue=onzin", 422), ("search?measure=onzin", 422), ("calls?cursor=onzin", 422),
        ("calls?since=9999-12-31", 422), ("calls?least=nan", 422), ("search?q=a%00b", 404),
        ("calls?added_after=0001-01-01T00:00:00Z", 422), ("calls?added_after=2026-01-01", 422),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(path: str, status: int, company: Company, program: Program) -> None:
    answer = program(company.lotte).get(path)
    assert answer.status_code == status
    told = answer.json()
    assert (told["status"], answer.headers["content-type"]) == (status, "application/problem+json")
    assert told["detail"].endswith(".")


def test_a_method_that_is_none_and_a_body_too_large(company: Company, program: Program) -> None:
    asking = program(company.lotte)
    assert asking.delete("calls").status_code == 405
    assert "GET" in asking.delete("calls").headers["allow"]
    large = asking.post("flags", content=b" " * 2_100_000)
    assert (large.status_code, large.json()["type"]) == (413, "urn:klankbord:question-too-large")


def test_a_call_with_all_that_is_known_of_it(
    site: Site, company: Company, program: Program
) -> None:
    call = keep(site, company.lotte, replace(TALK, when=FIRST))
    asking = program(company.joris)
    (row,) = asking.get("calls").json()["items"]
    assert (row["id"], row["owner"]["name"], row["started_at"]) == (
        call, "Lotte Maes", "2026-11-01T09:00:00Z",
    )  # fmt: skip
    one = asking.get(f"calls/{call}").json()
    assert {party["side"] for party in one["parties"]} == {"seller", "customer"}
    said = asking.get(f"calls/{call}/transcript").json()["turns"]
    assert [turn["text"] for turn in said] == [turn.text for turn in TALK.turns]
    assert (said[1]["start_ms"], said[1]["side"], said[1]["turn"]) == (4000, "customer", 2)
    readings = asking.get(f"calls/{call}/readings").json()["items"]
    assert {"talk-share", "objections"} <= {reading["measure"] for reading in readings}
    moments = asking.get(f"calls/{call}/moments").json()["items"]
    assert any(moment["quote"] == TALK.turns[0].text for moment in moments)
    with site.database.reading() as connection:
        opened = [entry for entry in all_entries(connection) if entry.action == "opened"]
    assert [(entry.person_id, entry.call_id) for entry in opened] == [(company.joris.id, call)]


def test_lists_are_narrowed_as_in_the_library(
    site: Site, company: Company, program: Program
) -> None:
    early = keep(site, company.lotte, replace(TALK, when=FIRST), 0)
    late = keep(site, company.lotte, replace(TALK, when=FIRST + timedelta(days=5)), 1)
    asking = program(company.lotte)

    def found(query: str) -> list[int]:
        return [row["id"] for row in asking.get(f"calls?{query}").json()["items"]]

    assert found("") == [late, early]
    assert found("until=2026-11-03") == [early]
    assert found("since=2026-11-06") == [late]
    assert found("who=bert&sound=true") == [late, early]
    assert found("least=1") == []
    assert found(f"person={company.daan.id}") == []
    assert found("measure=question-rate:seller&low=0") == [late, early]
    assert found("added_after=2026-11-20T08:59:00Z") == [late, early]
    assert found("added_after=2026-11-20T10:00:00%2B01:00") == []
    first = asking.get("calls?limit=1").json()
    assert found(f"limit=1&cursor={first['next_cursor']}") == [early]


def test_what_was_said_is_found(site: Site, company: Company, program: Program) -> None:
    keep(site, company.lotte, TALK)
    asking = program(company.lotte)
    (hit,) = asking.get("search?q=vrijdagen&by=customer").json()["items"]
    (turn,) = hit["turns"]
    assert "".join(piece["text"] for piece in turn["pieces"]) == TALK.turns[1].text
    assert [piece["text"] for piece in turn["pieces"] if piece["hit"]] == ["vrijdag"]
    assert asking.get("search?q=vrijdag").json()["items"][0]["call"]["title"] == TALK.title
    assert asking.get("search?q=zebra").json() == {"items": [], "next_cursor": None}
    assert program(company.daan).get("search?q=vrijdag").json()["items"] == []


def test_folded_figures_come_by_no_way_at_all(
    site: Site, company: Company, program: Program
) -> None:
    call = keep(site, company.lotte, TALK)
    review = flagged(site, company.lotte, call)
    mine = program(company.lotte)
    assert mine.get("calls").json()["items"][0]["folded"] is True
    assert mine.get(f"calls/{call}/transcript").status_code == 200
    for path in ("readings", "moments"):
        answer = mine.get(f"calls/{call}/{path}")
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:klankbord:figures-folded")
    assert mine.get("calls?measure=question-rate:seller&low=0").json()["items"] == []
    assert mine.get("exports/readings.json").json() == []
    assert program(company.joris).get(f"calls/{call}/readings").status_code == 200
    begin(site, company.lotte, review, "alone")
    look_at(site, company.lotte, call)
    assert mine.get(f"calls/{call}/readings").status_code == 200
    assert mine.get("exports/readings.json").json() != []


def test_flags_are_ones_own_and_fold_what_they_flag(
    site: Site, company: Company, program: Program
) -> None:
    call = keep(site, company.lotte, TALK)
    mine, coachs = program(company.lotte), program(company.joris)
    told = {"key": "crm-1", "note": "Ze haakte af", "call": call}
    made = mine.post("flags", json=told)
    assert made.status_code == 201
    assert mine.post("flags", json=told).json()["id"] == made.json()["id"]
    assert mine.get("flags").json()["items"] == [made.json()]
    assert coachs.get("flags").json()["items"] == []
    assert coachs.post("flags", json=told).status_code == 404
    assert mine.get(f"calls/{call}/readings").status_code == 409
    told_wrong: list[Any] = [{"call": 0}, {"note": "x" * 201}, {"extra": 1}, [], {"at": "vandaag"}]
    for wrong in told_wrong:
        assert mine.post("flags", json=wrong).status_code == 422
    assert mine.post("flags", content=b'{"note": "\\ud800"}').status_code == 422
    assert mine.post("flags", content=b"{").status_code == 422


def test_exports_say_the_same_in_each_form(site: Site, company: Company, program: Program) -> None:
    odd = replace(TALK, title="=1+1", when=FIRST)
    keep(site, company.lotte, odd, 0)
    keep(site, company.lotte, replace(TALK, when=FIRST + timedelta(days=1)), 1)
    keep(site, company.amber, TALK, 2)
    mine = program(company.lotte)
    for table in ("calls", "turns", "readings"):
        rows = mine.get(f"exports/{table}.json").json()
        parquet = pl.read_parquet(io.BytesIO(mine.get(f"exports/{table}.parquet").content))
        csv = pl.read_csv(io.BytesIO(mine.get(f"exports/{table}.csv").content))
        assert parquet.height == csv.height == len(rows) > 1
        assert parquet.columns == csv.columns == list(rows[0])
        assert parquet["call"].to_list() == csv["call"].to_list() == [r["call"] for r in rows]
    assert "\n1," in mine.get("exports/calls.csv").text
    assert "'=1+1" in mine.get("exports/calls.csv").text
    first = mine.get("exports/calls.json?limit=1")
    assert first.headers["content-disposition"].endswith('"klankbord-calls.json"')
    rest = mine.get(f"exports/calls.json?limit=1&cursor={first.headers['next-cursor']}")
    assert [row["call"] for row in (*first.json(), *rest.json())] == [2, 1]
    assert "next-cursor" not in rest.headers
    onward = first.headers["link"].partition(">")[0][1:]
    assert mine.get(f"http://testserver{onward}").json() == rest.json()


def test_its_description_is_whole(site: Site) -> None:
    app = create_app(site)
    client = TestClient(app)
    told = client.get("/api/v1/openapi.json").json()
    assert told == json.loads(json.dumps(describe(_api(app))))
    assert told["servers"] == [{"url": "/api/v1"}]
    assert len(told["paths"]) >= 12
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["security"] == [{"key": []}], where
            assert {str(code) for code in COMMON} <= operation["responses"].keys(), where
            for each in operation.get("parameters", ()):
                assert each.get("description") or each["schema"].get("description"), (where, each)
    schemas = told["components"]["schemas"]
    assert all(shape["examples"] for shape in schemas.values() if shape["type"] == "object"
               and shape["title"] not in {"ArrivingParty", "ToldConsent"})  # fmt: skip
    assert "HTTPValidationError" not in json.dumps(told)


def _api(app: Any) -> Any:
    return next(route.app for route in app.routes if getattr(route, "path", "") == "/api/v1")


SHAPES = [
    shape
    for module in (shapes, flag_shapes, source_shapes)
    for shape in vars(module).values()
    if isinstance(shape, type) and issubclass(shape, BaseModel) and hasattr(shape, "example")
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_an_example_is_one(shape: type[shapes.Shape]) -> None:
    assert json.loads(shape(**shape.example).model_dump_json()) == dict(shape.example)


def test_there_are_examples() -> None:
    assert len(SHAPES) > 12
