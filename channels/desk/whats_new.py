"""What is new since somebody's last shift, as the desk lists and draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from channels.kinds import KIND_NAMES
from kb.access import Scope
from kb.document import Kind
from kb.publication.since import note_edges
from kb.publication.topic_tree import topic_titles
from kb.reading.material import ElementChange
from kb.reading.news import News, NewsItem, news_for

STATES = {"new": pgettext_lazy("answer", "New"), "changed": pgettext_lazy("answer", "Changed")}
QUESTION = _("Standard question")
MOST_LEAD = 60


@dataclass(frozen=True, slots=True)
class NewsRow:
    """`kinds`: names of the elements that changed; `number`: its place in the list."""

    number: int
    item: NewsItem
    kinds: tuple[Any, ...]

    @property
    def state(self) -> Any:
        return STATES[self.item.state]

    @property
    def lead(self) -> str:
        text = self.item.lead
        return text if len(text) <= MOST_LEAD else f"{text[:MOST_LEAD]}…"


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """`title`: of a topic; empty where the reader may not know it."""

    title: str
    rows: tuple[NewsRow, ...]


@dataclass(frozen=True, slots=True)
class NewsList:
    """`gone`: answers that can no longer be seen, of which the key is told and nothing else.
    `through`: the newest position in it."""

    news: News
    groups: tuple[NewsGroup, ...]
    gone: tuple[NewsItem, ...]

    @property
    def through(self) -> int:
        return max((item.seq for item in self.news.items), default=0)


def whats_new(user_id: int, *, scope: Scope, locale: str) -> NewsList:
    note_edges(now=scope.now)
    news = news_for(user_id, scope=scope, locale=locale)
    titles = topic_titles(scope=scope, locale=locale) if news.items else {}
    here = [item for item in news.items if item.state != "withdrawn"]
    gone = tuple(item for item in news.items if item.state == "withdrawn")
    return NewsList(news, tuple(_groups(here, titles)), gone)


def _groups(items: Iterable[NewsItem], titles: Mapping[str, str]) -> Iterator[NewsGroup]:
    """In the order of the tree; within a topic what is unseen first, then the newest."""
    by_topic: dict[str, list[NewsItem]] = {}
    for item in items:
        by_topic.setdefault(titles.get(item.topic, ""), []).append(item)
    number = 0
    for title in (*dict.fromkeys(titles.values()), ""):
        rows = []
        for item in sorted(by_topic.get(title, ()), key=lambda one: (one.is_seen, -one.seq)):
            number += 1
            rows.append(NewsRow(number, item, _kinds(item.elements)))
        if rows:
            yield NewsGroup(title, tuple(rows))


def _kinds(elements: Iterable[ElementChange]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(kind_name(one.kind) for one in elements))


def kind_name(kind: str) -> Any:
    return KIND_NAMES[Kind(kind)] if kind else QUESTION
