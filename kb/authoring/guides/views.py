"""While somebody writes a guide: its outline and what is wrong. It is told only of what the form
holds; nothing is read, and nothing kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.authoring.guides.checks import faults_in
from kb.authoring.guides.outline import outline_of
from kb.authoring.guides.trees import tree_of
from kb.problem import say

NAME = "kb_guide_outline"
MOST_ITEMS, LONGEST = 60, 5000


class BadForm(ValueError):
    """Not what our own script sends."""


@dataclass(frozen=True, slots=True)
class Posted:
    """`kinds`: of the elements, by their ids; `elements`, `answers`: how they are called."""

    questions: list[dict[str, Any]]
    kinds: dict[str, str]
    elements: dict[str, str]
    answers: dict[str, str]


@require_POST
@require_admin_access
def outline(request: HttpRequest) -> HttpResponse:
    if not PagePermissionPolicy().user_has_any_permission(request.user, {"add", "change"}):
        raise Http404
    try:
        posted = _read(json.loads(request.body))
    except RequestDataTooBig:
        return _kept_nowhere({"message": _("This is too much text to check at once.")}, status=413)
    except (BadForm, ValueError, RecursionError):
        return _kept_nowhere({"message": _("These texts could not be read.")}, status=400)
    tree = tree_of(posted.questions)
    faults = faults_in(tree, element="", elements=posted.kinds, own_key="")
    lines = outline_of(tree, elements=posted.elements, answers=posted.answers)
    found = [{"place": list(fault.place), "words": say(fault)} for fault in faults]
    context = {"lines": lines, "faults": list(enumerate(found))}
    html = render_to_string("authoring/guide_outline.html", context, request)
    return _kept_nowhere({"html": html, "faults": found})


def _read(data: Any) -> Posted:
    """Raises BadForm."""
    if not isinstance(data, dict):
        raise BadForm
    questions = [_question(one) for one in _listed(data.get("questions"))]
    maps = [_texts(data.get(name)) for name in ("kinds", "elements", "answers")]
    return Posted(questions, *maps)


def _question(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadForm
    texts = _texts({name: data.get(name) for name in ("name", "text")})
    return {**texts, "choices": [_texts(choice) for choice in _listed(data.get("choices"))]}


def _listed(data: Any) -> list[Any]:
    if not isinstance(data, list) or len(data) > MOST_ITEMS:
        raise BadForm
    return data


def _texts(data: Any) -> dict[str, str]:
    if not isinstance(data, Mapping) or len(data) > 10 * MOST_ITEMS:
        raise BadForm
    for text in (*data, *data.values()):
        if not isinstance(text, str) or len(text) > LONGEST:
            raise BadForm
    return dict(data)


def _kept_nowhere(data: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = JsonResponse(data, status=status)
    response["Cache-Control"] = "no-store"
    return response


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [path("guides/outline/", outline, name=NAME)]


def script() -> Any:
    """For Wagtail's hook insert_editor_js."""
    words = {
        "outline": _("How the guide goes"),
        "choose": _("Choose…"),
        "failed": _("The outline does not answer. Your text is safe; type on."),
    }
    return format_html(
        '<script src="{}" defer data-guide-outline="{}" data-words="{}"></script>',
        static("granule/guides.js"), reverse(NAME), json.dumps(words),
    )  # fmt: skip


def style() -> Any:
    """For Wagtail's hook insert_global_admin_css."""
    return format_html('<link rel="stylesheet" href="{}">', static("granule/guides.css"))
