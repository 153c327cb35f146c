"""How many days may pass between reviews, topic by topic."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from wagtail.admin.auth import permission_required
from wagtail.permission_policies.pages import PagePermissionPolicy

from kb.authoring.models import TopicPage
from kb.care.intervals import set_topic_intervals
from kb.care.list_admin import topic_name
from kb.care.models import TopicInterval
from kb.care.screens import show
from kb.care.seeing import VIEW
from kb.care.tables import LONGEST_DAYS

NAME = "care_intervals"


@permission_required(VIEW)
def intervals(request: HttpRequest) -> HttpResponse:
    topics = _topics_of(request.user)
    if request.method == "POST":
        wishes, wrong = _wishes(request, topics)
        if wrong:
            text = _("A whole number of days from 1 to %(most)s is wanted for: %(topics)s.")
            said = {"most": LONGEST_DAYS, "topics": ", ".join(wrong)}
            messages.error(request, text % said)
        else:
            set_topic_intervals(wishes)
            messages.success(request, _("Saved. The next reviews follow at once."))
            return redirect(NAME)
    known = dict(TopicInterval.objects.values_list("topic_key", "review_days"))
    rows = [
        (key, name, request.POST.get(f"days-{key}", known.get(key, ""))) for key, name in topics
    ]
    return show(
        request,
        "care/intervals.html",
        title=_("Review intervals"),
        icon="calendar-alt",
        rows=rows,
        house_days=settings.REVIEW_DAYS,
        most=LONGEST_DAYS,
    )


def _topics_of(user: Any) -> list[tuple[str, str]]:
    """Each topic this person may edit, once for all languages, in the order of the tree."""
    policy = PagePermissionPolicy(TopicPage)
    topics = policy.instances_user_has_any_permission_for(user, {"change"}).filter(depth__gt=2)
    found: dict[str, str] = {}
    for topic in topics.order_by("path").only("key", "title", "depth", "path"):
        found.setdefault(topic.key, topic_name(topic))
    return list(found.items())


def _wishes(
    request: HttpRequest, topics: list[tuple[str, str]]
) -> tuple[dict[str, int | None], list[str]]:
    wishes: dict[str, int | None] = {}
    wrong = []
    for key, name in topics:
        text = request.POST.get(f"days-{key}", "").strip()
        if not text:
            wishes[key] = None
        elif text.isdecimal() and 1 <= int(text) <= LONGEST_DAYS:
            wishes[key] = int(text)
        else:
            wrong.append(name)
    return wishes, wrong


def urls() -> list[Any]:
    return [path("care/intervals/", intervals, name=NAME)]
