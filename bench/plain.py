"""The same figures in plain Python, a call at a time: the reference for the rows on measures.

Written as somebody would who wants these figures of one call and cares for speed: one pass where
one will do, no tables, no evidence. The cues are at hand, as they are for the fast way; what it
gives is compared with the fast way's readings before anything is timed.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import polars as pl

from klankbord.conversation import Conversation

MARK = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*\s][^*]*\*")
WORD = re.compile(r"[^\s—–]*[^\W_][^\s—–]*")
QUESTION = re.compile(r"\?(?:[\s\"'”’).!?…\]]|$)")
BIN = 30_000
WINDOW = 5

Values = dict[tuple[str, str], float | None]


@dataclass(slots=True)
class Said:
    """One turn with what the figures need of it."""

    party: str
    side: str
    start: int
    end: int
    text: str
    fillers: int
    listens: bool
    words: int = 0
    question: bool = False
    asks: bool = False
    wordless: bool = False
    substantive: bool = True
    continues: bool = False


def turns_of(
    conversation: Conversation, fillers: Sequence[int], listens: Sequence[bool]
) -> list[Said]:
    """The turns of a conversation that bears sides and ends, beside their cues."""
    side = {party.id: party.side.value for party in conversation.parties}
    return [
        Said(t.party, side[t.party], t.start_ms or 0, t.end_ms or 0, t.text, filled, listened)
        for t, filled, listened in zip(conversation.turns, fillers, listens, strict=True)
    ]


def with_cues(conversations: Sequence[Conversation], cues: pl.DataFrame) -> list[list[Said]]:
    """The turns of each conversation beside the cues that were found in all of them together."""
    size = sum(len(conversation.turns) for conversation in conversations)
    fillers, listens = [0] * size, [False] * size
    for row, cue in cues.select("row", "cue").iter_rows():
        fillers[row] += cue == "filler"
        listens[row] |= cue == "backchannel"
    found, first = [], 0
    for conversation in conversations:
        last = first + len(conversation.turns)
        found.append(turns_of(conversation, fillers[first:last], listens[first:last]))
        first = last
    return found


def measure(turns: list[Said]) -> Values:
    """The value of each measure and kind; None where it is unknown."""
    _words(turns)
    _floor(turns)
    found: Values = {}
    begin = turns[0].start
    length = max(turn.end for turn in turns) - begin
    speech, words = _sums(turns, found)
    _rates(turns, found, speech, words)
    _gaps(turns, found, length)
    _spans(turns, found, begin, length)
    _people(turns, found)
    curve = power_curve(turns, begin, length)
    found["power-curve", ""] = _median(curve)
    leaning = sum(max(share, 1 - share) - 0.6 > 0 for share in curve)
    found["imbalance", ""] = leaning / len(curve) if curve else None
    return found


def _words(turns: list[Said]) -> None:
    for turn in turns:
        said = MARK.sub(" ", turn.text) if any(c in turn.text for c in "[(*") else turn.text
        turn.words = len(WORD.findall(said))
        turn.question = "?" in said and QUESTION.search(said) is not None
        turn.asks = said.rstrip(" .…'\"”’)").endswith("?")
        turn.wordless = turn.words == 0 and turn.text != ""


def _floor(turns: list[Said]) -> None:
    """Which turns are substantive: all but a listener's words that neither answer nor open."""
    last: dict[str, Said] = {}
    claimed: Said | None = None
    held: Said | None = None
    for place, turn in enumerate(turns):
        claims = not (turn.listens or turn.wordless)
        if turn.listens and not turn.wordless:
            asked = max(
                (said for side, said in last.items() if side != turn.side),
                key=lambda said: said.start,
                default=None,
            )
            still = asked is not None and asked is claimed and asked.asks
            answers = asked is not None and still and turn.start >= asked.end - 300
            after = turns[place + 1] if place + 1 < len(turns) else None
            opens = (
                after is not None
                and after.party == turn.party
                and not (after.listens or after.wordless)
                and after.start - turn.end < 1000
            )
            turn.substantive = answers or opens
        else:
            turn.substantive = not turn.wordless
        if claims:
            last[turn.side] = claimed = turn
        if turn.substantive:
            same = held is not None and held.party == turn.party
            turn.continues = same and held is not None and turn.start - held.end < 3000
            held = turn


def _sums(turns: list[Said], found: Values) -> tuple[dict[str, int], dict[str, int]]:
    speech, words = (
        dict.fromkeys(("seller", "customer"), 0),
        dict.fromkeys(("seller", "customer"), 0),
    )
    for turn in turns:
        speech[turn.side] += turn.end - turn.start
        words[turn.side] += turn.words
    for side in speech:
        found["talk-share", side] = speech[side] / sum(speech.values())
        found["word-share", side] = words[side] / sum(words.values())
        found["speech-rate", side] = words[side] / speech[side] * 60_000
    return speech, words


def _rates(turns: list[Said], found: Values, speech: dict[str, int], words: dict[str, int]) -> None:
    asked, fillers = defaultdict[str, int](int), defaultdict[str, int](int)
    signals = 0
    for turn in turns:
        asked[turn.side] += turn.question
        fillers[turn.side] += turn.fillers
        signals += turn.side == "seller" and not turn.substantive
    for side in speech:
        found["question-balance", side] = (
            asked[side] / sum(asked.values()) if any(asked.values()) else None
        )
        found["filler-rate", side] = fillers[side] / words[side] * 100
        found["questions", side] = asked[side]
    found["listening-signals", ""] = signals / speech["customer"] * 60_000


def _gaps(turns: list[Said], found: Values, length: int) -> None:
    held: dict[str, Said] = {}
    before = ""
    following = _next_of_party(turns)
    gaps, absent, silence, cuts = [], 0, 0, {"seller": 0, "customer": 0}
    heard = turns[0].start
    for turn in turns:
        silence += max(turn.start - heard, 0)
        heard = max(heard, turn.end)
        if not turn.substantive:
            continue
        prior = held.get("customer" if turn.side == "seller" else "seller")
        if prior is not None:
            gap = turn.start - prior.end
            if turn.side == "seller" and before == "customer":
                absent += gap > 4000
                if gap >= 0:
                    gaps.append(gap)
            if gap <= -300 and turn.start > prior.start and prior.end < turn.end:
                goes_on = following[id(prior)]
                while goes_on is not None and goes_on.start < turn.start:
                    goes_on = following[id(goes_on)]
                cuts[turn.side] += goes_on is None or goes_on.start > turn.end + 300
        before = turn.side
        if turn.side not in held or turn.end >= held[turn.side].end:
            held[turn.side] = turn
    found["patience", ""] = median(gaps) if len(gaps) >= 5 else None
    found["absent-silences", ""] = absent
    found["silence-share", ""] = silence / length
    for side, other in (("seller", "customer"), ("customer", "seller")):
        spoken = sum(turn.end - turn.start for turn in turns if turn.side == other)
        found["interruptions", side] = cuts[side] / spoken * 600_000
        found["question-rate", side] = (
            float(found.pop(("questions", side)) or 0) / length * 3_600_000
        )


def _next_of_party(turns: list[Said]) -> dict[int, Said | None]:
    following: dict[int, Said | None] = {}
    later: dict[str, Said] = {}
    for turn in reversed(turns):
        if turn.substantive:
            following[id(turn)] = later.get(turn.party)
            later[turn.party] = turn
    return following


def _spans(turns: list[Said], found: Values, begin: int, length: int) -> None:
    stretches: list[list[Said]] = []
    for turn in turns:
        if turn.substantive:
            if not stretches or stretches[-1][0].side != turn.side:
                stretches.append([])
            stretches[-1].append(turn)
    runs = [run for stretch in stretches for run in _runs(stretch)]
    spans = [(run[0].side, run[0].start, max(t.end for t in run) - run[0].start) for run in runs]
    for name, side in (("longest-monologue", "seller"), ("longest-story", "customer")):
        found[name, ""] = max((span for own, _, span in spans if own == side), default=None)
    for kind, low, high in (("first_third", -1, 1), ("last_third", 2, 4)):
        sample = [
            span
            for own, start, span in spans
            if own == "customer" and low * length <= 3 * (start - begin) < high * length
        ]
        found["opening-up", kind] = _median(sample)
    changes = len(stretches) - 1
    found["interactivity", ""] = changes / length * 60_000 if changes >= 5 else None
    groups = sum(
        s[0].side == "customer"
        and 1 + sum(not t.continues for t in s[1:]) >= 3
        and len({t.party for t in s}) > 1
        for s in stretches
    )
    customers = len({turn.party for turn in turns if turn.side == "customer"})
    found["group-takes-over", ""] = groups / length * 60_000 if customers > 1 else None


def _runs(stretch: list[Said]) -> list[list[Said]]:
    runs, end = [[stretch[0]]], stretch[0].end
    for turn in stretch[1:]:
        if turn.start - end >= 3000:
            runs.append([])
        runs[-1].append(turn)
        end = max(end, turn.end)
    return runs


def _people(turns: list[Said], found: Values) -> None:
    held, speech = defaultdict[str, int](int), defaultdict[str, int](int)
    for turn in turns:
        if turn.side == "customer":
            held[turn.party] += turn.substantive and not turn.continues
            speech[turn.party] += turn.end - turn.start
    found["perspectives", ""] = sum(count >= 3 for count in held.values())
    spoken = [ms for ms in speech.values() if ms]
    total = sum(spoken)
    found["evenness", ""] = (
        -sum(ms / total * math.log(ms / total) for ms in spoken) / math.log(len(spoken))
        if len(spoken) > 1
        else None
    )


def power_curve(turns: list[Said], begin: int, length: int) -> list[float]:
    """The seller's share of the speech in windows of 2.5 minutes, a new one each 30 s."""
    size = -(-length // BIN)
    seller, every = [0] * size, [0] * size
    for turn in turns:
        start, end = turn.start - begin, turn.end - begin
        for number in range(start // BIN, -(-end // BIN)):
            heard = min(end, (number + 1) * BIN) - max(start, number * BIN)
            every[number] += heard
            if turn.side == "seller":
                seller[number] += heard
    own, total = _running(seller), _running(every)
    return [
        (own[k + WINDOW] - own[k]) / (total[k + WINDOW] - total[k])
        for k in range(size - WINDOW + 1)
        if (k + WINDOW) * BIN <= length and total[k + WINDOW] > total[k]
    ]


def _running(values: list[int]) -> list[int]:
    sums = [0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None


def differing(ours: Values, theirs: Values) -> set[str]:
    """The measures of ours on which two ways of measuring a call do not give the same."""
    return {name[0] for name in ours if not _same(ours[name], theirs.get(name))}


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
