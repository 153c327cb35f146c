"""The page “where used” of a fact, term, shared element, label or picture."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.images import get_image_model

from kb.authoring.models import Fact, LabelValue, SharedElement, Term
from kb.authoring.uses.listing import uses_told
from kb.authoring.uses.rights import may_look_up

NAME = "kb_where_used"


@require_safe
@require_admin_access
def where_used(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Forbidden and absent look alike."""
    source = find_source(label, pk, user=request.user)
    url = source_url(source)
    context = {
        "page_title": _("Where used"),
        "page_subtitle": str(source),
        "header_icon": "link",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": url, "label": str(source)},
            {"url": "", "label": _("Where used")},
        ],
        "uses": uses_told(source, user=request.user, now=timezone.now()),
        "source_url": url,
    }
    return render(request, "authoring/where_used.html", context)


def sources() -> dict[str, type[Any]]:
    """What answers can use, by model label."""
    models = (Fact, Term, SharedElement, LabelValue, get_image_model())
    return {model._meta.label_lower: model for model in models}


def find_source(label: str, pk: int, *, user: Any) -> Any:
    """Raises Http404 also where the person has nothing to do with such things."""
    model = sources().get(label)
    if model is None or not may_look_up(user, model):
        raise Http404
    source = model.objects.filter(pk=pk).first()
    if source is None:
        raise Http404
    return source


def source_url(source: Any) -> str:
    if isinstance(source, get_image_model()):
        return reverse("wagtailimages:edit", args=[source.pk])
    return reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk])


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [path("where-used/<str:label>/<int:pk>/", where_used, name=NAME)]
