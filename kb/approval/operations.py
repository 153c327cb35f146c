"""What an approval leads to. Wagtail reads its settings while its own models are being loaded, so
nothing here may import models before it is called."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Let out the revision that was approved; the last step of every workflow.

    Whatever tasks a workflow has, nothing goes out that nobody but its authors approved. Raises
    ApprovalRefused.
    """
    from kb.approval.errors import ChangedSince, NotASecondPerson

    state = workflow_state.current_task_state
    latest = workflow_state.content_object.get_latest_revision()
    if state is None or latest is None:
        raise NotASecondPerson
    if state.revision_id != latest.pk:
        raise ChangedSince
    if not _has_second_person(workflow_state, latest):
        raise NotASecondPerson
    latest.publish(user=user, skip_permission_checks=True)


def _has_second_person(workflow_state: Any, revision: Any) -> bool:
    from wagtail.models import TaskState

    from kb.approval.authors import is_author
    from kb.approval.models import SecondPersonTask

    approved = TaskState.objects.filter(
        workflow_state=workflow_state,
        revision=revision,
        status=TaskState.STATUS_APPROVED,
        task__in=SecondPersonTask.objects.values("task_ptr"),
        finished_by__isnull=False,
    ).select_related("finished_by")
    obj = workflow_state.content_object
    return any(not is_author(obj, state.finished_by) for state in approved)


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
