"""What a process counts while it serves. No label holds a path, a key, a text or a person.

With several processes each keeps its numbers in a file of its own, and whichever is asked adds
them up; config/gunicorn.py says where (docs/decisions/metrics-and-request-lines.md).
"""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)

# When a row was begun says nothing, and would be half of all rows.
disable_created_metrics()  # type: ignore[no-untyped-call]
IN_PROCESS = CollectorRegistry()
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# Wagtail's screens have some hundred routes; which of them was slow is in the log.
EDITORS = ("wagtail", "admin")

requests = Counter(
    "granule_requests",
    "Requests answered, by route, method and status; 429 are those over their rate.",
    ("route", "method", "status"),
    registry=IN_PROCESS,
)
durations = Histogram(
    "granule_request_seconds",
    "Time from a request's arrival in the application to its answer.",
    ("route",),
    buckets=SECONDS,
    registry=IN_PROCESS,
)
search_durations = Histogram(
    "granule_search_seconds",
    "Time to find, check and arrange: search, suggest, or decide for a question.",
    ("kind",),
    buckets=SECONDS,
    registry=IN_PROCESS,
)
evidence_waiting = Gauge(
    "granule_evidence_waiting",
    "Served texts that the database did not take yet as evidence.",
    registry=IN_PROCESS,
    multiprocess_mode="livesum",
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    counted, took = _of_route(route, method, status)
    counted.inc()
    took.observe(seconds)


@lru_cache(maxsize=2048)
def _of_route(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """Looked up once: finding a row by its labels costs as much as counting in it."""
    name = "admin" if route.startswith(EDITORS) else route
    shown = method if method in METHODS else "other"
    return requests.labels(name, shown, str(status)), durations.labels(name)


def time_search(kind: str, seconds: float) -> None:
    search_durations.labels(kind).observe(seconds)
