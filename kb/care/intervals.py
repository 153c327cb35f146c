"""When each is due: its own interval, that of the nearest topic above it, or the house's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings

from kb.authoring.models import KnowledgePage, TopicPage
from kb.care.models import Care, TopicInterval

BATCH = 500


def redate(rows: Any) -> int:
    """Work out the next review of these rows (a query set) anew; gives how many have changed."""
    days_of = _topic_days()
    changed = []
    paths = _paths(rows)
    for row in rows.iterator(chunk_size=BATCH):
        days = row.review_days or days_of(paths.get(row.pk, ""))
        due_on = row.reviewed_on + timedelta(days=days)
        if due_on != row.due_on:
            row.due_on = due_on
            changed.append(row)
    Care.objects.bulk_update(changed, ["due_on"], batch_size=BATCH)
    return len(changed)


def _paths(rows: Any) -> dict[int, str]:
    """Where in the tree each row belongs: the answer's own place, or the team's."""
    answers = dict(
        KnowledgePage.objects.filter(
            pk__in=rows.filter(subject="answer").order_by().values("object_id")
        ).values_list("pk", "path")
    )
    placed = rows.values_list("pk", "subject", "object_id", "team__path")
    return {
        pk: answers.get(object_id, "") if subject == "answer" else team or ""
        for pk, subject, object_id, team in placed
    }


def _topic_days() -> Any:
    """A function from a place in the tree to days."""
    known = dict(TopicInterval.objects.values_list("topic_key", "review_days"))
    topics = TopicPage.objects.filter(key__in=known).values_list("path", "key")
    by_path = sorted(((path, known[key]) for path, key in topics), reverse=True)

    def days_of(place: str) -> int:
        return next((days for path, days in by_path if place.startswith(path)), _house_days())

    return days_of


def _house_days() -> int:
    return int(settings.REVIEW_DAYS)


def set_topic_intervals(wishes: dict[str, int | None]) -> None:
    """Days by topic key; None leaves it to the topic above."""
    for key, days in wishes.items():
        if days is None:
            TopicInterval.objects.filter(topic_key=key).delete()
        else:
            TopicInterval.objects.update_or_create(topic_key=key, defaults={"review_days": days})
    redate(Care.objects.all())


def batches(ids: Iterable[int]) -> Iterable[list[int]]:
    """A few hundred at a time, so that a long work says how far it is."""
    ids = list(ids)
    return (ids[i : i + BATCH] for i in range(0, len(ids), BATCH))
