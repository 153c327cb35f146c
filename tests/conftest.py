"""What every test stands on: a database of its own, no network, and a browser on request."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page, sync_playwright

from channels.api import rates
from channels.api.counters import FILE_NAME as COUNTS_FILE
from channels.api.counters import counters
from channels.reads import counting
from channels.renditions import evidence
from channels.supervising import clock as supervising
from kb.authoring import label_values
from kb.feedback.misses import counting as misses
from kb.feedback.misses.store import FILE_NAME as MISSES_FILE
from kb.notices import board
from kb.publication.queries import count_live_at
from kb.search.engine import open_engine
from kb.search.meanings import meanings_at
from tests import chromium, database, network
from tests.counts import pytest_terminal_summary  # noqa: F401 - pytest calls it
from tests.search import engines
from tests.servers import opensearch

# The same cases on every machine, and no case is wrong for being slow on a busy one.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # desk.test is this machine under a name that no browser takes for secure without HTTPS.
    "--host-resolver-rules=MAP desk.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, "
    "EXCLUDE 127.0.0.1",
]
PAGE_TIMEOUT_MS = 15_000
_index_numbers = itertools.count()


def pytest_configure() -> None:
    network.block_outside()
    # Tests write counts when they mean to; the thread that does so has tests of its own.
    misses.writes_by_itself = False
    supervising.looks_by_itself = False


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        opensearch.stop_shared(opensearch.shared_directory())
        shutil.rmtree(os.environ["GRANULE_TEST_DIR"], ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is already there, migrated; it goes away with the test run."""
    return True


@pytest.fixture(scope="session")
def migrated_database(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> None:
    database.prepare(cache_dir=request.config.rootpath / ".pytest_cache" / "database")


@pytest.fixture(scope="session")
def django_db_setup(migrated_database: None, django_db_setup: None, django_db_blocker) -> None:
    """Tests that commit get the database back as the migrations left it, instead of emptied."""
    with django_db_blocker.unblock():
        database.keep_copy("fresh")

    def put_back(case: TransactionTestCase) -> None:
        database.put_back("fresh")
        ContentType.objects.clear_cache()

    TransactionTestCase._fixture_teardown = put_back


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def empty_counts() -> Iterator[None]:
    """Rows of a database that rolls back have the same numbers again and again, so what one test
    asked for would count against the next."""
    counters.cache_clear()
    meanings_at.cache_clear()
    count_live_at.cache_clear()
    for name in (COUNTS_FILE, MISSES_FILE):
        counts = Path(django_settings.VAR_DIR) / name
        for ending in ("", "-wal", "-shm"):
            counts.with_name(name + ending).unlink(missing_ok=True)
    evidence.forget()
    counting.forget()
    misses.forget()
    yield
    counting.forget()
    misses.forget()
    counters.cache_clear()


@pytest.fixture(autouse=True)
def nothing_left_to_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a request stops following others' changes and leaves the rest."""
    monkeypatch.setattr("kb.tasks.IN_REQUEST_SECONDS", 60)


@pytest.fixture(autouse=True)
def no_notice_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as this process knows, until one is made: reads look for them once a second, which
    tests that count queries would see now and then."""
    monkeypatch.setattr(board, "SECONDS", 3600.0)
    board.remember(())


@pytest.fixture(autouse=True)
def label_values_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """In each test anew. Those kept for ten seconds would run out within a test that counts
    queries, now and then, and be another test's before."""
    monkeypatch.setattr(label_values, "FRESH_SECONDS", 3600.0)
    label_values.forget_choices()


@pytest.fixture
def no_rate_limit(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask hundreds of times, on machines of any speed."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    monkeypatch.setattr(rates, "WITHOUT_KEY_PER_MINUTE", 1_000_000)


@pytest.fixture(autouse=True)
def empty_index(settings) -> Iterator[None]:
    """A place of its own; made when something is written, gone with the test run. It is on a
    search server where the run has one (tests/on_servers.py)."""
    with engines.empty_index(engines.of_this_run(), directory=Path(settings.VAR_DIR)) as url:
        settings.SEARCH_URL = url
        yield
        open_engine.cache_clear()


@pytest.fixture
def embedded_index(settings, empty_index: None) -> None:
    """For tests that look at the index's own files."""
    settings.SEARCH_URL = f"tantivy://{settings.VAR_DIR}/embedded-{next(_index_numbers)}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium.find_chromium()
    if path is None:
        pytest.skip(chromium.WHAT_TO_DO)
    # Playwright's loop runs in this thread, and Django would take every query for one inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window in Chinese; the test fails where a script on the page did."""
    failures: list[str] = []
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(PAGE_TIMEOUT_MS)
    page = context.new_page()
    page.on("pageerror", lambda error: failures.append(str(error)))
    yield page
    context.close()
    assert not failures, f"scripts failed: {failures}"
