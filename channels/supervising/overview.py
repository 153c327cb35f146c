"""All that one page of figures shows, gathered once for the screen and for files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from channels.supervising.days import DAY, Period, hours_of
from channels.supervising.facts import Facts, Line, lines_of
from channels.supervising.helpful import Helpful, all_verdicts, helpful_elements
from channels.supervising.hot import HotQuestion, gaps, hot_questions
from channels.supervising.offered import Offered, accepted_of, offered
from channels.supervising.queries import DeskView, by_hour, counted_at, desk_view
from channels.supervising.seeing import Sight
from channels.supervising.sums import Sums
from kb.feedback.misses import queries as misses
from kb.feedback.misses.calls import UNANSWERED
from kb.feedback.misses.store import StoreBusy


@dataclass(frozen=True, slots=True)
class Hour:
    """`usual`: in the same hour a week ago."""

    at: datetime
    contacts: int
    usual: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`gaps`: None while their counts cannot be read; `hours`: of a single day alone."""

    period: Period
    desk: DeskView
    lines: Sequence[Line]
    hours: Sequence[Hour]
    hot: Sequence[HotQuestion]
    gaps: Sequence[misses.Group] | None
    helpful: Sequence[Helpful]
    offers: Sequence[Offered]
    counted_at: datetime | None


def overview(period: Period, *, sight: Sight) -> Overview:
    desk = desk_view(period, sight=sight)
    now = facts(period, desk.now, sight=sight)
    before = facts(period.before, desk.before, sight=sight)
    return Overview(
        period=period,
        desk=desk,
        lines=lines_of(before, now),
        hours=hours(period.last, sight=sight) if period.days == 1 else (),
        hot=hot_questions(period, sight=sight),
        gaps=gaps(period, sight=sight),
        helpful=helpful_elements(period, sight=sight),
        offers=offered(period, sight=sight),
        counted_at=counted_at(period.last),
    )


def facts(period: Period, sums: Sums, *, sight: Sight) -> Facts:
    """All that one stretch of days is compared by."""
    return Facts(
        sums,
        all_verdicts(period, sight=sight),
        count_misses(period, sight=sight),
        accepted_of(offered(period, sight=sight)) if sight.sees_offers else None,
    )


def count_misses(period: Period, *, sight: Sight) -> int | None:
    if not sight.misses.channels:
        return None
    wish = misses.Wish(period.last, days=period.days)
    try:
        told = misses.tallies(sight=sight.misses, wish=wish)
    except StoreBusy:
        return None
    return sum(told.get(outcome, 0) for outcome in UNANSWERED)


def hours(day: date, *, sight: Sight) -> Sequence[Hour]:
    now, week_ago = by_hour(day, sight=sight), by_hour(day - 7 * DAY, sight=sight)
    return [Hour(at, now.get(n, 0), week_ago.get(n, 0)) for n, at in enumerate(hours_of(day))]
