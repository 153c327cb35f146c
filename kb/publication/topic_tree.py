"""The tree of topics a scope may see, with how many answers it may see in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kb.access import Scope
from kb.publication.models import AliasPlace, LiveTopic, LiveUse
from kb.publication.queries import Candidate, authorize, visible_rows
from kb.publication.withholding import current_withholdings

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
    topics = _seen_topics(scope=scope, locale=locale)
    if not topics:
        return ()
    counts = _answers_by_topic({topic.pk: topic for topic in topics}, scope=scope, locale=locale)
    return _nodes(topics, counts)


def topic_titles(*, scope: Scope, locale: str) -> dict[str, str]:
    """Key → title of the topics the scope may see, in tree order, without counting answers."""
    return {topic.key: topic.title for topic in _seen_topics(scope=scope, locale=locale)}


def titles_of(keys: Collection[str], *, scope: Scope, locale: str) -> dict[str, str]:
    """Key → title of those of these topics that the scope may see."""
    topics = _seen_topics(scope=scope, locale=locale, keys=keys)
    return {topic.key: topic.title for topic in topics}


def _seen_topics(
    *, scope: Scope, locale: str, keys: Collection[str] | None = None
) -> list[LiveTopic]:
    if locale not in scope.locales:
        return []
    topics = LiveTopic.objects.filter(locale=locale, open=True)
    if keys is not None:
        topics = topics.filter(key__in=keys)
    return [
        topic
        for topic in topics.order_by("path")
        if len(topic.lineage) > LIBRARY_DEPTH and scope.covers_topics(topic.lineage)
    ]


def _nodes(topics: Sequence[LiveTopic], counts: Counter[str]) -> tuple[TopicNode, ...]:
    keys = {topic.key for topic in topics}
    tops = [t for t in topics if t.lineage[-2] not in keys]
    return tuple(_node(topic, topics, counts) for topic in tops)


def _node(topic: LiveTopic, topics: Sequence[LiveTopic], counts: Counter[str]) -> TopicNode:
    below = [t for t in topics if t.lineage[:-1] == topic.lineage]
    children = tuple(_node(child, topics, counts) for child in below)
    return TopicNode(topic.key, topic.title, children, counts[topic.key])


def _answers_by_topic(
    topics: Mapping[int, LiveTopic], *, scope: Scope, locale: str
) -> Counter[str]:
    """Counted among what the scope may see, so a hidden answer never moves a number. `topics`:
    those that it may see."""
    homes = _visible_homes(scope=scope, locale=locale)
    seconds = AliasPlace.objects.filter(locale=locale).values_list("key", "topic_id")
    places = [*homes.items(), *(place for place in seconds if place[0] in homes)]
    seen = {
        (key, above)
        for key, topic_id in places
        if topic_id in topics
        for above in topics[topic_id].lineage
    }
    return Counter(above for _key, above in seen)


def _visible_homes(*, scope: Scope, locale: str) -> dict[str, int]:
    """Key → topic of the home. The database decides by labels alone, so that no document is read;
    what a withheld source may have changed is authorised one by one."""
    homes = dict(visible_rows(scope=scope, locale=locale).values_list("key", "topic_id"))
    refs = {one.ref for one in current_withholdings()}
    if refs:
        users = LiveUse.objects.filter(ref__in=refs, locale=locale).values_list("key", flat=True)
        doubtful = [Candidate(key, locale) for key in homes.keys() & set(users)]
        seen = {answer.key for answer in authorize(scope=scope, candidates=doubtful)}
        for candidate in doubtful:
            if candidate.key not in seen:
                del homes[candidate.key]
    return homes
