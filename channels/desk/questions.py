"""What an agent asks the team leader, and the reply on the same screen."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import reswap, retarget

from channels.desk.holding import holding_line
from channels.desk.scopes import at_desk, for_staff
from channels.desk.serving import customer_of
from channels.desk.views import screen_locale
from channels.paths import shown_locales
from channels.questions import operations
from channels.questions.models import MOST_QUERY, MOST_WORDS, LeaderQuestion
from channels.questions.operations import Asking, NothingAsked, TooManyOpen
from channels.questions.people import asker_of
from channels.questions.queries import questions_of, stamp_of
from kb.access import Scope
from kb.publication.queries import Authorized, Candidate, authorize, find_answer

SAFE_NAME = RegexValidator(r"^[A-Za-z0-9.-]*\Z")
FOUND = [("", ""), ("yes", "yes"), ("no", "no")]


class AskForm(forms.Form):
    """As the desk sends it; only `words` are typed for this."""

    request = forms.UUIDField()
    query = forms.CharField(max_length=2000, required=False)
    found = forms.ChoiceField(choices=FOUND, required=False)
    key = forms.CharField(max_length=80, required=False, validators=[SAFE_NAME])
    locale = forms.ChoiceField(choices=[("", ""), *((t, t) for t in shown_locales())],
                               required=False)  # fmt: skip
    words = forms.CharField(max_length=MOST_WORDS, required=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answers it names, as far as this reader may see them now."""

    question: LeaderQuestion
    opened: Authorized | None
    named: Authorized | None
    is_late: bool


@require_POST
@for_staff
def ask(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _refused(request, TOO_LONG, status=422)
    try:
        asking = _asking(form.cleaned_data, request, scope=scope)
        operations.ask(asking, asker=asker_of(request.user), at=scope.now)
    except NothingAsked:
        return _refused(request, NOTHING, status=422)
    except TooManyOpen:
        return _refused(request, TOO_MANY, status=422)
    return _shown(request, scope=scope, request_id=uuid.uuid4(), said=ASKED)


def _asking(said: dict[str, Any], request: HttpRequest, *, scope: Scope) -> Asking:
    """With the open answer only where its asker sees it there, and what may be known of the
    customer now."""
    opened, customer = None, customer_of(request, now=scope.now)
    if said["key"] and said["locale"]:
        opened = find_answer(scope=at_desk(scope), key=said["key"], locale=said["locale"])
    return Asking(
        request=said["request"],
        locale=screen_locale(),
        query=said["query"][:MOST_QUERY],
        was_found={"yes": True, "no": False}.get(said["found"]),
        key=opened.key if opened else "",
        key_locale=opened.locale if opened else "",
        region=customer.region,
        segment=customer.segment,
        words=said["words"],
    )


@require_safe
@for_staff
def mine(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """204 while nothing is new, so that asking every few seconds costs next to nothing."""
    stamp = stamp_of(int(request.user.pk or 0), now=scope.now)
    if request.GET.get("since") == stamp:
        return HttpResponse(status=204)
    return _shown(request, scope=scope)


@require_POST
@for_staff
def close(request: HttpRequest, *, scope: Scope, pk: uuid.UUID) -> HttpResponse:
    """Put aside, or taken back; a second time changes nothing."""
    operations.close(pk, asker_id=int(request.user.pk or 0), at=scope.now)
    return _shown(request, scope=scope, said=CLOSED)


def asked_with_answers(questions: Sequence[LeaderQuestion], *, scope: Scope) -> tuple[Asked, ...]:
    """Two queries more, however many there are. `scope`: of whoever reads them."""
    named = [(q.key, q.key_locale) for q in questions]
    named += [(q.reply_key, q.reply_locale) for q in questions]
    wanted = [Candidate(*one) for one in named if one[0]]
    seen = {(a.key, a.locale): a for a in authorize(scope=at_desk(scope), candidates=wanted)}
    return tuple(
        Asked(
            question=q,
            opened=seen.get((q.key, q.key_locale)),
            named=seen.get((q.reply_key, q.reply_locale)),
            is_late=q.is_late(now=scope.now),
        )
        for q in questions
    )


def own_questions(user: Any, *, scope: Scope) -> dict[str, Any]:
    """What the desk draws of them."""
    person = int(user.pk or 0)
    rows = asked_with_answers(questions_of(person, now=scope.now), scope=scope)
    is_waiting = any(row.question.is_waiting for row in rows)
    return {
        "asked": rows,
        "asked_stamp": stamp_of(person, now=scope.now),
        "asked_waits": is_waiting,
        "holding": holding_line(scope=scope, locale=screen_locale()) if is_waiting else "",
    }


def _shown(
    request: HttpRequest, *, scope: Scope, said: Any = "", request_id: uuid.UUID | None = None
) -> HttpResponse:
    """`said`: to those who do not see the screen; without it, what the newest reply says."""
    context = own_questions(request.user, scope=scope)
    newest = max(
        (row.question for row in context["asked"] if row.question.replied_at),
        key=lambda question: question.replied_at, default=None,
    )  # fmt: skip
    context |= {"said": said, "newest": newest, "request_id": request_id}
    return render(request, "desk/questions/asked.html", context)


def _refused(request: HttpRequest, problem: Any, *, status: int) -> HttpResponse:
    response = render(request, "desk/questions/refused.html", {"problem": problem}, status=status)
    return retarget(reswap(response, "innerHTML"), "#ask-outcome")


TOO_LONG = _("Please keep it to 500 characters.")
NOTHING = _("Say what you want to know: nothing was searched and no answer is open.")
TOO_MANY = _("Five questions wait already. Wait for a reply, or take one back.")
ASKED = _("Your team leader is asked. The reply comes here by itself.")
CLOSED = _("Put aside.")
