"""`klankbord --help`, from nothing."""

from __future__ import annotations

import subprocess
import sys

from bench.options import Options
from bench.processes import command, ms_of
from bench.results import Measured, Result

TIMES = 20


def run(options: Options) -> list[Result]:  # noqa: ARG001 (every row is run alike)
    """The row, where the command is there."""
    klankbord, python = command(), sys.executable
    if (
        not klankbord
        or subprocess.run([klankbord, "--help"], capture_output=True, check=False).returncode
    ):
        print("help: there is no working command ‘klankbord’ here\n")
        return []
    return [
        Result(
            "help",
            f"klankbord --help, a process each time, median of {TIMES}",
            "ms",
            Measured("klankbord --help", ms_of([klankbord, "--help"], TIMES)),
            (
                Measured("python -c pass", ms_of([python, "-c", "pass"], TIMES)),
                Measured('python -c "import click"', ms_of([python, "-c", "import click"], TIMES)),
            ),
            floor=250,
            aim=150,
        )
    ]
