"""The editor's preview: an unsaved answer exactly as a channel would say it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from channels import registry
from kb.access import ALL_TOPICS, Audience, Scope
from kb.document import Document
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
        "document": seen,
        "message": adapter.render(seen) if seen else None,
        "problems": [say(problem) for problem in dict.fromkeys(problems)],
    }
    return render(request, "preview/channel.html", context)


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
