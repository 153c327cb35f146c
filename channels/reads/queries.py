"""What publication asks about reads and about texts that were served."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Sum

from channels.reads.models import ReadCount
from channels.renditions.models import ServedText
from kb.publication.ports import Answer, Kept

SHOWN = 20


def reads_of(answers: Collection[Answer], *, since: date) -> Mapping[Answer, Mapping[str, int]]:
    """By channel; answers that nobody read are left out."""
    wanted = set(answers)
    rows = ReadCount.objects.filter(key__in={key for key, _locale in wanted}, day__gte=since)
    found: dict[Answer, dict[str, int]] = {}
    grouped = rows.values_list("key", "locale", "channel").annotate(sum=Sum("reads"))
    for key, locale, channel, reads in grouped.order_by():
        if (key, locale) in wanted:
            found.setdefault((key, locale), {})[channel] = reads
    return found


def most_read(*, channel: str, locale: str, since: date, limit: int) -> Sequence[str]:
    """Keys, the most read first; whoever shows them asks who may see them, and shows no number."""
    rows = ReadCount.objects.filter(channel=channel, locale=locale, day__gte=since)
    summed = rows.order_by().values("key").annotate(sum=Sum("reads")).order_by("-sum", "key")
    return list(summed.values_list("key", flat=True)[:limit])


def texts_served(key: str, *, locale: str, channel: str, until: datetime) -> Sequence[Kept]:
    """The newest that were first served by then."""
    rows = ServedText.objects.filter(
        key=key, locale=locale, channel=channel, first_served_at__lte=until
    ).order_by("-first_served_at")
    return [Kept(row.body["text"], row.first_served_at, row.rendition) for row in rows[:SHOWN]]
