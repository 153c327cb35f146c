"""Thousands of requests that nobody would think of: no status 500, nothing undescribed."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from channels.api import rates
from channels.api.openapi import OF_OPERATION
from config.wsgi import application
from tests import library
from tests.api.conftest import API, LOST, Published

EXAMPLES, MANY_EXAMPLES, LEAST_ALTOGETHER = 12, 300, 2_000
# Such as: this topic must exist, this cursor must be ours, this text must hold a word.
HAVE_UNSAYABLE_RULES = ("search", "suggest", "ask", "follow_changes")
Bombard = Callable[[str, int], Counter[int]]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def bombard(published: Published, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> Bombard:
    """Sends an operation good and bad requests; each answer is checked against the description."""
    monkeypatch.setattr(rates, "WITHOUT_KEY_PER_MINUTE", 10**9)
    described = schemathesis.openapi.from_wsgi(f"{API}/schema/", application)
    key = library.key_for("web", rate_per_minute=10**9)
    real = {"key": LOST, "element": published.element("main")}

    def send(name: str, examples: int) -> Counter[int]:
        statuses: Counter[int] = Counter()
        operation = described.find_operation_by_id(name)
        excluded = [positive_data_acceptance] if name in HAVE_UNSAYABLE_RULES else []

        def check(case: Any) -> None:
            answer = case.call()
            statuses[answer.status_code] += 1
            case.validate_response(answer, excluded_checks=excluded)

        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for path in (None, real) if "{" in operation.path else (None,):
                cases = operation.as_strategy(
                    generation_mode=mode, path_parameters=path, headers=key
                )
                many(check, cases, examples)
        return statuses

    return send


def many(check: Callable[[Any], None], cases: Any, examples: int) -> None:
    test = hypothesis.given(case=cases)(check)
    hypothesis.settings(
        max_examples=examples,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )(test)()


@pytest.mark.parametrize("operation", OF_OPERATION)
def test_nothing_breaks(bombard: Bombard, operation: str) -> None:
    statuses = bombard(operation, EXAMPLES)
    assert max(statuses) < 500
    assert statuses.keys() & {200, 201, 404}, "not one of them was understood"


@pytest.mark.long
def test_nothing_breaks_in_thousands_of_tries(bombard: Bombard) -> None:
    statuses = sum((bombard(name, MANY_EXAMPLES) for name in OF_OPERATION), Counter())
    assert max(statuses) < 500
    assert statuses.total() >= LEAST_ALTOGETHER
