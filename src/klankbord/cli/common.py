"""What commands share: settings, consoles, output, progress."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from klankbord.errors import CannotWrite
from klankbord.i18n import Translate

if TYPE_CHECKING:
    from rich.console import Console

    from klankbord.conversation import Conversation

T = TypeVar("T")
_MANY = 4
"""From so many files on, progress is shown."""
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
        raise CannotWrite(str(path), fault.strerror or type(fault).__name__) from None


def targets_in(folder: Path, conversations: Iterable[Conversation], ending: str) -> list[Path]:
    """A file in the folder for each conversation, named by its title, no two the same."""
    targets: list[Path] = []
    for conversation in conversations:
        name = re.sub(r"[^\w]+", "-", conversation.title.lower()).strip("-")[:80]
        name = base = name or conversation.id
        number = 2
        while folder / f"{name}{ending}" in targets:
            name, number = f"{base}-{number}", number + 1
        targets.append(folder / f"{name}{ending}")
    return targets


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
