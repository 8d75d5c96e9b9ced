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
from klankbord.report.figures import Figure, MomentRow, Shelf, Value
from klankbord.report.values import number
from klankbord.report.view import Question, ReportView, side_name

_SIDES = {"seller": "cyan", "customer": "dark_orange3"}
_BLOCKS = " ▁▂▃▄▅▆▇█"
_LANE_NAME = 18
_SHOWN = 3
"""So many moments of a figure are shown; JSON and HTML have all."""
_NAME = 32
"""So many columns go to the name of a figure and the space around it."""
_NARROW = 70
"""On a screen of fewer columns, what belongs to a figure stands under its name."""


def print_report(view: ReportView, console: Console) -> None:
    """Print the report of one call."""
    _ = translator(view.language)
    console.print(_head(view, _))
    if view.timeline:
        console.print(_lanes(view.timeline, console.width))
    console.print(Rule(Text(_("Beurten en tijd"), style="bold"), align="left", style="dim"))
    console.print(_figures(view.shelf, view, console.width))
    for question in view.questions:
        if question.silent:
            continue
        console.print(Rule(Text(question.title, style="bold"), align="left", style="dim"))
        if question.sentences:
            console.print(_sentences(question, view))
        console.print(_figures(question.shelf, view, console.width))
    silent = [question for question in view.questions if question.silent]
    if silent:
        title = Text(_("Hier is niets te zeggen over"), style="bold")
        console.print(Rule(title, align="left", style="dim"))
        for question in silent:
            reasons = "; ".join(group.reason for group in question.shelf.unknown)
            line = Text(f"{question.title} ").append(f"({reasons})", style="dim")
            console.print(Padding(line, (0, 0, 0, 2)))
    if view.cues:
        console.print(Rule(Text(_("Gevonden woorden"), style="bold"), align="left", style="dim"))
        console.print(_cues(view))


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


def _sentences(question: Question, view: ReportView) -> RenderableType:
    text = Text()
    for sentence in question.sentences:
        text.append(f"{sentence.text} ")
        if sentence.turns:
            places = ", ".join(view.at(turn) for turn in sentence.turns)
            text.append(f"({places}) ", style="dim")
    return Padding(text, (0, 0, 1, 2))


def _figures(shelf: Shelf, view: ReportView, width: int) -> RenderableType:
    translate = translator(view.language)
    narrow = width < _NARROW
    table = Table.grid(padding=(0, 2))
    if not narrow:
        table.add_column(min_width=_NAME - 6)
    table.add_column(ratio=1)
    for figure in shelf.shown:
        name = Text(figure.about.name)
        values = _values(figure.brief)
        if narrow or values.cell_len > width - _NAME:
            values = _values(figure.brief, between="\n")
        lines = [values, *_moments(figure.moments, view)]
        if narrow:
            table.add_row(name)
            for line in lines:
                table.add_row(Padding(line, (0, 0, 0, 2)))
        else:
            for place, line in enumerate(lines):
                table.add_row("" if place else name, line)
    parts: list[RenderableType] = [table] if shelf.shown else []
    parts += [Text(line, style="dim") for line in _quiet(shelf, translate)]
    return Padding(Group(*parts), (0, 0, 1, 2))


def _quiet(shelf: Shelf, translate: Translate) -> Iterator[str]:
    """The figures of which there is little to tell, in a line each sort."""
    if shelf.unsure:
        names = ", ".join(figure.about.name for figure in shelf.unsure)
        why = translate("Onzeker, want de woorden worden hier vaak verkeerd begrepen")
        yield f"{why}: {names}."
    if shelf.none:
        yield f"{translate('Niets geteld')}: {', '.join(map(_none, shelf.none))}."
    if shelf.unknown:
        groups = (
            f"{', '.join(figure.about.name for figure in group.figures)} ({group.reason})"
            for group in shelf.unknown
        )
        yield f"{translate('Niet te zeggen')}: {'; '.join(groups)}."


def _none(figure: Figure) -> str:
    name, first = figure.about.name, figure.values[0]
    return f"{name} ({first.none})" if len(figure.values) == 1 and first.none else name


def _values(values: tuple[Value, ...], between: str = "   ") -> Text:
    text = Text()
    for value in values:
        if text:
            text.append(between)
        if value.label:
            text.append(f"{value.label} ", style=_SIDES.get(value.side, "dim"))
        text.append(value.text, style="bold" if value.known else "dim italic")
        if value.basis:
            text.append(f" ({value.basis})", style="dim")
    return text


def _moments(moments: tuple[MomentRow, ...], view: ReportView) -> Iterator[Text]:
    translate = translator(view.language)
    for moment in moments[:_SHOWN]:
        where = translate("beurt {n}").format(n=moment.turn) if moment.turn else ""
        line = Text(no_wrap=True, overflow="ellipsis")
        line.append(f"{moment.clock:>7} ", style="cyan" if moment.side == "seller" else "dim")
        line.append(f"{where:<10} ", style="dim")
        told = ", ".join(word for word in (moment.name, moment.label, moment.length) if word)
        if told:
            line.append(f"{told}  ", style="dim")
        line.append(moment.quote, style="dim")
        yield line
    more = len(moments) - _SHOWN
    if more > 0:
        count = number(more, view.language, "0")
        yield Text(translate("        en nog {n}").format(n=count), style="dim")


def _cues(view: ReportView) -> RenderableType:
    """Each cue that was found, how often, and in which turns."""
    translate = translator(view.language)
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    for cue in view.cues:
        turns = translate("beurt {n}").format(n=", ".join(map(str, cue.turns)))
        count = number(cue.count, view.language, "0")
        table.add_row(Text(cue.name), Text(f"{count}×"), Text(turns, style="dim"))
    return Padding(table, (0, 0, 1, 2))
