"""PriMock57: English mock consultations, a channel each for doctor and patient, as TextGrids."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from klankbord.conversation import Conversation, Party, Side, Turn
from klankbord.conversation.assembly import assemble
from klankbord.formats.document import Document
from klankbord.formats.pairs import pairs_in, read_pair
from klankbord.measures.measuring import Measured, measure
from validation.figures import Agreement, Figure, Section, paragraphs, percent

PLACE = "primock57/transcripts"
CLOSE = 0.0001
SEATS = {"doctor": Side.SELLER, "patient": Side.CUSTOMER}
_NUMBER = r"([0-9.eE+-]+)"
_INTERVAL = re.compile(
    rf'intervals \[\d+\]:\s*xmin = {_NUMBER}\s*xmax = {_NUMBER}\s*text = "((?:[^"]|"")*)"'
)
_LENGTH = re.compile(rf"^xmax = {_NUMBER}", re.MULTILINE)
_UNSURE = re.compile(r"</?UNSURE>")
_UNHEARD = re.compile(r"<(?:UNIN|INAUDIBLE_SPEECH)/>")
_ANY_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Utterance:
    """An interval with text, as the file gives it (seconds)."""

    start: float
    end: float
    raw: str

    @property
    def words(self) -> int:
        """A plain count, independent of ours: pieces between spaces with a letter or digit."""
        pieces = _ANY_TAG.sub(" ", self.raw).split()
        return sum(any(letter.isalnum() for letter in piece) for piece in pieces)


@dataclass(frozen=True)
class Consultation:
    """One consultation: what each channel holds."""

    name: str
    seconds: float
    channels: dict[str, list[Utterance]]


def validate(data: Path) -> Section:
    """All figures on PriMock57."""
    consultations = _read(data / PLACE)
    measured = measure(map(_conversation, consultations))
    turns = sum(len(c.channels[seat]) for c in consultations for seat in SEATS)
    return Section(
        name="PriMock57",
        about="35 mock consultations, doctor and patient recorded on a channel each, "
        "utterances timed and written out by hand (Papadopoulos Korfiatis et al., ACL 2022). The "
        "doctor sits on the seller's side.",
        licence="CC BY 4.0",
        language="English",
        size=f"{len(consultations)} calls, {turns:,} turns",
        figures=(
            *_counts(consultations, measured),
            *_shares(consultations, measured),
            _overlap(consultations, measured),
            _imported(data / PLACE, consultations),
        ),
        remarks=_REMARKS,
    )


def _read(folder: Path) -> list[Consultation]:
    names = sorted(file.name.removesuffix("_doctor.TextGrid") for file in folder.glob("*_doctor.*"))
    return [_consultation(folder, name) for name in names]


def _consultation(folder: Path, name: str) -> Consultation:
    texts = {seat: (folder / f"{name}_{seat}.TextGrid").read_text("utf-8") for seat in SEATS}
    return Consultation(
        name,
        max(float(length) for text in texts.values() for length in _LENGTH.findall(text)),
        {
            seat: [
                Utterance(float(start), float(end), words.replace('""', '"'))
                for start, end, words in _INTERVAL.findall(text)
                if words.strip()
            ]
            for seat, text in texts.items()
        },
    )


def _conversation(consultation: Consultation) -> Conversation:
    """Sure or unsure, words are words; what could not be heard becomes a mark, which is none."""
    turns = (
        Turn(_ms(said.start), _ms(said.end), seat, _text(said.raw))
        for seat, channel in consultation.channels.items()
        for said in channel
    )
    return Conversation(
        id=consultation.name,
        parties=tuple(Party(seat, seat, side) for seat, side in SEATS.items()),
        turns=assemble(turns, keep_empty=True),
        language="en",
        end_ms=_ms(consultation.seconds),
        overlap=True,
    )


def _imported(folder: Path, consultations: list[Consultation]) -> Figure:
    """The files themselves, as pairs."""
    pairs = pairs_in(sorted(folder.glob("*.TextGrid")))
    found = [read_pair(_document(one), _document(other)) for one, other in pairs]
    right = sum(
        sorted((turn.start_ms or 0, turn.end_ms) for turn in ours.turns)
        == sorted(
            (_ms(said.start), _ms(said.end))
            for channel in consultation.channels.values()
            for said in channel
        )
        and len(ours.parties) == len(SEATS)
        for ours, consultation in zip(found, consultations, strict=True)
    )
    return Figure(
        "read as pairs of TextGrids",
        "read_pair on the two files of a call = the intervals with text, starts and ends to the ms",
        f"{right} of {len(consultations)} calls exact",
        "all",
        right == len(consultations),
    )


def _document(file: Path) -> Document:
    return Document(file.name, file.read_bytes())


def _text(raw: str) -> str:
    return _UNHEARD.sub(" [inaudible] ", _UNSURE.sub(" ", raw))


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


COUNTS = {
    "words": ("word-share", "words_said = pieces between spaces with a letter or digit, no tags"),
    "questions": ("question-rate", "question = the interval holds a question mark"),
    "speech": ("talk-share", "speech_ms = sum of the intervals, each end rounded to the ms"),
}
"""What is counted, with the measure whose part it is."""


def _plain(channel: list[Utterance]) -> dict[str, int]:
    return {
        "words": sum(said.words for said in channel),
        "questions": sum("?" in said.raw for said in channel),
        "speech": sum(_ms(said.end) - _ms(said.start) for said in channel),
    }


def _parts(measured: Measured, measure_id: str) -> dict[tuple[int, str], float]:
    """The part of a measure, by call and side."""
    readings = measured.readings.filter(measured.readings["measure"] == measure_id)
    return {(row["call"], row["kind"]): row["part"] for row in readings.iter_rows(named=True)}


def _counts(consultations: list[Consultation], measured: Measured) -> tuple[Figure, ...]:
    spoken = Counter(measured.turns.select("call", "side").iter_rows())
    exact = sum(
        spoken[call, side.value] == len(consultation.channels[seat])
        for call, consultation in enumerate(consultations)
        for seat, side in SEATS.items()
    )
    channels = len(consultations) * len(SEATS)
    figures = [
        Figure(
            "turns",
            "turns = intervals with text, by channel",
            f"{exact} of {channels} channels exact ({sum(spoken.values()):,} turns)",
            "all",
            exact == channels,
        )
    ]
    plain = {
        (call, side.value): _plain(consultation.channels[seat])
        for call, consultation in enumerate(consultations)
        for seat, side in SEATS.items()
    }
    for name, (measure_id, formula) in COUNTS.items():
        parts = _parts(measured, measure_id)
        exact = sum(parts[key] == counts[name] for key, counts in plain.items())
        total = sum(counts[name] for counts in plain.values())
        unit = "ms" if name == "speech" else name
        figures.append(
            Figure(
                name,
                f"part of {measure_id}: {formula}, by channel",
                f"{exact} of {channels} channels exact ({total:,} {unit})",
                "all",
                exact == channels,
            )
        )
    return tuple(figures)


def _shares(consultations: list[Consultation], measured: Measured) -> tuple[Figure, ...]:
    plain = {
        "talk-share": [
            _share({s: sum(u.end - u.start for u in c.channels[s]) for s in SEATS})
            for c in consultations
        ],
        "word-share": [
            _share({s: sum(u.words for u in c.channels[s]) for s in SEATS}) for c in consultations
        ],
    }
    of = {"talk-share": "unrounded seconds", "word-share": "words"}
    figures = []
    for measure_id, shares in plain.items():
        readings = measured.readings.filter(
            (measured.readings["measure"] == measure_id) & (measured.readings["kind"] == "seller")
        )["value"].to_list()
        apart = max(abs(ours - share) for ours, share in zip(readings, shares, strict=True))
        figures.append(
            Figure(
                measure_id.replace("-", " "),
                f"{measure_id} of the doctor = doctor's {of[measure_id]} / all {of[measure_id]}",
                f"at most {apart:.6f} apart in any call (median share {median(readings):.2f}, from "
                f"{min(readings):.2f} to {max(readings):.2f})",
                "< 0.0001",
                apart < CLOSE,
            )
        )
    return tuple(figures)


def _share(of: dict[str, float]) -> float:
    return of["doctor"] / sum(of.values())


def _overlap(consultations: list[Consultation], measured: Measured) -> Figure:
    """Against a plain look at the other channel: does anything sound in it when a turn begins?"""
    pairs = []
    turns = measured.turns.select("call", "side", "start_ms", "overlap_ms")
    for call, side, start, overlap in turns.iter_rows():
        other = "patient" if side == Side.SELLER else "doctor"
        sounding = any(
            _ms(said.start) <= start < _ms(said.end) for said in consultations[call].channels[other]
        )
        pairs.append((overlap > 0, sounding))
    agreement = Agreement.of(pairs)
    return Figure(
        "overlap",
        "overlap_ms > 0 = the other channel sounds when the turn begins",
        f"{percent(agreement.same, 1)} of {agreement.n:,} turns the same, kappa "
        f"{agreement.kappa:.2f}; {agreement.words}",
    )


_REMARKS = paragraphs(
    """
    Both sides of these counts read the same files, and the plain count is written apart from ours:
    they show that nothing is lost or counted twice on the way, not that a figure means what its
    name says.

    Overlap: where both begin in the same millisecond, only the one that is written second counts
    as overlapping.

    Doctor and patient speak as long together as they do because a role play was asked of them: no
    figure here is a norm for a sales call.
    """
)
