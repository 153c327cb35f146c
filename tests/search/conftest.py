"""Every engine in turn, and a topic to find answers in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.publication import projections
from kb.search.engine import (
    ENGINES,
    SearchEngine,
    open_engine,
)
from kb.search.projection import FallbackProjection
from tests.search import library
from tests.search.engines import empty_index, opensearch_place, removed_afterwards
from tests.search.go_between import GoBetween, standing

URL = pytest.StashKey[str]()
# An engine that cannot do something yet, with the reason: this list is the feature matrix.
CANNOT: dict[tuple[str, str], str] = {}


@pytest.fixture(params=sorted(ENGINES))
def engine(request: Any, tmp_path: Path) -> Iterator[SearchEngine]:
    test = request.function.__name__
    if (request.param, test) in CANNOT:
        pytest.skip(CANNOT[request.param, test])
    with empty_index(request.param, directory=tmp_path) as url:
        request.node.stash[URL] = url
        yield open_engine(url)


@pytest.fixture
def another(engine: SearchEngine, request: Any) -> SearchEngine:
    """The same index as another process sees it."""
    open_engine.cache_clear()
    return open_engine(request.node.stash[URL])


@pytest.fixture
def between(request: Any, settings: Any) -> Iterator[GoBetween]:
    """What search asks, as OpenSearch unless told otherwise; it can go away and come back."""
    name = getattr(request, "param", "opensearch")
    with standing(opensearch_place(), is_elasticsearch=name == "elasticsearch") as one:
        settings.SEARCH_URL = f"{name}://{one.address}/granule-test-{one.port}"
        with removed_afterwards(settings.SEARCH_URL):
            yield one
            one.answer_again()
            one.come()


@pytest.fixture
def fallback(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `kb.startup` registers it where the setting is made."""
    settings.SEARCH_FALLBACK_URL = f"tantivy://{tmp_path}/fallback"
    monkeypatch.setattr(projections, "_projections", dict(projections._projections))
    projections.register(FallbackProjection())


@pytest.fixture
def cards() -> Any:
    return library.topic("cards", "银行卡")
