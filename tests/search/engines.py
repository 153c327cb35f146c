"""Engines for the tests that hold for each of them: a new, empty index for every test.

Elasticsearch is tested where ELASTICSEARCH_URL names one, as `http://user:password@host:9200`; the
tests make and remove indexes there whose names begin with `granule-test`.
"""

import itertools
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kb.search.engine import ENGINES, open_engine
from tests.servers import opensearch

_numbers = itertools.count()
_RUN = uuid.uuid4().hex[:8]
# The engine of everything that asks for none by name (tests/on_servers.py).
OF_THIS_RUN = "GRANULE_TEST_SEARCH"
NO_ELASTICSEARCH = "No Elasticsearch for the tests: name one in ELASTICSEARCH_URL to run these."


def of_this_run() -> str:
    return os.environ.get(OF_THIS_RUN, "tantivy")


@contextmanager
def empty_index(name: str, *, directory: Path) -> Iterator[str]:
    """The URL of a new index of this engine; what is in it goes away at the end."""
    assert name in ENGINES
    if name == "tantivy":
        yield f"tantivy://{directory}/index-{next(_numbers)}"
        return
    place = elasticsearch_place() if name == "elasticsearch" else opensearch_place()
    with removed_afterwards(f"{name}://{place}/granule-test-{_RUN}-{next(_numbers)}") as url:
        yield url


@contextmanager
def removed_afterwards(url: str) -> Iterator[str]:
    yield url
    _remove(url)


def opensearch_place() -> str:
    """Of the one server of this test run; skips where there can be none."""
    if opensearch.find() is None:
        pytest.skip(opensearch.WHAT_TO_DO)
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    run = os.getppid() if is_worker else os.getpid()
    try:
        return opensearch.shared(opensearch.shared_directory(), ends_with=run)
    except opensearch.NotThere as reason:
        pytest.skip(str(reason))


def elasticsearch_place() -> str:
    if not os.environ.get("ELASTICSEARCH_URL"):
        pytest.skip(NO_ELASTICSEARCH)
    return urlsplit(os.environ["ELASTICSEARCH_URL"]).netloc


def _remove(url: str) -> None:
    from kb.search.engines.elastic_servers import open_server

    open_engine.cache_clear()
    server, address = open_server(urlsplit(url))
    found = server.ask("GET", f"/{address.index}-v*/_alias").body
    if found:
        server.ask("DELETE", f"/{','.join(found)}")
