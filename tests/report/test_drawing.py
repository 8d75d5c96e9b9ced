"""The timeline and the curve of calls of which every number can be worked out by hand."""

import pytest
from tests.report.helpers import SMALL, measured, small_view

from klankbord.conversation import Side
from klankbord.measures.measuring import measure
from klankbord.report.drawing import (
    MOST_LANES,
    Bar,
    Curve,
    Lane,
    Step,
    Tick,
    Timeline,
    draw_curve,
    draw_timeline,
)
from klankbord.testing import talk


def timeline(text: str, language: str = "nl") -> Timeline:
    conversation = talk(text)
    drawn = draw_timeline(conversation, measured(conversation).turns, language)
    assert drawn is not None
    return drawn


def curve(text: str, language: str = "nl") -> Curve | None:
    conversation = talk(text)
    known = measured(conversation)
    moments = known.moments.rows(named=True)
    return draw_curve(conversation, known.windows, moments, language)


def ticks(text: str) -> list[tuple[float, str]]:
    return [(tick.x, tick.clock) for tick in timeline(text).ticks]


def test_the_timeline_of_a_small_call() -> None:
    # six minutes from 1:00 on: a minute is 166.7 of 1000, a second 2.8
    plain = {"hums": False, "cuts_in": False}
    assert small_view().timeline == Timeline(
        lanes=(
            Lane(
                name="Anna",
                side="seller",
                share="51 %",  # 180 s of 356
                bars=(
                    Bar(0.0, 416.7, 1, title="1:00 Kijk, zo werkt het.", **plain),
                    Bar(916.7, 83.3, 6, title="6:30 Dank je.", **plain),
                ),
            ),
            Lane(
                name="Karel",
                side="customer",
                share="49 %",
                bars=(
                    Bar(166.7, 2.8, 2, hums=True, cuts_in=False, title="2:00 Hm-hm."),
                    Bar(
                        *(411.1, 338.9, 3),
                        hums=False,
                        cuts_in=True,
                        title="3:28 Ja maar, wij doen dat anders.",
                    ),
                    Bar(766.7, 66.7, 4, title="5:36 En nog iets.", **plain),
                    Bar(836.1, 80.6, 5, title="6:01 Dat is alles.", **plain),
                ),
            ),
        ),
        ticks=(
            Tick(0.0, "1:00"),
            Tick(166.7, "2:00"),
            Tick(333.3, "3:00"),
            Tick(500.0, "4:00"),
            Tick(666.7, "5:00"),
            Tick(833.3, "6:00"),
            Tick(1000.0, "7:00"),
        ),
    )


def test_the_curve_of_a_small_call() -> None:
    # the first window: 150 s of Anna, 3 of Karel: 64 * 3 / 153; its middle is 75 s in
    path = (
        "M208.3,1.3 L291.7,13.8 L375.0,26.4 L458.3,38.7 "
        "L541.7,51.4 L625.0,64.0 L708.3,64.0 L791.7,50.6"
    )
    step = Step(x=416.7, turn=3, clock="3:30")
    assert small_view().curve == Curve(paths=(path,), steps=(step,), window="2,5")
    english = curve(SMALL, "en")
    assert english is not None
    assert english.window == "2.5"


def test_the_curve_marks_the_moments_of_the_measure_and_no_more() -> None:
    lines = [
        f"{2 * k}:{30 * (k % 2):02}-{2 * k + 2}:59 {'Anna' if k % 2 else 'Karel'}: Zo is het dus."
        for k in range(10)
    ]
    text = "# verkoper: Anna\n" + "\n".join(lines)
    conversation = talk(text)
    known = measured(conversation)
    local = known.windows["step"].drop_nulls()
    assert local.filter(local >= 0.2).len() > 3
    moments = known.moments.rows(named=True)
    drawn = draw_curve(conversation, known.windows, moments, "nl")
    assert drawn is not None
    told = [row for row in moments if row["measure"] == "power-curve"]
    assert [step.turn for step in drawn.steps] == [row["turn"] for row in told]
    assert len(drawn.steps) == 3


def test_the_curve_is_broken_where_neither_speaks() -> None:
    drawn = curve(
        "# verkoper: Anna\n0:00-3:00 Anna: Kijk.\n6:00-9:00 Karel: Ja, wij doen dat anders."
    )
    assert drawn is not None
    # six windows with Anna in them (to 2:30), one silent from 3:00 to 5:30, then Karel's
    assert [len(path.split(" L")) for path in drawn.paths] == [6, 6]
    assert drawn.paths[0].startswith("M138.9,0.0")
    assert drawn.paths[1].endswith("861.1,64.0")


def test_without_two_windows_or_sides_or_ends_there_is_no_curve() -> None:
    assert curve("# verkoper: Anna\n0:00-1:30 Anna: Kijk.\n1:30-2:59 Karel: Ja.") is None
    assert curve("# verkoper: Anna\n0:00-1:30 Anna: Kijk.\n1:30-3:00 Karel: Ja.") is not None
    assert curve("0:00-1:30 Anna: Kijk.\n1:30-3:00 Karel: Ja.") is None
    assert curve("# verkoper: Anna\n0:00 Anna: Kijk.\n4:00 Karel: Ja.") is None


def test_who_is_on_neither_side_does_not_draw_the_balance_to_the_customer() -> None:
    text = "0:00-2:00 Anna: Kijk.\n2:00-4:00 Bram: Ja, maar.\n4:00-9:00 Cor: Ik ook."
    conversation = talk(text, seller="Anna")
    cor = next(party.id for party in conversation.parties if party.name == "Cor")
    conversation = conversation.with_sides({cor: Side.UNKNOWN})
    drawn = draw_curve(conversation, measure([conversation]).windows, [], "nl")
    assert drawn is not None
    (path,) = drawn.paths
    points = [tuple(map(float, point.split(","))) for point in path[1:].split(" L")]
    assert points[0][1] == pytest.approx(12.8)  # of 64: of the first 2.5 minutes, 2 are Anna's
    assert points[-1][0] < 600  # it stops before Cor is alone
    assert len(points) == 8


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("1:20", "3:20", [(83.3, "1:30"), (208.3, "1:45")]),  # a mark each 15 seconds
        ("1:00", "5:00", [(0.0, "1:00"), (125.0, "1:30")]),
        ("1:20", "7:20", [(111.1, "2:00"), (277.8, "3:00")]),
        ("1:09.9", "7:09.9", [(0.0, "1:00"), (139.2, "2:00")]),  # near enough to the minute
        ("1:10", "7:10", [(138.9, "2:00"), (305.6, "3:00")]),
        ("1:00:00", "3:00:00", [(0.0, "1:00:00"), (125.0, "1:15:00")]),
        ("0:00", "40:00:00", [(0.0, "0:00"), (100.0, "4:00:00")]),
    ],
)
def test_marks_stand_at_round_times(
    begin: str, end: str, expected: list[tuple[float, str]]
) -> None:
    found = ticks(f"{begin}-{end} Anna: Kijk.")
    assert found[:2] == expected
    assert found[-1][0] <= 1000


def test_a_turn_without_length_is_still_to_be_seen_and_a_long_one_is_cut() -> None:
    words = "woord " * 15
    (lane,) = timeline(f"1:00-1:00 Anna: {words}\n1:00-2:00 Anna: {words}x").lanes
    assert [(bar.x, bar.width) for bar in lane.bars] == [(0.0, 1), (0.0, 1000.0)]
    assert [bar.title for bar in lane.bars] == [f"1:00 {words.strip()}", f"1:00 {words}…"]


def test_who_says_nothing_at_all_has_no_share() -> None:
    (lane,) = timeline("1:00-1:00 Anna: Dag.").lanes
    assert lane.share == ""


def test_with_sides_there_is_a_lane_a_side() -> None:
    text = (
        "# verkoper: Anna\n# ander: Tolk\n# onbekend: Iemand\n"
        "0:00-0:10 Iemand: Dag.\n0:10-0:20 Tolk: Dag.\n0:20-0:40 Karel: Dag.\n"
        "0:40-1:00 Lies: Dag.\n1:00-1:40 Anna: Dag."
    )
    lanes = timeline(text).lanes
    assert [(lane.name, lane.side, lane.share) for lane in lanes] == [
        ("Anna", "seller", "40 %"),
        ("Karel, Lies", "customer", "40 %"),
        ("Tolk", "other", "10 %"),
        ("Iemand", "unknown", "10 %"),
    ]
    assert [[bar.turn for bar in lane.bars] for lane in lanes] == [[5], [3, 4], [2], [1]]


def crowd(size: int) -> str:
    """Speakers that each say something, for longer the later they do."""
    at, lines = 0, []
    for k in range(size):
        lines.append(f"{at // 60}:{at % 60:02}-{(at + k) // 60}:{(at + k) % 60:02} N{k}: Dag.")
        at += k
    return "\n".join(lines)


def test_without_sides_whoever_speaks_least_shares_the_last_lane() -> None:
    lanes = timeline(crowd(MOST_LANES)).lanes
    assert [lane.name for lane in lanes] == [f"N{k}" for k in range(MOST_LANES)]
    lanes = timeline(crowd(12)).lanes
    assert [lane.name for lane in lanes] == [*(f"N{k}" for k in range(5, 12)), "5 anderen"]
    assert sorted(bar.turn for lane in lanes for bar in lane.bars) == list(range(1, 13))
    assert [bar.turn for bar in lanes[-1].bars] == [1, 2, 3, 4, 5]
    assert (lanes[-1].side, lanes[-1].share) == ("unknown", "15 %")  # 10 s of 66
    assert timeline(crowd(12), "en").lanes[-1].name == "5 others"
