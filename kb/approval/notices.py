"""What somebody is told after handing in or deciding: which steps are asked, and of whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page, TaskState

from kb.approval.request_tables import ApprovalRequest, ApprovalStep
from kb.approval.requests import waits_for_nobody
from kb.approval.screens import TASK, edit_url
from kb.authoring.models import TopicPage

BUTTONS = ("action-submit", "action-restart-workflow", "action-workflow-action")


def tell_steps(request: HttpRequest, saved: Any) -> None:
    """For Wagtail's after_create and after_edit hooks."""
    if not any(name in request.POST for name in BUTTONS):
        return
    state = type(saved).objects.get(pk=saved.pk).current_workflow_task_state
    found = ApprovalRequest.objects.filter(
        task_state=state, task_state__status=TaskState.STATUS_IN_PROGRESS
    ).first()
    if found is None:
        return
    steps = found.steps.filter(decision=ApprovalStep.Decision.OPEN).select_related("kind")
    words = _("Still to decide: %(steps)s.") % {"steps": _(", ").join(str(s.kind) for s in steps)}
    button = messages.button(reverse(TASK, args=[found.task_state_id]), _("Where it stands"))
    messages.info(request, words, buttons=[button])
    if waits_for_nobody(found, now=timezone.now()):
        messages.warning(
            request,
            _("Nobody is there yet who could approve it: a second person is needed."),
        )
    tell_closed_topics(request, saved)


def tell_closed_topics(request: HttpRequest, obj: Any) -> None:
    """A newcomer's first answer stands in a new topic; both must go out to be seen."""
    if not isinstance(obj, Page):
        return
    for topic in TopicPage.objects.ancestor_of(obj).filter(live=False):
        text = _("Its topic “%(topic)s” is not published. Nobody sees this until the topic is "
                 "handed in and approved, too.")  # fmt: skip
        url = edit_url(topic, request.user)
        buttons = [messages.button(url, _("Open the topic"))] if url else None
        messages.warning(request, text % {"topic": topic.draft_title}, buttons=buttons)
