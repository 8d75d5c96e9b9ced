"""Gong's API: `callTranscripts`, with the parties of `calls/extensive` beside them if given."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from klankbord.conversation import Conversation, Party, Side
from klankbord.conversation.assembly import clean
from klankbord.errors import NoTurns
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.schema import Id, Shape, checked
from klankbord.i18n import N_

ID = "gong"
NAME = N_("Gong-API (callTranscripts)")
ABOUT = ""
SAMPLE = """\
{
  "callTranscripts": [{
    "callId": "7782342274025937895",
    "transcript": [
      {"speakerId": "6432345678", "topic": "Opening",
       "sentences": [{"start": 400, "end": 2900, "text": "Hoe gaat dat nu, op een zaterdag?"}]},
      {"speakerId": "9876543210", "topic": "Opening",
       "sentences": [{"start": 3400, "end": 4100, "text": "Druk."},
                     {"start": 4300, "end": 7100, "text": "De rij staat tot op straat."}]}
    ]
  }],
  "parties": [
    {"speakerId": "6432345678", "name": "Lotte Maes", "affiliation": "Internal"},
    {"speakerId": "9876543210", "name": "Karel Vermeulen", "affiliation": "External"}
  ]
}
"""

_PAUSE_MS = 3_000
"""A monologue is cut where its speaker is silent for so long; the floor ends a run there too."""
_FASTEST = 12
"""Words a second that nobody reaches: faster than this, the times cannot be milliseconds."""
_SIDES = {"internal": Side.SELLER, "external": Side.CUSTOMER}
_DIRECTIONS = {"inbound": "inbound", "outbound": "outbound", "conference": "meeting"}

Time = Annotated[float, Field(ge=0, le=LATEST_MS, allow_inf_nan=False)]


class GongSentence(Shape):
    """A sentence with its times."""

    start: Time
    end: Time
    text: str


class GongMonologue(Shape):
    """What one speaker says in one go."""

    speakerId: Id | None = None  # noqa: N815 (Gong's own names)
    sentences: list[GongSentence]


class GongTranscript(Shape):
    """The transcript of one call."""

    callId: Id = ""  # noqa: N815
    transcript: list[GongMonologue]


class GongParty(Shape):
    """Somebody in a call."""

    speakerId: Id | None = None  # noqa: N815
    name: str | None = None
    emailAddress: str | None = None  # noqa: N815
    phoneNumber: str | None = None  # noqa: N815
    affiliation: str | None = None


class GongMetaData(Shape):
    """What Gong knows of a call."""

    id: Id | None = None
    title: str | None = None
    started: AwareDatetime | None = Field(default=None, strict=False)
    direction: str | None = None
    language: str | None = None


class GongCall(Shape):
    """A call as calls/extensive gives it."""

    metaData: GongMetaData = GongMetaData()  # noqa: N815
    parties: list[GongParty] | None = None


class GongFile(Shape):
    """A page of the API, with what people save beside it."""

    callTranscripts: list[GongTranscript]  # noqa: N815
    parties: list[GongParty] | None = None
    calls: list[GongCall] | None = None


def recognises(document: Document) -> bool:
    """An object with the key callTranscripts."""
    return isinstance(document.json, dict) and "callTranscripts" in document.json


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversations; each monologue is a turn, cut at silences of three seconds.

    A call in which nothing is said is left out, and noted.

    Raises:
        BadKey: a key is missing or wrong.
        NoTurns: nothing is said in any call.
    """
    file = checked(GongFile, document)
    found = [
        _call(document, options, file, number, transcript)
        for number, transcript in enumerate(file.callTranscripts)
        if _says_something(transcript)
    ]
    if not found:
        raise NoTurns(document.name)
    return tuple(found)


def _says_something(found: GongTranscript) -> bool:
    return any(clean(s.text) for monologue in found.transcript for s in monologue.sentences)


def _call(
    document: Document, options: ReadOptions, file: GongFile, number: int, found: GongTranscript
) -> Conversation:
    call = next((c for c in file.calls or () if c.metaData.id == found.callId), GongCall())
    meta = call.metaData
    draft = Draft(
        title=meta.title or "",
        when=meta.started,
        direction=_DIRECTIONS.get((meta.direction or "").lower(), ""),
        language=meta.language or "",
        options={"call": clean(found.callId)} if found.callId else {},
    )
    if len(file.callTranscripts) > 1:
        draft.id = f"{document.digest}-{number + 1}"
    if not all(_says_something(other) for other in file.callTranscripts):
        draft.note("silent_calls")
    parties = {p.speakerId: p for p in (*(file.parties or ()), *(call.parties or ()))}
    scale = _scale(found)
    draft.notes.append("gong_ms" if scale == 1 else "gong_seconds")
    ids: dict[str | None, str] = {}
    for monologue in found.transcript:
        if not monologue.sentences:
            continue
        if monologue.speakerId not in ids:
            ids[monologue.speakerId] = _join(draft, monologue.speakerId, parties)
        for sentences in _in_one_go(monologue, _PAUSE_MS / scale):
            start = min(sentence.start for sentence in sentences)
            end = max(sentence.end for sentence in sentences)
            text = " ".join(sentence.text for sentence in sentences)
            party = ids[monologue.speakerId]
            draft.say(party, round(start * scale), round(end * scale), text)
    return build(document, options, draft, format_id=ID)


def _in_one_go(monologue: GongMonologue, pause: float) -> list[list[GongSentence]]:
    """The sentences of a monologue, apart where none is for as long as the pause."""
    groups: list[list[GongSentence]] = []
    until = 0.0
    for sentence in sorted(monologue.sentences, key=lambda sentence: sentence.start):
        if groups and sentence.start - until < pause:
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
            until = 0.0
        until = max(until, sentence.start, sentence.end)
    return groups


def _scale(found: GongTranscript) -> int:
    """1 where the times are milliseconds; 1000 where speech would be impossibly fast in them."""
    sentences = [s for monologue in found.transcript for s in monologue.sentences]
    words = sum(len(sentence.text.split()) for sentence in sentences)
    length = sum(max(sentence.end - sentence.start, 0) for sentence in sentences)
    latest = max(max(sentence.start, sentence.end) for sentence in sentences)
    too_fast = words > _FASTEST * length / 1000
    return 1000 if too_fast and latest * 1000 <= LATEST_MS else 1


def _join(draft: Draft, speaker: str | None, parties: dict[str | None, GongParty]) -> str:
    known = parties.get(speaker, GongParty()) if speaker else GongParty()
    party = Party(
        id=f"p{len(draft.parties) + 1}",
        name=clean(known.name or known.emailAddress or speaker or ""),
        side=_SIDES.get((known.affiliation or "").lower(), Side.UNKNOWN),
        email=clean(known.emailAddress or "") or None,
        number=clean(known.phoneNumber or "") or None,
    )
    draft.parties.append(party)
    return party.id
