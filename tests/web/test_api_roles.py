"""Every question of the API by everybody, on each database: who may see gets it, others nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.sites import DATABASES, fresh_site
from tests.web.world import ROLES, World, a_world

from klankbord.service.accounts.keys import make_key, scopes_for
from klankbord.web.app import create_app

OF_CALL = ("calls/1", "calls/1/transcript", "calls/1/readings", "calls/1/moments")
SEE = {"owner", "coach"}
WORDS = "vrijdag"


@pytest.fixture(params=DATABASES)
def world(request: pytest.FixtureRequest, tmp_path: Path, quick_hashing: None) -> Iterator[World]:
    with fresh_site(tmp_path, request.param) as site:
        yield a_world(site)


def test_who_may_see_a_call_gets_it_and_for_others_there_is_none(world: World) -> None:
    app = create_app(world.site)
    for role in ROLES[1:]:
        who = world.who(role)
        assert who
        key = make_key(world.site, who, "Alles", scopes_for(who)).secret
        asking = TestClient(app, base_url="http://testserver/api/v1/")
        asking.headers["authorization"] = f"Bearer {key}"
        seen = role in SEE
        for path in OF_CALL:
            assert asking.get(path).status_code == (200 if seen else 404), (role, path)
        for path in ("calls", f"search?q={WORDS}", "calls?since=2020-01-01&who=bert"):
            items = asking.get(path).json()["items"]
            dated = "since" in path  # the call has no date
            assert len(items) == (1 if seen and not dated else 0), (role, path)
        for table in ("calls", "turns", "readings"):
            for ending in ("csv", "json", "parquet"):
                answer = asking.get(f"exports/{table}.{ending}")
                assert answer.status_code == 200, (role, table, ending)
            assert bool(asking.get(f"exports/{table}.json").json()) == seen, (role, table)
            assert (WORDS in asking.get(f"exports/{table}.csv").text) == (seen and table == "turns")
        assert bool(asking.get("flags").json()["items"]) == (role == "owner"), role
        kept = asking.post("flags", json={"key": "1", "call": world.call}).status_code
        assert kept == (201 if role == "owner" else 404), role
        for path in ("sources", f"sources/{world.source}/arrivals"):
            assert asking.get(path).status_code == (200 if role == "admin" else 403), role
