"""ELAN's annotations (.eaf): XML, with a tier for each speaker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple, Self
from xml.parsers import expat

from klankbord.conversation import Conversation
from klankbord.errors import BadLine
from klankbord.formats.building import LATEST_MS, Draft, build
from klankbord.formats.document import Document
from klankbord.formats.format import ReadOptions
from klankbord.formats.voices import side_of
from klankbord.i18n import N_

ID = "elan"
NAME = N_("ELAN (eaf)")
ABOUT = N_(
    "Elke laag zonder laag erboven is een spreker, met de naam van de deelnemer of anders van de "
    "laag. Lagen die bij een andere horen (een vertaling, een opmerking) tellen niet mee; zet "
    "gebaren en notities daarom in zo’n laag. Er was geen bestand om mee te vergelijken: dit is "
    "gelezen zoals het beschreven staat."
)
SAMPLE = """\
<?xml version="1.0"?>
<ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0">
  <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>
  <TIME_ORDER>
    <TIME_SLOT TIME_SLOT_ID="ts1" TIME_VALUE="400"/>
    <TIME_SLOT TIME_SLOT_ID="ts2" TIME_VALUE="2900"/>
    <TIME_SLOT TIME_SLOT_ID="ts3" TIME_VALUE="3400"/>
    <TIME_SLOT TIME_SLOT_ID="ts4" TIME_VALUE="7100"/>
  </TIME_ORDER>
  <TIER TIER_ID="verkoper" PARTICIPANT="Lotte" LINGUISTIC_TYPE_REF="spraak" LANG_REF="nld">
    <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="ts1" TIME_SLOT_REF2="ts2">
        <ANNOTATION_VALUE>Hoe gaat dat nu, op een zaterdag?</ANNOTATION_VALUE>
      </ALIGNABLE_ANNOTATION>
    </ANNOTATION>
  </TIER>
  <TIER TIER_ID="klant" PARTICIPANT="Karel" LINGUISTIC_TYPE_REF="spraak" LANG_REF="nld">
    <ANNOTATION>
      <ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="ts3" TIME_SLOT_REF2="ts4">
        <ANNOTATION_VALUE>Druk. De rij staat tot op straat.</ANNOTATION_VALUE>
      </ALIGNABLE_ANNOTATION>
    </ANNOTATION>
  </TIER>
</ANNOTATION_DOCUMENT>
"""

_ROOT = "<ANNOTATION_DOCUMENT"
_UNIT = "milliseconds"
_MS = re.compile(r"\d{1,12}", re.ASCII)
_AGAIN = N_("bewaar het opnieuw in ELAN")


class Annotation(NamedTuple):
    """What stands in a tier, between two time slots."""

    line: int
    speaker: str
    start: str
    end: str
    text: str


def recognises(document: Document) -> bool:
    """XML whose root is an annotation document."""
    head = document.text[:2000].lstrip()
    return head.startswith("<") and _ROOT in head


def read(document: Document, options: ReadOptions) -> tuple[Conversation, ...]:
    """The conversation; each annotation of a tier of its own is a segment.

    A slot without a time gives none: that turn has no start or no end.

    Raises:
        BadLine: it is no XML, has a document type, or a time that is none.
    """
    found = _Reader(document).read()
    draft = Draft(language=found.language)
    if found.left_out:
        draft.note("tiers_left_out")
    for said in found.annotations:
        if not {said.start, said.end} <= found.slots.keys():
            problem = N_("dit verwijst naar een tijd die er niet is")
            raise document.bad_line(said.line, problem, _AGAIN)
        start, end = found.slots[said.start], found.slots[said.end]
        party = draft.speaker(said.speaker, side_of(said.speaker))
        draft.say(party, start, None if start is None else end, said.text)
    if len(draft.parties) > 1:
        draft.overlap = True
    return (build(document, options, draft, format_id=ID, segments=True),)


@dataclass
class _Reader:
    """Takes in the elements as the parser meets them; nothing is kept but what is asked for."""

    document: Document
    _parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)
    slots: dict[str, int | None] = field(default_factory=dict)
    annotations: list[Annotation] = field(default_factory=list)
    language: str = ""
    left_out: bool = False
    _speaker: str | None = None
    """Of the tier that is read, if it is a speaker's."""
    _slots: tuple[str, str] | None = None
    """Of the annotation that is read."""
    _text: list[str] | None = None
    """Of the value that is read."""

    def read(self) -> Self:
        """Itself, when all is read."""
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        try:
            self._parser.Parse(self.document.text, True)
        except expat.ExpatError as fault:
            problem = N_("hier is dit geen geldige XML")
            raise self.document.bad_line(fault.lineno, problem, _AGAIN) from None
        return self

    def _doctype(self, *_: object) -> None:
        raise self._bad(N_("een documenttype hoort hier niet"))

    def _start(self, name: str, given: dict[str, str]) -> None:
        if name == "HEADER" and given.get("TIME_UNITS", _UNIT) != _UNIT:
            raise self._bad(N_("deze tijden zijn geen milliseconden"))
        if name == "TIME_SLOT":
            self.slots[given.get("TIME_SLOT_ID", "")] = self._time(given.get("TIME_VALUE"))
        elif name == "TIER":
            own = "PARENT_REF" not in given
            self._speaker = (given.get("PARTICIPANT") or given.get("TIER_ID", "")) if own else None
            self.language = self.language or given.get("LANG_REF", "")
            self.left_out = self.left_out or not own
        elif name == "ALIGNABLE_ANNOTATION" and self._speaker is not None:
            self._slots = given.get("TIME_SLOT_REF1", ""), given.get("TIME_SLOT_REF2", "")
        elif name == "ANNOTATION_VALUE" and self._slots:
            self._text = []

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name == "ANNOTATION_VALUE" and self._text is not None:
            if self._slots and self._speaker is not None:
                line, text = self._parser.CurrentLineNumber, "".join(self._text)
                self.annotations.append(Annotation(line, self._speaker, *self._slots, text))
            self._text = None
        elif name == "ALIGNABLE_ANNOTATION":
            self._slots = None
        elif name == "TIER":
            self._speaker = None

    def _time(self, value: str | None) -> int | None:
        if value is None:
            return None
        if not _MS.fullmatch(value) or int(value) > LATEST_MS:
            raise self._bad(N_("dit is geen tijd"))
        return int(value)

    def _bad(self, problem: str) -> BadLine:
        return self.document.bad_line(self._parser.CurrentLineNumber, problem, _AGAIN)
