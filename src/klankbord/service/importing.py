"""Import transcripts: files and folders in, conversations with known sides out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from klankbord.conversation import Conversation
from klankbord.conversation.sides import with_own_people, with_sellers
from klankbord.errors import KlankbordError, NothingFound
from klankbord.formats import read_file
from klankbord.formats.format import ReadOptions
from klankbord.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its conversations, or why it was refused."""

    path: Path
    conversations: tuple[Conversation, ...] = ()
    refusal: KlankbordError | None = None


def import_file(
    path: Path, settings: Settings, sellers: Sequence[str] = (), spoken: str = ""
) -> Outcome:
    """Read one file, put its parties on their sides, and settle its language.

    Whoever is named in `sellers` sells; else whoever the source or the settings say. The language
    is `spoken` where that is given; else the file's own, or what its words show; else, noted, the
    one of the settings.
    """
    options = ReadOptions(settings.join_gap_ms, settings.max_turns)
    try:
        found = read_file(path, options, settings.max_file_mb)
        sided = (_with_sides(c, path, settings, sellers) for c in found)
        return Outcome(path, tuple(_with_language(c, settings, spoken) for c in sided))
    except KlankbordError as refusal:
        return Outcome(path, refusal=refusal)


def import_files(
    paths: Iterable[Path], settings: Settings, sellers: Sequence[str] = (), spoken: str = ""
) -> Iterator[Outcome]:
    """Read files one by one; a file that is refused does not stop the rest."""
    for path in paths:
        yield import_file(path, settings, sellers, spoken)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: those named, and those in the folders that are named.

    Raises:
        NothingFound: a folder holds no file.
    """
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p, path))
        if not inside:
            raise NothingFound(str(path))
        files.extend(inside)
    return files


def _with_sides(
    conversation: Conversation, path: Path, settings: Settings, sellers: Sequence[str]
) -> Conversation:
    if sellers:
        return with_sellers(conversation, sellers, str(path))
    return with_own_people(conversation, settings.sellers, settings.own_domains)


def _with_language(conversation: Conversation, settings: Settings, spoken: str) -> Conversation:
    if spoken:
        return replace(conversation, language=spoken)
    if conversation.language:
        return conversation
    provenance = conversation.provenance
    noted = replace(provenance, notes=(*provenance.notes, "language_assumed"))
    return replace(conversation, language=settings.language, provenance=noted)


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)
