"""Answers that are missing in a language, and translations whose original has changed since."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from wagtail.models import Locale

from kb.authoring.models import KnowledgePage
from kb.care.models import TranslationState


def missing_pages() -> Any:
    """Numbers of live answers that are not live in every language there is."""
    live = KnowledgePage.objects.filter(live=True, alias_of__isnull=True)
    counted = live.values("translation_key").annotate(languages=Count("locale", distinct=True))
    short = counted.filter(languages__lt=Locale.objects.count()).order_by()
    return live.filter(translation_key__in=short.values("translation_key")).order_by().values("pk")


def behind_pages(*, level: str = "") -> Any:
    """Numbers of translations that do not have the latest change in substance."""
    states = TranslationState.objects.exclude(behind="")
    return (states.filter(behind=level) if level else states).values("page_id")
