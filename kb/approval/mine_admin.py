"""What I handed in and where it stands; what came back is answered or marked done here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kb.approval import remarks
from kb.approval.queue import handed_in_by
from kb.approval.request_tables import Remark
from kb.approval.screens import MINE, edit_url, go_back, may_edit, show

PER_PAGE = 20


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    page = Paginator(handed_in_by(request.user), PER_PAGE).get_page(request.GET.get("p"))
    for one in page:
        obj = one.task_state.workflow_state.content_object
        one.edit_url = edit_url(obj, request.user) if obj is not None else ""
        one.shown_steps = [step for step in one.steps.all() if step.decision != "void"]
        one.remarks = [remark for step in one.shown_steps for remark in step.remarks.all()]
    title = _("What I handed in")
    return show(request, "approval/mine.html", title=title, page=page, now=timezone.now())


@require_POST
def settle(request: HttpRequest, remark: int) -> HttpResponse:
    """Answers a reason, or marks it done."""
    rows = Remark.objects.select_related("comment", "step__request__task_state__workflow_state")
    found = get_object_or_404(rows, pk=remark)
    if not _may_settle(request.user, found):
        raise Http404
    answer = request.POST.get("answer", "").strip()
    is_done = request.POST.get("action") == "done"
    if not answer and not is_done:
        messages.error(request, _("Write an answer, or mark it done."))
        return go_back(request, reverse(MINE))
    now = timezone.now()
    remarks.settle(found, user=request.user, answer=answer, is_done=is_done, now=now)
    messages.success(request, _("Marked done.") if is_done else _("Answered."))
    return go_back(request, reverse(MINE))


def _may_settle(user: Any, remark: Remark) -> bool:
    asked = remark.step.request
    obj = asked.task_state.workflow_state.content_object
    if user.pk in {*asked.authors, asked.handed_in_by_id}:
        return True
    return obj is not None and may_edit(user, getattr(obj, "specific", obj))
