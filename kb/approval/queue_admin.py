"""My queue: what waits for me, and approving several at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.models import TaskState

from kb.approval.errors import ApprovalRefused
from kb.approval.queue import Waiting, waiting_for
from kb.approval.rule_tables import ApprovalRule
from kb.approval.screens import BULK, QUEUE, go_back, show
from kb.authoring.models import TopicPage
from kb.problem import Refused, say

PER_PAGE = 20
FILTERS = ("topic", "step", "subject")


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    waiting = waiting_for(request.user, now=timezone.now())
    chosen = {name: request.GET.get(name, "") for name in FILTERS}
    kept = [one for one in waiting if _is_meant(one, chosen)]
    page = Paginator(kept, PER_PAGE).get_page(request.GET.get("p"))
    return show(
        request,
        "approval/queue.html",
        title=_("Waiting for me"),
        page=page,
        total=len(waiting),
        overdue=sum(one.is_overdue for one in waiting),
        filters=_filters(waiting, chosen),
        bulk_url=reverse(BULK),
        now=timezone.now(),
    )


def _is_meant(one: Waiting, chosen: dict[str, str]) -> bool:
    return (
        (not chosen["topic"] or chosen["topic"] in one.request.topics)
        and chosen["step"] in ("", one.step.kind.code)
        and chosen["subject"] in ("", one.request.subject)
    )


def _filters(waiting: list[Waiting], chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Only what would find something."""
    keys = {key for one in waiting for key in one.request.topics}
    topics = TopicPage.objects.filter(key__in=keys, depth__gt=2).order_by("path")
    steps = {one.step.kind.code: str(one.step.kind) for one in waiting}
    subjects = {one.request.subject for one in waiting}
    choices = {
        "topic": list({topic.key: topic.title for topic in topics}.items()),
        "step": sorted(steps.items()),
        "subject": [c for c in ApprovalRule.Subject.choices if c[0] in subjects],
    }
    labels = {"topic": _("Topic"), "step": _("Step"), "subject": _("Of what")}
    return [
        {"name": name, "label": labels[name], "chosen": chosen[name], "choices": choices[name]}
        for name in FILTERS
    ]


@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Each with the same checks as alone, of the digest that was shown; one refused leaves the
    others."""
    done, refused = 0, []
    for row in request.POST.getlist("row")[:PER_PAGE]:
        number, _sep, seen = row.partition(":")
        found = TaskState.objects.filter(pk=number) if number.isdecimal() else ()
        for task_state in found:
            problem = _approve(task_state, request.user, seen=seen)
            done += not problem
            refused += [problem] if problem else []
    _tell(request, done, refused)
    return go_back(request, reverse(QUEUE))


def _approve(task_state: TaskState, user: Any, *, seen: str) -> str:
    """Empty, or why not."""
    try:
        with transaction.atomic():
            task: Any = task_state.task.specific
            task.on_action(task_state, user, "approve", seen=seen or "-")
    except ApprovalRefused as error:
        return say(error.problem)
    except Refused as error:
        return " ".join(say(problem) for problem in error.problems)
    return ""


def _tell(request: HttpRequest, done: int, refused: list[str]) -> None:
    if done:
        text = ngettext("Approved %(count)s step.", "Approved %(count)s steps.", done)
        messages.success(request, text % {"count": done})
    for reason in dict.fromkeys(refused):
        text = ngettext(
            "%(count)s was not approved: %(reason)s",
            "%(count)s were not approved: %(reason)s",
            refused.count(reason),
        )
        messages.error(request, text % {"count": refused.count(reason), "reason": reason})
    if not done and not refused:
        messages.error(request, _("Tick what you mean first."))


class QueueMenuItem(MenuItem):
    """With how many wait."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if count := len(waiting_for(request.user, now=timezone.now())):
            component.label = f"{component.label} ({count})"
        return component


def menu_item() -> MenuItem:
    """For Wagtail's hook register_admin_menu_item."""
    label = gettext_lazy("Approval")
    return QueueMenuItem(label, reverse(QUEUE), name="approval", icon_name="tasks", order=140)
