"""Every route and method, for everybody: a new route without an entry fails here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount
from starlette.testclient import TestClient
from tests.web.browser import as_somebody
from tests.web.world import ROLES, World, copies

from klankbord.service.accounts.keys import make_key, make_source_key, scopes_for
from klankbord.service.site import Site
from klankbord.store.tables import metadata
from klankbord.web.app import create_app

Row = dict[str, int]
"""The status that each role is answered with."""


def row(default: int, **other: int) -> Row:
    return dict.fromkeys(ROLES, default) | other


def page() -> Row:
    """Read by whoever is signed in."""
    return row(200, guest=303)


def form(status: int = 303) -> Row:
    """Sent by whoever is signed in; empty, as it is here, it may be told what is wrong."""
    return row(status, guest=401)


def for_admins(status: int) -> Row:
    """What is not there for anybody else."""
    return row(404, guest=303, admin=status)


def for_admins_to_send(status: int = 303) -> Row:
    return row(404, guest=401, admin=status)


def of_call(status: int = 200) -> Row:
    """A call and what hangs on it: whose it is, and their coach."""
    return row(404, guest=303, owner=status, coach=status)


def of_call_to_send(status: int = 303, **other: int) -> Row:
    return row(404, guest=401, owner=status, coach=status) | other


def of_owner_to_send() -> Row:
    """What its maker keeps to herself: to whoever else may see the call, it is not there."""
    return of_call_to_send(coach=404)


def of_rulers() -> Row:
    """Where those who make rules for what goes out make them."""
    return row(404, guest=303, coach=200, other_coach=200, admin=200)


def of_rulers_to_send() -> Row:
    return row(404, guest=401, coach=422, other_coach=422, admin=422)


def of_rule() -> Row:
    """A rule: whose it is, the coach of the world."""
    return row(404, guest=303, coach=200)


def of_rule_to_send(**other: int) -> Row:
    return row(404, guest=401, coach=303) | other


def asked() -> Row:
    """Asked of the API, by whoever has a key; a cookie is none."""
    return row(200, guest=401)


def asked_of_call() -> Row:
    return row(404, guest=401, owner=200, coach=200)


def by_source(status: int) -> Row:
    """Sent by a source's key, which is an admin's; another key was not made for it."""
    return row(403, guest=401, admin=status)


NOBODYS = row(404, guest=303)
"""One's own: this number is somebody else's, or nobody's."""
NOBODYS_TO_SEND = row(404, guest=401)

TABLE: dict[str, Row] = {
    # who watches over the service; figures only with their own token
    "GET /health": row(200),
    "GET /healthz": row(200),
    "GET /readyz": row(200),
    "GET /metrics": row(404),
    "GET /openapi.json": page(),
    "GET /static/style.css": row(200),
    # coming and going
    "GET /": row(303),
    "GET /opzetten": row(303),
    "POST /opzetten": row(409),
    "GET /inloggen": row(303, guest=200),
    "POST /inloggen": row(422),
    "POST /uitloggen": form(),
    "GET /wachtwoord-vergeten": row(404),  # there is no mail here; see test_vergeten
    "POST /wachtwoord-vergeten": row(404),
    "GET /uitnodiging/{token}": row(200),
    "POST /uitnodiging/{token}": row(422),
    # help
    "GET /hulp": page(),
    "GET /hulp/{name:path}": page(),
    # one's own account
    "GET /instellingen": page(),
    "POST /instellingen/jij": form(422),
    "POST /instellingen/wachtwoord": form(422),
    "POST /instellingen/herinneringen": form(422),
    "POST /instellingen/delen": form(),
    "GET /instellingen/alles.zip": page(),
    "POST /instellingen/sessies/{session}/weg": NOBODYS_TO_SEND | {"owner": 303},
    "POST /instellingen/sessies/weg": form(),
    # the house
    "GET /beheer": for_admins(200),
    "POST /beheer/organisatie": for_admins_to_send(422),
    "POST /beheer/stappen/weg": for_admins_to_send(),
    "GET /beheer/mensen": for_admins(200),
    "GET /beheer/mensen/uitnodigen": for_admins(200),
    "POST /beheer/mensen/uitnodigen": for_admins_to_send(422),
    "GET /beheer/mensen/{person}": for_admins(200),
    "POST /beheer/mensen/{person}": for_admins_to_send(422),
    "GET /beheer/mensen/{person}/link": for_admins(200),
    "POST /beheer/mensen/{person}/link": for_admins_to_send(),
    "POST /beheer/mensen/{person}/uit": for_admins_to_send(),
    "POST /beheer/mensen/{person}/in": for_admins_to_send(),
    "GET /beheer/teams": for_admins(200),
    "POST /beheer/teams": for_admins_to_send(422),
    "GET /beheer/teams/{number}": for_admins(200),
    "POST /beheer/teams/{number}": for_admins_to_send(422),
    "POST /beheer/teams/{number}/weg": for_admins_to_send(),
    "GET /beheer/bronnen": for_admins(200),
    "POST /beheer/bronnen": for_admins_to_send(422),
    "GET /beheer/bronnen/{number}": for_admins(200),
    "POST /beheer/bronnen/{number}": for_admins_to_send(422),
    "GET /beheer/bronnen/{number}/voorbeeld": for_admins(404),  # that of a folder: test_bronnen,
    "GET /beheer/bronnen/{number}/proef": for_admins(404),
    "POST /beheer/bronnen/{number}/aan": for_admins_to_send(),
    "POST /beheer/bronnen/{number}/uit": for_admins_to_send(),
    "POST /beheer/bronnen/{number}/weg": for_admins_to_send(),
    "POST /beheer/bronnen/{number}/aankomsten/{arrival}/opnieuw": for_admins_to_send(404),
    "GET /beheer/onleesbaar": for_admins(200),
    "POST /beheer/onleesbaar": for_admins_to_send(422),
    "POST /beheer/onleesbaar/tellen": for_admins_to_send(),
    "POST /beheer/onleesbaar/nalopen": for_admins_to_send(),
    "GET /beheer/logboek": for_admins(200),
    # the works council's page: admins, and who sits for it (see test_ondernemingsraad)
    "GET /beheer/ondernemingsraad": for_admins(200),
    "GET /beheer/ondernemingsraad/lezen/{paper}": for_admins(200),
    "GET /beheer/ondernemingsraad/{paper}.{form}": for_admins(200),
    "POST /beheer/ondernemingsraad/afgesproken": for_admins_to_send(409),
    "POST /beheer/ondernemingsraad/slot/{key}": for_admins_to_send(409),  # alone, nobody can
    "POST /beheer/ondernemingsraad/slot/{key}/bevestigd": for_admins_to_send(404),
    "POST /beheer/ondernemingsraad/slot/{key}/los": for_admins_to_send(404),
    "POST /beheer/ondernemingsraad/vragen/{number}/goed": for_admins_to_send(404),
    "POST /beheer/ondernemingsraad/vragen/{number}/niet": for_admins_to_send(404),
    "POST /beheer/ondernemingsraad/vragen/{number}/terug": for_admins_to_send(404),
    "POST /beheer/ondernemingsraad/leden": for_admins_to_send(404),
    "POST /beheer/ondernemingsraad/leden/{number}/weg": for_admins_to_send(),
    "POST /beheer/ondernemingsraad/meenemen": for_admins_to_send(),
    # what goes out: rules of coaches and admins, hosts that admins name
    "GET /beheer/uitgaand": for_admins(200),
    "POST /beheer/uitgaand/adressen": for_admins_to_send(422),
    "POST /beheer/uitgaand/adressen/{number}/weg": for_admins_to_send(),
    "POST /beheer/uitgaand/{number}/uit": for_admins_to_send(),
    "GET /instellingen/uitgaand": of_rulers(),
    "POST /instellingen/uitgaand": of_rulers_to_send(),
    "GET /instellingen/uitgaand/{number}": of_rule(),
    "GET /instellingen/uitgaand/{number}/geheim": of_rule(),
    "POST /instellingen/uitgaand/{number}/geheim": of_rule_to_send(),
    "POST /instellingen/uitgaand/{number}/proef": of_rule_to_send(),
    "POST /instellingen/uitgaand/{number}/aan": of_rule_to_send(),
    "POST /instellingen/uitgaand/{number}/uit": of_rule_to_send(admin=303),
    "POST /instellingen/uitgaand/{number}/weg": of_rule_to_send(),
    "POST /instellingen/uitgaand/{number}/opnieuw/{delivery}": of_rule_to_send(),
    # webhooks in: signed by machines; unsigned, nobody gets anything done
    "POST /webhooks/{number}": row(404),
    # consent, objections, and what is private
    "GET /beheer/bronnen/{number}/toestemming": for_admins(200),
    "POST /beheer/bronnen/{number}/toestemming": for_admins_to_send(422),
    "GET /beheer/bezwaren": for_admins(200),
    "POST /beheer/bezwaren": for_admins_to_send(422),
    "GET /beheer/bezwaren/{number}": for_admins(200),
    "POST /beheer/bezwaren/{number}/weg": for_admins_to_send(),
    "POST /beheer/bezwaren/nummers": for_admins_to_send(422),
    "POST /beheer/bezwaren/nummers/{listed}/weg": for_admins_to_send(),
    # keeping, holding and erasing
    "GET /beheer/bewaren": for_admins(200),
    "POST /beheer/bewaren": for_admins_to_send(422),
    "POST /beheer/bewaren/vasthouden": for_admins_to_send(422),
    "POST /beheer/bewaren/vasthouden/{call}/los": for_admins_to_send(404),
    "GET /beheer/verzoeken": for_admins(200),
    "POST /beheer/verzoeken": for_admins_to_send(422),
    "POST /beheer/verzoeken/inzage": for_admins_to_send(422),
    "POST /beheer/verzoeken/wissen": for_admins_to_send(422),
    "GET /beheer/verzoeken/{number}": for_admins(404),  # what was done: test_bewaren
    "GET /bewaren": page(),
    "GET /review/voorbij/{number}": NOBODYS,
    "POST /gesprekken/{call:int}/bibliotheek": of_call_to_send(422),
    "POST /gesprekken/{call:int}/bibliotheek/ja": of_call_to_send(404, coach=403),
    "POST /gesprekken/{call:int}/bibliotheek/weg": of_call_to_send(404),
    "GET /instellingen/privenummers": page(),
    "POST /instellingen/privenummers": form(422),
    "POST /instellingen/privenummers/{number}/weg": NOBODYS_TO_SEND | {"owner": 303},
    "GET /gesprekken/{call:int}/toestemming": row(404, guest=303, owner=303),
    "POST /gesprekken/{call:int}/toestemming": of_owner_to_send() | {"owner": 422},
    "POST /gesprekken/{call:int}/toestemming/weg": NOBODYS_TO_SEND,
    "GET /gesprekken/{call:int}/prive": of_call(409) | {"coach": 403},
    "POST /gesprekken/{call:int}/prive": of_call_to_send(409, coach=403),
    "POST /gesprekken/{call:int}/zichtbaar": of_call_to_send(coach=403),
    # the library
    "GET /gesprekken": page(),
    "POST /gesprekken/zoekopdrachten": form(422),
    "POST /gesprekken/zoekopdrachten/{search}/weg": NOBODYS_TO_SEND | {"owner": 303},
    "GET /fragmenten": page(),
    # learning
    "GET /ontwikkeling": page(),
    "POST /ontwikkeling/experimenten/{experiment}": NOBODYS_TO_SEND | {"owner": 303},
    "POST /ontwikkeling/voorstellen/{proposal}": NOBODYS_TO_SEND | {"owner": 303},
    "GET /team": row(404, guest=303, coach=200, other_coach=200),
    # adding
    "GET /toevoegen": page(),
    "POST /toevoegen": form(422),
    "POST /toevoegen/bestanden": form(422),
    "POST /toevoegen/klaar": form(422),
    "GET /toevoegen/verloop": page(),
    "POST /toevoegen/{number}/opnieuw": NOBODYS_TO_SEND,
    "POST /toevoegen/{number}/weg": NOBODYS_TO_SEND,
    # a call
    "GET /gesprekken/{call:int}": of_call(),
    "GET /gesprekken/{call:int}/geluid": of_call(),
    "GET /gesprekken/{call:int}/pieken.json": of_call(),
    "GET /gesprekken/{call:int}/rapport.html": of_call(),
    "GET /gesprekken/{call:int}/rapport.json": of_call(),
    "POST /gesprekken/{call:int}/geven": of_call_to_send(),
    "POST /gesprekken/{call:int}/feiten": of_call_to_send(),
    "GET /gesprekken/{call:int}/verwijderen": of_call() | {"coach": 403},
    "POST /gesprekken/{call:int}/verwijderen": of_call_to_send(coach=403),
    "POST /gesprekken/{call:int}/cijfers": of_owner_to_send(),
    # today: everybody's own
    "GET /vandaag": page(),
    "GET /vandaag/los": page(),
    "GET /vandaag/woorden.json": page(),
    "GET /vandaag/werker.js": row(200),
    "POST /vandaag/bewaar": form(),
    "POST /vandaag/vragen": NOBODYS_TO_SEND | {"owner": 303},
    "POST /vandaag/bewaard/{number}/weg": NOBODYS_TO_SEND | {"owner": 409},
    "POST /vandaag/lijst": form(),
    "POST /vandaag/lijst/{number}/klaar": NOBODYS_TO_SEND | {"owner": 303},
    "POST /gesprekken/{call:int}/bewaar": of_owner_to_send(),
    # the queue, and a review: its seller and her coach
    "GET /review": page(),
    "POST /review/bewaard/{flag}/begin": of_owner_to_send(),
    "POST /review/bewaard/{flag}/deel": of_owner_to_send(),
    "POST /review/bewaard/{flag}/gesprek": of_owner_to_send(),
    "POST /review/bewaard/{flag}/terug": of_owner_to_send(),
    "POST /review/bewaard/{flag}/weg": of_owner_to_send(),
    "GET /review/{review:int}": of_call(),
    "GET /review/{review:int}/stand": of_call(),
    "POST /review/{review:int}/schrijf": of_call_to_send(),
    "POST /review/{review:int}/klaar": of_call_to_send(422),
    "POST /review/{review:int}/hier": of_call_to_send(409, coach=404),
    "POST /review/{review:int}/moment": of_call_to_send(),
    "POST /review/{review:int}/moment/{moment}/weg": of_call_to_send(404),
    "POST /review/{review:int}/kijk": of_owner_to_send(),
    "POST /review/{review:int}/plan": of_call_to_send(),
    "POST /review/{review:int}/alleen": of_owner_to_send(),
    "POST /review/{review:int}/samen": of_call_to_send(409, coach=404),
    "POST /review/{review:int}/les": of_call_to_send(409, coach=404),
    "POST /review/{review:int}/sluit": of_owner_to_send(),
    "POST /review/{review:int}/opname": of_owner_to_send(),
    # mending it
    "POST /gesprekken/{call:int}/spreker": of_call_to_send(),
    "POST /gesprekken/{call:int}/spreker/samen": of_call_to_send(422),
    "POST /gesprekken/{call:int}/spreker/beurten": of_call_to_send(),
    "POST /gesprekken/{call:int}/beurten/{turn}/tekst": of_call_to_send(),
    "POST /gesprekken/{call:int}/beurten/{turn}/splitsen": of_call_to_send(),
    "POST /gesprekken/{call:int}/beurten/{turn}/samenvoegen": of_call_to_send(),
    "POST /gesprekken/{call:int}/beurten/{turn}/geven": of_call_to_send(),
    "POST /gesprekken/{call:int}/beurten/{turn}/onleesbaar": of_call_to_send(),
    "POST /gesprekken/{call:int}/kanalen": of_call_to_send(422),
    "POST /gesprekken/{call:int}/terug": of_call_to_send(),
    # what one makes of it oneself
    "POST /gesprekken/{call:int}/opmerkingen": of_call_to_send(),
    "POST /gesprekken/{call:int}/opmerkingen/{number}": of_call_to_send(coach=404),
    "POST /gesprekken/{call:int}/opmerkingen/{number}/weg": of_call_to_send(coach=404),
    "POST /gesprekken/{call:int}/fragmenten": of_call_to_send(),
    "POST /gesprekken/{call:int}/fragmenten/{number}": of_call_to_send(coach=404),
    "POST /gesprekken/{call:int}/fragmenten/{number}/weg": of_call_to_send(coach=404),
    "POST /gesprekken/{call:int}/kanttekeningen": of_call_to_send(coach=403),
    "POST /gesprekken/{call:int}/kanttekeningen/{number}/weg": of_owner_to_send(),
    "GET /gesprekken/{call:int}/fragmenten/{number:int}.wav": of_call() | {"coach": 404},
    # keys of the API
    "GET /instellingen/sleutels": page(),
    "POST /instellingen/sleutels": form(422),
    "GET /instellingen/sleutels/{number}": page(),
    "POST /instellingen/sleutels/{number}/intrekken": NOBODYS_TO_SEND
    | {"owner": 303, "admin": 303},
    "GET /beheer/sleutels": for_admins(200),
    "POST /beheer/sleutels": for_admins_to_send(404),
    "POST /beheer/sleutels/{number}/intrekken": for_admins_to_send(),
    # the API: each with a key of their own that may all that theirs can
    "GET /api/v1/openapi.json": row(200),
    "GET /api/v1/calls": asked(),
    "GET /api/v1/search": asked(),
    "GET /api/v1/calls/{id}": asked_of_call(),
    "GET /api/v1/calls/{id}/transcript": asked_of_call(),
    "GET /api/v1/calls/{id}/readings": asked_of_call(),
    "GET /api/v1/calls/{id}/moments": asked_of_call(),
    "GET /api/v1/exports/{table}.{ending}": asked(),
    "GET /api/v1/flags": asked(),
    "POST /api/v1/flags": row(404, guest=401, owner=201),
    "GET /api/v1/sources": row(403, guest=401, admin=200),
    "GET /api/v1/sources/{id}/arrivals": row(403, guest=401, admin=200),
    "POST /api/v1/calls": by_source(201),
    "GET /api/v1/uploads/{id}": by_source(200),
    "HEAD /api/v1/calls/{id}/media": by_source(200),
    "HEAD /api/v1/calls/{id}/transcript": by_source(200),
    "PUT /api/v1/calls/{id}/consent": by_source(200),
    "PUT /api/v1/calls/{id}/media": by_source(200),
    "PUT /api/v1/calls/{id}/transcript": by_source(200),
}
SENT = {
    "POST /api/v1/calls",
    "GET /api/v1/uploads/{id}",
    "PUT /api/v1/calls/{id}/consent",
    *(
        f"{method} /api/v1/calls/{{id}}/{file}"
        for method in ("HEAD", "PUT")
        for file in ("media", "transcript")
    ),
}
"""What a source's key is for: those of an admin are then such keys."""
DAAN = "2"
OF_CALL = "POST /gesprekken/{call:int}"
BERT = {"seen": 1, "party": "p2", "name": "Bert Bos", "side": "customer"}
DATA: dict[str, dict[str, Any]] = {
    "POST /ontwikkeling/experimenten/{experiment}": {"outcome": "kept"},
    f"{OF_CALL}/geven": {"to": DAAN},
    f"{OF_CALL}/feiten": {"seen": 1, "title": "Nieuw"},
    f"{OF_CALL}/spreker": BERT,
    f"{OF_CALL}/spreker/samen": BERT,
    f"{OF_CALL}/spreker/beurten": BERT,
    f"{OF_CALL}/beurten/{{turn}}/tekst": {"seen": 1, "text": "Hoe gaat het?"},
    f"{OF_CALL}/beurten/{{turn}}/splitsen": {"seen": 1, "text": "Hoe gaat het nu | met jou?"},
    f"{OF_CALL}/beurten/{{turn}}/samenvoegen": {"seen": 1, "text": "Hoe gaat het nu?"},
    f"{OF_CALL}/beurten/{{turn}}/geven": BERT,
    f"{OF_CALL}/beurten/{{turn}}/onleesbaar": {
        "seen": 1,
        "text": "Hoe gaat |het nu| met de planning?",
    },
    f"{OF_CALL}/kanalen": {"seen": 1, "party": "1"},
    f"{OF_CALL}/terug": {"seen": 1, "to": 1},
    f"{OF_CALL}/opmerkingen": {"seen": 1, "turn": 1, "text": "Let op"},
    f"{OF_CALL}/opmerkingen/{{number}}": {"text": "Let hierop"},
    f"{OF_CALL}/fragmenten": {"seen": 1, "turn": 1, "until": 2, "title": "Begin"},
    f"{OF_CALL}/fragmenten/{{number}}": {"title": "Het begin"},
    "POST /vandaag/bewaar": {"key": "1"},
    "POST /vandaag/vragen": {"key": "world"},
    "POST /vandaag/lijst": {"key": "1", "text": "Bellen"},
    "POST /review/bewaard/{flag}/begin": {"manner": "alone"},
    "POST /review/bewaard/{flag}/deel": {"coach": "3"},
    "POST /review/bewaard/{flag}/gesprek": {"call": "1"},
    "POST /review/{review:int}/moment": {"seen": 1, "first": 1, "until": 2},
    "POST /review/{review:int}/samen": {"manner": "room"},
    f"{OF_CALL}/kanttekeningen": {"text": "De lijn viel weg", "measure": "interruptions"},
}
"""What is sent along, where an empty form says too little."""
JSON: dict[str, dict[str, Any]] = {
    "POST /api/v1/flags": {"call": 1},
    "PUT /api/v1/calls/{id}/consent": {"how": "menu"},
    "POST /api/v1/calls": {"clientUniqueId": "2", "actualStart": "2026-11-20T09:00:00Z"},
}
"""What is sent along to the API."""
MOUNTS = {"/static", "/static/fonts"}


def routes(app: FastAPI) -> Iterator[str]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount):
            if isinstance(route.app, FastAPI):
                yield from (each.replace(" ", f" {route.path}", 1) for each in routes(route.app))
                continue
            assert route.path in MOUNTS, route.path
            continue
        for method in sorted(context.methods or ()):
            yield f"{method} {context.path}"


def filled(path: str, world: World, *, sent: bool = False) -> str:
    """The address of what Lotte has, or of Daan, or of the first team."""
    values = {"token": world.token, "call": world.call, "person": world.company.daan.id}
    values |= {"flag": world.flag, "name": "report", "table": "turns", "ending": "csv"}
    values |= {"listed": 2, "paper": "dpia", "form": "html", "key": "redaction"}
    values |= {"id": "u1"} if sent else {}
    return re.sub(r"{(\w+)(:\w+)?}", lambda name: str(values.get(name[1], 1)), path)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], World]]:
    with copies(tmp_path_factory.mktemp("world")) as make:
        yield make


@pytest.fixture(scope="module")
def app(copy: Callable[[], World]) -> FastAPI:
    """One application, before one copy of the world after the other."""
    return create_app(copy().site)


def open_as(app: FastAPI, world: World, role: str) -> TestClient:
    app.state.site = world.site
    return as_somebody(app, world.site, world.who(role))


def test_every_route_has_an_entry(app: FastAPI) -> None:
    found = set(routes(app))
    assert found - TABLE.keys() == set(), "who may come here? add it to TABLE"
    assert TABLE.keys() - found == set(), "no such route any more"
    assert DATA.keys() <= TABLE.keys()


@pytest.mark.parametrize("route", TABLE)
def test_each_is_answered_as_their_role_allows(
    route: str, app: FastAPI, copy: Callable[[], World], quick_hashing: None
) -> None:
    method, path = route.split(" ")
    answers: Row = {}
    world = copy()
    for role in ROLES:
        client = open_as(app, world, role)
        if path.startswith("/api/"):
            client = with_key(client, world, role, sends=route in SENT)
        address = filled(path, world, sent=route in SENT)
        answers[role] = send(client, method, address, DATA.get(route, {}), route)
        if method != "GET" and answers[role] in {200, 201, 303}:
            world = copy()  # it may be gone
    assert answers == TABLE[route]


def with_key(client: TestClient, world: World, role: str, *, sends: bool) -> TestClient:
    """Somebody's own program: a key for all that theirs can be for, and no cookie."""
    client.cookies.clear()
    client.headers.pop("x-form-token", None)
    who = world.who(role)
    if who is None:
        return client
    if sends and who.admin:
        secret = make_source_key(world.site, who, world.source, "Centrale").secret
    else:
        secret = make_key(world.site, who, "Alles", scopes_for(who)).secret
    client.headers["authorization"] = f"Bearer {secret}"
    return client


def send(
    client: TestClient, method: str, address: str, data: dict[str, Any], route: str = ""
) -> int:
    if method == "GET":
        return client.get(address).status_code
    if address.startswith("/api/"):
        return client.request(method, address, json=JSON.get(route)).status_code
    return client.request(method, address, data=data).status_code


def test_who_is_refused_changes_nothing(
    app: FastAPI, copy: Callable[[], World], quick_hashing: None
) -> None:
    """A whole walk by somebody of another team leaves no trace."""
    world = copy()
    client = open_as(app, world, "stranger")
    before = snapshot(world.site)
    for route, expected in TABLE.items():
        method, path = route.split(" ")
        if method != "GET" and (expected["stranger"] == 404 or "{search}" in path):
            data = DATA.get(route, {"text": "x", "name": "x", "to": DAAN})
            assert send(client, method, filled(path, world), data) != 200
    assert snapshot(world.site) == before


def snapshot(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    with site.database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in metadata.sorted_tables
        }


def test_a_guest_is_led_to_signing_in_and_back(app: FastAPI, copy: Callable[[], World]) -> None:
    world = copy()
    client = open_as(app, world, "guest")
    for route, expected in TABLE.items():
        method, path = route.split(" ")
        if method == "GET" and expected["guest"] == 303 and path != "/opzetten":
            answer = client.get(filled(path, world) + "?x=1")
            assert answer.headers["location"].startswith("/inloggen?naar=/"), route
            assert "%3Fx%3D1" in answer.headers["location"], route


def test_before_there_is_anybody_every_page_leads_to_setting_up(app: FastAPI, site: Site) -> None:
    app.state.site = site
    client = as_somebody(app, site, None)
    led = {"/", "/inloggen"} | {
        path
        for method, path in (route.split(" ") for route in TABLE)
        if method == "GET" and TABLE[f"GET {path}"]["guest"] == 303 and path != "/opzetten"
    }
    for path in led:
        answer = client.get(re.sub(r"{.*?}", "1", path))
        assert answer.headers.get("location") == "/opzetten", path
    assert client.get("/opzetten").status_code == 200
