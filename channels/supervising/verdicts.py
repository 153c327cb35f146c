"""What readers say of elements, counted by the day of the house's own clock."""

from __future__ import annotations

from django.db.models import Count, Q

from channels.supervising.at_work import DayAtWork
from channels.supervising.models import VerdictFigures
from kb.feedback.models import Feedback
from kb.feedback.ratings import UNHELPFUL

HELPFUL = Feedback.Verdict.HELPFUL


def verdicts_of_day(at: DayAtWork) -> tuple[VerdictFigures, ...]:
    """Rows not yet saved."""
    said = Feedback.objects.filter(at__gte=at.start, at__lt=at.end)
    counted = said.filter(verdict__in=(HELPFUL, *UNHELPFUL)).order_by()
    rows = counted.values("key", "locale", "element", "channel").annotate(
        helpful=Count("pk", filter=Q(verdict=HELPFUL)),
        unhelpful=Count("pk", filter=Q(verdict__in=UNHELPFUL)),
    )
    return tuple(VerdictFigures(day=at.day, **row) for row in rows)
