"""Complaints by cause, team and day: what was taken, what was closed, what is still open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, Sum

from channels.supervising.at_work import DayAtWork
from channels.supervising.days import Period, by_day
from channels.supervising.placing import Member, gathered, in_order, standing
from channels.supervising.seeing import Sight
from channels.supervising.team_tables import ComplaintFigures
from channels.supervising.times import OVER_DAYS, add_up, percentile, steps_of
from kb.feedback.complaints.counting import ComplaintTime, complaints_in
from kb.feedback.complaints.models import Cause


@dataclass(frozen=True, slots=True)
class Complained:
    """Of one day or several. `still_open`, `late`: at the end of the last one; `times`: seconds
    until they were closed → complaints."""

    taken: int = 0
    closed: int = 0
    still_open: int = 0
    late: int = 0
    times: Mapping[int, int] = field(default_factory=dict)

    @property
    def median(self) -> int | None:
        return percentile(self.times, 0.5)

    @property
    def p90(self) -> int | None:
        return percentile(self.times, 0.9)


@dataclass(frozen=True, slots=True)
class ComplaintsView:
    """`by_cause`: all causes, as code."""

    now: Complained
    before: Complained
    by_day: Mapping[date, Complained]
    by_cause: Mapping[str, Complained]
    by_team: Mapping[str, Complained]


def complaints_of_day(at: DayAtWork) -> tuple[ComplaintFigures, ...]:
    """Rows not yet saved. What was taken and closed is of who was at work; what is left open, of
    the whole team, whether it works on that day or not."""
    found = complaints_in(at.start, at.end)
    taken = [one for one in found if at.contains(one.taken_at)]
    closed = [one for one in found if at.contains(one.closed_at)]
    owners = [Member(one.team, one.owner_id) for one in closed]
    at_work = standing([*at.matters, *taken, *owners], smallest=at.smallest)
    parts = {
        "taken": gathered(taken, at_work),
        "closed": gathered(closed, at_work),
        "open": gathered(
            [one for one in found if one.is_open(at.moment)],
            standing(at.members, smallest=at.smallest),
        ),
    }
    rows: dict[tuple[str, str], dict[str, list[ComplaintTime]]] = defaultdict(dict)
    for part, teams in parts.items():
        for team, some in teams.items():
            for cause in Cause.values:
                if of_cause := [one for one in some if one.cause == cause]:
                    rows[team, cause][part] = of_cause
    return tuple(_row(*place, some, at) for place, some in rows.items())


def complaints_view(period: Period, *, sight: Sight) -> ComplaintsView | None:
    """None for whoever oversees no complaints."""
    if not sight.sees_complaints:
        return None
    rows = list(_rows(period.before.first, period.last, sight=sight))
    now = [row for row in rows if row.day in period]
    return ComplaintsView(
        now=_sum_up(now, last=period.last),
        before=_sum_up((r for r in rows if r.day not in period), last=period.before.last),
        by_day={day: _sum_up(some, last=day) for day, some in by_day(now).items()},
        by_cause={
            cause: _sum_up((row for row in now if row.cause == cause), last=period.last)
            for cause in Cause.values
        },
        by_team=_by_team(period, sight=sight),
    )


def complaints_in_period(period: Period, *, sight: Sight) -> Complained | None:
    if not sight.sees_complaints:
        return None
    return _sum_up(_rows(period.first, period.last, sight=sight), last=period.last)


def _by_team(period: Period, *, sight: Sight) -> Mapping[str, Complained]:
    rows = ComplaintFigures.objects.filter(day__range=(period.first, period.last))
    at_last = Q(day=period.last)
    sums = sight.each_team(rows).values_list("team").annotate(
        Sum("taken"), Sum("closed"),
        left=Sum(F("still_open"), filter=at_last, default=0),
        over_due=Sum(F("late"), filter=at_last, default=0),
    )  # fmt: skip
    return in_order({team: Complained(*numbers) for team, *numbers in sums})


def _rows(first: date, last: date, *, sight: Sight) -> Iterable[ComplaintFigures]:
    return ComplaintFigures.objects.filter(team__in=sight.teams, day__range=(first, last))


def _sum_up(rows: Iterable[ComplaintFigures], *, last: date) -> Complained:
    rows = list(rows)
    at_last = [row for row in rows if row.day == last]
    return Complained(
        taken=sum(row.taken for row in rows),
        closed=sum(row.closed for row in rows),
        still_open=sum(row.still_open for row in at_last),
        late=sum(row.late for row in at_last),
        times=add_up(row.times for row in rows),
    )


def _row(
    team: str, cause: str, parts: Mapping[str, Sequence[ComplaintTime]], at: DayAtWork
) -> ComplaintFigures:
    taken, closed, left = (parts.get(part, ()) for part in ("taken", "closed", "open"))
    took = [(c.closed_at - c.taken_at).total_seconds() for c in closed if c.closed_at]
    return ComplaintFigures(
        day=at.day,
        team=team,
        cause=cause,
        taken=len(taken),
        closed=len(closed),
        still_open=len(left),
        late=sum(one.is_late(at.moment) for one in left),
        times=steps_of(took, OVER_DAYS),
    )
