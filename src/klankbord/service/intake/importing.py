"""Import transcripts: files and folders in, conversations with known sides out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from klankbord.conversation import Conversation
from klankbord.conversation.sides import find_parties, with_own_people, with_sellers
from klankbord.errors import FileMissing, KlankbordError, NotAPair, NothingFound, why
from klankbord.formats import read, read_file
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.pairs import pairs_in, read_pair
from klankbord.formats.unread import HEAD, is_own_report
from klankbord.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What became of one file: its conversations, or why it was refused."""

    path: Path
    conversations: tuple[Conversation, ...] = ()
    refusal: KlankbordError | None = None


def import_file(
    path: Path, settings: Settings, sellers: Sequence[str] = (), spoken: str | None = ""
) -> Outcome:
    """Read one file, put its parties on their sides, and settle its language.

    Whoever is named in `sellers` sells, and at least one of them must be there; besides them,
    whoever the source or the settings say. The language is `spoken` where that is given; else the
    file's own, or what its words show; else, noted, the one of the settings. With None it stays
    unknown there.
    """
    try:
        found = read_file(path, _options(settings), settings.max_file_mb)
        return Outcome(path, _settled(found, str(path), settings, sellers, spoken))
    except KlankbordError as refusal:
        return Outcome(path, refusal=refusal)


def import_document(
    document: Document, settings: Settings, spoken: str = ""
) -> tuple[Conversation, ...]:
    """The same for a file that is kept under another name than its reader knows.

    Raises:
        Refused: it is not understood, or faulty.
    """
    found = read(document, _options(settings), settings.max_file_mb)
    return _settled(found, document.name, settings, (), spoken)


def import_pair(
    one: Document, other: Document, settings: Settings, spoken: str = ""
) -> Conversation:
    """The same for two TextGrids of one call.

    Raises:
        NotAPair: they are not two TextGrids.
        Refused: one of them is faulty.
    """
    for document in one, other:
        document.check_size(settings.max_file_mb)
    found = read_pair(one, other, _options(settings))
    return _settled([found], one.name, settings, (), spoken)[0]


def import_files(
    paths: Iterable[Path],
    settings: Settings,
    sellers: Sequence[str] = (),
    spoken: str | None = "",
) -> Iterator[Outcome]:
    """Read files call by call, two TextGrids of one together; what is refused stops no others."""
    paths = list(paths)
    pairs = dict(pairs_in(paths))
    seconds: set[Path] = set()
    for path in paths:
        if path in seconds:
            continue
        other = pairs.get(path)
        found = _import_two(path, other, settings, sellers, spoken) if other else None
        if found is not None and other is not None:
            seconds.add(other)
            yield found
        else:
            yield import_file(path, settings, sellers, spoken)


def _import_two(
    one: Path, other: Path, settings: Settings, sellers: Sequence[str], spoken: str | None
) -> Outcome | None:
    """Two files that by their names are of one call; None where they are no pair after all."""
    try:
        found = read_pair(_document(one, settings), _document(other, settings), _options(settings))
        return Outcome(one, _settled([found], str(one), settings, sellers, spoken))
    except NotAPair:
        return None
    except KlankbordError as refusal:
        return Outcome(one, refusal=refusal)


def _document(path: Path, settings: Settings) -> Document:
    try:
        with path.open("rb") as file:
            document = Document(str(path), file.read(settings.max_file_mb * 1_000_000 + 1))
    except OSError as fault:
        raise FileMissing(str(path), why(fault)) from None
    document.check_size(settings.max_file_mb)
    return document


def strangers(sellers: Iterable[str], conversations: Sequence[Conversation]) -> list[str]:
    """The names of sellers by whom nobody goes in any of the conversations."""
    return [name for name in sellers if not any(find_parties(c, name) for c in conversations)]


def files_in(paths: Iterable[Path]) -> list[Path]:
    """The files that are meant: those named, and those in the folders that are named.

    Our own reports in a folder are passed over.

    Raises:
        NothingFound: a folder holds no other file.
    """
    files: list[Path] = []
    for path in paths:
        if not is_folder(path):
            files.append(path)
            continue
        inside = sorted(p for p in path.rglob("*") if _may_be_file(p) and not _is_hidden(p, path))
        found = [file for file in inside if not _is_own_report(file)]
        if not found:
            raise NothingFound(str(path))
        files.extend(found)
    return files


def is_folder(path: Path) -> bool:
    """Whether a folder stands there; of what cannot be looked at, opening it says why."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _options(settings: Settings) -> ReadOptions:
    return ReadOptions(settings.join_gap_ms, settings.max_turns)


def _settled(
    found: Sequence[Conversation],
    file: str,
    settings: Settings,
    sellers: Sequence[str],
    spoken: str | None,
) -> tuple[Conversation, ...]:
    """Conversations with their sides and their language, as `import_file` says."""
    sided = (_with_sides(conversation, file, settings, sellers) for conversation in found)
    return tuple(_with_language(conversation, settings, spoken) for conversation in sided)


def _with_sides(
    conversation: Conversation, file: str, settings: Settings, sellers: Sequence[str]
) -> Conversation:
    conversation = with_own_people(conversation, settings.sellers, settings.own_domains)
    here = [name for name in sellers if find_parties(conversation, name)]
    return with_sellers(conversation, here or sellers, file)


def _with_language(
    conversation: Conversation, settings: Settings, spoken: str | None
) -> Conversation:
    if spoken:
        return replace(conversation, language=spoken)
    if conversation.language or spoken is None:
        return conversation
    provenance = conversation.provenance
    noted = replace(provenance, notes=(*provenance.notes, "language_assumed"))
    return replace(conversation, language=settings.language, provenance=noted)


def _may_be_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return True  # reading it says why


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _is_own_report(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return is_own_report(file.read(HEAD))
    except OSError:
        return False  # reading it says why
