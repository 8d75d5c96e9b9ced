"""The commands of the manual's page about the API, as they stand there, against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import polars as pl
import pytest
from scripts.make_docs import MANUAL
from starlette.testclient import TestClient
from tests.sites import Company
from tests.web.test_api_uploads import TEXT
from tests.web.world import TALK, _recording, keep

from klankbord.service.accounts.keys import OF_ADMINS, SCOPES, UPLOAD, make_key, make_source_key
from klankbord.service.site import Site
from klankbord.store.arrivals import arrivals_of
from klankbord.store.sources import add_source
from klankbord.web.app import create_app

TOOLS = ("bash", "curl", "openssl")
NAMES = {"nl": ("SLEUTEL", "AANLEVERSLEUTEL"), "en": ("KEY", "SOURCE_KEY")}


def page(language: str) -> str:
    return (MANUAL / language / "api.md").read_text("utf-8")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_commands_do_what_they_say(
    language: str, site: Site, company: Company, served: str, tmp_path: Path
) -> None:
    if lacking := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"not there: {lacking}")
    keep(site, company.bas, TALK)
    own = {"config": {}, "person": company.lotte.id, "now": site.now(), "enabled": True}
    with site.database.writing() as connection:
        source = add_source(connection, kind="upload", name="Centrale", **own)  # type: ignore[arg-type]
    folder = tmp_path / "hier"
    folder.mkdir()
    (folder / "gesprek.wav").write_bytes(_recording())
    (folder / "gesprek.txt").write_bytes(TEXT)
    mine = make_key(site, company.bas, "Alles", SCOPES.keys() - {UPLOAD}).secret
    sends = make_source_key(site, company.bas, source, "Centrale").secret
    blocks = re.findall(r"```sh\n(.*?)```", page(language), flags=re.DOTALL)
    names = dict(zip(NAMES[language], (mine, sends), strict=True))
    script = "set -euo pipefail\n" + "\necho\n".join(blocks)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "KLANKBORD": served, **names},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    said = done.stdout.decode()
    for told in ('"next_cursor"', '"measure":"talk-share"', '"hit":true', "upload-offset: 100"):
        assert told in said.lower().replace(" :", ":"), told
    table = next(folder.glob("*.csv"))
    assert pl.read_csv(table)["text"].to_list() == [turn.text for turn in TALK.turns]
    assert pl.read_parquet(next(folder.glob("*.parquet"))).height > 10
    with site.database.reading() as connection:
        arrived = arrivals_of(connection, source, 10)
    roles = [[file.role for file in arrival.files] for arrival in arrived]
    assert roles == [["transcript"], ["sound"]]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_there_is_stands_in_it(language: str, site: Site) -> None:
    told = page(language)
    assert all(f"`{scope}`" in told for scope in SCOPES)
    assert SCOPES.keys() > OF_ADMINS
    described = TestClient(create_app(site)).get("/api/v1/openapi.json").json()
    for path in described["paths"]:
        first = path.split("/")[1]
        assert f"/api/v1/{first}" in told, path
    statuses = set(re.findall(r'"(4\d\d)": \{"desc', json.dumps(described)))
    assert all(f"| {status} |" in told for status in statuses), statuses
