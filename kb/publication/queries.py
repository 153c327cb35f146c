"""What outsiders may read of what is live. Every function takes the scope by name; only
`Authorized` may be serialised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kb.access import ALL_TOPICS, Audience, Scope, as_q
from kb.document import Document, Passage
from kb.publication.edges import edges_from_json, next_edge
from kb.publication.log import head
from kb.publication.marks import last_seen
from kb.publication.models import AliasPlace, Live, LiveElement, LiveTopic
from kb.publication.withholding import Withholding, current_withholdings, withhold


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer somebody found or asked for; not checked."""

    key: str
    locale: str


@dataclass(frozen=True, slots=True)
class Authorized:
    """An answer as this scope may see it now. `seq` and `published_at` are of the last change
    the scope can see, `valid_until` is its next edge."""

    key: str
    locale: str
    document: Document
    topic: str
    lineage: tuple[str, ...]
    seq: int
    published_at: datetime
    valid_until: datetime | None


def authorize(*, scope: Scope, candidates: Sequence[Candidate]) -> tuple[Authorized, ...]:
    """Those that the scope may see, in the given order; forbidden and absent alike are dropped."""
    wanted = [c for c in dict.fromkeys(candidates) if c.locale in scope.locales]
    if not wanted:
        return ()
    # Labels are asked before documents are read, so that what is forbidden costs what is absent
    # costs, and tells nobody by its time that it is there.
    rows = _with_a_core(rows_of_now(scope=scope), scope=scope)
    rows = rows.filter(key__in={c.key for c in wanted})
    found = {(a.key, a.locale): a for a in _authorize_rows(list(rows), scope=scope)}
    return tuple(found[c.key, c.locale] for c in wanted if (c.key, c.locale) in found)


def find_answer(*, scope: Scope, key: str, locale: str) -> Authorized | None:
    found = authorize(scope=scope, candidates=[Candidate(key, locale)])
    return found[0] if found else None


def find_element(*, scope: Scope, element: str, locale: str) -> tuple[Authorized, Passage] | None:
    """The element in the first answer (by key) in which the scope may see it."""
    places = LiveElement.objects.filter(element=element, live__locale=locale)
    keys = places.order_by("live__key").values_list("live__key", flat=True).distinct()
    for answer in authorize(scope=scope, candidates=[Candidate(k, locale) for k in keys]):
        for passage in answer.document.passages:
            if passage.element == element:
                return answer, passage
    return None


def recent_answers(*, scope: Scope, locale: str, limit: int) -> tuple[Authorized, ...]:
    """The newest changes that this scope can see: what changed for others moves nothing up."""
    # As the index stands: what was published in one moment, such as an import, is not sorted again.
    rows = visible_rows(scope=scope, locale=locale).order_by("-published_at", "pk")
    found: list[Authorized] = []
    size, start = limit + 20, 0
    while True:
        page = list(rows[start : start + size])
        found += _authorize_rows(page, scope=scope)
        found = sorted(found, key=lambda answer: -answer.seq)[:limit]
        start += size
        if len(page) < size:
            return tuple(found)
        # A row is never older than what any reader can see of it.
        if len(found) == limit and found[-1].published_at >= page[-1].published_at:
            return tuple(found)


def answers_in_topic(
    *, scope: Scope, topic: str, locale: str, limit: int, offset: int = 0
) -> tuple[Authorized, ...]:
    """Answers of a topic and of everything below it, by question."""
    rows = visible_rows(scope=scope, locale=locale).filter(_in_topics(locale, {topic}))
    return _trimmed(rows.order_by("question", "pk"), scope=scope, limit=offset + limit)[offset:]


def rows_of_now(*, scope: Scope) -> QuerySet[Live]:
    """Rows of `Live` whose interval holds now; still to be authorised one by one."""
    return Live.objects.filter(
        valid_from__lte=scope.now,
        valid_to__gt=scope.now,
        locale__in=scope.locales,
        audience__lte=scope.audience,
    )


def count_live(*, scope: Scope, locale: str) -> int:
    """Answers for an audience under open topics, before labels and the scope's own topics are
    asked: a measure of how large the base is, not to be shown."""
    return count_live_at(head(), locale, scope.audience) if locale in scope.locales else 0


@lru_cache(maxsize=64)
def count_live_at(position: int, locale: str, audience: Audience) -> int:
    """Counted once after each publication, each answer once: what is for others may divide it into
    several intervals."""
    topics = LiveTopic.objects.filter(open=True, locale=locale).values("topic_id")
    second = AliasPlace.objects.filter(topic_id__in=topics, locale=locale).values("key")
    rows = Live.objects.filter(locale=locale, audience__lte=audience)
    rows = rows.filter(Q(topic_id__in=topics) | Q(key__in=second))
    return rows.values("key").distinct().count()


def visible_rows(*, scope: Scope, locale: str) -> QuerySet[Live]:
    """Rows of now with something that answers this scope, as far as labels alone decide."""
    rows = _with_a_core(rows_of_now(scope=scope), scope=scope).filter(locale=locale)
    return rows if scope.topics == ALL_TOPICS else rows.filter(_in_topics(locale, scope.topics))


def _with_a_core(rows: QuerySet[Live], *, scope: Scope) -> QuerySet[Live]:
    core = LiveElement.objects.filter(as_q(scope), live=OuterRef("pk"), is_core=True)
    return rows.filter(Exists(core))


def _in_topics(locale: str, keys: frozenset[str] | set[str]) -> Q:
    """Home or second place at or below one of these topics."""
    paths = LiveTopic.objects.filter(key__in=keys, locale=locale).values_list("path", flat=True)
    below = Q(pk__in=[])
    for path in paths:
        below |= Q(path__startswith=path)
    topics = LiveTopic.objects.filter(below).values("pk")
    second = AliasPlace.objects.filter(topic_id__in=topics, locale=locale).values("key")
    return Q(topic_id__in=topics) | Q(key__in=second)


def _trimmed(rows: QuerySet[Live], *, scope: Scope, limit: int) -> tuple[Authorized, ...]:
    """Exactly `limit` where there are so many: the row query knows nothing of closed topics."""
    found: list[Authorized] = []
    size, start = limit + 20, 0
    while len(found) < limit:
        page = list(rows[start : start + size])
        found.extend(_authorize_rows(page, scope=scope))
        start += size
        if len(page) < size:
            break
    return tuple(found[:limit])


def _authorize_rows(rows: list[Live], *, scope: Scope) -> list[Authorized]:
    if not rows:
        return []
    topics = places_of(rows, scope=scope)
    withheld = current_withholdings()
    checked = (_check(row, topics.get(row.pk), scope=scope, withheld=withheld) for row in rows)
    return [answer for answer in checked if answer is not None]


def places_of(rows: Sequence[Any], *, scope: Scope) -> dict[int, LiveTopic]:
    """Row id → the first open topic the scope may see, the home before second places."""
    topics = LiveTopic.objects.in_bulk({row.topic_id for row in rows})
    found = {
        row.pk: topics[row.topic_id]
        for row in rows
        if row.topic_id in topics and is_open_to(scope, topics[row.topic_id])
    }
    lost = {(row.key, row.locale): row.pk for row in rows if row.pk not in found}
    return found | _second_places(lost, scope=scope) if lost else found


def _second_places(lost: dict[tuple[str, str], int], *, scope: Scope) -> dict[int, LiveTopic]:
    places = AliasPlace.objects.filter(key__in={key for key, _ in lost})
    topics = LiveTopic.objects.in_bulk({place.topic_id for place in places})
    return {
        lost[place.key, place.locale]: topics[place.topic_id]
        for place in places
        if (place.key, place.locale) in lost
        and place.topic_id in topics
        and is_open_to(scope, topics[place.topic_id])
    }


def is_open_to(scope: Scope, topic: LiveTopic) -> bool:
    return topic.open and scope.covers_topics(topic.lineage)


def _check(
    row: Live, topic: LiveTopic | None, *, scope: Scope, withheld: Sequence[Withholding]
) -> Authorized | None:
    if topic is None:
        return None
    document = Document.from_json(row.document)
    seen = withhold(document, seq=row.seq, withheld=withheld).seen_by(scope)
    if seen is None:
        return None
    mark = last_seen(row.marks, scope=scope)
    return Authorized(
        key=row.key,
        locale=row.locale,
        document=seen,
        topic=topic.key,
        lineage=tuple(topic.lineage),
        seq=mark.seq,
        published_at=mark.at,
        valid_until=next_edge(edges_from_json(row.edges), scope=scope),
    )
