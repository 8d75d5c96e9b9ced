"""Whatever is sent to whatever address: an answer, and never a fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from tests.web.browser import as_somebody
from tests.web.world import World, copies

from klankbord.web.app import create_app
from klankbord.web.door import cookie_name

EXAMPLES = 3
"""A route and method; all of them within twenty seconds."""
ENDLESS = {"/toevoegen/verloop"}
"""Streams that go on."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], World]]:
    with copies(tmp_path_factory.mktemp("world")) as make:
        yield make


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_no_question_makes_it_fail(
    role: str, copy: Callable[[], World], quick_hashing: None
) -> None:
    world = copy()
    app = create_app(world.site)
    headers = session_headers(app, world, role)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=headers)
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    failed: list[str] = []
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        of_admins = operation.path.startswith("/beheer")
        if operation.path in ENDLESS or of_admins != (role == "admin"):
            continue

        headers = session_headers(app, world, role)  # the one before may have signed out
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            run(operation.as_strategy(generation_mode=mode), headers, failed)
    assert failed == []


def session_headers(app: FastAPI, world: World, role: str) -> dict[str, str]:
    client = as_somebody(app, world.site, world.who(role))
    token = client.cookies[cookie_name(world.site)]
    name = cookie_name(world.site)
    return {"cookie": f"{name}={token}", "x-form-token": client.headers["x-form-token"]}


def run(cases: Any, headers: dict[str, str], failed: list[str]) -> None:
    quick = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def ask(case: Any) -> None:
        answer = case.call(headers=headers)
        if answer.status_code >= 500:
            failed.append(f"{case.method} {case.formatted_path} {case.query} {case.body!r}")

    with suppress(Unsatisfiable):  # nothing to get wrong where nothing is asked
        quick(given(cases)(ask))()  # type: ignore[no-untyped-call]
