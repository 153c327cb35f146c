"""Where a team leader replies to what agents ask: own team only, by words or by naming an
answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from channels.asking import note_gap as tell_editors
from channels.desk.lists import DeskList, found_list
from channels.desk.questions import asked_with_answers
from channels.desk.scopes import CHANNEL, at_desk, for_staff
from channels.desk.views import screen_locale
from channels.paths import shown_locales
from channels.questions import operations
from channels.questions.models import MOST_REPLY, LeaderQuestion
from channels.questions.operations import AlreadyReplied, EmptyReply, Reply
from channels.questions.people import Leader, leader_of
from channels.questions.queries import (
    count_waiting,
    find_question,
    questions_for,
    stamp_for,
)
from kb.access import Scope
from kb.publication.queries import find_answer
from kb.publication.readers import label_names

BETWEEN = " "


class ReplyForm(forms.Form):
    """`answer`: key and language of a named one, as its choice says it."""

    words = forms.CharField(max_length=MOST_REPLY, required=False)
    answer = forms.CharField(max_length=100, required=False)


def for_leaders(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Whoever may not reply finds nothing here."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, scope: Scope, **kwargs: Any) -> HttpResponse:
        leader = leader_of(request.user)
        if leader is None:
            raise Http404
        return view(request, *args, scope=scope, leader=leader, **kwargs)

    return for_staff(wrapped)


@require_safe
@for_leaders
def questions(request: HttpRequest, *, scope: Scope, leader: Leader) -> HttpResponse:
    context = _listed(scope=scope, leader=leader)
    return render(request, "desk/questions/list.html", context)


@require_safe
@for_leaders
def rows(request: HttpRequest, *, scope: Scope, leader: Leader) -> HttpResponse:
    """The list renews itself; 204 while nothing is new."""
    if request.GET.get("since") == stamp_for(leader, now=scope.now):
        return HttpResponse(status=204)
    context = _listed(scope=scope, leader=leader)
    return render(request, "desk/questions/rows.html", context | {"is_part": True})


def _listed(*, scope: Scope, leader: Leader) -> dict[str, Any]:
    found = asked_with_answers(questions_for(leader, now=scope.now), scope=scope)
    return {
        "rows": found,
        "stamp": stamp_for(leader, now=scope.now),
        "waiting": sum(row.question.replied_at is None for row in found),
    }


@require_safe
@for_leaders
def waiting(request: HttpRequest, *, scope: Scope, leader: Leader) -> HttpResponse:
    """The link in the bar, which renews itself; 204 while nothing is new."""
    found = count_waiting(leader, now=scope.now)
    if request.GET.get("since") == f"{found.count}-{found.late}":
        return HttpResponse(status=204)
    return render(request, "desk/questions/link.html", {"waiting": found})


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def question(request: HttpRequest, *, scope: Scope, leader: Leader, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        return _reply(request, scope=scope, leader=leader, pk=pk)
    return _draw(request, ReplyForm(), scope=scope, leader=leader, pk=pk)


@require_safe
@for_leaders
def answers(request: HttpRequest, *, scope: Scope, leader: Leader, pk: uuid.UUID) -> HttpResponse:
    """What the leader may name, found by words."""
    if find_question(pk, leader=leader, now=scope.now) is None:
        raise Http404
    query = request.GET.get("find", "").strip()
    # What was chosen while this was on its way stays chosen.
    context = {"list": _found(query, scope=scope), "chosen": request.GET.get("answer", "")}
    return render(request, "desk/questions/choices.html", context)


@require_POST
@for_leaders
def gap(request: HttpRequest, *, scope: Scope, leader: Leader, pk: uuid.UUID) -> HttpResponse:
    """One click: what was asked counts among the misses, where editors find it."""
    try:
        told = operations.note_gap(pk, leader=leader, at=scope.now)
    except LookupError:
        raise Http404 from None
    if told is not None:
        text = told.query or told.words
        tell_editors(text, scope=scope, channel=CHANNEL, locale=told.locale)
    messages.success(request, TOLD)
    return redirect("desk:question", pk)


def _reply(request: HttpRequest, *, scope: Scope, leader: Leader, pk: uuid.UUID) -> HttpResponse:
    form = ReplyForm(request.POST)
    if form.is_valid():
        try:
            said = _said(form.cleaned_data, scope=scope)
            operations.reply(pk, said, leader=leader, at=scope.now)
        except LookupError:
            raise Http404 from None
        except EmptyReply:
            form.add_error(None, EMPTY)
        except AlreadyReplied:
            form.add_error(None, ALREADY)
    if form.errors:
        return _draw(request, form, scope=scope, leader=leader, pk=pk, status=422)
    messages.success(request, SENT)
    return redirect("desk:questions")


def _said(said: dict[str, Any], *, scope: Scope) -> Reply:
    """The named answer only where the leader sees it."""
    key, _blank, locale = said["answer"].partition(BETWEEN)
    named = None
    if locale in shown_locales():
        named = find_answer(scope=at_desk(scope), key=key, locale=locale)
    if named is None:
        return Reply(said["words"])
    return Reply(said["words"], named.key, named.locale)


def _draw(
    request: HttpRequest, form: ReplyForm, *, scope: Scope, leader: Leader, pk: uuid.UUID,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = find_question(pk, leader=leader, now=scope.now)
    if found is None:
        raise Http404
    (row,) = asked_with_answers([found], scope=scope)
    query = form.data.get("find", "") if form.is_bound else found.query
    context = {"row": row, "form": form, "find": query, "most": MOST_REPLY}
    context["customer"] = _customer(found)
    context["list"] = _found(query, scope=scope)
    return render(request, "desk/questions/question.html", context, status=status)


def _customer(question: LeaderQuestion) -> str:
    """What was known of the customer, in the words of the screen."""
    held = [("regions", question.region), ("segments", question.segment)]
    names = label_names() if any(code for _dimension, code in held) else {}
    named = (dict(names.get(one, ())).get(screen_locale(), one[1]) for one in held if one[1])
    return " · ".join(named)


def _found(query: str, *, scope: Scope) -> DeskList | None:
    return found_list(scope=at_desk(scope), query=query, locale=screen_locale()) if query else None


SENT = _("Your reply is on the agent's screen.")
TOLD = _("The editors find it among the questions without an answer.")
EMPTY = _("Write a few words, or choose an answer.")
ALREADY = _("A colleague has replied meanwhile, or the agent has taken the question back.")
