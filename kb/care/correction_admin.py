"""The queue of corrections: what readers say of an element, for its owner to settle by a time."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.models import SharedElement
from kb.authoring.names import name_and_number
from kb.authoring.usage import uses_of
from kb.care.basis_tasks import close, has_changed
from kb.care.corrections import comments_on, open_corrections
from kb.care.models import BasisTask, Care, Correction
from kb.care.screens import go_back, show
from kb.care.seeing import VIEW, editable, told_answers, visible
from kb.care.subjects import edit_url, shown

LIST, CLOSE = "care_corrections", "care_correction_close"
A_PAGE, COMMENTS = 25, 5


@require_safe
@permission_required(VIEW)
def corrections(request: HttpRequest) -> HttpResponse:
    found = open_corrections(visible(request.user))
    if request.GET.get("whose") == "mine":
        found = found.filter(care__owner=request.user)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    return show(
        request,
        "care/corrections.html",
        title=_("Corrections"),
        icon="comment",
        rows=_rows(list(page), user=request.user),
        page=page,
        whose=request.GET.get("whose", ""),
    )


def _rows(found: list[Correction], *, user: Any) -> list[dict[str, Any]]:
    names = shown({one.care_id: one.care for one in found}.values())
    cares = [one.care_id for one in found]
    mine = set(editable(user).filter(pk__in=cares).values_list("pk", flat=True))
    comments, now = comments_on(found, each=COMMENTS), timezone.now()
    return [
        {
            "correction": one,
            "title": names[one.care_id].title if one.care_id in names else "–",
            "locale": names[one.care_id].locale if one.care_id in names else "",
            "url": edit_url(one.care) if one.care_id in mine else "",
            "owner": name_and_number(one.care.owner) if one.care.owner else "",
            "comments": comments.get(one.pk, ()),
            "elsewhere": _elsewhere(one.care, user=user),
            "is_late": one.due_at < now,
            "is_mine": one.care_id in mine,
        }
        for one in found
    ]


def _elsewhere(care: Care, *, user: Any) -> list[str]:
    """Questions of the live answers that use it, as far as this person may know of them."""
    if care.subject != "shared":
        return []
    shared = SharedElement.objects.filter(pk=care.object_id).first()
    uses = uses_of(shared) if shared else ()
    told = told_answers(user, [use.page_id for use in uses], now=timezone.now())
    return [use.question for use in uses if use.page_id in told]


@require_POST
@permission_required(VIEW)
def close_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """“Changed” only where something was saved since; “still right” only with a reason, which the
    reporter reads."""
    one = open_corrections(editable(request.user)).filter(pk=pk).first()
    if one is None:
        raise Http404
    outcome, why = request.POST.get("outcome", ""), request.POST.get("why", "").strip()
    if outcome == BasisTask.Outcome.CHANGED and not has_changed(one):
        messages.error(request, _("Nothing was saved there since it was reported. Edit it first."))
    elif outcome == BasisTask.Outcome.STILL_RIGHT and not why:
        messages.error(request, _("Say why it is right as it is: whoever reported it reads this."))
    elif outcome in BasisTask.Outcome.values:
        close(one, outcome=outcome, why=why, by=request.user, now=timezone.now())
        messages.success(request, _("Noted. Whoever reported it is told."))
    else:
        messages.error(request, _("Choose first what is meant."))
    return go_back(request, reverse(LIST))


def urls() -> list[Any]:
    return [
        path("care/corrections/", corrections, name=LIST),
        path("care/corrections/<int:pk>/close/", close_correction, name=CLOSE),
    ]
