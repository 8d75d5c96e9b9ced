"""An export as one zip, made while it is sent: memory holds one piece of it, however much it is."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from markupsafe import escape

from klankbord.i18n import N_, translator
from klankbord.service.access import Actor
from klankbord.service.calls.sound import media_type
from klankbord.service.keeping.exporting import PARTS, Part
from klankbord.service.keeping.theirs import own_calls
from klankbord.service.learning.reminding import local
from klankbord.service.site import Site
from klankbord.store import audit
from klankbord.store.files import chunks_of
from klankbord.store.people import all_people
from klankbord.store.personal import Rows, own_sources, pieces_of
from klankbord.store.tables import calls, revisions

DOCUMENTS = 5
"""So many revisions are read at a time; each is a whole conversation."""
ENDINGS = {"audio/wav": "wav", "audio/mpeg": "mp3", "audio/flac": "flac", "audio/ogg": "ogg"}
PEOPLE = ("person_id", "owner_id", "uploader_id", "coach_id", "shared_id", "about_id")
"""The columns beside which a name is put."""


class Out(io.RawIOBase):
    """What was written to a zip and not yet sent."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is; and it goes one way only."""
        return True

    def write(self, data: Any) -> int:
        """Add to it."""
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        """All of it, to be sent."""
        taken, self._pieces = b"".join(self._pieces), []
        return taken


def export_all(site: Site, actor: Actor) -> Iterator[bytes]:
    """All that is kept on somebody, as the bytes of a zip; that they took it is noted."""
    with site.database.writing() as connection:
        audit.log(connection, site.now(), actor.id, "exported", about=actor.id)
    return _Export(site, actor).pieces()


class _Export:
    def __init__(self, site: Site, actor: Actor) -> None:
        self._site, self._actor = site, actor
        self._out = Out()
        self._counts: dict[str, int] = {}
        with site.database.reading() as connection:
            self._names = {person.id: person.name for person in all_people(connection)}

    def pieces(self) -> Iterator[bytes]:
        with ZipFile(self._out, "w", ZIP_DEFLATED) as zip_:
            for part in PARTS:
                for _ in self._part(zip_, part):
                    yield self._out.take()
            for _ in self._documents(zip_):
                yield self._out.take()
            for _ in self._files(zip_):
                yield self._out.take()
            with zip_.open(self._info("index.html"), "w") as file:
                file.write(self._index().encode())
        yield self._out.take()

    def _part(self, zip_: ZipFile, part: Part) -> Iterator[None]:
        """Rows as JSON, in a file that grows piece by piece."""
        count = 0
        # A document has a file of its own.
        told = part.without | {"document"}
        pieces = pieces_of(self._site.database, part.table, part.where(self._actor), told)
        with zip_.open(self._info(f"{part.name}.json"), "w", force_zip64=True) as file:
            file.write(b"[")
            for rows in pieces:
                file.write(("," if count else "").encode() + self._as_json(rows))
                count += len(rows)
                yield
            file.write(b"\n]\n")
        self._counts[part.name] = count
        yield

    def _as_json(self, rows: Rows) -> bytes:
        told = (json.dumps(self._named(row), ensure_ascii=False, indent=1) for row in rows)
        return ("\n" + ",\n".join(told)).encode("utf-8", "replace")

    def _named(self, row: Mapping[str, Any]) -> dict[str, Any]:
        named: dict[str, Any] = {}
        for key, value in row.items():
            named[key] = value.isoformat() if isinstance(value, datetime) else value
            if key in PEOPLE and value in self._names:
                named[key.removesuffix("_id")] = self._names[value]
        return named

    def _documents(self, zip_: ZipFile) -> Iterator[None]:
        """Every revision of their calls, whole."""
        own = revisions.c.call_id.in_(own_calls(self._actor))
        for rows in pieces_of(self._site.database, revisions, own, at_once=DOCUMENTS):
            for row in rows:
                name = f"gesprekken/{row['call_id']}/versie-{row['number']}.json"
                with zip_.open(self._info(name), "w", force_zip64=True) as file:
                    file.write(zlib.decompress(row["document"]))
                yield

    def _files(self, zip_: ZipFile) -> Iterator[None]:
        """The recordings of their calls; and the transcripts that hold nobody else's calls."""
        own = calls.c.id.in_(own_calls(self._actor))
        for rows in pieces_of(self._site.database, calls, own):
            for row in rows:
                if row["sound"]:
                    yield from self._file(zip_, row["sound"], f"opnamen/gesprek-{row['id']}")
        for source in own_sources(self._site.database, self._actor.id):
            yield from self._file(zip_, source, f"transcripten/{source}", sound=False)

    def _file(self, zip_: ZipFile, hash_: str, name: str, *, sound: bool = True) -> Iterator[None]:
        path = self._site.files.path(hash_)
        if not path.is_file():
            return
        ending = f".{ENDINGS.get(media_type(path), 'bin')}" if sound else ""
        info = self._info(name + ending, ZIP_STORED if sound else ZIP_DEFLATED)
        with zip_.open(info, "w", force_zip64=True) as file:
            for chunk in chunks_of(path):
                file.write(chunk)
                yield
        yield

    def _info(self, name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
        made = local(self._site.now()).timetuple()[:6]
        info = ZipInfo(name, made)
        info.compress_type = compression
        info.external_attr = 0o600 << 16
        return info

    def _index(self) -> str:
        _ = translator(self._actor.language)
        title = _(N_("Alles wat er van {name} bewaard is")).format(name=self._actor.name)
        rows = "\n".join(
            f'<tr><td><a href="{part.name}.json">{escape(_(part.about))}</a></td>'
            f"<td>{self._counts[part.name]}</td></tr>"
            for part in PARTS
        )
        also = _(
            N_(
                "In de map gesprekken staat elke versie van elk gesprek, in opnamen het geluid, in "
                "transcripten de bestanden zoals ze gegeven zijn (als er geen gesprek van een "
                "ander in staat). De nummers zijn die uit gesprekken.json."
            )
        )
        when = f"{local(self._site.now()):%Y-%m-%d %H:%M}"
        return (
            f'<!doctype html>\n<html lang="{self._actor.language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(title)}</title><style>body{{font:1rem/1.5 system-ui;max-width:42rem;"
            "margin:2rem auto;padding:0 1rem}td{padding:.25rem 1rem .25rem 0}td+td{text-align:right"
            "}:root{color-scheme:light dark}</style></head><body>\n"
            f"<h1>{escape(title)}</h1>\n<p>{when}</p>\n<table>\n{rows}\n</table>\n"
            f"<p>{escape(also)}</p>\n</body></html>\n"
        )
