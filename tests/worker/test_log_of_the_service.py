"""A whole service at work, with its log at its most talkative: nothing said and nobody is in it."""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select
from tests.service.hooked import a_source, own
from tests.sites import DATABASES, Company, a_company, fresh_site
from tests.worker.service import served, visitor
from tests.worker.test_serve import free_port, wait_for

from klankbord.service.accounts.keys import make_source_key
from klankbord.service.outward.hooking import plan_delivery
from klankbord.service.outward.outlets import outlet_of
from klankbord.service.site import Site, open_site
from klankbord.store.arrivals import arrivals_of
from klankbord.store.hooks import add_hook, add_try_out
from klankbord.store.outlets import name_outlet
from klankbord.store.sources import Source, change_source
from klankbord.store.tables import jobs

SAID = "zwaluwstaartverbinding"
NAME = "Okonkwo-Zandstra"
EMAIL = "mevrouw.zandstra@klant.example"
NUMBER = "0698765432"
FILE = "gesprek-met-zandstra"
HOST = "opnamen.okonkwo.invalid"
TALK = f"0:00-0:04 Lotte Maes: Hoe gaat het met de {SAID}?\n0:05-0:09 {NAME}: Mail {EMAIL}.\n"
LOUD = {"KLANKBORD_LOG_LEVEL": "debug", "KLANKBORD_LOG_FORMAT": "json"}
NEVER = (
    *(SAID, "zwaluw", NAME, "zandstra", EMAIL, "klant.example", NUMBER, "98765432"),
    *("lotte", "kassahuis", "geheim-wachtwoord", HOST, "okonkwo", FILE, "Centrale"),
)


def live(site: Site, port: int, company: Company) -> None:
    """What people do in a day, with their mistakes."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}") as guest:
        guest.post("/inloggen", data={"email": EMAIL, "password": "geheim-wachtwoord"})
        guest.get(f"/nergens/{NAME}?wie={EMAIL}")
        guest.get(f"/uitnodiging/{SAID}")
    with visitor(site, port, company.lotte) as client:
        a_day_of(client)
    with visitor(site, port, company.bas) as admin:
        admin.post("/beheer/mensen", data={"name": NAME, "email": EMAIL, "role": "seller"})


@dataclass(frozen=True)
class Outside:
    """What comes in by itself, and what goes out: with names of people in their own names."""

    upload: Source
    hook: Source
    key: str

    @classmethod
    def of(cls, site: Site, company: Company) -> Outside:
        """A source of uploads, one of webhooks, and a rule whose other side is not there."""
        upload = a_source(site, company.lotte.id, "upload")
        hook = a_source(site, company.lotte.id, "webhook")
        gone = f"http://127.0.0.1:{free_port()}"
        with site.database.writing() as connection:
            for number, source in enumerate((upload, hook)):
                name = {"name": f"Centrale van {NAME} {number}"}
                change_source(connection, source.id, **name)
            rule = {"name": NAME, "query": f"q={SAID}", "url": f"{gone}/{FILE}", "secret": SAID}
            number = add_hook(connection, company.joris.id, site.now(), **rule, facts=True)
            plan_delivery(connection, add_try_out(connection, number, site.now()), site.now())
            for named in (gone, "https://" + HOST):
                outlet = outlet_of(named, inside=True)
                name_outlet(connection, outlet, company.bas.id, site.now())
        key = make_source_key(site, company.bas, upload.id, NAME).secret
        return cls(upload, hook, key)

    def arrive(self, site: Site, port: int) -> None:
        """A call is told and sent, another is rung for whose recording nobody gives."""
        parties = [{"name": "Lotte Maes", "side": "seller", "email": EMAIL}]
        parties += [{"name": NAME, "side": "customer", "number": NUMBER}]
        told = {"clientUniqueId": f"{FILE}-{NUMBER}", "title": f"{SAID} voor {NAME}"}
        told |= {"actualStart": "2026-11-20T09:04:00+01:00", "direction": "outbound"}
        own_key = {"authorization": f"Bearer {self.key}"}
        base = f"http://127.0.0.1:{port}"
        with httpx2.Client(base_url=base, headers=own_key, trust_env=False) as client:
            answer = client.post("/api/v1/calls", json=told | {"parties": parties})
            assert answer.status_code == 201, answer.text
            number = answer.json()["id"]
            path = f"/api/v1/calls/{number}/transcript?name={FILE}-api.txt"
            talk = TALK.replace("Hoe gaat", "Dag! Hoe gaat")
            assert client.put(path, content=talk.encode()).status_code == 200
            client.post("/api/v1/calls", json=told | {"actualStart": NAME})
            media: dict[str, Any] = {"media": [f"https://{HOST}/{FILE}.wav"], "title": NAME}
            rung = own(site.now(), clientUniqueId=f"{NAME} {NUMBER}", **media)
            address = f"/webhooks/{self.hook.id}"
            answer = client.post(address, content=rung.body, headers=dict(rung.headers))
            assert answer.status_code == 204, answer.text
            forged = own(site.now(), "een ander geheim", clientUniqueId=NAME)
            assert client.post(
                address, content=forged.body, headers=dict(forged.headers)
            ).status_code in {401, 403}
            wait_for(lambda: client.get(f"/api/v1/uploads/{number}").json()["state"] == "kept")

        def all_tried() -> bool:
            with site.database.reading() as connection:
                rung = arrivals_of(connection, self.hook.id, 1)[0].job_id
                kinds = {"hook": False, "arrival": False}
                for row in connection.execute(select(jobs.c.id, jobs.c.kind, jobs.c.reason)):
                    if row.reason and (row.kind == "hook" or row.id == rung):
                        kinds[row.kind] = True
            return all(kinds.values())

        wait_for(all_tried)


def a_day_of(client: httpx2.Client) -> None:
    files = [
        ("files", (f"{FILE}.txt", TALK.encode())),
        ("files", (f"{NAME}.txt", f"zomaar {SAID}".encode())),
        ("files", (f"{FILE} {NUMBER}.wav", f"RIFF{SAID}".encode())),
    ]
    token = client.headers["x-form-token"]
    given = client.post("/toevoegen", files=files, data={"form_token": token, "number": NUMBER})
    assert given.status_code in {200, 303}, given.text

    def done() -> bool:
        return SAID in client.get("/gesprekken", params={"q": SAID}).text

    wait_for(lambda: client.get("/gesprekken/1").status_code == 200)
    wait_for(done)
    client.get("/gesprekken", params={"q": f"{SAID} {NAME}", "type": EMAIL})
    client.post("/gesprekken/1/opmerkingen", data={"seen": 1, "turn": 1, "text": SAID})
    client.post("/gesprekken/1/opmerkingen", data={"seen": SAID, "turn": NAME})
    client.post("/vandaag/bewaar", data={"key": "1", "text": SAID, "number": NUMBER})


@pytest.mark.parametrize("database", DATABASES)
def test_nothing_said_and_nobody_is_in_the_log(tmp_path: Path, database: str) -> None:
    with fresh_site(tmp_path, database) as fresh, tempfile.TemporaryFile() as log:
        site = open_site(fresh.settings)
        company, port = a_company(site), free_port()
        outside = Outside.of(site, company)
        with served(site, port, log, LOUD):
            live(site, port, company)
            outside.arrive(site, port)
            if site.database.is_sqlite:  # in the middle of it, the database goes away
                file = site.settings.data / "klankbord.db"
                with visitor(site, port, company.lotte) as client:
                    file.rename(file.with_name("away.db"))
                    client.post("/vandaag/bewaar", data={"key": "2", "text": SAID})
                time.sleep(1)
                file.with_name("away.db").rename(file)
        site.close()
        log.seek(0)
        told = log.read().decode()
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert len(lines) > 10
    answered = [line for line in lines if line["event"] == "answered"]
    assert all({"method", "status", "ms", "request"} <= line.keys() for line in answered)
    routes = {line["route"] for line in answered}
    assert {"/gesprekken", "/toevoegen", "/uitnodiging/{token}", "-"} <= routes
    for word in NEVER:
        assert word.lower() not in told.lower(), word
    assert "Traceback" not in told
    tried = [line["event"] for line in lines if str(line["event"]).startswith("job ")]
    assert any("(arrival): NoAnswer" in event for event in tried), tried  # by number and kind
