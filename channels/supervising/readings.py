"""Required reading: what is to be read, and how far people have come, by team and day.

The state of each day is what it was when that day was last counted: who is asked follows from who
is in which group then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from channels.supervising.at_work import DayAtWork
from channels.supervising.days import DAY, Period, start_of
from channels.supervising.models import ALL, OTHERS
from channels.supervising.placing import in_order, kept_together
from channels.supervising.readable import readable
from channels.supervising.seeing import Sight
from channels.supervising.sums import Share
from channels.supervising.team_tables import ReadingFigures
from kb.reading.counting import ReadingState, open_readings


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is asked."""

    team: str
    user_id: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class ToRead:
    """One request, as far as people had come. `is_late`: somebody had not, and it was over due."""

    key: str
    locale: str
    question: str
    asked_at: datetime
    due_at: datetime
    done: Share
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.done.good < self.done.of


@dataclass(frozen=True, slots=True)
class ReadingView:
    """At the end of the last day that was counted: `now` and `before`, of all people and requests
    together; `asked`: what is to be read, the earliest due first; `by_team`: as `now`."""

    now: Share
    before: Share
    asked: Sequence[ToRead]
    by_team: Mapping[str, Share]

    @property
    def oldest(self) -> ToRead | None:
        """Of those that somebody has not confirmed."""
        waiting = (one for one in self.asked if one.is_open)
        return min(waiting, key=lambda one: one.asked_at, default=None)


def readings_of_day(at: DayAtWork) -> tuple[ReadingFigures, ...] | None:
    """Rows not yet saved; None for days that are over, whose groups nobody knows any more."""
    if not at.is_today:
        return None
    teams = {member.user_id: member.team for member in at.members}
    states = open_readings(now=at.now)
    return tuple(row for state in states for row in _rows_of(state, teams, at))


def reading_view(period: Period, *, sight: Sight, counted: Collection[date]) -> ReadingView | None:
    """`counted`: days whose figures stand. None for whoever does not oversee what others are asked
    to read."""
    if not sight.sees_reading:
        return None
    end, end_before = _last_of(period, counted), _last_of(period.before, counted)
    rows = ReadingFigures.objects.filter(day__in=[day for day in (end, end_before) if day])
    seen = _readable(rows if sight.sees_all else rows.filter(team__in=sight.own), sight=sight)
    mine = [row for row, _question in seen if row.team in sight.teams]
    beside = [row for row, _question in seen if row.day == end and row.team != ALL]
    return ReadingView(
        now=_share(row for row in mine if row.day == end),
        before=_share(row for row in mine if row.day == end_before),
        asked=_asked(
            [(r, q) for r, q in seen if r.day == end and r.team in sight.teams],
            at=min(sight.scope.now, start_of(end + DAY)) if end else sight.scope.now,
        ),
        by_team=_by_team(beside) if sight.sees_several else {},
    )


def reading_in_period(period: Period, *, sight: Sight, counted: Collection[date]) -> Share | None:
    if not sight.sees_reading:
        return None
    end = _last_of(period, counted)
    rows = ReadingFigures.objects.filter(day__in=[end] if end else [], team__in=sight.teams)
    return _share(row for row, _question in _readable(rows, sight=sight))


def _last_of(period: Period, counted: Collection[date]) -> date | None:
    return max((day for day in counted if day in period), default=None)


def _readable(
    rows: Iterable[ReadingFigures], *, sight: Sight
) -> Sequence[tuple[ReadingFigures, str]]:
    """Those of answers that the person may read now, each with its question."""
    rows = list(rows)
    seen = readable(dict.fromkeys((row.key, row.locale) for row in rows), sight=sight)
    return [
        (row, seen[row.key, row.locale].document.question)
        for row in rows
        if (row.key, row.locale) in seen
    ]


def _asked(rows: Iterable[tuple[ReadingFigures, str]], *, at: datetime) -> Sequence[ToRead]:
    requests: dict[int, list[tuple[ReadingFigures, str]]] = defaultdict(list)
    for row, question in rows:
        requests[row.reading].append((row, question))
    found = [_to_read(some, at=at) for some in requests.values()]
    return sorted(found, key=lambda one: (one.due_at, one.asked_at, one.key))


def _to_read(rows: Sequence[tuple[ReadingFigures, str]], *, at: datetime) -> ToRead:
    """Of one request, perhaps of several teams."""
    first, question = rows[0]
    done = _share(row for row, _question in rows)
    is_late = done.good < done.of and first.due_at < at
    return ToRead(first.key, first.locale, question, first.asked_at, first.due_at, done, is_late)


def _by_team(rows: Iterable[ReadingFigures]) -> Mapping[str, Share]:
    teams: dict[str, list[ReadingFigures]] = defaultdict(list)
    for row in rows:
        teams[row.team].append(row)
    return in_order({team: _share(some) for team, some in teams.items()})


def _share(rows: Iterable[ReadingFigures]) -> Share:
    rows = list(rows)
    return Share(sum(row.done for row in rows), sum(row.people for row in rows))


def _rows_of(
    state: ReadingState, teams: Mapping[int, str], at: DayAtWork
) -> Iterable[ReadingFigures]:
    one = state.reading
    people = [
        Reader(teams.get(user_id, OTHERS), user_id, is_done)
        for user_id, is_done in state.done.items()
    ]
    for team, some in kept_together(people, smallest=at.smallest).items():
        yield ReadingFigures(
            day=at.day, team=team, reading=one.pk, key=one.key, locale=one.locale,
            asked_at=one.asked_at, due_at=one.due_at,
            people=len(some), done=sum(person.is_done for person in some),
        )  # fmt: skip
