"""Who is written to: a title and where to look, in the language of the reader; never a content.
Wagtail's own mails would tell only the first group, and carry the reason with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail import signals
from wagtail.users.models import UserProfile

from kb.approval.request_tables import ApprovalRequest
from kb.mailing import send_after_commit
from kb.problem import msgid as _

WAITS = _("Waiting for your approval: %(title)s")
RETURNED = _("Returned with a reason: %(title)s")
OUT = _("Approved: %(title)s")
WAGTAILS = {
    "group_approval_task_submitted_email_notification": signals.task_submitted,
    "workflow_state_submitted_email_notification": signals.workflow_submitted,
    "workflow_state_rejected_email_notification": signals.workflow_rejected,
    "workflow_state_approved_email_notification": signals.workflow_approved,
}


def replace_wagtails() -> None:
    """Called once Wagtail has connected its own."""
    from wagtail.models import TaskState, WorkflowState

    for uid, signal in WAGTAILS.items():
        for sender in (TaskState, WorkflowState):
            signal.disconnect(sender=sender, dispatch_uid=uid)


def tell_waiting(request: ApprovalRequest, people: Iterable[Any]) -> None:
    _tell(people, WAITS, request, wish="submitted_notifications")


def tell_returned(request: ApprovalRequest, *, by: Any) -> None:
    _tell(_writers(request, without=by), RETURNED, request, wish="rejected_notifications")


def tell_approved(request: ApprovalRequest) -> None:
    _tell(_writers(request), OUT, request, wish="approved_notifications")


def _writers(request: ApprovalRequest, *, without: Any = None) -> list[Any]:
    ids = {*request.authors, request.handed_in_by_id} - {without and without.pk}
    return list(get_user_model().objects.filter(pk__in=ids - {None}, is_active=True))


def _tell(people: Iterable[Any], subject: str, request: ApprovalRequest, *, wish: str) -> None:
    """After the commit: what is undone is not told."""
    reached = [p for p in people if p.email and getattr(UserProfile.get_for_user(p), wish)]
    if reached:
        path = reverse("approval_task", args=[request.task_state_id])
        send_after_commit(reached, subject, title=request.title, path=path)
