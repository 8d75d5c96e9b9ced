"""English negotiation chats with strategy tags, as far as these mean what a cue of ours means."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.measures.measuring import measure
from validation.figures import Agreement, Figure, Section, paragraphs

PLACE = "casino/casino_train.json"


@dataclass(frozen=True)
class Line:
    """A message with its tags."""

    party: str
    text: str
    tags: frozenset[str]


def validate(data: Path) -> Section:
    """The tags that fit."""
    chats = _read(data / PLACE)
    measured = measure(_conversation(str(k), lines) for k, lines in enumerate(chats))
    lines = [line for chat in chats for line in chat]
    turns = measured.turns.select("greeting", "small_talk", "need", "side").rows(named=True)

    def agreement(tags: tuple[str, ...], acts: tuple[str, ...], side: str = "") -> str:
        return Agreement.of(
            (any(turn[act] for act in acts), bool(line.tags & set(tags)))
            for turn, line in zip(turns, lines, strict=True)
            if side in ("", turn["side"])
        ).words

    return Section(
        name="CaSiNo",
        about="Chats in which two people divide food, water and firewood, tagged with strategies "
        "(Chawla et al., NAACL 2021). Typed, not spoken; the second to write sits on the "
        "customer's side. No model was trained on it.",
        licence="CC BY 4.0",
        language="English",
        size=f"{len(chats)} chats with tags, {len(lines):,} messages",
        figures=(
            Figure(
                "small talk",
                "greeting or small_talk against the tag small-talk",
                agreement(("small-talk",), ("greeting", "small_talk")),
            ),
            Figure(
                "needs",
                "need against self-need, on the customer's side",
                agreement(("self-need",), ("need",), "customer"),
            ),
        ),
        remarks=_REMARKS,
    )


def _read(file: Path) -> list[list[Line]]:
    chats = []
    for chat in json.loads(file.read_text("utf-8")):
        tags = dict(chat.get("annotations") or ())
        if tags:
            chats.append(
                [
                    Line(said["id"], said["text"], frozenset(tags.get(said["text"], "").split(",")))
                    for said in chat["chat_logs"]
                    if not said["text"].endswith("-Deal")
                ]
            )
    return chats


def _conversation(name: str, lines: list[Line]) -> Conversation:
    first = lines[0].party
    parties = (Party("A", "First", Side.SELLER), Party("B", "Second", Side.CUSTOMER))
    turns = tuple(Turn(None, None, "A" if x.party == first else "B", x.text) for x in lines)
    return Conversation(id=name, parties=parties, turns=turns, language="en")


_REMARKS = paragraphs(
    """
- Most tags (promote-coordination, vouch-fair, uv-part and others) mean nothing that a cue of ours
  means, and are left out. A need for firewood at a campsite is said in other words than one for
  software.
"""
)
