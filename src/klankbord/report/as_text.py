"""The report as a page in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from klankbord.i18n import Translate, translator
from klankbord.report.drawing import WIDTH, Lane, Timeline
from klankbord.report.view import Figure, MomentRow, ReportView, Value, side_name

_SIDES = {"seller": "cyan", "customer": "dark_orange3"}
_BLOCKS = " ▁▂▃▄▅▆▇█"
_LANE_NAME = 18
_SHOWN = 3
"""So many moments of a figure are shown; JSON and HTML have all."""


def print_report(view: ReportView, console: Console) -> None:
    """Print the report of one call."""
    _ = translator(view.language)
    console.print(_head(view, _))
    if view.timeline:
        console.print(_lanes(view.timeline, console.width))
    console.print(Rule(Text(_("Beurten en tijd"), style="bold"), align="left", style="dim"))
    console.print(_figures(view.strip, _))
    for question in view.questions:
        console.print(Rule(Text(question.title, style="bold"), align="left", style="dim"))
        console.print(_figures(question.figures, _))
    if view.cues:
        console.print(Rule(Text(_("Gevonden woorden"), style="bold"), align="left", style="dim"))
        cues = ", ".join(f"{cue} {count}×" for cue, count in view.cues)
        console.print(Padding(Text(cues), (0, 0, 1, 2)))


def _head(view: ReportView, translate: Translate) -> RenderableType:
    lines: list[Text] = [Text(" · ".join(view.facts), style="dim")]
    people = Text()
    for person in view.people:
        if people:
            people.append(" · ", style="dim")
        people.append(person.name, style=_SIDES.get(person.side, ""))
        people.append(f" ({side_name(person.side, translate)})", style="dim")
    lines.append(people)
    lines += [Text(f"! {notice}", style="yellow") for notice in view.notices]
    return Panel(Group(*lines), title=Text(view.title, style="bold"), title_align="left")


def _lanes(timeline: Timeline, width: int) -> RenderableType:
    """Who speaks when, in blocks: the higher, the more of that stretch of time."""
    cells = max(width - _LANE_NAME - 8, 20)
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_LANE_NAME, no_wrap=True)
    for lane in timeline.lanes:
        style = _SIDES.get(lane.side, "")
        table.add_row(
            Text(lane.name, style, overflow="ellipsis"), Text(_blocks(lane, cells), style)
        )
    return Padding(table, (0, 0, 1, 2))


def _blocks(lane: Lane, cells: int) -> str:
    spoken = [0.0] * cells
    size = WIDTH / cells
    for bar in lane.bars:
        end = min(bar.x + bar.width, WIDTH)
        for cell in range(int(bar.x / size), min(int(end / size) + 1, cells)):
            inside = min(end, (cell + 1) * size) - max(bar.x, cell * size)
            spoken[cell] += max(inside, 0) / size
    return "".join(_BLOCKS[min(round(part * 8), 8)] for part in spoken)


def _figures(figures: tuple[Figure, ...], translate: Translate) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=26)
    table.add_column(ratio=1)
    for figure in figures:
        table.add_row(Text(figure.about.name), _values(figure.values))
        for line in _moments(figure.moments, translate):
            table.add_row("", line)
    return Padding(table, (0, 0, 1, 2))


def _values(values: tuple[Value, ...]) -> Text:
    text = Text()
    for value in values:
        if text:
            text.append("   ")
        if value.label:
            text.append(f"{value.label} ", style=_SIDES.get(value.side, "dim"))
        text.append(value.text, style="bold" if value.known else "dim italic")
    return text


def _moments(moments: tuple[MomentRow, ...], translate: Translate) -> Iterator[Text]:
    for moment in moments[:_SHOWN]:
        where = translate("beurt {n}").format(n=moment.turn) if moment.turn else ""
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{moment.clock:>7} ", style="cyan" if moment.side == "seller" else "dim")
        line.append(f"{where:<10} ", style="dim")
        line.append(moment.quote, style="dim")
        yield line
    more = len(moments) - _SHOWN
    if more > 0:
        yield Text(translate("        en nog {n}").format(n=more), style="dim")
