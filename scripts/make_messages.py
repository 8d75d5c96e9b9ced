"""The English translation: collect the Dutch sentences, keep what is translated, compile.

With --check, nothing is written: the exit code says whether anything is missing or stale.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "klankbord"
LOCALE = SOURCE / "locale"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"silent": "false"}}  # a template that cannot be read is no empty one
KEYWORDS: dict[str, None] = {"_": None, "N_": None, "translate": None}


def collected() -> Catalog:
    """Every sentence that is marked in the source, in order of place."""
    catalog = Catalog(project="klankbord", fuzzy=False)
    for file, _line, message, _comments, _context in extract_from_dir(
        SOURCE, METHODS, OPTIONS, KEYWORDS
    ):
        catalog.add(message, locations=[(file, 0)])
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The catalog as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main(arguments: list[str]) -> int:
    """Update or check; answer the exit code."""
    check = "--check" in arguments
    faults = []
    for language, domain in (("en", "klankbord"), ("nl", "messages")):
        po = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
        mo = po.with_suffix(".mo")
        with po.open("rb") as file:
            catalog = read_po(file, locale=language, domain=domain)
        if domain == "klankbord":
            before = {message.id for message in catalog if message.id}
            made = catalog.creation_date  # stays, or every run would give another file
            catalog.update(collected(), no_fuzzy_matching=True)
            catalog.creation_date = made
            catalog.obsolete.clear()
            after = {message.id for message in catalog if message.id}
            faults += [f"stale: {sentence}" for sentence in before ^ after]
        faults += [f"untranslated: {m.id}" for m in catalog if m.id and not m.string]
        if not check:
            with po.open("wb") as out:
                write_po(out, catalog, width=100, sort_output=False, omit_header=False)
            mo.write_bytes(compiled(catalog))
        elif mo.read_bytes() != compiled(catalog):
            faults.append(f"not compiled: {mo.name}")
    for fault in faults if check else [f for f in faults if f.startswith("untranslated")]:
        print(fault)
    return 1 if faults and check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
