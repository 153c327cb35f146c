"""What an approval leads to. Wagtail reads its settings while its own models are being loaded, so
nothing here may import models before it is called."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Let out the revision that was approved; the last step of every workflow.

    Whatever tasks a workflow has, nothing goes out but what somebody else approved, in every step
    that the rules ask for, by its digest. Raises ApprovalRefused.
    """
    from kb.approval.errors import ChangedSince, NotASecondPerson
    from kb.approval.verifying import verify

    state = workflow_state.current_task_state
    latest = workflow_state.content_object.get_latest_revision()
    if state is None or latest is None:
        raise NotASecondPerson
    if state.revision_id != latest.pk:
        raise ChangedSince
    verify(workflow_state, latest)
    latest.publish(user=user, skip_permission_checks=True)


@transaction.atomic
def begin_again(revision: Any) -> None:
    """An edit voids what was approved so far: the open task starts anew with this revision."""
    from wagtail.models import TaskState, WorkflowState

    states = WorkflowState.objects.select_for_update(of=("self",)).filter(
        base_content_type_id=revision.base_content_type_id,
        object_id=revision.object_id,
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    workflow_state = states.select_related("current_task_state__task").first()
    old = workflow_state and workflow_state.current_task_state
    if not old or old.status != TaskState.STATUS_IN_PROGRESS:
        return
    TaskState.objects.filter(pk=old.pk).update(
        status=TaskState.STATUS_CANCELLED, finished_at=timezone.now(), finished_by=revision.user
    )
    task = old.task.specific
    workflow_state.current_task_state = task.get_task_state_class().objects.create(
        workflow_state=workflow_state, task=task, revision=revision
    )
    workflow_state.save()
    _ask_again(old, workflow_state.current_task_state)


def _ask_again(old: Any, new: Any) -> None:
    """The steps of the new text, by the rules; mails were sent when it was handed in."""
    from kb.approval.models import ApprovalRequest, SecondPersonTask
    from kb.approval.requests import carry_over, request_of

    if not isinstance(new.task.specific, SecondPersonTask):
        return
    request = request_of(new)
    before = ApprovalRequest.objects.filter(task_state=old).first()
    if before is not None:
        carry_over(before, request)
