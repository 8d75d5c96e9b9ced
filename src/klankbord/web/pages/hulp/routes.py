"""The pages of the manual."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from klankbord.errors import NotFound
from klankbord.web.door import Here
from klankbord.web.manual import HELP, INDEX, help_page, topics
from klankbord.web.pages.hulp.view import HelpView

router = APIRouter(prefix=HELP)


@router.get("")
@router.get("/{name:path}")
def show(here: Here, name: str = INDEX) -> Response:
    """A page of the manual in the reader's language."""
    found = help_page(here.language, name)
    if found is None:
        raise NotFound
    begins = topics(here.language) if name == INDEX else ()
    return here.page(HelpView(found.title, found.html, begins))
