"""Real exports of other tools: read and counted, or refused by name."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from klankbord.conversation import Conversation
from klankbord.errors import Refused
from klankbord.formats import read_file
from validation.figures import Figure, Section, Table, paragraphs

PLACE = "transcript-exports"
SUPPORTED = ("zoom/*/*.vtt", "whisper/**/*.json", "whisper/**/*.srt", "whisper/**/*.vtt")
SUPPORTED_TOO = ("noscribe/*.vtt",)
NEVER_PLAIN = ("noscribe/interview.txt", "zoom/*/chat.txt")
_PAUSE = re.compile(r"\(\d+ seconds pause\)")
_TIMING = re.compile(r"(?:(\d+):)?(\d+):(\d+)[.,](\d+)\s+-->")
_QUOTED = re.compile(r"‘[^’]*’\)")
"""What a sentence quotes from the file, which does not go into this repository."""


@dataclass(frozen=True)
class Plain:
    """A plain reading of a file: how many turns, and the sum of their starts in ms."""

    turns: int
    starts: int


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
    supported = {file for glob in (*SUPPORTED, *SUPPORTED_TOO) for file in root.glob(glob)}
    files = sorted(file for file in root.rglob("*") if file.is_file())
    outcomes = [_outcome(file, root, wanted=file in supported) for file in files]
    never = [o for o in outcomes if any(Path(o.file).match(glob) for glob in NEVER_PLAIN)]
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
            _all_right("never read as plain text", ", ".join(NEVER_PLAIN), never),
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
    plain, ours = _plain(file) if wanted else None, _ours(conversations)
    formats = Counter(conversation.provenance.format for conversation in conversations)
    notes = sorted({note for c in conversations for note in c.provenance.notes})
    detail = f"{ours.turns} turns, plainly {plain.turns if plain else '–'}"
    if notes:
        detail += f"; noted: {', '.join(notes)}"
    return Outcome(
        name,
        "read" if wanted else "refused",
        f"read as {', '.join(formats)}",
        detail,
        ok=plain == ours,
    )


def _ours(conversations: tuple[Conversation, ...]) -> Plain:
    turns = [turn for conversation in conversations for turn in conversation.turns]
    return Plain(len(turns), sum(turn.start_ms or 0 for turn in turns))


def _plain(file: Path) -> Plain:
    text = file.read_text("utf-8-sig")
    return _segments(json.loads(text)) if file.suffix == ".json" else _captions(text)


def _segments(value: dict[str, Any]) -> Plain:
    spoken = [segment for segment in value["segments"] if segment["text"].strip()]
    return Plain(len(spoken), sum(round(1000 * segment["start"]) for segment in spoken))


def _captions(text: str) -> Plain:
    """Blocks between blank lines that have an arrow, and under it text that is no pause."""
    turns = starts = 0
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        match = _TIMING.search(block)
        said = block[block.find("\n", match.end()) :].strip() if match else ""
        if match is None or "\n" not in block[match.end() :] or not said or _PAUSE.fullmatch(said):
            continue
        hours, minutes, seconds, fraction = match.groups(default="0")
        turns += 1
        starts += ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction)
    return Plain(turns, starts)


_REMARKS = paragraphs(
    """
    A plain reading counts the captions with text (one that only tells of a pause is no turn) or
    the segments with text, without our readers. Speakers and words are the contract suite's
    business; here it is counts and starts.

    Where noScribe writes between slashes, inside a turn, what somebody else said at the same time,
    those words stay in that turn and count for the wrong speaker.
    """
)
