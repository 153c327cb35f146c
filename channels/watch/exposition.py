"""/metrics: the numbers of all processes of this server, and how the house is right now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from channels.watch import health
from channels.watch.metrics import IN_PROCESS
from kb.feedback.surges.queries import count_open
from kb.publication import condition


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever brings METRICS_TOKEN; for all others, and where none is set, there is nothing
    here: how much is published and how often is asked tells more than a scope may know."""
    if not _is_allowed(request):
        raise Http404
    return HttpResponse(generate_latest(everything()), content_type=CONTENT_TYPE_LATEST)


def _is_allowed(request: HttpRequest) -> bool:
    expected: str = settings.METRICS_TOKEN
    scheme, _, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    is_equal = constant_time_compare(given.strip().encode(errors="replace"), expected.encode())
    return bool(expected) and scheme.lower() == "bearer" and is_equal


def everything() -> CollectorRegistry:
    registry = CollectorRegistry()
    if settings.PROMETHEUS_MULTIPROC_DIR:
        MultiProcessCollector(registry, path=settings.PROMETHEUS_MULTIPROC_DIR)  # type: ignore[no-untyped-call]
    else:
        registry.register(_As(lambda: IN_PROCESS.collect()))
    registry.register(_As(state))
    return registry


class _As(Collector):
    def __init__(self, collect: Callable[[], Iterable[Metric]]) -> None:
        self._collect = collect

    def collect(self) -> Iterable[Metric]:
        return self._collect()


def state() -> Iterator[Metric]:
    """Asked of the database and of what the house leans on, when somebody asks here."""
    checks = GaugeMetricFamily(
        "granule_check", "1 where a dependency is ok, 0.5 degraded, 0 failed.", labels=("check",)
    )
    worth = {health.OK: 1.0, health.DEGRADED: 0.5, health.FAILED: 0.0}
    states = health.states()
    for name, found in states.items():
        checks.add_metric([name], worth[found])
    yield checks
    if states["database"] == health.OK:
        yield from _publication()


def _publication() -> Iterator[Metric]:
    now = condition.condition()
    yield _gauge("granule_log_head", "Rows in the publication log.", now.head)
    yield _gauge("granule_lane_waiting", "Answers waiting in the slow lane.", now.waiting)
    yield _gauge("granule_parked", "Answers that a projection or the lane cannot take.", now.parked)
    lag = GaugeMetricFamily(
        "granule_projection_lag", "Rows of the log not read yet.", labels=("projection",)
    )
    for name, behind in condition.behind().items():
        lag.add_metric([name], behind)
    yield lag
    surging = count_open(now=timezone.now())
    yield _gauge(
        "granule_surges_open", "Things asked much more than usual, and not known.", surging
    )
    if now.time_kept is not None:
        age = (timezone.now() - now.time_kept).total_seconds()
        yield _gauge("granule_clock_seconds", "Since the clock or the beat last did its work.", age)


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)
