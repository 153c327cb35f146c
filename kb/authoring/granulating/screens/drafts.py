"""Making drafts of what is proposed, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kb.authoring.granulating import working
from kb.authoring.granulating.drafting import Made, create_drafts
from kb.authoring.granulating.models import SourceDocument
from kb.authoring.granulating.screens.addresses import DRAFTS, REVIEW
from kb.authoring.granulating.screens.forms import DraftsForm
from kb.authoring.granulating.screens.review import way
from kb.authoring.granulating.seeing import documents_for
from kb.authoring.importers.bulk import Editor
from kb.authoring.jobs.addresses import address_of
from kb.problem import say

A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def drafts(request: HttpRequest, pk: int) -> HttpResponse:
    document = get_object_or_404(documents_for(request.user), pk=pk)
    if request.method == "POST":
        return _make(request, document)
    rows = document.points.exclude(drafted_at=None).select_related("page", "page__latest_revision")
    open_rows = [row for row in document.points.filter(drafted_at=None) if row.can_be_drafted]
    context = {
        "page_title": _("Drafts of “%(name)s”") % {"name": document.name},
        "header_icon": "cut",
        "breadcrumbs_items": way(document, _("Drafts")),
        "document": document,
        "page_obj": Paginator(rows, A_PAGE).get_page(request.GET.get("p")),
        "open_count": len(open_rows),
    }
    return render(request, "granulating/drafts.html", context)


def _make(request: HttpRequest, document: SourceDocument) -> HttpResponse:
    form = DraftsForm(request.POST, user=request.user, document=document)
    if not form.is_valid():
        messages.error(request, _("Choose a topic you may write in."))
        return redirect(REVIEW, document.pk)
    topic = form.cleaned_data["topic"]
    if document.points.filter(drafted_at=None, is_dropped=False).count() > working.MANY_DRAFTS:
        return redirect(address_of(working.draft_later(document, topic=topic, user=request.user)))
    editor = Editor(request.user, at=timezone.now())
    _tell(request, create_drafts(document, topic=topic.pk, editor=editor))
    return redirect(DRAFTS, document.pk)


def _tell(request: HttpRequest, made: Made) -> None:
    messages.success(request, say(working.summary_of_drafts(made)))
    for one in made.not_made:
        words = " ".join(dict.fromkeys(say(problem) for problem in one.problems))
        messages.warning(request, f"{one.question}: {words}")
