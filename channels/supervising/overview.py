"""All that one page of figures shows, gathered once for the screen and for files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from channels.supervising.complained import (
    ComplaintsView,
    complaints_in_period,
    complaints_view,
)
from channels.supervising.days import DAY, Period, hours_of
from channels.supervising.facts import Facts, lines_of
from channels.supervising.helpful import (
    Helpful,
    all_of,
    all_verdicts,
    helpful_elements,
    verdicts_said,
)
from channels.supervising.hot import HotQuestion, gaps, hot_questions
from channels.supervising.lines import Line
from channels.supervising.offered import Offered, accepted_in, accepted_of, offered
from channels.supervising.queries import DeskView, by_hour, counted_days, desk_view, sums_in
from channels.supervising.questioned import (
    QuestionsView,
    questions_in_period,
    questions_view,
)
from channels.supervising.readings import ReadingView, reading_in_period, reading_view
from channels.supervising.seeing import Sight
from channels.supervising.sums import Share, Sums
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
    """`parts`: figures by what they are of; `gaps`: None while their counts cannot be read;
    `hours`: of a single day alone; `questions`, `complaints`, `reading`: None for whoever may not
    see these."""

    period: Period
    desk: DeskView
    parts: Mapping[str, Sequence[Line]]
    hours: Sequence[Hour]
    hot: Sequence[HotQuestion]
    gaps: Sequence[misses.Group] | None
    helpful: Sequence[Helpful]
    offers: Sequence[Offered]
    questions: QuestionsView | None
    complaints: ComplaintsView | None
    reading: ReadingView | None
    counted_at: datetime | None


def overview(period: Period, *, sight: Sight) -> Overview:
    desk = desk_view(period, sight=sight)
    counted = counted_days(period.before.first, period.last)
    offers = offered(period, sight=sight)
    said = verdicts_said(period, sight=sight)
    questions = questions_view(period, sight=sight)
    complaints = complaints_view(period, sight=sight)
    reading = reading_view(period, sight=sight, counted=counted)
    now = replace(
        _facts(period, desk.now, all_of(said, sight=sight), accepted_of(offers), sight=sight),
        questions=questions.now if questions else None,
        complaints=complaints.now if complaints else None,
        reading=reading.now if reading else None,
    )
    before = replace(
        _facts(
            period.before,
            desk.before,
            all_verdicts(period.before, sight=sight),
            accepted_in(period.before, sight=sight),
            sight=sight,
        ),
        questions=questions.before if questions else None,
        complaints=complaints.before if complaints else None,
        reading=reading.before if reading else None,
    )
    return Overview(
        period=period,
        desk=desk,
        parts=lines_of(before, now),
        hours=hours(period.last, sight=sight) if period.days == 1 else (),
        hot=hot_questions(period, sight=sight),
        gaps=gaps(period, sight=sight),
        helpful=helpful_elements(said, sight=sight),
        offers=offers,
        questions=questions,
        complaints=complaints,
        reading=reading,
        counted_at=counted.get(period.last),
    )


def facts_in(period: Period, *, sight: Sight) -> Facts:
    """All that one stretch of days is compared by."""
    return replace(
        _facts(
            period,
            sums_in(period, sight=sight),
            all_verdicts(period, sight=sight),
            accepted_in(period, sight=sight),
            sight=sight,
        ),
        questions=questions_in_period(period, sight=sight),
        complaints=complaints_in_period(period, sight=sight),
        reading=reading_in_period(
            period, sight=sight, counted=counted_days(period.first, period.last)
        ),
    )


def _facts(period: Period, sums: Sums, helpful: Share, offers: Share, *, sight: Sight) -> Facts:
    return Facts(
        sums,
        helpful,
        count_misses(period, sight=sight),
        offers if sight.sees_offers else None,
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
