"""When somebody works, and what they have seen of what is new: the only writers of both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from kb.access import Scope
from kb.publication.since import position_at
from kb.reading.models import SeenChange, Shift
from kb.reading.news import MOST_DAYS, NewsItem, news_of

GONE = timedelta(days=400)


def note_use(user_id: int, *, scope: Scope, locale: str) -> None:
    """After a pause of SHIFT_PAUSE_HOURS a new shift begins: new is then what came since the
    former one, and before it what was left unseen. For whoever comes the first time nothing is."""
    shift = Shift.objects.filter(user_id=user_id).first()
    now = scope.now
    if shift is None:
        first = {"since": now, "after": position_at(now), "last_used_at": now}
        Shift.objects.get_or_create(user_id=user_id, defaults=first)
        return
    if now - shift.last_used_at >= timedelta(hours=settings.SHIFT_PAUSE_HOURS):
        _begin(shift, scope=scope, locale=locale)
    shift.last_used_at = now
    shift.save(update_fields=["since", "after", "last_used_at"])


def _begin(shift: Shift, *, scope: Scope, locale: str) -> None:
    last = shift.last_used_at
    left = news_of(shift, scope=scope, locale=locale)
    if all(item.is_seen for item in left.items if item.at <= last):
        shift.since, shift.after = last, position_at(last)


def mark_seen(user_id: int, items: Iterable[NewsItem]) -> None:
    """As far as each has come."""
    rows = [
        SeenChange(user_id=user_id, key=item.key, locale=item.locale, seq=item.seq)
        for item in items
    ]
    with transaction.atomic():
        SeenChange.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["user_id", "key", "locale"],
            update_fields=["seq"],
        )


def forget_old(*, now: datetime) -> None:
    """What was seen of changes that stand in nobody's list any more; people who left long ago."""
    oldest = position_at(now - timedelta(days=MOST_DAYS))
    SeenChange.objects.filter(seq__lte=oldest).delete()
    Shift.objects.filter(last_used_at__lt=now - GONE).delete()
