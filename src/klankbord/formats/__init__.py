"""Transcripts in: which formats there are, and reading a file by what is in it."""

from __future__ import annotations

from pathlib import Path

from klankbord.conversation import Conversation
from klankbord.errors import EmptyFile, FileMissing, NotUnderstood, why
from klankbord.formats import (
    assemblyai,
    aws_analytics,
    aws_bedrock,
    aws_transcribe,
    azure,
    azure_items,
    deepgram,
    elan,
    gong,
    google,
    noscribe,
    notation,
    otter,
    ours,
    plain,
    speechmatics,
    srt,
    textgrid,
    webvtt,
    whisper,
)
from klankbord.formats.document import Document, excerpt
from klankbord.formats.format import Format, ReadOptions
from klankbord.formats.unread import refuse_by_name

SURE: tuple[Format, ...] = (
    ours,
    gong,
    whisper,
    deepgram,
    assemblyai,
    aws_transcribe,
    aws_analytics,
    aws_bedrock,
    azure,
    azure_items,
    speechmatics,
    google,
    webvtt,
    srt,
    noscribe,
    otter,
    textgrid,
    elan,
)
"""Formats with a mark of their own, tried first; a new one is a line here."""
LOOSE: tuple[Format, ...] = (notation, plain)
"""Formats that are told by the run of their lines, tried when nothing is known by name."""
FORMATS = SURE + LOOSE

MAX_FILE_MB = 50


def read_file(
    path: Path, options: ReadOptions | None = None, max_file_mb: int = MAX_FILE_MB
) -> tuple[Conversation, ...]:
    """The conversations in a file.

    Raises:
        Refused: the file is not there, too large, not understood, or faulty.
    """
    try:
        with path.open("rb") as file:
            data = file.read(max_file_mb * 1_000_000 + 1)
    except OSError as fault:
        raise FileMissing(str(path), why(fault)) from None
    return read(Document(str(path), data), options, max_file_mb)


def read(
    document: Document, options: ReadOptions | None = None, max_file_mb: int = MAX_FILE_MB
) -> tuple[Conversation, ...]:
    """The conversations in a document, whatever its name.

    Raises:
        Refused: it is too large, not understood, or faulty.
    """
    document.check_size(max_file_mb)
    return recognise(document).read(document, options or ReadOptions())


def recognise(document: Document) -> Format:
    """The format that a document is in.

    Raises:
        EmptyFile: there is nothing in it.
        NotText: it is binary.
        NotYetRead: it is known by name and not read.
        NotUnderstood: no format recognises it.
    """
    if not document.text.strip():
        raise EmptyFile(document.name)
    for format_ in SURE:
        if format_.recognises(document):
            return format_
    refuse_by_name(document)
    for format_ in LOOSE:
        if format_.recognises(document):
            return format_
    raise NotUnderstood(document.name, excerpt(document.text.lstrip().partition("\n")[0]))
