"""Plain readings of transcripts, without our readers: how many turns, and when they start."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PAUSE = re.compile(r"\(\d+ seconds pause\)")
_TIMING = re.compile(r"(?:(\d+):)?(\d+):(\d+)[.,](\d+)\s+-->")
_ANCHOR = re.compile(r'<a name="ts_(\d+)_\d+_([^"]*)" >(.*?)</a>', re.DOTALL)
_TAGS = re.compile(r"<[^>]*>")
_GAP = 1.0
"""Seconds without a word after which a speaker's words are another turn."""

Spoken = tuple[str, float, float]
"""Of a word: who says it, its start and its end in seconds."""


@dataclass(frozen=True)
class Plain:
    """A plain reading of a file: how many turns, and the sum of their starts in ms.

    `starts` is None where the file gives no starts of all its turns.
    """

    turns: int
    starts: int | None


def plain(file: Path) -> Plain:
    """What a plain reading of a transcript gives, by the folder that it is in and its ending."""
    text = file.read_text("utf-8-sig")
    if file.parent.name == "noscribe":
        return {".html": _page, ".txt": _asides, ".vtt": _asides}[file.suffix](text)
    if file.suffix == ".json":
        value = json.loads(text)
        return next(read(value) for fits, read in _JSON if fits(value))
    return _captions(text)


def _pieces(starts: Iterable[float]) -> Plain:
    """Pieces that start at these seconds."""
    found = [round(1000 * start) for start in starts]
    return Plain(len(found), sum(found))


def _words(words: list[Spoken]) -> Plain:
    """Words as turns: another speaker or a second of silence begins a new one."""
    turns = [
        word
        for before, word in zip([None, *words[:-1]], words, strict=True)
        if before is None or before[0] != word[0] or round(word[1] - before[2], 6) >= _GAP
    ]
    return _pieces(start for _, start, _ in turns)


def _deepgram(value: Any) -> Plain:
    (channel,) = value["results"]["channels"]
    return _words([("", w["start"], w["end"]) for w in channel["alternatives"][0]["words"]])


def _transcribe(value: Any) -> Plain:
    results = value["results"]
    spans = [(float(s["start_time"]), s["speaker_label"]) for s in _segments_of(results)]
    words = [
        (float(item["start_time"]), float(item["end_time"]))
        for item in results["items"]
        if "start_time" in item
    ]
    return _words([(_at(spans, start), start, end) for start, end in words])


def _segments_of(results: Any) -> Any:
    return results["speaker_labels"]["segments"]


def _at(spans: list[tuple[float, str]], start: float) -> str:
    return spans[bisect_right([begun for begun, _ in spans], start) - 1][1]


def _first_generation(value: Any) -> Plain:
    spans = [(float(span["time"]), span["name"]) for span in value["speakers"]]
    spoken = [word for word in value["words"] if word["name"] != "."]
    times = [(float(w["time"]), float(w["time"]) + float(w["duration"])) for w in spoken]
    return _words([(_at(spans, start), start, end) for start, end in times])


def _speechmatics(value: Any) -> Plain:
    spoken = [result for result in value["results"] if result["type"] == "word"]
    return _words(
        [(r["alternatives"][0]["speaker"], r["start_time"], r["end_time"]) for r in spoken]
    )


def _items(value: Any) -> Plain:
    (conversation,) = value["analysisInput"]["conversations"]
    return Plain(len(conversation["conversationItems"]), None)


_JSON: tuple[tuple[Callable[[Any], bool], Callable[[Any], Plain]], ...] = (
    (lambda v: isinstance(v, list), lambda v: _pieces(p["Offset"] / 1e7 for p in v)),
    (
        lambda v: "recognizedPhrases" in v,
        lambda v: _pieces(p["offsetInTicks"] / 1e7 for p in v["recognizedPhrases"]),
    ),
    (lambda v: "analysisInput" in v, _items),
    (lambda v: "utterances" in v, lambda v: _pieces(u["start"] / 1e3 for u in v["utterances"])),
    (
        lambda v: "Transcript" in v,
        lambda v: _pieces(t["BeginOffsetMillis"] / 1e3 for t in v["Transcript"]),
    ),
    (
        lambda v: "audio_segments" in v,
        lambda v: _pieces(s["start_timestamp_millis"] / 1e3 for s in v["audio_segments"]),
    ),
    (
        lambda v: "segments" in v,
        lambda v: _pieces(s["start"] for s in v["segments"] if s["text"].strip()),
    ),
    (lambda v: "speakers" in v, _first_generation),
    (lambda v: isinstance(v["results"], list), _speechmatics),
    (lambda v: "channels" in v["results"], _deepgram),
    (lambda v: "speaker_labels" in v["results"], _transcribe),
)


def _captions(text: str) -> Plain:
    """Blocks between blank lines that have an arrow, and under it text that is no pause."""
    starts = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")):
        match = _TIMING.search(block)
        said = block[block.find("\n", match.end()) :].strip() if match else ""
        if match is None or "\n" not in block[match.end() :] or not said or _PAUSE.fullmatch(said):
            continue
        hours, minutes, seconds, fraction = match.groups(default="0")
        whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
        starts.append(whole + int(fraction) / 1000)
    return _pieces(starts)


def _page(text: str) -> Plain:
    """A page of noScribe: stretches of a paragraph under one name in its anchors."""
    starts: list[float] = []
    for paragraph in text.split("</p>"):
        before = ""
        for start, name, said in _ANCHOR.findall(paragraph):
            if name and name != before and _TAGS.sub("", said).strip(" /"):
                starts.append(int(start) / 1000)
            before = name
    return _pieces(starts)


def _asides(text: str) -> Plain:
    """A text of noScribe: what stands between blank lines, apart where slashes stand."""
    body = text.split("\n\n", 2 if text.startswith("WEBVTT") else 1)[-1]
    blocks = [block for block in re.split(r"\n\s*\n", body) if re.search(r"<v |: \[\d", block)]
    turns = sum(bool(part.strip()) for block in blocks for part in _spoken(block).split("//"))
    return Plain(turns, None)


def _spoken(block: str) -> str:
    """A block without the tag or the name before it."""
    return re.sub(r"(?s)\A.*?(?:<v [^>]*>|: \[[\d:]+\])", "", block)
