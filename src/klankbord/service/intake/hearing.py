"""Take in recordings beside transcripts: what a file is shows from its first bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from klankbord.conversation.sides import find_parties, with_own_people, with_sellers
from klankbord.errors import KlankbordError
from klankbord.service.intake.importing import Outcome, import_files
from klankbord.settings import Settings
from klankbord.speech.as_conversation import to_conversation
from klankbord.speech.kinds import HEAD, kind_of
from klankbord.speech.listening import Heard, Told
from klankbord.speech.many import listen_to_all
from klankbord.speech.naming import named, pairs


def take_in(
    paths: Sequence[Path],
    settings: Settings,
    sellers: Sequence[str] = (),
    spoken: str = "",
    told: Told | None = None,
) -> Iterator[Outcome]:
    """Transcripts read and recordings heard, call by call; two halves of either together.

    A file that is refused does not stop the rest. `told` is for recordings alone.
    """
    calls = _calls([path for path in paths if is_recording(path)])
    recorded = {path for files in calls for path in files}
    heard = listen_to_all(calls, told)
    first = {files[0]: files for files in calls}
    given = [path for path in paths if path not in recorded]
    read = import_files(given, settings, sellers, spoken)
    coming = next(read, None)
    for path in paths:
        if path in first:
            yield _outcome(first[path], next(heard), settings, sellers, spoken)
        elif coming is not None and coming.path == path:
            yield coming
            coming = next(read, None)


def is_recording(path: Path) -> bool:
    """Whether a file begins as a recording does; of what cannot be read, reading it says why."""
    try:
        with path.open("rb") as file:
            return kind_of(file.read(HEAD)) is not None
    except OSError:
        return False


def _calls(paths: Sequence[Path]) -> list[tuple[Path, ...]]:
    by_name = {str(path): path for path in paths}
    return [tuple(by_name[name] for name in files) for files in pairs(list(by_name))]


def _outcome(
    files: Sequence[Path],
    heard: Heard | KlankbordError,
    settings: Settings,
    sellers: Sequence[str],
    spoken: str,
) -> Outcome:
    if isinstance(heard, KlankbordError):
        return Outcome(files[0], refusal=heard)
    call = named(str(files[0])).call if len(files) > 1 else files[0].stem
    found = to_conversation(heard, call, call, settings.language)
    found = with_own_people(found, settings.sellers, settings.own_domains)
    here = [name for name in sellers if find_parties(found, name)]
    try:
        sided = with_sellers(found, here or sellers, str(files[0]))
    except KlankbordError as refusal:
        return Outcome(files[0], refusal=refusal)
    return Outcome(files[0], (replace(sided, language=spoken),))
