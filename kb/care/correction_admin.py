"""The queue of corrections: what readers say of an element, for its owner to settle by a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.auth import permission_required

from kb.authoring.models import KnowledgePage, SharedElement
from kb.authoring.names import name_and_number
from kb.authoring.uses.names import ref_of
from kb.care.closing import Words, close_as_asked, typed_for
from kb.care.corrections import comments_on, open_corrections
from kb.care.models import Correction
from kb.care.screens import go_back, show
from kb.care.seeing import VIEW, editable, told_answers, visible
from kb.care.subjects import edit_url, shown
from kb.feedback.complaints.knowledge import numbers_by_correction
from kb.publication.where_used import pages_using

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
        rows=_rows(list(page), request=request),
        page=page,
        whose=request.GET.get("whose", ""),
        keep="whose=mine&" if request.GET.get("whose") == "mine" else "",
    )


def _rows(found: list[Correction], *, request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user
    names = shown({one.care_id: one.care for one in found}.values())
    cares = [one.care_id for one in found]
    mine = set(editable(user).filter(pk__in=cares).values_list("pk", flat=True))
    comments, now = comments_on(found, each=COMMENTS), timezone.now()
    elsewhere = _elsewhere(found, user=user)
    complaints = numbers_by_correction([one.pk for one in found])
    return [
        {
            "correction": one,
            "title": names[one.care_id].title if one.care_id in names else "–",
            "locale": names[one.care_id].locale if one.care_id in names else "",
            "url": edit_url(one.care) if one.care_id in mine else "",
            "owner": name_and_number(one.care.owner) if one.care.owner else "",
            "comments": comments.get(one.pk, ()),
            "complaints": complaints.get(one.pk, ()),
            "elsewhere": elsewhere.get(one.care_id, ()),
            "is_late": one.due_at < now,
            "is_mine": one.care_id in mine,
            "typed": typed_for(request, one),
        }
        for one in found
    ]


def _elsewhere(found: list[Correction], *, user: Any) -> dict[int, list[str]]:
    """Care → questions of the live answers that use its shared element, as far as this person may
    know of them. A fixed number of queries."""
    shared = {one.care.object_id: one.care_id for one in found if one.care.subject == "shared"}
    if not shared:
        return {}
    elements = SharedElement.objects.filter(pk__in=shared).select_related("locale")
    refs = {ref_of(one): shared[one.pk] for one in elements}
    pages = {refs[ref]: used for ref, used in pages_using(refs.keys()).items()}
    told = told_answers(user, set().union(*pages.values()), now=timezone.now())
    titles = KnowledgePage.objects.filter(pk__in=told).order_by("title", "pk")
    questions = dict(titles.values_list("pk", "title"))
    return {care: [q for pk, q in questions.items() if pk in pages[care]] for care in pages}


@require_POST
@permission_required(VIEW)
def close_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Its reporter reads the reason."""
    one = open_corrections(editable(request.user)).filter(pk=pk).first()
    if one is None:
        raise Http404
    words = Words(
        unchanged=_("Nothing was saved there since it was reported. Edit it first."),
        no_reason=_("Say why it is right as it is: whoever reported it reads this."),
        done=_("Noted. Whoever reported it is told."),
    )
    close_as_asked(request, one, words=words)
    return go_back(request, reverse(LIST))


def urls() -> list[Any]:
    return [
        path("care/corrections/", corrections, name=LIST),
        path("care/corrections/<int:pk>/close/", close_correction, name=CLOSE),
    ]
