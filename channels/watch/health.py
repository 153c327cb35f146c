"""For load balancers and operators: does the process live, and can it serve?

A server that cannot serve reads by key takes no requests (503). What else is missing makes it
`degraded`: answers still come, by key and from the desk, so to take every server out of service
would turn a lesser harm into the greatest. docs/operate/monitor.md has the table.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from channels.watch import dependencies
from kb.publication import condition, log, parking, projections, protection

OK, DEGRADED, FAILED = "ok", "degraded", "failed"
# Without these no answer can be read at all.
NEEDED = frozenset({"database", "migrations"})
STATEMENT_MS = 2000
CLOCK_SECONDS = 300
logger = logging.getLogger(__name__)
Check = Callable[[], bool]


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody else, so a restart helps exactly where this fails."""
    return JsonResponse({"status": OK})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 where reads by key cannot be served; else 200, with what is degraded by name."""
    checks = states()
    status = overall(checks)
    content = {"status": status, "checks": checks}
    return JsonResponse(content, status=503 if status == FAILED else 200)


def overall(checks: dict[str, str]) -> str:
    if any(checks.get(name, OK) != OK for name in NEEDED):
        return FAILED
    return OK if all(state == OK for state in checks.values()) else DEGRADED


def states() -> dict[str, str]:
    """Each dependency by name. Without a database nothing else is asked."""
    found = {"database": _state("database", _database_answers)}
    if found["database"] == OK:
        for name, check in _others():
            found[name] = _state(name, check)
    return found


def _others() -> Iterator[tuple[str, Check]]:
    yield "migrations", dependencies.is_migrated
    yield "log_protection", protection.is_protected
    yield "clock", _time_is_kept
    yield "search", partial(dependencies.within, "search", dependencies.search_answers)
    if settings.EMBEDDINGS_URL:
        ask = dependencies.embedder_answers
        yield "embeddings", partial(dependencies.within, "embeddings", ask)
    if settings.CACHE_URL:
        yield "cache", partial(dependencies.within, "cache", dependencies.cache_answers)
    if not settings.CELERY_TASK_ALWAYS_EAGER:
        yield "broker", partial(dependencies.within, "broker", dependencies.broker_answers)
    for name in projections.names():
        yield f"{name}_lag", partial(_is_close, name)
    yield "parked", _nothing_is_parked


def _state(name: str, check: Check) -> str:
    """What went wrong is for the log; whoever asks here has no key."""
    try:
        return OK if check() else DEGRADED
    except Exception:
        logger.exception("readyz: %s", name)
        return FAILED


def _database_answers() -> bool:
    if connection.vendor != "postgresql":
        # Reading a file waits for nobody; a transaction would wait for the one who writes.
        log.head()
        return True
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS:d}")
        log.head()
    return True


def _time_is_kept() -> bool:
    kept = condition.time_kept()
    return kept is not None and (timezone.now() - kept).total_seconds() <= CLOCK_SECONDS


def _nothing_is_parked() -> bool:
    return parking.parked_count() == 0


def _is_close(name: str) -> bool:
    return projections.lag(name) <= settings.READY_LAG
