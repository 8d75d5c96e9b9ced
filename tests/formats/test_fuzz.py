"""Whatever is in a file, it is read or refused: no reader ever falls over.

`FUZZ=20000 pytest tests/formats/test_fuzz.py` looks longer.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.hostile import HOSTILE
from tests.formats.samples import MORE

from klankbord import formats
from klankbord.conversation import Conversation
from klankbord.conversation.assembly import clean
from klankbord.conversation.frames import from_frames, to_frames
from klankbord.errors import Refused, UnknownSeller
from klankbord.formats.document import Document
from klankbord.formats.format import Format, ReadOptions
from klankbord.formats.writing import to_json, to_text, to_vtt

LOOK = settings(
    max_examples=int(os.environ.get("FUZZ", "120")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

SAMPLES = [format_.SAMPLE for format_ in formats.FORMATS] + list(MORE.values())
JSON_SAMPLES = [text for text in SAMPLES if text.lstrip().startswith(("{", "["))]
SCRAPS = [
    *("WEBVTT", "-->", "NOTE", "<v ", "</v>", "<v Lotte>", "<i>", "&#", "&#x", ";", "&amp;"),
    *("0:00", "0:00-0:04", "00:00:01.000", "00:00:01,5", "-0:01", "99:99", "48:00:01", "٣:٠٤"),
    *("Lotte:", "Karel: ", "?:", '"', '"Sales: Jan": ', "[SPEAKER_00]: ", "[", "]", "# titel: "),
    *("# verkoper: ", "# klant: Karel", "# einde: ", "{", "}", "[[", '{"klankbord": 1, ', ":", ","),
    *('"turns": ', '"callTranscripts"', '"segments": []', "NaN", "1e999", "null", "true", '"a"'),
    *("\n", "\r\n", "\r", "\t", " ", "\u00a0", "\u202e", "\x00", "\ufeff", "\x1b[31m", "e\u0301"),
    *('"ooTextFile" "TextGrid" ', '"IntervalTier" ', "<exists>", "! ", "Transcribed with noScribe"),
    *(
        "<html",
        "<p >",
        "</p>",
        '<a name="ts_1_9_S00" >',
        "//S01: ",
        "//",
        "Lotte  0:04\n",
        "<?xml ",
    ),
    *("<ANNOTATION_DOCUMENT>", "<!DOCTYPE a [", '<!ENTITY a "b">', "<![CDATA[", "&a;", "<TIER>"),
    *("Goed.", "(pauze)", "//", "²", "½", "😀", "\U000e0041", "\ud7ff"),
]
NUMBERS = [
    *("-1", "0", "1e400", "-1e400", "NaN", "Infinity", "1.5", "172800000", "172800001", "9" * 400),
    *("9" * 5000, "true", "null", '"1"', "1e308", "-0.0", "0.1e-400", "99", "60"),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(
        (
            "S",
            "S\n0:09-0:10 Baas: Ja.\x1b",
            "\n",
            "64",
            10**400,
            1,
            172_800_001,
            "nl",
            "2026-11-19T10:04:00Z",
            "",
            "seller",
        )
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def read_or_refused(data: bytes, join_gap_ms: int | None = None) -> None:
    """Read the bytes, and see that what is read survives the tables and our own formats."""
    found: tuple[Conversation, ...] = ()
    said = "gesprek.x"
    try:
        found = formats.read(Document("gesprek.x", data), ReadOptions(join_gap_ms, 2000))
        assert found
    except (Refused, UnknownSeller) as fault:
        said = fault.say()
    assert said.startswith("gesprek.x")
    assert "\x1b" not in said
    assert from_frames(to_frames(found)) == list(found)
    for conversation in found:
        assert all(clean(party.id) == party.id for party in conversation.parties)
        (back,) = formats.read(Document("x", to_json([conversation])))
        assert replace(back, provenance=conversation.provenance) == conversation
        (back,) = formats.read(Document("x", to_text([conversation])))
        assert [turn.text for turn in back.turns] == [turn.text for turn in conversation.turns]
        assert [t.start_ms for t in back.turns] == (
            [t.start_ms if conversation.bears.starts else None for t in conversation.turns]
        )
        if conversation.bears.ends and any(turn.text for turn in conversation.turns):
            (back,) = formats.read(Document("x", to_vtt([conversation])))
            assert [t.text for t in back.turns] == [t.text for t in conversation.turns if t.text]


# ── strategies ────────────────────────────────────────────────────────────────────────────────


@st.composite
def edited(draw: st.DrawFn, sample: str) -> bytes:
    """A sample after a few edits of its lines, its bytes and its numbers, saved in some way."""
    text = sample
    for edit in draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4)):
        text = edit(draw, text)
    encoding = draw(st.sampled_from(("utf-8",) * 4 + ("utf-8-sig", "utf-16", "cp1252")))
    data = bytearray(text.encode(encoding, "replace"))
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 3)))):
        if data:
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data)


def _lines(draw: st.DrawFn, text: str) -> str:
    """Leave out, repeat, swap or move in a line."""
    lines = text.split("\n")
    one, two = (draw(st.integers(0, len(lines) - 1)) for _ in "12")
    how = draw(st.sampled_from(("drop", "repeat", "swap", "move")))
    if how == "drop":
        del lines[one]
    elif how == "repeat":
        lines[one:one] = [lines[one]] * draw(st.integers(1, 4))
    elif how == "swap":
        lines[one], lines[two] = lines[two], lines[one]
    else:
        lines[one] = "  " + lines[one]
    return "\n".join(lines)


def _letters(draw: st.DrawFn, text: str) -> str:
    """Leave out, repeat or replace a stretch of letters."""
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.integers(0, 12)))
    scraps = st.lists(st.sampled_from(SCRAPS), max_size=3).map("".join)
    put = draw(st.just("") | st.just(text[start:end] * 3) | scraps | st.text(max_size=5))
    return text[:start] + put + text[end:]


def _number(draw: st.DrawFn, text: str) -> str:
    """Replace a number by one that is hardly one."""
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    if not places:
        return text
    start = end = draw(st.sampled_from(places))
    while end < len(text) and text[end].isdigit():
        end += 1
    return text[:start] + draw(st.sampled_from(NUMBERS)) + text[end:]


def _cut(draw: st.DrawFn, text: str) -> str:
    """Break off."""
    return text[: draw(st.integers(0, len(text)))]


EDITS: tuple[Callable[[st.DrawFn, str], str], ...] = (_lines, _letters, _number, _cut, _letters)


@st.composite
def with_a_node_replaced(draw: st.DrawFn, sample: str) -> bytes:
    """A JSON sample in which values are something else, or gone."""
    value = json.loads(sample)
    for _ in range(draw(st.integers(1, 3))):
        inside, key = draw(st.sampled_from(list(_nodes([value]))))
        if inside is not None:
            how = draw(st.sampled_from(("replace", "replace", "drop", "repeat")))
            if how == "replace":
                inside[key] = draw(JSON)
            elif how == "drop":
                del inside[key]
            elif isinstance(inside, list):
                inside.insert(key, inside[key])
    return json.dumps(value, ensure_ascii=draw(st.booleans())).encode("utf-8", "replace")


def _nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value, as a container and a key; first one that is none."""
    yield None, None
    todo = [inner for inner in value if isinstance(inner, list | dict)]
    while todo:
        inside = todo.pop()
        keys = list(inside) if isinstance(inside, dict) else range(len(inside))
        for key in keys:
            yield inside, key
            if isinstance(inside[key], list | dict):
                todo.append(inside[key])


# ── the fuzz ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_the_samples_themselves_are_read(sample: str) -> None:
    document = Document("gesprek.x", sample.encode())
    assert formats.read(document)
    assert sum(format_.recognises(document) for format_ in formats.FORMATS) == 1
    read_or_refused(sample.encode())
    read_or_refused(sample.encode(), 5000)


@LOOK
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refused(data)


@LOOK
@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=4), max_size=40).map("".join))
def test_any_scraps_are_read_or_refused(text: str) -> None:
    read_or_refused(text.encode("utf-8", "replace"))


@pytest.mark.parametrize("sample", SAMPLES, ids=range(len(SAMPLES)))
def test_any_sample_with_faults_is_read_or_refused(sample: str) -> None:
    @LOOK
    @given(edited(sample), st.sampled_from((None, 0, 5000)))
    def check(data: bytes, gap_ms: int | None) -> None:
        read_or_refused(data, gap_ms)

    check()


@LOOK
@given(JSON)
def test_any_json_is_read_or_refused(value: Any) -> None:
    read_or_refused(json.dumps(value).encode())


@pytest.mark.parametrize("sample", JSON_SAMPLES, ids=range(len(JSON_SAMPLES)))
def test_any_json_in_the_shape_of_a_format_is_read_or_refused(sample: str) -> None:
    @LOOK
    @given(with_a_node_replaced(sample), st.sampled_from((None, 5000)))
    def check(data: bytes, gap_ms: int | None) -> None:
        read_or_refused(data, gap_ms)

    check()


@pytest.mark.parametrize("format_", formats.FORMATS, ids=lambda format_: format_.ID)
def test_no_reader_falls_over_what_another_would_read(format_: Format) -> None:
    """Also a reader that is asked directly, as by `klankbord.testing.talk`."""
    texts = st.lists(st.sampled_from(SCRAPS), max_size=20).map("".join)

    @LOOK
    @given(st.sampled_from(SAMPLES) | texts)
    def check(text: str) -> None:
        document = Document("gesprek.x", text.encode("utf-8", "replace"))
        with suppress(Refused, UnknownSeller):
            assert not format_.recognises(document) or format_.read(document, ReadOptions())

    check()


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_read_or_refused(make: Callable[[], str]) -> None:
    with suppress(Refused, UnknownSeller):
        assert formats.read(Document("gesprek.x", make().encode()), ReadOptions(1000))
