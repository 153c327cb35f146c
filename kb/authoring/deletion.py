"""What is in use is not deleted: the answers that use it are named instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import ReferenceIndex

from kb.authoring.usage import uses_of

SHOWN = 10


def refuse_in_use(request: HttpRequest, snippets: Iterable[Any]) -> HttpResponse | None:
    """For Wagtail's hook before_delete_snippet, one by one or many at once."""
    found = [(snippet, users) for snippet in snippets if (users := names_of_users(snippet))]
    if not found:
        return None
    for snippet, users in found:
        text = _("“%(name)s” is in use and was not deleted. Take it out of these first: %(users)s")
        messages.error(request, text % {"name": snippet, "users": _listed(users)})
    return redirect(reverse(found[0][0].snippet_viewset.get_url_name("list")))


def names_of_users(snippet: Any) -> list[str]:
    """Live answers by question and key, then pages whose saved draft places it."""
    uses = uses_of(snippet)
    known = {str(use.page_id) for use in uses}
    references = ReferenceIndex.get_references_to(snippet).select_related("base_content_type")
    drafts = {
        ref.object_id: ref.base_content_type.get_object_for_this_type(pk=ref.object_id)
        for ref in references
        if ref.object_id not in known
    }
    return [f"{use.question} ({use.key}, {use.locale})" for use in uses] + [
        str(page) for page in drafts.values()
    ]


def _listed(users: list[str]) -> str:
    shown = "; ".join(users[:SHOWN])
    more = len(users) - SHOWN
    return shown if more <= 0 else _("%(shown)s and %(more)s more") % {"shown": shown, "more": more}
