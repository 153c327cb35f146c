"""What tests of reading say over and over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from kb.access import Scope
from kb.access.models import AccessGrant
from kb.authoring.staff_scopes import staff_scope
from kb.publication.since import position_at
from kb.reading.asking import Person, Wish, ask
from kb.reading.models import RequiredReading, Shift
from kb.reading.news import News, NewsItem, news_for
from tests import library
from tests.library import block


def worked_until_now(user: Any) -> None:
    """Their last shift has just ended."""
    now = timezone.now()
    first = {"since": now, "after": position_at(now), "last_used_at": now}
    Shift.objects.update_or_create(user_id=user.pk, defaults=first)


def scope_of(user: Any, *, at: datetime | None = None) -> Scope:
    scope = staff_scope(user, now=at or timezone.now())
    assert scope is not None
    return scope.for_channel("agent_desk")


def news_of(user: Any, *, locale: str = "zh-Hans") -> News:
    return news_for(user.pk, scope=scope_of(user), locale=locale)


def told(user: Any) -> dict[str, NewsItem]:
    return {item.key: item for item in news_of(user).items}


def marked(runs: Any) -> str:
    """With what differs in brackets."""
    return "".join(f"[{run.text}]" if run.changed else run.text for run in runs)


def say(page: Any, text: str, *more: dict[str, Any]) -> Any:
    return library.rewrite(page, block("answer", text), *more)


def team(name: str, *, regions: Any = ("*",), topics: Any = ("*",)) -> Group:
    group = Group.objects.create(name=name)
    AccessGrant.objects.create(
        group=group, audience="agent", channels=["*"], topics=list(topics), regions=list(regions),
        segments=["*"], products=["*"],
    )  # fmt: skip
    return group


def asked(key: str, *teams: Group, due_in: timedelta = timedelta(days=3), **more: Any) -> Any:
    """By a supervisor."""
    now = timezone.now()
    wish = Wish(key, "zh-Hans", teams=teams, due_at=now + due_in, **more)
    reading: RequiredReading = ask(wish, by=Person(9_000, "supervisor-1"), at=now)
    return reading
