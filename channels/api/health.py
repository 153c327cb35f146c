"""For load balancers and operators: does the process live, and can it serve?"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kb.publication import log, projections

# Rows of the log a projection may be behind: reads stay right meanwhile, search lacks what is new.
MOST_BEHIND = 1000
logger = logging.getLogger(__name__)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; it asks nobody else, so a restart helps exactly where this fails."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """503 where the database does not answer, or a projection is far behind the log."""
    checks = {"database": _check("database", _database)}
    if checks["database"] == "ok":
        for name in projections.names():
            checks[name] = _check(name, partial(_projection, name))
    ready = all(state == "ok" for state in checks.values())
    content = {"status": "ok" if ready else "unavailable", "checks": checks}
    return JsonResponse(content, status=200 if ready else 503)


def _check(name: str, ask: Callable[[], str]) -> str:
    """What went wrong is for the log; whoever asks here has no key."""
    try:
        return ask()
    except Exception:
        logger.exception("readyz: %s", name)
        return "failed"


def _database() -> str:
    log.head()
    return "ok"


def _projection(name: str) -> str:
    behind = projections.lag(name)
    return "ok" if behind <= MOST_BEHIND else f"{behind} behind"
