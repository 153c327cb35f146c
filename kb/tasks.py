"""The bell's other end. Tasks carry no data: look at your log.

With a broker they run in workers, each in the queue that config/celery.py gives it. Without one,
whoever rings does the work after its commit, and the clock (the command keep_time) what is left.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from celery import shared_task
from django.utils import timezone

from kb import broker
from kb.acting import acting
from kb.alone import alone
from kb.authoring.jobs import running
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.operations import clear
from kb.care import clock as care
from kb.feedback import ratings
from kb.feedback.complaints import moving as complaints
from kb.feedback.misses import clock as misses
from kb.feedback.surges import clock as surges
from kb.offers import operations as offers
from kb.publication import lane, ports, projections, reconciliation, schedule, window_edges
from kb.reading import clock as reading
from kb.search import embedders, vector_making

# So long a request may catch up with what others add to the log; its own change comes first.
IN_REQUEST_SECONDS = 0.3
# A task of the slow lane ends after so long and is sent again, well before it would be ended.
SECONDS_A_TASK = 120.0
# Work in the background may take long; what hangs is ended, and taken up again.
MOST_SECONDS_OF_JOBS = 2 * 60 * 60
logger = logging.getLogger(__name__)


def announce() -> None:
    """Something has changed. Whoever changed it hears of no failure: the change is committed."""
    try:
        if broker.is_used():
            broker.send(ring)
        else:
            follow_at_once()
    except Exception:
        logger.exception("what follows a change failed; it is tried again in a few seconds")


@shared_task(ignore_result=True)
def ring(**_: Any) -> None:
    """Bring every projection to the head; the slow lane has a worker of its own."""
    projections.catch_up()
    ports.run_errands(now=timezone.now())
    if lane.is_waiting():
        broker.send(go_through_lane)
    if running.is_waiting(now=timezone.now()):
        broker.send(do_jobs)


@shared_task(ignore_result=True)
def go_through_lane(**_: Any) -> None:
    """Assemble again what waits; after every few answers the projections are told."""
    until = time.monotonic() + SECONDS_A_TASK
    while _lane_moves(until=until):
        broker.send(ring)
        lane.give_way()


@shared_task(ignore_result=True)
def keep_time(**_: Any) -> None:
    """Each minute: scheduled pages, window edges, and whatever a lost bell left undone."""
    now = timezone.now()
    schedule.run(now=now)
    window_edges.record(as_of=now)
    reconciliation.run(now=now)
    clear(now=now)
    if broker.is_used():
        broker.send(ring)
    else:
        work()
    care.run(now=now)
    misses.run(now=now)
    surges.run(now=now)
    ratings.run(now=now)
    complaints.run(now=now)
    offers.forget(now=now)
    reading.run(now=now)
    if broker.is_used() and embedders.configured():
        broker.send(make_vectors)


# Taken from the queue before it is done: RabbitMQ gives whoever is silent for half an hour up.
@shared_task(ignore_result=True, acks_late=False, time_limit=MOST_SECONDS_OF_JOBS)
def do_jobs(**_: Any) -> None:
    """Work that somebody started in the background; it has a worker of its own."""
    work_on_jobs(should_stop=lambda: False)


@shared_task(ignore_result=True)
def make_vectors(**_: Any) -> None:
    """Whoever makes vectors may be slow, so neither the clock nor the lanes wait for it."""
    vector_making.run(now=timezone.now())


def work_on_jobs(*, should_stop: Callable[[], bool]) -> int:
    """Returns how many were begun. The log names whoever started each."""
    return running.run_waiting(around=_acting_for, should_stop=should_stop)


def _acting_for(job: Job) -> AbstractContextManager[None]:
    cause = f"job {job.pk} {job.kind}"
    if job.starter is None:
        return acting(cause=cause)
    return acting(cause=cause, user_id=job.starter.pk, name=job.starter.get_username())


def announce_job() -> None:
    """Somebody has started a job. Without a broker the clock looks for it each second."""
    if broker.is_used():
        broker.send(do_jobs)


def follow_at_once() -> None:
    """In the request of whoever publishes. A long lane is left to the clock, which looks every
    second: neither its cause nor whoever publishes meanwhile waits for it, or runs after what it
    adds to the log."""
    projections.catch_up(until=time.monotonic() + IN_REQUEST_SECONDS)
    if lane.is_short() and _lane_moves(until=None):
        projections.catch_up()


def work(*, until: float | None = None) -> None:
    """What was published goes first, and again after every few answers of the slow lane. After
    `until` (of `time.monotonic`) no more answers are begun."""
    projections.catch_up()
    ports.run_errands(now=timezone.now())
    while _lane_moves(until=until):
        projections.catch_up()
        lane.give_way()


def _lane_moves(*, until: float | None) -> bool:
    """A few answers were assembled; False where none waits, the time is over, or another process
    here is at it."""
    if not lane.is_waiting() or (until is not None and time.monotonic() >= until):
        return False
    with alone("lane") as is_mine:
        if is_mine:
            lane.drain(limit=lane.STRIDE)
        return is_mine
