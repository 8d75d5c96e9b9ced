"""`python -m bench [ROW…] [--calls N] [--rounds N]`: one module a row."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable

from bench import (
    bulk,
    edited_cue,
    from_text,
    help,  # noqa: A004
    measures,
    one_call,
    pages,
    power_curve,
    recognition,
    search,
    sound,
    watched,
    webhooks,
)
from bench.options import Options
from bench.results import Result, show
from bench.workers import cores

ROWS: dict[str, Callable[[Options], list[Result]]] = {
    "measures": measures.run,
    "from_text": from_text.run,
    "edited_cue": edited_cue.run,
    "one_call": one_call.run,
    "power_curve": power_curve.run,
    "search": search.run,
    "sound": sound.run,
    "recognition": recognition.run,
    "pages": pages.run,
    "bulk": bulk.run,
    "help": help.run,
    "webhooks": webhooks.run,
    "watched": watched.run,
}


def main() -> int:
    """Run the rows that are asked for, all by default."""
    usual = Options()
    parser = ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("rows", nargs="*", help=f"which of {', '.join(ROWS)}; all by default")
    parser.add_argument("--calls", type=int, default=usual.calls, help="calls in the big rows")
    parser.add_argument("--rounds", type=int, default=usual.rounds, help="how often each is timed")
    arguments = parser.parse_args()
    if unknown := set(arguments.rows) - set(ROWS):
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    if arguments.calls < 1 or arguments.rounds < 1:
        parser.error("--calls and --rounds are 1 or more")
    options = Options(arguments.calls, arguments.rounds)
    print(
        f"{cores()} cores, {os.getloadavg()[0]:.1f} of them at work before; "
        f"median over {options.rounds} rounds (least to most)\n",
        flush=True,
    )
    for row in arguments.rows or ROWS:
        show(ROWS[row](options))
    return 0


if __name__ == "__main__":
    sys.exit(main())
