"""`python -m validation DATA [NAME…] [--write]`: one module a data set.

Exit code 1 where something demanded is missed, 2 where the data is not there.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from validation import (
    annomi,
    casino,
    exports,
    held_out,
    ifadv,
    nl_calls,
    primock57,
    recordings,
    unreadable,
)
from validation.figures import Section
from validation.page import as_markdown, as_text

SETS: dict[str, tuple[str, Callable[[Path], Section]]] = {
    "ifadv": (ifadv.PLACE, ifadv.validate),
    "nl-calls": (nl_calls.PLACE, nl_calls.validate),
    "acts": (held_out.PLACE, held_out.validate),
    "annomi": (annomi.PLACE, annomi.validate),
    "casino": (casino.PLACE, casino.validate),
    "primock57": (primock57.PLACE, primock57.validate),
    "exports": (exports.PLACE, exports.validate),
    "recordings": (recordings.PLACE, recordings.validate),
    "unreadable": (".", unreadable.validate),
}
"""The data sets: where each lies under the folder, and what validates on it."""
PAGE = Path(__file__).parent.parent / "docs" / "validation.md"


def main() -> int:
    """Validate on the sets that are asked for, all by default."""
    parser = ArgumentParser(prog="python -m validation", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder with the data sets")
    parser.add_argument("names", nargs="*", help=f"which of {', '.join(SETS)}; all by default")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    arguments = parser.parse_args()
    names: list[str] = arguments.names or list(SETS)
    if unknown := set(names) - set(SETS):
        parser.error(f"no such set: {', '.join(sorted(unknown))}; there are {', '.join(SETS)}")
    if arguments.write and len(names) < len(SETS):
        parser.error("--write needs all sets")
    missing = [SETS[name][0] for name in names if not (arguments.data / SETS[name][0]).exists()]
    if missing:
        print(
            f"{arguments.data}: no {', '.join(missing)} here; "
            "give the folder that holds the data sets: make validate DATA=folder",
            file=sys.stderr,
        )
        return 2
    sections = []
    for name in names:
        sections.append(SETS[name][1](arguments.data))
        print(as_text(sections[-1]), end="\n\n")
    if arguments.write:
        PAGE.write_text(as_markdown(sections), "utf-8")
        print(f"Written: docs/{PAGE.name}")
    return 0 if all(section.ok for section in sections) else 1


if __name__ == "__main__":
    sys.exit(main())
