"""Choosing a document, and the list of those that were taken apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kb.authoring.granulating import limits, working
from kb.authoring.granulating.screens.addresses import LIST, REVIEW
from kb.authoring.granulating.screens.forms import UploadForm
from kb.authoring.granulating.seeing import documents_for, may_granulate
from kb.authoring.importers.problems import BadFile
from kb.authoring.jobs.addresses import address_of
from kb.problem import say

A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest) -> HttpResponse:
    """Forbidden and absent look alike."""
    if not may_granulate(request.user):
        raise Http404
    is_sent = request.method == "POST"
    given = (request.POST, request.FILES) if is_sent else ()
    form = UploadForm(*given, user=request.user)
    if is_sent and form.is_valid() and (done := _take(request, form)):
        return done
    listed = documents_for(request.user).annotate(
        total=Count("points", filter=Q(points__merged_into=None)),
        drafts=Count("points", filter=Q(points__drafted_at__isnull=False)),
        changes=Count("points", filter=~Q(points__change="")),
    )
    context = {
        "page_title": _("Split documents"),
        "header_icon": "cut",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Split documents")},
        ],
        "form": form,
        "most": limits.MAX_FILE // limits.MEGABYTE,
        "page_obj": Paginator(listed, A_PAGE).get_page(request.GET.get("p")),
    }
    return render(request, "granulating/documents.html", context)


def _take(request: HttpRequest, form: Any) -> HttpResponse | None:
    """None where the file cannot be read: the form says why."""
    file, topic = form.cleaned_data["file"], form.cleaned_data["topic"]
    data = file.read()
    if len(data) > working.LARGE_FILE:
        job = working.read_later(file.name, data, topic=topic, user=request.user)
        return redirect(address_of(job))
    try:
        kept = working.read_document(file.name, data, topic=topic, user=request.user)
    except BadFile as error:
        form.add_error("file", str(error))
        return None
    messages.success(request, say(working.summary_of(kept)))
    return redirect(REVIEW, kept.document.pk)


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """The document and its proposals go; drafts that were made stay."""
    document = get_object_or_404(documents_for(request.user), pk=pk)
    document.delete()
    text = _("“%(name)s” was removed from this list. Drafts made of it stay.")
    messages.success(request, text % {"name": document.name})
    return redirect(LIST)
