"""The screen on which somebody reads a change and decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import TaskState

from kb.approval import digests
from kb.approval.changes import changes_of, elements_of, last_out
from kb.approval.decisions import Reason, steps_for
from kb.approval.notices import tell_closed_topics
from kb.approval.queue import is_asked
from kb.approval.reading import read
from kb.approval.remarks import label_of
from kb.approval.request_tables import ApprovalRequest
from kb.approval.rule_tables import ApprovalRule
from kb.approval.screens import DECIDE, QUEUE, TASK, edit_url, may_edit, show

REASON = "reason-"


@require_safe
def task(request: HttpRequest, task_state: int) -> HttpResponse:
    found = _request_for(request.user, task_state)
    state, obj = found.task_state, _object(found)
    draft = state.revision.as_object()
    mine = steps_for(request.user, task_state=state, now=timezone.now())
    digest = digests.digest_of(draft) if _is_open(state) else found.digest
    return show(
        request,
        "approval/task.html",
        title=found.title,
        one=found,
        state=state,
        steps=found.steps.exclude(decision="void").select_related(
            "kind", "decided_by", "deputy_for"
        ),
        mine=mine,
        digest=digest,
        parts_changed=digest != found.digest,
        changes=[read(change) for change in changes_of(draft, old=_before(found, obj))],
        elements=[(block, label_of(child)) for block, (child, _v) in elements_of(draft).items()],
        decide_url=reverse(DECIDE, args=[state.pk]),
        edit_url=edit_url(obj, request.user),
        impact_url=_impact_url(found, obj),
        is_open=_is_open(state),
        now=timezone.now(),
        remarks=_remarks(found),
    )


def _request_for(user: Any, task_state: int) -> ApprovalRequest:
    """For whoever decides, wrote or may edit it; for everybody else it does not exist."""
    rows = ApprovalRequest.objects.select_related(
        "task_state__workflow_state", "task_state__revision", "handed_in_by"
    )
    found = get_object_or_404(rows, task_state=task_state)
    obj = _object(found)
    is_theirs = user.pk in {*found.authors, found.handed_in_by_id}
    if obj is None or not (is_theirs or _decides(user, found, obj) or may_edit(user, obj)):
        raise Http404
    return found


def _decides(user: Any, found: ApprovalRequest, obj: Any) -> bool:
    if found.steps.filter(decided_by=user).exists():
        return True
    state = obj.current_workflow_task_state
    is_this = state is not None and state.pk == found.task_state_id
    return is_this and (user.is_superuser or is_asked(user, obj=obj, now=timezone.now()))


def _object(found: ApprovalRequest) -> Any:
    obj = found.task_state.workflow_state.content_object
    return getattr(obj, "specific", obj)


def _before(found: ApprovalRequest, obj: Any) -> Any:
    """What is live; once this is out itself, nothing is left to compare with."""
    return last_out(obj) if found.task_state.revision_id != obj.live_revision_id else None


def _is_open(state: TaskState) -> bool:
    return bool(state.status == TaskState.STATUS_IN_PROGRESS)


def _impact_url(found: ApprovalRequest, obj: Any) -> str:
    """Of what was handed in, on every channel; a topic has no text of its own, and no answer uses
    an offer."""
    if found.subject in (ApprovalRule.Subject.TOPIC, ApprovalRule.Subject.OFFER):
        return ""
    address = reverse("kb_impact", args=[obj._meta.label_lower, obj.pk])
    return f"{address}?revision={found.task_state.revision_id}"


def _remarks(found: ApprovalRequest) -> list[Any]:
    steps = found.steps.prefetch_related("remarks__comment")
    return [remark for step in steps for remark in step.remarks.all()]


@require_POST
def decide(request: HttpRequest, task_state: int) -> HttpResponse:
    """Approve or return; what is refused comes back as a message, and nothing has happened."""
    found = _request_for(request.user, task_state)
    options: dict[str, Any] = {"step": request.POST.get("step", "")}
    if request.POST.get("decision") == "approve":
        seen = request.POST.get("seen") or "-"
        _act(
            request, found, "approve", comment=request.POST.get("comment", ""), seen=seen, **options
        )
        messages.success(request, _("Approved: %(title)s") % {"title": found.title})
        tell_closed_topics(request, _object(found))
        return redirect(QUEUE)
    reasons = _reasons(request)
    if not reasons:
        messages.error(request, _("Write why it comes back: of the whole, or at an element."))
        return redirect(reverse(TASK, args=[found.task_state_id]) + "?returning=1#approval-return")
    _act(request, found, "reject", reasons=reasons, **options)
    messages.success(request, _("Returned with a reason: %(title)s") % {"title": found.title})
    return redirect(QUEUE)


def _act(request: HttpRequest, found: ApprovalRequest, action: str, **options: Any) -> None:
    task: Any = found.task_state.task.specific
    task.on_action(found.task_state, request.user, action, **options)


def _reasons(request: HttpRequest) -> list[Reason]:
    """The field `reason-` of the whole, `reason-<block>` of an element."""
    given = ((name, str(text).strip()) for name, text in request.POST.items())
    return [Reason(t, n.removeprefix(REASON)) for n, t in given if n.startswith(REASON) and t]
