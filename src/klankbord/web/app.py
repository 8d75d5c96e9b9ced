"""The application: every page's routes behind the guard, and how an error is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles

from klankbord import __version__
from klankbord.errors import AwaitsSecond, BadForm, KlankbordError, NotFound, NotSignedIn
from klankbord.service.accounts.signing_in import is_fresh
from klankbord.service.site import Site
from klankbord.store.trouble import FAULTS
from klankbord.web.api.app import AT, create_api
from klankbord.web.door import checked, signed_in, visit
from klankbord.web.guard import Guard
from klankbord.web.health import router as health
from klankbord.web.metrics import Requests
from klankbord.web.page import HERE, REPORT, style
from klankbord.web.pages.error.view import ErrorView
from klankbord.web.trouble import steady, told
from klankbord.web.watch import Watch

PAGES: tuple[str, ...] = (
    "begin",
    "opzetten",
    "inloggen",
    "vergeten",
    "uitnodiging",
    "vandaag",
    "gesprekken",
    "gesprek",
    "fragmenten",
    "toevoegen",
    "instellingen",
    "instellingen.sleutels",
    "hulp",
    "review",
    "review.bespreking",
    "ontwikkeling",
    "team",
    "beheer",
    "beheer.mensen",
    "beheer.teams",
    "bronnen",
    "beheer.sleutels",
    "beheer.onleesbaar",
    "beheer.logboek",
    "beheer.bezwaren",
    "bewaren",
    "verzoeken",
    "gesprek.bewaren",
    "review.voorbij",
    "beheer.toestemming",
    "gesprek.toestemming",
    "instellingen.privenummers",
    "webhooks",
    "instellingen.uitgaand",
    "beheer.uitgaand",
    "beheer.ondernemingsraad",
)
"""The pages, by the name of their folder; each has a `router`."""
UPLOADS = ("/toevoegen", "/toevoegen/bestanden")
"""The addresses whose bodies may be large; their routes read and count them themselves."""
YEAR_S = 365 * 24 * 3600


def create_app(site: Site, set_up_code: str = "") -> FastAPI:
    """The application of one installation.

    Args:
        site: the installation.
        set_up_code: what whoever sets it up must know; "" where nobody else can reach it.
    """

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        site.close()

    app = FastAPI(title="Klankbord", version=__version__, openapi_url=None, lifespan=life)
    app.state.site = site
    app.state.uploads = UPLOADS
    app.state.set_up_code = set_up_code
    app.state.requests = Requests()
    app.include_router(health)
    for name in PAGES:
        page = import_module(f"klankbord.web.pages.{name}.routes")
        app.include_router(page.router, dependencies=[Depends(checked)])
    app.mount(AT, create_api(app))
    _add_static(app)
    _add_schema(app)
    _add_errors(app)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    host = urlsplit(site.settings.public_url).netloc
    app.add_middleware(Guard, uploads=UPLOADS, host=host, api=f"{AT}/")
    app.add_middleware(Watch, requests=app.state.requests, of=app)
    return app


class _Kept(StaticFiles):
    """Files of ours, whose address changes with their content."""

    def file_response(self, *args, **kwargs) -> Response:  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = f"public, max-age={YEAR_S}, immutable"
        return response


def _add_static(app: FastAPI) -> None:
    @app.get("/static/style.css", include_in_schema=False)
    def stylesheet() -> Response:
        kept = {"cache-control": f"public, max-age={YEAR_S}, immutable"}
        return Response(style(), media_type="text/css", headers=kept)

    app.mount("/static/fonts", _Kept(directory=REPORT / "static" / "fonts"))
    app.mount("/static", _Kept(directory=HERE / "static"))


def _add_schema(app: FastAPI) -> None:
    @app.get("/openapi.json", include_in_schema=False, dependencies=[Depends(signed_in)])
    def schema() -> JSONResponse:
        return JSONResponse(app.openapi())


def _add_errors(app: FastAPI) -> None:
    for kind in FAULTS:
        app.add_exception_handler(kind, told)

    @app.exception_handler(KlankbordError)
    @steady
    def ours(request: Request, error: KlankbordError) -> Response:
        here = visit(request)
        if isinstance(error, NotSignedIn) and request.method == "GET":
            if is_fresh(here.site):
                return here.to("/opzetten")
            return here.to(f"/inloggen?naar={quote(_asked(request))}")
        if isinstance(error, AwaitsSecond):  # nothing went wrong: it is noted, and told there
            return here.to("/beheer/ondernemingsraad?gedaan=gevraagd")
        return here.page(ErrorView.of(error, here.translate), error.http_status)

    @app.exception_handler(OverflowError)  # a number that SQLite cannot hold
    @app.exception_handler(DataError)  # a number or a letter that PostgreSQL cannot
    @app.exception_handler(RequestValidationError)
    @steady
    def unreadable(request: Request, fault: Exception) -> Response:
        here = visit(request)
        # What is asked for by a number that is none is not there.
        nowhere = request.method == "GET" or _is_of_address(fault)
        error: KlankbordError = NotFound() if nowhere else BadForm()
        return here.page(ErrorView.of(error, here.translate), error.http_status)

    @app.exception_handler(HTTPException)
    @steady
    def others(request: Request, error: HTTPException) -> Response:
        if error.status_code == NotFound.http_status:
            here = visit(request)
            return here.page(ErrorView.of(NotFound(), here.translate), error.status_code)
        return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)


def _is_of_address(fault: Exception) -> bool:
    faults = fault.errors() if isinstance(fault, RequestValidationError) else ()
    return any(each["loc"][0] == "path" for each in faults)


def _asked(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
