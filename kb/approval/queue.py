"""Lists of what waits, and for whom. Whoever decides is checked again, and more strictly, at the
decision (seats.py); here a few statements must do for a whole list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, When
from wagtail.models import TaskState, WorkflowState

from kb.approval.request_tables import ASKED, ApprovalRequest, ApprovalStep
from kb.approval.rule_tables import KNOWLEDGE, StepKind
from kb.approval.seats import stands_in_for


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open step that somebody may decide; `deputy_for` is whom they would stand in for."""

    step: ApprovalStep
    deputy_for: Any
    is_overdue: bool

    @property
    def request(self) -> ApprovalRequest:
        return self.step.request


@dataclass(frozen=True, slots=True)
class _Seat:
    """What a person's groups let them fill: kinds of step and, for kinds without groups of their
    own, tasks of Wagtail's."""

    person: Any
    kinds: frozenset[int]
    tasks: frozenset[int]
    without_groups: frozenset[int]

    def fills(self, step: ApprovalStep) -> bool:
        kind, task = step.kind_id, step.request.task_state.task_id
        return kind in self.kinds or (task in self.tasks and kind in self.without_groups)


def waiting_for(user: Any, *, now: datetime) -> list[Waiting]:
    """What this person may decide, in their own name or another's, by due time; so what is overdue
    comes first. One step of each request: nobody fills two."""
    if not user.is_active:
        return []
    seats = _seats_of(user, now=now)
    found: dict[int, Waiting] = {}
    for step in _open_steps():
        person = None if step.request_id in found else _first(seats, step, user=user)
        if person is not None:
            deputy_for = None if person.pk == user.pk else person
            is_overdue = step.due_at is not None and step.due_at < now
            found[step.request_id] = Waiting(step, deputy_for, is_overdue)
    return list(found.values())


def is_asked(user: Any, *, obj: Any, now: datetime) -> bool:
    """Could decide a step of what is waiting here, had they not written of it."""
    state = obj.current_workflow_task_state
    if state is None or not user.is_active:
        return False
    begun = ApprovalStep.objects.filter(request__task_state=state, due_at__isnull=False)
    steps = list(_with_kinds(begun))
    return any(seat.fills(step) for seat in _seats_of(user, now=now) for step in steps)


def handed_in_by(user: Any) -> Any:
    """What this person handed in: first what came back, then the newest; what was overtaken by an
    edit is left out."""
    came_back = Q(task_state__workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES)
    return (
        ApprovalRequest.objects.filter(handed_in_by=user)
        .exclude(task_state__status=TaskState.STATUS_CANCELLED)
        .select_related("task_state__workflow_state")
        .prefetch_related(
            "steps__kind", "steps__decided_by", "steps__deputy_for", "steps__remarks__comment"
        )
        .order_by(Case(When(came_back, then=0), default=1), "-handed_in_at", "-pk")
    )


def _open_steps() -> Any:
    steps = ApprovalStep.objects.filter(
        ASKED,
        request__task_state__status=TaskState.STATUS_IN_PROGRESS,
        request__task_state__workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return _with_kinds(steps.order_by("due_at", "pk")).prefetch_related("request__steps")


def _with_kinds(steps: Any) -> Any:
    return steps.select_related("kind", "request__handed_in_by", "request__task_state")


def _seats_of(user: Any, *, now: datetime) -> list[_Seat]:
    """Their own first, then those of whom they stand in for."""
    without = frozenset(StepKind.objects.filter(groups=None).values_list("pk", flat=True))
    own = _seat(user, without)
    if user.is_superuser:
        knowledge = StepKind.objects.filter(code=KNOWLEDGE).values_list("pk", flat=True)
        own = replace(own, kinds=own.kinds | set(knowledge))
    return [own, *(_seat(person, without) for person in stands_in_for(user, now=now))]


def _seat(person: Any, without_groups: frozenset[int]) -> _Seat:
    from kb.approval.task import SecondPersonTask

    groups = list(person.groups.values_list("pk", flat=True))
    kinds = StepKind.objects.filter(groups__in=groups).values_list("pk", flat=True)
    tasks = SecondPersonTask.objects.filter(groups__in=groups).values_list("pk", flat=True)
    return _Seat(person, frozenset(kinds), frozenset(tasks), without_groups)


def _first(seats: Sequence[_Seat], step: ApprovalStep, *, user: Any) -> Any:
    used = _people_of(step.request) | set(step.request.authors)
    if user.pk in used:
        return None
    fitting = (seat.person for seat in seats if seat.person.pk not in used and seat.fills(step))
    return next(fitting, None)


def _people_of(request: ApprovalRequest) -> set[int]:
    approved = (s for s in request.steps.all() if s.decision == ApprovalStep.Decision.APPROVED)
    pairs = ((step.decided_by_id, step.deputy_for_id) for step in approved)
    return {pk for pair in pairs for pk in pair if pk is not None}
