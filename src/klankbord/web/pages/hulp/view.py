"""A page of the manual as it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup


@dataclass(frozen=True)
class HelpView:
    """A page of the manual; on its first stand the `topics`, by their address and title."""

    template: ClassVar[str] = "hulp/page.html"
    title: str
    text: Markup
    topics: tuple[tuple[str, str], ...]
