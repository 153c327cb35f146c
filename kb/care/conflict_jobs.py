"""Looking for contradictions in all live texts, in the background."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kb.authoring.jobs.kinds import Outcome, register
from kb.authoring.jobs.models import Job
from kb.authoring.jobs.running import Run
from kb.care import contradictions
from kb.problem import Problem, msgid

SCAN = "care-contradictions"
FOUND = msgid("%(count)s contradictions were found.")


def connect() -> None:
    register(
        SCAN,
        run=_scan,
        label=_("Looking for contradictions"),
        address=lambda job: reverse("care_conflicts"),
    )


def _scan(run: Run) -> Outcome:
    count = contradictions.scan(progress=run.progress)
    return Outcome(
        result={"count": count}, summary=Problem("found", FOUND, params=(("count", count),))
    )


def last_scan() -> datetime | None:
    done = Job.objects.filter(kind=SCAN, state=Job.State.DONE).order_by("-pk")
    return done.values_list("finished", flat=True).first()
