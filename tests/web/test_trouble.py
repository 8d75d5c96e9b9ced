"""The disk is full or the database is away: pages say so in a sentence, and nothing is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient
from tests.disks import fill_up, tiny_disk
from tests.service.hooked import a_source, own
from tests.sites import Company, a_company
from tests.web.browser import as_somebody
from tests.web.conftest import Browser
from tests.working import work_off

from klankbord.service.accounts.keys import make_source_key
from klankbord.service.intake.imports import list_imports
from klankbord.service.site import Site, open_site
from klankbord.settings import Settings
from klankbord.store import database as databases
from klankbord.store.arrivals import arrivals_of
from klankbord.store.calls import count_calls
from klankbord.web.app import create_app

TALK = b"0:00-0:04 Lotte Maes: Hoe gaat het?\n0:05-0:09 Karel: Goed, dank je.\n"
AWAY = "Klankbord kan even niet bij zijn gegevens; er is niets weg."
FULL = "De schijf van Klankbord is vol."
BUSY = "Het is even druk"


def give(client: TestClient, name: str = "a.txt", data: bytes = TALK) -> int:
    files = {"files": (name, data)}
    token = {"form_token": client.headers["x-form-token"]}
    return client.post("/toevoegen", files=files, data=token).status_code


# ── the file of SQLite is moved away, or held by another ──────────────────────────────────────


@contextmanager
def moved_away(site: Site) -> Iterator[Path]:
    """The file of the database is elsewhere for a while, as when somebody tidies up."""
    file = site.settings.data / "klankbord.db"
    file.rename(file.with_name("elsewhere.db"))
    yield file
    file.with_name("elsewhere.db").replace(file)


def test_a_file_that_is_moved_away_is_told_and_found_again(
    browser: Browser, site: Site, company: Company
) -> None:
    client = browser(company.lotte)
    assert give(client) == 303
    with moved_away(site) as file:
        answer = client.get("/gesprekken")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert AWAY in answer.text
        assert "Karel" not in answer.text
        assert give(client, "b.txt", TALK.replace(b"Karel", b"Bert")) == 503
        assert client.get("/inloggen").status_code in {200, 503}
        assert not file.exists(), "an empty one would stand in its place"
    assert client.get("/gesprekken").status_code == 200
    assert [one.of.name for one in list_imports(site, company.lotte)] == ["a.txt"]
    assert work_off(site) > 0
    with site.database.reading() as connection:
        assert count_calls(connection) == 1


def test_a_guest_is_told_too(site: Site, company: Company) -> None:
    client = as_somebody(create_app(site), site, None)
    with moved_away(site):
        for address in ("/", "/gesprekken", "/nergens"):
            answer = client.get(address)
            assert answer.status_code in {404, 503}, address
            assert "Er ging iets mis" not in answer.text


def test_the_sentence_is_in_the_language_of_the_browser(site: Site, company: Company) -> None:
    client = as_somebody(create_app(site), site, company.lotte)
    with moved_away(site):
        answer = client.get("/gesprekken", headers={"accept-language": "en"})
    assert 'lang="en"' in answer.text


def test_what_is_put_in_its_place_is_what_is_read_from_then_on(
    browser: Browser, site: Site, company: Company, tmp_path: Path
) -> None:
    """Nothing is written any more to the file that was there before."""
    client = browser(company.lotte)
    assert client.get("/gesprekken").status_code == 200
    file = site.settings.data / "klankbord.db"
    with sqlite3.connect(file) as connection, sqlite3.connect(tmp_path / "copy.db") as copy:
        connection.backup(copy)
    connection.close()
    copy.execute("PRAGMA journal_mode = WAL")
    copy.close()
    old = file.with_name("old.db")
    file.rename(old)
    (tmp_path / "copy.db").rename(file)
    assert give(client) == 303
    with sqlite3.connect(f"file:{old}?mode=ro", uri=True) as connection:
        assert connection.execute("SELECT count(*) FROM imports").fetchone() == (0,)
    connection.close()
    assert len(list_imports(site, company.lotte)) == 1


def test_while_another_holds_the_file_reading_goes_on_and_writing_waits_and_is_told(
    site: Site, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "BUSY_MS", 300)
    impatient = open_site(site.settings, site.now)
    client = as_somebody(create_app(impatient), impatient, company.lotte)
    holder = sqlite3.connect(site.settings.data / "klankbord.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert client.get("/gesprekken").status_code == 200
    answer = client.post("/vandaag/bewaar", data={"key": "1", "text": "x"})
    assert (answer.status_code, BUSY in answer.text) == (503, True)
    holder.execute("ROLLBACK")
    holder.close()
    answer = client.post("/vandaag/bewaar", data={"key": "1", "text": "x"})
    assert answer.status_code == 303
    impatient.close()


# ── what comes by itself: the sender hears that it is to come again, and does ─────────────────


class Sender:
    """A telephone system: it tells of calls over the API, and by webhook."""

    def __init__(self, site: Site, company: Company) -> None:
        self.upload = a_source(site, company.lotte.id, "upload")
        self.hook = a_source(site, company.lotte.id, "webhook")
        self.site = site
        key = make_source_key(site, company.bas, self.upload.id, "Centrale").secret
        self.client = TestClient(create_app(site), raise_server_exceptions=False)
        self.own = {"authorization": f"Bearer {key}"}

    def tell(self, call: str) -> Response:
        told = {"clientUniqueId": call, "actualStart": "2026-11-20T09:04:00+01:00"}
        told |= {"direction": "outbound", "primaryUser": "lotte@kassahuis.example"}
        parties = [{"name": "Lotte Maes", "side": "seller"}, {"name": "Karel", "side": "customer"}]
        return self.client.post("/api/v1/calls", json=told | {"parties": parties}, headers=self.own)

    def send(self, number: int, data: bytes = TALK) -> Response:
        path = f"/api/v1/calls/{number}/transcript?name=a.txt"
        return self.client.put(path, content=data, headers=self.own)

    def ring(self, call: str) -> Response:
        made = own(self.site.now(), clientUniqueId=call)
        address = f"/webhooks/{self.hook.id}"
        return self.client.post(address, content=made.body, headers=dict(made.headers))

    def arrived(self) -> dict[str, str]:
        with self.site.database.reading() as connection:
            both = [arrivals_of(connection, one.id, 9) for one in (self.upload, self.hook)]
        return {one.key: one.state for of in both for one in of}


def test_what_is_sent_while_the_database_is_away_is_sent_again(
    site: Site, company: Company
) -> None:
    sender = Sender(site, company)
    number = sender.tell("eerst").json()["id"]
    with moved_away(site):
        for answer in (sender.tell("weg"), sender.send(number), sender.ring("weg")):
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "5"
    assert (sender.tell("weg").status_code, sender.ring("ook").status_code) == (201, 204)
    assert sender.send(number).status_code == 200
    work_off(site)
    assert sender.arrived()["eerst"] == "kept"
    assert sender.arrived().keys() == {"eerst", "ook"}  # of the other, nothing was sent yet


def test_what_is_sent_to_a_full_disk_is_sent_again(tmp_path: Path, quick_hashing: None) -> None:
    with tiny_disk(tmp_path / "disk", "size=24m") as disk:
        site = open_site(Settings(data=disk / "data"))
        sender = Sender(site, a_company(site))
        number = sender.tell("eerst").json()["id"]
        ballast = fill_up(disk)
        assert sender.send(number, TALK * 20_000).status_code == 507
        until_full(lambda n: sender.tell(f"api-{n}"))
        until_full(lambda n: sender.ring(f"bel-{n}"))
        before = sender.arrived()
        ballast.unlink()
        assert sender.send(number).status_code == 200
        assert sender.tell("later").status_code == 201
        assert sender.ring("later-ook").status_code == 204
        work_off(site)
        after = sender.arrived()
        assert after["eerst"] == "kept"
        assert before.keys() | {"eerst", "later-ook"} == after.keys()  # what was taken is there
        site.close()


def until_full(send: Callable[[int], Response]) -> None:
    """Send small things until there is no room for those either: that is told as well."""
    for number in range(2_000):
        answer = send(number)
        if answer.status_code >= 300:
            assert answer.status_code == 507
            return
    pytest.fail("there is room all the while")


# ── the disk is full ──────────────────────────────────────────────────────────────────────────


def test_a_full_disk_is_told_loses_nothing_and_is_got_over(
    tmp_path: Path, quick_hashing: None
) -> None:
    with tiny_disk(tmp_path / "disk", "size=24m") as disk:
        site = open_site(Settings(data=disk / "data"))
        company = a_company(site)
        client = as_somebody(create_app(site), site, company.lotte)
        assert give(client) == 303
        ballast = fill_up(disk)
        sound = {"files": ("b.txt", TALK * 20_000)}
        token = {"form_token": client.headers["x-form-token"]}
        answer = client.post("/toevoegen", files=sound, data=token)
        assert (answer.status_code, FULL in answer.text) == (507, True)
        assert client.get("/gesprekken").status_code == 200
        full_until_it_says_so(client)
        with pytest.raises(OperationalError):  # a worker rests, and comes back to it
            work_off(site)
        ballast.unlink()
        assert give(client, "c.txt", TALK.replace(b"Karel", b"Bert")) == 303
        work_off(site)
        states = {one.of.name: one.of.state for one in list_imports(site, company.lotte)}
        assert states == {"a.txt": "done", "c.txt": "done"}
        assert list((disk / "data" / "incoming").iterdir()) == []
        site.close()


def full_until_it_says_so(client: TestClient) -> None:
    """Write small things until there is no room for those either: that is told as well."""
    for number in range(2_000):
        note = {"key": str(number), "text": "x" * 150}
        answer = client.post("/vandaag/bewaar", data=note)
        if answer.status_code != 303:
            assert (answer.status_code, FULL in answer.text) == (507, True)
            return
    pytest.fail("there is room all the while")
