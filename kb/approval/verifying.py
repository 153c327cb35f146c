"""The last look before anything goes out: every step there is, each by another person who wrote
none of it, all of exactly what goes out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from wagtail.models import Revision, TaskState

from kb.approval import digests
from kb.approval.asking import steps_asked
from kb.approval.authors import authors_of
from kb.approval.errors import ApprovalRefused, NotASecondPerson, PartsChanged
from kb.approval.features import features_of
from kb.approval.request_tables import ApprovalStep


def verify(workflow_state: Any, revision: Any) -> None:
    """Raises ApprovalRefused."""
    obj = revision.as_object()
    steps = list(approved_steps([revision.pk], workflow_state=workflow_state))
    asked = {one.kind.pk for one in steps_asked(features_of(obj))}
    if not steps or not asked <= {step.kind_id for step in steps}:
        raise NotASecondPerson
    people = [pk for step in steps for pk in (step.decided_by_id, step.deputy_for_id) if pk]
    if len(set(people)) < len(people) or authors_of(obj) & set(people):
        raise NotASecondPerson
    _refuse_other_digest(obj, steps)


def approved_steps(revisions: Iterable[int], *, workflow_state: Any = None) -> Any:
    """The steps by which these revisions were let out. One that was handed in again, after a
    withdrawal or because a part had changed, has those of its last workflow alone."""
    states = TaskState.objects.filter(status=TaskState.STATUS_APPROVED)
    last = (
        states.filter(revision=OuterRef("revision"))
        .order_by("-workflow_state")
        .values("workflow_state")[:1]
    )
    counting = states.filter(
        revision__in=list(revisions), workflow_state=workflow_state or Subquery(last)
    )
    return ApprovalStep.objects.filter(
        request__task_state__in=counting,
        decision=ApprovalStep.Decision.APPROVED,
        decided_by__isnull=False,
    ).select_related("kind", "decided_by", "deputy_for", "request__task_state")


def _refuse_other_digest(obj: Any, steps: list[ApprovalStep]) -> None:
    if {step.digest for step in steps} != {digests.digest_of(obj)}:
        raise PartsChanged


def refuse_outdated_schedule(revision: Revision) -> None:
    """For authoring's guard: what was approved for a later moment goes out as it was approved, or
    not at all. What no approval let out names its operator and cause in the log. Raises
    ApprovalRefused."""
    if revision.approved_go_live_at is None:
        return
    steps = list(approved_steps([revision.pk]))
    if steps:
        _refuse_other_digest(revision.as_object(), steps)


def is_outdated(revision: Revision) -> bool:
    """Waits for its moment, and would no longer go out as it was approved."""
    try:
        refuse_outdated_schedule(revision)
    except ApprovalRefused:
        return True
    return False


def send_back(revision: Revision) -> None:
    """Takes the schedule away and asks for approval again, of what would go out now."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    obj: Any = revision.content_object
    obj = getattr(obj, "specific", obj)
    step = approved_steps([revision.pk]).first()
    workflow = obj.get_workflow()
    is_newest = obj.latest_revision_id == revision.pk and obj.current_workflow_state is None
    if step is not None and workflow is not None and is_newest:
        workflow.start(obj, step.request.handed_in_by)
