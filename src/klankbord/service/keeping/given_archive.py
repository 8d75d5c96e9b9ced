"""The archive that somebody gets of what is kept of them, made while it is sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from klankbord.service.keeping.about_us import AboutUs
from klankbord.service.keeping.export_zip import Out
from klankbord.service.keeping.given_calls import GivenCall
from klankbord.service.learning.reminding import local
from klankbord.service.site import Site
from klankbord.store.files import chunks_of
from klankbord.store.given import Came


@dataclass(frozen=True)
class GivenNote:
    """A note as it is given; `by` is the first name of who wrote it, "" where that stays out."""

    call: int
    at: datetime
    text: str
    by: str


@dataclass(frozen=True)
class Told:
    """All that is told of somebody. `calls` reads them anew each time that it is asked.

    Attributes:
        about: how we deal with calls.
        you: their names, numbers and addresses, as they stand here.
        others: what the others said goes along.
        unclear: of how many calls nobody said who they are.
        notes: what people wrote of them, as far as it is given.
        elsewhere: what sources told of calls with them that were not kept.
        counts: of what is given (see `access_request.GIVEN`).
        private: how many notes people wrote for themselves alone with what is given.
    """

    about: AboutUs
    you: Mapping[str, tuple[str, ...]]
    others: bool
    unclear: int
    notes: tuple[GivenNote, ...]
    elsewhere: tuple[Came, ...]
    counts: Mapping[str, int]
    private: int
    calls: Callable[[], Iterator[GivenCall]] = field(repr=False)


Pages = Callable[[Told], Iterable[tuple[str, Iterable[str]]]]
"""The pages of an archive, by their names, each in pieces (see `report.copies`)."""


def pieces_of(
    site: Site, told: Told, sounds: Iterable[tuple[str, str]], pages: Pages
) -> Iterator[bytes]:
    """The bytes of the archive; memory holds a call of it, however many there are.

    Args:
        site: the installation.
        told: all that is told.
        sounds: the recordings that go along: the name of each in the archive, and its hash.
        pages: what makes its pages.
    """
    out = Out()
    with ZipFile(out, "w", ZIP_DEFLATED) as zip_:
        for name, hash_ in sounds:
            path = site.files.path(hash_)
            if not path.is_file():  # it went while this was made
                continue
            with zip_.open(_info(site, name, ZIP_STORED), "w", force_zip64=True) as file:
                for chunk in chunks_of(path):
                    file.write(chunk)
                    yield out.take()
        for name, texts in (*pages(told), ("gegevens.json", _data(told))):
            with zip_.open(_info(site, name), "w", force_zip64=True) as file:
                for text in texts:
                    file.write(text.encode("utf-8", "replace"))
                    yield out.take()
    yield out.take()


def _data(told: Told) -> Iterator[str]:
    """The same for a program, a call at a time."""
    yield '{"van_jou": ' + _json(told.you) + ',\n"gesprekken": ['
    for place, one in enumerate(told.calls()):
        yield (",\n" if place else "\n") + _json(_call(one))
    notes = [{"gesprek": n.call, "wanneer": n.at, "tekst": n.text, "van": n.by} for n in told.notes]
    yield '\n],\n"notities": ' + _json(notes)
    yield ',\n"niet_bewaard": ' + _json([_came(one) for one in told.elsewhere])
    about = asdict(told.about)
    yield ',\n"over_ons": ' + _json(about) + "}\n"


def _call(one: GivenCall) -> dict[str, Any]:
    return {
        "nummer": one.number,
        "wanneer": one.when,
        "richting": one.direction,
        "duur_ms": one.length_ms,
        "jij": one.you,
        "onduidelijk_wie_je_bent": one.unclear,
        "verteld": one.told,
        "opname": one.sound or None,
        "opname_onbewerkt": one.original or None,
        "beurten": [
            {"vanaf": s.at, "wie": s.name, "van_jou": s.own, "tekst": s.text} for s in one.turns
        ],
        "cijfers": [asdict(figure) for figure in one.figures],
        "cijfers_van_alle_klanten": one.shared,
        "onleesbaar": {
            "aantal": one.hidden,
            "origineel_bewaard": one.keeps,
            "stukken": [asdict(piece) for piece in one.unreadable],
        },
        "van_een_bron": [_came(came) for came in one.came],
        "verteld_aan": [
            {"waar": went.host, "wanneer": went.at, "met_titel_en_klant": went.facts}
            for went in one.went
        ],
    }


def _came(came: Came) -> dict[str, Any]:
    told = {"bron": came.source, "wanneer": came.at, "uitkomst": came.state}
    return told | {"vertelde": came.told, "bestanden": came.names}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else list(value)


def _info(site: Site, name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    info = ZipInfo(name, local(site.now()).timetuple()[:6])
    info.compress_type = compression
    info.external_attr = 0o600 << 16
    return info
