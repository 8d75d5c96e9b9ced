"""One's own private numbers, and the form for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.store.objections import PrivateNumber
from klankbord.web.forms import Field, fields_of
from klankbord.web.pages.beheer.bezwaren.view import NumberRow, number_rows

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class OwnNumbersView:
    """The page."""

    template: ClassVar[str] = "instellingen/privenummers/page.html"
    numbers: tuple[NumberRow, ...]
    number: Field

    @classmethod
    def of(
        cls,
        here: Visit,
        numbers: Sequence[PrivateNumber],
        number: str = "",
        wrong: NotTaken | None = None,
    ) -> OwnNumbersView:
        """The page; its form as it was filled in, where something is wrong with that."""
        rows = number_rows(numbers, "/instellingen/privenummers")
        return cls(rows, **fields_of({"number": number}, wrong, here.translate))
