"""Looking for contradictions in all live texts, in the background."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb.authoring.jobs import operations as jobs
from kb.authoring.jobs.kinds import CannotBeDone, Outcome, register
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.running import Run
from kb.care import contradictions
from kb.problem import Problem, msgid

SCAN = "care-contradictions"
FOUND = msgid("%(count)s contradictions were found.")
TOO_LONG = msgid("It took too long and was given up; what was found before stays.")
# Hours of the local day, before anybody works; with some for a clock that was down.
NIGHT = range(2, 6)
SELDOM = timedelta(hours=12)
LONGEST_SECONDS = 15 * 60


def connect() -> None:
    register(
        SCAN,
        run=_scan,
        label=_("Looking for contradictions"),
        address=lambda job: reverse("care_conflicts"),
    )


def scan_nightly(*, now: datetime) -> bool:
    """For the clock, which waits for nothing: a job does it. Not where somebody has just looked."""
    if timezone.localtime(now).hour not in NIGHT:
        return False
    if Job.objects.filter(kind=SCAN, created__gt=now - SELDOM).exists():
        return False
    jobs.start(SCAN, user=None, arguments={})
    return True


def _scan(run: Run) -> Outcome:
    until = monotonic() + LONGEST_SECONDS

    def progress(done: int, total: int) -> None:
        if monotonic() > until:
            raise CannotBeDone(Problem("too_long", TOO_LONG))
        run.progress(done, total)

    count = contradictions.scan(progress=progress)
    return Outcome(
        result={"count": count}, summary=Problem("found", FOUND, params=(("count", count),))
    )


def last_scan() -> datetime | None:
    done = Job.objects.filter(kind=SCAN, state=Job.State.DONE).order_by("-pk")
    return done.values_list("finished", flat=True).first()
