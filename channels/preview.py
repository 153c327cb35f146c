"""The editor's preview: an unsaved answer exactly as a channel would say it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from channels import registry
from channels.adapters.wechat import MAX_TEXT
from channels.channel import Channel
from channels.desk.elements import desk_elements
from channels.help.elements import help_elements
from kb.access import ALL_TOPICS, Audience, Scope
from kb.document import Document
from kb.formats import BadValue
from kb.locales import to_outside
from kb.problem import say
from kb.publication.budgets import problems_on
from kb.publication.checks import assemble_unsaved
from kb.publication.ports import outlets


def draw_preview(source: Any, *, request: HttpRequest, channel: str) -> HttpResponse:
    """For the widest reader of the channel, with sizes and everything that does not fit."""
    adapter = registry.get(channel)
    assembly = assemble_unsaved(source)
    document = assembly.documents[0] if assembly.documents else None
    seen = document and document.seen_by(_widest_reader(document, channel, adapter.ceiling))
    problems = list(assembly.problems)
    if document:
        outlet = next(outlet for outlet in outlets() if outlet.code == channel)
        problems += problems_on(outlet, document)
    context = {
        "channel": adapter,
        "name": gettext(adapter.name),
        # A channel without a picture of its own is shown as its plain text.
        "layouts": [f"preview/{channel}.html", "preview/plain.html"],
        "problems": [say(problem) for problem in dict.fromkeys(problems)],
    }
    return render(request, "preview/channel.html", context | _said(adapter, seen))


def _said(adapter: Channel, document: Document | None) -> dict[str, Any]:
    """The message with what its picture needs; nothing where nobody could read it."""
    if document is None:
        return {}
    try:
        message = adapter.render(document)
    except BadValue:
        # Said among the problems, at its element.
        return {}
    hints = [problem for problem in adapter.check(document) if problem.severity == "info"]
    screen = to_outside(get_language() or settings.LANGUAGE_CODE)
    return {
        "document": document,
        "message": message,
        "hints": [say(hint) for hint in dict.fromkeys(hints)],
        "elements": desk_elements(message.parts, document.passages, locale=screen),
        "pieces": help_elements(message.parts),
        "limit": MAX_TEXT,
    }


def _widest_reader(document: Document, channel: str, ceiling: Audience) -> Scope:
    names = ("regions", "segments", "products")
    held = {
        name: frozenset().union(*(getattr(p.labels, name) for p in document.passages))
        for name in names
    }
    return Scope(
        channels=frozenset({channel}),
        audience=ceiling,
        topics=ALL_TOPICS,
        locales=frozenset({document.locale}),
        now=document.valid_from or timezone.now(),
        **held,
    )
