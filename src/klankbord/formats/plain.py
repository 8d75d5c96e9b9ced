"""Plain text without times: a name, a colon, and what was said."""

from __future__ import annotations

from collections import Counter

from klankbord.conversation import Conversation, Turn
from klankbord.formats.building import Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.names import Names, candidates, split_quoted
from klankbord.i18n import N_

ID = "plain"
NAME = N_("platte tekst (Naam: tekst)")
SAMPLE = """\
Lotte: Hoe gaat dat nu, op een zaterdag?
Karel: Druk. De rij staat tot op straat.
Lotte: En wat doen jullie dan?
"""

_MOST_WORDS = 7
_MOST_NAMES = 40
_NOT_NAMES = frozenset(
    "from to cc bcc subject date sent reply-to van aan onderwerp datum verzonden note nb ps "
    "opmerking http https ftp mailto file todo fixme warning error info debug copyright license "
    "version "
    "content-type title author description name id type url".split()
)


def recognises(document: Document) -> bool:
    """Every paragraph opens with a name, there are several names, and they come back."""
    if document.looks_like_json:
        return False
    lines = [line.strip() for line in document.lines if line.strip()]
    if not lines or "\t" in document.text or not _speaker(lines[0]):
        return False
    speakers = Counter(name for line in lines if (name := _speaker(line)))
    spoken = sum(speakers.values())
    if spoken * 2 < len(lines) or not 2 <= len(speakers) <= _MOST_NAMES:  # noqa: PLR2004
        return False
    back = sum(count for count in speakers.values() if count > 1)
    return spoken <= 3 or back * 2 > spoken  # noqa: PLR2004


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation, without times; a line without a name goes on with the turn above it."""
    draft = Draft()
    lines = [line.strip() for line in document.lines if line.strip()]
    names = Names([line for line in lines if _speaker(line)])
    for line in lines:
        name, text = names.split(line) if _speaker(line) else ("", line)
        if name or not draft.pieces or _speaker(line):
            draft.pieces.append(Turn(None, None, draft.speaker(name), text))
        else:
            last = draft.pieces[-1]
            draft.pieces[-1] = Turn(None, None, last.party, f"{last.text} {text}")
    return (build(document, options, draft, format_id=ID),)


def _speaker(line: str) -> str:
    """The name before the first colon of a line, if it can be one."""
    quoted = split_quoted(line)
    if quoted:
        return quoted[0]
    found = candidates(line)
    if not found:
        return ""
    name = found[0]
    if name == "?":
        return name
    fits = len(name.split()) <= _MOST_WORDS and not name.startswith(("#", "-", "*", "<", "{", "/"))
    return name if fits and name.lower() not in _NOT_NAMES else ""
