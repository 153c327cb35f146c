"""What is handed in gets its steps here, and keeps them up to date with the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max
from wagtail.models import TaskState

from kb.approval import digests
from kb.approval.asking import Asked, steps_asked
from kb.approval.authors import authors_of
from kb.approval.errors import NobodyToDecide
from kb.approval.features import Features, features_of
from kb.approval.request_tables import ApprovalRequest, ApprovalStep
from kb.approval.rule_tables import KNOWLEDGE
from kb.approval.seats import unfillable
from kb.approval.working_time import due_at
from kb.authoring.sameness import is_same_text

OPEN, APPROVED, VOID = (
    ApprovalStep.Decision.OPEN,
    ApprovalStep.Decision.APPROVED,
    ApprovalStep.Decision.VOID,
)


def refuse_unfillable(task_state: TaskState, *, now: datetime) -> None:
    """Raises NobodyToDecide while the editor is still there to be told. Where only a second person
    is asked for, it waits until there is one."""
    obj = task_state.revision.as_object()
    asked = _still_asked(task_state, steps_asked(features_of(obj)))
    kinds = [one.kind for one in asked]
    nobody = unfillable(kinds, task=task_state.task.specific, obj=obj, now=now)
    if nobody and len(kinds) > 1:
        raise NobodyToDecide(nobody)


def waits_for_nobody(request: ApprovalRequest, *, now: datetime) -> bool:
    """Nobody is there who could decide what is open of it."""
    steps = request.steps.filter(decision=OPEN).select_related("kind")
    state = request.task_state
    kinds = [step.kind for step in steps]
    obj = state.revision.as_object()
    return bool(unfillable(kinds, task=state.task.specific, obj=obj, now=now))


def request_of(task_state: TaskState) -> ApprovalRequest:
    """The request of this task, with every step that the rules of today ask for."""
    request = ApprovalRequest.objects.filter(task_state=task_state).first()
    obj = task_state.revision.as_object()
    features = features_of(obj)
    if request is None:
        request = _begin(task_state, obj, features)
    _add_steps(request, _still_asked(task_state, steps_asked(features)))
    begin_turn(request)
    return request


def begin_turn(request: ApprovalRequest) -> bool:
    """The open steps of the lowest turn are asked now, and their time begins; says whether any
    were not asked before."""
    steps = list(request.steps.filter(decision=OPEN))
    lowest = min((step.turn for step in steps), default=0)
    new = [step for step in steps if step.turn == lowest and step.due_at is None]
    start = _last_decided(request) if new else None
    for step in new:
        step.due_at = due_at(start=start or request.handed_in_at, hours=step.due_hours)
    ApprovalStep.objects.bulk_update(new, ["due_at"])
    return bool(new)


def _last_decided(request: ApprovalRequest) -> datetime | None:
    moments = request.steps.filter(decision=APPROVED)
    last: datetime | None = moments.aggregate(last=Max("decided_at"))["last"]
    return last


def _begin(task_state: TaskState, obj: Any, features: Features) -> ApprovalRequest:
    return ApprovalRequest.objects.create(
        task_state=task_state,
        subject=features.subject,
        title=str(getattr(obj, "title", "") or obj)[:255],
        topics=sorted(features.topics),
        kinds=sorted(features.kinds or ()),
        reach=features.reach,
        authors=sorted(authors_of(obj)),
        handed_in_by=task_state.workflow_state.requested_by,
        handed_in_at=task_state.started_at,
        digest=digests.digest_of(obj),
    )


def _still_asked(task_state: TaskState, asked: Sequence[Asked]) -> list[Asked]:
    """A workflow with several tasks of ours asks for each step once, and in each task for the
    approvers of that task."""
    earlier = ApprovalStep.objects.filter(
        request__task_state__workflow_state=task_state.workflow_state_id,
        request__task_state__revision=task_state.revision_id,
        request__task_state__status=TaskState.STATUS_APPROVED,
        decision=APPROVED,
    ).exclude(request__task_state=task_state)
    done = set(earlier.values_list("kind_id", flat=True))
    return [one for one in asked if one.kind.code == KNOWLEDGE or one.kind.pk not in done]


def _add_steps(request: ApprovalRequest, asked: Sequence[Asked]) -> None:
    """A rule made since may ask for more; what was asked before stays asked."""
    there = set(request.steps.exclude(decision=VOID).values_list("kind_id", flat=True))
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            request=request,
            kind=one.kind,
            rules=[list(names) for names in one.rules],
            turn=one.turn,
            due_hours=one.due_hours,
        )
        for one in asked
        if one.kind.pk not in there
    )


def void(request: ApprovalRequest) -> None:
    """Nothing that was decided on it counts any more."""
    request.steps.update(decision=VOID)


def reopen_outdated(request: ApprovalRequest, *, digest: str) -> int:
    """Steps approved of another digest are asked again; returns how many."""
    outdated = list(request.steps.filter(decision=APPROVED).exclude(digest=digest))
    ApprovalStep.objects.filter(pk__in=[step.pk for step in outdated]).update(decision=VOID)
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            request=request,
            kind=step.kind,
            rules=step.rules,
            turn=step.turn,
            due_hours=step.due_hours,
            due_at=step.due_at,
        )
        for step in outdated
    )
    return len(outdated)


def carry_over(old: ApprovalRequest, new: ApprovalRequest) -> None:
    """A remark in the margin is kept in a revision of its own: what was approved of the same text
    still counts."""
    before, after = old.task_state.revision, new.task_state.revision
    is_same = before.pk != after.pk and old.digest == new.digest
    approved = list(old.steps.filter(decision=APPROVED, digest=new.digest))
    void(old)
    if not (is_same and is_same_text(before.content, after.content)):
        return
    for step in approved:
        new.steps.filter(kind=step.kind, decision=OPEN).update(
            decision=APPROVED,
            decided_by=step.decided_by,
            deputy_for=step.deputy_for,
            decided_at=step.decided_at,
            reason=step.reason,
            digest=step.digest,
        )
    begin_turn(new)
