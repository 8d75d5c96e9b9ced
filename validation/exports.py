"""Real exports of other tools: read and counted, or refused by name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from klankbord.conversation import Conversation
from klankbord.errors import Refused
from klankbord.formats import FORMATS, read_file
from klankbord.formats.document import Document
from validation.figures import Figure, Section, Table, paragraphs
from validation.plain import Plain, plain

PLACE = "transcript-exports"
TRANSCRIPTS = ("*.json", "*.vtt", "*.srt", "noscribe/interview.*")
NONE = ("bda-custom.json",)
"""What has the ending of a transcript and is none."""
NEVER_PLAIN = ("noscribe/interview.txt", "zoom/*/chat.txt")
_QUOTED = re.compile(r"‘[^’]*’\)")
"""What a sentence quotes from the file, which does not go into this repository."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    file: str
    wanted: str
    got: str
    detail: str
    ok: bool


def validate(data: Path) -> Section:
    """Every file of the folder, read or refused."""
    root = data / PLACE
    supported = {file for glob in TRANSCRIPTS for file in root.rglob(glob) if file.name not in NONE}
    files = sorted(file for file in root.rglob("*") if file.is_file())
    outcomes = [_outcome(file, root, wanted=file in supported) for file in files]
    never = [o for o in outcomes if any(Path(o.file).match(glob) for glob in NEVER_PLAIN)]
    claims = Counter(_claims(file) for file in files if file in supported)
    others = sum(_claims(file) for file in files if file not in supported)
    read = [outcome for outcome in outcomes if outcome.wanted == "read"]
    refused = [outcome for outcome in outcomes if outcome.wanted == "refused"]
    return Section(
        name="Transcript exports",
        about="Exports and API answers as eight tools write them, and the licences and notes that "
        "lie beside them, which are no transcripts either.",
        licence="MIT, MIT-0, AGPL-3.0 and GPL-3.0, by tool (SOURCE.md beside the data)",
        language="English, German and French; nothing is measured in them",
        size=f"{len(files)} files, {len(read)} of them in a format that Klankbord reads",
        figures=(
            _all_right(
                "read", "read_file gives the turns, and their starts, of a plain reading", read
            ),
            _all_right("refused", "read_file refuses, and the sentence names the file", refused),
            Figure(
                "told apart",
                "how many formats recognise a file: one for a transcript, none for another file",
                f"one for {claims[1]} of {len(read)} transcripts; {others} for all other files",
                "all, and none",
                claims[1] == len(read) and not others,
            ),
            _same_turns(root),
            Figure(
                "never read as plain text",
                ", ".join(NEVER_PLAIN),
                f"{sum('plain' not in o.got for o in never)} of {len(never)} files",
                "all",
                all("plain" not in o.got for o in never) and bool(never),
            ),
        ),
        tables=(_table("Read", read), _table("Refused", refused)),
        remarks=_REMARKS,
    )


def _all_right(name: str, formula: str, outcomes: list[Outcome]) -> Figure:
    right = sum(outcome.ok for outcome in outcomes)
    wrong = "".join(f"; wrong: {o.file} ({o.got})" for o in outcomes if not o.ok)
    return Figure(
        name,
        formula,
        f"{right} of {len(outcomes)} files{wrong}",
        "all",
        right == len(outcomes) > 0,
    )


def _table(title: str, outcomes: list[Outcome]) -> Table:
    rows = tuple((o.file, o.got, o.detail) for o in outcomes)
    return Table(title, ("file", "outcome", "what was counted or said"), rows)


def _outcome(file: Path, root: Path, *, wanted: bool) -> Outcome:
    name = file.relative_to(root).as_posix()
    try:
        conversations = read_file(file)
    except Refused as refusal:
        sentence = str(refusal)
        said = _QUOTED.sub("‘…’)", sentence.replace(str(file), name))
        names_it = file.name in sentence
        return Outcome(
            name,
            "read" if wanted else "refused",
            type(refusal).__name__,
            said,
            ok=not wanted and names_it,
        )
    counted = plain(file) if wanted else None
    ours = _ours(conversations, counted.starts if counted else None)
    formats = Counter(conversation.provenance.format for conversation in conversations)
    notes = sorted({note for c in conversations for note in c.provenance.notes})
    detail = f"{ours.turns} turns, plainly {counted.turns if counted else '–'}"
    if notes:
        detail += f"; noted: {', '.join(notes)}"
    return Outcome(
        name,
        "read" if wanted else "refused",
        f"read as {', '.join(formats)}",
        detail,
        ok=counted == ours,
    )


def _ours(conversations: tuple[Conversation, ...], starts: int | None) -> Plain:
    """What we read; without starts where the plain reading has none."""
    turns = [turn for conversation in conversations for turn in conversation.turns]
    ours = sum(turn.start_ms or 0 for turn in turns)
    return Plain(len(turns), None if starts is None else ours)


def _claims(file: Path) -> int:
    """How many formats recognise a file; a binary one is recognised by none."""
    document = Document(file.name, file.read_bytes())
    try:
        return sum(format_.recognises(document) for format_ in FORMATS)
    except Refused:
        return 0


def _same_turns(root: Path) -> Figure:
    """One interview as noScribe saves it in three ways."""
    found = [_said(root / f"noscribe/interview.{ending}") for ending in ("html", "txt", "vtt")]
    same = sum(
        all(turn == other for other in others) for turn, *others in zip(*found, strict=False)
    )
    longest = max(map(len, found))
    return Figure(
        "one interview in three forms",
        "noScribe's html, txt and vtt give the same speakers and words, turn by turn",
        f"{same} of {longest} turns",
        "all",
        same == longest > 0,
    )


def _said(file: Path) -> list[tuple[str, str]]:
    (conversation,) = read_file(file)
    return [(conversation.party(turn.party).name, turn.text) for turn in conversation.turns]


_REMARKS = paragraphs(
    """
    A plain reading counts the pieces of a file (captions, segments, utterances) that have text, or
    makes turns of its words by speaker and by silences of a second, without our readers. A caption
    that only tells of a pause is no turn. Where a file does not give the start of every turn, the
    turns alone are compared. Words and sides are the contract suite's business; here it is counts
    and starts.

    Of most tools there is one file, and of some forms none: channels in AWS Transcribe and
    Speechmatics, Contact Lens, Google, Otter and ELAN were read from descriptions alone, as the
    manual says by each.

    What noScribe writes between slashes, of somebody who speaks through another, is a turn of that
    somebody. Its vtt has for each turn the times of the last sentence alone, and now and then does
    not tell whose turn it is; then it is given to whoever spoke last before, and that is noted.
    """
)
