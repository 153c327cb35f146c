"""One complaint: what is known of it, and each thing that can be done about it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from channels.desk.complaints.forms import CauseForm, EndForm, KnowledgeForm, NoteForm
from channels.desk.lists import found_list
from channels.desk.scopes import CHANNEL, at_desk, for_staff
from channels.desk.views import screen_locale
from kb.access import Scope
from kb.feedback.complaints import operations
from kb.feedback.complaints.knowledge import Named, knowledge_of, name_knowledge
from kb.feedback.complaints.models import Complaint
from kb.feedback.complaints.operations import By, Ending
from kb.feedback.complaints.queries import find_complaint, reasons_by_cause
from kb.feedback.complaints.rules import CannotDo, may_work_on

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
    if name not in ACTS:
        raise Http404
    try:
        ACTS[name](one, request, scope)
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
        "open": opened or ("knowledge" if query else ""),
        "problem": problem,
        "said": request.POST,
    }
    return render(request, "desk/complaints/page.html", context | more, status=status)


def _rows(query: str, *, scope: Scope) -> Any:
    found = found_list(scope=at_desk(scope), query=query, locale=screen_locale())
    return [*found.rows, *found.other]


def _note(one: Complaint, request: HttpRequest, scope: Scope) -> None:
    said = _checked(NoteForm(request.POST), _("Write what was done, in at most 500 characters."))
    operations.note(one, said["text"], By(request.user, scope.now))


def _set_cause(one: Complaint, request: HttpRequest, scope: Scope) -> None:
    cause, reason = _checked(CauseForm(request.POST), _("Choose a cause."))["cause"]
    operations.set_cause(one, cause=cause, reason=reason, by=By(request.user, scope.now))


def _join(one: Complaint, request: HttpRequest, scope: Scope) -> None:
    operations.join(one, By(request.user, scope.now))


def _name_knowledge(one: Complaint, request: HttpRequest, scope: Scope) -> None:
    locale, _blank, key = request.POST.get("answer", "").partition(" ")
    form = KnowledgeForm(request.POST.dict() | {"key": key, "locale": locale})
    said = _checked(form, _("Choose an answer, and keep what would be right to 300 characters."))
    named = Named(channel=CHANNEL, **said)
    name_knowledge(one, named, scope=scope, by=By(request.user, scope.now))


def _close(one: Complaint, request: HttpRequest, scope: Scope) -> None:
    said = _checked(
        EndForm(request.POST),
        _("Say whether the customer was right, how they were told, and what came of it."),
    )
    operations.close(one, Ending(**said), By(request.user, scope.now))


def _reopen(one: Complaint, request: HttpRequest, scope: Scope) -> None:
    said = _checked(NoteForm(request.POST), _("Say why it is opened again."))
    operations.reopen(one, said["text"], By(request.user, scope.now))


def _checked(form: forms.Form, problem: str) -> dict[str, Any]:
    if not form.is_valid():
        raise CannotDo(problem)
    return dict(form.cleaned_data)


ACTS: dict[str, Callable[[Complaint, HttpRequest, Scope], None]] = {
    "note": _note,
    "cause": _set_cause,
    "join": _join,
    "knowledge": _name_knowledge,
    "close": _close,
    "reopen": _reopen,
}
