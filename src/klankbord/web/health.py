"""For who watches over the service: does it live, is it ready, and how does it do."""

from __future__ import annotations

from dataclasses import asdict
from hmac import compare_digest

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from klankbord.errors import NotFound
from klankbord.service.running.readiness import readiness
from klankbord.service.site import Site
from klankbord.web.metrics import TYPE, metrics_of

router = APIRouter(include_in_schema=False)


@router.get("/health")
@router.get("/healthz")
async def alive() -> Response:
    """The process lives; nothing else is looked at, and no thread is waited for."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Whether it can do its work: 200, or 503; and what of it cannot be done."""
    told = readiness(request.app.state.site)
    return JSONResponse({"ready": bool(told)} | asdict(told), 200 if told else 503)


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The figures, for who has the token; for anybody else there is nothing here.

    Raises:
        NotFound: the token is not given, or there is none.
    """
    site: Site = request.app.state.site
    token = site.settings.metrics_token.get_secret_value()
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not token or not compare_digest(given.encode(), token.encode()):
        raise NotFound
    return Response(metrics_of(site, request.app.state.requests), media_type=TYPE)
