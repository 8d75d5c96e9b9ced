"""What was said, cut to one line of a page or a choice."""

from __future__ import annotations


def one_line(text: str, most: int) -> str:
    """A text on one line of at most so many signs and " …", cut between words where it can be."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + " …"
