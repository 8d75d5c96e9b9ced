"""A whole service at work, with its log at its most talkative: nothing said and nobody is in it."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

import httpx2
import pytest
from tests.sites import DATABASES, Company, a_company, fresh_site
from tests.worker.service import served, visitor
from tests.worker.test_serve import free_port, wait_for

from klankbord.service.site import Site, open_site

SAID = "zwaluwstaartverbinding"
NAME = "Okonkwo-Zandstra"
EMAIL = "mevrouw.zandstra@klant.example"
NUMBER = "0698765432"
FILE = "gesprek-met-zandstra"
TALK = f"0:00-0:04 Lotte Maes: Hoe gaat het met de {SAID}?\n0:05-0:09 {NAME}: Mail {EMAIL}.\n"
LOUD = {"KLANKBORD_LOG_LEVEL": "debug", "KLANKBORD_LOG_FORMAT": "json"}
NEVER = (
    *(SAID, "zwaluw", NAME, "zandstra", EMAIL, "klant.example", NUMBER, "98765432"),
    *("lotte", "kassahuis", "geheim-wachtwoord"),
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
        with served(site, port, log, LOUD):
            live(site, port, company)
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
