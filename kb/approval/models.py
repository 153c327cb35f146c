"""Approval by a second person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState, WorkflowState
from wagtail.models.workflows import AbstractGroupApprovalTask

from kb.approval.authors import is_author
from kb.approval.errors import ChangedSince, NotASecondPerson
from kb.authoring.announcements import begin_change
from kb.transactions import in_one_transaction

DECISIONS = frozenset({"approve", "reject"})


class SecondPersonTask(AbstractGroupApprovalTask):
    """Refuses everybody who wrote part of what would go out, superusers included."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def may_decide(self, obj: Any, user: Any) -> bool:
        is_approver = user.is_superuser or self._user_in_groups(user)
        return bool(is_approver and not is_author(obj, user))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        return super().get_actions(obj, user) if self.may_decide(obj, user) else []

    def on_action(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Raises ApprovalRefused."""

        def act() -> Any:
            begin_change()
            return self._act(task_state, user, action_name, **kwargs)

        return in_one_transaction(act)

    def _act(self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Asked again here, since Wagtail's views take the number of the task state from the
        address and check another object's."""
        if action_name in DECISIONS:
            # Held until commit: an edit made meanwhile waits, and is not approved with the rest.
            current = WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
            if not self.may_decide(current.content_object, user):
                raise NotASecondPerson
            task_state = TaskState.objects.get(pk=task_state.pk).specific
            if current.current_task_state_id != task_state.pk or not is_current(task_state):
                raise ChangedSince
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        mine = [s.pk for s in states if is_author(s.workflow_state.content_object, user)]
        return states.exclude(pk__in=mine)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Somebody who has not written any of it must approve."))


def is_current(task_state: TaskState) -> bool:
    """Open, and about the newest revision as it was when the task began."""
    if task_state.status != TaskState.STATUS_IN_PROGRESS:
        return False
    latest = task_state.workflow_state.content_object.get_latest_revision()
    if latest is None or latest.pk != task_state.revision_id:
        return False
    return bool(latest.created_at <= task_state.started_at)
