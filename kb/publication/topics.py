"""Topics as readers may see them: an answer stores its topic's id only, so moving or withdrawing
a topic is one row in the log, whatever stands below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kb.authoring.announcements import Change
from kb.authoring.models import TopicPage
from kb.locales import to_outside
from kb.publication import log
from kb.publication.models import LiveTopic

FIELDS = ("key", "locale", "title", "path", "lineage", "open")


def settle(changes: Sequence[Change], *, now: datetime) -> bool:
    """Renew the subtree of every changed topic; True if the log grew."""
    written = False
    for change in changes:
        before = {topic.pk: topic for topic in _known(change)}
        after = {} if change.gone else {topic.pk: topic for topic in _current(change.pk)}
        written |= _replace(before, after, now=now)
    return written


def as_pages_say() -> dict[int, LiveTopic]:
    """Every topic as it should be for readers, by page id; unsaved."""
    pages = list(TopicPage.objects.select_related("locale"))
    known = {page.path: page for page in pages}
    return {page.pk: _live_topic(page, known) for page in pages}


def _known(change: Change) -> list[LiveTopic]:
    """The topic and all that stood below it, by the path it had."""
    own = LiveTopic.objects.filter(pk=change.pk).first()
    if own is None:
        return []
    return list(LiveTopic.objects.filter(path__startswith=own.path))


def _current(pk: int) -> list[LiveTopic]:
    topic = TopicPage.objects.filter(pk=pk).first()
    if topic is None:
        return []
    pages = list(TopicPage.objects.filter(path__startswith=topic.path).select_related("locale"))
    above = [topic.path[:n] for n in range(topic.steplen, len(topic.path), topic.steplen)]
    known = {page.path: page for page in (*TopicPage.objects.filter(path__in=above), *pages)}
    return [_live_topic(page, known) for page in pages]


def _live_topic(page: Any, known: dict[str, Any]) -> LiveTopic:
    paths = (page.path[:n] for n in range(page.steplen, len(page.path) + 1, page.steplen))
    line = [known[path] for path in paths if path in known]
    return LiveTopic(
        topic_id=page.pk,
        key=page.key,
        locale=to_outside(page.locale.language_code),
        title=page.title,
        path=page.path,
        lineage=[above.key for above in line],
        open=all(above.live for above in line),
    )


def _replace(before: dict[int, LiveTopic], after: dict[int, LiveTopic], *, now: datetime) -> bool:
    ids = [
        pk for pk in before.keys() | after.keys() if facts(before.get(pk)) != facts(after.get(pk))
    ]
    if not ids:
        return False
    # Drafts of topics are nobody's to see, and a place in the row of neighbours is no news: both
    # are kept, and not told.
    told = [pk for pk in ids if _news(before.get(pk)) != _news(after.get(pk))]
    seen = [_change(before.get(pk), after.get(pk)) for pk in sorted(told)]
    seen = [change for change in seen if change["before"] or change["after"]]
    if seen:
        top = _highest([*after.values(), *before.values()], among=told)
        log.append(
            [
                log.NewRow(
                    kind="topic",
                    at=now,
                    locale=top.locale,
                    page_id=top.pk,
                    ref=f"topic:{top.key}",
                    documents=seen,
                )
            ]
        )
    LiveTopic.objects.filter(pk__in=ids).delete()
    LiveTopic.objects.bulk_create(after[pk] for pk in ids if pk in after)
    return bool(seen)


def _highest(topics: Sequence[LiveTopic], *, among: Sequence[int]) -> LiveTopic:
    return min((t for t in topics if t.pk in set(among)), key=lambda topic: len(topic.path))


def facts(topic: LiveTopic | None) -> list[Any] | None:
    """What readers can tell two states of a topic apart by."""
    return [getattr(topic, name) for name in FIELDS] if topic else None


def _news(topic: LiveTopic | None) -> list[Any] | None:
    return [getattr(topic, name) for name in FIELDS if name != "path"] if topic else None


def _change(old: LiveTopic | None, new: LiveTopic | None) -> dict[str, Any]:
    """What the log keeps of one topic: where it was and is, empty while closed or absent."""
    known = new or old
    assert known is not None
    return {
        "topic_id": known.pk,
        "key": known.key,
        "title": known.title,
        "before": _open_lineage(old),
        "after": _open_lineage(new),
    }


def _open_lineage(topic: LiveTopic | None) -> list[str]:
    return list(topic.lineage) if topic and topic.open else []
