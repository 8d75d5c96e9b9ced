"""What there is to learn from: labelled calls, and the examples of the cue packs."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.frames import to_frames
from klankbord.dialogue.acts import DIRECTED_ACTS, LABELS, TOWARDS_OBJECTION
from klankbord.dialogue.dialogue import Dialogue

HERE = Path(__file__).parent
PACKS = HERE.parent / "src" / "klankbord" / "language"
SPELLED = re.compile(r"[^\w\s'€%-]")


@dataclass(frozen=True)
class Line:
    """One turn: who says it, what, when, and what it does.

    `yes` are the labels it has and `asked` those that somebody looked for in it: a labelled call
    is asked for all of them, an example of a pack for one.
    """

    side: str
    text: str
    yes: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    start_ms: int = 0
    end_ms: int = 0


@dataclass(frozen=True)
class Talk:
    """Some lines in order.

    `source` is "call", "yes", "no" or "phrase"; `raw` is without punctuation.
    """

    name: str
    source: str
    raw: bool
    lines: tuple[Line, ...]


IMPLIES = {"pitch": "product", "competitor_negative": "competitor"}
EVERY = frozenset(LABELS)
"""Everything that a turn of a labelled call is asked for."""


def read_calls(language: str) -> list[Talk]:
    """The labelled calls of a language, in order of file name."""
    return [_call(file) for file in sorted((HERE / language).glob("*.json"))]


def _call(file: Path) -> Talk:
    call = json.loads(file.read_text("utf-8"))
    side = {party["id"]: party["side"] for party in call["parties"]}
    lines = []
    for turn in call["turns"]:
        names = set(turn["labels"]) | {label.split(":")[0] for label in turn["labels"]}
        ways = {label.split(":")[0] for label in names if ":" in label}
        # A way is only asked for where a driver is and its way is known.
        asked = {a for a in EVERY if ":" not in a or a.split(":")[0] in ways}
        yes = frozenset(names) & EVERY
        lines.append(
            Line(
                side=side[turn["party"]],
                text=turn["text"],
                yes=yes,
                asked=frozenset(asked),
                start_ms=turn["start_ms"],
                end_ms=turn["end_ms"],
            )
        )
    return Talk(file.stem, "call", call["asr_raw"], tuple(lines))


def read_examples(language: str) -> list[Talk]:
    """The yes and no of every learned cue of a language's packs; named by cue and number."""
    talks = []
    for file in sorted((PACKS / language).glob("*.toml")):
        for cue, entry in tomllib.loads(file.read_text("utf-8")).items():
            if not entry.get("learned"):
                continue
            for kind in ("yes", "no"):
                for number, example in enumerate(entry[kind]):
                    talks.append(_example(cue, entry.get("side", ""), kind, number, example))
    return talks


def read_phrases(language: str) -> list[Talk]:
    """The phrases of every learned cue, each a turn by itself, bare and as a sentence.

    People who sell say in their packs what is typical; the calls, written to vary, may lack it.
    """
    talks = []
    for file in sorted((PACKS / language).glob("*.toml")):
        for cue, entry in tomllib.loads(file.read_text("utf-8")).items():
            if not entry.get("learned"):
                continue
            for number, phrase in enumerate(entry["phrases"]):
                plain = phrase.replace("*", "")
                for text in (plain, f"{plain.capitalize()}."):
                    talk = _example(cue, entry.get("side", ""), "yes", number, text)
                    talks.append(replace(talk, source="phrase"))
    return talks


def _example(cue: str, side: str, kind: str, number: int, example: str | dict[str, str]) -> Talk:
    text = example if isinstance(example, str) else example["text"]
    way = "" if isinstance(example, str) else example.get("direction", "")
    yes = {cue} if kind == "yes" else set()
    asked = {cue}
    if way:
        yes.add(f"{cue}:{way}")
        asked |= {label for label in DIRECTED_ACTS if label.startswith(f"{cue}:")}
    # A pitch is about a product: what is one is the other, what is not the other is not one.
    for part, whole in IMPLIES.items():
        if cue == (part if kind == "yes" else whole):
            other = whole if kind == "yes" else part
            asked.add(other)
            yes |= {other} if kind == "yes" else set()
    parts = re.split(r"\n(?=[SC]: )", text) if re.match("[SC]: ", text) else [text]
    lines, at = [], 0
    for place, part in enumerate(parts):
        who, said = "seller" if side != "customer" else "customer", part
        if re.match("[SC]: ", part):
            who, said = {"S": "seller", "C": "customer"}[part[0]], part[3:]
        last = place == len(parts) - 1
        # What is countered or explored, is an objection.
        towards = kind == "yes" and cue in TOWARDS_OBJECTION and who == "customer"
        implied = {"objection"} if towards else set()
        length = 400 + 350 * len(said.split())
        lines.append(
            Line(
                side=who,
                text=said.strip(),
                yes=frozenset(yes if last else implied),
                asked=frozenset(asked if last else implied),
                start_ms=at,
                end_ms=at + length,
            )
        )
        at += length + 300
    raw = not re.search("[.?!,]", text)
    return Talk(f"{cue} {kind} {number}", kind, raw, tuple(lines))


def without_marks(talk: Talk) -> Talk:
    """The talk as a recogniser might write it: lower case, no punctuation."""
    lines = tuple(
        Line(
            line.side,
            " ".join(SPELLED.sub(" ", line.text.lower()).split()),
            line.yes,
            line.asked,
            line.start_ms,
            line.end_ms,
        )
        for line in talk.lines
    )
    return Talk(talk.name, talk.source, True, lines)


def as_turns(talks: Iterable[Talk], language: str) -> pl.DataFrame:
    """The talks as Klankbord sees them: turns with the floor's and the links' columns."""
    frames = to_frames([_conversation(talk, language) for talk in talks])
    nothing = pl.Series([False]).new_from_index(0, frames.turns.height)
    acts = pl.DataFrame(dict.fromkeys(LABELS, nothing))
    return Dialogue.of(frames, acts=acts).frames.turns


def _conversation(talk: Talk, language: str) -> Conversation:
    parties = {"seller": Party("S", "S", Side.SELLER), "customer": Party("C", "C", Side.CUSTOMER)}
    return Conversation(
        id=talk.name,
        parties=tuple(parties.values()),
        turns=tuple(
            Turn(line.start_ms, line.end_ms, parties[line.side].id, line.text)
            for line in talk.lines
        ),
        language=language,
    )
