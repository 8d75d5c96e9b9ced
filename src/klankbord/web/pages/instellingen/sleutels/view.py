"""Somebody's keys; the form for another; and a key that was just made, this once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from klankbord.errors import NotTaken
from klankbord.i18n import N_, Translate
from klankbord.service.accounts.keys import DAYS, READ, scopes_here
from klankbord.store.keys import Key
from klankbord.web.dates import ago, day
from klankbord.web.forms import Field, Option, fields_of, options_of

if TYPE_CHECKING:
    from klankbord.web.door import Visit

SHORT: dict[str, str] = {
    "read": N_("lezen"),
    "export": N_("veel tegelijk ophalen"),
    "flags": N_("bewaarde gesprekken"),
    "arrivals": N_("zien wat aankwam"),
    "upload": N_("aanleveren"),
}
"""What a key may be used for, in a word or two."""
LASTS = {
    0: N_("Tot ik hem intrek"),
    30: N_("30 dagen"),
    90: N_("90 dagen"),
    365: N_("een jaar"),
}
"""How long a key can last, in days."""


@dataclass(frozen=True)
class KeyRow:
    """A key as a line shows it; `end` is the address that revokes it, "" once it ended."""

    name: str
    begins: str
    owner: str
    may: str
    used: str
    until: str
    end: str

    @classmethod
    def of(cls, here: Visit, key: Key, below: str) -> KeyRow:
        """A key; `below` is the page under which it is revoked."""
        _, now = here.translate, here.site.now()
        may = ", ".join(_(SHORT[scope]) for scope in sorted(key.scopes))
        return cls(
            name=key.name,
            begins=f"{key.prefix}…",
            owner=key.person,
            may=f"{may} ({key.source})" if key.source else may,
            used=_("Nog niet gebruikt")
            if key.used_at is None
            else _("Laatst gebruikt: {when}").format(when=ago(key.used_at, now, here.language)),
            until=_until(here, key),
            end="" if key.ended(now) else f"{below}/{key.id}/intrekken",
        )


@dataclass(frozen=True)
class Given:
    """The form for a key, as it was filled in."""

    name: str = ""
    scopes: tuple[str, ...] = (READ,)
    days: str = "0"


@dataclass(frozen=True)
class KeysView:
    """The page of one's own keys; `wrong_scopes` tells what is wrong with what was ticked."""

    template: ClassVar[str] = "instellingen/sleutels/page.html"
    rows: tuple[KeyRow, ...]
    name: Field
    wrong_scopes: str
    scopes: tuple[Option, ...]
    days: tuple[Option, ...]

    @classmethod
    def of(
        cls,
        here: Visit,
        keys: Iterable[Key],
        given: Given | None = None,
        wrong: NotTaken | None = None,
    ) -> KeysView:
        """The page; its form as it was filled in, where something is wrong with that."""
        _, given = here.translate, given or Given()
        fields = fields_of({"name": given.name, "scopes": ""}, wrong, _)
        can = {scope: _(text) for scope, text in scopes_here(here.site, here.actor).items()}
        return cls(
            rows=tuple(KeyRow.of(here, key, "/instellingen/sleutels") for key in keys),
            name=fields["name"],
            wrong_scopes=fields["scopes"].mistake,
            scopes=options_of(can, given.scopes),
            days=lasting(given.days, _),
        )


@dataclass(frozen=True)
class MadeView:
    """The key that was just made, to be copied; `secret` is "" at a second look."""

    template: ClassVar[str] = "instellingen/sleutels/made.html"
    secret: str
    name: str
    base: str
    back: str


def lasting(days: str, _: Translate) -> tuple[Option, ...]:
    """How long a key can last, as the choices of a field."""
    texts: Mapping[str, str] = {str(number): _(LASTS[number]) for number in DAYS}
    return options_of(texts, [days])


def _until(here: Visit, key: Key) -> str:
    _ = here.translate
    if key.revoked_at is not None:
        return _("Ingetrokken op {day}").format(day=day(key.revoked_at, here.language))
    if key.expires_at is None:
        return _("Geldt tot hij ingetrokken wordt")
    if key.ended(here.site.now()):
        return _("Verlopen op {day}").format(day=day(key.expires_at, here.language))
    last = key.expires_at - timedelta(seconds=1)
    return _("Geldt tot en met {day}").format(day=day(last, here.language))
