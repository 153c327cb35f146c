"""The tree of topics a scope may see, with how many answers it may see in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kb.access import Scope
from kb.publication.models import AliasPlace, Live, LiveTopic
from kb.publication.queries import Candidate, authorize, rows_of_now

LIBRARY_DEPTH = 1


@dataclass(frozen=True, slots=True)
class TopicNode:
    """`answers` counts what stands in the topic and below it, as this scope sees it."""

    key: str
    title: str
    children: tuple[TopicNode, ...]
    answers: int


def topic_tree(*, scope: Scope, locale: str) -> tuple[TopicNode, ...]:
    """The topics below the library's root, in tree order. A constant number of queries."""
    if locale not in scope.locales:
        return ()
    topics = [
        topic
        for topic in LiveTopic.objects.filter(locale=locale, open=True).order_by("path")
        if len(topic.lineage) > LIBRARY_DEPTH and scope.covers_topics(topic.lineage)
    ]
    counts = _answers_by_topic(scope=scope, locale=locale)
    return _nodes(topics, counts)


def _nodes(topics: Sequence[LiveTopic], counts: Counter[str]) -> tuple[TopicNode, ...]:
    keys = {topic.key for topic in topics}
    tops = [t for t in topics if t.lineage[-2] not in keys]
    return tuple(_node(topic, topics, counts) for topic in tops)


def _node(topic: LiveTopic, topics: Sequence[LiveTopic], counts: Counter[str]) -> TopicNode:
    below = [t for t in topics if t.lineage[:-1] == topic.lineage]
    children = tuple(_node(child, topics, counts) for child in below)
    return TopicNode(topic.key, topic.title, children, counts[topic.key])


def _answers_by_topic(*, scope: Scope, locale: str) -> Counter[str]:
    """Counted from what is authorised, so a hidden answer never moves a number."""
    rows = rows_of_now(scope=scope).filter(locale=locale)
    keys = rows.values_list("key", flat=True)
    visible = {a.key for a in authorize(scope=scope, candidates=[Candidate(k, locale) for k in keys])}
    topics = LiveTopic.objects.in_bulk()
    places = list(Live.objects.filter(key__in=visible, locale=locale).values_list("key", "topic_id"))
    places += AliasPlace.objects.filter(key__in=visible, locale=locale).values_list(
        "key", "topic_id"
    )
    seen = {
        (key, above)
        for key, topic_id in places
        if topic_id in topics and topics[topic_id].open
        for above in topics[topic_id].lineage
        if scope.covers_topics(topics[topic_id].lineage)
    }
    return Counter(above for _key, above in seen)
