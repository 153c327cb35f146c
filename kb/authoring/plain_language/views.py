"""What the editor's page asks while somebody types: findings for its texts, and names after {{."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Locale
from wagtail.permissions import policy_registry

from kb.authoring.models import Fact, KnowledgePage, Offer, SharedElement, Term, TopicPage
from kb.authoring.plain_language.background import Background, background_for
from kb.authoring.plain_language.completions import completions
from kb.authoring.plain_language.findings import Finding, say_finding
from kb.authoring.plain_language.form_texts import BadForm, TooMuch, read_form
from kb.authoring.plain_language.linting import lint
from kb.authoring.plain_language_addresses import (
    NAMES,
    NEW_SHARED,
    OFFER,
    PAGE,
    SHARED,
    UNDER,
)
from kb.authoring.uses.rights import may_look_up
from kb.locales import UnknownLocale, to_outside


@require_POST
def check_page(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(KnowledgePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return _answer(request, code=page.locale.language_code)


@require_POST
def check_new_page(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = get_object_or_404(TopicPage, pk=topic_id)
    if not topic.permissions_for_user(request.user).can_add_subpage():
        raise Http404
    return _answer(request, code=topic.locale.language_code)


@require_POST
def check_shared(request: HttpRequest, shared_id: int) -> HttpResponse:
    shared = get_object_or_404(SharedElement, pk=shared_id)
    if not _may(request.user, "change"):
        raise Http404
    return _answer(request, code=shared.locale.language_code, is_shared=True, shared=shared.pk)


@require_POST
def check_new_shared(request: HttpRequest, code: str) -> HttpResponse:
    if not _may(request.user, "add"):
        raise Http404
    locale = get_object_or_404(Locale, language_code=code)
    return _answer(request, code=locale.language_code, is_shared=True)


@require_POST
def check_offer(request: HttpRequest, code: str) -> HttpResponse:
    """New or known: an offer stands beside no other text."""
    if not any(_may(request.user, verb, of=Offer) for verb in ("add", "change")):
        raise Http404
    locale = get_object_or_404(Locale, language_code=code)
    return _answer(request, code=locale.language_code, is_shared=True)


@require_safe
def names(request: HttpRequest, code: str) -> HttpResponse:
    """Completions of what was typed after {{, of what the person may see."""
    facts, terms = (may_look_up(request.user, model) for model in (Fact, Term))
    if not (facts or terms):
        raise Http404
    found = completions(
        request.GET.get("q", "")[:80],
        locale=_locale(code),
        as_of=timezone.now(),
        facts=facts,
        terms=terms,
    )
    return _kept_nowhere({"names": [asdict(one) for one in found]})


def _answer(
    request: HttpRequest, *, code: str, shared: int | None = None, is_shared: bool = False
) -> HttpResponse:
    locale = _locale(code)
    try:
        form = read_form(json.loads(request.body), shared=shared, has_question=not is_shared)
    except (TooMuch, RequestDataTooBig):
        return _kept_nowhere({"message": _("This is too much text to check at once.")}, status=413)
    except (BadForm, ValueError, RecursionError):
        return _kept_nowhere({"message": _("These texts could not be read.")}, status=400)
    report = lint(form.texts, background=_seen_by(request.user, background_for(locale)))
    texts = {(text.element, text.field): text.text for text in form.texts}
    found = [
        _as_data(finding, name=form.names[place], text=texts[place])
        for finding in report.findings
        for place in [(finding.element, finding.field)]
    ]
    return _kept_nowhere({"score": report.score, "counts": report.counts, "findings": found})


def _as_data(finding: Finding, *, name: str, text: str) -> dict[str, Any]:
    return {
        "name": name,
        "rule": finding.rule,
        "severity": finding.severity,
        "start": in_browser(text, finding.start),
        "end": in_browser(text, finding.end),
        "text": finding.text,
        "message": say_finding(finding),
        "replacement": finding.replacement,
    }


def in_browser(text: str, place: int) -> int:
    """Browsers count rare Han characters and emoji as two."""
    return place + sum(1 for char in text[:place] if char > "\uffff")


def _seen_by(user: Any, known: Background) -> Background:
    """Without the names and values of what the person may not see; keys in texts stay known."""
    facts = known.facts if may_look_up(user, Fact) else [f.bare() for f in known.facts]
    shared = known.shared if may_look_up(user, SharedElement) else ()
    return replace(known, facts=tuple(facts), shared=shared)


def _may(user: Any, action: str, *, of: type[Any] = SharedElement) -> bool:
    policy = policy_registry.get_by_type(of)
    return bool(policy.user_has_permission(user, action))


def _locale(code: str) -> str:
    try:
        return to_outside(code)
    except UnknownLocale:
        raise Http404 from None


def _kept_nowhere(data: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = JsonResponse(data, status=status)
    response["Cache-Control"] = "no-store"
    return response


def urls() -> list[Any]:
    """For Wagtail's hook register_admin_urls."""
    return [
        path("plain-language/page/<int:page_id>/", check_page, name=PAGE),
        path("plain-language/under/<int:topic_id>/", check_new_page, name=UNDER),
        path("plain-language/shared/<int:shared_id>/", check_shared, name=SHARED),
        path("plain-language/shared/new/<slug:code>/", check_new_shared, name=NEW_SHARED),
        path("plain-language/offers/<slug:code>/", check_offer, name=OFFER),
        path("plain-language/names/<slug:code>/", names, name=NAMES),
    ]
