"""What the house leans on, asked with a short wait: a server that hangs is as good as gone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kb.search import embedders
from kb.search.engine import open_engine

WAIT_SECONDS = 2.0
_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="readyz")
_asked: dict[str, Future[bool]] = {}
_seen_migrated: set[str] = set()


def within(name: str, ask: Callable[[], bool]) -> bool:
    """Raises TimeoutError where there is no answer in time. Whoever asks meanwhile waits for the
    same answer, so a server that hangs holds one thread."""
    future = _asked.get(name)
    if future is None or future.done():
        future = _asked[name] = _pool.submit(ask)
    return future.result(timeout=WAIT_SECONDS)


def search_answers() -> bool:
    """Raises what the engine raises, as where its index is missing."""
    open_engine(settings.SEARCH_URL).position()
    return True


def embedder_answers() -> bool:
    """Raises what the embedder raises; true where none is used."""
    embedder = embedders.configured()
    return embedder is None or bool(embedder.embed(["?"], seconds=WAIT_SECONDS))


def cache_answers() -> bool:
    cache.get("readyz")
    return True


def broker_answers() -> bool:
    with current_app.connection_for_read(connect_timeout=WAIT_SECONDS) as broker:
        broker.connect()
    return True


def is_migrated() -> bool:
    """Raises where the tables are older than this code. Once seen it stays true for this process:
    reading what there is to migrate takes longer than ten answers."""
    name = str(connection.settings_dict["NAME"])
    if name not in _seen_migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise NotMigrated("the database is older than the program: run manage.py migrate")
        _seen_migrated.add(name)
    return True


class NotMigrated(Exception):
    """This server must not take requests before the database is brought up to date."""
