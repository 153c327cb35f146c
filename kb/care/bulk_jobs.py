"""Bulk work and the look at all answers, in the background."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kb.authoring.jobs.kinds import Outcome, register
from kb.authoring.jobs.running import Run
from kb.care import bulk, handover, health
from kb.care.operations import Act
from kb.care.people import possible_owners
from kb.care.seeing import editable
from kb.problem import Problem, msgid

BULK, LOOK, HANDOVER = "care-bulk", "care-health", "care-handover"
DONE = msgid("Done for %(done)s, left as they were: %(left)s.")
HANDED_OVER = msgid("%(count)s items have a new owner.")
LOOKED = msgid("%(count)s answers were looked at.")


def connect() -> None:
    register(BULK, run=_bulk, label=_("Bulk work"), template="care/bulk_result.html")
    register(HANDOVER, run=_hand_over, label=_("Handing over"))
    register(
        LOOK,
        run=_look,
        label=_("Looking at the health of all answers"),
        address=lambda job: reverse("care_health"),
    )


def _bulk(run: Run) -> Outcome:
    """Begun again after a crash it finds what was done, done: the second time changes nothing, or
    is refused and said so."""
    given = run.arguments
    act = Act(run.user, timezone.now())
    report = bulk.run(given["action"], given["ids"], _wish(given), act, progress=run.progress)
    left = len(given["ids"]) - report.done
    summary = Problem("done", DONE, params=(("done", report.done), ("left", left)))
    return Outcome(result={"done": report.done, "refused": report.refused}, summary=summary)


def _wish(given: dict[str, Any]) -> dict[str, Any]:
    """An owner that may own nothing any more is nobody."""
    wish = dict(given["wish"])
    if "owner" in wish:
        wish["owner"] = possible_owners().filter(pk=wish["owner"]).first()
    return wish


def _hand_over(run: Run) -> Outcome:
    """Rights are asked again: whoever started it may have lost some meanwhile."""
    mine = set(editable(run.user).values_list("pk", flat=True))
    owners = possible_owners().in_bulk([int(number) for number in run.arguments["shares"]])
    shares = {
        int(number): tuple(pk for pk in ids if pk in mine)
        for number, ids in run.arguments["shares"].items()
        if int(number) in owners
    }
    act = Act(run.user, timezone.now())
    count = handover.hand_over(shares, owners, act, progress=run.progress)
    return Outcome(summary=Problem("handed_over", HANDED_OVER, params=(("count", count),)))


def _look(run: Run) -> Outcome:
    count = health.look_at_all(now=timezone.now(), progress=run.progress)
    return Outcome(summary=Problem("looked", LOOKED, params=(("count", count),)))
