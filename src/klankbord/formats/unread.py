"""Files that we know by name and do not read: better told so than read as something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from klankbord.errors import NotYetRead
from klankbord.formats.document import Document
from klankbord.i18n import N_

_AS_VTT = N_("exporteer het transcript als vtt of srt")
_AS_OURS = N_("zet het om naar Klankbord-JSON (zie de handleiding)")


def _keys(*wanted: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and set(wanted) <= value.keys()


_JSON: tuple[tuple[Callable[[Any], bool], str, str], ...] = (
    (
        _keys("matched_blueprint"),
        N_("een samenvatting van AWS Bedrock Data Automation"),
        N_("geef het standaardresultaat van dezelfde opname"),
    ),
    (
        _keys("TranscriptionJob"),
        N_("de beschrijving van een taak van AWS Transcribe"),
        N_("haal het transcript op waar TranscriptFileUri naar wijst"),
    ),
    (_keys("results", "result_index"), N_("JSON van IBM Watson"), _AS_OURS),
)

HEAD = 2000
"""So many bytes tell whether a file is one of our own reports."""
_OWN_REPORT = re.compile(
    rb'\s*+(?:<!doctype html>.{0,1000}?<meta name="generator" content="Klankbord'
    rb'|\[?+\s*+\{\s*"conversation":\s*\{\s*"klankbord":)',
    re.DOTALL,
)
_REPORT = N_("een rapport van Klankbord"), N_("geef het transcript waar het van gemaakt is")

_TEXT: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(
            r"\A\d\d:\d\d:\d\d\t[^\t\n]*:\t|\A\d\d:\d\d:\d\d\s+From .{1,200}? [Tt]o .{1,200}?:"
        ),
        N_("de chat van een Zoom-vergadering"),
        N_("neem het vtt-bestand van dezelfde vergadering"),
    ),
    (
        re.compile(r"\A\s*(?:<!DOCTYPE html|<html)", re.IGNORECASE),
        N_("een webpagina"),
        _AS_VTT,
    ),
    (
        re.compile(r'\A(?:File type = )?"(?:ooTextFile|Praat chronological TextGrid text file)'),
        N_("een bestand van Praat dat geen gewone TextGrid is"),
        N_("bewaar het in Praat als TextGrid, als tekst"),
    ),
    (re.compile(r"\A\s*<(?:\?xml|tt\b)"), N_("een XML-bestand"), _AS_VTT),
    (re.compile(r"\A[^\n\t]+\t[^\n\t]+(?:\t[^\n]*)?\n"), N_("een tabel met tabs"), _AS_OURS),
)


def is_own_report(data: bytes) -> bool:
    """Whether a file, or the beginning of one, is a report of our own as HTML or JSON."""
    return bool(_OWN_REPORT.match(data[:HEAD]))


def refuse_by_name(document: Document) -> None:
    """Refuse a file that is known and not read.

    Raises:
        NotYetRead: it is one of those.
    """
    if is_own_report(document.data):
        raise NotYetRead(document.name, *_REPORT)
    if document.looks_like_json:
        for fits, kind, mend in _JSON:
            if fits(document.json):
                raise NotYetRead(document.name, kind, mend)
        return
    for pattern, kind, mend in _TEXT:
        if pattern.match(document.text):
            raise NotYetRead(document.name, kind, mend)
