"""Where others' servers tell of calls: known by their signature, and answered at once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response

from klankbord.errors import BadForm, KlankbordError
from klankbord.service.site import Site
from klankbord.service.sources.webhooks.kind import Delivery
from klankbord.service.sources.webhooks.receiving import receive
from klankbord.web.door import Number

router = APIRouter(prefix="/webhooks")


@router.post("/{number}")
async def deliver(request: Request, number: Number) -> Response:
    """Take a webhook in; who sends it is a machine, and is told in a line what is wrong."""
    site: Site = request.app.state.site
    try:
        delivery = Delivery(request.headers, await request.body(), _as_sent(request, site))
        reply = await run_in_threadpool(receive, site, number, delivery)
    except ClientDisconnect:
        return PlainTextResponse(f"{BadForm()}\n", BadForm.http_status)
    except KlankbordError as error:
        return PlainTextResponse(f"{error}\n", error.http_status)
    return Response(status_code=204) if reply is None else JSONResponse(reply)


def _as_sent(request: Request, site: Site) -> str:
    """The address as its sender knows it: behind a proxy, the one by which that is reached."""
    path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    base = site.settings.public_url.rstrip("/") or own
    return f"{base}{path}" + (f"?{query}" if query else "")
