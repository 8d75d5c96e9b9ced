"""Clock times as people and files write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klankbord.conversation.time import format_clock, parse_clock


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("0:04", 4_000),
        ("12:30.5", 750_500),
        ("1:02:03,250", 3_723_250),
        ("00:00:00.000", 0),
        ("90:00", 5_400_000),
        ("27:00:00", 97_200_000),
        ("0:01.123456789", 1_123),
        ("0:01,05", 1_050),
        (" 0:04 ", 4_000),
    ],
)
def test_a_clock_time_is_read_to_the_millisecond(written: str, ms: int) -> None:
    assert parse_clock(written) == ms


@pytest.mark.parametrize(
    "written",
    [
        "",
        "4",
        "0:4",
        "0:60",
        "1:60:00",
        "-0:04",
        "0:04.",
        "0:04:",
        "1:2:3:4",
        "0:0a",
        "12345:00",
        "0:04 5",
    ],
)
def test_what_is_no_clock_time_is_none(written: str) -> None:
    assert parse_clock(written) is None


@pytest.mark.parametrize(
    ("ms", "for_people", "exact"),
    [
        (0, "0:00", "0:00"),
        (4_999, "0:04", "0:04.999"),
        (247_000, "4:07", "4:07"),
        (3_723_250, "1:02:03", "1:02:03.250"),
        (172_800_000, "48:00:00", "48:00:00"),
    ],
)
def test_a_time_is_written_for_people_and_exactly(ms: int, for_people: str, exact: str) -> None:
    assert format_clock(ms) == for_people
    assert format_clock(ms, exact=True) == exact


@given(st.integers(0, 200 * 3_600_000))
def test_an_exact_time_reads_back_as_itself(ms: int) -> None:
    assert parse_clock(format_clock(ms, exact=True)) == ms
