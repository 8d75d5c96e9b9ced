"""A secret that is seen once: a cookie brings it to the page that shows it, and to no other."""

from __future__ import annotations

from starlette.responses import Response

from klankbord.web.door import Visit, is_https

SHOWN_S = 300
"""So long it can be seen at all."""


def show_once(here: Visit, address: str, cookie: str, secret: str, path: str) -> Response:
    """Go on to an address below `path`, which takes the secret out of the cookie."""
    answer = here.to(address)
    answer.set_cookie(
        cookie,
        secret,
        max_age=SHOWN_S,
        path=path,
        secure=is_https(here.site),
        httponly=True,
        samesite="strict",
    )
    return answer
