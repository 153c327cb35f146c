"""An owner closes a task: “changed” only where something was saved since, “still right” only with
a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from kb.care.basis_tasks import close, has_changed
from kb.care.models import BasisTask, Correction

Outcome = BasisTask.Outcome


@dataclass(frozen=True, slots=True)
class Words:
    """What is said where nothing was changed, where no reason is given, and when it is done."""

    unchanged: Any
    no_reason: Any
    done: Any


KEPT = "care_typed"


def close_as_asked(request: HttpRequest, task: BasisTask | Correction, *, words: Words) -> None:
    """With the outcome and the reason of the form, or a message that says what is missing; what was
    typed then stands in the form again."""
    outcome, why = request.POST.get("outcome", ""), request.POST.get("why", "").strip()
    if outcome == Outcome.CHANGED and not has_changed(task):
        messages.error(request, words.unchanged)
    elif outcome == Outcome.STILL_RIGHT and not why:
        messages.error(request, words.no_reason)
    elif outcome in Outcome.values:
        close(task, outcome=outcome, why=why, by=request.user, now=timezone.now())
        messages.success(request, words.done)
        return
    else:
        messages.error(request, _("Choose first what is meant."))
    request.session[KEPT] = {"task": _name(task), "outcome": outcome[:10], "why": why[:200]}


def typed_for(request: HttpRequest, task: BasisTask | Correction) -> dict[str, str]:
    """What was refused a moment ago; given once."""
    kept: dict[str, str] = request.session.get(KEPT, {})
    if kept.get("task") != _name(task):
        return {}
    del request.session[KEPT]
    return kept


def _name(task: BasisTask | Correction) -> str:
    return f"{task._meta.model_name} {task.pk}"
