"""One surge on screen: what is asked and where, beside what is usual, and what may be done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.models import KnowledgePage
from kb.feedback.surges import operations, queries
from kb.feedback.surges.charting import chart_of
from kb.feedback.surges.models import LONGEST_REASON
from kb.feedback.surges.operations import CannotKnow
from kb.feedback.surges.queries import Seen
from kb.feedback.surges.screens import ONE, channels_told, show, sight_for, state_of
from kb.feedback.surges.seeing import KNOW, VIEW, Sight
from kb.locales import to_django

HOURS = (1, 2, 4, 8, 24, 72)
USUAL_HOURS = 4


class KnownForm(forms.Form):
    hours = forms.TypedChoiceField(coerce=int, label=gettext_lazy("No alert for"))
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label=gettext_lazy("Why"),
        error_messages={"required": gettext_lazy(operations.NO_REASON)},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"hours": USUAL_HOURS})
        hours: Any = self.fields["hours"]
        hours.choices = [(n, ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}) for n in HOURS]


@require_safe
@permission_required(VIEW)
def surge(request: HttpRequest, pk: int) -> HttpResponse:
    one, sight = _found(request, pk)
    return _draw(request, one, KnownForm(), sight=sight)


@require_POST
@permission_required(VIEW)
@permission_required(KNOW)
def known(request: HttpRequest, pk: int) -> HttpResponse:
    one, sight = _found(request, pk)
    form = KnownForm(request.POST)
    if not form.is_valid():
        return _draw(request, one, form, sight=sight, status=422)
    said = form.cleaned_data
    try:
        operations.know(
            one.surge, by=request.user, hours=said["hours"], reason=said["reason"],
            at=sight.scope.now,
        )  # fmt: skip
    except CannotKnow as error:
        form.add_error("reason", _(error.message))
        return _draw(request, one, form, sight=sight, status=422)
    messages.success(request, _("Noted with your name. Nobody is told of it until then."))
    return redirect(ONE, pk)


def _found(request: HttpRequest, pk: int) -> tuple[Seen, Sight]:
    """Raises Http404 where there is none for this person."""
    sight = sight_for(request)
    one = queries.find_surge(pk, sight=sight)
    if one is None:
        raise Http404
    return one, sight


def _draw(
    request: HttpRequest, one: Seen, form: KnownForm, *, sight: Sight, status: int = 200
) -> HttpResponse:
    now = sight.scope.now
    state, label = state_of(one.surge, now=now)
    return show(
        request,
        "surges/surge.html",
        title=one.called,
        status=status,
        one=one,
        state=state,
        label=label,
        channels=channels_told(one.figures),
        chart=chart_of(one.surge, sight=sight),
        questions=queries.questions_of(one, sight=sight),
        events=one.surge.events.all(),
        form=form,
        may_know=request.user.has_perm(KNOW),
        notice_query=_notice_query(one),
        edit_page=_page_of(one, request.user),
    )


def _notice_query(one: Seen) -> str:
    """What the form of a new notice is begun with."""
    answer = {"answer": one.surge.name} if one.is_answer else {}
    return urlencode({"surge": one.surge.pk} | answer)


def _page_of(one: Seen, user: Any) -> Any:
    """The answer's page, where this person may edit it."""
    if not one.is_answer:
        return None
    language = to_django(one.surge.locale)
    pages = KnowledgePage.objects.filter(key=one.surge.name, locale__language_code=language)
    page = pages.filter(alias_of__isnull=True).first()
    return page if page and page.permissions_for_user(user).can_edit() else None
