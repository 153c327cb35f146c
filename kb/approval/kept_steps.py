"""A kind of step that a rule asks for is not deleted: the rule would ask for less, and nobody would
see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kb.approval.rule_tables import KNOWLEDGE, ApprovalRule, StepKind


def refuse_asked(request: HttpRequest, snippets: Iterable[Any]) -> HttpResponse | None:
    """For Wagtail's hook before_delete_snippet, one by one or many at once."""
    kinds = [one for one in snippets if isinstance(one, StepKind)]
    words = [said for kind in kinds if (said := _why_it_stays(kind))]
    for said in words:
        messages.error(request, said)
    if not words:
        return None
    return redirect(reverse(kinds[0].snippet_viewset.get_url_name("list")))  # type: ignore[attr-defined]


def _why_it_stays(kind: StepKind) -> str:
    if kind.code == KNOWLEDGE:
        return _("“%(name)s” was not deleted: every approval asks for it.") % {"name": kind}
    rules = ApprovalRule.objects.filter(steps=kind)
    if not rules:
        return ""
    text = _("“%(name)s” was not deleted: these rules ask for it. Change them first: %(rules)s")
    return text % {"name": kind, "rules": _("; ").join(str(rule) for rule in rules)}
