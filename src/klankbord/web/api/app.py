"""The API as an application of its own within that of the pages: other doors, other answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from klankbord.errors import (
    BadQuestion,
    KlankbordError,
    NotFound,
    QuestionNoJson,
    QuestionNoObject,
    WrongMethod,
)
from klankbord.store.trouble import FAULTS, trouble_of
from klankbord.web.api import calls, consents, exports, flags, sources, uploads
from klankbord.web.api.door import language_of
from klankbord.web.api.problems import KIND, problem
from klankbord.web.trouble import SOON_S

AT = "/api/v1"
ROUTERS = (
    *(calls.router, flags.router, exports.router),
    *(sources.router, uploads.router, consents.router),
)
ABOUT = """The calls of a team: what was said in them, what was measured, and taking in new ones.

A question carries a key (`Authorization: Bearer kb_…`), and sees what its maker may see; what they
may not see is not there (404). Lists go on by `cursor`: send `next_cursor` back as it came. Too
many questions in a minute are answered with 429 and `Retry-After`. What goes wrong is a problem
document (RFC 9457), whose `detail` is a sentence in the reader's language."""
COMMON = {
    401: "No key, or one that does not hold (any more).",
    403: "A key that was made for something else.",
    404: "It is not there, or not yours to see.",
    422: "The question has what it cannot have; `errors` says where.",
    429: "Too much was asked within a minute, or too many calls are half sent; `Retry-After` says "
    "for how long to wait.",
}


class Problem(BaseModel):
    """What went wrong."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:klankbord:not-found",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "Hier is niets (meer), of het is niet van jou.",
                }
            ]
        }
    )

    type: str = Field(description="Which error, as a name that does not change.")
    title: str
    status: int
    detail: str = Field(description="A sentence in the reader's language.")
    errors: list[dict[str, str]] = Field(
        default=[], description="Of a question: where something is wrong (`at`), and what (`kind`)."
    )


def create_api(house: FastAPI) -> FastAPI:
    """The API of an application; it takes the installation from that."""
    api = FastAPI(
        title="Klankbord",
        version="1",
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": AT}],
    )
    api.state.house = house
    for router in ROUTERS:
        api.include_router(router)
    described: dict[str, Any] = {}

    @api.get("/openapi.json", include_in_schema=False)
    def schema() -> JSONResponse:
        if not described:
            described.update(describe(api))
        return JSONResponse(described)

    _add_errors(api)
    return api


def describe(api: FastAPI) -> dict[str, Any]:
    """Its description, in which every error is a problem document."""
    told = get_openapi(
        title=api.title,
        version=api.version,
        description=api.description,
        routes=api.routes,
        servers=api.servers,
    )
    schemas = told["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = Problem.model_json_schema()
    shown = {"content": {KIND: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for methods in told["paths"].values():
        for method, operation in methods.items():
            answers = operation["responses"]
            for status, text in COMMON.items():
                answers[str(status)] = {"description": text}
            for status, answer in answers.items():
                if int(status) >= min(COMMON) and method != "head":
                    answer.update(shown)
    return told


def _trouble(request: Request, fault: Exception) -> Response:
    """A database that is away or a disk that is full.

    Raises:
        Exception: the fault itself, where it is no trouble that passes.
    """
    error = trouble_of(fault)
    if error is None:
        raise fault
    answer = problem(error, language_of(request))
    answer.headers["retry-after"] = str(SOON_S)
    return answer


def _of_body(faults: Sequence[Any]) -> KlankbordError | None:
    """What is wrong with a body as a whole; None where it is with a field of it, or elsewhere."""
    first = faults[0]
    if first["type"] == "json_invalid":
        return QuestionNoJson(int(first["loc"][-1]) + 1)
    whole = first["loc"] == ("body",) and first["type"] != "missing"
    return QuestionNoObject() if whole else None


def _add_errors(api: FastAPI) -> None:
    for kind in FAULTS:
        api.add_exception_handler(kind, _trouble)

    @api.exception_handler(KlankbordError)
    def ours(request: Request, error: KlankbordError) -> Response:
        return problem(error, language_of(request))

    @api.exception_handler(OverflowError)  # a number that SQLite cannot hold
    @api.exception_handler(DataError)  # a number or a letter that PostgreSQL cannot
    def unkept(request: Request, _fault: Exception) -> Response:
        return problem(NotFound(), language_of(request))

    @api.exception_handler(RequestValidationError)
    def unreadable(request: Request, fault: RequestValidationError) -> Response:
        faults = fault.errors()
        if any(each["loc"][0] == "path" for each in faults):
            return problem(NotFound(), language_of(request))
        where = [(".".join(map(str, each["loc"])), each["type"]) for each in faults]
        if error := _of_body(faults):
            told = [{"at": "body", "kind": faults[0]["type"]}]
            return problem(error, language_of(request), errors=told)
        names = ", ".join(dict.fromkeys(at.partition(".")[2] or at for at, _ in where))
        told = [{"at": at, "kind": kind} for at, kind in where]
        return problem(BadQuestion(names), language_of(request), errors=told)

    @api.exception_handler(HTTPException)
    def others(request: Request, error: HTTPException) -> Response:
        known = NotFound() if error.status_code == NotFound.http_status else WrongMethod()
        answer = problem(known, language_of(request))
        answer.headers.update(error.headers or {})
        return answer

    @api.exception_handler(Exception)
    def our_fault(request: Request, _fault: Exception) -> Response:
        return problem(KlankbordError(), language_of(request))
