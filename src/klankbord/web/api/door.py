"""Who asks: by the key in the header, and nothing else. A cookie opens nothing here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from klankbord.errors import KeyLacks, NoKey
from klankbord.service.access import Actor
from klankbord.service.accounts.keys import ARRIVALS, EXPORT, FLAGS, READ, UPLOAD, enter
from klankbord.service.site import Site
from klankbord.store.keys import Key
from klankbord.web.browsers import asked_language

BEARER = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    bearerFormat="kb_…",
    description="A key, made at Settings → Keys; `Authorization: Bearer kb_…`.",
)
EXPORT_WEIGHT = 20
"""An export counts for so many questions."""


@dataclass(frozen=True)
class Caller:
    """Who asks by a key; what every route of the API is given."""

    request: Request
    site: Site
    actor: Actor
    key: Key


def site_of(request: Request) -> Site:
    """The installation; that of the application in which the API stands."""
    site: Site = request.app.state.house.state.site
    return site


def language_of(request: Request) -> str:
    """The language of who asks; of whom it is not known, what they ask for."""
    known: str = getattr(request.state, "language", "")
    asked = asked_language(request.headers.get("accept-language", ""))
    return known or asked or site_of(request).settings.language


def may(scope: str, weight: int = 1) -> Callable[..., Caller]:
    """What lets a key in that was made for something, and counts the question."""

    def caller(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
    ) -> Caller:
        if given is None:
            raise NoKey
        site = site_of(request)
        entered = enter(site, given.credentials, weight)
        request.state.language = entered.actor.language
        if scope not in entered.key.scopes:
            raise KeyLacks(scope)
        return Caller(request, site, entered.actor, entered.key)

    return caller


Reader = Annotated[Caller, Depends(may(READ))]
Exporter = Annotated[Caller, Depends(may(EXPORT, EXPORT_WEIGHT))]
Flagger = Annotated[Caller, Depends(may(FLAGS))]
Watcher = Annotated[Caller, Depends(may(ARRIVALS))]
Sender = Annotated[Caller, Depends(may(UPLOAD))]
"""What a route takes: who has a key for it."""
Number = Annotated[int, Path(ge=1, lt=1 << 63, description="The number of a call.", examples=[17])]
"""A number in an address: as large as a database can count; anything else is not there."""
