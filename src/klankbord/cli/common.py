"""What commands share: settings, consoles, output, progress."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from klankbord.errors import CannotWrite, OneFile, UnknownSeat, quoted, why
from klankbord.i18n import N_, Translate

if TYPE_CHECKING:
    from rich.console import Console

    from klankbord.service.intake.importing import Outcome
    from klankbord.settings import Settings
    from klankbord.speech.listening import Told
    from klankbord.speech.speakers.asking import Speakers

T = TypeVar("T")
_MANY = 4
"""From so many files on, progress is shown."""
SELLER_HELP = N_(
    "Wie verkoopt: de hele naam, of de voornaam. Wie verder een naam heeft, is klant, tenzij de "
    "bron of je instellingen iets anders zeggen. Mag vaker; in elk bestand moet minstens één van "
    "de namen spreken."
)
SPEAKERS_HELP = N_(
    "Houd op één kanaal de sprekers uit elkaar: hoeveel het er zijn, of 0 als dat nog moet blijken."
)
SOME_REFUSED = 3
"""The exit code where some of the files that were asked for are refused."""


def console_for(stream: TextIO) -> Console:
    """A console on a stream, with colours only where it is a terminal."""
    from rich.console import Console

    width = None if stream.isatty() else 100
    return Console(file=stream, highlight=False, width=width)


def write(path: Path, data: bytes) -> None:
    """Write a file whole, and make the folder that it stands in.

    Raises:
        CannotWrite: the place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        raise CannotWrite(str(path), why(fault)) from None


def language_of(asked: str | None) -> str:
    """The language to answer in: what was asked for, else what the settings say.

    Raises:
        UsageError: a setting cannot be, also where a language was asked for.
    """
    from klankbord.settings import load_settings

    language = load_settings().language
    return asked or language


def settings_for(**told: object) -> Settings:
    """The settings in force, with what the command line says instead (None: it says nothing).

    Raises:
        UsageError: a setting cannot be.
    """
    from klankbord.settings import load_settings

    return load_settings().model_copy(update={k: v for k, v in told.items() if v is not None})


def targets(
    out: Path | None,
    outcomes: Sequence[Outcome],
    ending: str,
    *,
    several: bool,
    files: Collection[str],
) -> list[Path]:
    """Where the conversations go, each to a file of its own: OUT, or files in that folder.

    Args:
        out: as it was given; without it, the working folder.
        outcomes: the conversations with the files that they come from.
        ending: of the files in a folder.
        several: a folder or several files were asked for.
        files: the endings by which OUT is a file, and no folder that is still to be made.

    Raises:
        OneFile: OUT is one file, and there are several conversations.
    """
    from klankbord.service.intake.importing import is_folder

    calls = sum(len(outcome.conversations) for outcome in outcomes)
    if out is None or is_folder(out):
        return _in_folder(out or Path(), outcomes, ending)
    if out.suffix.lower() not in files and several:
        return _in_folder(out, outcomes, ending)
    if calls > 1:
        raise OneFile(str(out), calls)
    return [out] * calls


def _in_folder(folder: Path, outcomes: Sequence[Outcome], ending: str) -> list[Path]:
    """A file for each conversation, named after the one that it comes from, no two the same.

    Files of the same name, and several conversations of one file, are told apart; and none of
    the files that were read is written over.
    """
    stems = Counter(outcome.path.stem.casefold() for outcome in outcomes)
    taken = {outcome.path.resolve() for outcome in outcomes}
    uses: Counter[str] = Counter()
    found: list[Path] = []
    for outcome in outcomes:
        path = outcome.path.absolute()
        own = path.stem if stems[path.stem.casefold()] == 1 else f"{path.parent.name}-{path.name}"
        for place in range(1, len(outcome.conversations) + 1):
            name = own if len(outcome.conversations) == 1 else f"{own}-{place}"
            found.append(_free(folder, name, ending, uses, taken))
    return found


def _free(folder: Path, name: str, ending: str, uses: Counter[str], taken: set[Path]) -> Path:
    """The first of `name`, `name (2)`… that is not taken; counted on from the last of that name."""
    while True:
        uses[name] += 1
        number = f" ({uses[name]})" if uses[name] > 1 else ""
        target = folder / f"{name}{number}{ending}"
        real = target.resolve()
        if real not in taken:
            taken.add(real)
            return target


def told_of(channels: str | None, speakers: Speakers | None = None) -> Told | None:
    """Who is on which channel, as an option says it: seller,customer; and who is asked for.

    Raises:
        UnknownSeat: a channel is given to no side.
    """
    from klankbord.conversation import Side
    from klankbord.speech.listening import Told

    if channels is None:
        return None if speakers is None else Told(speakers=speakers)
    sides = [name.strip().lower() for name in channels.split(",")]
    if strange := [name for name in sides if name not in set(Side)]:
        raise UnknownSeat(quoted(strange))
    return Told(tuple(map(Side, sides)), speakers=speakers)


def speakers_of(settings: Settings, count: int | None) -> Speakers | None:
    """What tells the speakers on one channel apart; None where nobody asks for that.

    Raises:
        UsageError: a model is not there.
    """
    if count is None:
        return None
    from klankbord.service.intake.recognising import find_speakers

    return find_speakers(settings, count)


def tracked(items: Iterable[T], total: int, text: str) -> Iterator[T]:
    """The items, with a bar on stderr where they are many and somebody looks."""
    if total < _MANY or not sys.stderr.isatty():
        yield from items
        return
    from rich.progress import track

    yield from track(items, text, total, console=console_for(sys.stderr), transient=True)


def tell_refusals(refusals: Iterable[str], translate: Translate) -> None:
    """The sentences of refused files, on stderr."""
    for sentence in refusals:
        sys.stderr.write(translate("Geweigerd: {sentence}").format(sentence=sentence) + "\n")


def tell_strangers(
    sellers: Sequence[str], outcomes: Sequence[Outcome], translate: Translate
) -> None:
    """The names given as sellers' by whom nobody goes in anything that was read, on stderr."""
    from klankbord.service.intake.importing import strangers

    conversations = [c for outcome in outcomes for c in outcome.conversations]
    names = strangers(sellers, conversations) if conversations else []
    if names:
        sentence = translate("Let op: niemand heet {names} in wat is gelezen.")
        sys.stderr.write(sentence.format(names=quoted(names)) + "\n")
