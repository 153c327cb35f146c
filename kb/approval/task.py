"""Approval by people who wrote none of it, step by step; for Wagtail it is one task."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState
from wagtail.models.workflows import AbstractGroupApprovalTask

from kb.approval import decisions, mails, queue
from kb.approval.authors import is_author
from kb.approval.errors import ChangedSince, NobodyToDecide, NotASecondPerson
from kb.approval.requests import refuse_unfillable, request_of
from kb.approval.seats import people_asked
from kb.authoring.announcements import begin_change
from kb.transactions import in_one_transaction

DECISIONS = frozenset({"approve", "reject"})


class SecondPersonTask(AbstractGroupApprovalTask):
    """Asks for every step that the rules want of a change; each is filled by a different person
    who wrote none of it, superusers included."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def start(self, workflow_state: WorkflowState, user: Any = None) -> Any:
        """Raises NobodyToDecide, and leaves what was returned before as it was."""
        _read_again(workflow_state)
        before = workflow_state.task_states.order_by("-pk").first()
        task_state = super().start(workflow_state, user=user)
        now = timezone.now()
        try:
            refuse_unfillable(task_state, now=now)
        except NobodyToDecide:
            task_state.delete()
            if before is not None and before.status == TaskState.STATUS_REJECTED:
                workflow_state.current_task_state = before
                workflow_state.status = WorkflowState.STATUS_NEEDS_CHANGES
                workflow_state.save()
            raise
        request = request_of(task_state)
        mails.tell_waiting(request, people_asked(request, now=now))
        return task_state

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return bool(user.is_superuser or queue.is_asked(user, obj=obj, now=timezone.now()))

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Editors wait until it comes back; whoever may decide may also put it right."""
        return not self.user_can_access_editor(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        state = obj.current_workflow_task_state
        if state is None or state.task_id != self.pk:
            return []
        steps = decisions.steps_for(user, task_state=state, now=timezone.now())
        if not steps:
            return []
        named = {"step": steps[0].kind}
        return [
            ("reject", _("Return with a reason"), True),
            ("approve", _("Approve: %(step)s") % named, False),
            ("approve", _("Approve with a comment: %(step)s") % named, True),
        ]

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Raises ApprovalRefused."""

        def act() -> Any:
            begin_change()
            return self._act(task_state, user, action_name, **kwargs)

        return in_one_transaction(act)

    def _act(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Asked again here, since Wagtail's views take the number of the task state from the
        address and check another object's."""
        if action_name not in DECISIONS:
            return super().on_action(task_state, user, action_name, **kwargs)
        # Held until commit: an edit made meanwhile waits, and is not approved with the rest.
        current = WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
        if is_author(current.content_object, user):
            raise NotASecondPerson
        task_state = TaskState.objects.get(pk=task_state.pk).specific
        if current.current_task_state_id != task_state.pk or not is_current(task_state):
            raise ChangedSince
        decide = decisions.approve if action_name == "approve" else decisions.give_back
        return decide(task_state, user, now=timezone.now(), **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = queue.waiting_for(user, now=timezone.now())
        return self.task_states.filter(pk__in=[one.request.task_state_id for one in waiting])

    @classmethod
    def get_description(cls) -> str:
        return str(_("Somebody who has not written any of it must approve, step by step."))


def _read_again(workflow_state: WorkflowState) -> None:
    """Wagtail's form of a snippet has read the object before it was saved: what is handed in again
    would be the revision that was returned."""
    content_object = WorkflowState._meta.get_field("content_object")
    if content_object.is_cached(workflow_state):
        content_object.delete_cached_value(workflow_state)


def is_current(task_state: TaskState) -> bool:
    """Open, and about the newest revision as it was when the task began."""
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        return False
    latest = task_state.workflow_state.content_object.get_latest_revision()
    if latest is None or latest.pk != task_state.revision_id:
        return False
    return bool(latest.created_at <= task_state.started_at)
