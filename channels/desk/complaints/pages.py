"""One complaint: what is known of it, and each thing that can be done about it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.desk.complaints.drafts import draft_of
from channels.desk.complaints.forms import KnowledgeForm
from channels.desk.complaints.whose import scope_for
from channels.desk.lists import found_list
from channels.desk.scopes import CHANNEL, at_desk, for_staff
from channels.desk.views import screen_locale
from kb.access import Scope
from kb.feedback.complaints.acts import ACTS, checked
from kb.feedback.complaints.knowledge import Named, knowledge_of, name_knowledge
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.ports import messages_of
from kb.feedback.complaints.queries import find_complaint, reasons_by_cause
from kb.feedback.complaints.rules import CannotDo, may_work_on
from kb.feedback.complaints.steps import By

MOST_TYPED = 200


def found_or_404(complaint_id: uuid.UUID, *, request: HttpRequest, scope: Scope) -> Complaint:
    """One that this person may not see is not there."""
    found = find_complaint(complaint_id, user=request.user, now=scope.now)
    if found is None:
        raise Http404
    return found


@require_safe
@for_staff
def complaint(request: HttpRequest, *, scope: Scope, pk: uuid.UUID) -> HttpResponse:
    one = found_or_404(pk, request=request, scope=scope)
    return show_complaint(request, one, scope=scope)


@require_POST
@for_staff
def act(request: HttpRequest, *, scope: Scope, pk: uuid.UUID, name: str) -> HttpResponse:
    """What cannot be done comes back with what was typed and what to do."""
    one = found_or_404(pk, request=request, scope=scope)
    try:
        _do(name, one, request, scope=scope)
    except CannotDo as refusal:
        one.refresh_from_db()
        return show_complaint(
            request, one, scope=scope, problem=refusal.message, opened=name, status=422
        )
    messages.success(request, _("Done."))
    return redirect("desk:complaint", pk)


def show_complaint(
    request: HttpRequest, one: Complaint, *, scope: Scope, problem: str = "", opened: str = "",
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """`opened`: the form that was used."""
    query = (request.POST.get("q") or request.GET.get("q", "")).strip()[:MOST_TYPED]
    context = {
        "part": "desk/complaints/complaint.html",
        "one": one,
        "now": scope.now,
        "may_work": may_work_on(request.user, one),
        "knowledge": knowledge_of(one, scope=at_desk(scope)),
        "events": one.events.all(),
        "causes": reasons_by_cause(),
        "cause_now": str(one.reason_id or one.cause),
        "outcomes": Complaint.Outcome.choices,
        "answered": Complaint.Answered.choices,
        "query": query,
        "rows": _rows(query, scope=scope) if query else (),
        "open": opened or _opened(request, query),
        "problem": problem,
        "said": request.POST,
        "sent": (sent := messages_of([one.pk]).get(one.pk, ())),
        "is_waiting": any(message.is_waiting for message in sent),
    }
    if "draft" not in more and context["may_work"] and one.is_open and not _is_look(request):
        theirs = scope_for(one, request, scope=scope)
        more["draft"] = draft_of(one, request.GET.dict(), scope=theirs)
    return render(request, "desk/complaints/page.html", context | more, status=status)


def _is_look(request: HttpRequest) -> bool:
    """The page looks by itself what became of its messages, and takes nothing else."""
    return request.headers.get("HX-Target") == "sent"


def _opened(request: HttpRequest, query: str) -> str:
    return "knowledge" if query else "message" if "reply" in request.GET else ""


def _rows(query: str, *, scope: Scope) -> Any:
    found = found_list(scope=at_desk(scope), query=query, locale=screen_locale())
    return [*found.rows, *found.other]


def _do(name: str, one: Complaint, request: HttpRequest, *, scope: Scope) -> None:
    """Raises CannotDo, and Http404 for what cannot be done here."""
    by = By(request.user, scope.now)
    if name == "knowledge":
        _name_knowledge(one, request, by, scope=scope)
    elif name in ACTS:
        ACTS[name](one, request.POST, by)
    else:
        raise Http404


def _name_knowledge(one: Complaint, request: HttpRequest, by: By, *, scope: Scope) -> None:
    locale, _blank, key = request.POST.get("answer", "").partition(" ")
    form = KnowledgeForm(request.POST.dict() | {"key": key, "locale": locale})
    said = checked(form, _("Choose an answer, and keep what would be right to 300 characters."))
    name_knowledge(one, Named(channel=CHANNEL, **said), scope=scope, by=by)
