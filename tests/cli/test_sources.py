"""Sources from the command line: listed, tried, and looked over; nothing is taken in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.service.watched import a_source, allowing, arrived, put
from tests.sites import a_company, fresh_site

OUT = "out-0612345678-201-20261120-092517-1795163117.1.wav"


def run(data: Path, root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"KLANKBORD_WATCHED_ROOTS": str(root), "KLANKBORD_LANGUAGE": "nl"}
    command = [sys.executable, "-m", "klankbord", "sources", *words, "--data", str(data)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_source_is_listed_tried_and_looked_over(tmp_path: Path) -> None:
    folder = tmp_path / "monitor"
    put(folder, OUT)
    put(folder, "welkom.wav")
    with fresh_site(tmp_path) as fresh:
        site = allowing(fresh, folder)
        source = a_source(site, a_company(site), folder)
        data = site.settings.data
        listed = run(data, folder, "list")
        assert listed.stdout == "Centrale monitor (folder, aan): 0 van 0 bewaard\n"
        tried = run(data, folder, "test", "centrale MONITOR")
        assert (tried.returncode, "goed: De map is er" in tried.stdout) == (0, True)
        looked = run(data, folder, "scan", "Centrale monitor").stdout.splitlines()
        assert looked == [
            f"{OUT}\t2026-11-20T08:25:17+00:00\tout\t201\t0612345678",
            "welkom.wav\tpast nergens op",
        ]
        refused = run(data, tmp_path / "elders", "test", "Centrale monitor")
        assert (refused.returncode, "mag niet gevolgd worden" in refused.stdout) == (3, True)
        unknown = run(data, folder, "scan", "Elders")
        assert (unknown.returncode, '"Centrale monitor"' in unknown.stderr) == (2, True)
        assert arrived(site, source) == []
