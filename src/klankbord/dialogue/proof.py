"""The proof of a cue pack: which of its own examples hit that must not, or do not hit that must."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.frames import to_frames
from klankbord.dialogue.dialogue import Dialogue
from klankbord.language.matching import find_in_note
from klankbord.language.packs import Cue, Example, Pack, load_pack

SELLER, CUSTOMER = "S", "C"
SECONDS_A_LINE = 4_000


@dataclass(frozen=True)
class Failure:
    """An example that does not do what it must: a `yes` without, or a `no` with a hit."""

    cue: str
    must_hit: bool
    text: str


def failures(pack: Pack, own: Path | None = None) -> list[Failure]:
    """The examples of a pack that fail, by the pack of its language and an own file.

    Args:
        pack: the cues whose examples are tried.
        own: the file with an organisation's own words, in force beside the language's pack.
    """
    tried = [one for one in _examples(pack) if not one[0].for_notes]
    talks = [_talk(cue, example, pack.language) for cue, _, example in tried]
    dialogue = Dialogue.of(to_frames(talks), own=own)
    last = dialogue.frames.turns.group_by("call", maintain_order=True).agg(pl.col.row.last())["row"]
    call = {row: number for number, row in enumerate(last)}
    hit = {
        (call[row], cue)
        for row, cue in dialogue.cues.select("row", "cue").iter_rows()
        if row in call
    }
    of_notes = [one for one in _examples(pack) if one[0].for_notes]
    return [
        Failure(cue.name, must_hit, example.text)
        for cue, must_hit, example in of_notes
        if (cue.name in find_in_note(example.text, pack.language)["cue"]) != must_hit
    ] + [
        Failure(cue.name, must_hit, example.text)
        for number, (cue, must_hit, example) in enumerate(tried)
        if ((number, cue.name) in hit) != must_hit
    ]


def _examples(pack: Pack) -> Iterator[tuple[Cue, bool, Example]]:
    for cue in pack.cues.values():
        for must_hit, examples in ((True, cue.yes), (False, cue.no)):
            for example in examples:
                yield cue, must_hit, example


def _talk(cue: Cue, example: Example, language: str) -> Conversation:
    """The small talk that an example stands for; a bare sentence is said by the cue's side."""
    side = cue.side or load_pack(language).cues.get(cue.name, cue).side
    speaker = CUSTOMER if side == "customer" else SELLER
    lines = [_line(line, speaker) for line in example.text.split("\n")]
    return Conversation(
        id="example",
        parties=(Party(SELLER, "", Side.SELLER), Party(CUSTOMER, "", Side.CUSTOMER)),
        turns=tuple(_turns(lines)),
        language=language,
    )


def _line(line: str, speaker: str) -> tuple[str, str]:
    who, _, said = line.partition(": ")
    return (who, said) if who in (SELLER, CUSTOMER) else (speaker, line)


def _turns(lines: Sequence[tuple[str, str]]) -> Iterator[Turn]:
    for place, (who, said) in enumerate(lines):
        start = place * SECONDS_A_LINE
        yield Turn(start_ms=start, end_ms=start + SECONDS_A_LINE - 500, party=who, text=said)
