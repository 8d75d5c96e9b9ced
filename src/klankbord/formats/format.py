"""What a format is: a module with an id, a name, a test for its files and a reader.

A reader gets a `Document`, and gives the conversations in it or raises a `Refused` that names
the place. It never looks at the file's name: formats are told apart by what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from klankbord.conversation import Conversation
from klankbord.formats.document import Document


@dataclass(frozen=True)
class ReadOptions:
    """How to read.

    Attributes:
        join_gap_ms: in segment formats, join one party's segments over gaps up to this; None
            keeps each segment a turn of its own.
        max_turns: refuse a transcript with more turns.
    """

    join_gap_ms: int | None = None
    max_turns: int = 50_000


class Format(Protocol):
    """The protocol that every module of a format follows."""

    ID: str
    """Its name in provenance and on the command line."""
    NAME: str
    """What people call it (Dutch, translated where it is shown)."""
    ABOUT: str
    """What to know of it, for the manual (Dutch, translated there); may be empty."""
    SAMPLE: str
    """A small file of this format, for the manual and the contract suite."""

    def recognises(self, document: Document) -> bool:
        """Whether this is a file of this format; cheap, and never an error of its own."""
        ...

    def read(self, document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
        """The conversations in the file, nearly always one."""
        ...
