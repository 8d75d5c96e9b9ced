"""Who watches over the service sees whether it lives, is ready, and how it does; nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, text
from starlette.testclient import TestClient
from tests.service import arrived
from tests.sites import Clock, Company, a_company, fresh_site
from tests.web.browser import as_somebody
from tests.web.conftest import Browser
from tests.web.world import World, a_world

from klankbord.service.site import Site
from klankbord.store.hook_tables import deliveries
from klankbord.store.hooks import add_hook
from klankbord.store.jobs import claim, enqueue, give_up
from klankbord.store.workers import forget_worker, touch_worker
from klankbord.web.app import create_app

TOKEN = "een-lange-sleutel-voor-cijfers"
BEARER = {"authorization": f"Bearer {TOKEN}"}
TALK = "0:00-0:04 Lotte Maes: Hoe gaat het?\n0:05-0:09 Bert: Goed."
LABELS = {"method", "route", "status", "kind", "state", "le", "version"}
"""All that figures are split by; none of them tells one person from another."""


def figures(client: TestClient) -> dict[str, float]:
    """Each figure by its name and labels."""
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))]): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


@pytest.fixture
def watched(tmp_path: Path, quick_hashing: None) -> Iterator[World]:
    """The world, with a token for figures."""
    with fresh_site(tmp_path / "watched", metrics_token=TOKEN) as site:
        yield a_world(site)


def test_a_process_lives_whatever_its_database_does(browser: Browser, site: Site) -> None:
    site.database.close()
    (site.settings.data / "klankbord.db").rename(site.settings.data / "elsewhere.db")
    assert browser(None).get("/healthz").text == "ok\n"
    assert browser(None).get("/health").text == "ok\n"


def test_what_is_ready_says_so(browser: Browser) -> None:
    answer = browser(None).get("/readyz")
    told = {"ready": True, "database": True, "migrations": True, "data": True}
    assert (answer.status_code, answer.json()) == (200, told)


def test_without_its_database_it_is_not_ready(browser: Browser, site: Site) -> None:
    (site.settings.data / "klankbord.db").rename(site.settings.data / "elsewhere.db")
    answer = browser(None).get("/readyz")
    told = {"ready": False, "database": False, "migrations": False, "data": True}
    assert (answer.status_code, answer.json()) == (503, told)


def test_with_tables_of_another_version_it_is_not_ready(browser: Browser, site: Site) -> None:
    with site.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0006'"))
    answer = browser(None).get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_without_its_folder_it_is_not_ready(browser: Browser, site: Site) -> None:
    site.settings.data.rename(site.settings.data.with_name("elsewhere"))
    assert browser(None).get("/readyz").json()["data"] is False


def test_figures_are_for_who_has_the_token(watched: World) -> None:
    client = as_somebody(create_app(watched.site), watched.site, watched.company.bas)
    for given in (
        "",
        "Bearer ",
        "Bearer mis",
        f"Basic {TOKEN}",
        f"Bearer {TOKEN[:-1]}",
        "Bearer é",
    ):
        assert (
            client.get("/metrics", headers=[(b"authorization", given.encode())]).status_code == 404
        )
    assert client.get("/metrics", headers=BEARER).status_code == 200


def test_where_no_token_is_set_nobody_has_it(browser: Browser) -> None:
    assert browser(None).get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_requests_are_counted_by_route_and_never_by_address(watched: World) -> None:
    client = as_somebody(create_app(watched.site), watched.site, watched.company.lotte)
    client.get(f"/gesprekken/{watched.call}?zoek=Bert")
    client.get("/gesprekken/999")
    client.get("/gesprekken", params={"q": "planning"})
    client.get("/nergens/lotte@kassahuis.example")
    client.get("/static/keys.js")
    client.request("LOTTE", "/gesprekken")
    client.get("/api/v1/calls")
    found = figures(client)
    count = "klankbord_http_requests_total"
    assert found[f"{count} method=GET route=/gesprekken/{{call:int}} status=200"] == 1
    assert found[f"{count} method=GET route=/gesprekken/{{call:int}} status=404"] == 1
    assert found[f"{count} method=GET route=/gesprekken status=200"] == 1
    assert found[f"{count} method=GET route=- status=404"] == 1
    assert found[f"{count} method=GET route=/static status=200"] == 1
    assert sum(v for k, v in found.items() if k.startswith(f"{count} method=other")) == 1
    assert found[f"{count} method=GET route=/api/v1/calls status=401"] == 1
    assert found["klankbord_http_request_seconds_count route=/gesprekken"] >= 1


def test_what_waits_runs_and_failed_is_told_by_kind(watched: World) -> None:
    site = watched.site
    assert isinstance(site.now, Clock)
    client = as_somebody(create_app(site), site, None)
    before = figures(client)
    with site.database.writing() as connection:
        lease = timedelta(seconds=30)
        enqueue(connection, "measure", {}, now=site.now())
        job = claim(connection, "a", site.now(), lease)
        assert job
        give_up(connection, job.id, "a", site.now(), {})
        enqueue(connection, "import", {}, now=site.now())
        assert claim(connection, "a", site.now(), lease)
        enqueue(connection, "letter", {}, now=site.now())
        later = site.now() + timedelta(days=1)
        enqueue(connection, "digests", {}, now=site.now(), due_at=later)
    site.now.forward(seconds=90)
    touch_worker(site.settings.data, "host-1-a", site.now())
    with site.database.writing() as connection:
        told = {"name": "x", "query": "", "url": "https://x.example", "secret": "s"}
        hook = add_hook(connection, watched.company.lotte.id, site.now(), **told, facts=False)
        row = {"hook_id": hook, "key": "k", "state": "failed", "tries": 1}
        row |= {"created_at": site.now(), "changed_at": site.now()}
        connection.execute(insert(deliveries).values(row))
    folder = arrived.a_source(site, watched.company.lotte, "Bert van Noord")
    arrived.arrive(site, folder, "bel-1", TALK, work=False)
    site.now.forward(seconds=40)
    found = figures(client)
    new = {name: value - before.get(name, 0) for name, value in found.items()}
    assert new["klankbord_jobs kind=measure state=failed"] == 1
    assert new["klankbord_jobs kind=import state=running"] == 1
    assert new["klankbord_jobs kind=letter state=waiting"] == 1
    assert new["klankbord_jobs kind=digests state=planned"] == 1
    assert new["klankbord_oldest_due_job_seconds"] == 130
    assert new["klankbord_workers"] == 1
    assert new["klankbord_webhook_deliveries state=failed"] == 1
    assert found["klankbord_webhook_deliveries state=waiting"] == 0  # told, to be waited for
    assert new["klankbord_arrivals kind=upload state=waiting"] == 1
    assert new["klankbord_arrivals kind=upload state=refused"] == 0
    assert found["klankbord_last_arrival_seconds kind=upload"] == 40
    assert found["klankbord_calls"] == 1
    assert found["klankbord_disk_free_bytes"] > 0
    forget_worker(site.settings.data, "host-1-a")
    assert figures(client)["klankbord_workers"] == 0


def test_no_figure_tells_of_a_person_or_of_anything_said(watched: World) -> None:
    client = as_somebody(create_app(watched.site), watched.site, watched.company.lotte)
    client.get(f"/gesprekken/{watched.call}")
    client.get("/gesprekken", params={"q": "planning"})
    folder = arrived.a_source(watched.site, watched.company.lotte, "Bert van Noord")
    arrived.arrive(watched.site, folder, "planning", TALK)
    told = client.get("/metrics", headers=BEARER).text
    families = list(text_string_to_metric_families(told))
    assert len(families) > 7
    names = {name for family in families for s in family.samples for name in s.labels}
    assert names <= LABELS
    for word in ("lotte", "daan", "bert", "noord", "kassahuis", "planning", "puzzelen"):
        assert not re.search(word, told, re.IGNORECASE), word


def test_where_the_database_is_away_the_figures_say_so(watched: World) -> None:
    client = as_somebody(create_app(watched.site), watched.site, None)
    assert figures(client)["klankbord_database_up"] == 1
    (watched.site.settings.data / "klankbord.db").rename(watched.site.settings.data / "away")
    found = figures(client)
    assert found["klankbord_database_up"] == 0
    assert "klankbord_calls" not in found


def test_every_answer_has_a_number_of_its_own(browser: Browser, company: Company) -> None:
    client = browser(company.lotte)
    numbers = {client.get("/vandaag").headers["x-request-id"] for _ in range(3)}
    numbers.add(client.get("/nergens", headers={"x-request-id": "mijn"}).headers["x-request-id"])
    assert len(numbers) == 4
    assert all(re.fullmatch(r"[0-9a-f]{16}", number) for number in numbers)


def test_an_empty_installation_has_figures_too(tmp_path: Path, quick_hashing: None) -> None:
    with fresh_site(tmp_path / "empty", "postgresql", metrics_token=TOKEN) as site:
        client = as_somebody(create_app(site), site, None)
        assert figures(client)["klankbord_calls"] == 0
        a_company(site)
        assert figures(client)["klankbord_oldest_due_job_seconds"] == 0
