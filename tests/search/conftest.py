"""Every engine in turn, and a topic to find answers in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.search.engine import (
    ENGINES,
    SearchEngine,
    open_engine,
)
from tests.search import library
from tests.search.engines import empty_index

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
def cards() -> Any:
    return library.topic("cards", "银行卡")
