"""Approval by a second person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState
from wagtail.models.workflows import AbstractGroupApprovalTask

from kb.approval.authors import is_author


class SecondPersonTask(AbstractGroupApprovalTask):  # type: ignore[misc]
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
        obj = task_state.workflow_state.content_object
        if action_name in {"approve", "reject"} and not self.may_decide(obj, user):
            raise NotASecondPerson
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        mine = [s.pk for s in states if is_author(s.workflow_state.content_object, user)]
        return states.exclude(pk__in=mine)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Somebody who has not written any of it must approve."))


class NotASecondPerson(PermissionError):
    """An author, or somebody who may not approve, tried to decide."""
