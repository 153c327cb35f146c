"""How many found an answer helpful on a channel, counted anew each hour by the clock, so that a
search reads one small row for each answer and not every verdict."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, Sum

from kb.feedback.models import Feedback, Rating
from kb.search import boosts

# Older verdicts are of another text or another season.
COUNTED_DAYS = 90
EVERY = timedelta(hours=1)
UNHELPFUL = (Feedback.Verdict.UNHELPFUL, Feedback.Verdict.WRONG, Feedback.Verdict.OUTDATED)
PORTION = 500
Answer = tuple[str, str]
Place = tuple[str, str, str]
logger = logging.getLogger(__name__)
_counted_at: datetime | None = None


def connect() -> None:
    boosts.register_verdicts(verdicts_of)


def verdicts_of(
    answers: Collection[Answer], *, channels: Collection[str]
) -> Mapping[Answer, tuple[int, int]]:
    """(key, locale) → helpful, unhelpful: of these channels only, so that nobody can tell from an
    order what is said where they may not read. One query."""
    rows = Rating.objects.filter(key__in={key for key, _ in answers}, channel__in=channels)
    sums = rows.order_by().values_list("key", "locale").annotate(Sum("helpful"), Sum("unhelpful"))
    found = {(key, locale): (helpful, unhelpful) for key, locale, helpful, unhelpful in sums}
    return {answer: found[answer] for answer in answers if answer in found}


def run(*, now: datetime) -> None:
    """Once an hour, and when a clock starts. A failure stops nothing else."""
    global _counted_at
    if _counted_at is not None and now - _counted_at < EVERY:
        return
    try:
        count(now=now)
        _counted_at = now
    except Exception:
        logger.exception("what readers say was not counted; it is tried again in a minute")


def count(*, now: datetime) -> int:
    """Only what has changed is written. Returns how many rows that were. Nobody who writes waits
    until all verdicts are read."""
    counted = _counted(since=now - timedelta(days=COUNTED_DAYS))
    with transaction.atomic():
        return _write(counted)


def _write(counted: Mapping[Place, tuple[int, int]]) -> int:
    rows = Rating.objects.select_for_update().order_by("pk")
    known = {(row.key, row.locale, row.channel): row for row in rows}
    gone = [row.pk for place, row in known.items() if place not in counted]
    new: list[Rating] = []
    changed: list[Rating] = []
    for place, (helpful, unhelpful) in counted.items():
        row = known.get(place) or Rating(key=place[0], locale=place[1], channel=place[2])
        if (row.helpful, row.unhelpful) != (helpful, unhelpful):
            row.helpful, row.unhelpful = helpful, unhelpful
            (changed if row.pk else new).append(row)
    Rating.objects.filter(pk__in=gone).delete()
    Rating.objects.bulk_create(new, batch_size=PORTION, ignore_conflicts=True)
    Rating.objects.bulk_update(changed, ["helpful", "unhelpful"], batch_size=PORTION)
    return len(gone) + len(new) + len(changed)


def _counted(*, since: datetime) -> dict[Place, tuple[int, int]]:
    counted = (Feedback.Verdict.HELPFUL, *UNHELPFUL)
    said = Feedback.objects.filter(at__gte=since, verdict__in=counted)
    rows = said.order_by().values_list("key", "locale", "channel")
    counts = rows.annotate(
        helpful=Count("pk", filter=Q(verdict=Feedback.Verdict.HELPFUL)),
        unhelpful=Count("pk", filter=Q(verdict__in=UNHELPFUL)),
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in counts.iterator()}
