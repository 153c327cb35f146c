"""What stands in the address of the overview. Whatever was typed is shown again, with what to do
where it cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from channels.supervising.days import DAY, MOST_DAYS, Period

LENGTHS = (7, 30, 92)


@dataclass(frozen=True, slots=True)
class Asked:
    """`is_live`: today, as it goes; `first`, `last`: as they were typed."""

    period: Period
    is_live: bool
    first: str
    last: str
    problem: str = ""


def asked_of(given: Mapping[str, str], *, today: date) -> Asked:
    """Today where nothing is asked, and where what is asked makes no sense."""
    first, last = given.get("from", "").strip()[:40], given.get("to", "").strip()[:40]
    now = Period(today, today)
    if not first and not last:
        return Asked(now, True, "", "")
    period = _period(first, last or today.isoformat())
    problem = _problem(period, today=today)
    if period is None or problem:
        return Asked(now, True, first, last, problem)
    return Asked(period, False, first, last)


def last_days(days: int, *, today: date) -> Period:
    """Whole days, so not today."""
    return Period(today - days * DAY, today - DAY)


def parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _period(first: str, last: str) -> Period | None:
    start, end = parsed(first), parsed(last)
    return Period(start, end) if start and end else None


def _problem(period: Period | None, *, today: date) -> str:
    if period is None:
        return _("This is no day. Write it as in 2026-11-23, the first day and the last.")
    if period.last > today:
        return _("The last day is still to come. Choose today at the latest.")
    if period.days < 1:
        return _("The last day is before the first. Change one of them.")
    if period.days > MOST_DAYS:
        return _("These are %(days)s days. Choose at most %(most)s.") % {
            "days": period.days,
            "most": MOST_DAYS,
        }
    return ""
