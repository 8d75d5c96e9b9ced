"""Whatever is asked of the API: an answer that it describes, and never a fault of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from tests.web.world import World, copies

from klankbord.service.accounts.keys import make_key, make_source_key, scopes_for
from klankbord.web.app import create_app

EXAMPLES = 3
"""A route and method, in each way."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], World]]:
    with copies(tmp_path_factory.mktemp("world"), api_per_minute=100_000) as make:
        yield make


def test_no_question_makes_it_fail(copy: Callable[[], World], quick_hashing: None) -> None:
    world = copy()
    site, company = world.site, world.company
    app = create_app(site)
    lotte = make_key(site, company.lotte, "Alles", scopes_for(company.lotte)).secret
    bas = make_key(site, company.bas, "Alles", scopes_for(company.bas)).secret
    sends = make_source_key(site, company.bas, world.source, "Centrale").secret
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
    failed: list[str] = []
    asked = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        tag = operation.definition.raw["tags"][0]
        key = {"sources": bas, "uploads": sends}.get(tag, lotte)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            asked += run(operation.as_strategy(generation_mode=mode), key, failed)
    assert failed == []
    assert asked > 50


def run(cases: Any, key: str, failed: list[str]) -> int:
    quick = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    asked = 0

    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        answer = case.call(headers={"authorization": f"Bearer {key}"})
        told = case.operation.definition.raw["responses"]
        kind = answer.headers.get("content-type", [""])[0]
        problem = answer.status_code < 400 or kind.startswith("application/problem+json")
        unseen = str(answer.status_code) not in {*told, "405"}
        if answer.status_code >= 500 or unseen or not (problem or case.method == "HEAD"):
            failed.append(f"{answer.status_code} {case.method} {case.formatted_path} {case.query}")

    with suppress(Unsatisfiable):  # nothing to get wrong where nothing is asked
        quick(given(cases)(ask))()  # type: ignore[no-untyped-call]
    return asked
