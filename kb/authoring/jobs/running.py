"""Doing what waits in the background. A run may be killed at any moment: another process takes the
job up again, or says that it was interrupted."""

from __future__ import annotations

import logging
import secrets
import tempfile
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db.models import F, Q
from django.utils import timezone, translation

from kb.alone import alone, place_of_locks
from kb.authoring.jobs.kinds import CannotBeDone, Kind, Outcome, kind_of
from kb.authoring.jobs.models import Job, to_keep
from kb.authoring.jobs.pulse import Lost, Pulse, Stopped
from kb.problem import Problem
from kb.problem import msgid as _

# A run elsewhere that was silent for so long is dead: its pulse beats every second.
SILENT_FOR = timedelta(seconds=60)
# Work that ends its process each time is not begun for ever.
MOST_TRIES = 5
INTERRUPTED = Problem(
    "interrupted",
    _("It was interrupted before its end, and is not begun again by itself. Start it once more."),
)
TOO_OFTEN = Problem(
    "interrupted_often",
    _("It was interrupted %(times)s times and is not tried again. Tell whoever runs the system."),
    params=(("times", MOST_TRIES),),
)
UNKNOWN_KIND = Problem("unknown_kind", _("This version cannot do this kind of work."))
NOT_STAFF = Problem("starter_left", _("Whoever started it may no longer work here."))
UNEXPECTED = Problem(
    "unexpected",
    _("It failed for a reason nobody foresaw. Tell whoever runs the system; the log names it."),
)
Around = Callable[[Job], AbstractContextManager[Any]]
logger = logging.getLogger(__name__)


class Run:
    """What a kind's function is given."""

    def __init__(self, job: Job, *, pulse: Pulse, place: Path) -> None:
        self.job_id: int = job.pk
        self.arguments: dict[str, Any] = job.arguments
        self.user: Any = job.starter
        self.upload = job.upload
        self.place = place
        self._pulse = pulse

    def progress(self, done: int, total: int, message: Problem | None = None) -> None:
        """So far; costs next to nothing. Raises where the run must end: let it pass."""
        self._pulse.note(done=done, total=total, message=to_keep(message))


def is_waiting(*, now: datetime) -> bool:
    """Is there anything to begin, or to take up from somebody who died?"""
    for pk, state in _to_look_at(now=now).values_list("pk", "state"):
        if state == Job.State.WAITING:
            return True
        with alone(_lock(pk)) as is_free:
            if is_free:
                return True
    return False


def _lock(pk: int) -> str:
    """Few files for many jobs; two that share one take turns on this machine."""
    return f"job-{pk % 100}"


def _to_look_at(*, now: datetime) -> Any:
    here, silent = Q(place=place_of_locks()), Q(beat__lt=now - SILENT_FOR)
    running = Q(state=Job.State.RUNNING)
    return Job.objects.filter(Q(state=Job.State.WAITING) | running & (here | silent))


def run_waiting(*, around: Around = nullcontext, should_stop: Callable[[], bool]) -> int:
    """One after the other, the oldest first, until none waits; returns how many were begun.

    `around(job)`: a context for each run, where downstream says who acts; `should_stop` is asked
    now and then, also within a run, which then waits for whoever comes next.
    """
    begun, more = 0, True
    while more:
        more = False
        waiting = _to_look_at(now=timezone.now()).order_by("pk").values_list("pk", flat=True)
        for pk in list(waiting):
            if should_stop():
                return begun
            with alone(_lock(pk)) as is_mine:
                is_begun = is_mine and _take_up(pk, around=around, should_stop=should_stop)
            begun, more = begun + is_begun, more or is_begun
    return begun


def _take_up(pk: int, *, around: Around, should_stop: Callable[[], bool]) -> bool:
    """Nobody else on this machine is at it, so one that runs here is dead."""
    now = timezone.now()
    job = _to_look_at(now=now).filter(pk=pk).select_related("starter").first()
    if job is None:
        return False
    kind = kind_of(job)
    if problem := _objection(job, kind):
        return _end(job, Job.State.FAILED, error=problem)
    if job.is_cancelled:
        return _end(job, Job.State.CANCELLED)
    if not _claim(job, now=now):
        return False
    assert kind is not None
    with translation.override(job.language or None), around(job):
        _run(job, kind, should_stop=should_stop)
    return True


def _objection(job: Job, kind: Kind | None) -> Problem | None:
    if kind is None:
        return UNKNOWN_KIND
    if job.starter is not None and not job.starter.is_active:
        return NOT_STAFF
    if job.state == Job.State.RUNNING and not kind.is_resumable:
        return INTERRUPTED
    return TOO_OFTEN if job.tries >= MOST_TRIES else None


def _claim(job: Job, *, now: datetime) -> bool:
    """Two machines may want it at once; one of them gets it."""
    run = secrets.token_hex(8)
    same = Job.objects.filter(pk=job.pk, state=job.state, run=job.run, beat=job.beat)
    is_mine = same.update(
        state=Job.State.RUNNING, run=run, place=place_of_locks(), tries=F("tries") + 1,
        started=job.started or now, beat=now, done=0, message={}, error={},
    )  # fmt: skip
    job.run, job.state = run, Job.State.RUNNING
    return bool(is_mine)


def _run(job: Job, kind: Kind, *, should_stop: Callable[[], bool]) -> None:
    """Whatever happens inside, the job says so."""
    try:
        with (
            tempfile.TemporaryDirectory(prefix="granule-job-") as place,
            Pulse(job, should_stop=should_stop) as pulse,
        ):
            outcome = kind.run(Run(job, pulse=pulse, place=Path(place))) or Outcome()
            pulse.check()
            _keep(job, outcome, total=max(pulse.total, pulse.done))
    except Lost:
        logger.warning("job %s %d is done by somebody else now", job.kind, job.pk)
    except Stopped:
        _give_back(job)
    except CannotBeDone as error:
        _end(job, Job.State.FAILED, error=error.problem)
    except Exception as error:
        # Its words could hold what somebody wrote.
        where = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("job %s %d failed: %s at %s:%s", job.kind, job.pk, type(error).__name__,
                     Path(where.filename).name, where.lineno)  # fmt: skip
        _end(job, Job.State.FAILED, error=UNEXPECTED)


def _keep(job: Job, outcome: Outcome, *, total: int) -> None:
    fields: dict[str, Any] = {"result": dict(outcome.result), "done": total, "total": total}
    if outcome.file is not None:
        with outcome.file.open("rb") as file:
            job.file.save(outcome.file.name, File(file), save=False)
        fields["file"] = job.file.name
    if not _end(job, Job.State.DONE, message=to_keep(outcome.summary), **fields) and job.file:
        job.file.delete(save=False)


def _end(job: Job, state: Job.State, *, error: Problem | None = None, **fields: Any) -> bool:
    """False where somebody else has it by now."""
    mine = Job.objects.filter(pk=job.pk, state=job.state, run=job.run)
    return bool(
        mine.update(
            state=state,
            finished=timezone.now(),
            error=to_keep(error),
            is_told=state == Job.State.CANCELLED,
            **fields,
        )
    )


def _give_back(job: Job) -> None:
    """Cancelled, or this process is told to end: then it waits, and that is no failed try."""
    if Job.objects.filter(pk=job.pk, is_cancelled=True).exists():
        _end(job, Job.State.CANCELLED)
        return
    mine = Job.objects.filter(pk=job.pk, state=job.state, run=job.run)
    mine.update(state=Job.State.WAITING, run="", beat=None, tries=F("tries") - 1)
