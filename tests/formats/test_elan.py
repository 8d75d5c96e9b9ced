"""ELAN's annotations."""

import pytest
from tests.formats.helpers import lines, names, notes, read, refusal

from klankbord.errors import BadLine
from klankbord.formats import elan

SLOTS = {"a": "400", "b": "2900", "c": "2500", "d": "7100"}


def annotation(start: str, end: str, text: str) -> str:
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION TIME_SLOT_REF1="{start}" TIME_SLOT_REF2="{end}">\n'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>\n"
    )


def tier(given: str, *annotations: str) -> str:
    return f"<TIER {given}>\n{''.join(annotations)}</TIER>\n"


def eaf(*tiers: str, header: str = "", slots: dict[str, str] | None = None) -> str:
    times = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="{name}" TIME_VALUE="{value}"/>'.replace(' TIME_VALUE=""', "")
        for name, value in (slots or SLOTS).items()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT>{header}\n'
        f"<TIME_ORDER>{times}</TIME_ORDER>\n{''.join(tiers)}</ANNOTATION_DOCUMENT>\n"
    )


LOTTE = tier(
    'TIER_ID="S" PARTICIPANT="Lotte" LANG_REF="nld"', annotation("a", "b", "Hoe &amp; wat?")
)
KAREL = tier('TIER_ID="Karel"', annotation("c", "d", "Druk."))


def test_a_tier_is_a_speaker_and_an_annotation_a_turn() -> None:
    found = read(eaf(LOTTE, KAREL))
    assert lines(found) == ["400-2900 Lotte: Hoe & wat?", "2500-7100 Karel: Druk."]
    assert (found.language, found.bears.overlap, found.overlap) == ("nl", True, True)


def test_tiers_below_others_are_left_out_and_that_is_said() -> None:
    below = tier('TIER_ID="en" PARENT_REF="S"', annotation("a", "b", "How?"))
    found = read(eaf(LOTTE, below))
    assert (names(found), notes(found)) == (["Lotte"], ("tiers_left_out",))


def test_a_slot_without_a_time_gives_none() -> None:
    found = read(eaf(LOTTE, slots=SLOTS | {"b": ""}))
    assert lines(found) == ["400-None Lotte: Hoe & wat?"]
    found = read(eaf(LOTTE, slots=SLOTS | {"a": ""}))
    assert lines(found) == ["None-None Lotte: Hoe & wat?"]


def test_utf_16_is_read_whatever_it_says_of_itself() -> None:
    assert lines(read(eaf(LOTTE).encode("utf-16"))) == ["400-2900 Lotte: Hoe & wat?"]


def test_a_document_type_is_refused_and_so_are_all_entities() -> None:
    written = eaf(LOTTE).replace("?>\n", '?>\n<!DOCTYPE a [<!ENTITY b "ja">]>\n')
    assert "regel 2: een documenttype hoort hier niet" in str(refusal(written))
    fault = refusal(eaf(LOTTE.replace("&amp;", "&b;")))
    assert "hier is dit geen geldige XML" in str(fault)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (eaf(LOTTE, slots=SLOTS | {"a": "-4"}), "regel 3: dit is geen tijd"),
        (eaf(LOTTE, slots=SLOTS | {"a": "0.4"}), "regel 3: dit is geen tijd"),
        (eaf(LOTTE, slots=SLOTS | {"a": "172800001"}), "regel 3: dit is geen tijd"),
        (eaf(LOTTE, slots=SLOTS | {"a": "9" * 400}), "regel 3: dit is geen tijd"),
        (eaf(LOTTE, slots={"a": "1"}), "regel 6: dit verwijst naar een tijd die er niet is"),
        (eaf(LOTTE, header='<HEADER TIME_UNITS="PAL-frames"/>'), "zijn geen milliseconden"),
        (eaf(LOTTE)[:-30], "hier is dit geen geldige XML"),
        (eaf(LOTTE.replace("</TIER>", "</TIERS>")), "hier is dit geen geldige XML"),
    ],
    ids="negative fraction late huge nowhere frames cut crossed".split(),
)
def test_what_is_wrong_is_refused_by_its_line(written: str, says: str) -> None:
    fault = refusal(written)
    assert isinstance(fault, BadLine)
    assert says in str(fault)
    assert "bewaar het opnieuw in ELAN" in str(fault)


def test_other_xml_is_no_elan() -> None:
    assert "een XML-bestand" in str(refusal('<?xml version="1.0"?>\n<transcript/>\n'))
    assert lines(read(elan.SAMPLE.replace('<?xml version="1.0"?>\n', "")))
