"""Questions to the team leader, by team and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Sum

from channels.questions.counting import QuestionTime, questions_in
from channels.supervising.at_work import DayAtWork
from channels.supervising.days import Period, by_day
from channels.supervising.placing import gathered, in_order, standing
from channels.supervising.seeing import Sight
from channels.supervising.team_tables import QuestionFigures
from channels.supervising.times import add_up, percentile, steps_of

NUMBERS = ("asked", "replied", "waiting", "late")


@dataclass(frozen=True, slots=True)
class Questioned:
    """Of one day or several. `waiting`, `late`: at the end of the last one; `times`: seconds to the
    reply → questions."""

    asked: int = 0
    replied: int = 0
    waiting: int = 0
    late: int = 0
    times: Mapping[int, int] = field(default_factory=dict)

    @property
    def median(self) -> int | None:
        return percentile(self.times, 0.5)

    @property
    def p95(self) -> int | None:
        return percentile(self.times, 0.95)


@dataclass(frozen=True, slots=True)
class QuestionsView:
    now: Questioned
    before: Questioned
    by_day: Mapping[date, Questioned]
    by_team: Mapping[str, Questioned]


def questions_of_day(at: DayAtWork) -> tuple[QuestionFigures, ...] | None:
    """Rows not yet saved; None for days of which questions are forgotten."""
    if at.start < at.now - timedelta(days=settings.QUESTION_DAYS):
        return None
    found = questions_in(at.start, at.end)
    asked = [one for one in found if at.contains(one.asked_at)]
    waiting = [one for one in found if one.is_waiting(at.moment)]
    begun = gathered(asked, standing([*at.matters, *asked], smallest=at.smallest))
    left = gathered(waiting, standing(at.members, smallest=at.smallest))
    return tuple(
        _row(team, begun.get(team, ()), left.get(team, ()), at) for team in {**begun, **left}
    )


def questions_view(period: Period, *, sight: Sight) -> QuestionsView | None:
    """None for whoever has nothing to do with questions."""
    if not sight.sees_questions:
        return None
    rows = list(_rows(period.before.first, period.last, sight=sight))
    now = [row for row in rows if row.day in period]
    return QuestionsView(
        now=_sum_up(now, last=period.last),
        before=_sum_up((r for r in rows if r.day not in period), last=period.before.last),
        by_day={day: _sum_up(some, last=day) for day, some in by_day(now).items()},
        by_team=_by_team(period, sight=sight),
    )


def questions_in_period(period: Period, *, sight: Sight) -> Questioned | None:
    if not sight.sees_questions:
        return None
    return _sum_up(_rows(period.first, period.last, sight=sight), last=period.last)


def _by_team(period: Period, *, sight: Sight) -> Mapping[str, Questioned]:
    rows = QuestionFigures.objects.filter(day__range=(period.first, period.last))
    sums = sight.each_team(rows).values_list("team").annotate(Sum("asked"), Sum("replied"))
    return in_order({team: Questioned(asked, replied) for team, asked, replied in sums})


def _rows(first: date, last: date, *, sight: Sight) -> Iterable[QuestionFigures]:
    return QuestionFigures.objects.filter(team__in=sight.teams, day__range=(first, last))


def _sum_up(rows: Iterable[QuestionFigures], *, last: date) -> Questioned:
    rows = list(rows)
    at_last = [row for row in rows if row.day == last]
    return Questioned(
        asked=sum(row.asked for row in rows),
        replied=sum(row.replied for row in rows),
        waiting=sum(row.waiting for row in at_last),
        late=sum(row.late for row in at_last),
        times=add_up(row.times for row in rows),
    )


def _row(
    team: str, asked: Sequence[QuestionTime], waiting: Sequence[QuestionTime], at: DayAtWork
) -> QuestionFigures:
    waits = [(one.replied_at - one.asked_at).total_seconds() for one in asked if one.replied_at]
    return QuestionFigures(
        day=at.day,
        team=team,
        asked=len(asked),
        replied=len(waits),
        waiting=len(waiting),
        late=sum(one.is_late(at.moment) for one in waiting),
        times=steps_of(waits),
    )
