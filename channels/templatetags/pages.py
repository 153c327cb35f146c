"""What page templates ask for: the language of the screen, and what languages call themselves."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from channels.desk.customers import CustomerBar, bar_of
from channels.desk.serving import serving_of
from channels.desk.verdicts import VERDICTS
from channels.paths import own_name, shown_locales
from kb.care.corrections import count_news
from kb.feedback.complaints.queries import count_late
from kb.locales import to_django, to_outside

register = template.Library()


@register.simple_tag
def screen_language() -> str:
    """As an outside tag, `zh-Hans`, for `lang`."""
    return to_outside(get_language() or to_django(shown_locales()[0]))


@register.simple_tag
def screen_languages() -> list[tuple[str, str, str]]:
    """Tag, Django's code and own name of each."""
    return [(tag, to_django(tag), own_name(tag)) for tag in shown_locales()]


@register.filter
def language_name(locale: str) -> str:
    return own_name(locale)


@register.simple_tag
def report_verdicts() -> list[tuple[str, object]]:
    """What can be reported at the desk, in the order of its keys."""
    return list(VERDICTS)


@register.simple_tag
def customer_bar(request: HttpRequest) -> CustomerBar | None:
    """Whom the agent serves, where somebody said who it is."""
    return bar_of(serving_of(request), now=timezone.now())


@register.simple_tag
def report_news(user: Any) -> int:
    """How many reports have an outcome that this person has not read."""
    return count_news(int(user.pk or 0))


@register.simple_tag
def late_complaints(user: Any) -> int:
    """How many on this person's list should have been answered by now."""
    return count_late(user, now=timezone.now())
