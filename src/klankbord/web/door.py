"""Who is at the door: from the cookie of a request to somebody who asks, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from klankbord.errors import NotFromHere, NotSignedIn
from klankbord.i18n import Translate, translator
from klankbord.service.access import Actor, need_admin
from klankbord.service.accounts.signing_in import LASTS, Browser
from klankbord.service.site import Site
from klankbord.store.people import person_by_id
from klankbord.store.sessions import SEEN_EVERY, session_of, touch_session
from klankbord.web.browsers import asked_language
from klankbord.web.guard import SAFE
from klankbord.web.page import render
from klankbord.web.server import port_of

COOKIE = "klankbord"


@dataclass(frozen=True)
class Visit:
    """A request and who makes it; what every route is given. `actor` is None for a guest."""

    request: Request
    site: Site
    visitor: Actor | None

    @property
    def actor(self) -> Actor:
        """Who is signed in.

        Raises:
            NotSignedIn: nobody is.
        """
        if self.visitor is None:
            raise NotSignedIn
        return self.visitor

    @property
    def language(self) -> str:
        """The reader's language; of a guest what their browser asks for, where we speak it."""
        if self.visitor:
            return self.visitor.language
        asked = self.request.headers.get("accept-language", "")
        return asked_language(asked) or self.site.settings.language

    @property
    def translate(self) -> Translate:
        """From Dutch to the reader's language."""
        return translator(self.language)

    @property
    def form_token(self) -> str:
        """What the forms of this page must send back."""
        return self.visitor.form_token if self.visitor else ""

    @property
    def browser(self) -> Browser:
        """Where this visitor is, for signing in."""
        client = self.request.client
        return Browser(
            agent=self.request.headers.get("user-agent", ""),
            address=client.host if client else "",
            token=self.request.cookies.get(cookie_name(self.site), ""),
        )

    def page(self, view: Any, status: int = 200) -> HTMLResponse:
        """A view, rendered by its template."""
        return render(self, view, status)

    def to(self, address: str) -> Response:
        """Go on to a page of ours; how every form is answered."""
        return RedirectResponse(address, 303)


def visit(request: Request) -> Visit:
    """The visit of anybody."""
    site: Site = request.app.state.site
    token = request.cookies.get(cookie_name(site), "")
    return Visit(request, site, _actor(site, token) if token else None)


async def checked(request: Request) -> None:
    """Refuse a change without the token of the page that it comes from.

    Raises:
        NotFromHere: the token is not that of the session.
    """
    if request.method in SAFE:
        return
    from starlette.concurrency import run_in_threadpool

    here = await run_in_threadpool(visit, request)
    if here.visitor is None:
        return  # nobody is signed in: there is nothing to misuse, and the origin was checked
    given = request.headers.get("x-form-token")
    if given is None and not is_upload(request):
        given = str((await request.form()).get("form_token", ""))
    if given is not None and not same_token(here, given):
        raise NotFromHere


def same_token(here: Visit, given: str) -> bool:
    """Whether a token is that of the visitor's session."""
    return compare_digest(given.encode(), here.form_token.encode())


def is_upload(request: Request) -> bool:
    """Whether a request is an upload: its route reads its body itself, and checks its token."""
    return request.url.path in request.app.state.uploads


def signed_in(here: Annotated[Visit, Depends(visit)]) -> Visit:
    """The visit of somebody who is signed in.

    Raises:
        NotSignedIn: nobody is.
    """
    if here.visitor is None:
        raise NotSignedIn
    return here


def admin(here: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """The visit of an admin.

    Raises:
        NotFound: it is somebody else, for whom there is nothing here.
        NotSignedIn: nobody is.
    """
    need_admin(here.actor)
    return here


Guest = Annotated[Visit, Depends(visit)]
"""What a route of a page for anybody takes."""
Here = Annotated[Visit, Depends(signed_in)]
"""What a route of a page for people who are signed in takes."""
Admin = Annotated[Visit, Depends(admin)]
"""What a route of a page for admins takes."""
Number = Annotated[int, Path(ge=1, lt=1 << 63)]
"""A number in an address: as large as a database can count; anything else is not there."""


def cookie_name(site: Site) -> str:
    """The name of the cookie; over https, browsers keep it to this very host.

    Browsers send a host's cookies to all of its ports, so the port is part of the name: two
    installations on one machine do not sign each other out.
    """
    name = f"{COOKIE}-{port_of(site.settings)}"
    return f"__Host-{name}" if is_https(site) else name


def is_https(site: Site) -> bool:
    """Whether the team reaches Klankbord over https."""
    return site.settings.public_url.startswith("https://")


def give_cookie(response: Response, site: Site, token: str) -> None:
    """Let a browser keep a session's token, out of reach of scripts and of other sites."""
    response.set_cookie(
        cookie_name(site),
        token,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=is_https(site),
        httponly=True,
        samesite="lax",
    )


def take_cookie(response: Response, site: Site) -> None:
    """Let a browser forget its session."""
    response.delete_cookie(
        cookie_name(site), path="/", secure=is_https(site), httponly=True, samesite="lax"
    )


def _actor(site: Site, token: str) -> Actor | None:
    now = site.now()
    with site.database.reading() as connection:
        session = session_of(connection, token, now)
        person = person_by_id(connection, session.person_id) if session else None
    if session is None or person is None or person.left:
        return None
    if now - session.seen_at > SEEN_EVERY:
        with site.database.writing() as connection:
            touch_session(connection, session.id, now, LASTS)
    return Actor.of(person, session.id, session.form_token)
