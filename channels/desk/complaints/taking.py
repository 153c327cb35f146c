"""Taking a complaint: the soothing line, then the form, then a number to tell the customer."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from channels.desk.complaints.forms import TakeForm
from channels.desk.complaints.soothing import soothing_line
from channels.desk.elements import DeskElement, desk_elements
from channels.desk.scopes import CHANNEL, at_desk, for_staff
from channels.desk.serving import is_for_another, serving_of
from channels.desk.views import screen_locale
from channels.paths import KeyInPath, shown_locales
from channels.renditions.queries import ServedAnswer, find_rendition
from kb.access import Scope
from kb.feedback.complaints import operations
from kb.feedback.complaints.knowledge import Named, name_knowledge
from kb.feedback.complaints.operations import Told
from kb.feedback.complaints.queries import reasons_by_cause
from kb.feedback.complaints.rules import CannotDo
from kb.feedback.complaints.steps import By
from kb.publication.queries import Authorized, find_answer

ANOTHER = _(
    "Another customer is on the line now; nothing was done. What you typed is kept: take it only "
    "if it is what this customer says."
)
IS_KEY = re.compile(KeyInPath.one)


@dataclass(frozen=True, slots=True)
class About:
    """The answer that is open on the screen."""

    answer: Authorized
    elements: Sequence[DeskElement]


@require_safe
@for_staff
def new(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """For the place of the answer, or as a page of its own."""
    said = {name: request.GET.get(name, "") for name in ("key", "locale", "element")}
    said["locale"] = said["locale"] or screen_locale()
    return _form(request, said | {"request": str(uuid.uuid4())}, scope=scope)


@require_POST
@for_staff
def take(request: HttpRequest, *, scope: Scope) -> HttpResponse:
    """Nothing typed is lost: what cannot be kept comes back with what to do."""
    form = TakeForm(request.POST)
    said = {name: request.POST.get(name, "") for name in form.fields}
    if is_for_another(request):
        return _form(request, said, scope=scope, problem=str(ANOTHER), status=409)
    if not form.is_valid():
        return _form(request, said, scope=scope, form=form, status=422)
    by = By(request.user, scope.now)
    try:
        with transaction.atomic():
            complaint = operations.take(_told(request, form.cleaned_data, scope=scope), by)
            if form.cleaned_data["key"]:
                name_knowledge(complaint, _named(form.cleaned_data), scope=scope, by=by)
    except CannotDo as refusal:
        return _form(request, said, scope=scope, problem=refusal.message, status=422)
    return _draw(request, "taken", {"complaint": complaint, "about": said})


def _told(request: HttpRequest, said: dict[str, Any], *, scope: Scope) -> Told:
    about = _about(said["key"], said["locale"], scope=scope)
    line = _line(about, scope=scope)
    cause, reason = said["cause"]
    contact = serving_of(request).contact
    return Told(
        words=said["words"],
        cause=cause,
        reason=reason,
        locale=said["locale"] or screen_locale(),
        request=said["request"],
        topic=about.answer.topic if about else "",
        soothing=line.rendition if line else "",
        contact=contact.pk if contact else None,
        customer_ref=contact.customer_ref if contact else "",
    )


def _named(said: dict[str, Any]) -> Named:
    names = ("key", "locale", "element", "verdict", "comment")
    return Named(channel=CHANNEL, **{name: said[name] for name in names})


def _form(
    request: HttpRequest, said: dict[str, str], *, scope: Scope, form: TakeForm | None = None,
    problem: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    about = _about(said["key"], said["locale"], scope=scope)
    context = {
        "said": said,
        "form": form,
        "problem": problem,
        "about": about,
        "line": _line(about, scope=scope),
        "causes": reasons_by_cause(),
    }
    return _draw(request, "new", context, status=status)


def _about(key: str, locale: str, *, scope: Scope) -> About | None:
    if not IS_KEY.fullmatch(key) or locale not in shown_locales():
        return None
    answer = find_answer(scope=at_desk(scope), key=key, locale=locale)
    served = find_rendition(scope=scope, channel=CHANNEL, key=key, locale=locale)
    if answer is None or served is None:
        return None
    passages = answer.document.passages
    return About(answer, desk_elements(served.parts, passages, locale=screen_locale()))


def _line(about: About | None, *, scope: Scope) -> ServedAnswer | None:
    lineage = about.answer.lineage if about else ()
    locale = about.answer.locale if about else screen_locale()
    return soothing_line(scope=scope, lineage=lineage, locale=locale)


def _draw(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The part alone where the desk asks for it, else with a page around it."""
    part = f"desk/complaints/{name}.html"
    if request.headers.get("HX-Request"):
        return render(request, part, context, status=status)
    return render(request, "desk/complaints/page.html", context | {"part": part}, status=status)
