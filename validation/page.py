"""The results as a page: text for the terminal and Markdown for docs/validation.md."""

from __future__ import annotations

from collections.abc import Sequence

from validation.figures import Figure, Section, Table

LANGUAGES = ("Dutch", "English")
"""The chapters of the page; what is in no one language comes after them."""

_INTRODUCTION = """\
# Validation

How right Klankbord is, on conversations that others timed, labelled or exported. This page is
written by `make validate` (`python -m validation DATA --write`) and holds figures only: the data
itself is not in this repository.

Every figure stands with its formula and the size of what it was measured on. Dutch and English
are never mixed. All of it is **development data**: definitions and word lists were made with it
at hand, and accuracy is a figure for data kept apart. Where a figure compares two ways of marking
that are both crude, it says *agreement*, and is no accuracy. *Kappa* is Cohen's: agreement beyond
what chance gives.
"""


_WEAK = """\
## What is weak

Counts, times and shares are checked to the millisecond and the word, and hold. Acts are found by
a small model and are often found wrongly; the tables say how often, and what is wrong more often
than right stands apart in a report. English acts rest on forty-four written calls and are weaker
than the Dutch. Questions without question marks are missed in ordinary talk. What is checked less
is everything that has to be judged. Backchannels are compared with one crude criterion on real
talk and with one annotator's labels on written talk; interruptions only with the latter, whose
times are invented. No recorded Dutch sales call with labels is at hand. The Dutch of IFADV is
spontaneous but among friends, and the English of PriMock57 is played: pace, overlap and laughter
in a sales call by phone will differ from both. Files are checked as other tools export them, but
from few tools and mostly one file of each.
"""


def as_markdown(sections: Sequence[Section]) -> str:
    """The whole page."""
    chapters = [_INTRODUCTION]
    for language in LANGUAGES:
        found = [section for section in sections if section.language == language]
        if found:
            chapters.append(f"## {language}\n")
            chapters += [_section(section) for section in found]
    others = [section for section in sections if section.language not in LANGUAGES]
    if others:
        chapters.append("## Reading files, and listening\n")
        chapters += [_section(section) for section in others]
    return "\n".join((*chapters, _WEAK))


def as_text(section: Section) -> str:
    """A section for the terminal: its figures, and what fails."""
    lines = [f"{section.name} ({section.language}; {section.size}; {section.licence})"]
    lines += [f"  {_mark(figure)} {figure.name}: {figure.result}" for figure in section.figures]
    for table in section.tables:
        widths = [max(map(len, column)) for column in zip(table.header, *table.rows, strict=True)]
        lines.append(f"  {table.title}")
        lines += [
            "    " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
            for row in (table.header, *table.rows)
        ]
    return "\n".join(lines)


def _mark(figure: Figure) -> str:
    return {None: "·", True: "✓", False: "✗"}[figure.ok]


def _section(section: Section) -> str:
    figures = Table(
        "",
        ("figure", "formula", "result", "demanded"),
        tuple((f.name, f.formula, f.result, _demand(f)) for f in section.figures),
    )
    parts = [
        f"### {section.name}\n",
        f"{section.about}\n",
        f"Language: {section.language}. Licence: {section.licence}. Size: {section.size}.\n",
        _table(figures),
    ]
    for table in section.tables:
        parts += [f"**{table.title}**\n", _table(table)]
    if section.remarks:
        parts.append("#### What is weak here, and how to read it\n")
        parts += [f"- {remark}" for remark in section.remarks]
        parts.append("")
    return "\n".join(parts)


def _demand(figure: Figure) -> str:
    if figure.ok is None:
        return "–"
    return f"{figure.demand}: {'met' if figure.ok else '**missed**'}"


def _table(table: Table) -> str:
    rows = (table.header, tuple("---" for _ in table.header), *table.rows)
    return "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
