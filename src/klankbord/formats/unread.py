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


def _inner(outer: str, *wanted: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and _keys(*wanted)(value.get(outer))


def _items(*wanted: str) -> Callable[[Any], bool]:
    return lambda value: bool(isinstance(value, list) and value) and _keys(*wanted)(value[0])


def is_assemblyai(value: Any) -> bool:
    """Whether a list is the utterances of AssemblyAI, which look like segments of Whisper.

    Their times are whole milliseconds; the tools around Whisper write seconds with a point.
    """
    wanted = "confidence", "start", "end", "speaker", "text", "words"
    return _items(*wanted)(value) and all(type(value[0][key]) is int for key in ("start", "end"))


_JSON: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (_inner("results", "channels"), N_("JSON van Deepgram")),
    (_keys("audio_url", "words"), N_("JSON van AssemblyAI")),
    (_keys("utterances", "words"), N_("JSON van AssemblyAI")),
    (is_assemblyai, N_("JSON van AssemblyAI")),
    (_inner("results", "transcripts", "items"), N_("JSON van AWS Transcribe")),
    (_keys("Transcript", "Participants"), N_("JSON van AWS Call Analytics")),
    (_keys("Transcript", "ConversationCharacteristics"), N_("JSON van AWS Call Analytics")),
    (_keys("metadata", "audio_items"), N_("JSON van AWS Bedrock Data Automation")),
    (_keys("matched_blueprint"), N_("JSON van AWS Bedrock Data Automation")),
    (_keys("recognizedPhrases"), N_("JSON van Azure Speech")),
    (_items("RecognitionStatus"), N_("JSON van Azure Speech")),
    (_inner("analysisInput", "conversations"), N_("JSON van Azure (gespreksanalyse)")),
    (_keys("job", "speakers", "words"), N_("JSON van Speechmatics")),
    (_keys("format", "metadata", "results"), N_("JSON van Speechmatics")),
    (_keys("job", "results"), N_("JSON van Speechmatics")),
    (_keys("results", "audio_events"), N_("JSON van Speechmatics")),
    (_inner("response", "results"), N_("JSON van Google Speech-to-Text")),
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
        re.compile(r"\A(?!WEBVTT)(?s:.{0,2000}?)Transcribed with noScribe"),
        N_("een transcript van noScribe"),
        N_("bewaar het in noScribe als vtt"),
    ),
    (
        re.compile(r"\A\s*(?:<!DOCTYPE html|<html)", re.IGNORECASE),
        N_("een webpagina"),
        _AS_VTT,
    ),
    (
        re.compile(r"\A[^\n]{1,80}?  \d{1,2}:\d\d(?::\d\d)?\s*\n"),
        N_("een tekst van Otter"),
        N_("exporteer in Otter als srt"),
    ),
    (re.compile(r'\AFile type = "ooTextFile"'), N_("een TextGrid van Praat"), _AS_OURS),
    (
        re.compile(r"\A\s*<\?xml(?s:.{0,500}?)<ANNOTATION_DOCUMENT"),
        N_("een ELAN-bestand"),
        _AS_OURS,
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
        for fits, kind in _JSON:
            if fits(document.json):
                raise NotYetRead(document.name, kind, _AS_OURS)
        return
    for pattern, kind, mend in _TEXT:
        if pattern.match(document.text):
            raise NotYetRead(document.name, kind, mend)
