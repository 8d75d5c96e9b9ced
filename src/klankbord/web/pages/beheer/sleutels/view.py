"""All keys, and the form for one by which a source is given its calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.store.keys import Key
from klankbord.store.sources import Source
from klankbord.web.forms import Field, Option, fields_of, options_of
from klankbord.web.pages.instellingen.sleutels.view import Given, KeyRow, lasting

if TYPE_CHECKING:
    from klankbord.web.door import Visit


@dataclass(frozen=True)
class AllKeysView:
    """The page; `sources` are those that calls can be sent to, none where there is none."""

    template: ClassVar[str] = "beheer/sleutels/page.html"
    rows: tuple[KeyRow, ...]
    name: Field
    sources: tuple[Option, ...]
    days: tuple[Option, ...]

    @classmethod
    def of(
        cls,
        here: Visit,
        found: tuple[Sequence[Key], Sequence[Source]],
        given: Given | None = None,
        source: str = "",
        wrong: NotTaken | None = None,
    ) -> AllKeysView:
        """The page; its form as it was filled in, where something is wrong with that."""
        keys, sources = found
        given = given or Given()
        fields = fields_of({"name": given.name}, wrong, here.translate)
        return cls(
            rows=tuple(KeyRow.of(here, key, "/beheer/sleutels") for key in keys),
            name=fields["name"],
            sources=options_of({str(one.id): one.name for one in sources}, [source]),
            days=lasting(given.days, here.translate),
        )
