"""English counselling talks coded by experts: questions, reflections, what is sent, and quality."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.dialogue.dialogue import SENDS
from klankbord.measures.measuring import measure
from validation.figures import Agreement, Figure, Section, paragraphs

PLACE = "annomi/AnnoMI-full.csv"
FEWEST_TURNS = 10
"""Talks in which the therapist says less show too little to compare their quality."""


@dataclass(frozen=True)
class Line:
    """A turn as it was coded."""

    by_therapist: bool
    text: str
    codes: frozenset[str]


def validate(data: Path) -> Section:
    """All figures on the talks."""
    talks, quality = _read(data / PLACE)
    measured = measure(_conversation(name, lines) for name, lines in talks.items())
    turns = measured.turns
    ours = turns.select(
        "call", "words_said", "open_question", "closed_question", "reflection", *SENDS
    ).rows(named=True)
    lines = [line for every in talks.values() for line in every]
    therapist = [(o, line) for o, line in zip(ours, lines, strict=True) if line.by_therapist]

    def agreement(acts: tuple[str, ...], codes: tuple[str, ...]) -> str:
        found = Agreement.of(
            (any(o[act] for act in acts), any(code in line.codes for code in codes))
            for o, line in therapist
        )
        return found.words

    names = list(talks)
    good = np.array([quality[name] == "high" for name in names])
    shares = _shares(therapist, len(names))
    enough = shares["turns"] >= FEWEST_TURNS
    return Section(
        name="AnnoMI",
        about="Demonstrations of good and bad motivational interviewing, written out; each turn of "
        "the therapist coded by experts (Wu et al., 2022). The therapist sits on the seller's "
        "side. Counselling, not selling; no model was trained on it.",
        licence="see the data's own page",
        language="English",
        size=f"{len(talks)} talks, {len(lines):,} turns, {len(therapist):,} of the therapist",
        figures=(
            Figure(
                "questions",
                "open_question or closed_question against a coded question",
                agreement(("open_question", "closed_question"), ("open", "closed")),
            ),
            Figure("open questions", "open_question", agreement(("open_question",), ("open",))),
            Figure(
                "closed questions", "closed_question", agreement(("closed_question",), ("closed",))
            ),
            Figure("reflections", "reflection", agreement(("reflection",), ("reflection",))),
            Figure(
                "sending",
                "information, advice, pitch or product against coded information or advice",
                agreement(SENDS, ("information", "advice")),
            ),
            Figure(
                "quality from sending",
                "AUC: share of the therapist's words in turns that send, low quality above high "
                f"(talks with {FEWEST_TURNS} turns or more; from text alone)",
                f"{_auc(shares['sends'][enough], ~good[enough]):.2f} "
                f"({int(enough.sum())} talks, {int((~good[enough]).sum())} of low quality)",
            ),
            Figure(
                "quality from reflections",
                "AUC: share of the therapist's turns that reflect, high above low",
                f"{_auc(shares['reflects'][enough], good[enough]):.2f}",
            ),
        ),
        remarks=_REMARKS,
    )


def _read(file: Path) -> tuple[dict[str, list[Line]], dict[str, str]]:
    """The talks by number, and the quality of each; of several annotators, the first."""
    talks: dict[str, list[Line]] = defaultdict(list)
    quality: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            key = (row["transcript_id"], row["utterance_id"])
            if key in seen:
                continue
            seen.add(key)
            codes = {row["question_subtype"], row["therapist_input_subtype"]}
            if row["reflection_exists"] == "True":
                codes.add("reflection")
            quality[row["transcript_id"]] = row["mi_quality"]
            talks[row["transcript_id"]].append(
                Line(row["interlocutor"] == "therapist", row["utterance_text"], frozenset(codes))
            )
    return dict(talks), quality


def _conversation(name: str, lines: list[Line]) -> Conversation:
    parties = (Party("T", "Therapist", Side.SELLER), Party("C", "Client", Side.CUSTOMER))
    turns = tuple(Turn(None, None, "T" if line.by_therapist else "C", line.text) for line in lines)
    return Conversation(id=name, parties=parties, turns=turns, language="en")


def _shares(therapist: list[tuple[dict[str, int], Line]], talks: int) -> dict[str, np.ndarray]:
    words, sent, turns, reflects = (np.zeros(talks) for _ in range(4))
    for ours, _ in therapist:
        call = ours["call"]
        words[call] += ours["words_said"]
        sent[call] += ours["words_said"] * any(ours[act] for act in SENDS)
        turns[call] += 1
        reflects[call] += ours["reflection"]
    return {
        "turns": turns,
        "sends": sent / np.maximum(words, 1),
        "reflects": reflects / np.maximum(turns, 1),
    }


def _auc(values: np.ndarray, positive: np.ndarray) -> float:
    """The chance that a positive one has the higher value; ties count for half."""
    high, low = values[positive], values[~positive]
    above = (high[:, None] > low[None, :]).sum() + 0.5 * (high[:, None] == low[None, :]).sum()
    return float(above / (len(high) * len(low)))


_REMARKS = paragraphs(
    """
- The experts' own codes give an AUC of 0.91 (sending) and 0.88 (reflections) for quality on these
  talks; that is the ceiling for whoever finds the codes in the text.

- The English model learned from forty-four written calls, nearly all of them sales, and the
  examples of the cue packs. A counsellor's reflection ('so part of you wants to stop') is made of
  other words than a seller's.
"""
)
