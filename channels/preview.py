"""The editor's preview: an unsaved answer exactly as a channel would say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
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
from kb.access import Scope
from kb.document import Document
from kb.formats import BadValue
from kb.locales import to_outside
from kb.problem import say
from kb.publication.budgets import problems_on, widest_reader
from kb.publication.checks import assemble_unsaved
from kb.publication.ports import outlets


def draw_preview(source: Any, *, request: HttpRequest, channel: str) -> HttpResponse:
    """For the widest reader of the channel, with sizes and everything that does not fit."""
    adapter = registry.get(channel)
    assembly = assemble_unsaved(source)
    document = _document_of(assembly.documents, now=timezone.now())
    outlet = next(outlet for outlet in outlets() if outlet.code == channel)
    seen = document and _seen(document, widest_reader(document, outlet=outlet))
    problems = list(assembly.problems)
    if document:
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


def _document_of(documents: Sequence[Document], *, now: datetime) -> Document | None:
    """That of now, or the next to come, or the last there was."""
    for document in documents:
        if document.valid_to is None or document.valid_to > now:
            return document
    return documents[-1] if documents else None


def _seen(document: Document, reader: Scope) -> Document | None:
    """A shared element is shown by itself, though it may answer nothing."""
    return document.seen_by(reader) if document.answers else document.narrowed_to(reader)
