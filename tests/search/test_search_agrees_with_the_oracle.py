"""Random readers search a random library: they find exactly what the oracle lets them see."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.search import projection, queries
from kb.search.engine import ENGINES
from tests.access import library, oracle
from tests.access.worlds import NOON, as_scope, random_moment, random_reader
from tests.search.engines import empty_index
from tests.search.library import catch_up

ANSWERS = 25
# A server takes its time for each question.
READERS = {"tantivy": 9, "opensearch": 4, "elasticsearch": 4}
pytestmark = pytest.mark.django_db


@pytest.fixture
def dice() -> random.Random:
    return random.Random(515151)


LENGTH = {"tantivy": ()}
CASES = [pytest.param(name, marks=LENGTH.get(name, pytest.mark.long)) for name in sorted(ENGINES)]


@pytest.fixture(params=CASES)
def engine(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[str]:
    with empty_index(request.param, directory=tmp_path) as settings.SEARCH_URL:
        yield request.param


@pytest.fixture
def answers(engine: str, dice: random.Random, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Indexed the day before any of it begins or ends."""
    monkeypatch.setattr(projection.timezone, "now", lambda: NOON - timedelta(days=1))
    published = library.publish_answers(dice, library.publish_topics(), count=ANSWERS)
    catch_up()
    return published


def test_search_suggest_and_decide(engine: str, dice: random.Random, answers: list[Any]) -> None:
    compared = seen = 0
    readers = READERS[engine]
    for reader, now in [(random_reader(dice), random_moment(dice)) for _ in range(readers)]:
        scope = as_scope(reader, now)
        for answer in answers:
            visible = oracle.visible_elements(reader, answer, now)
            question = f"问题{answer['key'].removeprefix('q.')}"
            completed = {s.key for s in ask(queries.suggest, scope, question, limit=50)}
            assert (answer["key"] in completed) == bool(visible)
            considered = ask(queries.decide, scope, question).considered
            assert set(considered) <= {
                a["key"] for a in answers if oracle.visible_elements(reader, a, now)
            }
            for element in answer["elements"]:
                check_element(scope, answer, element, visible)
                compared, seen = compared + 1, seen + (element["id"] in visible)
    assert compared > 75 * readers and compared * 0.05 < seen < compared * 0.95


def check_element(scope: Any, answer: Any, element: Any, visible: list[str]) -> None:
    """Its text leads to its answer for those who see it, and shows itself to nobody else."""
    said = f"内容{element['block'][:6]}"
    page = ask(queries.search, scope, said)
    showing = [result.key for result in page.results if said in result.snippet.text]
    assert showing == ([answer["key"]] if element["id"] in visible else [])
    if not visible:
        assert answer["key"] not in [result.key for result in page.results]


def ask(reading: Any, scope: Any, text: str, **options: Any) -> Any:
    return reading(scope=scope, text=text, locale="zh-Hans", **options)
