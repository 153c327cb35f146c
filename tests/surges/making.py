"""Steps that ask for answers, on days before and now, and that let the clock look."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kb.feedback.misses import counting, halves, store
from kb.feedback.misses.halves import Asked, Kind, half_of
from kb.feedback.surges import clock
from kb.feedback.surges.models import Surge
from tests.misses import asking

FEE = "cards.fee"


def ask_for(
    key: str, calls: int, *, at: datetime, channel: str = "web", audience: int = 0,
    locale: str = "zh-Hans", kind: str = Kind.ANSWER.value,
) -> None:  # fmt: skip
    asked = _asked(key, at, channel=channel, audience=audience, locale=locale, kind=kind)
    for _ in range(calls):
        counting.count_answer(asked)


def usually(key: str, calls: int, *, now: datetime, days: int = 28, **where: Any) -> None:
    """So many in every half hour around this time of each of the last days."""
    with store.writing(wait=1) as session:
        counts: dict[Asked, int] = {}
        for day in range(1, days + 1):
            for half in range(-4, 3):
                at = now - timedelta(days=day) + timedelta(minutes=30 * half)
                asked = _asked(key, at, **where)
                counts[asked] = counts.get(asked, 0) + calls
        halves.add(session, counts)


def look(now: datetime) -> list[Surge]:
    """What the clock does with all that was asked."""
    counting.flush()
    clock.run(now=now)
    return list(Surge.objects.order_by("pk"))


def miss(*texts: str, now: datetime, **where: Any) -> None:
    """Asked in vain so that it has settled by `now`."""
    asking.ask(*texts, at=now - timedelta(minutes=5), **where)
    asking.tick(now - timedelta(minutes=1))


def _asked(
    key: str, at: datetime, *, channel: str = "web", audience: int = 0, locale: str = "zh-Hans",
    kind: str = Kind.ANSWER.value,
) -> Asked:  # fmt: skip
    return Asked(half_of(at), kind, key, locale, channel, audience)
